"""What the forms need of the screen they stand over, and how one is opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Any, Protocol, cast

from textual.app import App

from so_tui.core.calendar import Calendar
from so_tui.core.case import Office
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import CasePage, Change, OfficePage, Pen
from so_tui.core.plan import Plan, Step
from so_tui.core.typed_dates import Order
from so_tui.store.casebook import Snapshot
from so_tui.tui.forms.fields import Reading, Values
from so_tui.tui.forms.form import Desk, Form
from so_tui.tui.forms.form_screen import FormScreen
from so_tui.tui.keys import Keymap
from so_tui.tui.targets import Target

if TYPE_CHECKING:
    from so_tui.tui.home import Home


class Work(Protocol):
    """What forms ask of the casework."""

    @property
    def calendar(self) -> Calendar:
        """The business days of the region."""

    @property
    def snapshot(self) -> Snapshot:
        """The casebook as it was read last."""

    def office_page(self, id: str, /) -> OfficePage:
        """The page of one office of the casebook."""

    def took(self, office: str, /) -> Mapping[str, tuple[int, int]]:
        """What an office really took, over all cases, by track."""


class Host(Protocol):
    """The case's screen, as forms see it."""

    @property
    def app(self) -> App[Any]:
        """The app, on which the form is pushed."""

    @property
    def page(self) -> CasePage:
        """The newest page shown; a form keeps the one it was opened with."""

    @property
    def plan(self) -> Plan:
        """The case's plan today."""

    @property
    def offices(self) -> Mapping[str, Office]:
        """The casebook's offices by id."""

    @property
    def casework(self) -> Work:
        """Everything behind the screen."""

    @property
    def catalogue(self) -> Catalogue:
        """What the program knows."""

    @property
    def today(self) -> dt.date:
        """The day it is."""

    @property
    def order(self) -> Order:
        """In which order days in figures are read, such as 12/2."""

    def pen(self) -> Pen:
        """A fresh pen."""

    async def do(self, *changes: Change) -> None:
        """Write changes; raises SoTuiError when they were not written."""

    async def withdraw(self, change: Change) -> None:
        """Throw away a change that could not be written."""

    def go_to(self, step: Step) -> None:
        """Bring the cursor to the row of a step."""

    def tell(self, sentence: str, bad: bool = False) -> None:
        """Say a sentence on the status line."""


Opener = Callable[[Any, Target], Coroutine[Any, Any, None]]
"""What an action with a form is: it takes the screen, and what the row is about."""


def keymap_of(host: Host) -> Keymap:
    """The keys in force."""
    return cast("Home", host.app).keymap


async def ask(host: Host, form: Form) -> Values | None:
    """Open a form and wait for what was typed; None when it was left."""
    calendar = host.casework.calendar
    desk = Desk(
        reading=Reading(today=host.today, order=host.order, calendar=calendar),
        pen=host.pen,
        do=host.do,
        tell=host.tell,
        look=lambda: host.casework.snapshot.pages,
        withdraw=host.withdraw,
        keymap=keymap_of(host),
    )
    screen: FormScreen = FormScreen(form, desk)
    return await cast("Home", host.app).answered(screen)
