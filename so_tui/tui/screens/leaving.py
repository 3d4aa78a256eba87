"""Leaving a screen that lies over others: once, whatever keys and clicks come together."""

from __future__ import annotations

from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import Screen

_T = TypeVar("_T")


class LeftOnce(Screen[_T]):
    """A screen that takes away itself and what lies above it, and never one beneath.

    Textual takes away whatever is on top, so that a second Escape or click would leave the case.
    """

    def dismiss(self, result: _T | None = None) -> AwaitComplete:
        """Leave with a result; where the screen is gone already, nothing happens."""
        if self not in self.app.screen_stack:
            return AwaitComplete()
        while self.app.screen is not self:
            self.app.pop_screen()
        return super().dismiss(result)
