"""The documents of a snapshot, each read from the disk when someone asks for it.

The checksum of the whole snapshot is looked at first, since another program may have changed what
nobody asks for; only decoding it all is spared. What is read is compared once more with the length
and the checksum that its place has. Where anything does not fit, the snapshot is read whole and
checked whole, which tells what is wrong with it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from so_tui.core.changes import Kind
from so_tui.store import decoding, disk, places, snapshot_format
from so_tui.store.disk import Signature
from so_tui.store.interface import Fingerprint
from so_tui.store.places import Place, Trailer
from so_tui.store.snapshot_format import About, Documents, Index

_KEPT = 64
"""How many documents are kept undecoded once they were read."""


class PlacedIndex:
    """The documents of a snapshot by their places; to those who ask, the same as an `Index`."""

    history = msgspec.Raw(b"{}")

    def __init__(
        self,
        path: Path,
        file: disk.Held,
        about: About,
        end: int,
        sum_: int,
        found: Trailer,
        pages: places.Pages,
    ) -> None:
        """`end`: the byte at which the history begins; `sum_`: the CRC-32 of what the casebook
        says of itself, which those of `found` continue."""
        self._path, self._file, self._about, self._end = path, file, about, end
        self._sum, self._found, self._pages = sum_, found, pages
        self._whole: Index | None = None
        self._summaries: Documents | None = None
        self._changes: Mapping[str, places.Changes] | None = None
        self._changes_fit = True
        self._of: dict[Kind, Documents] = {
            "cases": _Documents(self, "cases", pages.cases),
            "offices": _Documents(self, "offices", pages.offices),
        }

    def of(self, kind: Kind) -> Documents:
        """The pages of a kind."""
        return self._of[kind]

    @property
    def labels(self) -> Mapping[str, str | None]:
        """The labels of cases by key, None of a removed one; of those that have a summary."""
        return self._pages.labels

    @property
    def summaries(self) -> Documents:
        """What lists show of the cases."""
        if self._summaries is None:
            place = self._pages.summaries
            data = self._file.read(place.at, place.length)
            if place.length and place.fits(data):
                self._summaries = decoding.documents(msgspec.Raw(data), self._path)
            else:
                self._summaries = self.whole().summaries
        return self._summaries

    def fingerprints(self, kind: Kind) -> Mapping[str, Fingerprint]:
        """What the documents of a kind are known by, by key; none of them is read."""
        found: dict[Kind, dict[str, Place]] = {
            "cases": self._pages.cases,
            "offices": self._pages.offices,
        }
        return {key: Fingerprint(one.length, one.sum) for key, one in found[kind].items()}

    def touching(self, kind: str, id_: str) -> list[msgspec.Raw] | None:
        """The changes that touch a page; None where the whole history has to be looked through."""
        if self._changes is None and self._changes_fit:
            # Once: a command that asks for many pages would add up all of the history for each.
            self._changes = self._changes_by_page()
            self._changes_fit = self._changes is not None
        if self._changes is None:
            return None
        found = self._changes.get(f"{kind}/{id_}")
        if found is None:
            return []
        base, sum_, changes = self._end + snapshot_format.history_begin(), 0, []
        for at, length in zip(found.spans[::2], found.spans[1::2], strict=True):
            changes.append(msgspec.Raw(self._file.read(base + at, length)))
            sum_ = zlib.crc32(changes[-1], sum_)
        return changes if sum_ == found.sum else None

    def _changes_by_page(self) -> Mapping[str, places.Changes] | None:
        """Where the changes of each page stand; None where the history is not as it was written."""
        if self._file.sum(self._end, self._file.signature[2]) != int(self._about.tail, 16):
            return None
        place = self._found.changes
        data = self._file.read(place.at, place.length)
        if len(data) != place.length or zlib.crc32(data, self._sum) != place.sum:
            return None
        return places.changes(data)

    def read(self, place: Place) -> msgspec.Raw | None:
        """The document that stands at a place; None where what is there is another one."""
        data = self._file.read(place.at, place.length)
        return msgspec.Raw(data) if place.fits(data) else None

    def whole(self) -> Index:
        """The same of the whole snapshot, checked. Raises CasebookError."""
        if self._whole is None:
            data = bytearray(self._file.read(0, self._end))
            index, about = snapshot_format.index(data + b"}", self._path)
            if about != self._about:
                raise decoding.damaged(self._path, "it was written over while it was read")
            self._whole = index
        return self._whole


class _Documents(Mapping[str, msgspec.Raw]):
    """The documents of one table, by key."""

    def __init__(self, index: PlacedIndex, kind: Kind, found: Mapping[str, Place]) -> None:
        self._index, self._kind, self._places = index, kind, found
        self._kept: dict[str, msgspec.Raw] = {}

    def __getitem__(self, key: str) -> msgspec.Raw:
        kept = self._kept.get(key)
        if kept is None:
            place = self._places[key]
            kept = self._index.read(place)
            if kept is None:
                kept = self._index.whole().of(self._kind)[key]
            if len(self._kept) >= _KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = kept
        return kept

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def read(path: Path) -> tuple[PlacedIndex, About, Signature] | None:
    """The snapshot at a path by its places; None where there is none, or it has to be read whole.

    Raises CasebookError.
    """
    file = disk.held(path)
    if file is None:
        return None
    size = file.signature[2]
    said = snapshot_format.placed(file.read(0, snapshot_format.ABOUT_BYTES), size, path)
    if said is None:
        return None
    about, text, end = said
    if file.sum(snapshot_format.SUMMED, end) != int(about.sum, 16):
        return None
    begin = end - places.TRAILER_BYTES
    found = places.trailer(file.read(begin, places.TRAILER_BYTES), end) if begin > 0 else None
    if found is None or found.pages.at < len(text):
        return None
    sum_, data = zlib.crc32(text), file.read(found.pages.at, found.pages.length)
    if len(data) != found.pages.length or zlib.crc32(data, sum_) != found.pages.sum:
        return None
    index = PlacedIndex(path, file, about, end, sum_, found, places.pages(data))
    return index, about, file.signature
