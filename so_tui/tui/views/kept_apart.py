"""What two people did apart from each other: both sides stand until one is chosen."""

from __future__ import annotations

from collections.abc import Iterator

from so_tui.core import fields
from so_tui.core.case import CallName
from so_tui.core.conflicts import Conflict, conflicts_in
from so_tui.tui.marks import MARKS
from so_tui.tui.targets import Target
from so_tui.tui.views.rows import BLANK, Row, marked
from so_tui.tui.views.view import View


def kept_apart(view: View, cells: int, pane: str) -> Iterator[Row]:
    """A row for each conflict of one pane, which opens the choice."""
    found = [
        (one, one.inner) for one in conflicts_in([view.page]) if pane_of(view, one.inner) == pane
    ]
    found += [(one, f"/{one.path}") for one, call in _of_offices(view) if call == pane]
    for one, path in found:
        yield from marked(MARKS["apart"], said(one), cells, "", Target("conflict", path), "accent")
    if found:
        yield BLANK


def said(one: Conflict) -> str:
    """A conflict in a row: what it is about."""
    match one.kind:
        case "values":
            return f"{fields.said_at(one.page.kind, one.inner)}: two values, choose"
        case "removal":
            table = one.inner.partition("/")[0]
            what = fields.said_at(one.page.kind, table) if table else "case"
            return f"{what}: removed and changed, choose"
        case "number":
            table, _, number = one.inner.partition("/")
            return f"{fields.said_at(one.page.kind, table)} {number}: a number given twice, choose"


def _of_offices(view: View) -> Iterator[tuple[Conflict, CallName]]:
    """The conflicts of offices, which all cases share, and where to tell them."""
    for page in view.disputed:
        calls = [one.call for one in view.case.offices.values() if one.office == page.id]
        for one in conflicts_in([page]):
            for call in dict.fromkeys(calls):
                yield one, call


def pane_of(view: View, path: str) -> str:
    """The pane that shows a field, by its path inside the case."""
    table, _, rest = path.partition("/")
    id_ = rest.partition("/")[0]
    if table in ("reasons", "condition"):
        return "reasons"
    call: CallName | None = None
    if table == "items" and id_ in view.case.items:
        call = view.case.items[id_].call
    elif table == "offices" and id_ in view.case.offices:
        call = view.case.offices[id_].call
    elif table == "contacts" and id_ in view.case.contacts:
        call = view.case.contacts[id_].call
    elif table == "releases" and id_ in view.case.releases:
        office = view.case.offices.get(view.case.releases[id_].office)
        call = office.call if office else None
    return call or "visit"
