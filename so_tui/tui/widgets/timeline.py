"""The timeline's pane: scrolls along its lanes, and explains the step under the cursor."""

from __future__ import annotations

from so_tui.tui.views.not_saved import with_waiting
from so_tui.tui.views.rows import Panel
from so_tui.tui.views.timeline import timeline_panel
from so_tui.tui.widgets.pane import Pane

STRIDE = 10
"""Columns that one key goes along."""


class TimelinePane(Pane):
    """Lanes, with the list by day beside or below them."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._start = 0
        self._explained = ""

    def build(self, cells: int, lines: int) -> Panel | None:
        """The pane's content, from the column it is scrolled to."""
        if self.view is None:
            return None
        self._explained = self._chosen
        panel = timeline_panel(self.view, cells, lines, self._start, self._explained)
        self._start = panel.start
        return with_waiting(panel, self.view, self.pane, cells)

    def go_along(self, by: int) -> None:
        """Show earlier or later days."""
        self._start = max(0, self._start + by * STRIDE)
        self.rebuild()

    def moved(self) -> None:
        """Explain the step under the cursor, if it is another one."""
        if self._chosen != self._explained:
            self.make()

    @property
    def _chosen(self) -> str:
        return self.target.step if self.target else ""
