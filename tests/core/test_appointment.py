"""What is asked about the day and time of a visit."""

from __future__ import annotations

import datetime as dt
from functools import cache

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core import dates
from so_tui.core.appointment import doubts
from so_tui.core.calendar import Calendar, for_region
from so_tui.core.case import Closure, Office, Visit
from so_tui.zones import strikes
from tests.knowledge import catalogue

D = dt.date
NEW_YORK = "America/New_York"


@cache
def us() -> Calendar:
    return for_region("US", catalogue())


def asked(visit: Visit, office: Office | None = None, before: Visit | None = None) -> list[str]:
    return [said for _, said in doubts(visit, before or Visit(), us(), office, strikes)]


def test_a_holiday_a_weekend_and_a_closed_office_are_named() -> None:
    assert asked(Visit(day=D(2026, 11, 26))) == [
        "Thu 26 Nov 2026 is a holiday: Thanksgiving Day. Is the visit on that day?"
    ]
    assert asked(Visit(day=D(2026, 11, 28))) == [
        "Sat 28 Nov 2026 is on a weekend. Is the visit on that day?"
    ]
    shut = Closure(first=D(2026, 12, 14), last=D(2026, 12, 18), why="moving")
    center = Office(id="o", name="Harbor Center", closures={"c": shut}, open_days=(1, 2, 3, 4, 6))
    for day, said in (
        (17, "Harbor Center is closed on Thu 17 Dec 2026: moving."),
        (11, "Harbor Center is not open on Fri 11 Dec 2026."),
    ):
        assert asked(Visit(day=D(2026, 12, day)), center) == [f"{said} Is the visit on that day?"]
    assert asked(Visit(day=D(2026, 12, 12)), center) == []  # this one works on Saturdays


def test_a_time_that_clocks_skip_or_show_twice_is_asked_about() -> None:
    skipped = Visit(day=D(2027, 3, 14), time=dt.time(2, 30), zone=NEW_YORK)
    twice = Visit(day=D(2026, 11, 1), time=dt.time(1, 30), zone=NEW_YORK)
    assert "clocks are put forward past that time" in asked(skipped)[-1]
    assert "clocks are put back, and show it twice" in asked(twice)[-1]
    assert len(asked(replace(skipped, zone=""))) == 1  # the Sunday alone


visits = st.builds(
    Visit,
    day=st.none() | st.dates(D(2026, 1, 1), D(2028, 12, 31)),
    time=st.none() | st.times(),
    zone=st.sampled_from(["", NEW_YORK, "Europe/Berlin", "Asia/Tokyo"]),
)


@given(visits)
def test_an_open_day_and_a_time_that_is_once_are_taken_without_a_question(visit: Visit) -> None:
    found = list(doubts(visit, Visit(), us(), None, strikes))
    fields = [field for field, _ in found]
    assert ("day" in fields) == (visit.day is not None and not us().is_open(visit.day))
    odd = visit.day and visit.time and strikes(visit.day, visit.time, visit.zone) != "once"
    assert ("time" in fields) == bool(odd)
    assert visit.day is None or all(dates.long(visit.day) in said for _, said in found)


@given(visits)
def test_what_is_as_it_was_is_not_asked_about_again(visit: Visit) -> None:
    assert asked(visit, before=visit) == []
    assert asked(replace(visit, doctor="Dr Amari"), before=visit) == []
