"""Copying: a text goes to the terminal's clipboard, and stands here to be taken by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen

from so_tui.core.text import clean
from so_tui.tui import keys, plain
from so_tui.tui.messages import Picked
from so_tui.tui.screens.app_screen import AppScreen
from so_tui.tui.screens.leaving import LeftOnce
from so_tui.tui.targets import Target
from so_tui.tui.views.copying import Copyable
from so_tui.tui.views.rows import BLANK, Bit, Panel, Row
from so_tui.tui.widgets.bars import Foot
from so_tui.tui.widgets.listing import Listing

SENT = "Sent to the terminal’s clipboard; not every one takes it. Paste to see, or select it here."
"""Nobody answers a terminal's clipboard (OSC 52), so nothing more can be known."""


class CopyScreen(LeftOnce[None], ModalScreen[None], AppScreen[None]):
    """The texts that can be copied, whole and plain; one copies that of its row."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.bound("leave", "app.back", "text.copy", "form.copy", "app.quit"),
        *keys.bound("app.act('app.help')", "app.help"),
    ]
    AUTO_FOCUS = "#texts"

    def __init__(self, texts: Sequence[Copyable]) -> None:
        super().__init__(name="copy")
        self._texts = texts

    def compose(self) -> ComposeResult:
        """The texts, and what to do."""
        yield Texts(self._texts)
        yield Foot(id="foot")

    def on_mount(self) -> None:
        """A single text is copied at once."""
        if len(self._texts) == 1:
            self._copy(self._texts[0])
        else:
            copies, leaves = map(keys.in_force(self.app).named, ("row.open", "app.back"))
            self.query_one(Foot).tell(f"{copies} copies this. {leaves} goes back.")

    def on_picked(self, message: Picked) -> None:
        """Copy the text of a row."""
        self._copy(self._texts[int(message.target.id)])

    def _copy(self, one: Copyable) -> None:
        self.app.copy_to_clipboard(clean(one.text, lines=True))
        self.query_one(Foot).tell(SENT)

    def action_leave(self) -> None:
        """Go back to where the person was."""
        self.dismiss()


class Texts(Listing):
    """The texts, each under its name, with nothing beside them that would be selected too."""

    def __init__(self, texts: Sequence[Copyable]) -> None:
        super().__init__(id="texts")
        self._texts = texts

    def build(self, cells: int, lines: int) -> Panel:
        """All of them, in rows of so many cells."""
        rows: list[Row] = []
        for n, one in enumerate(self._texts):
            rows += [BLANK] if rows else []
            rows.append(Row((Bit(one.label, "title"),), Target("notes", str(n))))
            said = plain.wrap(one.text, cells)
            rows += [Row((Bit(line),), more=True) for line in said]
        return Panel(title="Copy", rows=tuple(rows))
