"""The ink of a picture: where on a page something is drawn."""

from __future__ import annotations

from typing import NamedTuple

from docs.png import read


class Ink(NamedTuple):
    """How wide and high a picture is, and the box around all that is not white, in pixels."""

    width: int
    height: int
    left: int
    top: int
    right: int
    bottom: int


def ink(png: bytes) -> Ink:
    """Where the ink of a picture is: eight bits a channel, not interlaced."""
    found = read(png)
    columns, lines = [], []
    for y, row in enumerate(found.rows):
        if row.strip(b"\xff"):
            lines.append(y)
            first = next(n for n, one in enumerate(row) if one != 255)
            last = next(n for n in range(len(row) - 1, -1, -1) if row[n] != 255)
            columns += [first // found.size, last // found.size]
    return Ink(found.width, found.height, min(columns), lines[0], max(columns), lines[-1])
