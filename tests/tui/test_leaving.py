"""A screen that lies over others is left once, and never takes one beneath along."""

from __future__ import annotations

from pathlib import Path

import pytest

from so_tui.tui.screens.case import CaseScreen
from so_tui.tui.screens.leaving import LeftOnce
from tests.tui import desk
from tests.tui.watched import Sight, Watched, sit

OVER = {
    "form": ("3", "c"), "help": ("f1",), "copy": ("3", "y"), "actions": ("ctrl+p",),
    "cover": ("v", "ctrl+l"),
}  # fmt: skip
"""The keys that open a screen over a case."""


@pytest.mark.parametrize("name", OVER)
def test_a_screen_that_is_left_twice_leaves_no_other(tmp_path: Path, name: str) -> None:
    app = desk.app(tmp_path, "midway", driver=Watched)

    async def leave(at: Sight) -> None:
        await at.press(*OVER[name])
        over = app.screen
        assert isinstance(over, LeftOnce)
        below = app.screen_stack[:-1]
        for _ in range(3):
            over.dismiss()
        await at.drawn()
        assert app.screen_stack == below

    sit(app, (80, 24), leave)


def test_what_lies_above_goes_along(tmp_path: Path) -> None:
    app = desk.app(tmp_path, "midway", driver=Watched)

    async def leave(at: Sight) -> None:
        await at.press("3", "c", "f1")
        form = app.screen_stack[-2]
        assert isinstance(form, LeftOnce)
        form.dismiss()
        await at.drawn()
        assert isinstance(app.screen, CaseScreen)

    sit(app, (80, 24), leave)
