"""Files of other programs that are no format here, known by how they begin."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from so_tui.exchange.strict import refuse

_AS_TABLE = "save it there as CSV (UTF-8) and import that file"
_SAVED = "save a table there as CSV (UTF-8) and import that file, or choose another one"
_BY_HAND = "choose a file from so-tui, a table as CSV, or an invitation (.ics)"
_ZIP = b"PK\x03\x04"

_WORKBOOK = ("it is a workbook of a spreadsheet", _AS_TABLE)
_DOCUMENT = ("it is a document of a word processor", _BY_HAND)
_INSIDE = {"xl/workbook.xml": _WORKBOOK, "word/document.xml": _DOCUMENT}
"""What a ZIP archive is, by a file that is in it."""

_MIMETYPES = {
    b"application/vnd.oasis.opendocument.spreadsheet": _WORKBOOK,
    b"application/vnd.oasis.opendocument.text": _DOCUMENT,
}
"""What it is, by what its file `mimetype` says (OpenDocument 1.3, part 2, §3.3)."""

_BEGINNINGS = (
    (_ZIP, "it is a ZIP archive", "unpack it and import the file that is in it"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "it is a file of an older office program", _SAVED),
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
    if data.startswith(_ZIP) and (found := _inside(data)) is not None:
        refuse(name, found[0], do=found[1])
    for beginning, what, do in _BEGINNINGS:
        if data.startswith(beginning):
            refuse(name, what, do=do)


def _inside(data: bytes) -> tuple[str, str] | None:
    """What an archive is and what to do with it; None for one of no kind that is known."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names:
                with archive.open("mimetype") as said:
                    return _MIMETYPES.get(said.read(100))
            return next((kind for one, kind in _INSIDE.items() if one in names), None)
    except (
        zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError,
        struct.error, zlib.error,
    ):  # fmt: skip
        return None  # damaged, or locked; an archive it is
