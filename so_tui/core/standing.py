"""No case names an office that is not there: what follows from a change for those that would.

Offices are joined, taken back and imported apart from the cases that name them. Where a case is
left with an office that was removed, it gets the one that this was joined into; where it was not
joined into any, the office comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from so_tui.core.case import Case
from so_tui.core.changes import AnyPage, CasePage, Change, Edit, Pages, apply, between
from so_tui.core.joining import bringing_back
from so_tui.core.pages import as_case, as_office
from so_tui.core.verbs.joined_offices import JOINED, in_place_of, renamed

Key = tuple[str, str]


class Stood(NamedTuple):
    """A change with what follows from it, and a sentence for each thing that follows."""

    change: Change
    said: tuple[str, ...] = ()


def missing(case: Case, pages: Pages | _After) -> tuple[str, ...]:
    """The offices that a case names and that were removed, by id."""
    named = sorted({one.office for one in case.offices.values()})
    return tuple(
        id_ for id_ in named if (page := pages.get(("offices", id_))) is not None and page.removed
    )


def standing(
    change: Change,
    pages: Pages,
    naming: Callable[[str], Iterable[str]],
    history: Callable[[Key], Iterable[Change]],
) -> Stood:
    """A change with the edits after which each case names offices that are there.

    `pages`: the newest state, before the change. `naming`: gives the cases that named an office,
    by id; `history`: what was done to a page, also by changes that are being written.
    """
    here = [as_case(pages[key]) for key in change.pages if key[0] == "cases" and key in pages]
    if not any(_may_lose(edit) for edit in change.edits) and not any(
        missing(page.value, pages) for page in here
    ):
        return Stood(change)
    after = _After(pages, apply(pages, change))
    cases = {id_ for kind, id_ in change.pages if kind == "cases"}
    for kind, id_ in change.pages:
        if kind == "offices" and after["offices", id_].removed:
            cases |= set(naming(id_))
    edits: list[Edit] = []
    said: list[str] = []
    back: dict[str, list[str]] = {}
    for id_ in sorted(cases):
        page = after.case(id_)
        if page is None or page.removed:
            continue
        case = page.value
        for gone in missing(case, after):
            was = as_office(after["offices", gone]).value.name
            if kept := _joined_into(gone, after, change, history):
                case = renamed(page, case, gone, kept)
                name = as_office(after["offices", kept]).value.name
                said.append(f"{was} was joined with {name}: {case.label} names that one now.")
            else:
                back.setdefault(gone, []).append(case.label)
        edits += between(page, case)
    for gone, labels in back.items():
        office = as_office(after["offices", gone])
        edits.append(bringing_back(office))
        more = f" and {len(labels) - 1} more" if len(labels) > 1 else ""
        verb = "name" if len(labels) > 1 else "names"
        said.append(f"{office.value.name} is in the casebook again: {labels[0]}{more} {verb} it.")
    return Stood(replace(change, edits=(*change.edits, *edits)), tuple(said))


def _may_lose(edit: Edit) -> bool:
    """Whether an office may be gone after an edit, or a case may name another one."""
    return not edit.inner or edit.inner.split("/")[0] == "offices"


class _After:
    """Pages as they are after a change."""

    def __init__(self, pages: Pages, fresh: Mapping[Key, AnyPage]) -> None:
        self._pages, self._fresh = pages, fresh

    def get(self, key: Key) -> AnyPage | None:
        return self._fresh.get(key) or self._pages.get(key)

    def __getitem__(self, key: Key) -> AnyPage:
        return self._fresh[key] if key in self._fresh else self._pages[key]

    def case(self, id_: str) -> CasePage | None:
        page = self.get(("cases", id_))
        return None if page is None else as_case(page)


def _joined_into(
    gone: str, pages: _After, change: Change, history: Callable[[Key], Iterable[Change]]
) -> str:
    """The office that is there and that one was joined into, by however many steps; "" for none."""
    passed = {gone}
    while True:
        known = {one.id: one for one in (*history(("offices", gone)), change)}
        found = ""
        tombs = as_office(pages["offices", gone]).tombs.get("", ())
        for tomb in sorted(tombs, key=lambda one: one.stamp):
            root = known.get(tomb.stamp.change)
            while root is not None and root.undoes in known:
                root = known[str(root.undoes)]
            if root is not None and root.verb == JOINED:
                found = in_place_of(root, gone) or found
        page = pages.get(("offices", found)) if found else None
        if page is None or found in passed:
            return ""
        if not page.removed:
            return found
        passed.add(found)
        gone = found
