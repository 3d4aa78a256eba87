"""A terminal in a few lines, with a measure of its own for what terminals measure differently."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

import wcwidth

from so_tui.tui import graphemes

_alone = re.compile(f"[{graphemes.ALONE}]*").fullmatch
_ESCAPE = re.compile(r"\x1b\[([0-9;?]*)([@-~])|\x1b\][^\x07]*\x07|([^\x1b]+)")

Drawn = Iterator[tuple[str, int]]


def _each(text: str) -> Drawn:
    """Each code point by its own width, as most terminals do."""
    return ((one, max(0, wcwidth.wcwidth(one))) for one in text)


def _one_cell_each(text: str) -> Drawn:
    """One cell for whatever the terminal does not know; marks, too."""
    return ((one, _true(one) if _alone(one) else 1) for one in text)


def _two_cells_each(text: str) -> Drawn:
    return ((one, _true(one) if _alone(one) else 2) for one in text)


def _no_cell(text: str) -> Drawn:
    return ((one, _true(one) if _alone(one) else 0) for one in text)


def _clusters(text: str) -> Drawn:
    """Whole clusters, as newer terminals do."""
    return ((one, max(0, wcwidth.wcswidth(one))) for one in wcwidth.iter_graphemes(text))


def _true(one: str) -> int:
    return max(0, wcwidth.wcwidth(one))


MEASURES: Mapping[str, Callable[[str], Drawn]] = {
    "each code point": _each,
    "one cell each": _one_cell_each,
    "two cells each": _two_cells_each,
    "no cell": _no_cell,
    "clusters": _clusters,
}


class ModelTerminal:
    """What stands in each cell, by row and column from 0, after what was written."""

    def __init__(self, measure: Callable[[str], Drawn]) -> None:
        self.cells: dict[tuple[int, int], str] = {}
        self._measure = measure
        self._row = self._column = 0

    def write(self, data: str) -> None:
        """Take in output of text, moves and colors."""
        for token in _ESCAPE.finditer(data):
            if token[3]:
                self._print(token[3])
            elif token[2] == "H":
                row, column = (int(number or 1) for number in token[1].split(";"))
                self._row, self._column = row - 1, column - 1

    def _print(self, text: str) -> None:
        for one, width in self._measure(text):
            end = self._column + width
            if width:
                self._halve(self._column)
                self._halve(end)
            for column in range(self._column, end):
                self.cells[self._row, column] = one if column == self._column else ""
            self._column = end

    def _halve(self, column: int) -> None:
        """A wide sign of which one half is overwritten goes, as in terminals."""
        row, left = self._row, column
        while self.cells.get((row, left)) == "":
            left -= 1
        right = column
        while self.cells.get((row, right)) == "":
            right += 1
        if left < column:
            self.cells |= {(row, cell): " " for cell in range(left, right)}
