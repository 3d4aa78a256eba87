"""The help: every key, what the marks mean, and what so-tui is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen

from so_tui.core.catalogue import Catalogue
from so_tui.tui import keys, plain
from so_tui.tui.keys import Keymap
from so_tui.tui.marks import MARKS
from so_tui.tui.screens.app_screen import AppScreen
from so_tui.tui.screens.leaving import LeftOnce
from so_tui.tui.views.rows import BLANK, Bit, Line, Panel, Row, fit, said
from so_tui.tui.widgets.bars import Foot
from so_tui.tui.widgets.listing import Listing


class HelpScreen(LeftOnce[None], ModalScreen[None], AppScreen[None]):
    """A page to read and scroll."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.bound("leave", "app.back", "app.help", "form.help", "app.quit"),
    ]
    AUTO_FOCUS = "#page"

    def __init__(
        self, catalogue: Catalogue, keymap: Keymap, first: str = "", turn: Sequence[str] = ()
    ) -> None:
        """`first`: the group of keys that stands at the top, for where help was asked for.

        `turn`: the lines that say what this is not and where to turn with symptoms.
        """
        super().__init__(name="help")
        self._catalogue, self._keymap, self._first, self._turn = catalogue, keymap, first, turn

    def compose(self) -> ComposeResult:
        """One page."""
        yield HelpPage(self._catalogue, self._keymap, self._first, self._turn)
        yield Foot(id="foot")

    def on_mount(self) -> None:
        """Say how to leave."""
        leave, down, up = map(self._keymap.named, ("app.back", "row.down", "row.up"))
        self.query_one(Foot).tell(f"{leave} goes back. {down} and {up} scroll.")

    def action_leave(self) -> None:
        """Go back to where the person was."""
        self.dismiss()


class HelpPage(Listing):
    """The page itself."""

    def __init__(
        self, catalogue: Catalogue, keymap: Keymap, first: str, turn: Sequence[str]
    ) -> None:
        super().__init__(id="page")
        self._catalogue, self._keymap, self._first, self._turn = catalogue, keymap, first, turn

    def build(self, cells: int, lines: int) -> Panel:
        """All of it, in rows of so many cells."""
        rows = help_rows(self._catalogue, self._keymap, cells, self._first, self._turn)
        return Panel(title="Help", rows=tuple(rows))


def help_rows(
    catalogue: Catalogue, keymap: Keymap, cells: int, first: str = "", turn: Sequence[str] = ()
) -> Iterator[Row]:
    """The keys by what they are for, the marks, and the words that are explained once.

    The group `first` stands at the top; `turn` are the quiet lines that say where to turn.
    """
    for heading, actions in keys.grouped(first):
        yield Row((Bit(heading, "title"),))
        for action in actions:
            names = ", ".join(keys.keys_of(action, keymap.moved)) or keymap.key("app.palette")
            yield from _named(names, keymap.help(action), cells, 12)
        yield BLANK
    yield Row((Bit("Marks", "title"),))
    for name, mark in MARKS.items():
        word = catalogue.words.get(f"mark.{name}", "")
        if word:
            yield from _named(mark, word, cells, 4)
    yield BLANK
    yield Row((Bit("Words", "title"),))
    for key, sentence in catalogue.words.items():
        if key.startswith("explain."):
            yield from said(sentence, cells)
    yield BLANK
    for line in turn:
        yield from said(line, cells, "dim")


def _named(name: str, text: str, cells: int, room: int) -> Iterator[Row]:
    names, rows = plain.wrap(name, room - 1), said(text, max(10, cells - room))
    for n in range(max(len(names), len(rows))):
        lead: Line = fit([Bit(names[n] if n < len(names) else "", "key")], room)
        yield Row((*lead, *(rows[n].line if n < len(rows) else ())), more=n > 0)
