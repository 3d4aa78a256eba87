"""The help lists each key once, those of the place first, and any word of one finds it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from so_tui.core.folding import folded
from so_tui.tui.keys import ACTIONS, Keymap, keys_of
from so_tui.tui.screens.help import HelpScreen
from so_tui.tui.views.help import COLUMN, HERE, Section, help_rows, narrowed, sections
from so_tui.tui.views.rows import line_width
from tests.knowledge import catalogue
from tests.tui.desk import NARROW, WIDE, app

PLACES = ["", *HERE]
GAP = 3


def read(of: list[Section], cells: int) -> str:
    """What somebody reads who goes down each column."""
    columns = max(1, (cells + GAP) // (COLUMN + GAP))
    width = (cells - (columns - 1) * GAP) // columns
    rows = [row.text for row in help_rows(of, cells)]
    if columns == 1:
        return " ".join(" ".join(rows).split())
    starts = [n * (width + GAP) for n in range(columns)]
    down = [" ".join(row[at : at + width] for row in rows) for at in starts]
    return "\n".join(" ".join(one.split()) for one in down)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("cells", [36, 76, 116, 196])
def test_every_key_is_listed_exactly_once(place: str, cells: int) -> None:
    of = sections(catalogue(), Keymap(), place)
    ids = [entry.id for one in of for entry in one.entries if entry.id]
    assert sorted(ids) == sorted(one.id for one in ACTIONS)
    text = read(of, cells)
    for section in of:
        for entry in section.entries:
            # Keys may be broken over lines between the words of their sentence.
            words = [re.escape(one) for one in entry.text.split()]
            found = re.findall(r"(?:\s|[^\s]+,\s)+".join(words), text)
            assert len(found) == 1 if entry.id else found, entry
    assert all(line_width(row.line) <= cells for row in help_rows(of, cells))


@pytest.mark.parametrize("place", list(HERE))
def test_the_keys_of_the_place_stand_before_all_others(place: str) -> None:
    of = {action.id: action for action in ACTIONS}
    ranks = [
        min(HERE[place].index(of[entry.id].place) if of[entry.id].place in HERE[place] else 99
            for entry in one.entries)
        for one in sections(catalogue(), Keymap(), place) if one.entries[0].id
    ]  # fmt: skip
    assert ranks == sorted(ranks)
    assert ranks[0] == 0


KEYED = [(one, entry) for one in sections(catalogue(), Keymap(), "case") for entry in one.entries]


@given(pair=st.sampled_from(KEYED), data=st.data())
def test_any_word_of_an_entry_finds_it_and_nothing_is_found_without_its_words(
    pair: tuple[Section, object], data: st.DataObject
) -> None:
    _, entry = pair
    said = f"{entry.text} {entry.also}"  # type: ignore[attr-defined]
    word = data.draw(st.sampled_from([one for one in folded(said).split() if one]))
    found = narrowed(sections(catalogue(), Keymap(), "case"), word)
    assert entry in [one for section in found for one in section.entries]
    for section in found:
        for one in section.entries:
            whole = f"{section.heading} {one.name} {one.text} {one.also}"
            assert word in folded(whole) or word in whole.casefold()


def test_two_columns_are_drawn_where_two_can_be_read_and_they_are_shorter() -> None:
    of = sections(catalogue(), Keymap(), "case")
    heights = [len(help_rows(of, cells)) for cells in (76, 116, 196)]
    assert heights == sorted(heights, reverse=True)
    # A section is never torn, so that the longest says how short the page can be.
    assert heights[1] < heights[0] * 0.75


@pytest.mark.parametrize("size", [NARROW, WIDE, (60, 20)])
async def test_a_key_is_found_by_a_word_and_escape_brings_all_back_then_leaves(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=size) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        page = so.screen.query_one("#page")
        whole = list(page.lines)  # type: ignore[attr-defined]
        await pilot.press("slash", *"promise")
        await pilot.pause()
        lines = "\n".join(page.lines)  # type: ignore[attr-defined]
        assert "Keep the day that somebody promised" in " ".join(lines.split())
        assert "Go one row down" not in lines
        await pilot.press("enter", "escape")
        await pilot.pause()
        assert isinstance(so.screen, HelpScreen)
        assert page.lines == whole  # type: ignore[attr-defined]
        await pilot.press("slash", *"zebra")
        await pilot.pause()
        assert "Nothing has these words" in "\n".join(page.lines)  # type: ignore[attr-defined]
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert not isinstance(so.screen, HelpScreen)


def test_the_keys_in_force_are_those_that_are_named() -> None:
    of = sections(catalogue(), Keymap({"contact.log": "L"}), "case")
    named = {entry.id: entry.name for one in of for entry in one.entries}
    assert named["contact.log"] == "L"
    for action in ACTIONS:
        if action.id != "contact.log" and action.keys:
            assert named[action.id] == ", ".join(keys_of(action, {}))
