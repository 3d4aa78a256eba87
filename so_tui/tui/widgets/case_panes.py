"""What each pane of a case is drawn by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from so_tui.core.case import CallName
from so_tui.tui.panes import PANES
from so_tui.tui.views.card import card
from so_tui.tui.views.reasons import reasons
from so_tui.tui.views.rows import Panel
from so_tui.tui.views.view import View
from so_tui.tui.views.visit import visit
from so_tui.tui.widgets.pane import Pane
from so_tui.tui.widgets.timeline import TimelinePane


def _of_call(call: CallName, view: View, cells: int, lines: int) -> Panel:
    return card(view, call, cells, lines)


_DRAWN: Mapping[str, Callable[[str], Pane]] = {
    "visit": partial(Pane, build=visit),
    "reasons": partial(Pane, build=reasons),
    "oncologist": partial(Pane, build=partial(_of_call, "oncologist")),
    "pathology": partial(Pane, build=partial(_of_call, "pathology")),
    "radiology": partial(Pane, build=partial(_of_call, "radiology")),
    "timeline": TimelinePane,
}


def case_panes(place: str) -> list[Pane]:
    """The panes of a place, in their order."""
    return [_DRAWN[name](name) for name, entry in PANES.items() if entry.place == place]
