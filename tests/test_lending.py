"""What several cases want is one thing: whatever is done to it in one, all say where it is."""

from __future__ import annotations

import datetime as dt
import itertools
from contextlib import suppress
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec.structs import replace

from so_tui.casework import Casework
from so_tui.core import verbs
from so_tui.core.calendar import for_region
from so_tui.core.case import CaseOffice, Item, Office, State
from so_tui.core.changes import CasePage, Pen
from so_tui.core.custody import hands_of
from so_tui.core.lending import OUT
from so_tui.errors import NotAllowedError
from so_tui.store.aside import Aside
from tests.conftest import DEEP
from tests.deeds import TODAY, pen
from tests.knowledge import catalogue
from tests.memory_store import MemoryStore

CALENDAR = for_region("US", catalogue())
WHICH = st.integers(0, 3)


class OneThing(RuleBasedStateMachine):
    """Slides of one person, who has up to four cases begun from one another."""

    def __init__(self) -> None:
        super().__init__()
        self.work = Casework(
            MemoryStore(), Aside(Path("nowhere")), catalogue(), CALENDAR
        )  # fmt: skip
        self.seeds = itertools.count()
        self.ids: list[str] = []
        """The cases in the order in which they were begun."""
        self.latest: tuple[str, str] | None = None
        """The case in which something was last heard on the newest day, and where it is."""

    @property
    def pen(self) -> Pen:
        return pen("rosa", next(self.seeds))

    @initialize()
    def begin(self) -> None:
        (written,) = self.work.write([verbs.new_case(self.pen, catalogue(), "Rosa")]).changes
        self.ids.append(written.edits[0].page[1])
        item = Item(number=0, call="pathology", kind="stained_slides", detail="ours")
        self.work.write([verbs.add_item(self.page(0), self.pen, item)])

    def page(self, which: int) -> CasePage:
        return self.work.case(self.ids[which % len(self.ids)])

    def thing(self, page: CasePage) -> str:
        return next(id_ for id_, one in page.value.items.items() if one.detail == "ours")

    @rule(which=WHICH, named=st.booleans())
    def one_more_opinion(self, which: int, named: bool) -> None:
        if len(self.ids) == 4:
            return
        page, label = self.page(which), f"Rosa {len(self.ids)}"
        change = verbs.begin_from(page, self.pen, catalogue(), label)
        before = {one.id: one.value for one in self.work.cases()}
        self.work.write([change])
        self.work.undo(self.pen)
        assert {one.id: one.value for one in self.work.cases()} == before
        self.work.redo(self.pen)
        self.ids.append(change.edits[0].page[1])
        if named:
            office = verbs.new_office(self.pen, Office(id="", name=f"Center {len(self.ids)}"))
            self.work.write([office])
            here = CaseOffice(number=0, call="visit", office=office.edits[0].page[1])
            self.work.write([verbs.add_office(self.page(-1), self.pen, here, "a center")])

    @rule(which=WHICH, state=st.sampled_from(["asked", "on_its_way", "arrived", "refused"]),
          days=st.integers(-20, 0))  # fmt: skip
    def move(self, which: int, state: State, days: int) -> None:
        page = self.page(which)
        on = TODAY + dt.timedelta(days=days)
        with suppress(NotAllowedError):  # it is so already
            self.work.write([verbs.move_item(page, self.pen, self.thing(page), state, on=on)])
            self.latest = None
            if on == TODAY and page.value.items[self.thing(page)].custody.returned_on is None:
                item = self.page(which).value.items[self.thing(page)]
                if item.place != "office" and hands_of(item):
                    self.latest = (page.id, item.place)

    @rule(which=WHICH, back=st.booleans())
    def go_home(self, which: int, back: bool) -> None:
        page = self.page(which)
        item = page.value.items[self.thing(page)]
        custody = replace(item.custody, returned_on=TODAY if back else None)
        item = replace(item, custody=custody)
        with suppress(NotAllowedError):  # it is so already
            self.work.write([verbs.edit_item(page, self.pen, self.thing(page), item)])
            self.latest = (page.id, "office") if back else None

    @rule(which=WHICH)
    def other_problem(self, which: int) -> None:
        page = self.page(which)
        with suppress(NotAllowedError):  # it is so already
            self.work.write(
                [verbs.set_problem(page, self.pen, catalogue(), self.thing(page), "not_found", "")]
            )

    @rule(which=WHICH)
    def remove(self, which: int) -> None:
        if len(self.ids) < 3:
            return
        gone = self.ids.pop(1 + which % (len(self.ids) - 1))
        self.work.write([verbs.remove_case(self.work.case(gone), self.pen)])
        self.latest = None

    @rule(redo=st.booleans())
    def take_back(self, redo: bool) -> None:
        with suppress(NotAllowedError):  # there is nothing to take back
            (self.work.redo if redo else self.work.undo)(self.pen)
        self.latest = None
        first = [page for page in self.work.cases() if page.id == self.ids[0]]
        if not first or all(one.detail != "ours" for one in first[0].value.items.values()):
            self.work.redo(self.pen)  # that would be the end of the story
        there = {page.id for page in self.work.cases()}
        self.ids = [self.ids[0], *sorted(there - {self.ids[0]})]

    @invariant()
    def all_say_the_same(self) -> None:
        items = {id_: self.work.case(id_).value.items for id_ in self.ids}
        said = {
            id_: claim(one) for id_, all_ in items.items()
            for one in all_.values() if one.detail == "ours"
        }  # fmt: skip
        assert len({*said.values()}) <= 1, said
        if self.latest is not None and self.latest[0] in said:
            assert said[self.latest[0]] == self.latest[1]
        for all_ in items.values():
            for one in all_.values():
                lent = one.elsewhere.since is not None and one.elsewhere.place != "with_us"
                if one.detail == "ours" and one.state in ("to_ask", "asked"):
                    assert one.problem is not None if lent else one.problem != OUT


def claim(item: Item) -> str:
    """Where a case says that a thing is: with whom it is, or at home."""
    if item.elsewhere.since is not None:
        return item.elsewhere.place
    if item.custody.returned_on is not None or not hands_of(item):
        return "office"
    return item.place


TestOneThing = OneThing.TestCase
TestOneThing.settings = settings(
    max_examples=300 if DEEP else 25, stateful_step_count=12, deadline=None
)  # fmt: skip
