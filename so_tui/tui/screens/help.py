"""The help: every key, what the marks mean, and what so-tui is not; words find a part of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen

from so_tui.core.catalogue import Catalogue
from so_tui.tui import keys
from so_tui.tui.keys import Keymap
from so_tui.tui.screens.app_screen import AppScreen
from so_tui.tui.screens.leaving import LeftOnce
from so_tui.tui.views.help import Section, help_rows, narrowed, sections
from so_tui.tui.views.rows import Bit, Panel, Row
from so_tui.tui.widgets.bars import Foot
from so_tui.tui.widgets.listing import Listing

if TYPE_CHECKING:
    from textual.widgets import Input

    from so_tui.tui.widgets.search import Search


class HelpScreen(LeftOnce[None], ModalScreen[None], AppScreen[None]):
    """A page to read, to scroll and to search."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.bound("leave", "app.help", "form.help", "app.quit"),
        *keys.bound("back", "app.back"),
        *keys.bound("search", "row.filter"),
    ]
    AUTO_FOCUS = "#page"

    def __init__(
        self, catalogue: Catalogue, keymap: Keymap, place: str = "", turn: Sequence[str] = ()
    ) -> None:
        """`place`: where help was asked for; its keys stand at the top.

        `turn`: the lines that say what this is not and where to turn with symptoms.
        """
        super().__init__(name="help")
        self._keymap = keymap
        self._sections = sections(catalogue, keymap, place, turn)

    def compose(self) -> ComposeResult:
        """One page."""
        yield HelpPage(self._sections)
        yield Foot(id="foot")

    def on_mount(self) -> None:
        """Say how to leave."""
        self._say_how()

    def _say_how(self) -> None:
        names = ("app.back", "row.filter", "row.down", "row.up")
        leave, finds, down, up = map(self._keymap.named, names)
        self.tell(f"{leave} goes back. {finds} finds a key by a word. {down} and {up} scroll.")

    @property
    def _page(self) -> HelpPage:
        return self.query_one(HelpPage)

    async def action_search(self) -> None:
        """Open the line in which words are typed."""
        # Loaded when the first words are typed, as all that has an input is.
        from so_tui.tui.widgets.search import Search

        if not self.query(Search):
            await self.mount(Search(self._page.words))
        self._page.typing = True
        self.query_one(Search).focus()
        keeps, clears = map(self._keymap.named, ("search.keep", "search.clear"))
        self.tell(f"{keeps} keeps these words. {clears} shows all again.")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Words were typed that a part of the help must have."""
        event.stop()
        self._page.words = event.value

    async def on_search_left(self, message: Search.Left) -> None:
        """The words stay, or all of the help comes back."""
        self._page.typing = False
        if not message.kept:
            self._page.words = ""
        self._page.focus(scroll_visible=False)
        await self.query("Search").remove()
        self._say_how()

    def action_back(self) -> None:
        """Out of the words, then back to where the person was."""
        if self._page.words:
            self._page.words = ""
        else:
            self.dismiss()

    def action_leave(self) -> None:
        """Go back to where the person was."""
        self.dismiss()


class HelpPage(Listing):
    """The page itself."""

    def __init__(self, all_: Sequence[Section]) -> None:
        super().__init__(id="page")
        self._all = all_

    def build(self, cells: int, lines: int) -> Panel:
        """What has the words, in rows of so many cells."""
        rows = help_rows(narrowed(self._all, self.words), cells)
        nothing = Row((Bit(f"Nothing has these words. {self.shows_all} shows all.", "note"),))
        return Panel(title="Help", rows=tuple(rows) or (nothing,))

    def make(self) -> None:
        """Make the rows anew: what has the words is known, so no row is left out any more."""
        self._panel = self.build(*self._room())
