"""Finding what a person's words name: a case, an item, an office, a problem."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from so_tui.core.case import CallName, Case, Office, spoken_items
from so_tui.core.knowledge import Problem
from so_tui.core.pages import CasePage
from so_tui.core.text import clean
from so_tui.errors import NotFoundError

_SHOWN = 5
"""How many candidates an error names."""

_ID = 4
"""From how many letters on, words may be the beginning of an id before a part of a label."""


def find_case(cases: Sequence[CasePage], words: str) -> CasePage:
    """The case that words name: its label, a part of the label, or the beginning of its id.

    Raises NotFoundError when none fits, or several do, naming them.
    """
    wanted = clean(words).casefold()
    for fits in (
        [page for page in cases if page.value.label.casefold() == wanted],
        [page for page in cases if len(wanted) >= _ID and page.id.startswith(wanted)],
        [page for page in cases if wanted in page.value.label.casefold()],
        [page for page in cases if page.id.startswith(wanted)],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            named = _some(f"{page.value.label} ({page.id[:8]})" for page in fits)
            raise NotFoundError(
                f"{len(fits)} cases fit “{clean(words)}”: {named}. "
                "Give more of the label, or the first letters of the id."
            )
    if not cases:
        raise NotFoundError("There is no case yet. Begin one with: so-tui new")
    raise NotFoundError(
        f"No case fits “{clean(words)}”. There are: {_some(page.value.label for page in cases)}."
    )


def find_item(case: Case, spoken: str) -> str:
    """The id of the item spoken of, such as `P2`. Raises NotFoundError naming those there are."""
    items = dict(spoken_items(case))
    wanted = clean(spoken).casefold()
    for name, id_ in items.items():
        if name.casefold() == wanted:
            return id_
    there = f"Its items: {', '.join(items)}." if items else "It has none yet."
    raise NotFoundError(f"{case.label} has no item “{clean(spoken)}”. {there}")


def find_office(case: Case, known: Mapping[str, Office], words: str) -> str:
    """The id, in the case, of the office that words name by its name or a part of it.

    `known`: the casebook's offices by id. Raises NotFoundError when none fits, or several do.
    """
    names = {
        id_: known[one.office].name for id_, one in case.offices.items() if one.office in known
    }
    wanted = clean(words).casefold()
    for fits in (
        [id_ for id_ in case.offices if id_ == wanted],
        [id_ for id_, name in names.items() if name.casefold() == wanted],
        [id_ for id_, name in names.items() if wanted in name.casefold()],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            raise NotFoundError(
                f"{len(fits)} offices of {case.label} fit “{clean(words)}”: "
                f"{_some(names[id_] for id_ in fits)}. Give more of the name."
            )
    there = f"It has: {_some(names.values())}." if names else "It has none yet."
    raise NotFoundError(f"{case.label} has no office “{clean(words)}”. {there}")


def fitness(said: str, name: str, words: Collection[str] = ()) -> int | None:
    """How well something fits what was typed: the lower the better, None when it does not.

    `words` are other words for it, and fit better than a part of its name. Each word that was
    typed has to be there.
    """
    typed = clean(said).casefold()
    if typed in words:
        return 0
    if any(all(one in word for one in typed.split()) for word in words):
        return 1
    return 2 if all(one in name.casefold() for one in typed.split()) else None


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
    if best:
        raise NotFoundError(
            f"{len(best)} problems fit “{clean(said)}”: {_some(one.name for one in best)}. "
            "Say more of it."
        )
    raise NotFoundError(f"No problem fits “{clean(said)}”. See them with: so-tui problems")


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    return ", ".join(listed[:_SHOWN]) + more
