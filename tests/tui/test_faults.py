"""A fault of the program itself is told without what was on screen."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import io
from contextlib import redirect_stderr
from pathlib import Path

import pytest
from textual.app import App
from textual.worker import WorkerFailed

from so_tui.tui.textual_private import QuietFaults
from tests.tui.desk import WIDE, app, case_screen


def test_textual_still_has_what_is_replaced_here() -> None:
    assert "_fatal_error" in vars(App)
    assert "_fatal_error" in vars(QuietFaults)


async def _stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> str:
    """All that an app wrote which met a fault; the fault quotes a name."""
    monkeypatch.setenv("SO_TUI_HOME", str(tmp_path / "home"))
    so, told = app(tmp_path, "midway"), io.StringIO()

    def broken() -> None:
        label = case_screen(so).case.label
        raise KeyError(label)

    async def later() -> None:
        broken()

    async with so.run_test(size=WIDE) as pilot:
        match how:
            case "handler":
                so.call_later(broken)
            case "worker":
                so.run_worker(later())
            case "task":
                task = asyncio.get_running_loop().create_task(later())
                await asyncio.sleep(0)
                await asyncio.sleep(0)
                assert task.done()
                del task
                gc.collect()
            case _:
                asyncio.get_running_loop().call_soon(broken)
        await pilot.pause()
    return told.getvalue()


@pytest.mark.parametrize("how", ["handler", "worker", "task", "callback"])
async def test_a_fault_leaves_a_number_and_no_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    (tmp_path / "home").mkdir()
    told = io.StringIO()
    with redirect_stderr(told), contextlib.suppress(KeyError, WorkerFailed):
        await _stopped(tmp_path, monkeypatch, how)
    log = tmp_path / "home" / "errors.log"
    lines = log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600
    assert "KeyError" in lines
    assert "test_faults.py:" in lines
    assert "Rosa" not in told.getvalue() + lines
    if how in ("handler", "worker"):
        number = lines.split()[1]
        assert f"number {number}" in told.getvalue().replace("\n", " ")
