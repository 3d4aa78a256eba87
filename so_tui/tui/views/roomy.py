"""How much room a pane has, and what it therefore shows."""

from __future__ import annotations

WIDE = 60
"""Cells from which a row has columns, and a pane says all that it knows."""

_TALL = (44, 28)
"""Cells and lines from which a pane says all that it knows, too, in rows without columns."""


def says_all(cells: int, lines: int) -> bool:
    """Whether a pane of so many cells and lines says all that it knows."""
    return cells >= WIDE or (cells >= _TALL[0] and lines >= _TALL[1])
