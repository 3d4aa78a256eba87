"""The mouse does what it seems to: a click on a key is that key, on an option its letter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from so_tui.tui import plain
from so_tui.tui.app import SoTui
from so_tui.tui.forms.choices import Choices
from so_tui.tui.forms.form_screen import FormScreen
from so_tui.tui.keys import shown
from so_tui.tui.views.cases import HEADINGS
from so_tui.tui.widgets.bars import Head
from so_tui.tui.widgets.cases import CaseList
from so_tui.tui.widgets.drawn import Drawn
from tests.conftest import DEEP
from tests.tui.desk import app, case_screen, screen_text

PLACES = {
    "case": ("midway", (120, 40), ()),
    "pane": ("midway", (120, 40), ("3",)),
    "timeline": ("midway", (120, 40), ("5",)),
    "strip": ("rush", (80, 24), ()),
    "column": ("midway", (100, 30), ("3",)),
    "small": ("fresh", (60, 20), ("2",)),
    "reasons": ("fresh", (80, 24), ("1",)),
    "list": ("midway", (80, 24), ("escape",)),
    "today": ("rush", (80, 24), ("T",)),
    "history": ("midway", (80, 24), ("H",)),
}
"""Where keys stand that can be clicked: a sample, a size, and the keys that lead there."""


def spots(so: SoTui) -> Iterator[tuple[int, int, str]]:
    """The middle of each piece of the screen that is a key, with that key."""
    for widget in so.screen.query(Drawn):
        if not widget.display or not widget.size.area:
            continue
        for y, line in enumerate(widget._lines[: widget.size.height]):
            x = 0
            for bit in line:
                cells = plain.width(bit.text)
                if bit.key and "key" in bit.style.split():
                    assert bit.text.strip() == shown(bit.key)
                if bit.key and cells:
                    at = widget.region.offset
                    yield at.x + x + cells // 2, at.y + y, bit.key
                x += cells


async def there(pilot: Pilot[None], keys: tuple[str, ...]) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


@pytest.mark.parametrize("place", PLACES)
async def test_a_click_on_a_key_is_that_key(tmp_path: Path, place: str) -> None:
    sample, size, keys = PLACES[place]
    so = app(tmp_path, sample)
    async with so.run_test(size=size) as pilot:
        await there(pilot, keys)
        found = list(dict.fromkeys(spots(so)))
    assert found
    once = {key: (x, y) for x, y, key in found}
    for n, (key, (x, y)) in enumerate(once.items()):
        if n > 0 and not DEEP:
            break
        wanted: tuple[str, str] | None = None
        for clicked in (False, True):
            folder = tmp_path / f"{n}-{clicked}"
            folder.mkdir()
            so = app(folder, sample)
            async with so.run_test(size=size) as pilot:
                await there(pilot, keys)
                if clicked:
                    await pilot.click(offset=(x, y))
                else:
                    await pilot.press(key)
                for _ in range(40):  # a form opens when its worker comes to it
                    await pilot.pause(0.02)
                    seen = (type(so.screen).__name__, screen_text(so))
                    if seen == wanted:
                        break
                wanted = wanted or seen
                assert seen == wanted, key


async def test_each_option_of_a_form_is_chosen_or_ticked_by_a_click(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=(120, 60)) as pilot:
        await pilot.press("3", "c")
        await pilot.pause()
        form = so.screen
        assert isinstance(form, FormScreen)
        clicked = 0
        for entry in form.query(Choices):
            for option in entry.options:
                cell = next((one for one in entry._placed() if one.option == option), None)
                if cell is None or not entry.region.height:
                    continue
                at = entry.content_region.offset
                spot = (at.x + cell.column + 1, at.y + cell.row)
                if form.get_widget_at(*spot)[0] is not entry:
                    continue
                before = entry.raw
                await pilot.click(offset=spot)
                await pilot.pause()
                if isinstance(before, frozenset):
                    assert entry.raw == before ^ {option.value}
                else:
                    assert entry.raw == option.value
                clicked += 1
        assert clicked > 8


async def test_a_click_between_the_options_chooses_nothing(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=(120, 60)) as pilot:
        await pilot.press("3", "c")
        await pilot.pause()
        entry = next(one for one in so.screen.query(Choices) if one.field.name == "outcome")
        before, at = entry.raw, entry.content_region.offset
        first, second = entry._placed()[:2]
        gap = second.column - 1
        assert gap > first.column
        await pilot.click(offset=(at.x + gap, at.y))
        await pilot.pause()
        assert entry.raw == before


@pytest.mark.parametrize("size", [(60, 20), (120, 40)])
async def test_a_click_on_a_heading_orders_by_it_and_one_more_turns_it_round(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    so = app(tmp_path, "midway", "rush")
    async with so.run_test(size=size) as pilot:
        await pilot.pause()
        cases = so.screen.query_one(CaseList)
        here, tried = cases.target, 0
        for column, words in HEADINGS.items():
            line = cases.lines[1]
            at = line.find(words)
            if at < 0:
                continue
            spot = (cases.region.x + at, cases.region.y + 1)
            was = cases.shown
            await pilot.click(offset=spot)
            await pilot.pause()
            assert cases.shown.by == column
            assert cases.shown.backwards == (was.by == column)
            await pilot.click(offset=spot)
            await pilot.pause()
            assert (cases.shown.by, cases.shown.backwards) == (column, was.by != column)
            assert cases.target == here
            tried += 1
        assert tried > 3
        before = cases.shown
        there = cases.lines[1].find("There")
        if there > 0:  # it is drawn, and nothing is ordered by it
            await pilot.click(offset=(cases.region.x + there, cases.region.y + 1))
            assert cases.shown == before


async def test_nothing_beneath_a_form_can_be_clicked(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=(120, 40)) as pilot:
        screen = case_screen(so)
        await pilot.press("3", "c")
        await pilot.pause()
        form, before = so.screen, screen.target()
        for y in range(0, 40, 3):
            for x in (1, 119):
                if form.get_widget_at(x, y)[0] is form:
                    await pilot.click(offset=(x, y))
        assert so.screen is form
        assert screen.target() == before


async def test_a_click_on_the_head_line_takes_the_focus_and_does_nothing(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=(120, 40)) as pilot:
        await pilot.press("4")
        await pilot.click(Head, offset=(3, 0))
        await pilot.pause()
        assert isinstance(so.focused, Head)
        assert so.screen is case_screen(so)
