"""A case that another process took away a moment ago: a sentence, and the app goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from so_tui.casework import Casework
from so_tui.core import verbs
from so_tui.core.changes import Pen
from so_tui.tui.app import SoTui
from so_tui.tui.keys import ACTIONS
from so_tui.tui.screens.app_screen import where_of
from so_tui.tui.screens.casebook import CasebookScreen
from tests.kept import kept
from tests.tui import desk

PLACES = ("casebook", "today", "case", "history")

LEAVES = {"app.quit", "app.suspend"}
"""What ends the app, or stops it."""


def take_away(app: SoTui) -> None:
    """Another process removes every case; this one has read it, and shows it not yet."""
    others = Casework.open(kept(app.casework).path)
    pen = Pen(actor="ben", now=desk.NOW, today=desk.TODAY, new_id=desk.ids("others"))
    others.write([verbs.remove_case(page, pen) for page in others.cases()])
    app.casework.refresh()


async def go(app: SoTui, place: str, case: str) -> None:
    """From the list of cases to a place."""
    if place == "today":
        await app.go("screen.today", None)
    elif place == "history":
        await app.go("screen.history", case)
    elif place == "case":
        await app.open_case(case)


@pytest.mark.deep
@pytest.mark.parametrize("place", PLACES)
async def test_every_key_goes_on_when_the_case_was_just_removed(tmp_path: Path, place: str) -> None:
    pressed = [
        one.keys.split(",")[0]
        for one in ACTIONS
        if one.place in {"app", "lists", "pane", place} and one.keys and one.id not in LEAVES
    ]
    for number, key in enumerate(pressed):
        folder = tmp_path / str(number)
        folder.mkdir()
        app = desk.app(folder, "midway", "rush")
        async with app.run_test(size=desk.WIDE) as pilot:
            await pilot.pause()
            await go(app, place, app.casework.cases()[0].id)
            await pilot.pause()
            take_away(app)
            await pilot.press(key)
            await pilot.press("escape", "escape", "escape")
            await pilot.pause()
            assert app.return_code is None, key
            app.show_all()
            await pilot.pause()
            assert where_of(app.screen) is not None, key


async def test_a_case_that_is_gone_at_the_start_leads_to_the_list(tmp_path: Path) -> None:
    app = desk.app(tmp_path, "midway", "rush")
    take_away(app)
    app._case = desk.sample("midway").cases[0].id
    async with app.run_test(size=desk.NARROW) as pilot:
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, CasebookScreen)
        assert "not in the casebook any more" in desk.screen_text(app)
