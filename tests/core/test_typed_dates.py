"""Days and times as people type them."""

from __future__ import annotations

import calendar
import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from so_tui.core import dates
from so_tui.core.typed_dates import Lean, Order, parse_day, parse_time
from so_tui.errors import UsageError

TODAY = dt.date(2026, 11, 25)  # a Wednesday
days = st.dates(dt.date(1900, 1, 1), dt.date(2150, 12, 31))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("today", "2026-11-25"),
        ("Tomorrow ", "2026-11-26"),
        ("yesterday", "2026-11-24"),
        ("+3", "2026-11-28"),  # calendar days: a Saturday
        ("+ 3 days", "2026-11-28"),
        ("-1", "2026-11-24"),
        ("+2w", "2026-12-09"),
        ("fri", "2026-11-27"),
        ("Friday", "2026-11-27"),
        ("thurs", "2026-11-26"),
        ("wed", "2026-12-02"),  # never today: that is called today
        ("2 dec", "2026-12-02"),
        ("dec 2", "2026-12-02"),
        ("Dec. 2nd, 2026", "2026-12-02"),
        ("2nd december 2026", "2026-12-02"),
        ("wed 2 dec", "2026-12-02"),
        ("sept 9", "2026-09-09"),
        ("2dec", "2026-12-02"),
        ("12/2", "2026-12-02"),
        ("12/2/26", "2026-12-02"),
        ("12/2/2026", "2026-12-02"),
        ("12.2.2026", "2026-12-02"),
        ("2026-12-02", "2026-12-02"),
        ("2026/12/2", "2026-12-02"),
        ("4 jan", "2027-01-04"),
        ("12 nov", "2026-11-12"),
        ("29 feb", "2028-02-29"),
        ("feb 29 2028", "2028-02-29"),
    ],
)
def test_a_day_is_read_as_it_was_meant(typed: str, meant: str) -> None:
    assert parse_day(typed, TODAY) == dt.date.fromisoformat(meant)


@pytest.mark.parametrize(
    ("typed", "lean", "meant"),
    [
        ("1 jun", "ahead", "2027-06-01"),
        ("1 jun", "back", "2026-06-01"),
        ("12 nov", "ahead", "2027-11-12"),
        ("25 nov", "ahead", "2026-11-25"),
        ("25 nov", "back", "2026-11-25"),
        ("fri", "back", "2026-11-20"),
        ("wed", "back", "2026-11-18"),
        ("3/4/58", "back", "1958-03-04"),
        ("3/4/26", "back", "2026-03-04"),
        ("29 feb", "back", "2024-02-29"),
    ],
)
def test_where_no_year_is_named_the_field_says_which_way_to_look(
    typed: str, lean: Lean, meant: str
) -> None:
    assert parse_day(typed, TODAY, lean=lean) == dt.date.fromisoformat(meant)


def test_numbers_follow_the_order_given() -> None:
    assert parse_day("2/12", TODAY, "dmy") == dt.date(2026, 12, 2)
    assert parse_day("2/12", TODAY, "mdy", "ahead") == dt.date(2027, 2, 12)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "not a day"),
        ("soon", "not a day"),
        ("13/2", "no month 13"),
        ("31 nov", "no day 31"),
        ("2026-02-29", "no day 29"),
        ("0/5", "no month 0"),
        ("12/2/126", "not a day"),
        ("2 foo", "not a month"),
        ("ju 3", "not a day"),
        ("jun", "not a day"),
        ("fri 2 dec", "is a Wednesday"),
        ("+9999w", "too far"),
        ("-9999w", "too far"),
        ("2 dec 9999", "too far"),
        ("1 2 3", "not a day"),
        ("²/³", "not a day"),
    ],
)
def test_what_is_no_day_is_told_in_a_sentence(typed: str, says: str) -> None:
    with pytest.raises(UsageError, match=says) as told:
        parse_day(typed, TODAY)
    assert told.value.sentence.endswith(".")


@given(days, days)
def test_a_day_as_the_screen_shows_it_is_read_back_as_itself(day: dt.date, today: dt.date) -> None:
    assert parse_day(dates.long(day), today) == day
    assert parse_day(day.isoformat(), today) == day


@given(days, days, st.sampled_from(["mdy", "dmy"]))
def test_without_a_year_the_day_lies_on_the_side_that_was_asked(
    day: dt.date, today: dt.date, order: Order
) -> None:
    typed = f"{day.month}/{day.day}" if order == "mdy" else f"{day.day}/{day.month}"
    assert parse_day(typed, today, order, "ahead") >= today
    assert parse_day(typed, today, order, "back") <= today
    near = parse_day(typed, today, order, "near")
    assert (near.month, near.day) == (day.month, day.day)


@given(st.text(max_size=12), days, st.sampled_from(["ahead", "near", "back"]))
def test_anything_typed_is_a_day_or_a_sentence(text: str, today: dt.date, lean: Lean) -> None:
    read: object = None
    with contextlib.suppress(UsageError):
        read = parse_day(text, today, lean=lean)
    assert read is None or isinstance(read, dt.date)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("10:30", "10:30"),
        ("10.30", "10:30"),
        ("10:30 AM", "10:30"),
        ("2pm", "14:00"),
        ("2 p.m.", "14:00"),
        ("2:15 pm", "14:15"),
        ("12am", "00:00"),
        ("12pm", "12:00"),
        ("noon", "12:00"),
        ("14", "14:00"),
        ("9", "09:00"),
        ("02:30", "02:30"),
        ("0:05", "00:05"),
    ],
)
def test_a_time_is_read_as_it_was_meant(typed: str, meant: str) -> None:
    assert parse_time(typed) == dt.time.fromisoformat(meant)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("2:30", "2:30am or 2:30pm"),
        ("3", "3am or 3pm"),
        ("25:00", "24 hours"),
        ("10:61", "24 hours"),
        ("14pm", "no 14 o'clock pm"),
        ("morning", "not a time"),
        ("", "not a time"),
    ],
)
def test_what_is_no_time_is_told_in_a_sentence(typed: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        parse_time(typed)


FORMS = (
    "{name} {day}", "{day} {name}", "{day}{name}", "{name} {day}, {year}", "{name} {day},{year}",
    "{day} {name} {year}", "{day}. {name}, {year}", "sat {name} {day} {year}",
    "{year}-{month}-{day}", "{month}/{day}/{year}", "{month}/{day}",
)  # fmt: skip


@given(
    st.sampled_from(FORMS), st.integers(1, 12), st.integers(1, 31), st.integers(2024, 2030),
    st.booleans(),
)  # fmt: skip
def test_a_day_is_read_in_every_form_or_told_to_be_none_of_its_month(
    form: str, month: int, day: int, year: int, short: bool
) -> None:
    name = dt.date(2026, month, 1).strftime("%B").lower()
    typed = form.format(name=name[:3] if short else name, month=month, day=day, year=year)
    there = day in dates_of(month, year if "{year}" in form else 2028)
    other = form.startswith("sat") and there and dt.date(year, month, day).weekday() != 5
    if not there or other:
        says = "not a Saturday" if there else f"has no day {day}[.] "
        with pytest.raises(UsageError, match=says):
            parse_day(typed, TODAY)
        return
    read = parse_day(typed, TODAY)
    assert (read.month, read.day) == (month, day), typed


def dates_of(month: int, year: int) -> range:
    """The days of a month."""
    return range(1, calendar.monthrange(year, month)[1] + 1)
