"""The history of one case: who changed what and when, and the way back to how it was."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from so_tui.core.changes import Change
from so_tui.core.text import ended
from so_tui.errors import SoTuiError
from so_tui.tui import keys
from so_tui.tui.messages import Moved, Picked
from so_tui.tui.screens.acting import ListScreen
from so_tui.tui.views.history import Past
from so_tui.tui.views.rows import Panel
from so_tui.tui.where import Where
from so_tui.tui.widgets.bars import Foot, Notice
from so_tui.tui.widgets.listing import Listing


class HistoryScreen(ListScreen):
    """The changes, the latest first, and below them what the chosen one did."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("history")]

    def __init__(self, case: str) -> None:
        super().__init__(name="history")
        self._case = case

    @property
    def where(self) -> Where:
        """Where one is here."""
        return Where("history", self._case)

    def make_list(self) -> Listing:
        """The changes."""
        return Changes(id="changes")

    @property
    def listing(self) -> Changes:
        """The changes."""
        return self.query_one(Changes)

    def compose(self) -> ComposeResult:
        """The changes, and what one of them did."""
        yield Notice(id="notice")
        yield self.make_list()
        yield Details(id="details")
        yield Foot(id="foot")

    def refresh_case(self) -> None:
        """Show the history as the casebook has it now."""
        work = self.so.casework
        try:
            page = work.case(self._case)
            history = work.history([("cases", self._case)])
        except SoTuiError as fault:
            self.so.leave(self, fault.sentence)
            return
        past = Past(
            case=page.value, changes=history[::-1], catalogue=work.catalogue,
            offices=work.offices(),
            today=self.so.today(), zone=self.so.pen().now.tzinfo,
        )  # fmt: skip
        self.listing.past = past
        self.query_one(Details).past = past
        super().refresh_case()
        self._show()

    def _change(self) -> Change | None:
        target, past = self.listing.target, self.listing.past
        if target is None or past is None:
            return None
        return next((one for one in past.changes if one.id == target.id), None)

    def _show(self) -> None:
        details = self.query_one(Details)
        details.change = self._change()
        details.rebuild()

    def offer(self) -> None:
        """Name the keys that work here."""
        works = {"row.filter"} | ({"history.put_back"} if self._change() else set())
        self.name_keys(frozenset(works), {})

    def on_moved(self, message: Moved) -> None:
        """Another change was chosen."""
        self._show()
        self.offer()

    def on_picked(self, message: Picked) -> None:
        """All there is to see of a change stands below already."""
        key = self.so.keymap.named("history.put_back")
        self.tell(f"Before and after stand below. {key} brings the case back to how it was then.")

    async def do(self, id: str) -> None:
        """Do an action of this screen, by its id."""
        if id != "history.put_back":
            await self.so.go(id, self._case)
            return
        change, past = self._change(), self.listing.past
        if change is None or past is None:
            self.tell("There is no change on this row.")
            return
        when, undo = past.when(change), self.so.keymap.named("change.undo")
        back = self.so.casework.put_back(self._case, change.id, when, self.so.pen())
        await self.write(back, by_key=True, said=f"{ended(back.sentence)} {undo} undoes that.")


class Changes(Listing):
    """The changes of a case, a line each."""

    past: Past | None = None

    def make(self) -> None:
        """Find the changes anew; words are looked for in all that is said of one."""
        made = self.build(*self._room())
        if made is not None:
            self._panel = made

    def build(self, cells: int, lines: int) -> Panel | None:
        """The changes as the casebook has them."""
        return None if self.past is None else self.past.panel(cells, self.words, self.shows_all)


class Details(Listing, can_focus=True):
    """What one change did; it has the focus when it is longer than its room."""

    past: Past | None = None
    change: Change | None = None

    def build(self, cells: int, lines: int) -> Panel | None:
        """The fields of the change."""
        return None if self.past is None else self.past.details(self.change, cells)
