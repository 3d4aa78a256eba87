"""CSV: a table for a spreadsheet, and from one (RFC 4180)."""

from __future__ import annotations

from collections.abc import Iterator

from so_tui.exchange.casefile import CaseFile
from so_tui.exchange.formats import Format, Incoming, Option, Outgoing

_TABLES = ("caseload", "offices", "items", "contacts", "due")


def _written(outgoing: Outgoing) -> Iterator[bytes]:
    import csv
    import io

    from so_tui.exchange.tables.cells import harmless
    from so_tui.exchange.tables.rows import rows

    if outgoing.asked.get("bom"):
        yield b"\xef\xbb\xbf"
    to = io.StringIO(newline="")
    writer = csv.writer(to, lineterminator="\r\n")
    for cells in rows(outgoing, outgoing.asked.get("table") or _TABLES[0]):
        writer.writerow([harmless(cell) for cell in cells])
        yield to.getvalue().encode("utf-8", "backslashreplace")
        to.seek(0)
        to.truncate()


def _read(incoming: Incoming) -> CaseFile:
    from so_tui.exchange.tables.taking import taken

    return taken(incoming)


FORMAT = Format(
    sentence="A table for a spreadsheet, or a list of cases from one.",
    endings=(".csv",),
    called="CSV",
    reads=_read,
    writes=_written,
    options=(
        Option("table", "Which table to write; the caseload, if you say nothing.", _TABLES),
        Option("bom", "Begin with a byte order mark, which some spreadsheets want."),
    ),
)
