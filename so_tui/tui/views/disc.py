"""A disc as rows: what it is to the case, what recording it does, and what is on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from so_tui.core.disc.telling import Told
from so_tui.tui import plain
from so_tui.tui.targets import Target
from so_tui.tui.views.rows import BLANK, Bit, Panel, Row

TITLE = "A disc"

_STYLES = {"!": "late", "?": "strong", "✓": ""}
"""How the sign before a sentence is drawn."""


def reading(done: int, of_all: int, stops: str) -> Panel:
    """What is there while it is read: how far that has come, and the key that stops it."""
    far = f": {done:,} of {of_all:,} files" if of_all else ""
    return Panel(title=TITLE, rows=(Row((Bit(f"Reading the disc{far}. {stops} stops."),)),))


def panel(told: Sequence[Told], does: Sequence[str], contents: Sequence[str], cells: int) -> Panel:
    """What was found: the verdict and what follows from it, what recording does, all that is on
    it."""
    rows = [row for n, one in enumerate(told) for row in _said(one, n == 0, cells)]
    for heading, lines in (("What will be recorded", does), ("What is on it", contents)):
        if lines:
            rows += [BLANK, Row((Bit(heading, "title"),))]
            rows += [row for line in lines for row in _said(Told(text=line), False, cells)]
    numbered = (replace(row, target=Target("notes", str(n))) for n, row in enumerate(rows))
    return Panel(title=TITLE, rows=tuple(row if row.text else BLANK for row in numbered))


def _said(one: Told, is_first: bool, cells: int) -> Iterator[Row]:
    """A sentence behind its sign, in as many rows as it needs."""
    lead = (Bit(f"{one.sign} ", _STYLES[one.sign]),) if one.sign else ()
    room = cells - 2 if lead else cells
    for n, line in enumerate(plain.wrap(one.text, room)):
        before = (Bit("  "),) if lead and n else lead
        yield Row((*before, Bit(line, "title" if is_first else "")), more=n > 0)
