"""The cover: a blank screen over everything, until a key is pressed."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen
from textual.widgets import Static

from so_tui.tui import plain
from so_tui.tui.screens.leaving import LeftOnce


class CoverScreen(LeftOnce[None], ModalScreen[None]):
    """Hides what is below it; the key that takes it away does nothing else."""

    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, sentence: str) -> None:
        super().__init__(name="cover")
        self._sentence = sentence

    def compose(self) -> ComposeResult:
        """One sentence."""
        yield Static(plain.plain(self._sentence), id="covered")

    def on_key(self, event: events.Key) -> None:
        """Take the cover away."""
        event.stop()
        event.prevent_default()
        self.dismiss()
