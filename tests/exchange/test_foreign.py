"""Files of other programs are refused by what they are, whatever they are called."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from so_tui.errors import RefusedInputError
from so_tui.exchange.foreign import refuse_foreign
from tests.cli.running import Book


def zipped(name: str, text: str = "") -> bytes:
    """An archive with one file."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        archive.writestr(name, text)
    return into.getvalue()


KINDS = {
    "a workbook": (zipped("xl/workbook.xml"), "CSV"),
    "a workbook of a spreadsheet": (
        zipped("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), "CSV",
    ),
    "a document": (zipped("word/document.xml"), "choose a file"),
    "a ZIP archive": (zipped("cases.json"), "unpack it"),
    "an older office program": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "CSV"),
    "a PDF": (b"%PDF-1.7\n", "choose a file"),
    "an image": (b"\x89PNG\r\n\x1a\n", "choose a file"),
}  # fmt: skip


@pytest.mark.parametrize("what", KINDS)
@given(rest=st.binary(max_size=50))
def test_a_foreign_file_is_told_by_its_kind(what: str, rest: bytes) -> None:
    data, do = KINDS[what]
    with pytest.raises(RefusedInputError) as caught:
        refuse_foreign(data + rest, "x.json")
    assert what in str(caught.value)
    assert do in str(caught.value)


@given(
    data=st.sampled_from([data for data, _ in KINDS.values() if data.startswith(b"PK")]),
    changes=st.lists(st.tuples(st.integers(4, 400), st.integers(0, 255)), max_size=6),
    cut=st.integers(4, 400),
)
def test_a_damaged_archive_is_refused_as_one(
    data: bytes, changes: list[tuple[int, int]], cut: int
) -> None:
    damaged = bytearray(data[:cut])
    for at, byte in changes:
        if at < len(damaged):
            damaged[at] = byte
    with pytest.raises(RefusedInputError):
        refuse_foreign(bytes(damaged), "x.json")


@given(text=st.text())
def test_no_text_is_foreign_that_does_not_begin_so(text: str) -> None:
    refuse_foreign(f"{{{text}".encode(errors="replace"), "x.json")


@pytest.mark.parametrize("name", ["x.xlsx", "x.csv", "x.ics", "x.json", "x.vcf", "x.fhir"])
def test_it_is_told_under_every_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(KINDS["a workbook"][0])
    said = Book(tmp_path / "book").try_("import", str(tmp_path / name))
    assert said.code != 0
    assert "it is a workbook of a spreadsheet" in said.talk
