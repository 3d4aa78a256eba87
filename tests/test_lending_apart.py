"""Cases begun from one another that travel one at a time: wherever two of them meet, they agree."""

from __future__ import annotations

import datetime as dt
import itertools
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec.structs import replace

from so_tui.casework import Casework
from so_tui.core import verbs
from so_tui.core.case import Item, State
from so_tui.core.changes import CasePage, Pen
from so_tui.errors import NotAllowedError
from so_tui.store.aside import Aside
from tests import handed
from tests.conftest import DEEP
from tests.deeds import TODAY, pen
from tests.knowledge import catalogue
from tests.memory_store import MemoryStore
from tests.test_lending import CALENDAR, claim

WHO = st.integers(0, 2)
WHICH = st.integers(0, 2)


def ours(page: CasePage) -> str:
    """The id of the slides in a case."""
    return next(id_ for id_, one in page.value.items.items() if one.detail == "ours")


class Apart(RuleBasedStateMachine):
    """Three people, each with a casebook, who hand one another one case at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.books = [
            Casework(MemoryStore(), Aside(Path("nowhere")), catalogue(), CALENDAR)
            for _ in range(3)
        ]  # fmt: skip
        self.seeds = itertools.count()

    def pen(self, who: int) -> Pen:
        return pen(f"person {who}", next(self.seeds))

    @initialize()
    def begin(self) -> None:
        book = self.books[0]
        (written,) = book.write([verbs.new_case(self.pen(0), catalogue(), "Rosa")]).changes
        item = Item(number=0, call="pathology", kind="stained_slides", detail="ours")
        page = book.case(written.edits[0].page[1])
        book.write([verbs.add_item(page, self.pen(0), item)])

    @rule(who=WHO, which=WHICH)
    def one_more_opinion(self, who: int, which: int) -> None:
        cases = self.books[who].cases()
        if cases and sum(len(one.cases()) for one in self.books) < 9:
            page = cases[which % len(cases)]
            label = f"Rosa {next(self.seeds)}"
            self.books[who].write([verbs.begin_from(page, self.pen(who), catalogue(), label)])

    @rule(who=WHO, which=WHICH, days=st.integers(-20, 0),
          state=st.sampled_from(["asked", "on_its_way", "arrived", "refused"]))  # fmt: skip
    def move(self, who: int, which: int, state: State, days: int) -> None:
        for page in self.books[who].cases()[which : which + 1]:
            item = ours(page)
            on = TODAY + dt.timedelta(days=days)
            with suppress(NotAllowedError):  # it is so already
                self.books[who].write([verbs.move_item(page, self.pen(who), item, state, on=on)])

    @rule(who=WHO, which=WHICH, back=st.booleans())
    def go_home(self, who: int, which: int, back: bool) -> None:
        for page in self.books[who].cases()[which : which + 1]:
            id_ = ours(page)
            item = page.value.items[id_]
            custody = replace(item.custody, returned_on=TODAY if back else None)
            with suppress(NotAllowedError):  # it is so already
                new = replace(item, custody=custody)
                self.books[who].write([verbs.edit_item(page, self.pen(who), id_, new)])

    @rule(who=WHO, to=WHO, which=WHICH)
    def hand_over(self, who: int, to: int, which: int) -> None:
        for page in self.books[who].cases()[which : which + 1]:
            data = handed.export(self.books[who], [page.id])
            handed.import_(self.books[to], [("one.json", data)], self.pen(to))
            again = handed.import_(self.books[to], [("one.json", data)], self.pen(to))
            assert not again.new

    @invariant()
    def those_that_meet_say_the_same(self) -> None:
        for book in self.books:
            cases = {page.id: page.value for page in book.cases()}
            for case in cases.values():
                for kin in (case.begun_from, *case.begun):
                    if kin in cases:
                        said = [
                            claim(one) for case in (case, cases[kin])
                            for one in case.items.values() if one.detail == "ours"
                        ]  # fmt: skip
                        assert len({*said}) == 1, said

    def teardown(self) -> None:
        """All is handed to all, one case at a time: then all casebooks say the same."""
        for _ in range(3):
            for who, to in itertools.permutations(range(3), 2):
                for page in self.books[who].cases():
                    data = handed.export(self.books[who], [page.id])
                    handed.import_(self.books[to], [("one.json", data)], self.pen(to))
                    self.those_that_meet_say_the_same()


@pytest.mark.parametrize("moved", range(3))
@pytest.mark.parametrize("order", itertools.permutations(range(3)))
def test_each_begun_elsewhere_and_taken_in_alone(
    tmp_path: Path, order: tuple[int, ...], moved: int
) -> None:
    """Each case comes from the casebook in which it was begun, which alone knows of it."""
    at = Apart()
    at.begin()
    for who in (0, 1):
        (*_, page) = sorted(at.books[who].cases(), key=lambda one: len(one.value.label))
        data = handed.export(at.books[who], [page.id])
        handed.import_(at.books[who + 1], [("one.json", data)], at.pen(who + 1))
        (came,) = at.books[who + 1].cases()
        at.books[who + 1].write(
            [verbs.begin_from(came, at.pen(who + 1), catalogue(), f"{page.value.label}, again")]
        )
    last = Casework.open(tmp_path / "casebook.json")
    ids = []
    for who in order:
        (*_, page) = sorted(at.books[who].cases(), key=lambda one: len(one.value.label))
        handed.import_(last, [("one.json", handed.export(at.books[who], [page.id]))], at.pen(0))
        ids.append(page.id)
    page = last.case(ids[order.index(moved)])
    last.write([verbs.move_item(page, at.pen(0), ours(page), "on_its_way", on=TODAY)])
    said = {claim(one.value.items[ours(one)]) for one in last.cases()}
    assert (said, len(last.cases())) == ({"on_the_way"}, 3)


TestApart = Apart.TestCase
TestApart.settings = settings(
    max_examples=300 if DEEP else 25, stateful_step_count=12, deadline=None
)  # fmt: skip
