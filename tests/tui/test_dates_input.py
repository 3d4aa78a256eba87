"""How a day or a time is said back while somebody types it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from so_tui.core.fields import Rule, all_fields
from so_tui.tui.dates_input import day_said, time_said
from tests.tui.desk import TODAY, calendar

AHEAD, NEAR, BEHIND = Rule("day", "ahead"), Rule("day", "near"), Rule("day", "behind")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", ""),
        ("2 de", "not a day yet"),
        ("fri", "Fri 27 Nov 2026, in 1 business day"),
        ("tomorrow", "Thu 26 Nov 2026, Thanksgiving Day"),
        ("sat", "Sat 28 Nov 2026, in 1 business day"),
        ("today", "Wed 25 Nov 2026, today"),
        ("17 dec", "Thu 17 Dec 2026, in 15 business days"),
        ("Thu 17 Dec 2026", "in 15 business days"),  # not once more what stands there
        ("2026-11-02", "Mon 2 Nov 2026, has gone by"),
    ],
)
def test_a_day_is_said_in_full_with_its_business_days(typed: str, said: str) -> None:
    assert day_said(typed, TODAY, AHEAD, calendar=calendar()) == said


def test_the_order_of_the_settings_says_what_figures_mean() -> None:
    assert day_said("2/12", TODAY, NEAR, "dmy") == "Wed 2 Dec 2026"
    assert day_said("2/12", TODAY, NEAR, "mdy") == "Fri 12 Feb 2027"


def test_a_day_that_cannot_be_ahead_is_said_to_be() -> None:
    assert day_said("tomorrow", TODAY, BEHIND) == "Thu 26 Nov 2026, still ahead"


@given(
    st.sampled_from([one.day for _, _, one in all_fields() if one.day is not None]),
    st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31)),
    st.integers(-400, 400),
)
def test_a_day_on_the_side_where_it_hardly_lies_is_said_to_be_there_at_once(
    rule: Rule, today: dt.date, away: int
) -> None:
    said = day_said((today + dt.timedelta(days=away)).isoformat(), today, rule)
    assert ("still ahead" in said) == (away > 0 and rule.side == "behind")
    assert ("has gone by" in said) == (away < 0 and rule.side != "behind")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", ""),
        ("10:", "not a time yet"),
        ("2:30", "not a time yet"),
        ("10:30", "10:30, in the morning"),
        ("2pm", "14:00, in the afternoon"),
        ("7pm", "19:00, in the evening"),
        ("02:30", "02:30, at night"),
    ],
)
def test_a_time_is_said_so_that_morning_and_afternoon_differ(typed: str, said: str) -> None:
    assert time_said(typed) == said
