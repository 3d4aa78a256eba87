"""Finding what a person's words name: a case, an item, an office, a problem.

What fits whole comes first, as it was typed before as it is folded. All other rules are one: a
word that by any two of them fits two things is refused, and both are named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, get_args

from so_tui.core import dates
from so_tui.core.case import CALLS, CallName, Case, Office, Party, in_order, spoken_items
from so_tui.core.folding import Sought, folded, key, searchable, sought
from so_tui.core.knowledge import Problem
from so_tui.core.pages import CasePage
from so_tui.core.parties import offices_for
from so_tui.core.phones import number, numbers
from so_tui.core.text import clean, shortened
from so_tui.errors import NotFoundError

_SHOWN = 5
"""How many candidates an error names."""

_OF_DESK = 30
"""How much of a desk's name an error tells."""

_FIGURES = 4
"""From how many figures on, a number is looked for as such."""

_OF_ID = 4
"""From how many characters on, the beginning of an id names what has it."""


class Candidate(NamedTuple):
    """Something that words may name. `shown`: what it is called in a sentence.

    `whole` has what names it only when all of it is typed, `names` what names it also by a part,
    `codes` also by a beginning, `ids` by one of some length; `also` are words for its place, which
    name it as a part would; `numbers` are told by their figures.
    """

    id: str
    shown: str
    whole: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    @property
    def called(self) -> tuple[str, ...]:
        """All that names it when it is typed whole."""
        return (*self.whole, *self.names, *self.codes, *self.ids)


def fitting(candidates: Collection[Candidate], words: str) -> list[Candidate]:
    """Those that words name: by the whole of it, as typed or folded, else by any part."""
    typed, wanted = clean(words), key(words)
    if not wanted:
        return []
    if found := [one for one in candidates if typed in one.called]:
        return found
    if found := [one for one in candidates if any(key(name) == wanted for name in one.called)]:
        return found
    parts = sought(words)
    return [one for one in candidates if _fits_in_part(one, wanted, parts)]


def _fits_in_part(one: Candidate, wanted: str, parts: Sought) -> bool:
    if any(_begins(code, wanted) for code in (*one.codes, *one.also)):
        return True
    if len(wanted) >= _OF_ID and any(_begins(id_, wanted) for id_ in one.ids):
        return True
    if any(parts.names_in(searchable(name)) for name in one.names):
        return True
    if any(key(known) == wanted for known in one.numbers):
        return True
    if sum(sign.isdigit() for sign in wanted) < _FIGURES:
        return False
    return any(
        parts.stands_in(searchable(known)) or number(known) == number(wanted)
        for known in one.numbers
    )


def _begins(code: str, wanted: str) -> bool:
    # Most of ten thousand ids differ in the first sign already, which needs no folding.
    if code[:1].isascii() and code[:1].isalnum() and code[0].lower() != wanted[0]:
        return False
    return key(code).startswith(wanted)


def near(words: str, names: Iterable[str], *, most: int = 3, alike: float = 0.65) -> list[str]:
    """The names that words may have been meant for, the nearest first.

    `alike`: from how much on, 1 being the same.
    """
    from difflib import get_close_matches

    by_key: dict[str, str] = {}
    for name in names:
        for part in (key(name), *folded(name).split()):
            by_key.setdefault(part, name)
    found = get_close_matches(key(words), by_key, n=2 * most, cutoff=alike)
    return list(dict.fromkeys(by_key[one] for one in found))[:most]


def did_you_mean(words: str, names: Iterable[str], *, alike: float = 0.65) -> str:
    """A question that offers what is nearly called so, with a blank behind it, or ""."""
    offered = [shortened(one) for one in near(words, names, alike=alike)]
    if not offered:
        return ""
    *first, last = offered
    return f"Did you mean {', '.join(first)}{' or ' if first else ''}{last}? "


def listed(names: Iterable[str]) -> str:
    """Some names for a sentence: not more than a few, and each not longer than a line."""
    shown = [shortened(one) for one in names]
    more = f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
    return ", ".join(shown[:_SHOWN]) + more


def cases_fitting(labels: Mapping[str, str], words: str) -> list[str]:
    """The ids of the cases that words name, in the order of `labels`, which are by id."""
    candidates = [Candidate(id_, one, names=(one,), ids=(id_,)) for id_, one in labels.items()]
    return [one.id for one in fitting(candidates, words)]


def find_case(cases: Sequence[CasePage], words: str) -> CasePage:
    """The case that words name: its label, a part of the label, or the beginning of its id.

    Raises NotFoundError when none fits, or several do, naming them.
    """
    fits = set(cases_fitting({page.id: page.value.label for page in cases}, words))
    found = [page for page in cases if page.id in fits]
    if len(found) == 1:
        return found[0]
    said = shortened(clean(words))
    if found:
        raise NotFoundError(
            f"{len(found)} cases fit “{said}”: {listed_apart(found)}. "
            "Give more of the label, or the first letters of the id."
        )
    if not cases:
        raise NotFoundError("There is no case yet. Begin one with: so-tui new")
    labels = [page.value.label for page in cases]
    if cut := in_part(cases, words):
        raise NotFoundError(
            f"No case fits “{said}”: it is only part of {listed_apart(cut)}. "
            "Give all of the label, or the first letters of the id."
        )
    raise NotFoundError(
        f"No case fits “{said}”. {did_you_mean(words, labels)}There are: {listed(labels)}."
    )


def in_part(cases: Iterable[CasePage], words: str) -> list[CasePage]:
    """The cases in whose label words stand anywhere, be it inside a number."""
    parts = sought(words)
    return [page for page in cases if parts.stands_in(searchable(page.value.label))]


def is_named(page: CasePage, words: str) -> bool:
    """Whether words that fit a case are more than a part of its label: all of it, or its id's
    beginning."""
    wanted = key(words)
    by_id = len(wanted) >= _OF_ID and _begins(page.id, wanted)
    return by_id or wanted == key(page.value.label)


def same_label(cases: Iterable[CasePage], label: str, but: str = "") -> list[CasePage]:
    """The cases that are labeled so, however it is typed; `but` is left out."""
    wanted = key(label)
    return [page for page in cases if page.id != but and key(page.value.label) == wanted]


def is_taken(cases: Sequence[CasePage], label: str, but: str = "") -> str:
    """A sentence where another case has this label already, else "": what tells the two apart."""
    twins = same_label(cases, label, but) if key(label) else []
    if not twins:
        return ""
    there = "There is a case" if len(twins) == 1 else f"There are {len(twins)} cases"
    return f"{there} with this label already: {listed_apart(twins)}."


def behind(id_: str) -> str:
    """What stands behind the label of a case to tell it from another one."""
    return f" ({id_[:8]})"


def told_apart(cases: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What those cases are called whose label several have, however it is typed: with the
    beginning of its id behind it. By id; `cases`: id and label of each."""
    by_key: dict[str, dict[str, str]] = {}
    for id_, label in cases:
        by_key.setdefault(key(label), {})[id_] = label
    return {
        id_: f"{shortened(label)}{behind(id_)}"
        for twins in by_key.values()
        if len(twins) > 1
        for id_, label in twins.items()
    }


class Called:
    """What a case is called in one line among others, which are as `told_apart` takes them."""

    def __init__(self, cases: Iterable[tuple[str, str]]) -> None:
        self._apart = told_apart(cases)

    def __call__(self, id_: str, label: str) -> str:
        """Its label, with what tells it apart; also of one that came meanwhile."""
        return self._apart.get(id_) or shortened(label)


def listed_apart(pages: Sequence[CasePage]) -> str:
    """Some cases for a sentence, each with what tells it from another one of the same label."""
    some = ", ".join(f"{shortened(page.value.label)} ({_apart(page)})" for page in pages[:_SHOWN])
    return some + (f" and {len(pages) - _SHOWN} more" if len(pages) > _SHOWN else "")


def _apart(page: CasePage) -> str:
    case = page.value
    visit = f"visit {dates.long(case.visit.day)}" if case.visit.day else ""
    parts = (page.id[:8], case.person.legal_name, visit, "put away" if case.archived else "")
    return ", ".join(shortened(part) for part in parts if part)


def find_item(case: Case, spoken: str) -> str:
    """The id of the item spoken of, such as `P2`, or named by its number at the office.

    Raises NotFoundError naming those there are.
    """
    candidates = [
        Candidate(id_, name, whole=(name,), also=_numbers(case, id_), numbers=_numbers(case, id_))
        for name, id_ in spoken_items(case)
    ]
    found = fitting(candidates, spoken)
    if len(found) == 1:
        return found[0].id
    said, label = shortened(clean(spoken)), shortened(case.label)
    names = [one.shown for one in candidates]
    if found:
        fits = listed(one.shown for one in found)
        raise NotFoundError(
            f"{len(found)} items of {label} fit “{said}”: {fits}. Say one of them by these letters."
        )
    there = f"Its items: {', '.join(names)}." if names else "It has none yet."
    # What differs in its letter is on another card, and not what was meant.
    alike = [one for one in names if key(one)[:1] == key(spoken)[:1]]
    offer = did_you_mean(spoken, alike, alike=0.5)
    raise NotFoundError(f"{label} has no item “{said}”. {offer}{there}")


def _numbers(case: Case, item: str) -> tuple[str, ...]:
    reference = case.items[item].identifiers.reference
    return (reference,) if reference else ()


def find_office(
    case: Case, known: Mapping[str, Office], words: str, call: CallName | None = None
) -> str:
    """The id, in the case, of the office that words name.

    By its name or a part of it, also behind its call's name; by its telephone or fax number; by
    the name of a call that has one office; `insurer` and `referrer` are those of the visit's card.
    `known`: the casebook's offices by id. `call`: on whose card it is, if it is there. Raises
    NotFoundError when none fits, or several do.
    """
    candidates = _offices(case, known, words)
    here = [one for one in candidates if call is None or case.offices[one.id].call == call]
    # A call's own name is for an office of another card only where that is asked for.
    found = fitting(here, words) or fitting(candidates, words)
    if len(found) == 1:
        return found[0].id
    said, label = shortened(clean(words)), shortened(case.label)
    if found:
        fits = listed(one.shown for one in found)
        raise NotFoundError(
            f"{len(found)} offices of {label} fit “{said}”: {fits}. "
            "Give more of the name, or the card's name before it."
        )
    names = dict.fromkeys(one.names[0] for one in candidates)
    there = f"It has: {listed(names)}." if names else "It has none yet."
    offer = did_you_mean(words, [*names, *(also for one in candidates for also in one.also)])
    raise NotFoundError(f"{label} has no office “{said}”. {offer}{there}")


def _offices(case: Case, known: Mapping[str, Office], typed: str) -> list[Candidate]:
    words: dict[str, list[str]] = {}
    wanted = key(typed)
    for call in CALLS:
        if len(only := offices_for(case, call)) == 1:
            words.setdefault(only[0], []).append(call)
    for party in get_args(Party):
        for id_ in offices_for(case, "visit", party):
            words.setdefault(id_, []).append(party.replace("_", "-"))
    found = []
    for id_, here in in_order(case.offices):
        office = known.get(here.office)
        name = office.name if office is not None else "an office"
        # The card's name before it tells apart what is called the same on two cards.
        on_card = wanted.startswith(here.call) and wanted != here.call
        found.append(
            Candidate(
                id_, f"{shortened(name)} ({here.call})", whole=(id_,),
                names=(name, f"{here.call} {name}") if on_card else (name,),
                also=tuple(words.get(id_, ())), numbers=_phones(office),
            )
        )  # fmt: skip
    return found


def _phones(office: Office | None) -> tuple[str, ...]:
    if office is None:
        return ()
    return tuple(filter(None, (office.phone, *office.other_phones.splitlines(), office.fax)))


def same_office(known: Mapping[str, Office], name: str, but: str = "") -> list[Office]:
    """The casebook's offices that are called so, however it is typed; `but` is left out."""
    wanted = key(name)
    return [one for one in known.values() if one.id != but and key(one.name) == wanted]


def same_phone(known: Mapping[str, Office], phone: str, but: str = "") -> list[Office]:
    """The casebook's offices that are called under a number, however it is grouped; `but` is left
    out."""
    wanted = number(phone)
    return [
        one for one in known.values()
        if wanted and one.id != but and wanted in numbers(f"{one.phone}\n{one.other_phones}")
    ]  # fmt: skip


def phone_is_known(known: Mapping[str, Office], phone: str, but: str = "") -> str:
    """A sentence where another office of the casebook has this number, else "". It tells only:
    several desks may share one."""
    found = same_phone(known, phone, but)
    if not found:
        return ""
    return f"Known with the same phone: {offices_apart(found)}."


def find_known_office(known: Mapping[str, Office], words: str) -> Office:
    """The office of the casebook that words name: by its name, its number or its id.

    Raises NotFoundError when none fits, or several do.
    """
    candidates = [
        Candidate(
            one.id, one.name, names=(one.name,), ids=(one.id,),
            numbers=_phones(one),
        )
        for one in known.values()
    ]  # fmt: skip
    found = fitting(candidates, words)
    if len(found) == 1:
        return known[found[0].id]
    said = shortened(clean(words))
    if found:
        raise NotFoundError(
            f"{len(found)} offices of the casebook fit “{said}”: "
            f"{offices_apart([known[one.id] for one in found])}. Give more of the name, the "
            "telephone number, or the first letters of the id."
        )
    names = sorted(one.name for one in known.values())
    there = f"There is: {listed(names)}." if names else "It knows none yet."
    raise NotFoundError(
        f"“{said}” is no office that the casebook knows. {did_you_mean(words, names)}{there}"
    )


def offices_apart(offices: Sequence[Office]) -> str:
    """Some offices for a sentence, each with what tells it from another one of the same name."""
    some = ", ".join(map(_office_apart, offices[:_SHOWN]))
    return some + (f" and {len(offices) - _SHOWN} more" if len(offices) > _SHOWN else "")


def _office_apart(one: Office) -> str:
    # Each part by itself: a number that is cut is another number.
    parts = (one.id[:8], shortened(one.desk, _OF_DESK), shortened(one.phone))
    return f"{shortened(one.name)} ({', '.join(filter(None, parts))})"


def fitness(said: str, name: str, words: Collection[str] = ()) -> int | None:
    """How well something fits what was typed: the lower the better, None when it does not.

    `words` are other words for it, and fit better than a part of its name. Each word that was
    typed has to be there.
    """
    wanted, parts = key(said), sought(said)
    if any(key(word) == wanted for word in words):
        return 0
    if any(parts.is_in(searchable(word)) for word in words):
        return 1
    return 2 if parts.is_in(searchable(name)) else None


def find_problems(
    known: Mapping[str, Problem], said: str, call: CallName | None = None
) -> list[Problem]:
    """The problems that words name, the best first: those of one card, where a call is given."""
    ranked = [
        (rank, one)
        for one in known.values()
        if (call is None or one.is_for(call))
        and (rank := fitness(said, one.name, one.words)) is not None
    ]
    return [one for _, one in sorted(ranked, key=lambda pair: pair[0])]


def find_problem(known: Mapping[str, Problem], said: str, call: CallName | None = None) -> Problem:
    """The one problem that words name. Raises NotFoundError when none fits, or several do."""
    found = find_problems(known, said, call) if clean(said) else []
    best = [one for one in found if fitness(said, one.name, one.words) == 0] or found
    if len(best) == 1:
        return best[0]
    typed = shortened(clean(said))
    if best:
        raise NotFoundError(
            f"{len(best)} problems fit “{typed}”: {listed(one.name for one in best)}. "
            "Say more of it."
        )
    offer = did_you_mean(said, (one.id.replace("_", "-") for one in known.values()))
    raise NotFoundError(f"No problem fits “{typed}”. {offer}See them with: so-tui problems")
