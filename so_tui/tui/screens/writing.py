"""What every screen of a case can do: show it, change it, and say what came of it.

Forms and actions build on this; it knows nothing of panes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Mapping
from typing import TYPE_CHECKING, TypeVar, cast

from msgspec.structs import replace
from textual.reactive import var

from so_tui.core.case import Case, Office
from so_tui.core.changes import CasePage, Change, OfficePage, Pen
from so_tui.core.masking import masked_offices, masked_page, masked_text
from so_tui.core.steps import Plan
from so_tui.core.text import ended
from so_tui.errors import CasebookError, NotFoundError, SoTuiError
from so_tui.tui.actions import Verb
from so_tui.tui.screens.listed import Narrowed
from so_tui.tui.views.notice import SAVING
from so_tui.tui.views.view import View
from so_tui.tui.widgets.bars import Foot, Head, Notice

if TYPE_CHECKING:
    from so_tui.casework import Casework
    from so_tui.core.catalogue import Catalogue
    from so_tui.core.typed_dates import Order
    from so_tui.store.casebook import Snapshot
    from so_tui.tui.home import Home


_T = TypeVar("_T")


class WritingScreen(Narrowed):
    """One case. What it has `seen` is what is shown; nothing else here is state of the case."""

    seen: var[View | None] = var(None, init=False)
    """The case as it stands, with its plan; setting it shows it."""

    def __init__(self, case: str) -> None:
        super().__init__(name="case")
        self._case_id = case
        self._shown: Snapshot | None = None
        """The casebook as it was when this was last made from it."""

    @property
    def so(self) -> Home:
        """The app, as what it is."""
        return cast("Home", self.app)

    @property
    def view(self) -> View:
        """The case with its plan and the knowledge to put them in words."""
        if self.seen is None:
            raise NotFoundError("This case is not shown yet.")
        return self.seen

    @property
    def page(self) -> CasePage:
        """The page as the person sees it."""
        return self.view.page

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return self.view.case

    @property
    def plan(self) -> Plan:
        """The plan of today."""
        return self.view.plan

    @property
    def offices(self) -> Mapping[str, Office]:
        """The offices of the casebook by their id."""
        return self.view.offices

    @property
    def catalogue(self) -> Catalogue:
        """The knowledge."""
        return self.casework.catalogue

    @property
    def casework(self) -> Casework:
        """Every use case."""
        return self.so.casework

    @property
    def today(self) -> dt.date:
        """The day the plan is made for."""
        return self.so.today()

    @property
    def order(self) -> Order:
        """In which order days in figures are read."""
        return self.so.order

    def pen(self) -> Pen:
        """A pen for one change: who writes, and when."""
        return self.so.pen()

    def on_screen_resume(self) -> None:
        """What happened meanwhile may show here, be it to an office that another case shares."""
        try:
            snapshot = self.casework.snapshot
        except CasebookError:
            return  # what was shown last stays; the notice says what is wrong
        if self.seen is not None and snapshot is not self._shown:
            self.refresh_case()

    def refresh_case(self) -> None:
        """Show the case as the casebook has it now."""
        try:
            snapshot = self.casework.snapshot
            page = self.casework.case(self._case_id)
        except NotFoundError as fault:
            self.so.leave(self, fault.sentence)
            return
        except CasebookError as fault:
            self.tell(fault.sentence, bad=True)
            return
        standing = self.so.standing
        self.query_one(Head).saved = standing.word
        self.query_one(Notice).standing = standing
        view = View(
            page=page,
            plan=self.casework.plan(page, self.today),
            offices=self.casework.offices(),
            catalogue=self.casework.catalogue,
            calendar=self.casework.calendar,
            waiting=self.so.unsaved.changes,
            disputed=self._disputed(page),
            keymap=self.so.keymap,
        )
        self.seen, self._shown = self._hidden(view) if self.so.hidden else view, snapshot
        self.so.see(self._case_id)

    def _hidden(self, view: View) -> View:
        page = masked_page(view.page)
        offices = masked_offices(view.offices)
        waiting = (replace(one, sentence=masked_text(one.sentence)) for one in view.waiting)
        return replace(
            view, page=page, plan=self.casework.plan(page, self.today, offices),
            offices=offices, waiting=tuple(waiting), disputed=(),
        )  # fmt: skip

    def _disputed(self, page: CasePage) -> tuple[OfficePage, ...]:
        offices = self.casework.offices()
        named = sorted({one.office for one in page.value.offices.values()} & offices.keys())
        pages = (self.casework.office_page(id_) for id_ in named)
        return tuple(one for one in pages if one.apart)

    async def do(self, *changes: Change, by_key: bool = False) -> None:
        """Write changes, show what came of them, and say what was done.

        `by_key`: one key made them, without a form. Raises SoTuiError when they were not
        written; the case is then as it was.
        """
        await self.written(self.so.apply(changes, by_key=by_key))
        self.tell(" ".join(ended(change.sentence) for change in changes))

    async def withdraw(self, change: Change) -> None:
        """Throw away a change that could not be written."""
        await self.so.withdraw([change])
        self.refresh_case()

    async def written(self, writing: Awaitable[_T]) -> _T:
        """Wait until something is written, and tell the truth about it meanwhile."""
        self.query_one(Head).saved = SAVING
        try:
            return await writing
        finally:
            self.refresh_case()

    async def attempt(self, verb: Verb) -> bool:
        """Do a verb on the case as it is shown. Where it cannot be, says why, and is False."""
        try:
            await self.do(verb(self.page, self.pen()), by_key=True)
        except SoTuiError as fault:
            self.tell(fault.sentence, bad=True)
            return False
        return True

    async def take_back(self, writing: Awaitable[str]) -> None:
        """Undo or redo, and say what that was."""
        try:
            said = await self.written(writing)
        except SoTuiError as fault:
            self.tell(fault.sentence)
        else:
            self.so.tell(said)

    def tell(self, sentence: str, bad: bool = False) -> None:
        """Say a sentence below the panes until the next key."""
        self.query_one(Foot).tell(sentence, bad=bad)
