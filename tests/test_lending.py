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
from so_tui.core.case import CaseOffice, Elsewhere, Item, Office, State
from so_tui.core.changes import CasePage, Pen
from so_tui.core.lending import OUT, is_away
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
        self.work.write([change])
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

    @rule(which=WHICH, back=st.booleans())
    def go_home(self, which: int, back: bool) -> None:
        page = self.page(which)
        item = page.value.items[self.thing(page)]
        custody = replace(item.custody, returned_on=TODAY if back else None)
        item = replace(item, custody=custody)
        with suppress(NotAllowedError):  # it is so already
            self.work.write([verbs.edit_item(page, self.pen, self.thing(page), item)])

    @rule(which=WHICH)
    def other_problem(self, which: int) -> None:
        page = self.page(which)
        with suppress(NotAllowedError):  # it is so already
            self.work.write(
                [verbs.set_problem(page, self.pen, catalogue(), self.thing(page), "not_found", "")]
            )

    @rule(redo=st.booleans())
    def take_back(self, redo: bool) -> None:
        with suppress(NotAllowedError):  # there is nothing to take back
            (self.work.redo if redo else self.work.undo)(self.pen)
        first = [page for page in self.work.cases() if page.id == self.ids[0]]
        if not first or all(one.detail != "ours" for one in first[0].value.items.values()):
            self.work.redo(self.pen)  # that would be the end of the story
        there = {page.id for page in self.work.cases()}
        self.ids = [id_ for id_ in self.ids if id_ in there]

    @invariant()
    def each_says_where_it_is(self) -> None:
        things = [(page := self.page(n), page.value.items[self.thing(page)])
                  for n in range(len(self.ids))]  # fmt: skip
        away = [(page, item) for page, item in things if is_away(item)]
        for page, item in things:
            others = [one for of, one in away if of.id != page.id]
            if is_away(item) or not others:
                assert item.elsewhere == Elsewhere(), page.value.label
                assert item.problem != OUT
            else:
                assert item.elsewhere.place in {one.place for one in others}
                assert item.elsewhere.since is not None
                assert item.problem is not None or item.state not in ("to_ask", "asked")


TestOneThing = OneThing.TestCase
TestOneThing.settings = settings(
    max_examples=300 if DEEP else 25, stateful_step_count=12, deadline=None
)  # fmt: skip
