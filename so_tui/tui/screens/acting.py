"""What every screen with lists can do: narrow one by words, and do what keys ask of its rows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.reactive import Reactive
from textual.widget import Widget

from so_tui.core.changes import Change
from so_tui.core.text import ended
from so_tui.errors import NotAllowedError, SoTuiError
from so_tui.tui import keys
from so_tui.tui.actions import WHILE_HIDDEN, hidden
from so_tui.tui.keys import in_force
from so_tui.tui.screens.app_screen import AppScreen
from so_tui.tui.widgets.bars import Foot, Notice
from so_tui.tui.widgets.listing import Listing

if TYPE_CHECKING:
    from textual.widgets import Input

    from so_tui.tui.widgets.search import Search

_T = TypeVar("_T")


class ActingScreen(AppScreen[None]):
    """Lists that words narrow; keys act on their rows, and write."""

    # Textual draws the whole screen anew when the focus moves; the panes it leaves and enters
    # draw themselves.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    @property
    def listing(self) -> Listing:
        """The list that has the focus, or would have it."""
        raise NotImplementedError

    async def search(self) -> None:
        """Open the line in which the words are typed."""
        # Loaded when the first words are typed, as all that has an input is.
        from so_tui.tui.widgets.search import Search

        if not self.query(Search):
            await self.mount(Search(self.listing.words))
        self.listing.typing = True
        self.query_one(Search).focus()
        self.foot(frozenset(), {})

    def on_input_changed(self, event: Input.Changed) -> None:
        """Words were typed that rows must have."""
        event.stop()
        self.listing.words = event.value

    async def on_search_left(self, message: Search.Left) -> None:
        """The words stay, or all rows come back."""
        for one in self.query(Listing):
            one.typing = False
        if not message.kept:
            self.listing.words = ""
        elif self.listing.words:
            self.listing.rebuild()  # another key brings all rows back now
        self.listing.focus(scroll_visible=False)
        await self.query("Search").remove()
        self.offer()

    def offer(self) -> None:
        """Name the keys that work here."""
        raise NotImplementedError

    def foot(self, works: frozenset[str], words: dict[str, str]) -> None:
        """Put the keys of some actions into the footer, or those of the line that is typed in."""
        if any(one.typing for one in self.query(Listing)):
            works, words = frozenset({"search.keep", "search.clear"}), {}
        self.query_one(Foot).offer(works, words, in_force(self.app).moved)

    # --- Doing and writing ---

    async def action_act(self, id: str) -> None:
        """Do an action of this screen, by its id."""
        if id in WHILE_HIDDEN:
            await self.done(self.act(id))
        else:
            await self.when_shown(lambda: self.act(id))

    async def when_shown(self, act: Callable[[], Awaitable[object]]) -> None:
        """Do something, unless what it is about is hidden."""
        if self.so.hidden:
            self.tell(hidden(self.so.keymap))
        else:
            await self.done(act())

    async def act(self, id: str) -> None:
        """Do what only this screen does. Raises SoTuiError where it cannot be done."""
        raise NotImplementedError

    async def done(self, doing: Awaitable[object]) -> bool:
        """Wait until something is done; where it cannot be, say why. Whether it was."""
        try:
            await doing
        except SoTuiError as fault:
            self.tell(fault.sentence, bad=not isinstance(fault, NotAllowedError))
            return False
        return True

    def open_form(self, asking: Awaitable[object]) -> None:
        """Open a form, in a worker that can wait for it."""
        self.run_worker(self.done(asking), group="form")

    async def write(self, *changes: Change, by_key: bool = False, said: str = "") -> None:
        """Write changes, show what came of them, and say what was done.

        `by_key`: one key made them, without a form. Raises SoTuiError when they were not
        written; everything is then as it was.
        """
        await self.shown(self.so.writer.write(changes, by_key=by_key))
        self.tell(said or " ".join(ended(change.sentence) for change in changes))

    async def withdraw(self, change: Change) -> None:
        """Throw away a change that could not be written."""
        await self.shown(self.so.writer.withdraw([change]))

    async def take_back(self, taking: Awaitable[str]) -> None:
        """Undo, redo, save again or discard, and say what that was."""

        async def take() -> None:
            said = await self.shown(taking)
            self.so.tell(said)  # the case that was shown may be gone by that

        await self.done(take())

    async def shown(self, writing: Awaitable[_T]) -> _T:
        """Wait until something is written, and show what came of it."""
        try:
            return await writing
        finally:
            self.refresh_case()


class ListScreen(ActingScreen):
    """One list over the whole screen, with what is not saved above and the keys below."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("lists")]

    def make_list(self) -> Listing:
        """The list of this screen."""
        raise NotImplementedError

    @property
    def listing(self) -> Listing:
        """The list."""
        return self.query_one(Listing)

    def compose(self) -> ComposeResult:
        """What is not saved, the list, and the footer."""
        yield Notice(id="notice")
        yield self.make_list()
        yield Foot(id="foot")

    _early = ""
    """What was said before there was a place for it."""

    _just_made = False

    def on_mount(self) -> None:
        """Show the list."""
        self._just_made = True
        self.listing.focus(scroll_visible=False)
        self.refresh_case()
        if self._early:
            self.tell(self._early)

    def on_screen_resume(self) -> None:
        """What was done in a screen above may show here."""
        if not self._just_made:
            self.refresh_case()
        self._just_made = False

    def refresh_case(self) -> None:
        """Show the list as the casebook has it now."""
        if not self.query(Foot):
            return  # it is shown once it is there
        self.listing.rebuild()
        self.query_one(Notice).standing = self.so.writer.standing
        self.offer()

    def name_keys(self, works: frozenset[str], words: dict[str, str]) -> None:
        """Put the keys of some actions into the footer; `words` renames some."""
        works |= {"app.help"} | self.so.offers
        self.foot(works, words)

    def tell(self, sentence: str, bad: bool = False) -> None:
        """Say a sentence at the foot until the next key."""
        self._early = sentence
        super().tell(sentence, bad)

    def on_key(self) -> None:
        """Each key takes away what was said about the one before."""
        self.tell("")

    async def act(self, id: str) -> None:
        """Do an action of this screen, by its id."""
        if id == "row.filter":
            await self.search()
        elif id != "app.back":
            await self.do(id)
        elif self.listing.words:
            self.listing.words = ""
        else:
            await self.back()

    async def back(self) -> None:
        """Leave the screen."""
        if len(self.app.screen_stack) > 2:
            await self.app.pop_screen()

    async def do(self, id: str) -> None:
        """Do what only this list does. Raises SoTuiError where it cannot be done."""
        raise NotImplementedError
