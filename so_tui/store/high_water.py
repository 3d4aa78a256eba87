"""The high-water mark: which state of a casebook was confirmed last, in a file of its own.

It tells a save that was interrupted (its bytes lie behind the mark) from an end that went
missing (the journal is shorter than the mark), and the casebook that was saved last from an
older one, or one of another line, that was put in its place. It is written after the journal is
on the disk, so it never claims too much. A save does not flush it, so it may claim too little; a
fold flushes it before and after, so that it is never more than one generation behind.
"""

from __future__ import annotations

import contextlib
import os
import re
import zlib
from pathlib import Path

import msgspec

from so_tui import atomic
from so_tui.errors import CasebookError
from so_tui.store import disk

_BYTES = 128
_MARK = re.compile(rb"([0-9a-f]{8}) (([0-9a-f]{0,32}) ([0-9]{1,15}) ([0-9a-f]{8}) ([0-9]{1,16}))\n")


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """Up to which byte the journal of a generation was confirmed, with the checksum that its
    lines have there, and which revision the casebook had by then."""

    generation: str = ""
    confirmed: int = 0
    checksum: int = 0
    revision: int = 0


def mark_file(path: Path) -> Path:
    """Where the mark of a casebook lies."""
    return path.with_name(f"{path.name}.mark")


def read(path: Path) -> Mark:
    """The mark of the casebook at `path`; an empty one where there is none to be trusted."""
    return _trusted(path) or Mark()


def is_there(path: Path) -> bool:
    """Whether there is a mark that can be trusted, as there is after each save."""
    return _trusted(path) is not None


def write(path: Path, mark: Mark) -> None:
    """Sets the mark. The caller holds the lock; what cannot be written is only not known later."""
    with contextlib.suppress(OSError):
        _put(path, mark, flushed=False)


def settle(path: Path, mark: Mark) -> None:
    """Sets the mark, and it is on the disk when this returns. The caller holds the lock.

    Raises CasebookError.
    """
    with disk.explained(path, "saved"):
        disk.refuse_others(mark_file(path))
        _put(path, mark, flushed=True)


def _trusted(path: Path) -> Mark | None:
    try:
        stored = disk.read(mark_file(path))
    except CasebookError:
        return None
    found = _MARK.match(stored.data[:_BYTES]) if stored else None
    if found is None or int(found[1], 16) != zlib.crc32(found[2]):
        return None
    return Mark(
        generation=found[3].decode(), confirmed=int(found[4]), checksum=int(found[5], 16),
        revision=int(found[6]),
    )  # fmt: skip


def _put(path: Path, mark: Mark, *, flushed: bool) -> None:
    text = b"%b %d %08x %d" % (
        mark.generation.encode(), mark.confirmed, mark.checksum, mark.revision,
    )  # fmt: skip
    line = (b"%08x %b\n" % (zlib.crc32(text), text)).ljust(_BYTES)
    with disk.kept_open(mark_file(path)) as descriptor:
        os.pwrite(descriptor, line, 0)
        if flushed:
            atomic.flush_data(descriptor)
