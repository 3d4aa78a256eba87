"""The same case in every size of terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from so_tui.tui import plain
from so_tui.tui.panes import HEAD, PANES
from so_tui.tui.views.arrangement import arrangement, beside
from so_tui.tui.views.border import framed
from so_tui.tui.views.rows import Bit, Come, Panel, Row, line_width
from so_tui.tui.views.strip import column
from so_tui.tui.widgets.bars import Strip
from so_tui.tui.widgets.drawn import until
from so_tui.tui.widgets.pane import Pane
from tests.exchange.sample_cases import STORIES
from tests.tui.desk import NARROW, WIDE, app, case_screen, view

SIZES = [(200, 60), WIDE, (100, 32), (100, 30), (120, 24), NARROW, (60, 20), (40, 10), (20, 6)]


def test_a_wide_terminal_shows_the_cards_and_one_pane_below() -> None:
    now = arrangement(120, 40, "reasons", "timeline", whole=False)
    assert now.shown == {"reasons", "oncologist", "pathology", "radiology", "timeline"}
    assert now.strip == "none"


def test_the_visit_takes_the_place_of_the_timeline() -> None:
    now = arrangement(120, 40, "visit", "visit", whole=False)
    assert "visit" in now.shown
    assert "timeline" not in now.shown


def test_a_small_terminal_shows_one_pane_and_the_strip() -> None:
    now = arrangement(80, 24, "pathology", "timeline", whole=False)
    assert now.shown == {"pathology"}
    assert now.strip == "line"


def test_a_pane_with_the_whole_screen_needs_no_strip() -> None:
    now = arrangement(120, 40, "pathology", "timeline", whole=True)
    assert now.shown == {"pathology"}
    assert now.strip == "none"


ROOMS = st.tuples(st.integers(1, 300), st.integers(1, 100))
CALLED = st.sampled_from(sorted(PANES))
BELOW = st.sampled_from([one.name for one in PANES.values() if one.place == "below"])


@given(ROOMS, ROOMS, CALLED, BELOW, st.booleans())
def test_what_is_used_is_in_sight_and_more_room_hides_nothing(
    room: tuple[int, int], more: tuple[int, int], here: str, below: str, whole: bool
) -> None:
    below = here if PANES[here].place == "below" else below
    now = arrangement(*room, here, below, whole=whole)
    larger = arrangement(room[0] + more[0], room[1] + more[1], here, below, whole=whole)
    assert here in now.shown <= larger.shown
    assert (now.strip == "none") == (whole or len(now.shown) > 1)


@given(CALLED, st.integers(24, 60), st.integers(10, 60), st.sampled_from(sorted(STORIES)))
def test_a_column_names_every_pane_in_two_lines(
    here: str, cells: int, lines: int, sample: str
) -> None:
    seen = view(sample)
    made = column(seen, here, cells, lines)
    assert {line_width(line) for line in made} == {cells}
    apart = 3 if lines >= 18 else 2
    assert len(made) == apart * len(PANES)
    for n, pane in enumerate(PANES):
        first, second = made[n * apart], made[n * apart + 1]
        assert {bit.key for bit in (*first, *second)} == {seen.keymap.pressed(f"pane.{pane}")}
        text = "".join(bit.text for bit in first)
        assert text.startswith("▌" if pane == here else " ")
        if (call := PANES[pane].call) is not None:
            come = seen.come(call)
            assert text.rstrip().endswith(f"{come.mark}{come.there}/{come.asked}")


@given(
    st.integers(12, 120), st.integers(0, 40), st.integers(0, 40), st.text(max_size=30),
    st.booleans(), st.sampled_from(["", "! ", "◉ "]), st.integers(0, 50),
)  # fmt: skip
def test_the_lower_edge_says_how_far_it_has_come(
    width: int, there: int, more: int, words: str, focused: bool, mark: str, rows: int
) -> None:
    come = Come(there, there + more, mark)
    panel = Panel(title="A card", rows=(Row(),) * rows, come=come)
    size, typed = (width, 8), plain.one_line(words)
    lines = framed(panel, size, cursor=0, top=0, focused=focused, words=typed)
    assert {line_width(line) for line in lines} == {width}
    base = "".join(bit.text for bit in lines[-1])
    figures = f"{mark}{there} of {there + more}"
    if come.asked and width >= len(figures) + len("here ") + 20:
        assert figures in base
        assert ("here" in base) == focused
        drawn = base.count("▰"), base.count("▱")
        assert (drawn[1] == 0) == (more == 0) or sum(drawn) == 0


def test_past_the_last_pane_comes_the_header_and_then_the_first() -> None:
    first, *_, last = PANES
    assert beside(last, 1) == beside(first, -1) == HEAD
    assert (beside(HEAD, 1), beside(HEAD, -1)) == (first, last)


@pytest.mark.parametrize("size", SIZES)
async def test_tab_goes_through_all_six_panes_in_every_size(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=size) as pilot:
        screen = case_screen(so)
        seen = []
        for _ in PANES:
            await pilot.press("tab")
            await pilot.pause()
            focused = screen.focused
            assert isinstance(focused, Pane)
            assert focused.display
            assert focused.region.area > 0
            assert screen.region.contains_region(focused.region)
            seen.append(focused.pane)
        assert sorted(seen) == sorted(PANES)
        await pilot.press("shift+tab")
        focused = screen.focused
        assert isinstance(focused, Pane)
        assert focused.pane == seen[-2]


@pytest.mark.parametrize("size", SIZES)
async def test_no_line_is_wider_or_narrower_than_its_pane(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    so = app(tmp_path, "many-offices")
    async with so.run_test(size=size) as pilot:
        screen = case_screen(so)
        for number in "012345":
            await pilot.press(number)
            await pilot.pause()
            for pane in screen.query(Pane):
                if pane.display:
                    assert {len(line) for line in pane.lines} == {pane.size.width}
                    assert len(pane.lines) == pane.size.height


async def test_between_sizes_focus_and_row_stay(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        await pilot.press("n")
        before, focused = screen.target(), screen.focused
        for size in [(80, 24), (60, 20), (200, 60), (40, 10), (120, 40)]:
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert screen.focused is focused
            assert screen.target() == before
            assert isinstance(focused, Pane)
            assert any("›" in line for line in focused.lines), size


@pytest.mark.parametrize("size", SIZES)
async def test_the_next_step_is_found_in_its_own_pane_in_every_size(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=size) as pilot:
        screen = case_screen(so)
        await pilot.press("n")
        await pilot.pause()
        focused = screen.focused
        assert isinstance(focused, Pane)
        assert focused.pane == "pathology"
        assert screen.target().kind == "item"


async def test_the_strip_shows_only_where_one_pane_does(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        assert not screen.query_one(Strip).display
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "1 Why 2" in screen.query_one(Strip).lines[0]


async def test_the_terminals_cursor_is_on_the_focused_row(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        for keys in (["n"], ["j"], ["5"], ["j"], ["j"], ["0"], ["G"]):
            await pilot.press(*keys)
            await pilot.pause()
            pane = screen.focused
            assert isinstance(pane, Pane)
            row = next(n for n, line in enumerate(pane.lines) if "›" in line)
            assert so.cursor_position.y == pane.region.y + row
            assert pane.region.x < so.cursor_position.x < pane.region.right


async def test_a_move_of_the_cursor_draws_two_lines_and_no_more(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        await pilot.press("2", "j", "j", "j")
        pane = case_screen(so).focused
        assert isinstance(pane, Pane)
        before = list(pane.lines)
        await pilot.press("j")
        await pilot.pause()
        assert sum(one != two for one, two in zip(before, pane.lines, strict=True)) == 2


async def test_a_long_pane_scrolls_and_says_how_much_is_left(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=NARROW) as pilot:
        screen = case_screen(so)
        await pilot.press("5")
        pane = screen.focused
        assert isinstance(pane, Pane)
        assert "more" in pane.lines[-1]
        await pilot.press("G")
        await pilot.pause()
        assert "↑" in pane.lines[-1]
        assert "more" not in pane.lines[-1]
        await pilot.press("g")
        await pilot.pause()
        assert "Wed 25 Nov, today" in "\n".join(pane.lines)


async def test_plain_characters_are_all_there_is_in_ascii(tmp_path: Path) -> None:
    so = app(tmp_path, "midway", ascii=True)
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        for number in "01234":
            await pilot.press(number)
            await pilot.pause()
            for y in range(WIDE[1]):
                for widget in screen.query("Drawn"):
                    if widget.display and y < widget.size.height:
                        assert widget.render_line(y).text.isascii()


def test_a_line_is_drawn_up_to_where_it_differs() -> None:
    before = (Bit("│"), Bit(" one "), Bit("two"), Bit("│"))
    assert until(before, before) == 0
    assert until(before, (Bit("│"), Bit(" one "), Bit("six"), Bit("│"))) == 9
    assert until(before, (Bit("┃"), Bit(" one "), Bit("two"), Bit("│"))) == 1
    assert until(before, (Bit("┃"), Bit(" one "), Bit("two"), Bit("┃"))) == 10


def test_blanks_that_stay_are_not_drawn_anew() -> None:
    assert until((Bit("one  "),), (Bit("two  "),)) == 3
    assert until((Bit("one  "),), (Bit("two  ", "dim"),)) == 5


def test_a_line_that_is_shorter_than_before_is_drawn_wholly() -> None:
    assert until((Bit("one"), Bit("  ")), (Bit("one"),)) == 5


async def test_a_pane_that_comes_into_sight_has_the_heavier_frame_at_once(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        await pilot.press("0", "5")  # the timeline goes, comes back
        await pilot.pause()
        assert screen.query_one("#timeline", Pane).lines[0].startswith("┏")
        await pilot.press("0")
        await pilot.pause()
        assert screen.query_one("#visit", Pane).lines[0].startswith("┏")


async def test_a_pane_that_was_never_in_sight_knows_its_row(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=NARROW):
        pane = case_screen(so).query_one("#pathology", Pane)
        assert not pane.size
        assert pane.target is not None
        assert pane.target.kind == "office"


async def test_a_click_puts_the_cursor_on_a_row(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        pane = screen.query_one("#pathology", Pane)
        y = next(n for n, line in enumerate(pane.lines) if "molecular" in line)
        await pilot.click(pane, offset=(5, y))
        await pilot.pause()
        assert screen.focused is pane
        assert "›" in pane.lines[y]
        assert screen.target().kind == "item"
