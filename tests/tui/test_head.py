"""The header: the next step is what it is for, on every day of every case, in every width."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from so_tui.core.case import ENDED
from so_tui.core.changes import CasePage
from so_tui.tui.app import SoTui
from so_tui.tui.forms.form_screen import FormScreen
from so_tui.tui.marks import in_ascii
from so_tui.tui.panes import PANES
from so_tui.tui.views.arrangement import SMALLEST, TITLED, head_rows
from so_tui.tui.views.head import head
from so_tui.tui.views.notice import SAVED, UNSAVED
from so_tui.tui.views.progress import bar
from so_tui.tui.views.rows import Line, line_width
from so_tui.tui.views.view import View
from so_tui.tui.widgets.bars import Head
from tests.core.histories import History, Morning, histories, mornings
from tests.knowledge import catalogue
from tests.tui.desk import app, calendar, case_screen

SIZES = [(200, 60), (120, 40), (100, 30), (80, 24), (60, 20), (40, 12)]


def seen(one: Morning) -> View:
    """A case as views see it on a day."""
    book = one.after
    page = CasePage(kind="cases", id=book.case.id, value=book.case)
    return View(
        page=page, plan=book.plan(one.day), offices=book.offices, catalogue=catalogue(),
        calendar=calendar(),
    )  # fmt: skip


def text(line: Line) -> str:
    return "".join(bit.text for bit in line)


def place(so: SoTui) -> str:
    """Where the focus is."""
    return "head" if isinstance(so.focused, Head) else "pane"


@given(
    histories(most=8), st.data(), st.integers(1, 3), st.integers(20, 220), st.booleans(),
    st.sampled_from([SAVED, UNSAVED]),
)  # fmt: skip
def test_each_line_has_its_width_and_the_next_step_is_named(
    history: History, data: st.DataObject, rows: int, cells: int, focused: bool, saved: str
) -> None:
    view = seen(data.draw(st.sampled_from(list(mornings(history)))))
    lines = head(view, saved, cells, rows=rows, focused=focused, opens="Log call")
    assert len(lines) == rows
    assert [line_width(line) for line in lines] == [cells] * rows
    if saved == UNSAVED:
        assert UNSAVED in text(lines[-1])
    if view.plan.next is None or view.case.status in ENDED or cells < 60:
        return
    whole = " ".join(map(text, lines))
    next_ = view.plan.next
    named = [one[:10].lower() for one in (next_.whom, next_.short, next_.what) if one]
    assert any(one in whole.lower() for one in named), whole
    # It says so without colors where the focus is, and nothing else moves by it.
    still = head(view, saved, cells, rows=rows, focused=not focused, opens="Log call")
    at = 0 if rows == 1 else 1
    assert text(lines[at])[0] != text(still[at])[0]
    assert in_ascii(text(lines[at]), cells)[0] != in_ascii(text(still[at]), cells)[0]
    if rows < 3:
        assert text(lines[at])[1:] == text(still[at])[1:]


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 30))
def test_the_bar_is_full_only_when_all_is_there(there: int, asked: int, cells: int) -> None:
    drawn = "".join(bit.text for bit in bar(there, asked, cells)).rstrip()
    assert len(drawn) == (cells if asked else 0)
    if drawn:
        assert ("▱" not in drawn) == (there >= asked)
        assert cells < 2 or ("▰" in drawn) == (there > 0)


@given(st.integers(1, 300), st.integers(1, 120))
def test_there_is_a_title_from_thirty_lines_on_and_one_line_where_it_is_small(
    columns: int, lines: int
) -> None:
    small = columns < SMALLEST[0] or lines < SMALLEST[1]
    assert head_rows(columns, lines) == (1 if small else 3 if lines >= TITLED else 2)


@pytest.mark.parametrize("size", SIZES)
async def test_a_case_opens_at_its_next_step_and_enter_does_it(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=size) as pilot:
        screen = case_screen(so)
        assert isinstance(so.focused, Head)
        first = screen.plan.first
        assert first is not None
        assert screen.target().step == first.id
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(so.screen, FormScreen)
        assert so.screen.filling.values.many("items") == {first.item}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("sample", ["fresh", "midway", "rush", "finished", "no-date"])
async def test_n_goes_to_the_header_from_every_pane_and_once_more_to_the_row_of_the_step(
    tmp_path: Path, sample: str, size: tuple[int, int]
) -> None:
    so = app(tmp_path, sample)
    async with so.run_test(size=size) as pilot:
        screen = case_screen(so)
        for entry in PANES.values():
            await pilot.press(entry.key)
            assert place(so) == "pane"
            await pilot.press("n")
            assert place(so) == "head"
            target = screen.target()
            await pilot.press("n")
            assert place(so) == ("head" if screen.plan.first is None else "pane")
            assert screen.target().is_same(target)


async def test_down_leads_from_the_header_to_the_panes_and_tab_goes_round(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=(80, 24)) as pilot:
        await pilot.press("j")
        assert not isinstance(so.focused, Head)
        await pilot.press("shift+tab", "shift+tab")
        assert isinstance(so.focused, Head)
        for _ in range(len(PANES) + 1):
            await pilot.press("tab")
        assert isinstance(so.focused, Head)


async def test_a_click_on_the_next_step_does_it(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=(120, 40)) as pilot:
        await pilot.press("4")
        await pilot.click(Head, offset=(20, 1))
        await pilot.pause()
        assert isinstance(so.screen, FormScreen)
