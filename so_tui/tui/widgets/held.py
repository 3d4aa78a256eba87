"""A widget that has the focus as a whole, and draws itself what that looks like."""

from __future__ import annotations

from textual import events
from textual.geometry import Offset, Region
from textual.strip import Strip

from so_tui.tui.widgets.drawn import Drawn


class Held(Drawn, can_focus=True):
    """Drawn lines that can have the focus; no style goes by it."""

    def on_focus(self, event: events.Focus) -> None:
        """Take the focus without drawing the whole: only what differs is drawn."""
        event.prevent_default()
        self.has_focus = True

    def on_blur(self, event: events.Blur) -> None:
        """Give the focus away likewise."""
        event.prevent_default()
        self.has_focus = False

    def watch_has_focus(self, has_focus: bool) -> None:
        """Draw what differs with the focus."""
        self.update()

    def update(self) -> None:
        """Draw the lines that differ."""
        raise NotImplementedError

    @property
    def spot(self) -> Offset:
        """Where the terminal's cursor stands, from the upper left corner: screen readers go by
        it."""
        raise NotImplementedError

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines as Textual asks for them; the terminal's cursor goes where it belongs, too."""
        drawn = super().render_lines(crop)
        if self.has_focus and self.app.screen is self.screen:  # not below another screen
            self.app.cursor_position = self.region.offset + self.spot
        return drawn
