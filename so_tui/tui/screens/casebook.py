"""The casebook: the list of cases."""

from __future__ import annotations

from collections.abc import Awaitable, Iterator
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from so_tui.core import dates
from so_tui.core.masking import masked_summary
from so_tui.core.summary import Summary
from so_tui.errors import CasebookError, SoTuiError
from so_tui.tui import keys
from so_tui.tui.actions import HIDDEN
from so_tui.tui.messages import Picked
from so_tui.tui.targets import Target
from so_tui.tui.views.rows import BLANK, Bit, Panel, Row, fit, said
from so_tui.tui.widgets.bars import Foot, Notice
from so_tui.tui.widgets.listing import Listing

if TYPE_CHECKING:
    from so_tui.tui.app import SoTui


class CasebookScreen(Screen[None]):
    """Every case; Enter opens one, and a new one can be begun."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("casebook")]
    AUTO_FOCUS = "#cases"

    def __init__(self) -> None:
        super().__init__(id="casebook")

    @property
    def so(self) -> SoTui:
        """The app, as what it is."""
        return cast("SoTui", self.app)

    def compose(self) -> ComposeResult:
        """What is not saved, the list, and the footer."""
        yield Notice(id="notice")
        yield CaseList(id="cases")
        yield Foot(id="foot")

    def on_mount(self) -> None:
        """Show the cases."""
        self.refresh_case()

    def on_screen_resume(self) -> None:
        """What was done in a case may show here."""
        self.refresh_case()

    def refresh_case(self) -> None:
        """Show the cases as the casebook has them now."""
        rows = self.query_one(CaseList)
        rows.rebuild()
        works = frozenset({"casebook.new", "row.open", "app.help"})
        works |= self.so.offers
        self.query_one(Notice).standing = self.so.standing
        words = {"row.open": "New case"} if rows.target == Target("pane") else {}
        self.query_one(Foot).offer(works, words, self.so.keys)

    async def take_back(self, writing: Awaitable[str]) -> None:
        """Undo or redo, and say what that was."""
        try:
            said = await writing
        except SoTuiError as fault:
            self.so.tell(fault.sentence)
        else:
            self.refresh_case()
            self.so.tell(said)

    def on_key(self) -> None:
        """Each key takes away what was said about the one before."""
        self.query_one(Foot).tell("")

    async def on_picked(self, message: Picked) -> None:
        """Open a case, or begin one where there is none."""
        if message.target.kind == "case":
            await self.so.open_case(message.target.id)
        else:
            self.begin()

    def action_act(self, id: str) -> None:
        """Do an action of this screen, by its id."""
        if self.so.hidden:
            self.so.tell(HIDDEN)
        elif id == "casebook.new":
            self.begin()

    def begin(self) -> None:
        """Ask for a label, begin a case and open it."""
        self.run_worker(self._begin(), group="form")

    async def _begin(self) -> None:
        from so_tui.tui.forms import NEW_CASE

        try:
            case = await NEW_CASE(self.so)
        except SoTuiError as fault:
            self.query_one(Foot).tell(fault.sentence, bad=True)
            return
        if case is not None:
            await self.so.open_case(case)


class CaseList(Listing):
    """The cases, a line each."""

    def build(self, cells: int, lines: int) -> Panel | None:
        """The cases as the casebook has them."""
        so = cast("SoTui", self.app)
        try:
            cases = so.casework.summaries(so.today())
        except CasebookError:
            return None  # what was read last stays; the notice above says what is wrong
        if so.hidden:
            cases = [masked_summary(one) for one in cases]
        count = "no cases" if not cases else "1 case" if len(cases) == 1 else f"{len(cases)} cases"
        return Panel(title="Cases", aside=count, rows=tuple(_rows(so, cases, cells)))


def _rows(so: SoTui, cases: list[Summary], cells: int) -> Iterator[Row]:
    words = so.casework.catalogue.words
    for case in cases:
        day = case.visit
        when = f"visit {dates.weekday(day, so.today())}" if day else "no visit date yet"
        status = "" if case.status == "going" else f"{words[f'status.{case.status}']}, "
        about = f"· {case.diagnosis}" if case.diagnosis else ""
        lead = [Bit(f"{case.label} ", "strong"), Bit(about)]
        yield Row(fit(lead, cells, [Bit(f"{status}{when}")]), Target("case", case.case))
    if not cases:
        new = f"{words['empty.cases']} Press a, or Enter here."
        yield from said(new, cells, "", Target("pane"))
        yield BLANK
        for key in ("quiet.what", "quiet.symptoms", "quiet.file"):
            yield from said(words[key], cells, "dim")
