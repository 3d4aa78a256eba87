"""The list by day."""

from __future__ import annotations

import datetime as dt
from functools import cache

from hypothesis import given
from msgspec.structs import replace

from so_tui.core.calendar import Calendar, for_region
from so_tui.core.case import Case, Office
from so_tui.core.day_list import by_day
from so_tui.core.plan import Plan, plan
from tests.knowledge import catalogue
from tests.rosa import OFFICES, TODAY, rosa
from tests.strategies import casebooks

D = dt.date
Casebook = tuple[Case, dict[str, Office]]


@cache
def us() -> Calendar:
    return for_region("US", catalogue())


def of(case: Case, today: D = TODAY) -> Plan:
    return plan(case, OFFICES, us(), catalogue(), today)


def test_the_list_by_day_reads_as_drawn() -> None:
    days = by_day(of(rosa()), us())
    assert [one.label for one in days][:4] == [
        "Wed 25 Nov, today",
        "Fri 27 Nov, in 1 business day",
        "Mon 30 Nov, in 2",
        "Tue 1 Dec, in 3",
    ]
    # What is needed on the next business day may be done today already.
    assert [one.short for one in days[0].steps] == [
        "ask for stained slides", "ask about a release", "ask for report",
        "ask for molecular tests", "ask for mammogram",
    ]  # fmt: skip


def test_a_weekend_day_is_said_to_be_before_the_next_business_day() -> None:
    # On Fri 27 Nov; the visit on Sat 28 is within no business day.
    case = replace(rosa(), visit=replace(rosa().visit, day=D(2026, 11, 28)))
    labels = [one.label for one in by_day(of(case, D(2026, 11, 27)), us())]
    assert "Sat 28 Nov, before the next business day" in labels


@given(casebooks())
def test_the_list_holds_everything_that_is_not_over(book: Casebook) -> None:
    case, offices = book
    made = plan(case, offices, us(), catalogue(), TODAY)
    listed = [step.id for one in by_day(made, us()) for step in one.steps]
    assert sorted(listed) == sorted(step.id for step in made.steps if not step.is_over)
