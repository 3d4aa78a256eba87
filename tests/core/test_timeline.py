"""The lanes and the list by day."""

from __future__ import annotations

import datetime as dt
from functools import cache

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core.calendar import Calendar, for_region
from so_tui.core.case import CallName, Case, Office
from so_tui.core.plan import Plan, plan
from so_tui.core.timeline import Lane, Timeline, by_day, kind_of, timeline
from tests.knowledge import catalogue
from tests.rosa import OFFICES, TODAY, VISIT, rosa
from tests.strategies import casebooks

D = dt.date
Casebook = tuple[Case, dict[str, Office]]
widths = st.integers(1, 150)


@cache
def us() -> Calendar:
    return for_region("US", catalogue())


def of(case: Case, today: D = TODAY) -> Plan:
    return plan(case, OFFICES, us(), catalogue(), today)


def lane(drawn: Timeline, call: CallName) -> Lane:
    return next(one for one in drawn.lanes if one.call == call)


# --- As drawn: 56 columns for the 22 days from Wed 25 Nov to Thu 17 Dec, 2.5 columns a day ------


def test_today_is_the_first_column_and_the_visit_the_last() -> None:
    drawn = timeline(of(rosa()), rosa(), us(), 56)
    assert (drawn.today, drawn.visit, drawn.scrolls) == (0, 55, False)
    for one in drawn.lanes:
        assert (one.marks[-1].column, one.marks[-1].kind) == (55, "visit")
        assert one.end == 55


def test_pathology_begins_with_what_is_needed_today() -> None:
    pathology = lane(timeline(of(rosa()), rosa(), us(), 56), "pathology")
    # Fri 27 Nov is two days on: column 5. Mon 7 Dec is twelve: column 30.
    assert [(mark.column, mark.kind) for mark in pathology.marks][:3] == [
        (0, "due"), (5, "to_do"), (30, "to_do"),
    ]  # fmt: skip
    assert pathology.marks[0].steps == ("ask:slides",)
    assert set(pathology.marks[1].steps) == {"ask_release:p", "ask:report", "ask:molecular"}


def test_the_oncologist_lane_shows_what_came_what_is_promised_and_what_to_chase() -> None:
    marks = lane(timeline(of(rosa()), rosa(), us(), 56), "oncologist").marks
    # Arrived stands at today; Mon 30 Nov is five days on: 12 or 13; Tue 1 Dec six: 15.
    assert [mark.kind for mark in marks][:3] == ["there", "promised", "asked"]
    assert [mark.day for mark in marks][:3] == [TODAY, D(2026, 11, 30), D(2026, 12, 1)]


def test_thanksgiving_is_marked_closed() -> None:
    shut = timeline(of(rosa()), rosa(), us(), 56).shut
    assert [(one.day, one.why) for one in shut] == [(D(2026, 11, 26), "Thanksgiving Day")]


def test_where_marks_meet_the_more_urgent_one_is_seen() -> None:
    case = rosa()
    drawn = timeline(of(case), case, us(), 56)
    radiology = lane(drawn, "radiology").marks[0]
    # The CT was found usable on the day before; today the mammogram is to be asked for.
    near = replace(case, visit=replace(case.visit, day=D(2026, 12, 16)))
    drawn = timeline(of(near), near, us(), 56)
    radiology = lane(drawn, "radiology").marks[0]
    assert {"ask:mammogram", "check:ct"} <= set(radiology.steps)
    assert radiology.kind == "due"


def test_a_found_usable_item_has_a_mark_of_its_own() -> None:
    case = rosa()
    check = of(case).step("check:ct")
    assert check is not None
    assert kind_of(check, case) == "usable"


def test_a_plan_longer_than_the_pane_scrolls_to_the_visit() -> None:
    case = rosa()
    begin, end = (timeline(of(case), case, us(), 16, start) for start in (0, 999))
    assert begin.scrolls
    assert (begin.today, begin.visit) == (0, None)
    assert (end.today, end.visit, end.start) == (None, 15, begin.whole - 16)


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


def test_a_case_without_a_date_ends_at_its_last_step() -> None:
    case = replace(rosa(), visit=replace(rosa().visit, day=None))
    drawn = timeline(of(case), case, us(), 60)
    assert drawn.visit is None
    assert max(mark.column for one in drawn.lanes for mark in one.marks) == 59


@given(casebooks(), widths, st.integers(-5, 200))
def test_every_mark_date_and_closure_lies_inside_the_window(
    book: Casebook, width: int, start: int
) -> None:
    case, offices = book
    drawn = timeline(plan(case, offices, us(), catalogue(), TODAY), case, us(), width, start)
    assert 0 <= drawn.start <= drawn.whole - drawn.width
    for one in drawn.lanes:
        columns = [mark.column for mark in one.marks]
        assert columns == sorted(set(columns))
        assert all(0 <= column < width for column in [*columns, one.end])
    end = -1
    for tick in drawn.ticks:
        assert tick.column > end
        end = tick.column + len(tick.label)
    assert all(0 <= one.column < width for one in drawn.shut)
    assert drawn.ticks == () or end <= max(width, len(drawn.ticks[-1].label))


@given(casebooks(), st.integers(20, 150))
def test_each_step_ahead_of_the_visit_is_in_its_lane_once(book: Casebook, width: int) -> None:
    case, offices = book
    made = plan(case, offices, us(), catalogue(), TODAY)
    drawn = timeline(made, case, us(), width)
    if drawn.scrolls:
        return
    last = made.visit if made.visit and made.visit >= TODAY else D.max
    for one in drawn.lanes:
        shown = [id_ for mark in one.marks for id_ in mark.steps]
        due = {
            step.id
            for step in made.steps
            if step.call == one.call and step.on and step.on < last and not step.is_over
        }
        at_visit = {
            step.id for step in made.steps if drawn.visit is not None and step.on == made.visit
        }
        assert due - at_visit - set(shown) <= {
            # Days that share the visit's column are behind its star.
            step.id
            for step in made.steps
            if step.on and made.visit and (made.visit - step.on).days * width <= 400
        }
        assert len(shown) == len(set(shown))


@given(casebooks())
def test_the_list_holds_everything_that_is_not_over(book: Casebook) -> None:
    case, offices = book
    made = plan(case, offices, us(), catalogue(), TODAY)
    listed = [step.id for one in by_day(made, us()) for step in one.steps]
    assert sorted(listed) == sorted(step.id for step in made.steps if not step.is_over)


def test_visit_day_itself_is_one_column() -> None:
    drawn = timeline(of(rosa(), VISIT), rosa(), us(), 40)
    assert drawn.visit == 0
