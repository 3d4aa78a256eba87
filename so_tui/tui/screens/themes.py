"""Choosing the colors: the screen beneath shows each theme while the cursor moves over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen

from so_tui.palettes import Palette
from so_tui.tui import keys
from so_tui.tui.messages import Moved, Picked
from so_tui.tui.screens.app_screen import AppScreen
from so_tui.tui.screens.leaving import LeftOnce
from so_tui.tui.targets import Target
from so_tui.tui.views.rows import Panel
from so_tui.tui.views.themes import about, themes
from so_tui.tui.widgets.bars import Foot
from so_tui.tui.widgets.listing import Listing


class ThemesScreen(
    LeftOnce[Palette | None], ModalScreen[Palette | None], AppScreen[Palette | None]
):
    """The list of themes; its result is the one that was taken, None where all stays as it was."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.bound("leave", "app.back", "app.quit"),
        *keys.bound("following", "app.colors"),
        *keys.bound("app.act('app.help')", "app.help"),
    ]
    AUTO_FOCUS = "#themes"

    def __init__(self, palettes: Sequence[Palette], now: str, refused: Sequence[str]) -> None:
        """`now`: the theme that is in force; `refused`: sentences on files that are no themes."""
        super().__init__(name="themes")
        self._palettes: Mapping[str, Palette] = {one.id: one for one in palettes}
        self._before, self._refused = now, refused
        self._taken: Palette | None = None

    def compose(self) -> ComposeResult:
        """The list, and what to do."""
        yield ThemeList(list(self._palettes.values()), self._refused, self._before)
        yield Foot(id="foot")

    def on_mount(self) -> None:
        """Begin at the theme that is in force."""
        self._list.rebuild()
        self._list.seek(Target("theme", self._before))
        self._show(self._before)

    @property
    def _list(self) -> Listing:
        return self.query_one(Listing)

    def on_moved(self, message: Moved) -> None:
        """Show the theme under the cursor."""
        if message.target is not None and self._taken is None:
            self._show(message.target.id)

    def _show(self, name: str) -> None:
        self.app.theme = name
        named = keys.in_force(self.app).named
        if found := self._palettes.get(name):
            self.tell(about(found, named("row.open"), named("app.back")))

    def on_picked(self, message: Picked) -> None:
        """Take the theme of a row."""
        self._taken = self._palettes[message.target.id]
        self._show(self._taken.id)
        self.dismiss(self._taken)

    def action_following(self) -> None:
        """Go on to the next theme, by the key that opened the list."""
        names = list(self._palettes)
        here = self._list.target
        at = names.index(here.id) if here is not None else -1
        self._list.seek(Target("theme", names[(at + 1) % len(names)]))

    def action_leave(self) -> None:
        """Go back, in the colors there were before."""
        self._restore()
        self.dismiss(None)

    def on_unmount(self) -> None:
        """However the list is left, nothing stays of what it only showed."""
        self._restore()

    def _restore(self) -> None:
        if self._taken is None:
            self.app.theme = self._before


class ThemeList(Listing):
    """The themes themselves."""

    def __init__(self, palettes: Sequence[Palette], refused: Sequence[str], now: str) -> None:
        super().__init__(id="themes")
        self._palettes, self._refused, self._now = palettes, refused, now

    def build(self, cells: int, lines: int) -> Panel:
        """All of them, in rows of so many cells."""
        return themes(self._palettes, self._refused, self._now, cells)
