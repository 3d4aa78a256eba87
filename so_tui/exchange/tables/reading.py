"""The bytes of a table as rows: which table it is, how it is parted, and what its columns are."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping

import msgspec

from so_tui.core.folding import key
from so_tui.core.text import shortened
from so_tui.exchange.strict import refuse
from so_tui.exchange.tables.cells import meant
from so_tui.exchange.tables.columns import NAMES, NEEDED, WRITTEN_ONLY, Column, called

MOST_ROWS = 50_000
MOST_COLUMNS = 200
"""How large a table may be that is read."""

_PARTED_BY = (",", ";", "\t")
"""What spreadsheets put between cells, by region."""

_ROW = {
    "caseload": ("a patient", "Patient"), "offices": ("an office", "Office"),
    "items": ("an item", "Item"), "contacts": ("what came of a call", "What came of it"),
}  # fmt: skip
"""What a row of a table is, and the column that tells which."""

_SAVE = "save it from the spreadsheet as CSV (UTF-8) and import it again"


class Row(msgspec.Struct, frozen=True):
    """A row: its number as a spreadsheet shows it, and the cells that are filled in, by column."""

    number: int
    cells: Mapping[str, str]


class Sheet(msgspec.Struct, frozen=True):
    """A table that was read: its columns by their keys, what each is called in the file, and the
    names of those that mean nothing here."""

    table: str
    columns: Mapping[str, Column]
    names: Mapping[str, str]
    unknown: tuple[str, ...]
    rows: tuple[Row, ...]


def sheet(data: bytes, name: str) -> Sheet:
    """The table in some bytes. Raises RefusedInputError."""
    text = _text(data, name)
    by, text, before = _parted(text, name)
    records = _records(text, by, name, before)
    first = next(((n, cells) for n, cells in records if _filled(cells)), None)
    if first is None:
        refuse(name, "it is empty", do="choose a table with a row of names at its top")
    header = [meant(cell).strip() for cell in first[1]]
    while header and not header[-1]:
        header.pop()
    if len(header) > MOST_COLUMNS:
        do = f"keep the columns that so-tui knows, {MOST_COLUMNS} at most"
        refuse(name, f"it has {len(header):,} columns", do=do)
    table = _table(header, name)
    known = called(table)
    places = {n: known[key(cell)] for n, cell in enumerate(header) if key(cell) in known}
    names: dict[str, str] = {}
    for n, column in places.items():
        if column.key in names:
            what = f"the columns “{names[column.key]}” and “{header[n]}” are the same"
            refuse(name, what, do="keep one of them and import the file again")
        names[column.key] = header[n]
    rows = tuple(_rows(records, places, len(header), name))
    unknown = tuple(cell for n, cell in enumerate(header) if cell and n not in places)
    return Sheet(table, {one.key: one for one in places.values()}, names, unknown, rows)


def _text(data: bytes, name: str) -> str:
    # “Unicode text” from a spreadsheet is UTF-16 with its mark.
    is_wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError:
        refuse(name, "it is not written in UTF-8", do=_SAVE)
    if "\0" in text:
        refuse(name, "it has NUL bytes in it, and so is no text", do=_SAVE)
    return text


def _parted(text: str, name: str) -> tuple[str, str, int]:
    """What parts the cells, the table itself, and how many lines stood before it: a spreadsheet
    may say there what parts the cells."""
    head, _, rest = text.partition("\n")
    said = head.strip().strip('"').casefold()
    if said in {f"sep={one}".strip() for one in _PARTED_BY}:
        return (head.rstrip("\r").strip('"')[4:5] or "\t"), rest, 1
    known = {one for table in NAMES for one in called(table)}

    def fits(by: str) -> tuple[int, int]:
        try:
            cells = next(filter(_filled, csv.reader(io.StringIO(text, newline=""), delimiter=by)))
        except (csv.Error, StopIteration):
            return (0, 0)
        return sum(key(meant(one)) in known for one in cells[:MOST_COLUMNS]), len(cells)

    return max(_PARTED_BY, key=fits), text, 0


def _records(text: str, by: str, name: str, before: int) -> Iterator[tuple[int, list[str]]]:
    """The rows with their numbers, those that are empty too."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=by, strict=True)
    number = before
    try:
        for number, cells in enumerate(reader, before + 1):  # told in the fault
            yield number, cells
    except csv.Error as fault:
        what = f"row {number + 1} cannot be read: "
        if "limit" in str(fault):
            refuse(name, f"{what}a cell there is too long", do="shorten it and import it again")
        what += "a quotation mark there has no other, or something stands behind it"
        refuse(name, what, do=_SAVE)


def _filled(cells: list[str]) -> bool:
    return any(cell.strip() for cell in cells)


def _table(header: list[str], name: str) -> str:
    """The table with the most of the columns; of two with as many, the one plainly meant."""
    names = {key(cell) for cell in header} - {""}
    here = {table: {called(table)[one].key for one in names & {*called(table)}} for table in NAMES}
    if here[WRITTEN_ONLY] == {one.key for one in called(WRITTEN_ONLY).values()}:
        what = "it tells what is due, which follows from the cases"
        refuse(name, what, do="choose one of the other tables")
    fits = [one for one, needed in NEEDED.items() if here[one] & {*needed}]
    if not fits:
        seen = ", ".join(f"“{shortened(one, 30)}”" for one in header[:5])
        what = f"no column of it is known as a name of a case, an item or an office ({seen})"
        refuse(name, what, do="name a column Patient and import the file again")
    first, *others = sorted(fits, key=lambda one: -len(here[one]))
    if not others or len(here[others[0]]) < len(here[first]):
        return first
    # As many columns of two tables: whatever names a row of one of them alone has the say.
    names_of = {
        one: {cell for cell in names & {*called(one)} if called(one)[cell].key in NEEDED[one]}
        for one in (first, others[0])
    }
    for one, other in ((first, others[0]), (others[0], first)):
        if names_of[one] - names_of[other]:
            return one
    (said, named), (or_, or_named) = (_ROW[one] for one in names_of)
    both = next(cell for cell in header if key(cell) in names_of[first])
    what = f"“{shortened(both, 30)}” can be the name of {said} or of {or_}"
    refuse(name, what, do=f"name that column {named} or {or_named} and import the file again")


def _rows(
    records: Iterator[tuple[int, list[str]]], places: Mapping[int, Column], width: int, name: str
) -> Iterator[Row]:
    count = 0
    for number, cells in records:
        if not _filled(cells):
            continue
        count += 1
        if count > MOST_ROWS:
            refuse(name, f"it has more than {MOST_ROWS:,} rows", do="part it into several files")
        if _filled(cells[width:]):
            what = f"row {number} has more cells than the row of names"
            refuse(name, what, do=_SAVE)
        found = {
            places[n].key: text
            for n, cell in enumerate(cells)
            if n in places and (text := meant(cell)).strip()
        }
        yield Row(number, found)
