"""What recording a disc does to the items of a case: each has arrived, or has a problem."""

from __future__ import annotations

from collections.abc import Mapping

from so_tui.core.case import Case, Item, Part, State
from so_tui.core.disc.comparing import Compared
from so_tui.core.disc.findings import Verdict
from so_tui.core.disc.people import names_of
from so_tui.core.knowledge import Catalogue
from so_tui.core.wording import Wording

_PROBLEMS: Mapping[Verdict, str] = {
    "other_name": "wrong_patient",
    "two_people": "wrong_patient",
    "only_reports": "report_instead",
    "no_dicom": "disc_unreadable",
}
"""What is the matter with every item of a disc."""

_UNDER_WAY: frozenset[State] = frozenset({"asked", "ready", "on_its_way", "arrived"})
_COMES: frozenset[State] = _UNDER_WAY | {"to_ask", "not_usable", "will_follow"}


class Deed(Part, frozen=True):
    """What is done to one item: it gets a `state`, or a `problem`."""

    state: State | None = None
    problem: str | None = None


def deeds(case: Case, found: Compared, checked: bool = False) -> dict[str, Deed]:
    """What a disc does to the items of a case, by id; nothing to those that it tells nothing of.

    `checked`: somebody says that what is there can be used. What has to be looked at first is
    left as it is. A problem goes to what was asked for; to what was not asked yet only where
    nothing else was. Where several offices were asked, nothing is missing of one of which the disc
    has nothing.
    """
    items = {one.item: case.items[one.item] for one in found.seen}
    if found.verdict in _PROBLEMS:
        problem = _PROBLEMS[found.verdict]
        return {
            id_: Deed(problem=problem) for id_ in _touched(items) if items[id_].problem != problem
        }
    # Whose it is nobody knows where the disc says no name; a case that has none is no bar.
    nameless = found.name == "unknown" and bool(names_of(case.person))
    if found.verdict == "other_birth" or found.name == "other" or nameless:
        return {}
    done: dict[str, Deed] = {}
    cut = {one.item for one in found.of("there") if one.cut}
    for one in found.of("there"):
        done |= _there(items[one.item], one.item, bool(one.cut), checked)
    here = {items[one.item].office for one in found.of("there")}
    asked = {item.office for item in items.values()}
    problem = "disc_unreadable" if found.verdict == "unreadable" else "missing_study"
    for one in found.of("missing"):
        item = items[one.item]
        of_it = item.office in here or len(asked) == 1
        if of_it and item.state in _UNDER_WAY and item.problem != problem:
            done[one.item] = Deed(problem=problem)
    return {
        id_: done[id_] for id_ in items if id_ in done and (id_ not in cut or done[id_].problem)
    }


def _touched(items: Mapping[str, Item]) -> list[str]:
    under_way = [id_ for id_, item in items.items() if item.state in _UNDER_WAY]
    return under_way or [id_ for id_, item in items.items() if item.state == "to_ask"]


def _there(item: Item, id_: str, is_cut: bool, checked: bool) -> dict[str, Deed]:
    if is_cut:
        bad = item.state in _COMES and item.problem != "disc_unreadable"
        return {id_: Deed(problem="disc_unreadable")} if bad else {}
    if checked and item.state in _COMES:
        return {id_: Deed(state="usable")}
    return {id_: Deed(state="arrived")} if item.state in _COMES - {"arrived"} else {}


def said(case: Case, done: Mapping[str, Deed], catalogue: Catalogue) -> list[str]:
    """What would be done, an item to a line: `R1 CT chest: asked → arrived`."""
    words = Wording(catalogue)
    lines = []
    for id_, deed in done.items():
        item = case.items[id_]
        problem = catalogue.problems.get(deed.problem or "")
        state = deed.state or (problem.state if problem is not None else None) or item.state
        moved = f"{words.state(item)} → {words.state(item, state)}"
        told = [moved] if state != item.state else []
        told += [problem.name] if problem is not None else []
        lines.append(f"{words.spoken(case, id_)}: {'; '.join(told)}")
    return lines
