"""Which panes are on screen in a terminal of some size."""

from __future__ import annotations

import msgspec

from so_tui.tui.panes import PANES

SPREAD = (100, 32)
"""Columns and lines from which all panes are on screen at once."""

CARDS = frozenset(one.name for one in PANES.values() if one.place == "card")
"""The panes that stand in a row; the others share the place below."""


class Arrangement(msgspec.Struct, frozen=True):
    """What is on screen: which panes, and whether the strip is."""

    shown: frozenset[str]
    strip: bool

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
    if not whole and columns >= SPREAD[0] and lines >= SPREAD[1]:
        return Arrangement(frozenset({*CARDS, below}), strip=False)
    return Arrangement(frozenset({here}), strip=not whole)


def beside(here: str, by: int) -> str:
    """The pane so many places on, past the last to the first."""
    names = [*PANES]
    return names[(names.index(here) + by) % len(names)]
