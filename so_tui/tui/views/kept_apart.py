"""Fields that two people changed apart from each other: both values stand until one is chosen."""

from __future__ import annotations

from collections.abc import Iterator

from so_tui.core.case import CallName
from so_tui.core.changes import conflicts
from so_tui.tui.marks import MARKS
from so_tui.tui.targets import PaneName, Target
from so_tui.tui.views.rows import BLANK, Row, marked
from so_tui.tui.views.view import View


def kept_apart(view: View, cells: int, pane: PaneName) -> Iterator[Row]:
    """A row for each such field of one pane, which opens the choice."""
    found = [path for path in sorted(conflicts(view.page)) if pane_of(view, path) == pane]
    for path in found:
        field = path.rpartition("/")[2].replace("_", " ")
        target = Target("conflict", path)
        yield from marked(MARKS["apart"], f"{field}: two values, choose", cells, "late", target)
    if found:
        yield BLANK


def pane_of(view: View, path: str) -> PaneName:
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
