"""A pane of the case: a listing that makes its rows from the view the screen hands it."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace
from textual import events
from textual.reactive import var

from so_tui.tui.messages import Clicked, Picked
from so_tui.tui.panes import PANES
from so_tui.tui.targets import Target
from so_tui.tui.views.not_saved import with_waiting
from so_tui.tui.views.rows import Panel
from so_tui.tui.views.view import View
from so_tui.tui.widgets.listing import Listing

Build = Callable[[View, int, int], Panel]
"""Makes a pane's content, in rows of so many cells, of which so many lines are in sight."""


class Pane(Listing):
    """One of the panes of a case."""

    view: var[View | None] = var(None, init=False)
    """What the pane shows; set by the screen."""

    def __init__(self, name: str, build: Build | None = None) -> None:
        super().__init__(id=name)
        self.pane = name
        self._build = build

    def watch_view(self) -> None:
        """Show the new state, the cursor on the same thing as before."""
        self.rebuild()

    @property
    def panel(self) -> Panel:
        """The content as it is drawn; a card that is complete since just now says so."""
        come = self._panel.come
        if come is None or PANES[self.pane].call not in self.fresh.complete:
            return self._panel
        return replace(self._panel, come=come._replace(now=True))

    def action_act(self, id: str) -> None:
        """Do an action of the pane; where no row stands for anything, Enter is the pane's own."""
        if id == "row.open" and self.target is None:
            self.post_message(Picked(Target("pane", call=PANES[self.pane].call)))
        else:
            super().action_act(id)

    def on_click(self, event: events.Click) -> None:
        """Say that the focus is here now; the listing moves the cursor. What stands at the right
        of a title is the key of another pane."""
        if self.press_at(event):
            event.prevent_default()
        else:
            self.post_message(Clicked(self.pane))

    def build(self, cells: int, lines: int) -> Panel | None:
        """The pane's content for so many cells and lines."""
        if self.view is None or self._build is None:
            return None
        return with_waiting(self._build(self.view, cells, lines), self.view, self.pane, cells)
