"""What was said about waiting is told as it was said."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from so_tui.core import dates
from so_tui.core.case import Waiting
from so_tui.core.waiting import said

TODAY = dt.date(2026, 11, 25)
D = dt.date


@pytest.mark.parametrize(
    ("waiting", "told"),
    [
        (Waiting(answer="No. Do not wait, start by 4 December.", said_by="Dr Chen",
                 said_on=D(2026, 11, 20)),
         "Dr Chen on Fri 20 Nov: “No. Do not wait, start by 4 December.”"),
        (Waiting(answer="Two weeks.\nNot more.", said_by="Dr Chen", said_on=TODAY,
                 until=D(2026, 12, 9)),
         "Dr Chen today: “Two weeks. Not more.” Until Wed 9 Dec."),
        (Waiting(until=D(2027, 1, 8), said_by="Dr Chen", said_on=D(2026, 11, 20)),
         "Dr Chen on Fri 20 Nov: until Fri 8 Jan 2027."),
        (Waiting(answer="No."), "Said: “No.”"),
        (Waiting(said_by="Dr Chen"), ""),
        (Waiting(), ""),
    ],
)  # fmt: skip
def test_who_said_what_and_when(waiting: Waiting, told: str) -> None:
    assert said(waiting, TODAY) == told


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=20)


@given(words, words, st.none() | st.dates(D(2026, 1, 1), D(2027, 12, 31)), st.none() | st.dates(
    D(2026, 1, 1), TODAY
))  # fmt: skip
def test_nothing_is_added_to_an_answer_that_nobody_said(
    answer: str, by: str, until: dt.date | None, on: dt.date | None
) -> None:
    answer = " ".join(answer.split())
    told = said(Waiting(answer=answer, said_by=by, until=until, said_on=on), TODAY)
    assert bool(told) == bool(answer or until)
    if not told:
        return
    for part in (
        f"“{answer}”" if answer else "",
        by or "Said",
        dates.short(on, TODAY) if on else "",
    ):
        assert part in told
        told = told.replace(part, "", 1)
    if until:
        told = told.replace(dates.weekday(until, TODAY), "", 1)
    assert {word.strip(" :.").casefold() for word in told.split()} <= {"", "on", "until"}
