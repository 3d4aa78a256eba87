"""The app as its screens and forms know it: what it keeps, its keys, and where to go."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType
from textual import events
from textual.app import App
from textual.screen import Screen

from so_tui.core.changes import Pen
from so_tui.core.typed_dates import Order
from so_tui.errors import CasebookError
from so_tui.tui import keys
from so_tui.tui.key_queue import KeyQueue
from so_tui.tui.screens.app_screen import AppScreen
from so_tui.tui.sitting import Sitting
from so_tui.tui.walking import Lend, Walking
from so_tui.tui.widgets.bars import Foot

if TYPE_CHECKING:
    from textual.driver import Driver

    from so_tui.casework import Casework


class Home(App[None]):
    """An app over all cases of a casebook, which takes one key at a time."""

    def __init__(
        self,
        casework: Casework,
        pen: Callable[[], Pen],
        *,
        today: Callable[[], dt.date],
        order: Order,
        driver: type[Driver] | None = None,
        lend: Lend | None = None,
    ) -> None:
        """`pen` and `today` are asked at each change; `order` says how `12/2` is read; `lend`
        makes the case that can be walked through."""
        super().__init__(driver_class=driver)
        self.pen, self.today, self.order = pen, today, order
        self.keymap = keys.Keymap()
        self.hidden = False
        """Whether what was typed is hidden."""
        self.day = today()
        """The day that the screens show."""
        self.sit_at(Sitting(casework, self))
        self.walking = Walking(self, lend)
        self.key_queue = KeyQueue(self, self.hand_over, self.rested)

    def sit_at(self, sitting: Sitting) -> None:
        """Have a casebook open, in the place of any before."""
        self.sitting = sitting
        self.casework, self.overview = sitting.casework, sitting.overview
        self.last_seen, self.typed = sitting.last_seen, sitting.typed
        self.writer = sitting.writer

    @property
    def screens(self) -> list[AppScreen[Any]]:
        """The screens of so-tui that are open, the one on top last."""
        return [one for one in self.screen_stack if isinstance(one, AppScreen)]

    def show_all(self) -> None:
        """Show the casebook as it is now, on every screen."""
        for screen in self.screens:
            screen.refresh_case()

    async def save_above(self) -> None:
        """Have the screen on top try again what it looks after. One beneath a cover or a palette
        waits until it is seen: it would close with all that lies over it."""
        if isinstance(self.screen, AppScreen):
            await self.screen.save_again()

    def tell(self, sentence: str) -> None:
        """Say a sentence at the foot of the screen there is."""
        if isinstance(self.screen, AppScreen):
            self.screen.tell(sentence)

    # --- Keys ---

    async def on_event(self, event: events.Event) -> None:
        """Take keys one at a time; all else as it comes."""
        if not await self.key_queue.takes(event):
            await super().on_event(event)

    async def hand_over(self, event: events.Key | events.Paste) -> None:
        """Hand a key to whom it is for, now that it is its turn."""
        for screen in self.screens:
            screen.key_comes()
        await super().on_event(event)

    def exit(
        self, result: None = None, return_code: int = 0, message: RenderableType | None = None
    ) -> None:
        """Leave."""
        self.key_queue.end()
        super().exit(result, return_code, message)

    def rested(self) -> None:
        """The last key has done all that it does: say what to try next in a walk."""
        if self.walking.look(self.place):
            self.show_walk()

    def show_walk(self) -> None:
        """Say at the foot of each screen what to try next, or nothing more of that."""
        for screen in self.screens:
            for foot in screen.query(Foot):
                foot.update()

    # --- Over all cases ---

    def look(self) -> None:
        """Take what the casebook holds of all cases now."""
        # What was read last stays where it cannot be read; the notice says what is wrong.
        with contextlib.suppress(CasebookError):
            self.overview.look(self.today())

    def revisions(self) -> dict[str, int]:
        """How often each case was written, by its id."""
        return {one.case: one.revision for one in self.overview.cases}

    def changed(self) -> frozenset[str]:
        """The cases that others changed since the person last looked at them."""
        return self.last_seen.changed(self.revisions())

    def see(self, case: str) -> None:
        """The person looked at a case as it is now, or changed it themselves."""
        page = self.casework.snapshot.pages.get(("cases", case))
        if page is not None:
            self.last_seen.see(case, page.revision)

    def people(self) -> list[str]:
        """Who has cases, by name; "" among them where nobody has one."""
        return self.overview.people()

    @property
    def offers(self) -> set[str]:
        """The actions of the app that the footer names now."""
        undo = {"change.undo"} if self.writer.outbox.sitting else set()
        return undo | ({"save.again"} if self.writer.outbox.waiting else set())

    # --- Going places ---

    @property
    def place(self) -> str:
        """The pane of the case that has the focus, else the screen one is on, or ""."""
        raise NotImplementedError

    async def walk(self) -> None:
        """Walk through a made-up case. Raises NotAllowedError where that cannot be."""
        raise NotImplementedError

    def leave_walk(self) -> bool:
        """Leave the made-up case for the list of the person's own; whether there was a walk."""
        raise NotImplementedError

    @property
    def here(self) -> str:
        """The case that is shown, by its id, or ""."""
        raise NotImplementedError

    async def open_case(self, case: str, pane: str | None = None) -> None:
        """Show a case above the list, with the focus on a pane. Raises NotFoundError."""
        raise NotImplementedError

    async def go(self, id: str, case: str | None) -> None:
        """Go where an action of every screen leads: to today, or to the history of a case.

        Raises NotFoundError.
        """
        raise NotImplementedError

    def leave(self, screen: Screen[None], sentence: str) -> None:
        """Leave a case that is gone, for the list of cases, and say so there."""
        raise NotImplementedError

    async def show_casebook(self) -> None:
        """Go back to the list of cases, or to where the case was opened from."""
        raise NotImplementedError
