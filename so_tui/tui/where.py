"""Where one is in the app: there is one screen for each place, however one came there."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, Protocol, runtime_checkable

from textual.screen import Screen


class Where(NamedTuple):
    """A screen, and the case it shows, if it shows one."""

    screen: Literal["casebook", "case", "today", "history"]
    case: str = ""


@runtime_checkable
class Located(Protocol):
    """A screen that one can go to from elsewhere."""

    @property
    def where(self) -> Where:
        """Where one is on it."""


def where_of(screen: Screen[Any]) -> Where | None:
    """Where one is on a screen; None on one that lies over such a place: a form, the help."""
    return screen.where if isinstance(screen, Located) else None
