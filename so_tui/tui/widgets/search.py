"""The line in which words are typed that rows must have to be shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from so_tui.tui.widgets.caret import WholeInput


class Search(WholeInput):
    """An input that says when it is left: kept with Enter, given up with Esc."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave(False)", "Show all rows", show=False),
        Binding("tab,shift+tab,down", "leave(True)", "Keep the filter", show=False),
    ]

    @dataclass
    class Left(Message):
        """The line was left; unless `kept`, all rows are to be shown again."""

        kept: bool

    def __init__(self, words: str) -> None:
        super().__init__(words, placeholder="Show only rows with these words", compact=True,
                         id="search")  # fmt: skip
        self.cursor_blink = False

    def action_leave(self, kept: bool) -> None:
        """Leave the line."""
        self.post_message(self.Left(kept))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter keeps the filter."""
        event.stop()
        self.action_leave(True)

    def on_key(self, event: events.Key) -> None:
        """Nothing typed here is a key of the screen behind it."""
        if event.is_printable:
            event.stop()
