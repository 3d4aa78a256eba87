"""Where each document of a snapshot stands, so that one is read without all the others.

The table `places` is the last before the history. It says where each page stands, its length and
its CRC-32, the labels of the cases, and where the changes stand that touch a page. Its own
checksum covers what the casebook says of itself as well. It is made of the other tables whenever
a snapshot is written, and of no use for another one: where anything in it does not fit, all of
the snapshot is read instead.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from typing import NamedTuple

import msgspec

TABLE = "places"

_NUMBER = rb'"([0-9]{12})"'
_TRAILER = re.compile(
    rb'"3":{"pages":%b,"history":%b,"sum":"([0-9a-f]{8})","tail":"([0-9a-f]{8})"}}'
    % (_NUMBER, _NUMBER)
)
_WRITTEN = '"3":{{"pages":"{:012}","history":"{:012}","sum":"{:08x}","tail":"{:08x}"}}}}'
TRAILER_BYTES = len(_WRITTEN.format(0, 0, 0, 0))
"""How many of the bytes before the history `trailer` needs."""


class Place(NamedTuple):
    """Where something stands: its first byte, its length in bytes, and its CRC-32."""

    at: int
    length: int
    sum: int

    def fits(self, data: bytes) -> bool:
        """Whether bytes are those that stood there when the place was written."""
        return len(data) == self.length and zlib.crc32(data) == self.sum


class Pages(msgspec.Struct, frozen=True, kw_only=True):
    """The places of pages by kind and key, and that of all summaries.

    `labels`: those of cases by key, None of a removed one; one without a summary has none here.
    """

    cases: dict[str, Place]
    offices: dict[str, Place]
    summaries: Place
    labels: dict[str, str | None]


class Changes(NamedTuple):
    """Where the changes stand that touch one page: first byte and length of each, in turns, and
    the CRC-32 of all of them, one behind the other."""

    sum: int
    spans: tuple[int, ...]


class Trailer(NamedTuple):
    """What stands behind the places: where `Pages` and the changes by page are, as JSON."""

    pages: Place
    changes: Place


class Label(msgspec.Struct, frozen=True):
    """What is read of a summary for finding its case."""

    label: str
    removed: bool = False


class _Edit(msgspec.Struct, frozen=True):
    path: str


class _Change(msgspec.Struct, frozen=True):
    edits: tuple[_Edit, ...]


_raw = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
label = msgspec.json.Decoder(Label).decode
_change = msgspec.json.Decoder(_Change).decode
pages = msgspec.json.Decoder(Pages).decode
changes = msgspec.json.Decoder(dict[str, Changes]).decode


class Found(NamedTuple):
    """Places that are known before what the casebook says of itself is, which counts their bytes:
    `Pages`, and the changes by page, as JSON."""

    pages: bytes
    changes: bytes

    def __len__(self) -> int:
        """How many bytes the table will have."""
        return len(self._begin) + TRAILER_BYTES

    @property
    def _begin(self) -> bytes:
        return b'{"1":%b,"2":%b,' % (self.pages, self.changes)

    def table(self, about: bytes) -> bytes:
        """The table; `about`: what the casebook says of itself behind the first checksum."""
        said = zlib.crc32(about)
        sums = zlib.crc32(self.pages, said), zlib.crc32(self.changes, said)
        return self._begin + _WRITTEN.format(len(self.pages), len(self.changes), *sums).encode()


def found(tables: Mapping[str, bytes], history: bytes, base: int) -> Found | None:
    """The places of all documents; None where a table is not written without any blank.

    `tables`: each as JSON, in the order in which they stand from byte `base` on.
    """
    places: dict[str, dict[str, Place]] = {}
    summaries, at = Place(0, 0, 0), base
    try:
        for name, text in tables.items():
            at += len(msgspec.json.encode(name)) + 2  # a comma and a colon
            if name in ("cases", "offices"):
                view = memoryview(text)
                places[name] = {
                    key: Place(at + one.start, one.stop - one.start, zlib.crc32(view[one]))
                    for key, one in _spans(text).items()
                }
            elif name == "summaries":
                summaries = Place(at, len(text), zlib.crc32(text))
            at += len(text)
        labels = {
            key: None if one.removed else one.label
            for key, raw in _raw(tables.get("summaries", b"{}")).items()
            if bytes(raw) != b"{}"
            for one in (label(raw),)
        }
        changes = _by_page(history)
    except (msgspec.DecodeError, UnicodeError, RecursionError, _BlanksError):
        return None
    pages = Pages(
        cases=places.get("cases", {}), offices=places.get("offices", {}),
        summaries=summaries, labels=labels,
    )  # fmt: skip
    return Found(msgspec.json.encode(pages), msgspec.json.encode(changes))


def trailer(data: bytes, end: int) -> Trailer | None:
    """What stands in the last bytes before `end`, where the history begins; None where nothing
    of the kind does. The checksums are continued from that of what the casebook says of itself."""
    found = _TRAILER.fullmatch(data)
    if found is None:
        return None
    of_pages, of_changes = int(found[1]), int(found[2])
    second = end - TRAILER_BYTES - 1 - of_changes
    first = second - len(b',"2":') - of_pages
    return Trailer(
        Place(first, of_pages, int(found[3], 16)), Place(second, of_changes, int(found[4], 16))
    )


class _BlanksError(ValueError):
    """A table in which the documents do not stand one right behind the other."""


def _spans(text: bytes) -> dict[str, slice]:
    """Where each document of a table stands."""
    spans: dict[str, slice] = {}
    at = 0
    for key, raw in _raw(text).items():
        at += len(key) + 4  # a brace or comma, two quotes and a colon
        length = memoryview(raw).nbytes
        spans[key] = slice(at, at + length)
        at += length
    if text != b"{}" and at + 1 != len(text):
        raise _BlanksError
    return spans


def _by_page(history: bytes) -> dict[str, Changes]:
    """Where the changes stand that touch each page, by its kind and id."""
    view, made = memoryview(history), dict[str, tuple[int, list[int]]]()
    for one in _spans(history).values():
        touched = {"/".join(edit.path.split("/", 2)[:2]) for edit in _change(view[one]).edits}
        sums: dict[int, int] = {}  # of an import of many cases, most go on from the same sum
        for page in touched:
            sum_, flat = made.get(page, (0, []))
            flat += one.start, one.stop - one.start
            if sum_ not in sums:
                sums[sum_] = zlib.crc32(view[one], sum_)
            made[page] = sums[sum_], flat
    return {page: Changes(sum_, tuple(flat)) for page, (sum_, flat) in made.items()}
