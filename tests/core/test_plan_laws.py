"""What holds of every plan, whatever the case."""

from __future__ import annotations

import datetime as dt
from functools import cache

import msgspec
from hypothesis import assume, given
from hypothesis import strategies as st

from so_tui.core.calendar import Calendar, for_region
from so_tui.core.case import Case, Item, Office, Promise, Visit
from so_tui.core.plan import Plan, Step, moved, plan
from tests.knowledge import catalogue
from tests.strategies import TODAY, casebooks, cases, days, items, visits

Casebook = tuple[Case, dict[str, Office]]
todays = st.dates(TODAY, dt.date(2027, 2, 1))


@cache
def us() -> Calendar:
    return for_region("US", catalogue())


def planned(book: Casebook, today: dt.date = TODAY) -> Plan:
    case, offices = book
    return plan(case, offices, us(), catalogue(), today)


def by_id(made: Plan) -> dict[str, Step]:
    found = {step.id: step for step in made.steps}
    assert len(found) == len(made.steps), "two steps have one id"
    return found


def is_courier(step: Step, case: Case) -> bool:
    if step.what != "send" or step.item is None:
        return False
    item = case.items[step.item]
    usual = catalogue().tracks[catalogue().kinds[item.kind].track].courier
    return item.way == "courier" or (item.way == "not_known" and usual)


@given(casebooks(), todays)
def test_a_done_step_is_never_late_and_nothing_presses_for_it(
    book: Casebook, today: dt.date
) -> None:
    for step in planned(book, today).steps:
        if step.is_over:
            assert not any((step.late, step.due, step.tight, step.out_of_reach, step.blocked_by))
            assert step.urgency == "none"
        assert not (step.late and step.due)


@given(casebooks(cases(statuses=("on_hold", "decided_not", "closed", "died"))), todays)
def test_a_case_at_rest_chases_nothing_and_is_late_with_nothing(
    book: Casebook, today: dt.date
) -> None:
    made = planned(book, today)
    assert made.late == 0
    assert made.rush is None
    for step in made.steps:
        assert step.is_over or step.id.startswith("return:")
        assert not step.late


# Far enough for all usual times to fit: what does not is spread over what is left.
far = st.dates(TODAY + dt.timedelta(days=60), TODAY + dt.timedelta(days=400))
dated = visits(day=far, deadline=st.none())


@given(
    casebooks(cases(visit=dated, statuses=("going",), untouched=True), plain=True),
    st.integers(1, 15),
)
def test_what_was_not_begun_moves_with_the_visit_day_by_business_day(
    book: Casebook, n: int
) -> None:
    case, offices = book
    day = case.visit.day
    assert day is not None
    assume(us().is_open(day))
    later = us().add(day, n)
    visit = msgspec.structs.replace(case.visit, day=later)
    before, after = (
        by_id(planned(book)),
        by_id(planned((msgspec.structs.replace(case, visit=visit), offices))),
    )
    for id_, step in before.items():
        if step.needed_by is None or id_ not in after or is_courier(step, case):
            continue
        assert after[id_].needed_by == us().add(step.needed_by, n), id_


def is_known_too_late(case: Case, day: dt.date) -> bool:
    """Whether the end had come by a day, or by the day on which the case was known."""
    known = max(case.began, case.going_since or case.began)
    ends = [one for one in (case.visit.day, case.visit.deadline) if one is not None]
    return bool(ends) and min(ends) <= max(day, known)


@given(casebooks(), todays)
def test_what_needs_an_office_falls_on_its_open_days(book: Casebook, today: dt.date) -> None:
    case, offices = book
    for step in planned(book, today).steps:
        if not step.at_office or step.is_over:
            continue
        here = case.offices.get(step.office or "")
        office = offices.get(here.office) if here else None
        # An office that is never open counts as open whenever its region is.
        shut_for_good = office is not None and not office.open_days
        for day in (step.on, step.needed_by):
            if day is not None and is_known_too_late(case, day):
                continue  # no open day is left before the end
            assert day is None or us().is_open(day, None if shut_for_good else office), step.id


@given(casebooks(), todays)
def test_nothing_goes_by_courier_on_a_friday_or_before_a_closed_day(
    book: Casebook, today: dt.date
) -> None:
    case, offices = book
    for step in planned(book, today).steps:
        if step.item is None or step.is_over or not is_courier(step, case):
            continue
        item = case.items[step.item]
        office = offices.get(case.offices[item.office].office) if item.office else None
        if office is not None and len(office.open_days) < 3:
            continue  # open on too few days for any of them to be a courier's
        for day in (step.on, step.needed_by):
            if day is None or is_known_too_late(case, day):
                continue  # no courier's day is left before the end
            assert day.isoweekday() != 5
            assert us().is_open(day + dt.timedelta(days=1))


@given(
    casebooks(cases(statuses=("going", "deciding"))), days, st.integers(1, 40), todays, st.data()
)
def test_a_later_promise_makes_no_step_earlier(
    book: Casebook, day: dt.date, more: int, today: dt.date, data: st.DataObject
) -> None:
    case, offices = book
    assume(case.items)
    id_ = data.draw(st.sampled_from(sorted(case.items)))

    def promised(on: dt.date) -> dict[str, Step]:
        item = msgspec.structs.replace(case.items[id_], promise=Promise(day=on))
        changed = msgspec.structs.replace(case, items={**case.items, id_: item})
        return by_id(planned((changed, offices), today))

    early, late = promised(day), promised(day + dt.timedelta(days=more))
    for step_id in early.keys() & late.keys():
        for name in ("needed_by", "last_day", "promised"):
            first, second = getattr(early[step_id], name), getattr(late[step_id], name)
            assert first is None or second is None or first <= second, (step_id, name)


@given(casebooks(), todays)
def test_there_is_a_next_step_exactly_when_something_open_can_be_done(
    book: Casebook, today: dt.date
) -> None:
    made = planned(book, today)
    can = [step for step in made.steps if step.standing == "open"]
    assert (made.next is not None) == bool(can)
    if made.next is not None:
        assert made.first in can
        assert {one.id for one in can} == set(made.order)
    for step in made.steps:
        assert step.standing != "blocked" or step.blocked_by or step.what == "promise"


@given(casebooks(), todays)
def test_the_plan_depends_on_nothing_but_what_it_is_given(book: Casebook, today: dt.date) -> None:
    first = planned(book, today)
    case, offices = book
    # The same values by another way, in another order, with a calendar that remembers nothing.
    again = msgspec.json.decode(msgspec.json.encode(case), type=Case)
    turned = msgspec.structs.replace(
        again,
        items=dict(reversed(again.items.items())),
        contacts=dict(reversed(again.contacts.items())),
        releases=dict(reversed(again.releases.items())),
        offices=dict(reversed(again.offices.items())),
    )
    fresh = for_region("US", catalogue())
    assert plan(turned, offices, fresh, catalogue(), today) == first


@given(
    casebooks(),
    items(states=st.sampled_from(["usable", "not_needed"]), number=99),
    todays,
)
def test_a_finished_item_changes_no_other_items_days(
    book: Casebook, item: Item, today: dt.date
) -> None:
    case, offices = book
    more = msgspec.structs.replace(case, items={**case.items, "new": item})
    before, after = by_id(planned(book, today)), by_id(planned((more, offices), today))
    for id_, step in before.items():
        kept = after[id_]
        assert (kept.on, kept.needed_by, kept.held_until, kept.standing) == (
            step.on, step.needed_by, step.held_until, step.standing
        ), id_  # fmt: skip


@given(casebooks(cases(visit=visits(day=st.none(), deadline=st.none()))), todays)
def test_without_a_date_nothing_is_late_but_the_day_of_being_together_is_named(
    book: Casebook, today: dt.date
) -> None:
    made = planned(book, today)
    assert made.business_days_left is None
    if book[0].status in ("going", "deciding"):
        # A loan has a day of its own.
        assert not [one for one in made.steps if one.late and not one.id.startswith("return:")]
        assert made.rush is None
        waits = [step for step in made.steps if step.item and not step.is_over]
        if made.together_by is not None:
            assert made.together_by >= today
            # Somebody may have marked the step of what is still to come.
            marked = [step for step in made.steps if step.item and step.id in book[0].marks]
            assert waits or marked


@given(casebooks(cases(visit=dated)), days, todays)
def test_a_moved_visit_says_each_step_once(book: Casebook, day: dt.date, today: dt.date) -> None:
    case, offices = book
    visit: Visit = msgspec.structs.replace(case.visit, day=day)
    before = planned(book, today)
    after = planned((msgspec.structs.replace(case, visit=visit), offices), today)
    told = moved(before, after)
    assert len({step.thing_id for step, _ in told}) == len(told)
    assert moved(before, before) == []
    for step, done in told:
        assert step.late or done != "late"
        assert step.out_of_reach or done != "out_of_reach"
        assert step.tight or done != "tight"


@given(casebooks(), st.sampled_from([dt.date.min, dt.date.max, dt.date(1, 1, 8)]))
def test_days_at_the_ends_of_time_break_nothing(book: Casebook, edge: dt.date) -> None:
    case, offices = book
    visit = msgspec.structs.replace(case.visit, day=edge, deadline=edge)
    case = msgspec.structs.replace(case, visit=visit, began=edge)
    for today in (TODAY, edge):
        assert planned((case, offices), today).steps is not None


def test_papers_that_something_else_stands_in_for_are_not_waited_for() -> None:
    refused = Item(number=1, call="visit", kind="authorization", state="refused")
    instead = Item(number=2, call="visit", kind="insurance_card", state="ready", instead_of="one")
    case = Case(id="c", label="Rosa", began=dt.date(2026, 9, 25), status="deciding",
                items={"one": refused, "two": instead})  # fmt: skip
    made = planned((case, {}), dt.date(2026, 11, 25))
    assert not [step for step in made.steps if step.item and not step.is_over]
    assert made.together_by is None
