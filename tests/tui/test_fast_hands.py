"""Few keys for what is done every day, and each key does what the help says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from textual.command import CommandPalette
from textual.widgets import TextArea

from so_tui.tui.forms.form_screen import FormScreen
from so_tui.tui.keys import ACTIONS, Keymap
from so_tui.tui.palette import HERE, Actions
from so_tui.tui.widgets.pane import Pane
from so_tui.tui.widgets.timeline import TimelinePane
from tests.tui.desk import NARROW, WIDE, app, case_screen
from tests.tui.sitting import sitting

CALLS: Mapping[str, tuple[str, ...]] = {
    "no_answer": ("c", "n", "ctrl+s"),
    "voicemail": ("c", "v", "ctrl+s"),
    "spoke": ("c", "s", "ctrl+s"),
    "has_our_request": ("c", "h", "ctrl+s"),
    "promised": ("c", "p", "tab", "tab", "+3", "ctrl+s"),
    "refused": ("c", "r", "ctrl+s"),
    "sent": ("c", "e", "ctrl+s"),
}
"""What is pressed for each outcome of a call; `+3` is typed."""


@pytest.mark.parametrize("outcome", CALLS)
@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_a_call_is_logged_with_six_keys_at_most(
    outcome: str, size: tuple[int, int], tmp_path: Path
) -> None:
    keys = CALLS[outcome]
    assert len([key for key in keys if key != "+3"]) <= 6
    async with sitting(tmp_path, "midway", size) as at:
        await at.press("3")
        for key in keys:
            await at.press(*(("plus", "3") if key == "+3" else (key,)))
        latest = max(at.case.contacts.values(), key=lambda one: one.number)
        assert latest.outcome == outcome
        assert latest.effects


async def test_many_pasted_lines_stay_lines_in_a_note(tmp_path: Path) -> None:
    async with sitting(tmp_path, "midway") as at:
        await at.press("3", "c", "h")
        await at.put(note="first line\nsecond line\n\nfourth")
        assert isinstance(at.form.entries["note"], TextArea)
        await at.save()
        latest = max(at.case.contacts.values(), key=lambda one: one.number)
        assert latest.note == "first line\nsecond line\n\nfourth"


async def test_a_number_stays_as_it_was_typed(tmp_path: Path) -> None:
    async with sitting(tmp_path, "midway") as at:
        await at.press("3", "g", "o")
        await at.put(phone="(203) 555-0177 ext. 4")
        await at.save()
        offices = at.app.casework.offices().values()
        assert "(203) 555-0177 ext. 4" in {one.phone for one in offices}


# --- Keys that move about ----------------------------------------------------------------------


async def test_pages_go_down_and_up(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=(80, 16)) as pilot:
        await pilot.press("5", "g")
        await pilot.pause()
        pane = case_screen(so).query_one("#timeline", Pane)
        top = pane.target
        await pilot.press("pagedown")
        await pilot.pause()
        below = pane.target
        assert below != top
        await pilot.press("pageup", "pageup")
        await pilot.pause()
        assert pane.target == top


async def test_the_timeline_goes_along_its_marks_and_back(tmp_path: Path) -> None:
    so = app(tmp_path, "fresh")
    async with so.run_test(size=(60, 20)) as pilot:
        await pilot.press("5", "g", "j")
        await pilot.pause()
        pane = case_screen(so).query_one("#timeline", TimelinePane)
        begin = list(pane.lines)
        await pilot.press("l")
        await pilot.pause()
        assert pane.lines != begin
        await pilot.press("h")
        await pilot.pause()
        assert pane.lines == begin


async def test_a_form_starts_afresh_and_shows_its_keys(tmp_path: Path) -> None:
    async with sitting(tmp_path, "midway") as at:
        await at.press("v")
        await at.put(doctor="Dr Abara")
        await at.press("f1")
        assert at.app.screen.name == "help"
        await at.press("escape", "ctrl+r")
        assert isinstance(at.app.screen, FormScreen)
        assert at.form.entries["doctor"].raw != "Dr Abara"


async def test_every_action_can_be_found_by_its_name_somewhere(tmp_path: Path) -> None:
    so = app(tmp_path, "midway", "rush")
    found: set[str] = set()
    async with so.run_test(size=WIDE) as pilot:
        for keys, screen in (((), "casebook"), (("T",), "today"), (("escape", "H"), "history"),
                             (("escape", "enter"), "case")):  # fmt: skip
            await pilot.press(*keys)
            await pilot.pause()
            assert so.screen.name == screen
            assert screen in HERE
            palette = Actions(so.screen)
            found |= {hit.help or "" async for hit in palette.discover()}
            await pilot.press("ctrl+p")
            await pilot.pause()
            assert isinstance(so.screen, CommandPalette)
            await pilot.press("escape")
            await pilot.pause()
    # What is live only while something is typed is found over a form, and the palette is open.
    elsewhere = {one.id for one in ACTIONS if one.place in ("form", "search")} | {"app.palette"}
    missed = [one.id for one in ACTIONS if Keymap().help(one) not in found]
    assert set(missed) <= elsewhere
