"""The casebook: every case in one table, the most urgent first."""

from __future__ import annotations

import contextlib
from collections import deque
from dataclasses import replace
from typing import Any, ClassVar

from textual.binding import BindingType
from textual.timer import Timer

from so_tui.core import verbs
from so_tui.core.masking import masked_summary
from so_tui.core.summary import Summary
from so_tui.errors import CasebookError, SoTuiError
from so_tui.tui import keys
from so_tui.tui.actions import HIDDEN
from so_tui.tui.messages import Moved, Picked
from so_tui.tui.screens.listed import ListScreen
from so_tui.tui.targets import Target
from so_tui.tui.views.cases import Shown, Table
from so_tui.tui.views.rows import Panel
from so_tui.tui.widgets.listing import Listing

LOOKED_AT, READ = 4, 40
"""How many cases have their plan made, or their texts read, at once: as many as nobody notices."""

PAUSE = 0.02
"""Seconds between two such looks, in which keys are heard."""

SHOWN_AFTER = 10
"""So many such looks pass before what was found in the texts is shown."""


class CasebookScreen(ListScreen):
    """Every case; Enter opens one, and a new one can be begun."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("casebook")]

    def __init__(self) -> None:
        super().__init__(id="casebook")

    def make_list(self) -> Listing:
        """The table."""
        return CaseList(id="cases")

    @property
    def cases(self) -> CaseList:
        """The table."""
        return self.query_one(CaseList)

    def refresh_case(self) -> None:
        """Show the cases as the casebook has them now."""
        # What was read last stays where it cannot be read; the notice above says what is wrong.
        with contextlib.suppress(CasebookError):
            self.so.overview.look(self.so.today())
        super().refresh_case()
        self.cases.look_again()

    def offer(self) -> None:
        """Name the keys that work here."""
        here = self.listing.target
        works = {"casebook.new", "row.open"}
        if here is not None and here.kind == "case":
            works |= {"row.filter", "screen.today", "casebook.sort"}
        words = {"row.open": "New case"} if here == Target("pane") else {}
        self.name_keys(frozenset(works), words)

    def on_moved(self, message: Moved) -> None:
        """Another row may have other keys."""
        self.offer()

    async def on_picked(self, message: Picked) -> None:
        """Open a case, or begin one where there is none."""
        if message.target.kind == "case":
            await self.so.open_case(message.target.id)
        elif self.so.hidden:
            self.tell(HIDDEN)
        else:
            self.run_worker(self._begin(), group="form")

    async def back(self) -> None:
        """Out of whose cases, and out of the archived ones."""
        self.cases.show(replace(self.cases.shown, whose=None, archived=False))

    async def act(self, id: str) -> None:
        """Do an action of this screen, by its id."""
        shown = self.cases.shown
        match id:
            case "casebook.new":
                self.run_worker(self._begin(), group="form")
            case "casebook.sort":
                self.run_worker(self._order(), group="form")
            case "casebook.reverse":
                self.cases.show(replace(shown, backwards=not shown.backwards))
            case "casebook.whose":
                self.run_worker(self._whose(), group="form")
            case "casebook.archived":
                self.cases.show(replace(shown, archived=not shown.archived))
                self.tell("Archived cases are hidden." if shown.archived
                          else "Archived cases stand at the end.")  # fmt: skip
            case "casebook.hand_over":
                self.run_worker(self._hand_over(), group="form")
            case "casebook.archive":
                await self._archive()
            case _:
                await self.so.go(id, self._case())

    def _case(self) -> str | None:
        target = self.listing.target
        return target.id if target is not None and target.kind == "case" else None

    async def _archive(self) -> None:
        id_ = self._case()
        if id_ is None:
            self.tell("There is no case on this row.")
            return
        page = self.so.casework.case(id_)
        change = verbs.set_archived(page, self.so.pen(), not page.value.archived)
        back = "" if page.value.archived else " V shows it, A brings it back."
        said = f"{change.sentence}: {page.value.label}.{back}"
        if await self.attempt(self.so.apply([change], by_key=True), said):
            self.so.see(id_)

    # --- Forms ---

    async def _begin(self) -> None:
        from so_tui.tui.forms import NEW_CASE

        try:
            case = await NEW_CASE(self.so)
        except SoTuiError as fault:
            self.tell(fault.sentence, bad=True)
            return
        if case is not None:
            await self.so.open_case(case)

    async def _hand_over(self) -> None:
        from so_tui.tui.forms.cases import hand_over_from_list

        id_ = self._case()
        if id_ is None:
            self.tell("There is no case on this row.")
            return
        try:
            if await hand_over_from_list(self.so, id_):
                self.so.see(id_)
                self.refresh_case()
        except SoTuiError as fault:
            self.tell(fault.sentence, bad=True)

    async def _order(self) -> None:
        from so_tui.tui.forms.over_all import ask_over_all, order_form

        values = await ask_over_all(self.so, order_form(self.cases.shown.by))
        if values is not None:
            by: Any = values.text("by")
            self.cases.show(replace(self.cases.shown, by=by, backwards=False))

    async def _whose(self) -> None:
        from so_tui.tui.forms.over_all import EVERYBODY, ask_over_all, whose_form

        form = whose_form(self.so.people(), self.cases.shown.whose)
        values = await ask_over_all(self.so, form)
        if values is not None:
            name = values.text("whose")
            whose = None if name == EVERYBODY else name[1:]
            self.cases.show(replace(self.cases.shown, whose=whose))


class CaseList(Listing):
    """The cases, a line each."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.shown = Shown()
        self._cases: list[Summary] = []
        self._stale: deque[str] = deque()
        self._unread: deque[str] = deque()
        self._looks = 0
        self._looking: Timer | None = None

    @property
    def _so(self) -> Any:
        return self.app

    def show(self, shown: Shown) -> None:
        """Show other cases, or in another order; the cursor stays on its case."""
        self.shown = shown
        self.rebuild()

    def make(self) -> None:
        """Find the cases anew. What is in sight is looked at later, and drawn when it differs."""
        made = self.build(*self._room())
        if made is not None:
            self._panel = made

    def build(self, cells: int, lines: int) -> Panel | None:
        """The cases as they are known by now."""
        so = self._so
        overview = so.overview
        shown = replace(self.shown, reading=len(self._unread) if self.words else 0)
        self._cases = overview.found(
            self.words, by=shown.by, backwards=shown.backwards, whose=shown.whose,
            archived=shown.archived,
        )  # fmt: skip
        cases = [masked_summary(one) for one in self._cases] if so.hidden else self._cases
        table = Table(
            today=so.today(), calendar=so.casework.calendar, catalogue=so.casework.catalogue,
            changed=so.changed(),
        )  # fmt: skip
        return table.panel(cases, cells, shown, self.words)

    def watch_words(self) -> None:
        """Show only cases with the words; their texts are read when the first word is typed."""
        if self.words and not self._unread:
            self._unread.extend(self._so.overview.unread())
        super().watch_words()
        self._go_on()

    # --- Looking again, bit by bit ---

    def look_again(self) -> None:
        """Begin to look at the cases that are another day's, those in sight first."""
        if not self._stale:
            self._stale.extend(self._so.overview.stale())
        if self.words and not self._unread:
            self._unread.extend(self._so.overview.unread())
        self._go_on()

    def _go_on(self) -> None:
        if self._looking is None and (self._stale or (self.words and self._unread)):
            self._looking = self.set_timer(PAUSE, self._look)

    def _look(self) -> None:
        self._looking = None
        if self.app.screen is not self.screen:
            return  # it goes on when the list is on screen again
        self._looks += 1
        if self.words and self._unread:
            few = min(READ, len(self._unread))
            self._so.overview.read([self._unread.popleft() for _ in range(few)])
            if not self._unread or self._looks % SHOWN_AFTER == 0:
                self.rebuild()
        else:
            self._renew()
        self._go_on()

    def _renew(self) -> None:
        overview = self._so.overview
        top, lines = self._top, self._list_lines()
        seen = [one.case for one in self._cases[top : top + lines] if overview.is_stale(one)]
        some = seen[:LOOKED_AT]
        while self._stale and len(some) < LOOKED_AT:
            case = overview.case(self._stale.popleft())
            if case is not None and overview.is_stale(case):
                some.append(case.case)
        differs = overview.renew(some)
        # Those out of sight change the order once, when all are looked at.
        if (seen and differs) or not self._stale:
            self.rebuild()
