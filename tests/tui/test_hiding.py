"""What people typed can be hidden from whoever looks over a shoulder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from textual.pilot import Pilot

from so_tui.core import case as model
from so_tui.core.case import Part
from so_tui.core.masking import MARK, masked, masked_text
from so_tui.tui.app import LOOK, SoTui
from so_tui.tui.screens.cover import CoverScreen
from tests.tui.desk import NARROW, WIDE, app, screen_text
from tests.tui.sitting import sitting

TYPED = ("Rosa", "Chen", "Valley", "Luke", "203-555", "Ana", "breast", "wants to hear")
"""Some of what people typed into the sample midway."""


def kinds() -> list[type[Part]]:
    """Every part of the model."""
    return [
        kind for kind in vars(model).values()
        if isinstance(kind, type) and issubclass(kind, Part) and kind is not Part
    ]  # fmt: skip


def test_every_text_of_the_model_is_hidden_or_a_code() -> None:
    codes = {
        "id", "office", "kind", "instead_of", "problem", "release", "zone", "begun_from", "lent_as",
        "paper",
    }  # fmt: skip
    for kind in kinds():
        names = [field.name for field in msgspec.structs.fields(kind) if field.type is str]
        values: dict[str, Any] = dict.fromkeys(names, "Secret 1")
        required = (field.name for field in msgspec.structs.fields(kind) if field.required)
        values |= {name: 1 for name in required if name not in values}
        hidden = masked(kind(**values))
        shown = {name for name in names if getattr(hidden, name) == "Secret 1"}
        assert shown <= codes, (kind, shown - codes)


def test_a_hidden_text_keeps_its_shape() -> None:
    assert masked_text("Rosa M., 203-555-0143") == "**** *., ***-***-****"
    assert masked_text("張偉 é") == "** *"


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_one_key_hides_all_that_was_typed_and_shows_it_again(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=size) as pilot:
        await pilot.pause()
        before = screen_text(so)
        assert "Rosa" in before
        await pilot.press("ctrl+l")
        for pane in "012345":
            await pilot.press(pane)
            hidden = screen_text(so)
            assert MARK * 3 in hidden
            assert not [word for word in TYPED if word in hidden]
        assert "to ask" in hidden or "Pathology" in hidden, "states and calls are to be seen"
        await pilot.press("1", "ctrl+l")
        await pilot.pause()
        assert "Rosa" in screen_text(so)


async def test_while_hidden_nothing_is_opened_or_changed(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        await pilot.pause()
        pages = dict(so.casework.snapshot.pages)
        await pilot.press("ctrl+l")
        for key in ("enter", "space", "c", "e", "x", "m", "D"):
            await pilot.press(key)
            await pilot.pause()
            assert "Ctrl+L shows it again" in screen_text(so)
            assert not [word for word in TYPED if word in screen_text(so)]
        assert dict(so.casework.snapshot.pages) == pages


async def test_the_list_of_cases_is_hidden_too(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        await pilot.press("ctrl+l", "escape")
        await pilot.pause()
        assert "**** *." in screen_text(so)
        assert "Rosa" not in screen_text(so)


async def test_a_form_is_covered_and_keeps_what_was_typed(tmp_path: Path) -> None:
    async with sitting(tmp_path, "midway") as at:
        await at.open("contact.log", call="pathology")
        await at.put(with_whom="Jolanta")
        await at.press("ctrl+l")
        shown = screen_text(at.app)
        assert "Press any key" in shown
        assert "Jolanta" not in shown
        await at.press("j")
        assert at.is_open
        assert "Jolanta" in screen_text(at.app)
        assert "Jolantaj" not in screen_text(at.app)


class Clock:
    """A clock that is set by hand, in seconds."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def _waited(so: SoTui, pilot: Pilot[None]) -> None:
    so.cover_when_idle()
    await pilot.pause()


async def test_after_some_minutes_without_a_key_the_screen_is_covered(tmp_path: Path) -> None:
    clock = Clock()
    so = app(tmp_path, "midway", cover_after=2, clock=clock)
    async with so.run_test(size=WIDE) as pilot:
        clock.now = 100.0
        await pilot.press("j")
        clock.now = 219.0
        await _waited(so, pilot)
        assert not isinstance(so.screen, CoverScreen)
        clock.now = 220.0
        await _waited(so, pilot)
        assert isinstance(so.screen, CoverScreen)
        assert "Hidden after 2 minutes without a key" in screen_text(so)
        assert "Rosa" not in screen_text(so)
        await pilot.press("x")
        await pilot.pause()
        assert "Rosa" in screen_text(so)
        assert LOOK < 60
