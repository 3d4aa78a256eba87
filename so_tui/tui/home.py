"""The app as its screens and forms know it: what is kept, what is over all cases, where to go."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from textual.screen import Screen

from so_tui.core.changes import Pen
from so_tui.core.typed_dates import Order
from so_tui.errors import CasebookError
from so_tui.overview import Overview
from so_tui.store.last_seen import Looked
from so_tui.tui.saving import Keeping
from so_tui.tui.targets import PaneName

if TYPE_CHECKING:
    from textual.driver import Driver

    from so_tui.casework import Casework


@runtime_checkable
class Dated(Protocol):
    """A screen that has to know when another day began, beyond what it shows of the casebook."""

    def day_changed(self, today: dt.date) -> None:
        """It is another day now."""


class Home(Keeping):
    """An app over all cases of a casebook. The app itself knows the screens; they know this."""

    def __init__(
        self,
        casework: Casework,
        pen: Callable[[], Pen],
        *,
        today: Callable[[], dt.date],
        order: Order,
        driver: type[Driver] | None = None,
    ) -> None:
        """`pen` and `today` are asked at each change; `order` says how `12/2` is read."""
        super().__init__(casework, pen, driver)
        self.pen, self.today, self.order = pen, today, order
        self.day = today()
        """The day that the screens show."""
        self.overview = Overview(casework)
        self.looked = Looked(casework.casebook.path)

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
        return self.looked.changed(self.revisions())

    def see(self, case: str) -> None:
        """The person looked at a case as it is now, or changed it themselves."""
        page = self.casework.snapshot.pages.get(("cases", case))
        if page is not None:
            self.looked.see(case, page.revision)

    def people(self) -> list[str]:
        """Who has cases, by name; "" among them where nobody has one."""
        return self.overview.people()

    @property
    def offers(self) -> set[str]:
        """The actions of the app that the footer names now."""
        undo = {"change.undo"} if self.sitting else set()
        return undo | ({"save.again"} if self.unsaved.waiting else set())

    # --- Going places ---

    async def open_case(self, case: str, pane: PaneName | None = None) -> None:
        """Show a case above the list, with the focus on one of its panes."""
        raise NotImplementedError

    async def go(self, id: str, case: str | None) -> None:
        """Go where an action of every screen leads: to today, or to the history of a case."""
        raise NotImplementedError

    def leave(self, screen: Screen[None], sentence: str) -> None:
        """Leave a case that is gone, for the list of cases, and say so there."""
        raise NotImplementedError

    async def show_casebook(self) -> None:
        """Go back to the list of cases, or to where the case was opened from."""
        raise NotImplementedError
