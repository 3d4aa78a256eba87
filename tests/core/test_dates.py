"""Days as people read them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from so_tui.core import dates

TODAY = dt.date(2026, 11, 25)


def test_a_day_in_full_names_weekday_month_and_year() -> None:
    assert dates.long(dt.date(2026, 12, 17)) == "Thu 17 Dec 2026"


def test_a_day_of_this_year_goes_without_it_and_one_of_another_year_does_not() -> None:
    assert dates.short(TODAY, TODAY) == "today"
    assert dates.short(dt.date(2026, 11, 27), TODAY) == "Fri 27 Nov"
    assert dates.short(dt.date(2027, 1, 8), TODAY) == "Fri 8 Jan 2027"
    assert dates.number(dt.date(2026, 11, 14), TODAY) == "14 Nov"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (1, "in 1 business day"),
        (15, "in 15 business days"),
        (-1, "1 business day ago"),
        (-4, "4 business days ago"),
    ],
)
def test_how_far_a_day_is(days: int, words: str) -> None:
    assert dates.in_business_days(days) == words


@given(st.dates(), st.dates())
def test_a_day_of_another_year_says_so_however_little_room_there_is(
    day: dt.date, today: dt.date
) -> None:
    said = dates.brief(day, today)
    assert [len(one) for one in said] == sorted((len(one) for one in said), reverse=True)
    assert len(said[-1]) <= 6
    for words in said:
        year = f"’{day.year % 100:02}" in words or str(day.year) in words
        assert year == (day.year != today.year)
