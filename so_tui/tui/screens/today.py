"""A navigator's morning: what to call now over all cases, so that one call covers several."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.binding import BindingType

from so_tui.core.calls import Calls, calls_of
from so_tui.core.masking import masked_offices, masked_summary
from so_tui.tui import keys
from so_tui.tui.messages import Moved, Picked
from so_tui.tui.screens.acting import ListScreen
from so_tui.tui.targets import Target
from so_tui.tui.views.copying import of_office
from so_tui.tui.views.rows import Panel
from so_tui.tui.views.today import Today
from so_tui.tui.where import Where
from so_tui.tui.widgets.listing import Listing
from so_tui.tui.widgets.looking import Looking


class TodayScreen(ListScreen):
    """The calls of the day, office by office."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("today")]

    def __init__(self) -> None:
        super().__init__(name="today")

    @property
    def where(self) -> Where:
        """Where one is here."""
        return Where("today")

    def make_list(self) -> Listing:
        """The calls."""
        return CallList(id="calls")

    @property
    def listing(self) -> CallList:
        """The calls."""
        return self.query_one(CallList)

    def refresh_case(self) -> None:
        """Show the day as the casebook has it now."""
        self.so.look()
        super().refresh_case()
        for calls in self.query(CallList):
            calls.look_again()

    def offer(self) -> None:
        """Name the keys that work here."""
        target = self.listing.target
        works, words = {"row.filter"}, dict[str, str]()
        if target is not None:
            works |= {"row.open"}
            if target.kind == "calls":
                words = {"row.open": "Log call"}
            elif self.listing.calls_of(target).office:
                works |= {"today.log"}
        self.name_keys(frozenset(works), words)

    def on_moved(self, message: Moved) -> None:
        """Another row may have other keys."""
        self.offer()

    async def on_picked(self, message: Picked) -> None:
        """Open a case at its call, or log the call to an office."""
        target = message.target
        if target.kind == "due":
            await self.done(self.so.open_case(target.id.rpartition("/")[2], target.call))
        else:
            await self.when_shown(partial(self.do, "today.log"))

    async def do(self, id: str) -> None:
        """Do an action of this screen, by its id."""
        target = self.listing.target
        if id == "text.copy":
            await self._copy(target)
        elif id != "today.log":
            case = target.id.rpartition("/")[2] if target and target.kind == "due" else None
            await self.so.go(id, case)
        elif target is None:
            self.tell("There is no call on this row.")
        elif not (calls := self.listing.calls_of(target)).office:
            self.tell("No office is known yet. Open the case and add one there.")
        else:
            self.open_form(self._log(calls))

    async def _copy(self, target: Target | None) -> None:
        from so_tui.tui.screens.copy import CopyScreen

        calls = self.listing.calls_of(target) if target else None
        office = self.so.casework.offices().get(calls.office) if calls else None
        if found := list(of_office(office)):
            await self.app.push_screen(CopyScreen(found))
        else:
            self.tell("There is nothing on this row to copy.")

    async def _log(self, calls: Calls) -> None:
        from so_tui.tui.forms.shared_call import log_shared_call

        cases = [case.case for case, _ in calls.cases]
        for case in await log_shared_call(self, calls.office, cases):
            self.so.see(case)
        self.refresh_case()


class CallList(Looking):
    """The calls, an office with its cases below it."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._calls: list[Calls] = []

    def calls_of(self, target: Target) -> Calls:
        """The calls that a row belongs to."""
        id_ = target.id.partition("/")[0]
        return next(one for one in self._calls if one.id == id_)

    def make(self) -> None:
        """Find the calls anew; an office that has the words stays with all its cases."""
        made = self.build(*self._room())
        if made is not None:
            self._panel = made

    def build(self, cells: int, lines: int) -> Panel | None:
        """The calls as they are known by now."""
        so = self.so
        cases = self.overview.told_apart(self.overview.cases)
        offices = so.casework.offices()
        self._calls = shown = calls_of(cases)
        if so.hidden:
            shown, offices = calls_of(map(masked_summary, cases)), masked_offices(offices)
        view = Today(
            today=so.today(), offices=offices, calendar=so.casework.calendar,
            catalogue=so.casework.catalogue, back=self.shows_all,
        )  # fmt: skip
        return view.panel(view.having(shown, self.words), cells, len(self._stale), self.words)
