"""The casebook: every case in one table, the most urgent first."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import replace
from textual.binding import BindingType

from so_tui.core import verbs
from so_tui.core.text import ended
from so_tui.tui import keys
from so_tui.tui.messages import Moved, Picked
from so_tui.tui.screens.acting import ListScreen
from so_tui.tui.targets import Target
from so_tui.tui.views.fresh import OLD, Fresh
from so_tui.tui.where import Where
from so_tui.tui.widgets.cases import CaseList
from so_tui.tui.widgets.listing import Listing

if TYPE_CHECKING:
    from so_tui.casework import Casework


class CasebookScreen(ListScreen):
    """Every case; Enter opens one, and a new one can be begun."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("casebook")]

    def __init__(self) -> None:
        super().__init__(name="casebook")
        self._known: dict[str, int] = {}
        """How often each case was written, when it was last shown here."""
        self._known_of: Casework | None = None

    @property
    def where(self) -> Where:
        """Where one is here."""
        return Where("casebook")

    def make_list(self) -> Listing:
        """The table."""
        return CaseList(id="cases")

    @property
    def cases(self) -> CaseList:
        """The table."""
        return self.query_one(CaseList)

    def refresh_case(self) -> None:
        """Show the cases as the casebook has them now."""
        self.so.look()
        before, self._known = self._known, self.so.revisions()
        super().refresh_case()
        if self.so.casework is not self._known_of:
            self._known_of = self.so.casework  # another casebook was opened
        elif new := {id_ for id_, n in self._known.items() if before.get(id_) != n}:
            self.cases.fresh = Fresh(frozenset(("case", id_) for id_ in new))
        for cases in self.query(CaseList):
            cases.look_again()

    def key_comes(self) -> None:
        """What was changed was seen until now."""
        for cases in self.query(CaseList):
            cases.fresh = OLD

    def offer(self) -> None:
        """Name the keys that work here."""
        here = self.listing.target
        works = {"casebook.new", "row.open"}
        if here is not None and here.kind == "case":
            works |= {"row.filter", "screen.today", "casebook.sort"}
        else:
            works.add("casebook.walk")
        words = {"row.open": "New case"} if here == Target("pane") else {}
        self.name_keys(frozenset(works), words)

    def on_moved(self, message: Moved) -> None:
        """Another row may have other keys."""
        self.offer()

    async def on_picked(self, message: Picked) -> None:
        """Open a case, or begin one where there is none."""
        if message.target.kind == "case":
            await self.done(self.so.open_case(message.target.id))
        else:
            await self.when_shown(partial(self.do, "casebook.new"))

    async def back(self) -> None:
        """Out of a walk; out of whose cases, and out of the archived ones."""
        if self.so.leave_walk():
            return
        self.cases.show(replace(self.cases.shown, whose=None, archived=False))

    async def do(self, id: str) -> None:
        """Do an action of this screen, by its id."""
        shown = self.cases.shown
        match id:
            case "casebook.new":
                self.open_form(self._begin())
            case "casebook.sort":
                self.open_form(self._order())
            case "casebook.reverse":
                self.cases.show(replace(shown, backwards=not shown.backwards))
            case "casebook.whose":
                self.open_form(self._whose())
            case "casebook.archived":
                self.cases.show(replace(shown, archived=not shown.archived))
                self.tell("Archived cases are hidden." if shown.archived
                          else "Archived cases stand at the end.")  # fmt: skip
            case "casebook.walk":
                await self.so.walk()
            case "casebook.hand_over":
                self.open_form(self._hand_over())
            case "casebook.import":
                self.open_form(self._import())
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
        shows, brings = map(self.so.keymap.named, ("casebook.archived", "casebook.archive"))
        back = "" if page.value.archived else f" {shows} shows it, {brings} brings it back."
        said = ended(f"{change.sentence}: {page.value.label}") + back
        await self.write(change, by_key=True, said=said)
        self.so.see(id_)

    # --- Forms ---

    async def _begin(self) -> None:
        from so_tui.tui.forms.registry import NEW_CASE

        case = await NEW_CASE(self)
        if case is not None:
            await self.so.open_case(case)

    async def _hand_over(self) -> None:
        from so_tui.tui.forms.cases import hand_over_case

        id_ = self._case()
        if id_ is None:
            self.tell("There is no case on this row.")
        elif await hand_over_case(self, self.so.casework.case(id_)):
            self.so.see(id_)
            self.refresh_case()

    async def _import(self) -> None:
        from so_tui.tui.forms.files import take_in

        if await take_in(self):
            self.refresh_case()

    async def _order(self) -> None:
        from so_tui.tui.forms.ask import ask
        from so_tui.tui.forms.lists import order_form

        values = await ask(self, order_form(self.cases.shown.by, self.so.keymap))
        if values is not None:
            by: Any = values.text("by")
            self.cases.show(replace(self.cases.shown, by=by, backwards=False))

    async def _whose(self) -> None:
        from so_tui.tui.forms.ask import ask
        from so_tui.tui.forms.lists import EVERYBODY, whose_form

        values = await ask(self, whose_form(self.so.people(), self.cases.shown.whose))
        if values is not None:
            name = values.text("whose")
            whose = None if name == EVERYBODY else name[1:]
            self.cases.show(replace(self.cases.shown, whose=whose))
