"""White space around a casebook or in it is no damage; bytes that were cut or flipped still are."""

from __future__ import annotations

import functools
import json
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from so_tui.errors import DamagedCasebookError
from so_tui.store import snapshot_format
from so_tui.store.casebook import Casebook
from tests.conftest import DEEP
from tests.store.books import begun, book, labels, noted, states

WHITE = st.text(" \t\r\n", max_size=5).map(str.encode)
BETWEEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[][{}:,]')


@functools.cache
def written() -> bytes:
    """The bytes of a snapshot with blanks, quotes and other alphabets in its texts."""
    with tempfile.TemporaryDirectory() as folder:
        kept = book(Path(folder), 1)
        kept.write([noted(1, 'Růžena  said: "x, y"\\ \t頭 { } [ ] : ,')])
        kept.write([begun(2)])
        kept.fold()
        return kept.path.read_bytes()


def dumped(**how: object) -> Callable[[bytes], bytes]:
    return lambda data: json.dumps(json.loads(data), ensure_ascii=False, **how).encode()  # type: ignore[arg-type]


WRITERS: dict[str, Callable[[bytes], bytes]] = {
    "none": lambda data: data,
    "usual": dumped(),
    "indented": dumped(indent=2),
    "with tabs": dumped(indent="\t"),
    "blanks behind commas": dumped(separators=(", ", ":")),
    "blanks behind colons": dumped(separators=(",", ": ")),
    "after each sign": lambda data: BETWEEN.sub(rb"\g<0> \n", data),
}


def casebook(data: bytes) -> Iterator[Casebook]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "casebook.json"
        path.write_bytes(data)
        yield Casebook(path)


@pytest.mark.parametrize("writer", WRITERS)
@settings(max_examples=100 if DEEP else 4)
@given(before=WHITE, behind=WHITE, sparing=st.booleans())
def test_white_space_changes_nothing(
    writer: str, before: bytes, behind: bytes, sparing: bool
) -> None:
    data = before + WRITERS[writer](written()) + behind
    assert snapshot_format.as_written(data, Path("x")) == written()
    for plain in casebook(written()):
        pages, told = dict(plain.read().pages), plain.history()
    for kept in casebook(data):
        kept = Casebook(kept.path, sparing=sparing)
        assert dict(kept.read().pages) == pages
        assert kept.history() == told
        assert "damaged" not in states(kept.path)
        kept.write([begun(3)])
        assert labels(Casebook(kept.path).read()) == ["Case 1", "Case 2", "Case 3"]
        kept.fold()
        assert labels(Casebook(kept.path).read()) == ["Case 1", "Case 2", "Case 3"]


@given(before=WHITE, behind=WHITE, data=st.data())
def test_a_flipped_byte_is_damage_with_white_space_around_it_too(
    before: bytes, behind: bytes, data: st.DataObject
) -> None:
    harmed = bytearray(written())
    at = data.draw(st.integers(0, len(harmed) - 1))
    harmed[at] ^= data.draw(st.integers(1, 255))
    for kept in casebook(before + bytes(harmed) + behind):
        with pytest.raises(DamagedCasebookError):
            # The history has a checksum of its own, and is looked at by who asks for it.
            Casebook(kept.path).history()


@given(before=WHITE, behind=WHITE, data=st.data())
def test_a_file_that_was_cut_is_damage_with_white_space_around_it_too(
    before: bytes, behind: bytes, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(written()) - 1))
    end = data.draw(st.integers(start + 1, len(written())))
    cut = written()[:start] + written()[end:]
    for kept in casebook(before + cut + behind):
        with pytest.raises(DamagedCasebookError):
            Casebook(kept.path).history()
