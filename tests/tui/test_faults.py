"""A fault of the program itself is told without what was on screen."""

from __future__ import annotations

import io
from contextlib import redirect_stderr
from pathlib import Path

import pytest
from textual.app import App

from so_tui.tui.textual_private import QuietFaults, fault_told
from tests.tui.desk import WIDE, app, case_screen


def test_textual_still_has_what_is_replaced_here() -> None:
    assert "_fatal_error" in vars(App)
    assert "_fatal_error" in vars(QuietFaults)


def test_a_fault_names_its_kind_and_place_and_no_values() -> None:
    def broken(name: str) -> None:
        raise KeyError(name)

    with pytest.raises(KeyError) as caught:
        broken("Rosa M.")
    told = fault_told(caught.value)
    assert "KeyError at test_faults.py line" in told
    assert "Rosa" not in told


async def test_a_fault_leaves_no_names_in_the_terminal(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    told = io.StringIO()

    def broken() -> None:
        label = case_screen(so).case.label
        raise KeyError(label)

    async def run() -> None:
        async with so.run_test(size=WIDE) as pilot:
            so.call_later(broken)
            await pilot.pause()

    with redirect_stderr(told), pytest.raises(KeyError):
        await run()
    assert "KeyError" in told.getvalue()
    assert "Rosa" not in told.getvalue()
