"""The cells of a row put into the part that the row is about."""

from __future__ import annotations

import datetime as dt
from typing import Any

from so_tui.core import tree
from so_tui.exchange.tables.cells import CellError, read
from so_tui.exchange.tables.columns import Column
from so_tui.exchange.tables.reading import Row, Sheet
from so_tui.exchange.tables.rows import Written, is_field


class RowError(Exception):
    """What is wrong with a row: pairs of a column's key and a sentence."""

    def __init__(self, *found: tuple[str, str]) -> None:
        super().__init__(*found)
        self.found = found

    @classmethod
    def of(cls, column: str, what: str) -> RowError:
        """What is wrong with one cell."""
        return cls((column, what))


class Filling:
    """How cells of a sheet are read; `notes` gets what cleaning changed in them."""

    def __init__(self, sheet: Sheet, written: Written, today: dt.date, notes: list[str]) -> None:
        self._sheet, self._written = sheet, written
        self._today, self._notes = today, notes

    def with_cells(self, row: Row, was: Any) -> Any:
        """A part with what the cells of a row say of its fields. Raises RowError with all that is
        wrong in them."""
        after = was
        wrong: list[tuple[str, str]] = []
        for name, text in row.cells.items():
            column = self._sheet.columns[name]
            if not is_field(column) or text == self._written.field(was, column):
                continue
            try:
                value = self._value(column, text)
            except RowError as fault:
                wrong += fault.found
                continue
            if value != tree.get(was, name):
                after = tree.put(after, name.split("/"), value)
        if wrong:
            raise RowError(*wrong)
        return after

    def cell(self, row: Row, name: str) -> Any:
        """The value of one cell; None where it is empty, or no field. Raises RowError."""
        if name not in row.cells or self._sheet.columns[name].part is None:
            return None
        return self._value(self._sheet.columns[name], row.cells[name])

    def _value(self, column: Column, text: str) -> Any:
        try:
            return read(text, column, self._written.wording, self._today, self._notes)
        except CellError as fault:
            raise RowError.of(column.key, str(fault)) from None
