"""Pictures of the screen are only compared where the same Textual drew them."""

from __future__ import annotations

import importlib.metadata

import pytest

DRAWN_WITH = "8.2.8"
"""The Textual with which the pictures in `__snapshots__` were drawn."""


@pytest.fixture
def pictures() -> None:
    """Skip where another Textual would draw another picture of the same screen."""
    found = importlib.metadata.version("textual")
    if found != DRAWN_WITH:
        pytest.skip(f"the pictures were drawn with Textual {DRAWN_WITH}, here is {found}")
