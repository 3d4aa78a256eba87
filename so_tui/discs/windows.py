"""A file as it is shown to the reader of DICOM: only so many bytes of it, and never all at once."""

from __future__ import annotations

import zlib
from typing import IO

from so_tui.discs import limits
from so_tui.discs.places import NotReadableError

_CHUNK = 64 << 10


class AllAskedForError(Exception):
    """All the rest of a file was asked for at once, as the reader does to inflate it; `at`: from
    where on."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


class Window:
    """A file that is read from, with what may be read of it counted.

    `size`: how long it is said to be. `flows`: what lies far in it would have to be unpacked to
    get there, so that it ends where nothing more may be read.
    """

    def __init__(
        self, file: IO[bytes], size: int, *, flows: bool = False, most: int = limits.HEADER
    ) -> None:
        self._file, self.size = file, size
        self._reach = min(size, most) if flows else size
        self._left = most
        self._at = self._reads = 0
        self.is_cut = False
        """Whether something should stand where the file has ended."""

    def read(self, count: int = -1) -> bytes:
        """The next bytes. Raises NotReadableError where they are more than may be read."""
        if count is None or count < 0:
            raise AllAskedForError(self._at)
        end = self._at + count
        if end > self._reach:
            self.is_cut |= end > self.size != self._at  # just at its end there is nothing more
            count = self._reach - self._at
        if count <= 0:
            return b""
        self._reads += 1
        if count > self._left or self._reads > limits.READS:
            raise NotReadableError("too_large")
        self._left -= count
        self._file.seek(self._at)
        found = self._file.read(count)
        self._at += len(found)
        if len(found) < count:
            self.is_cut = True
        return found

    def seek(self, to: int, whence: int = 0) -> int:
        """Go to a place; nothing is read for it."""
        if whence == 1:
            to += self._at
        elif whence == 2:
            to += self.size
        self._at = max(0, to)
        if self._at > self.size:
            self.is_cut = True
        return self._at

    def tell(self) -> int:
        """Where the next bytes are read."""
        return self._at


def inflated(file: IO[bytes], at: int, most: int) -> tuple[bytes, bool]:
    """The first bytes of what was deflated from a place in a file on, and whether they are all.

    No more than `most` is ever unpacked, whatever it would become. Raises NotReadableError.
    """
    file.seek(at)
    unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
    found = bytearray()
    taken = 0
    while len(found) < most and not unpacking.eof:
        # What was not yet unpacked comes first: it is left of bytes that were read before.
        packed = unpacking.unconsumed_tail or file.read(_CHUNK)
        taken += len(packed)
        if not packed or taken > limits.HEADER:
            break
        try:
            found += unpacking.decompress(packed, most - len(found))
        except zlib.error as fault:
            raise NotReadableError("damaged") from fault
    return bytes(found), unpacking.eof
