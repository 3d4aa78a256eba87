"""Pictures of the screen are only compared where the same Textual drew them."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

import pytest
from textual import _wait, constants, screen

# Pilot looks this often whether the app rests; Textual's own 20 ms twice a key would be most of
# what these tests take.
_wait.SLEEP_GRANULARITY = 0.005
_wait.SLEEP_IDLE = 0.0005

_ALWAYS = pytest.MonkeyPatch()
# Drawn at once, so that what is drawn can be looked at sooner than a person would.
_ALWAYS.setattr(screen, "UPDATE_PERIOD", 0.002)
# Rich keeps what a style looks like in the colors it was drawn with first: one kind for all tests.
_ALWAYS.setattr(constants, "COLOR_SYSTEM", "truecolor")

DRAWN_WITH = "8.2.8"
"""The Textual with which the pictures in `__snapshots__` were drawn."""


@pytest.fixture
def pictures() -> None:
    """Skip where another Textual would draw another picture of the same screen."""
    found = importlib.metadata.version("textual")
    if found != DRAWN_WITH:
        pytest.skip(f"the pictures were drawn with Textual {DRAWN_WITH}, here is {found}")


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests keeps what they have of their own."""
    monkeypatch.setenv("SO_TUI_HOME", str(tmp_path / "home"))
