"""A start with many cases says that it reads them; keys meanwhile are kept, and Ctrl+Q leaves."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual.worker import WorkerFailed

from so_tui.errors import CasebookError
from so_tui.overview import Overview
from so_tui.tui import app as module
from so_tui.tui.app import SoTui
from so_tui.tui.keys import ACTIONS
from so_tui.tui.screens.reading import ReadingScreen
from tests.conftest import DEEP
from tests.tui import desk
from tests.tui.watched import key

SAMPLES = ("midway", "fresh")
KEYS = [
    *sorted({name.strip() for one in ACTIONS for name in one.keys.split(",") if name}),
    "a",
    "1",
    "tab",
]
LEAVING = {"q", "ctrl+q", "ctrl+z"}


@contextmanager
def slow(monkeypatch: pytest.MonkeyPatch, many: int = 1) -> Iterator[threading.Event]:
    """A store that reads until it is let go; `many`: how many cases are many."""
    go, real = threading.Event(), Overview.look

    def look(self: Overview, *given: object) -> None:
        assert go.wait(30)
        real(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Overview, "look", look)
    monkeypatch.setattr(module, "MANY", many)
    try:
        yield go
    finally:
        go.set()


async def begun(app: SoTui) -> None:
    """Wait until the list of cases, or whatever comes first, is there."""
    for _ in range(2000):
        if app.screen_stack and not isinstance(app.screen, ReadingScreen):
            await app.key_queue.at_rest()
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it never began")


async def test_it_says_how_many_cases_are_read_until_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = desk.app(tmp_path, *SAMPLES)
    with slow(monkeypatch) as go:
        async with app.run_test(size=desk.WIDE) as pilot:
            await pilot.pause()
            assert "Reading 2 cases… Ctrl+Q leaves." in desk.screen_text(app)
            go.set()
            await begun(app)
            await pilot.pause()
            assert app.screen.name == "casebook"
            assert "Reading" not in desk.screen_text(app)


async def test_few_cases_are_there_without_a_word_of_reading(tmp_path: Path) -> None:
    app = desk.app(tmp_path, *SAMPLES)
    async with app.run_test(size=desk.WIDE) as pilot:
        await pilot.pause()
        assert app.screen.name == "casebook"
        assert not any(isinstance(one, ReadingScreen) for one in app.screen_stack)


async def test_ctrl_q_leaves_while_it_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = desk.app(tmp_path, *SAMPLES)
    with slow(monkeypatch):
        async with app.run_test(size=desk.WIDE) as pilot:
            await pilot.pause()
            for one in ("n", "x", "ctrl+q"):
                app.post_message(key(one))
            for _ in range(400):
                if not app.is_running:
                    break
                await asyncio.sleep(0.005)
            assert not app.is_running
    assert app.return_code == 0


async def outcome(folder: Path, keys: list[str], go: threading.Event | None) -> str:
    """What is shown after some keys, which come while it reads where there is `go`."""
    app = desk.app(folder, *SAMPLES)
    async with app.run_test(size=desk.WIDE) as pilot:
        if go is not None:
            await pilot.pause()
            assert isinstance(app.screen, ReadingScreen)
        else:
            await begun(app)
        for one in keys:
            app.post_message(key(one))
        if go is not None:
            await pilot.pause()
            assert isinstance(app.screen, ReadingScreen)
            go.set()
            await begun(app)
        await app.key_queue.at_rest()
        await pilot.pause()
        return f"{app.screen.name} {desk.screen_text(app)}"


@pytest.mark.parametrize("seed", range(30 if DEEP else 8))
async def test_keys_that_come_while_it_reads_do_what_they_do_behind_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = random.Random(seed)
    keys = chance.choices([one for one in KEYS if one not in LEAVING], k=chance.randint(1, 5))
    after = await outcome(tmp_path / "after", keys, None)
    with slow(monkeypatch) as go:
        assert await outcome(tmp_path / "while", keys, go) == after


async def test_what_cannot_be_read_ends_it_as_it_does_with_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(self: Overview, *given: object) -> None:
        raise CasebookError("The disk is gone.")

    monkeypatch.setattr(Overview, "look", look)
    codes = []
    for many in (1, 1000):
        monkeypatch.setattr(module, "MANY", many)
        app = desk.app(tmp_path / str(many), *SAMPLES)
        with pytest.raises((CasebookError, WorkerFailed)):
            async with app.run_test(size=desk.WIDE) as pilot:
                await pilot.pause(0.5)
        codes.append(app.return_code)
    assert codes[0] == codes[1] != 0
