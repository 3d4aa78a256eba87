"""Rows that say what the casebook does not hold yet, at the thing that it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from so_tui.core.changes import CasePage, Change
from so_tui.tui.marks import MARKS
from so_tui.tui.targets import Kind
from so_tui.tui.views.kept_apart import pane_of
from so_tui.tui.views.rows import Panel, Row, marked
from so_tui.tui.views.view import View

_KINDS: Mapping[str, Kind] = {
    "items": "item", "offices": "office", "releases": "release", "contacts": "contact",
    "questions": "question", "people": "companion", "marks": "step", "reasons": "reason",
    "condition": "condition",
}  # fmt: skip
"""What a row stands for, by the collection that its thing is kept in."""


def with_waiting(panel: Panel, view: View, pane: str, cells: int) -> Panel:
    """The panel with a row for each change that waits: below its thing, else at the top."""
    rows = list(panel.rows)
    for change in view.waiting:
        things = set(_things(view, change))
        at = next(
            (n for n, row in enumerate(rows)
             if row.target is not None and (row.target.kind, row.target.id) in things
             and (pane != "timeline" or row.target.kind == "step")),
            None,
        )  # fmt: skip
        if at is None:
            if pane not in _panes(view, change):
                continue
            rows[:0] = _said(change, cells)
            continue
        at += 1
        while at < len(rows) and rows[at].more:
            at += 1
        rows[at:at] = [replace(row, more=True) for row in _said(change, cells)]
    return panel if len(rows) == len(panel.rows) else replace(panel, rows=tuple(rows))


def is_about(change: Change, page: CasePage) -> bool:
    """Whether a change is about a case or one of its offices: only there it is told."""
    offices = {("offices", one.office) for one in page.value.offices.values()}
    return not change.pages.isdisjoint({("cases", page.id), *offices})


def _said(change: Change, cells: int) -> list[Row]:
    return marked(MARKS["late"], f"not saved yet: {change.sentence}", cells, tint="late")


def _inner(view: View, change: Change) -> Iterator[str]:
    """The paths inside the case that a change is about."""
    for edit in change.edits:
        kind, id_ = edit.page
        if (kind, id_) == ("cases", view.page.id):
            yield edit.inner
        elif kind == "offices":
            for of_case, one in view.case.offices.items():
                if one.office == id_:
                    yield f"offices/{of_case}"


def _things(view: View, change: Change) -> Iterator[tuple[Kind, str]]:
    for path in _inner(view, change):
        table, _, rest = path.partition("/")
        first, _, second = rest.partition("/")
        if table in _KINDS:
            yield _KINDS[table], first
        elif table == "visit" and first == "accepts":
            yield "accepts", second.partition("/")[0]


def _panes(view: View, change: Change) -> set[str]:
    """The panes in which a change without a row is told, of those that its edits name."""
    found = {pane_of(view, path) for path in _inner(view, change)}
    others = found - {"visit"}
    for edit in change.edits:
        if edit.page != ("cases", view.page.id):
            continue  # one call may be about several cases
        # What is new is in no pane yet: it says itself to which call it belongs.
        call = edit.after.get("call") if isinstance(edit.after, dict) else None
        if edit.op == "add" and call is not None:
            others.add(call)
    return others or found
