"""A timeline in rows of cells."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core.case import Case
from so_tui.core.plan import plan
from so_tui.core.timeline import Timeline, timeline, urgent_first
from so_tui.core.timeline_axis import FITS, Look
from so_tui.core.timeline_layout import Layout, Line, closed_until, layout, least, state_of
from tests.core.test_timeline import Casebook, casebooks, drawn, undated, us
from tests.core.test_timeline_axis import looks
from tests.knowledge import catalogue
from tests.rosa import TODAY, VISIT, rosa

D = dt.date

cells = st.integers(54, 240)
heights = st.integers(0, 60)
unfolded = st.frozensets(st.sampled_from(["visit", "oncologist", "pathology", "radiology"]))


def of(case: Case, wide: int, lines: int, look: Look = FITS, today: D = TODAY) -> Layout:
    return layout(drawn(case, today), us(), wide, lines, 16, look)


def text(line: Line) -> str:
    """The cells of a line, a letter for each."""
    signs = {"room": " ", "happened": "=", "waiting": "-", "to_come": ".", "late": "!",
             "closed": ":", "today": "|", "visit": "|"}  # fmt: skip
    marks = {"to_do": "o", "due": "@", "promised": "+", "there": "*", "usable": "v", "visit": "V",
             "late": "L", "refused": "x", "out_of_reach": "A"}  # fmt: skip
    return "".join(
        str(cell.count) if cell.count else marks[cell.mark] if cell.mark else signs[cell.ground]
        for cell in line.cells
    ).rstrip()


def line(found: Layout, row: str) -> Line:
    return next(one for one in found.lines if one.row == row)


# --- As in the design: one column a day from Wed 4 Nov on, since then something was done -------


def test_a_paper_is_a_bar_with_its_marks() -> None:
    found = of(rosa(), 72, 40)
    assert found.axis.scale == 1
    assert text(line(found, "item:operative")).lstrip() == "====----+o.....o.o     |"
    assert text(line(found, "item:slides")).lstrip() == "@.........o.o      |"


def test_where_there_is_no_height_a_call_has_its_marks_with_counts() -> None:
    found = of(rosa(), 72, 5)
    assert [one.kind for one in found.lines] == ["group"] * 4
    pathology = next(one for one in found.lines if one.call == "pathology")
    # The weekends and Thanksgiving; today; three steps on Fri 27 Nov; what is sent and comes.
    assert text(pathology).lstrip() == ":  :  :     :  @:3:     :o2o2 :   |"
    assert pathology.state == "due today"


def test_the_most_urgent_paper_has_the_first_line() -> None:
    found = of(rosa(), 72, 6)
    assert [one.row for one in found.lines if one.row] == ["item:slides"]


def test_what_is_there_folds_into_one_line_and_unfolds() -> None:
    folded = of(rosa(), 72, 40)
    radiology = next(one for one in folded.lines if one.kind == "folded" and
                     one.call == "radiology")  # fmt: skip
    assert (radiology.there, radiology.others) == (1, 0)
    assert "item:ct" not in {one.row for one in folded.lines}
    opened = of(rosa(), 72, 40, Look(unfolded=frozenset({"radiology"})))
    assert "item:ct" in {one.row for one in opened.lines}


def test_the_dates_name_the_weeks_today_and_the_visit() -> None:
    found = of(rosa(), 72, 40)
    assert [one.label for one in found.ticks if one.kind == "date"] == [
        "9 Nov", "16", "30", "7 Dec", "14",
    ]  # fmt: skip
    today, visit = (next(t for t in found.ticks if t.kind == kind) for kind in ("today", "visit"))
    assert (today.at, visit.at) == (found.axis.today, found.axis.visit)
    assert (today.label, visit.label) == (" 25", " 17")


def test_words_say_by_when_the_next_step_is_needed() -> None:
    rows = {row.id: row for row in drawn(rosa()).rows}
    assert state_of(rows["item:slides"], TODAY, us()) == "due today"
    assert state_of(rows["item:mammogram"], TODAY, us()) in ("2 days", "due today", "1 day")
    later = {row.id: row for row in drawn(rosa(), D(2026, 12, 2)).rows}
    # Thu 26 Nov is Thanksgiving: Fri 27, Mon 30, Tue 1 and Wed 2 are business days.
    assert state_of(later["item:slides"], D(2026, 12, 2), us()) == "late 4 days"
    assert state_of(rows["item:ct"], TODAY, us()) == ""


def test_closed_days_up_to_a_day_are_named() -> None:
    assert closed_until(us(), TODAY, D(2026, 12, 24)) == ((D(2026, 11, 26), "Thanksgiving Day"),)
    assert closed_until(us(), TODAY, TODAY) == ()
    assert closed_until(us(), D.max, D.max) == ()


# --- Laws ------------------------------------------------------------------------------------


def model(book: Casebook, which: int = 0) -> Timeline:
    case, offices = book
    made = undated(plan(case, offices, us(), catalogue(), TODAY), which)
    return timeline(made, case, catalogue())


@st.composite
def layouts(draw: st.DrawFn) -> tuple[Timeline, Layout, Look]:
    """Any case in any room, however somebody looks at it."""
    found = model(draw(casebooks()), draw(st.integers(0, 3)))
    look = replace(draw(looks | st.just(FITS)), unfolded=draw(unfolded))
    lines = least(found) + draw(heights)
    return (
        found,
        layout(found, us(), draw(cells), lines, draw(st.sampled_from([16, 24])), look),
        (look),
    )


@given(casebooks(), st.integers(0, 12))
def test_nothing_is_due_today_where_it_can_be_done_on_another_day(
    book: Casebook, later: int
) -> None:
    case, offices = book
    day = TODAY + dt.timedelta(later)
    made = plan(case, offices, us(), catalogue(), day)
    for row in timeline(made, case, catalogue()).rows:
        state, on = state_of(row, day, us()), row.head.on if row.head is not None else None
        assert (state == "due today") <= (on is None or on <= day)


@given(layouts())
def test_each_open_step_is_drawn_once(drawn_: tuple[Timeline, Layout, Look]) -> None:
    found, made, _ = drawn_
    shown = Counter(id_ for one in made.lines for id_ in one.steps)
    assert shown == Counter(id_ for row in found.rows for id_ in row.steps)
    for id_ in shown:
        on = made.line_of(id_)
        assert on is not None
        column = on.column_of(id_)
        mark = next(m for row in found.rows for m in row.marks if m.step == id_)
        assert column == (None if mark.day is None else made.axis.column(mark.day))


@given(casebooks(), cells, heights, st.sampled_from([16, 24]), looks | st.just(FITS), unfolded)
def test_no_line_is_wider_or_lower_than_its_room(
    book: Casebook, wide: int, more: int, names: int, look: Look, opened: frozenset[str]
) -> None:
    found = model(book)
    lines = least(found) + more
    made = layout(found, us(), wide, lines, names, replace(look, unfolded=opened))
    assert 1 + len(made.lines) <= max(lines, least(found))
    assert made.names + 1 + made.axis.width + 1 + made.states <= wide
    for one in made.lines:
        assert len(one.cells) == made.axis.width
        assert len(one.state) <= made.states


@given(layouts())
def test_today_and_the_visit_have_one_column_on_all_lines(
    drawn_: tuple[Timeline, Layout, Look],
) -> None:
    found, made, _ = drawn_
    for one in made.lines:
        today = [n for n, cell in enumerate(one.cells) if cell.ground == "today"]
        visit = [n for n, cell in enumerate(one.cells) if cell.ground == "visit"]
        assert set(today) <= {made.axis.today}
        assert set(visit) <= {made.axis.visit}
        bar = one.cells[made.axis.today].ground
        if made.axis.shows(found.today):
            assert bar == "today" or (
                one.kind != "group" and bar not in ("room", "closed", "visit")
            )
        else:
            assert not today
    signs = {one.kind: one.at for one in made.ticks if one.kind != "date"}
    if found.visit is not None:
        assert signs["visit"] == made.axis.visit
    if made.axis.today != made.axis.visit:
        assert signs.get("today", made.axis.today) == made.axis.today


@given(layouts())
def test_no_two_dates_touch(drawn_: tuple[Timeline, Layout, Look]) -> None:
    _, made, _ = drawn_
    end = -1
    for tick in made.ticks:
        assert tick.column > end
        end = tick.column + len(tick.label)
        assert tick.column <= tick.at < end
    assert end <= made.axis.width + made.states


@given(layouts())
def test_what_presses_more_never_waits_for_a_line_behind_what_presses_less(
    drawn_: tuple[Timeline, Layout, Look],
) -> None:
    found, made, look = drawn_
    own = {one.row for one in made.lines if one.row}
    ranked = urgent_first(row for group in found.groups for row in group.open)
    shown = [row.id in own for row in ranked]
    assert shown == sorted(shown, reverse=True)
    opened = [row for group in found.groups if group.call in look.unfolded for row in group.over]
    if all(shown) and len(made.lines) < least(found) - 1:
        assert all(row.id in own for row in opened)


@given(layouts())
def test_a_mark_that_presses_is_seen_whatever_shares_its_cell(
    drawn_: tuple[Timeline, Layout, Look],
) -> None:
    found, made, _ = drawn_
    kinds = {mark.step: mark.kind for row in found.rows for mark in row.marks if mark.step}
    for cell in (cell for one in made.lines for cell in one.cells if cell.steps):
        here = {kinds[id_] for id_ in cell.steps}
        pressing = here & {"visit", "out_of_reach", "late", "due"}
        if pressing:
            assert cell.mark in pressing
            assert cell.count == 0
        else:
            assert cell.count == (len(cell.steps) if len(cell.steps) > 1 else 0)


@given(layouts())
def test_each_call_has_its_line_and_what_is_below_it_is_its_own(
    drawn_: tuple[Timeline, Layout, Look],
) -> None:
    found, made, _ = drawn_
    assert [one.call for one in made.lines if one.kind == "group"] == [
        group.call for group in found.groups
    ]
    call = None
    for one in made.lines:
        call = one.call if one.kind == "group" else call
        assert one.call == call


@pytest.mark.parametrize("gone", range(0, 40, 3))
def test_whatever_day_it_is_the_case_of_the_design_is_drawn(gone: int) -> None:
    made = of(rosa(), 72, 40, today=TODAY + dt.timedelta(days=gone))
    assert made.axis.visit is not None
    assert 0 <= made.axis.visit < made.axis.width
    assert made.axis.shows(VISIT) or gone > 22
