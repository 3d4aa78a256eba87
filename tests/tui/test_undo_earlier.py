"""Undo reaches past this sitting: one's own changes, asked for once, never by a stray key."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from so_tui.core import verbs
from so_tui.core.changes import Pen
from so_tui.tui.app import SoTui
from so_tui.tui.screens.case import CaseScreen
from so_tui.tui.screens.casebook import CasebookScreen
from so_tui.tui.widgets.bars import Foot
from tests.tui.desk import NOW, TODAY, WIDE, app, case_screen, casework, ids

BEFORE = dt.datetime(2026, 11, 12, 20, 0, tzinfo=dt.UTC)


def told(so: SoTui) -> str:
    return so.screen.query_one(Foot).sentence


def noted(folder: Path, note: str, actor: str = "rosa") -> None:
    """Somebody changed the note in an earlier sitting."""
    desk = casework(folder)
    pen = Pen(actor=actor, now=BEFORE, today=BEFORE.date(), new_id=ids(note))
    desk.write([verbs.set_details(desk.cases()[0], pen, note=note)])


@pytest.fixture(autouse=True)
def casebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A casebook in which rosa wrote two notes on 12 November."""
    monkeypatch.setenv("SO_TUI_HOME", str(tmp_path / "home"))
    casework(tmp_path, "midway")
    noted(tmp_path, "one")
    noted(tmp_path, "two")


def note(screen: CaseScreen) -> str:
    return screen.case.note


async def test_undo_asks_before_the_beginning_of_this_sitting_and_then_goes_on(
    tmp_path: Path,
) -> None:
    so = app(tmp_path)
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        await pilot.press("1", "space")
        await pilot.pause()
        answered = screen.case
        await pilot.press("u")
        await pilot.pause()
        assert screen.case != answered
        await pilot.press("u")
        await pilot.pause()
        assert note(screen) == "two"
        assert told(so) == (
            "Nothing more since so-tui was opened. Press u again to undo: "
            "“Changed the case's details” of Thu 12 Nov."
        )
        await pilot.press("u")
        await pilot.pause()
        assert note(screen) == "one"
        await pilot.press("u")
        await pilot.pause()
        assert note(screen) != "one"
        await pilot.press("U", "U")
        await pilot.pause()
        assert note(screen) == "two"


async def test_a_stray_key_undoes_nothing_of_an_earlier_sitting(tmp_path: Path) -> None:
    so = app(tmp_path)
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        for _ in range(3):
            await pilot.press("u", "j")
            await pilot.pause()
        assert note(screen) == "two"
        await pilot.press("u", "u", "j", "u")
        await pilot.pause()
        assert note(screen) == "one"
        assert "Press u again" in told(so)


async def test_what_somebody_else_did_is_not_undone(tmp_path: Path) -> None:
    noted(tmp_path, "three", "Ana")
    so = app(tmp_path)
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        await pilot.press("u", "u")
        await pilot.pause()
        assert note(screen) == "three"
        assert "was changed again since" in told(so)


async def test_what_was_undone_in_an_earlier_sitting_can_be_done_again(tmp_path: Path) -> None:
    so = app(tmp_path)
    async with so.run_test(size=WIDE) as pilot:
        await pilot.press("u", "u", "q")
    assert casework(tmp_path).cases()[0].value.note == "one"
    so = app(tmp_path, seed="next")
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        await pilot.press("U")
        await pilot.pause()
        assert note(screen) == "one"
        assert "Press U again to redo: “Changed the case's details” of" in told(so)
        await pilot.press("U")
        await pilot.pause()
        assert note(screen) == "two"
        await pilot.press("u")
        await pilot.pause()
        assert note(screen) == "one"


async def test_there_is_an_end_to_undoing(tmp_path: Path) -> None:
    so = app(tmp_path)
    async with so.run_test(size=WIDE) as pilot:
        await pilot.press(*"uuuuuuuu")
        await pilot.pause()
        assert "There is nothing to undo." in told(so) or "cannot be undone" in told(so)


async def test_the_list_of_cases_asks_the_same(tmp_path: Path) -> None:
    desk = casework(tmp_path, "fresh")
    page = next(one for one in desk.cases() if one.value.note == "two")
    pen = Pen(actor="rosa", now=NOW, today=TODAY, new_id=ids("gone"))
    desk.write([verbs.remove_case(page, pen)])
    so = app(tmp_path)
    async with so.run_test(size=WIDE) as pilot:
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(so.screen, CasebookScreen)
        await pilot.press("u")
        await pilot.pause()
        assert "of today." in told(so)
        assert len(so.casework.cases()) == 1
        await pilot.press("u")
        await pilot.pause()
        assert len(so.casework.cases()) == 2


async def test_what_is_undone_elsewhere_names_its_case(tmp_path: Path) -> None:
    first = app(tmp_path, "rush", seed="first")
    async with first.run_test(size=WIDE) as pilot:
        await pilot.pause()
        target = first.casework.cases()[0]
        await first.open_case(target.id)
        await pilot.press("1", "g", "space")
        await pilot.pause()
        other = next(one for one in first.casework.cases() if one.id != target.id)
        await pilot.press("escape")
        await first.open_case(other.id)
        await pilot.press("u")
        await pilot.pause()
        told = " ".join(foot.sentence for foot in first.screen.query(Foot))
        assert f"That was in “{target.value.label}”." in told
