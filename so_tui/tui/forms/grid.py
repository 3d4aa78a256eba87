"""Options in columns: side by side in as few rows as there can be, or with what is said of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from so_tui.tui.plain import fill, width

BOX = 4
"""Cells of the box before a label, with the blank behind it."""

_GAP = 2

_WORDS = 16
"""Cells in which what is said of an option can be read in part."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Where options stand: the row of each, and the cell in which it begins."""

    places: tuple[tuple[int, int], ...]

    @property
    def rows(self) -> int:
        """How many rows there are; one where there is nothing to choose."""
        return self.places[-1][0] + 1 if self.places else 1


def grid(labels: Sequence[int], cells: int) -> Grid:
    """The options whose labels have these widths, in so many cells; at least one column.

    Each column is as wide as its widest option; where that takes more rows, all are alike, and
    what is longer reaches into the next.
    """
    found = [*_as_wide_as_needed(labels, cells), *_alike(labels, cells)]
    alone = Grid(tuple((row, 0) for row in range(len(labels))))
    return min((*found, alone), key=lambda one: one.rows)


def _as_wide_as_needed(labels: Sequence[int], cells: int) -> Iterator[Grid]:
    for many in range(len(labels), 1, -1):
        widest = [BOX + max(labels[column::many]) for column in range(many)]
        starts = [sum(widest[:n]) + n * _GAP for n in range(many)]
        if starts[-1] + widest[-1] <= cells:
            yield Grid(tuple((n // many, starts[n % many]) for n in range(len(labels))))
            return


def _alike(labels: Sequence[int], cells: int) -> Iterator[Grid]:
    for many in range(2, len(labels)):
        step = (cells + _GAP) // many
        spans = [-(-(BOX + label + _GAP) // step) for label in labels] if step > BOX else []
        if spans and max(spans) <= many:
            yield Grid(tuple((row, column * step) for row, column in _flowing(spans, many)))


def _flowing(spans: Sequence[int], many: int) -> Iterator[tuple[int, int]]:
    """The row and column of each, one after the other, none over the end of a row."""
    row = column = 0
    for span in spans:
        if column + span > many:
            row, column = row + 1, 0
        yield row, column
        column += span


def abouts_at(options: Sequence[tuple[int, int]], room: int) -> int:
    """Where what is said of options begins: behind the widest label, if there is room for it.

    `options` are the cells of each label and of what is said of it.
    """
    labels = max((label for label, _ in options), default=0)
    abouts = max((about for _, about in options), default=0)
    return min(labels, max(room // 2, room - _GAP - abouts)) + _GAP


def behind(label: int, about: str, at: int, room: int) -> str:
    """What is said of an option, from the end of its label to that of the room.

    A beginning of it that is too short to say something is left out.
    """
    gap = max(at - label, _GAP)
    left = room - label - gap
    told = about if width(about) <= left or left >= _WORDS else ""
    return fill(f"{' ' * gap}{told}" if told else "", room - label)
