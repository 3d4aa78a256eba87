"""What every screen of a case can do: show it, change it, and say what came of it.

Forms and actions build on this; it knows nothing of panes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Mapping
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace
from textual.reactive import var

from so_tui.core.case import Case, Office
from so_tui.core.changes import CasePage, Change, OfficePage, Pen
from so_tui.core.conflict_words import ConflictWords
from so_tui.core.masking import masked_offices, masked_page, masked_text
from so_tui.core.steps import Plan, Step
from so_tui.core.text import ended
from so_tui.errors import CasebookError, NotFoundError
from so_tui.tui.screens.acting import ActingScreen
from so_tui.tui.views.fresh import OLD, Fresh, fresh, say_complete
from so_tui.tui.views.notice import SAVING
from so_tui.tui.views.view import View
from so_tui.tui.widgets.bars import Head, Notice

if TYPE_CHECKING:
    from so_tui.casework import Casework
    from so_tui.core.catalogue import Catalogue
    from so_tui.core.typed_dates import Order
    from so_tui.store.interface import Snapshot


_T = TypeVar("_T")


class WritingScreen(ActingScreen):
    """One case. What it has `seen` is what is shown; nothing else here is state of the case."""

    seen: var[View | None] = var(None, init=False)
    """The case as it stands, with its plan; setting it shows it."""

    fresh: var[Fresh] = var(OLD, init=False)
    """What was changed just now, here or by another program; setting it shows it."""

    def __init__(self, case: str) -> None:
        super().__init__(name="case")
        self._case_id = case
        self._plain: View | None = None
        """What is shown, with nothing of it hidden."""
        self._shown: Snapshot | None = None
        """The casebook as it was when this was last made from it."""

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

    def go_to(self, step: Step) -> None:
        """Bring the cursor to the row of a step."""
        raise NotImplementedError

    def on_screen_resume(self) -> None:
        """What happened meanwhile may show here, be it to an office that another case shares."""
        try:
            snapshot = self.casework.snapshot
        except CasebookError:
            return  # what was shown last stays; the notice says what is wrong
        if self.seen is not None and snapshot is not self._shown:
            self.refresh_case()

    def _typed_and_kept(self) -> str:
        """Where what was typed into the case is, if it was removed and not erased; " " leads."""
        there = ("cases", self._case_id) in self.casework.snapshot.pages
        if not (there and self.so.typed.of(self._case_id)):
            return ""
        return " What you typed into it is kept: undo the removal, and open the form again."

    def refresh_case(self) -> None:
        """Show the case as the casebook has it now."""
        try:
            snapshot = self.casework.snapshot
            page = self.casework.case(self._case_id)
        except NotFoundError as fault:
            self.so.leave(self, f"{fault.sentence}{self._typed_and_kept()}")
            return
        except CasebookError as fault:
            self.tell(fault.sentence, bad=True)
            return
        standing = self.so.writer.standing.beside(page)
        self.query_one(Head).saved = standing.word
        self.query_one(Notice).standing = standing
        view = View(
            page=page,
            plan=self.casework.plan(page, self.today),
            offices=self.casework.offices(),
            catalogue=self.casework.catalogue,
            calendar=self.casework.calendar,
            waiting=self.so.writer.outbox.changes,
            disputed=self._disputed(page),
            keymap=self.so.keymap,
        )
        before, self._plain = self._plain, view
        self.seen, self._shown = self._hidden(view) if self.so.hidden else view, snapshot
        self.so.see(self._case_id)
        if before is not None and (new := fresh(before, view)) != OLD:
            self.fresh = new
            if words := say_complete(new, view):
                self.tell(words)

    def key_comes(self) -> None:
        """What was changed was seen until now."""
        self.fresh = OLD

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
        return tuple(one for one in pages if one.apart or one.tombs)

    async def write(self, *changes: Change, by_key: bool = False, said: str = "") -> None:
        """Write changes, and say also what somebody else did meanwhile that is to be settled."""
        before = self.casework.snapshot.pages.get(("cases", self._case_id))
        await super().write(*changes, by_key=by_key, said=said)
        now = self.casework.snapshot.pages.get(("cases", self._case_id))
        if now is None or self.seen is None or self.so.hidden:
            return
        words = ConflictWords(self.case, self.offices, self.catalogue)
        came, complete = words.came(before, now), say_complete(self.fresh, self.view)
        if came or complete:
            told = said or " ".join(ended(change.sentence) for change in changes)
            self.tell(" ".join(filter(None, (came, told, complete))))

    async def shown(self, writing: Awaitable[_T]) -> _T:
        """Wait until something is written, tell the truth about it meanwhile, and show it."""
        self.query_one(Head).saved = SAVING
        return await super().shown(writing)
