"""The palette finds actions by what people call them, and tells of what only a command does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.command import CommandPalette, DiscoveryHit, Hit
from textual.pilot import Pilot

from so_tui.cli import program
from so_tui.core.folding import folded
from so_tui.tui.also import ALSO
from so_tui.tui.app import SoTui
from so_tui.tui.keys import ACTIONS, BY_ID, Action
from so_tui.tui.palette import COMMANDS, Actions, fits
from so_tui.tui.screens.cover import CoverScreen
from tests.tui.desk import NARROW, WIDE, app
from tests.tui.sitting import sitting
from tests.tui.test_every_key import seen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

FOUND = {
    "delete": "Remove", "remove": "Remove", "erase": "Erase a case", "close": "Quit",
    "exit": "Quit", "quit": "Quit", "print": "Print", "export": "Export", "share": "Export",
    "send": "Export",
    "import": "Import", "backup": "Back up", "restore": "Restore", "save": "Save again",
    "phone": "Log call", "call": "Log call", "fax": "Log call", "write": "Edit",
    "search": "Filter", "filter": "Filter", "find": "Filter", "undo": "Undo", "revert": "Undo",
    "color": "Colors", "theme": "Colors", "dark mode": "", "settings": "Settings",
    "options": "Settings", "next step": "Next step", "zoom": "Whole screen", "keys": "Help",
    "clipboard": "Copy", "privacy": "Hide", "assign": "Hand over", "HÍDE": "Hide",
}  # fmt: skip
"""What people type, and what comes first; "" where nothing is called so."""


async def first(hits: AsyncIterator[Hit | DiscoveryHit]) -> str:
    """The label of the best hit, of equals the one that is listed first."""
    found = sorted([one async for one in hits], key=lambda one: one.score, reverse=True)
    return re.sub(r" \(.*\)$", "", found[0].text or "") if found else ""


@pytest.mark.parametrize("query", FOUND)
async def test_an_action_is_found_by_what_people_call_it(query: str, tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE):
        assert await first(Actions(so.screen).search(query)) == FOUND[query]


async def test_export_is_not_the_next_step(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE):
        found = [hit.text async for hit in Actions(so.screen).search("export")]
        assert found[0] == "Export (E)"
        assert not any("Next" in (one or "") for one in found)


@pytest.mark.parametrize("one", ACTIONS, ids=lambda one: str(one.id))
def test_every_action_is_found_by_its_label_and_by_each_word_for_it(one: Action) -> None:
    assert fits(one.label, one.label, one.also) == 1
    for word in folded(one.also).split():
        for end in range(1, len(word) + 1):
            assert 0 < fits(word[:end], one.label, one.also) <= 1


def test_the_other_words_are_those_of_actions_that_there_are() -> None:
    assert ALSO.keys() <= BY_ID.keys()


def test_a_word_that_begins_no_word_finds_nothing() -> None:
    assert fits("xport", "Export") == 0
    assert fits("next zebra", "Next step") == 0


def test_the_name_counts_more_than_other_words_and_these_more_than_the_sentence() -> None:
    scores = [fits("copy", "Copy"), fits("cop", "Copy"), fits("copy", "x", "copy"),
              fits("cop", "x", "copy"), fits("copy", "x", "", "Copy it.")]  # fmt: skip
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)


def test_every_command_that_is_told_of_is_one() -> None:
    for one in COMMANDS:
        for name in re.findall(r"so-tui ([a-z]+)", one.how):
            assert name in program.COMMANDS


@pytest.mark.deep
@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_what_a_command_does_is_told_whole(size: tuple[int, int], tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=size) as pilot:
        for one in COMMANDS:
            await chosen(so, pilot, one.label.casefold())
            lines = " ".join(" ".join(line.split()) for line in seen(so).splitlines())
            assert one.how in lines


async def chosen(so: SoTui, pilot: Pilot[None], query: str) -> None:
    """Open the palette, type, and take what comes first."""
    await so.run_action("app.act('app.palette')")
    await pilot.pause()
    assert isinstance(so.screen, CommandPalette)
    await pilot.press(*query)
    await pilot.pause(0.3)
    await pilot.press("enter")
    await pilot.pause(0.1)


async def test_over_a_form_the_palette_has_what_works_there(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        await at.press("v")
        form = at.form
        found = {hit.help async for hit in Actions(form).discover()}
        wanted = [one for one in ACTIONS if one.place == "form"]
        wanted += [BY_ID["app.hide"], BY_ID["app.colors"]]
        assert found == {one.help for one in wanted} | {one.how for one in COMMANDS}
        theme = at.app.theme
        await chosen(at.app, at.pilot, "colors")
        assert at.app.screen.name == "themes"
        await at.press("f4", "enter")
        assert at.app.screen is form
        assert at.app.theme != theme
        await chosen(at.app, at.pilot, "help")
        assert at.app.screen.name == "help"
        await at.press("escape")
        await chosen(at.app, at.pilot, "hide")
        assert isinstance(at.app.screen, CoverScreen)
        await at.press("escape")
        await at.put(doctor="Dr Abara")
        await chosen(at.app, at.pilot, "save")
        assert not at.is_open
        assert at.case.visit.doctor == "Dr Abara"


async def test_a_form_is_left_by_the_palette(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        await at.press("v")
        assert at.is_open
        await chosen(at.app, at.pilot, "leave")
        assert not at.is_open


async def test_the_palette_names_the_keys_in_force(tmp_path: Path) -> None:
    so = app(tmp_path, "midway", keymap={"contact.log": "L"})
    async with so.run_test(size=WIDE):
        found = {hit.text async for hit in Actions(so.screen).search("log call")}
        assert "Log call (L)" in found
