"""Which panes are on screen in a terminal of some size."""

from __future__ import annotations

from typing import Literal

import msgspec

from so_tui.tui.panes import HEAD, PANES

SPREAD = (100, 32)
"""Columns and lines from which all cards are on screen at once."""

ALL = (180, 44)
"""Columns and lines from which both panes below the cards are, side by side."""

UPRIGHT = (100, 26)
"""Columns and lines from which the strip is a column at the left, where one pane shows."""

SMALLEST = (60, 20)
"""Columns and lines from which nothing is left out."""

TITLED = 30
"""Lines from which the header has a line for the title of the next step."""

CARDS = frozenset(one.name for one in PANES.values() if one.place == "card")
"""The panes that stand in a row; the others share the place below."""


Strip = Literal["none", "line", "column"]
"""How the panes that are not on screen are named: not at all, in a line, or in a column."""


class Arrangement(msgspec.Struct, frozen=True):
    """What is on screen: which panes, and how the others are named."""

    shown: frozenset[str]
    strip: Strip

    @property
    def cards(self) -> bool:
        """Whether any of the cards is on screen."""
        return bool(self.shown & CARDS)

    @property
    def below(self) -> bool:
        """Whether a pane of the place below them is on screen."""
        return bool(self.shown - CARDS)


def arrangement(columns: int, lines: int, here: str, below: str, *, whole: bool) -> Arrangement:
    """What is on screen in so many columns and lines.

    `here` has the focus; `below` is that of the place below which was used last; `whole`
    gives the pane with the focus the whole screen.
    """
    if whole:
        return Arrangement(frozenset({here}), strip="none")
    if columns >= SPREAD[0] and lines >= SPREAD[1]:
        all_of_them = columns >= ALL[0] and lines >= ALL[1]
        shown = frozenset(PANES) if all_of_them else frozenset({*CARDS, below})
        return Arrangement(shown, strip="none")
    upright = columns >= UPRIGHT[0] and lines >= UPRIGHT[1]
    return Arrangement(frozenset({here}), strip="column" if upright else "line")


def head_rows(columns: int, lines: int) -> int:
    """How many lines the header takes: the less room there is, the fewer."""
    if columns < SMALLEST[0] or lines < SMALLEST[1]:
        return 1
    return 3 if lines >= TITLED else 2


def beside(here: str, by: int) -> str:
    """The pane so many places on, past the last to the header, and on to the first."""
    names = [HEAD, *PANES]
    return names[(names.index(here) + by) % len(names)]
