"""What is there while many cases are read: a sentence, so that nobody looks at nothing."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Static

from so_tui.tui.keys import shown
from so_tui.tui.screens.app_screen import AppScreen


class ReadingScreen(AppScreen[None]):
    """Says how many cases are being read. Keys wait for the screen that comes next."""

    def __init__(self, count: int) -> None:
        super().__init__(name="reading")
        self._count = count

    def compose(self) -> ComposeResult:
        """One sentence."""
        said = f"Reading {self._count:,} cases… {shown('ctrl+q')} leaves."
        yield Static(said, id="reading", markup=False)
