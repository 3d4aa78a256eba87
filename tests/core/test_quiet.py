"""The quiet lines: no medical advice, and the number that is right where somebody lives."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from so_tui.core import quiet
from tests.knowledge import catalogue


@pytest.mark.parametrize(
    ("region", "number"),
    [
        ("US", "911"), ("CA", "911"), ("CA-ON", "911"), ("DE", "112"), ("fr", "112"),
        ("GB", "999 or 112"), ("AU", "000"), ("NZ", "111"), ("IN", "112"), ("JP", "119"),
    ],
)  # fmt: skip
def test_the_emergency_number_is_that_of_the_region(region: str, number: str) -> None:
    assert quiet.emergency(catalogue(), region) == number
    assert number in quiet.short(catalogue(), region)
    assert number in quiet.symptoms(catalogue(), region)


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=2))
def test_where_no_number_is_known_none_is_named(region: str) -> None:
    line = quiet.symptoms(catalogue(), region)
    if region in catalogue().emergency:
        assert catalogue().emergency[region] in line
    else:
        assert "call your emergency number" in line
        assert not re.search("[0-9]", line)


@given(st.sampled_from(["US", "XX"]), st.sampled_from(["", "203-555-0100", "the ward, {ext} 7"]))
def test_the_care_teams_number_stands_where_one_is_sent_to_them(region: str, number: str) -> None:
    for line in (
        quiet.short(catalogue(), region, number),
        quiet.symptoms(catalogue(), region, number),
        " ".join(quiet.lines(catalogue(), region, number)),
    ):
        assert number in line
        assert ("at night and on weekends" in line) == bool(number)
        assert "care team" in line
