"""The timeline's pane: one cursor for the drawing and the list, whatever one does."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from textual.pilot import Pilot

from so_tui.core.changes import CasePage
from so_tui.core.plan import plan
from so_tui.core.timeline_axis import FITS, Look
from so_tui.core.timeline_layout import Layout
from so_tui.tui import graphemes, plain
from so_tui.tui.marks import COUNTS, MANY, MARK_OF, in_ascii
from so_tui.tui.targets import Target
from so_tui.tui.views.rows import Line, line_width, targets
from so_tui.tui.views.time_lines import GROUNDS, at, folds
from so_tui.tui.views.timeline import BESIDE, Place, placed
from so_tui.tui.views.view import View
from so_tui.tui.widgets.timeline import TimelinePane
from tests.conftest import DEEP
from tests.core.test_timeline import Casebook, casebooks, undated
from tests.core.test_timeline_axis import looks
from tests.core.test_timeline_layout import unfolded
from tests.exchange.sample_cases import STORIES
from tests.knowledge import catalogue
from tests.tui.desk import TODAY, app, calendar, case_screen, view

SIZES = ((60, 20), (80, 24), (100, 40), (120, 40), (200, 60))
KEYS = ("j", "k", "h", "l", "less_than_sign", "greater_than_sign", "plus", "minus",
        "equals_sign", "g", "G", "pagedown", "z")  # fmt: skip


def text(line: Line) -> str:
    return "".join(bit.text for bit in line)


def seen(book: Casebook, which: int = 0) -> View:
    case, offices = book
    return View(
        page=CasePage(kind="cases", id=case.id, value=case),
        plan=undated(plan(case, offices, calendar(), catalogue(), TODAY), which),
        offices=offices, catalogue=catalogue(), calendar=calendar(),
    )  # fmt: skip


def drawing(made: Place) -> Sequence[Line]:
    return made.panel.beside or made.panel.above


def lit(drawn: Layout, lines: Sequence[Line]) -> list[tuple[int, int]]:
    """The cells of the drawing that are shown as chosen, as line and column; -1 is the words at
    the right."""
    found = []
    for y, line in enumerate(lines[1 : 1 + len(drawn.lines)]):
        x = 0
        for bit in line:
            for letter in range(len(bit.text)):
                column = x + letter - drawn.names - 1
                if "cursor" in bit.style.split() and column >= 0:
                    found.append((y, column if column < drawn.axis.width else -1))
            x += line_width([bit])
    return list(dict.fromkeys(found))


def is_one(made: Place, target: Target | None) -> None:
    """The drawing shows as chosen what the cursor of the list stands on, and nothing else."""
    drawn = made.drawn
    if drawn is None:
        return
    here = lit(drawn, drawing(made))
    if target is None or not target.step:
        assert here == []
        return
    assert len(here) == 1
    y, column = here[0]
    line = drawn.lines[y]
    assert target.step in (line.undated if column < 0 else line.cells[column].steps)
    assert text(drawing(made)[1 + y]).startswith("›")


# --- Laws over any case ----------------------------------------------------------------------


@st.composite
def places(draw: st.DrawFn) -> tuple[View, Place, Target | None]:
    """Any case, in any room, however somebody looks at it, the cursor on any of the rows."""
    found = seen(draw(casebooks()), draw(st.integers(0, 3)))
    look: Look = replace(draw(looks | st.just(FITS)), unfolded=draw(unfolded))
    cells, lines = draw(st.integers(40, 240)), draw(st.integers(1, 60))
    rows = targets(placed(found, cells, lines, look).panel.rows)
    steps = [one for one in rows if one is not None and one.kind != "notes"]
    chosen = draw(st.sampled_from(steps)) if steps else None
    return found, placed(found, cells, lines, look, chosen), chosen


@given(places())
def test_the_drawing_shows_the_cursor_where_the_list_has_it(
    drawn: tuple[View, Place, Target | None],
) -> None:
    _, made, chosen = drawn
    is_one(made, chosen)


def at_cell(said: str, cell: int) -> str:
    """What stands in a cell of a line: of a name some letters take two of them, some none."""
    for unit in graphemes.units(said):
        if cell < (width := plain.width(unit)):
            return unit
        cell -= width
    return ""


@given(places())
def test_no_line_is_wider_than_its_room_and_no_words_touch(
    drawn: tuple[View, Place, Target | None],
) -> None:
    _, made, _ = drawn
    cells, lines = made.made_of[1:3]
    assert len(drawing(made)) <= lines
    beside = line_width(made.panel.beside[0]) + 2 if made.panel.beside else 0
    assert all(line_width(row.line) <= cells - beside for row in made.panel.rows)
    if made.drawn is None:
        return
    room = cells * 58 // 100 if cells >= BESIDE else cells
    assert all(line_width(line) == room for line in drawing(made))
    names, axis = made.drawn.names, made.drawn.axis.width
    for line, of in zip(drawing(made)[1:], made.drawn.lines, strict=False):
        said = text(line)
        assert at_cell(said, names) == " "
        assert at_cell(said, names + 1 + axis) == " "
        assert said.rstrip().endswith(of.state)


def foot_names_all(found: View, made: Place, chosen: Target) -> int:
    """The foot names all that shares a cell with what is chosen, or says how many it leaves out.
    How many there are."""
    assert made.drawn is not None
    below = [text(line).strip() for line in drawing(made)[1 + len(made.drawn.lines) :]]
    others = [found.plan.step(one) for one in made.drawn.beside(chosen.step)]
    names = [one.short or one.text for one in others if one is not None]
    if names and len([line for line in below if line.strip("─")]) > 1:
        also = next(line for line in below if line.startswith("Here as well: "))
        left = re.search(r"(\d+) more\.$", also)
        assert sum(name in also for name in names) + int(left[1] if left else 0) >= len(names)
    return len(names)


@given(places())
def test_the_foot_names_all_that_stands_in_the_cell(
    drawn: tuple[View, Place, Target | None],
) -> None:
    found, made, chosen = drawn
    if made.drawn is not None and chosen is not None and chosen.step:
        foot_names_all(found, made, chosen)


@pytest.mark.parametrize("name", [one for one in STORIES if one != "finished"])
@pytest.mark.parametrize("size", [(76, 18), (116, 13), (196, 40)])
def test_the_foot_names_all_of_each_cell_of_a_sample(name: str, size: tuple[int, int]) -> None:
    found = view(name)
    made, shared = placed(found, *size), 0
    for target in targets(made.panel.rows):
        if target is not None and target.step:
            made = placed(found, *size, chosen=target, before=made)
            shared += foot_names_all(found, made, target)
    assert shared or size[0] > 100


ROOMS = ((76, 18), (96, 13), (116, 13), (116, 40))


@pytest.mark.parametrize("name", STORIES)
def test_two_counts_side_by_side_are_not_read_as_one_number(name: str) -> None:
    counts, found = 0, view(name)
    for size in ROOMS:
        made = placed(found, *size)
        if made.drawn is None:
            continue
        axis = range(made.drawn.names + 1, made.drawn.names + 1 + made.drawn.axis.width)
        for line in drawing(made)[1 : 1 + len(made.drawn.lines)]:
            x = 0
            for bit in line:
                at, x = x, x + plain.width(bit.text)
                counts += at in axis and bit.text[0].isdigit()
                assert at not in axis or not re.search(r"[\d&]{2}", bit.text)
    assert counts or name == "finished"


@pytest.mark.parametrize("name", STORIES)
def test_what_the_foot_says_ends_or_shows_that_it_goes_on(name: str) -> None:
    ends, found = set(), view(name)
    for size in ROOMS[::2]:
        made = placed(found, *size)
        for target in targets(made.panel.rows):
            made = placed(found, *size, chosen=target, before=made)
            if made.drawn is not None:
                below = [text(line).strip() for line in drawing(made)[1 + len(made.drawn.lines) :]]
                told = [line for line in below if line.strip("─")]
                ends |= {line[-1] for line in told[-1:]}
    assert ends <= {".", "…", "”", "?"}


@given(casebooks(), st.integers(54, 240), st.integers(12, 60), looks)
def test_a_click_on_a_mark_is_for_what_stands_there(
    book: Casebook, cells: int, lines: int, look: Look
) -> None:
    made = placed(seen(book), cells, lines, look)
    if made.drawn is None:
        return
    rows = targets(made.panel.rows)
    for y, line in enumerate(made.drawn.lines, 1):
        for column, cell in enumerate(line.cells):
            found = at(made.drawn, y, made.drawn.names + 1 + column)
            if cell.steps:
                assert found is not None
                assert found.step in cell.steps
                assert any(one is not None and one.step == found.step for one in rows)
        if line.kind == "folded":
            found = at(made.drawn, y, 3)
            assert found is not None
            assert any(folds(one) == found.fold == line.call for one in rows if one)
    assert at(made.drawn, 0, 3) is None
    assert at(made.drawn, len(made.drawn.lines) + 1, 3) is None


@pytest.mark.parametrize("name", STORIES)
def test_what_is_folded_unfolds_in_the_list_and_is_no_step(name: str) -> None:
    found = view(name)
    folded = placed(found, 116, 40)
    look = Look(unfolded=frozenset({"visit", "oncologist", "pathology", "radiology"}))
    opened = placed(found, 116, 40, look)
    over = [row for group in folded.model.groups for row in group.over]
    assert len(opened.panel.rows) == len(folded.panel.rows) + len(over)


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.parametrize("days", [-400, -30, -1, 0, 1, 5, 60, 366, None])
@pytest.mark.parametrize("cells", [56, 76, 96, 116, 196])
def test_the_star_of_the_visit_is_always_in_sight(name: str, days: int | None, cells: int) -> None:
    found = view(name, lambda case: replace(case, visit=replace(
        case.visit, day=None if days is None else TODAY + dt.timedelta(days=days))))  # fmt: skip
    dates = text(drawing(placed(found, cells, 30))[0])
    assert ("★" in dates) == (days is not None)


def test_the_strokes_and_marks_stay_apart_in_plain_characters() -> None:
    strokes = {in_ascii(GROUNDS[one][0], 1) for one in ("happened", "waiting", "to_come", "room")}
    assert strokes == {"=", "-", ".", " "}
    grounds = {one: in_ascii(sign, 1) for one, (sign, _) in GROUNDS.items()}
    assert len(set(grounds.values())) == len(grounds) - 1  # today and the visit, both upright
    marks = {kind: in_ascii(sign, 1) for kind, sign in MARK_OF.items()}
    assert len(set(marks.values())) == len(marks)
    late = grounds.pop("late")
    assert late == marks["late"]  # it says the same
    assert not set(grounds.values()) & set(marks.values())
    counts = in_ascii(COUNTS + MANY, len(COUNTS) + 1)
    assert counts == "123456789&"


# --- At the pane itself ----------------------------------------------------------------------


def pane_of(pilot: Pilot[None]) -> TimelinePane:
    return case_screen(pilot.app).query_one("#timeline", TimelinePane)  # type: ignore[arg-type]


def shown(pane: TimelinePane) -> Place:
    """What the pane shows, as it was made for its cursor."""
    assert pane.view is not None
    size = pane.size
    return placed(pane.view, size.width - 4, size.height - 2, pane.look, pane.target)


def agrees(pane: TimelinePane) -> None:
    made = shown(pane)
    is_one(made, pane.target)
    on_screen = [line[2:].rstrip() for line in pane.lines[1:-1]]
    for y, line in enumerate(drawing(made)):
        assert on_screen[y].startswith(text(line).rstrip()), y
    if pane.target is not None:
        assert any(line.count("›") for line in pane.lines)


RUNS = 12 if DEEP else 3


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", ["midway", "many-offices"] if not DEEP else [*STORIES])
async def test_after_any_keys_the_cursor_is_the_same_in_the_list_and_in_the_drawing(
    tmp_path: Path, name: str, size: tuple[int, int]
) -> None:
    some = random.Random(f"{name} {size}")
    so = app(tmp_path, name)
    async with so.run_test(size=size) as pilot:
        await pilot.press("5", "g")
        for _ in range(RUNS * 12):
            key = some.choice(KEYS)
            if key == "z" or folds(pane_of(pilot).target):
                key = some.choice(["z", "enter"]) if folds(pane_of(pilot).target) else key
            await pilot.press(key)
            await pilot.pause()
            agrees(pane_of(pilot))


async def test_l_goes_along_the_marks_of_a_paper_and_h_comes_back(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=(120, 40)) as pilot:
        await pilot.press("5", "g")
        pane = pane_of(pilot)
        begun = pane.target
        went = []
        for key in ("l", "l", "l", "h", "h", "h"):
            await pilot.press(key)
            await pilot.pause()
            assert pane.target is not None
            went.append(pane.target.step.split(":")[0])
        assert went == ["send", "check", "check", "send", "ask", "ask"]
        assert pane.target == begun


async def test_the_window_follows_the_mark_that_one_goes_to(tmp_path: Path) -> None:
    so = app(tmp_path, "many-offices")
    async with so.run_test(size=(80, 24)) as pilot:
        await pilot.press("5", "g", *["plus"] * 4)
        for _ in range(60):
            await pilot.press("j")
            await pilot.pause()
            pane = pane_of(pilot)
            drawn = shown(pane).drawn
            if pane.target is None or not pane.target.step or drawn is None:
                continue
            mark = next(m for row in drawn.timeline.rows for m in row.marks
                        if m.step == pane.target.step)  # fmt: skip
            assert mark.day is None or drawn.axis.shows(mark.day)


async def test_enter_unfolds_what_is_there_and_folds_it_again(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=(120, 40)) as pilot:
        await pilot.press("5", "G")
        pane = pane_of(pilot)
        assert folds(pane.target) == "radiology"
        before = list(pane.lines)
        await pilot.press("enter")
        await pilot.pause()
        assert any("✓ CT chest 12 Nov" in line for line in pane.lines)
        await pilot.press("j")
        await pilot.pause()
        assert pane.target is not None
        assert pane.target.kind == "item"
        agrees(pane)
        await pilot.press("k", "enter")
        await pilot.pause()
        assert pane.lines == before


def clickable(pane: TimelinePane) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """The marks of the drawing, by where they stand on the pane, with the steps that are there."""
    drawn = shown(pane).drawn
    assert drawn is not None
    for y, line in enumerate(drawn.lines):
        for column, cell in enumerate(line.cells):
            if cell.steps:
                yield 2 + drawn.names + 1 + column, 2 + y, cell.steps


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
async def test_a_click_on_a_mark_puts_the_cursor_there(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=size) as pilot:
        await pilot.press(*(("5", "3") if size[0] > 100 else ("5",)))
        pane = pane_of(pilot)
        found = list(clickable(pane))
        assert len(found) > 8
        for x, y, steps in found[:: 1 if DEEP else 4]:
            await pilot.click(pane, offset=(x, y))
            await pilot.pause()
            assert pane.target is not None
            assert pane.target.step in steps
            assert pane.has_focus
            agrees(pane)


async def test_a_click_on_a_folded_line_unfolds_it(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=(200, 60)) as pilot:
        await pilot.press("5", "z")
        await pilot.pause()
        pane = pane_of(pilot)
        drawn = shown(pane).drawn
        assert drawn is not None
        y = next(n for n, one in enumerate(drawn.lines) if one.kind == "folded")
        await pilot.click(pane, offset=(6, 2 + y))
        await pilot.pause()
        assert pane.look.unfolded == {drawn.lines[y].call}
        assert folds(pane.target) == drawn.lines[y].call


async def test_a_click_beside_the_drawing_is_for_the_list(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=(120, 40)) as pilot:
        await pilot.press("5", "g")
        pane = pane_of(pilot)
        await pilot.click(pane, offset=(90, 3))
        await pilot.pause()
        assert pane.target is not None
        assert pane.target.step.startswith("sign:")
