"""A disc beside a case: whose name is on it, and which of the images that were asked for.

Of how good an image is nothing is said: that is for those who read it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from so_tui.core.case import Case, Item, Part, State, items_of
from so_tui.core.disc.findings import Disc, Doubt, Holder, How, Study, Verdict, is_image
from so_tui.core.disc.people import Likeness, apart, likeness, names_of
from so_tui.core.folding import folded
from so_tui.core.knowledge import Catalogue, ItemKind

WANTED: frozenset[State] = frozenset(
    {"to_ask", "asked", "ready", "on_its_way", "arrived", "not_usable"}
)
"""The states of what is looked for on a disc; what is usable is only told where it is on it."""

_KNOWN: frozenset[State] = WANTED | {"usable", "will_follow"}


class Seen(Part, frozen=True):
    """What a disc has of one item. `day`: of the study that it is or, where it is missing, of the
    study nearest to it that was made in the same way. `cut`: of its files that end too early."""

    item: str
    how: How
    doubt: Doubt = "none"
    day: dt.date | None = None
    cut: int = 0


class Compared(Part, frozen=True):
    """A disc beside a case. `name`: how the name on it stands to the person's; `people`: how many
    people have their name on it; `born`: the other date of birth, if it has one."""

    verdict: Verdict
    seen: tuple[Seen, ...] = ()
    name: Likeness = "unknown"
    people: int = 0
    born: dt.date | None = None

    def of(self, how: How) -> tuple[Seen, ...]:
        """The items of which the disc has just that."""
        return tuple(one for one in self.seen if one.how == how)


def by_itself(disc: Disc, catalogue: Catalogue) -> Verdict:
    """What is the matter with a disc, whatever it is for; `read` where nothing is."""
    if not any(disc.studies):
        return "unreadable" if _is_in_part(disc) else "no_dicom"
    if len(apart(disc.holders)) > 1:
        return "two_people"
    if not _has_images(disc, catalogue):
        return "only_reports"
    return "unreadable" if _is_in_part(disc) else "read"


def compare(case: Case, disc: Disc, catalogue: Catalogue, office: str | None = None) -> Compared:
    """A disc beside a case; `office`: the id in the case of the one that made the disc, where only
    what it was asked for is looked for."""
    people = apart(disc.holders)
    name, born = _person(case, people)
    own = [study for one in _own(case, disc) for study in one.studies]
    seen = tuple(_seen(asked(case, catalogue, office), own, catalogue))
    return Compared(
        verdict=_verdict(case, disc, catalogue, seen, (name, born, len(people))),
        seen=seen, name=name, people=len(people), born=born,
    )  # fmt: skip


def _verdict(
    case: Case,
    disc: Disc,
    catalogue: Catalogue,
    seen: Sequence[Seen],
    person: tuple[Likeness, dt.date | None, int],
) -> Verdict:
    name, born, people = person
    if not any(disc.studies):
        return "unreadable" if _is_in_part(disc) else "no_dicom"
    if people > 1:
        return "two_people"
    if name == "other":
        return "other_name"
    if born is not None:
        return "other_birth"
    if not _has_images(disc, catalogue) and not any(one.how == "there" for one in seen):
        return "only_reports"
    if _is_in_part(disc):
        return "unreadable"
    if any(one.how == "missing" for one in seen):
        return "missing"
    if not seen:
        return "nothing_asked"
    if not _is_sure(case, disc) or any(one.how == "look" for one in seen):
        return "look"
    return "matches"


def _is_in_part(disc: Disc) -> bool:
    """Whether some of a disc was not read."""
    return bool(disc.unread_count or disc.cut or disc.end != "whole")


def _has_images(disc: Disc, catalogue: Catalogue) -> bool:
    return any(study.images(catalogue.modalities) for study in disc.studies)


# --- The person --------------------------------------------------------------------------------


def _person(case: Case, people: Sequence[Sequence[Holder]]) -> tuple[Likeness, dt.date | None]:
    """How the names on a disc stand to the person's, at best; and another date of birth."""
    found = [_of_one(case, group) for group in people]
    best: tuple[Likeness, ...] = ("same", "near", "unknown", "other")
    return min(
        found, key=lambda one: (best.index(one[0]), one[1] is not None), default=("unknown", None)
    )


def _of_one(case: Case, group: Sequence[Holder]) -> tuple[Likeness, dt.date | None]:
    """How the entries of one person stand to the person of the case."""
    names = {likeness(one.name, names_of(case.person)) for one in group}
    born = next((one.born for one in group if one.born is not None), None)
    other = born if case.person.born not in (None, born) else None
    return names.pop() if len(names) == 1 else "near", other


def _is_sure(case: Case, disc: Disc) -> bool:
    """Whether each entry names the person: in the same words, or nearly so and born that day."""
    for one in disc.holders:
        name = likeness(one.name, names_of(case.person))
        if name != "same" and not (name == "near" and one.born == case.person.born is not None):
            return False
    return True


def _own(case: Case, disc: Disc) -> Iterator[Holder]:
    """Whose studies can be the person's: by the name as far as both are known, and by the day of
    birth."""
    for one in disc.holders:
        other = None not in (one.born, case.person.born) and one.born != case.person.born
        if not other and likeness(one.name, names_of(case.person)) != "other":
            yield one


# --- The items ---------------------------------------------------------------------------------


def asked(
    case: Case, catalogue: Catalogue, office: str | None = None
) -> list[tuple[str, Item, ItemKind]]:
    """The images of a case that a disc can have: asked for, and not given up. With an office only
    those asked of it, or of nobody yet."""
    found = []
    for id_, item in items_of(case, "radiology"):
        kind = catalogue.kinds.get(item.kind)
        if kind is None or not kind.checked or "images" not in kind.forms:
            continue
        if item.state in _KNOWN and (office is None or item.office in (office, None)):
            found.append((id_, item, kind))
    return found


def _seen(
    items: Sequence[tuple[str, Item, ItemKind]], studies: Sequence[Study], catalogue: Catalogue
) -> Iterator[Seen]:
    """What the studies have of each item, in the order of the items.

    What is told most exactly takes its study first; two that are told alike need two.
    """
    order = sorted(
        items, key=lambda one: (one[1].identifiers.study_date is None, not _needs(one, catalogue))
    )
    taken: set[tuple[int, frozenset[str]]] = set()
    found = {one[0]: _one_seen(one, studies, catalogue, taken) for one in order}
    for id_, item, _ in items:
        # What is usable came already, and what will follow is not expected.
        if found[id_].how != "missing" or item.state in WANTED:
            yield found[id_]


def _one_seen(
    one: tuple[str, Item, ItemKind],
    studies: Sequence[Study],
    catalogue: Catalogue,
    taken: set[tuple[int, frozenset[str]]],
) -> Seen:
    id_, item, kind = one
    needs, day = _needs(one, catalogue), item.identifiers.study_date
    codes = frozenset(code for need in needs for code in need)
    made = [
        (n, study) for n, study in enumerate(studies) if _is_made_so(study, needs, catalogue)
    ]  # fmt: skip
    newest = max((study.day for _, study in made if study.day is not None), default=None)
    best: tuple[int, int, Seen] | None = None
    for n, study in made:
        if day is not None and study.day not in (None, day):
            continue
        doubt: Doubt = "none"
        if day is not None and study.day is None:
            doubt = "no_day"
        elif not _is_of_the_part(item, study):
            doubt = "body_part"
        elif kind.earlier and day is None and (study.day is None or study.day == newest):
            doubt = "which"
        elif (n, codes) in taken and not _names_its_part(item, study):
            doubt = "one_study"
        seen = Seen(
            item=id_, how="look" if doubt != "none" else "there", doubt=doubt, day=study.day,
            cut=study.cut,
        )  # fmt: skip
        rank = (int(doubt != "none"), -(study.day or dt.date.min).toordinal(), seen)
        if best is None or rank[:2] < best[:2]:
            best, place = rank, n
    if best is None:
        return Seen(item=id_, how="missing", day=_nearest(day, [study for _, study in made]))
    if best[2].how == "there" and needs:
        taken.add((place, codes))
    return best[2]


def _nearest(day: dt.date | None, studies: Sequence[Study]) -> dt.date | None:
    """The day of the study nearest to a day."""
    days = [study.day for study in studies if study.day is not None]
    return min(days, key=lambda one: abs(one - day), default=None) if day is not None else None


def _needs(one: tuple[str, Item, ItemKind], catalogue: Catalogue) -> tuple[frozenset[str], ...]:
    """The codes that a study has to have for an item, one of each set; none where any image will
    do. What somebody typed goes before what its kind says: a PET/CT is two in one."""
    _, item, kind = one
    typed = f" {folded(item.identifiers.modality)} "
    found = [
        _family(code, catalogue.kinds)
        for code, known in catalogue.modalities.items()
        if any(f" {folded(word)} " in typed for word in known.words)
    ]
    if found:
        return tuple(dict.fromkeys(found))
    return (frozenset(kind.modalities),) if kind.modalities else ()


def _family(code: str, kinds: Mapping[str, ItemKind]) -> frozenset[str]:
    """The codes that people call by one name: an X-ray is one of several."""
    of = (kind.modalities for kind in kinds.values() if code in kind.modalities)
    return frozenset(next(of, (code,)))


def _is_made_so(study: Study, needs: Sequence[frozenset[str]], catalogue: Catalogue) -> bool:
    if not needs:
        return bool(study.images(catalogue.modalities))
    codes = set(study.codes)
    # One who wants images is not served by a report on them that has their code.
    plans = any(not is_image(code, catalogue.modalities) for need in needs for code in need)
    return all(need & codes for need in needs) and (
        plans or bool(study.images(catalogue.modalities))
    )


_ALIKE = 4
"""Letters that two words for a part of the body have in common: abdomen and abdominal do."""


def _is_of_the_part(item: Item, study: Study) -> bool:
    """Whether a study can be of the part of the body that an item names: it says so, or nothing."""
    said = any(one.body_part for one in study.series) and folded(item.identifiers.body_part)
    return not said or _names_its_part(item, study)


def _names_its_part(item: Item, study: Study) -> bool:
    """Whether a study names the part of the body that an item names."""
    texts = [study.description]
    texts += [text for one in study.series for text in (one.body_part, one.description)]
    told = {word[:_ALIKE] for text in texts for word in folded(text).split()}
    wanted = folded(item.identifiers.body_part).split()
    return any(word[:_ALIKE] in told for word in wanted if len(word) > 2)
