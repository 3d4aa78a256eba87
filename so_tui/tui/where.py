"""Where one is in the app: there is one screen for each place, however one came there."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from textual.screen import Screen

from so_tui.tui.screens.app_screen import AppScreen


class Where(NamedTuple):
    """A screen, and the case it shows, if it shows one."""

    screen: Literal["casebook", "case", "today", "history"]
    case: str = ""


def where_of(screen: Screen[Any]) -> Where | None:
    """Where one is on a screen; None on one that lies over such a place: a form, the help."""
    return screen.where if isinstance(screen, AppScreen) else None
