"""Fields that two people changed apart from each other: both values stand until one is chosen."""

from __future__ import annotations

from collections.abc import Iterator

from so_tui.core import fields
from so_tui.core.case import CallName
from so_tui.core.changes import conflicts
from so_tui.tui.marks import MARKS
from so_tui.tui.targets import Target
from so_tui.tui.views.rows import BLANK, Row, marked
from so_tui.tui.views.view import View


def kept_apart(view: View, cells: int, pane: str) -> Iterator[Row]:
    """A row for each such field of one pane, which opens the choice."""
    found = [path for path in sorted(conflicts(view.page)) if pane_of(view, path) == pane]
    found += [path for path, call in _of_offices(view) if call == pane]
    for path in found:
        field = fields.said_at(*_page_of(path))
        target = Target("conflict", path)
        yield from marked(MARKS["apart"], f"{field}: two values, choose", cells, "late", target)
    if found:
        yield BLANK


def _page_of(path: str) -> tuple[str, str]:
    """The kind of page that a path is in, and the path inside it; an office's begins with /."""
    if not path.startswith("/"):
        return "cases", path
    _, kind, _, inner = path.split("/", 3)
    return kind, inner


def _of_offices(view: View) -> Iterator[tuple[str, CallName]]:
    """The fields of offices, which all cases share: their whole path, and where to tell it."""
    for page in view.disputed:
        calls = [one.call for one in view.case.offices.values() if one.office == page.id]
        for inner in sorted(conflicts(page)):
            for call in dict.fromkeys(calls):
                yield f"/{page.path}/{inner}", call


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
