"""The line in which words are typed that rows must have to be shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message

from so_tui.tui import keys
from so_tui.tui.widgets.caret import WholeInput


class Search(WholeInput):
    """An input that says when it is left, its words kept or given up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.bound("leave(False)", "search.clear"),
        *keys.bound("leave(True)", "search.keep"),
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

    def on_key(self, event: events.Key) -> None:
        """Nothing typed here is a key of the screen behind it."""
        if event.is_printable:
            event.stop()
