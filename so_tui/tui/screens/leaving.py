"""Leaving a screen that lies over others: once, whatever keys and clicks come together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from textual.await_complete import AwaitComplete

_T = TypeVar("_T")

if TYPE_CHECKING:
    from textual.screen import Screen as _Beside
else:
    # Textual takes styles and keys from the first base that is a widget, so this is none.
    class _Beside(Generic[_T]):
        pass


class LeftOnce(_Beside[_T]):
    """Beside a screen: it takes away itself and what lies above it, and never one beneath.

    Textual takes away whatever is on top, so that a second Escape or click would leave the case.
    """

    def dismiss(self, result: Any = None) -> AwaitComplete:
        """Leave with a result; where the screen is gone already, nothing happens."""
        if self not in self.app.screen_stack:
            return AwaitComplete()
        while self.app.screen is not self:
            self.app.pop_screen()
        return super().dismiss(result)
