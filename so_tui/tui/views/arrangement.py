"""Which panes are on screen in a terminal of some size."""

from __future__ import annotations

import msgspec

from so_tui.core.case import CALLS
from so_tui.tui.targets import PANES, PaneName

SPREAD = (100, 32)
"""Columns and lines from which all panes are on screen at once."""

CARDS: tuple[PaneName, ...] = ("reasons", *CALLS[1:])
"""The panes that stand in a row; the visit and the timeline share the place below."""


class Arrangement(msgspec.Struct, frozen=True):
    """What is on screen: which panes, and whether the strip is."""

    shown: frozenset[PaneName]
    strip: bool

    @property
    def cards(self) -> bool:
        """Whether any of the cards is on screen."""
        return bool(self.shown & set(CARDS))

    @property
    def below(self) -> bool:
        """Whether the visit or the timeline is on screen."""
        return bool(self.shown - set(CARDS))


def arrangement(
    columns: int, lines: int, here: PaneName, below: PaneName, *, whole: bool
) -> Arrangement:
    """What is on screen in so many columns and lines.

    `here` has the focus; `below` is the visit or the timeline, whichever was used last; `whole`
    gives the pane with the focus the whole screen.
    """
    if not whole and columns >= SPREAD[0] and lines >= SPREAD[1]:
        return Arrangement(frozenset({*CARDS, below}), strip=False)
    return Arrangement(frozenset({here}), strip=not whole)


def beside(here: PaneName, by: int) -> PaneName:
    """The pane so many places on, past the last to the first."""
    return PANES[(PANES.index(here) + by) % len(PANES)]
