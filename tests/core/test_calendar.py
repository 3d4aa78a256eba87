"""Business days: weekends, closures, year ends, leap days, and offices with hours of their own."""

from __future__ import annotations

import datetime as dt
from functools import cache

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from so_tui.core.calendar import Calendar, for_region
from so_tui.core.case import Closure, Office
from so_tui.errors import UsageError
from tests.knowledge import catalogue
from tests.strategies import closures, offices

D = dt.date
near = st.dates(D(2024, 1, 1), D(2040, 12, 31))


@cache
def us() -> Calendar:
    return for_region("US", catalogue())


def test_the_closures_in_data_are_those_of_the_package_holidays() -> None:
    known = holidays.country_holidays("US", years=range(2024, 2041))
    weekdays = {day: name for day, name in known.items() if day.isoweekday() < 6}
    assert dict(us().closed) == weekdays
    assert list(us().closed) == sorted(us().closed)


def test_eleven_federal_closures_a_year_are_kept_where_they_fall_on_weekdays() -> None:
    # In 2026 the Fourth of July is a Saturday and is observed on Friday the 3rd.
    assert sum(day.year == 2026 for day in us().closed) == 11
    assert us().why_closed(D(2026, 7, 3)) == "Independence Day (observed)"
    assert us().why_closed(D(2026, 7, 4)) == ""


def test_from_25_november_to_17_december_2026_are_fifteen_business_days() -> None:
    # 27, 30 | 1 2 3 4 | 7 8 9 10 11 | 14 15 16 17; Thanksgiving, the 26th, is closed.
    assert us().between(D(2026, 11, 25), D(2026, 12, 17)) == 15
    assert us().back(D(2026, 12, 17), 15) == D(2026, 11, 25)
    assert us().back(D(2026, 12, 17), 14) == D(2026, 11, 27)
    assert us().add(D(2026, 11, 25), 15) == D(2026, 12, 17)


def test_christmas_and_new_year_are_stepped_over() -> None:
    # Wed 23 Dec 2026; Fri 25 closed; Mon 28 to Thu 31; Fri 1 Jan closed; Mon 4.
    assert us().add(D(2026, 12, 23), 1) == D(2026, 12, 24)
    assert us().add(D(2026, 12, 23), 2) == D(2026, 12, 28)
    assert us().add(D(2026, 12, 23), 6) == D(2027, 1, 4)
    assert us().between(D(2026, 12, 23), D(2027, 1, 4)) == 6


def test_a_leap_day_is_a_day_like_others() -> None:
    # Tue 29 Feb 2028: between Mon 28 Feb and Wed 1 Mar.
    assert us().is_open(D(2028, 2, 29))
    assert us().add(D(2028, 2, 28), 1) == D(2028, 2, 29)
    assert us().back(D(2028, 3, 1), 1) == D(2028, 2, 29)
    assert us().between(D(2028, 2, 28), D(2028, 3, 1)) == 2


def test_days_are_counted_backwards_as_negative() -> None:
    assert us().between(D(2026, 12, 17), D(2026, 11, 25)) == -15
    assert us().between(D(2026, 11, 28), D(2026, 11, 28)) == 0


def test_nothing_goes_by_courier_on_a_friday_or_before_thanksgiving() -> None:
    # Thu 26 Nov is closed, so Wed 25 is its eve; Tue 24 is the last day one may send.
    assert us().courier_day(D(2026, 11, 27)) == D(2026, 11, 24)
    assert us().courier_day(D(2026, 11, 25)) == D(2026, 11, 24)
    assert us().courier_from(D(2026, 11, 25)) == D(2026, 11, 30)
    # Thu 24 Dec is the eve of Christmas Day.
    assert us().courier_day(D(2026, 12, 24)) == D(2026, 12, 23)


def test_an_office_keeps_its_own_days_and_closures() -> None:
    away = Closure(first=D(2026, 12, 7), last=D(2026, 12, 9), why="moving house")
    lab = Office(id="lab", name="Lab", open_days=(1, 2, 3, 6), closures={"a": away})
    assert us().is_open(D(2026, 12, 5), lab)  # a Saturday
    assert not us().is_open(D(2026, 12, 3), lab)  # a Thursday
    assert us().next_open(D(2026, 12, 6), lab) == D(2026, 12, 12)
    assert us().last_open(D(2026, 12, 11), lab) == D(2026, 12, 5)
    assert us().why_closed(D(2026, 12, 8), lab) == "moving house"
    assert us().why_closed(D(2026, 11, 26), lab) == "Thanksgiving Day"


def test_an_office_that_is_never_open_does_not_stop_the_plan() -> None:
    shut = Office(id="lab", name="Lab", open_days=())
    assert us().is_open(us().next_open(D(2026, 11, 25), shut))


@given(near, st.integers(1, 60))
def test_forward_and_back_again_is_where_one_was(day: D, n: int) -> None:
    start = us().next_open(day)
    there = us().add(start, n)
    assert us().back(there, n) == start
    assert us().between(start, there) == n


@given(near, near, near)
def test_counts_add_up(first: D, middle: D, last: D) -> None:
    first, middle, last = sorted((first, middle, last))
    whole = us().between(first, last)
    assert us().between(first, middle) + us().between(middle, last) == whole
    assert us().between(last, first) == -whole


@given(near, st.integers(0, 200))
def test_the_count_is_the_number_of_open_days(day: D, span: int) -> None:
    days = [day + dt.timedelta(days=n) for n in range(1, span + 1)]
    last = days[-1] if days else day
    assert us().between(day, last) == sum(us().is_open(one) for one in days)


@given(near, offices())
def test_what_is_found_open_is_open(day: D, office: Office) -> None:
    if not office.open_days:
        return
    assert us().is_open(us().next_open(day, office), office)
    assert us().next_open(day, office) >= day
    assert us().is_open(us().last_open(day, office), office)
    assert us().last_open(day, office) <= day


@given(closures(), near)
def test_remembering_days_changes_none(closure: Closure, day: D) -> None:
    office = Office(id="o", name="O", closures={"a": closure})
    fresh = for_region("US", catalogue())
    for n in (0, 1, 5):
        assert fresh.add(day, n, office) == us().add(day, n, office) == us().add(day, n, office)
    assert fresh == us()


@pytest.mark.parametrize("edge", [D.min, D.max, D(1, 1, 3), D(9999, 12, 30)])
def test_the_ends_of_time_are_where_days_stop(edge: D) -> None:
    assert D.min <= us().back(edge, 30) <= edge
    assert edge <= us().add(edge, 30) <= D.max
    assert us().courier_day(edge) <= edge
    assert us().courier_from(edge) >= edge


def test_canada_has_closures_of_its_own_and_a_part_of_it_more() -> None:
    canada, ontario = (for_region(name, catalogue()) for name in ("CA", "CA-ON"))
    assert not canada.is_open(D(2026, 7, 1))
    assert canada.is_open(D(2026, 11, 26))
    assert not ontario.is_open(D(2026, 2, 16))


def test_a_region_may_have_another_weekend() -> None:
    egypt = for_region("EG", catalogue())
    assert egypt.weekend == (5, 6)
    assert egypt.is_open(D(2026, 11, 29))  # a Sunday
    assert egypt.between(D(2026, 11, 26), D(2026, 11, 29)) == 1


@pytest.mark.parametrize("name", ["XX", "", "US-XX", "Utopia"])
def test_a_region_nobody_knows_is_said_so(name: str) -> None:
    with pytest.raises(UsageError, match="No calendar is known for the region"):
        for_region(name, catalogue())
