"""From days to columns."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core.plan import plan
from so_tui.core.timeline import Group, Mark, Timeline, TimeRow, timeline
from so_tui.core.timeline_axis import FITS, Axis, Look, axis_of, closer, followed, panned
from tests.core.test_timeline import Casebook, casebooks, drawn, us
from tests.knowledge import catalogue
from tests.rosa import TODAY, VISIT, rosa
from tests.strategies import days as near_days

D = dt.date
DAY = dt.timedelta(days=1)

rooms = st.integers(4, 220)
looks = st.builds(
    Look, zoom=st.integers(-12, 12),
    left=st.none() | near_days | st.sampled_from([D.min, D.max, TODAY]),
)  # fmt: skip
some_days = st.lists(near_days | st.sampled_from([D.min, D.max]), max_size=40)


def of(marks: list[D], visit: D | None = VISIT, today: D = TODAY) -> Timeline:
    """A timeline with a row of marks on some days."""
    made = tuple(Mark("to_do", day, f"s{n}") for n, day in enumerate(sorted(marks)))
    row = TimeRow(id="a", call="visit", name="a", marks=made)
    return Timeline(today, visit, (Group("visit", (row,), ()),))


def model(book: Casebook) -> Timeline:
    case, offices = book
    return timeline(plan(case, offices, us(), catalogue(), TODAY), case, catalogue())


# --- As in the design ------------------------------------------------------------------------


def test_each_day_takes_as_many_columns_as_fit_and_a_weekend_one() -> None:
    # Wed 25 Nov to Thu 17 Dec: 17 weekdays and 3 weekends.
    for room, k in ((20, 1), (36, 1), (37, 2), (53, 2), (54, 3), (71, 4), (200, 4)):
        axis = axis_of(of([]), us(), room)
        assert axis.scale == k
        assert axis.column(D(2026, 11, 26)) == k
        assert axis.column(D(2026, 11, 30)) == 3 * k + 1
        assert axis.column(D(2026, 11, 28)) == axis.column(D(2026, 11, 29)) == 3 * k
        assert (axis.today, axis.visit) == (0, 14 * k + 3 - k + 3 * k)


def test_where_a_day_has_no_column_the_past_is_cut_at_five_business_days() -> None:
    axis = axis_of(of([D(2026, 10, 1)]), us(), 30)
    assert axis.cut
    assert axis.scale == 1
    assert axis.begins == D(2026, 11, 18)
    assert axis.column(D(2026, 10, 1)) == axis.column(D(2026, 11, 17)) == 0


def test_where_that_does_not_do_a_cell_is_a_week() -> None:
    axis = axis_of(of([], D(2027, 2, 25)), us(), 30)
    assert axis.scale == -1
    assert axis.column(D(2026, 11, 30)) == axis.column(D(2026, 12, 6))
    assert axis.column(D(2026, 12, 7)) > axis.column(D(2026, 12, 6))


def test_a_visit_in_a_year_has_its_column_in_a_narrow_window() -> None:
    axis = axis_of(of([], D(2027, 11, 25)), us(), 20)
    assert axis.scale < -1
    assert not axis.goes_on
    assert axis.visit is not None


def test_what_comes_after_the_visit_has_eight_columns_at_the_most() -> None:
    after = [VISIT + n * 9 * DAY for n in range(1, 12)]
    axis = axis_of(of(after), us(), 60)
    assert axis.visit is not None
    assert [axis.column(day) - axis.visit for day in after] == [1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 8]


def test_of_a_visit_that_lies_behind_the_past_fills_the_width() -> None:
    axis = axis_of(of([D(2026, 9, 1)], D(2026, 10, 15)), us(), 100)
    assert not axis.cut
    assert axis.column(D(2026, 9, 1)) == 0
    assert axis.today >= 60


# --- Laws ------------------------------------------------------------------------------------


def holds(axis: Axis, drawn: Timeline, days: list[D]) -> None:
    """What is true of every axis."""
    columns = [axis.column(day) for day in sorted(days)]
    assert columns == sorted(columns)
    assert all(0 <= one < axis.width for one in columns)
    assert list(axis.starts) == sorted(axis.starts)
    if drawn.visit is not None and drawn.visit >= drawn.today:
        # Nothing that comes before the visit stands on it, but in the cell of a week.
        apart = axis.stop(drawn.visit).kind not in ("weeks", "weekend", "before")
        on_it = [day for day in days if axis.column(day) == axis.visit and day < drawn.visit]
        assert not (apart and on_it)
    for one, two in zip(axis.stops, axis.stops[1:], strict=False):
        assert two.column >= one.column + 1
        assert one.cells >= 1
    assert axis.today == axis.column(drawn.today)
    if drawn.visit is not None:
        assert axis.visit == axis.column(drawn.visit)
        assert 0 <= (axis.visit or 0) < axis.width
    for day in days:
        stop = axis.stop(day)
        assert stop.column == axis.column(day)
        assert stop.day <= day or stop is axis.stops[0]


@given(casebooks(), rooms, looks | st.just(FITS), some_days)
def test_no_day_goes_backwards_and_all_have_a_column_in_the_window(
    book: Casebook, room: int, look: Look, days: list[D]
) -> None:
    found = model(book)
    holds(axis_of(found, us(), room, look), found, days)


@given(some_days, st.none() | near_days | st.sampled_from([D.min, D.max, TODAY]), rooms, looks,
       near_days | st.sampled_from([D.min, D.max]))  # fmt: skip
def test_so_it_is_on_any_days(
    days: list[D], visit: D | None, room: int, look: Look, today: D
) -> None:
    found = of(days, visit, today)
    holds(axis_of(found, us(), room), found, days)
    holds(axis_of(found, us(), room, look), found, days)


@given(some_days, st.none() | near_days, rooms)
def test_what_fits_shows_every_day_that_is_to_come(
    days: list[D], visit: D | None, room: int
) -> None:
    axis = axis_of(of(days, visit), us(), room)
    assert not axis.goes_on
    assert all(axis.shows(day) for day in days if day >= TODAY)
    assert visit is None or visit < TODAY or axis.shows(visit)
    if visit is not None:
        # What comes after the visit, or after today where that is later, has columns of its own.
        anchor = axis.column(max(visit, TODAY))
        assert all(axis.column(day) > anchor for day in days if day > max(visit, TODAY))


@given(some_days, st.none() | near_days, rooms)
def test_a_weekday_takes_what_there_is_room_for_and_no_less(
    days: list[D], visit: D | None, room: int
) -> None:
    axis = axis_of(of(days, visit), us(), room)
    if not 1 <= axis.scale < 4 or axis.cut:
        return
    weekdays = sum(one.kind == "day" for one in axis.stops)
    others = sum(one.kind in ("weekend", "after") for one in axis.stops)
    assert weekdays * axis.scale + others <= axis.width < weekdays * (axis.scale + 1) + others


@given(some_days, st.none() | near_days, rooms, st.lists(st.sampled_from("+-<>f="), max_size=12),
       near_days)  # fmt: skip
def test_whatever_one_does_the_day_that_is_followed_is_in_sight(
    days: list[D], visit: D | None, room: int, keys: list[str], day: D
) -> None:
    found = of([*days, max(day, TODAY)], visit)
    look, day = FITS, max(day, TODAY)
    for key in keys:
        axis = axis_of(found, us(), room, look)
        match key:
            case "+" | "-":
                look = closer(axis, look, 1 if key == "+" else -1)
            case "<" | ">":
                look = panned(axis, look, 1 if key == ">" else -1)
            case "=":
                look = FITS
        if key == "f":
            look = followed(axis, look, day)
            axis = axis_of(found, us(), room, look)
            assert axis.shows(day)
            assert followed(axis, look, day) == look
        holds(axis_of(found, us(), room, look), found, days)


@given(some_days, st.none() | near_days, rooms, looks)
def test_one_can_go_to_each_end_and_stops_there(
    days: list[D], visit: D | None, room: int, look: Look
) -> None:
    found = of([day for day in days if D(2000, 1, 1) < day < D(2100, 1, 1)], visit)
    look = replace(look, zoom=max(0, min(look.zoom, 3)), left=None)
    for by in (1, -1):
        for _ in range(400):
            axis = axis_of(found, us(), room, look)
            if not (axis.goes_on if by > 0 else axis.cut):
                break
            after = panned(axis, look, by)
            assert after != look
            look = after
        axis = axis_of(found, us(), room, look)
        assert not (axis.goes_on if by > 0 else axis.cut)


def test_the_design_s_case_fits() -> None:
    axis = axis_of(drawn(rosa()), us(), 60)
    assert axis.visit is not None
    assert axis.shows(VISIT)
