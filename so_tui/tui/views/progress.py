"""How far something has come, as a bar: its length says it without colors."""

from __future__ import annotations

from so_tui.tui.views.rows import Bit

_DONE, _OPEN = "▰", "▱"


def bar(there: int, asked: int, cells: int) -> list[Bit]:
    """A bar of so many cells and a blank behind it; nothing where there is no room.

    It is full only when all is there, and has a first cell as soon as anything is.
    """
    if cells < 1 or asked < 1:
        return []
    full = cells if there >= asked else min(cells - 1, max(min(there, 1), there * cells // asked))
    return [Bit(_DONE * full, "there"), Bit(_OPEN * (cells - full), "dim"), Bit(" ")]
