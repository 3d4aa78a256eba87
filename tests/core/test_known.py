"""Every change records since when what is new in it is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import count
from typing import Any, TypeGuard

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core import verbs
from so_tui.core.case import Case, CaseOffice, Item, Known, Office, Status, Visit
from so_tui.core.changes import AnyPage, CasePage, Change, Edit, Pen, apply
from so_tui.core.known import derived, is_complete
from so_tui.core.undoing import undo
from so_tui.errors import NotAllowedError
from tests.core.histories import FIRST
from tests.knowledge import catalogue

DAY = dt.timedelta(days=1)
Verb = Callable[[CasePage, Pen], Change]


class Told:
    """A case told by verbs, each on a day of its own, with the changes that it was told by."""

    def __init__(self, day: dt.date | None) -> None:
        self.today = FIRST
        self.ids = (f"00000000-0000-4000-8000-{n:012d}" for n in count(1))
        self.changes: list[Change] = []
        self.pages: dict[tuple[str, str], AnyPage] = {}
        self.take(verbs.new_case(self.pen(), catalogue(), "Ana", day=day))

    def pen(self) -> Pen:
        return Pen(
            actor="ana", now=dt.datetime.combine(self.today, dt.time(12), dt.UTC),
            today=self.today, new_id=lambda: next(self.ids),
        )  # fmt: skip

    def take(self, change: Change) -> None:
        change = replace(change, counter=len(self.changes) + 1)
        self.changes.append(change)
        self.pages |= apply(self.pages, change)

    @property
    def page(self) -> CasePage:
        return next(page for page in self.pages.values() if is_case(page))

    @property
    def case(self) -> Case:
        return self.page.value

    def does(self, verb: Verb) -> bool:
        """Do something a day later; False where there was nothing to do."""
        self.today += DAY
        try:
            self.take(verb(self.page, self.pen()))
        except NotAllowedError:
            return False
        return True


def is_case(page: AnyPage) -> TypeGuard[CasePage]:
    return isinstance(page.value, Case)


def visit_of(page: CasePage, **fields: object) -> Visit:
    return msgspec.structs.replace(page.value.visit, **fields)


def on(days: int | None) -> Verb:
    day = None if days is None else FIRST + days * DAY
    return lambda page, pen: verbs.set_visit(page, pen, visit_of(page, day=day))


def deadline(days: int | None) -> Verb:
    day = None if days is None else FIRST + days * DAY
    return lambda page, pen: verbs.set_visit(page, pen, visit_of(page, deadline=day))


def noted(text: str) -> Verb:
    return lambda page, pen: verbs.set_visit(page, pen, visit_of(page, note=text))


def status(word: Status) -> Verb:
    return lambda page, pen: verbs.set_status(page, pen, word)


def added(page: CasePage, pen: Pen) -> Change:
    item = Item(number=1, call="pathology", kind="block")
    return verbs.add_item(page, pen, item)


far = st.integers(60, 64)
things = st.lists(
    st.one_of(
        far.map(on), st.just(on(None)), far.map(deadline), st.just(deadline(None)),
        st.sampled_from(["a", "b"]).map(noted), st.just(added),
        st.sampled_from(["deciding", "going", "on_hold"]).map(status),  # type: ignore[arg-type]
    ),
    max_size=14,
)  # fmt: skip


@given(st.none() | far.map(lambda n: FIRST + n * DAY), things)
def test_each_day_is_that_of_the_change_that_set_what_it_is_about(
    day: dt.date | None, done: list[Verb]
) -> None:
    told = Told(day)
    visit_set = FIRST if day else None
    deadline_set: dt.date | None = None
    first_seen = dict.fromkeys(told.case.items, FIRST)
    for verb in done:
        before = told.case
        told.does(verb)
        after = told.case
        if after.visit.day != before.visit.day:
            visit_set = told.today if after.visit.day else None
        if after.visit.deadline != before.visit.deadline:
            deadline_set = told.today if after.visit.deadline else None
        for id_ in after.items.keys() - first_seen.keys():
            first_seen[id_] = told.today
        assert after.visit.set_on == visit_set
        assert after.visit.deadline_set_on == deadline_set
        assert {id_: one.added_on for id_, one in after.items.items()} == first_seen
        for id_, one in after.visit.earlier.items():
            if id_ not in before.visit.earlier:
                assert (one.day, one.set_on) == (before.visit.day, before.visit.set_on)
        if after.status == "deciding":
            assert after.going_since is None
        elif before.going_since is not None:
            assert after.going_since == before.going_since
        else:
            assert after.going_since == (told.today if after.status == "going" else None)


@given(st.none() | far.map(lambda n: FIRST + n * DAY), things, far)
def test_a_date_makes_who_is_deciding_go_and_undo_takes_both_back(
    day: dt.date | None, done: list[Verb], days: int
) -> None:
    told = Told(day)
    for verb in done:
        told.does(verb)
    before = told.case
    if not told.does(on(days)):
        return
    undecided = before.status == "deciding" and before.visit.day is None
    assert told.case.status == ("going" if undecided else before.status)
    assert ("status: going" in told.changes[-1].sentence) == undecided
    taken = undo(told.pages, told.changes, told.changes[-1], told.pen())
    told.take(taken.change)
    assert told.case == before


@given(st.lists(st.sampled_from(["yes", "no", "not_known"]), min_size=1, max_size=8))
def test_a_release_is_wanted_from_the_day_the_office_said_so(answers: list[Known]) -> None:
    told = Told(None)
    told.take(replace(verbs.new_office(told.pen(), _office()), counter=2))
    here = CaseOffice(number=1, call="pathology", office=_office().id, release_needed=answers[0])
    told.does(lambda page, pen: verbs.add_office(page, pen, here))
    (id_,) = told.case.offices
    since = told.today if answers[0] == "yes" else None
    assert told.case.offices[id_].release_wanted_on == since
    for answer in answers[1:]:
        was = told.case.offices[id_]
        told.does(
            lambda page, pen, was=was, answer=answer: verbs.edit_case_office(  # type: ignore[misc]
                page, pen, id_, replace(was, release_needed=answer)
            )
        )
        if answer != was.release_needed:
            since = told.today if answer == "yes" else None
        assert told.case.offices[id_].release_wanted_on == since


def _office() -> Office:
    return Office(id="00000000-0000-4000-8000-00000000aaaa", name="Lab")


@given(st.none() | far.map(lambda n: FIRST + n * DAY), things)
def test_what_an_earlier_version_did_not_keep_is_derived_from_the_history(
    day: dt.date | None, done: list[Verb]
) -> None:
    told = Told(day)
    for verb in done:
        told.does(verb)
    bare = without_days(told.case)
    changes = [
        replace(change, edits=tuple(map(without_days_in, change.edits))) for change in told.changes
    ]
    changes = [replace(one, edits=tuple(e for e in one.edits if e.path != "")) for one in changes]
    assert derived(bare, changes, dt.datetime.date) == told.case
    assert is_complete(told.case)


DAYS = {"set_on", "deadline_set_on", "added_on", "release_wanted_on", "going_since"}


def without_days(case: Case) -> Case:
    visit = case.visit
    return replace(
        case, going_since=None,
        visit=replace(
            visit, set_on=None, deadline_set_on=None,
            earlier={id_: replace(one, set_on=None) for id_, one in visit.earlier.items()},
        ),
        items={id_: replace(one, added_on=None) for id_, one in case.items.items()},
    )  # fmt: skip


def without_days_in(edit: Edit) -> Edit:
    """The edit as an earlier version wrote it; one of a day alone becomes none."""
    if edit.path.rpartition("/")[2] in DAYS:
        return replace(edit, path="")
    return replace(edit, after=bare_of(edit.after))


def bare_of(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: bare_of(one) for key, one in value.items() if key not in DAYS}
    return value


@given(far, far)
def test_two_people_who_set_a_date_apart_choose_between_dates_and_nothing_else(
    one: int, other: int
) -> None:
    told = Told(None)
    page = told.page
    told.today += DAY
    mine = replace(on(one)(page, told.pen()), counter=2)
    told.today += DAY
    theirs = replace(on(other)(page, told.pen()), counter=2)
    for first, second in ((mine, theirs), (theirs, mine)):
        pages = dict(told.pages)
        for change in (first, second):
            pages |= apply(pages, change)
        (there,) = (one for one in pages.values() if is_case(one))
        assert not {path for path in there.apart if path.rpartition("/")[2] in DAYS}
        assert one == other or "visit/day" in there.apart
        latest = max(mine, theirs, key=lambda change: change.stamp)
        assert there.value.visit.set_on == latest.at.date()
