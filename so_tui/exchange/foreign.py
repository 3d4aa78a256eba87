"""Files of other programs that are no format here, known by how they begin."""

from __future__ import annotations

from so_tui.exchange.strict import refuse

_AS_TABLE = "save it there as CSV (UTF-8) and import that file"
_BY_HAND = "choose a file from so-tui, a table as CSV, or an invitation (.ics)"
_ZIP = b"PK\x03\x04"

_INSIDE = (
    (b"xl/", "it is a workbook of a spreadsheet", _AS_TABLE),
    (b"opendocument.spreadsheet", "it is a workbook of a spreadsheet", _AS_TABLE),
    (b"word/", "it is a document of a word processor", _BY_HAND),
    (b"opendocument.text", "it is a document of a word processor", _BY_HAND),
)
"""What a ZIP archive is, by what is in it."""

_BEGINNINGS = (
    (_ZIP, "it is a ZIP archive", "unpack it and import the file that is in it"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "it is a file of an older office program", _AS_TABLE),
    (b"%PDF-", "it is a PDF", _BY_HAND),
    (b"\x89PNG\r\n\x1a\n", "it is an image", _BY_HAND),
    (b"\xff\xd8\xff", "it is an image", _BY_HAND),
    (b"GIF87a", "it is an image", _BY_HAND),
    (b"GIF89a", "it is an image", _BY_HAND),
    (b"II*\x00", "it is an image", _BY_HAND),
    (b"MM\x00*", "it is an image", _BY_HAND),
)


def refuse_foreign(data: bytes, name: str) -> None:
    """Refuse a file of a kind that is never read here, saying what it is and what to do."""
    if data.startswith(_ZIP):
        for mark, what, do in _INSIDE:
            if mark in data:
                refuse(name, what, do=do)
    for beginning, what, do in _BEGINNINGS:
        if data.startswith(beginning):
            refuse(name, what, do=do)
