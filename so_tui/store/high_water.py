"""What the lock file says: who holds the lock, and how much of the journal was confirmed.

The mark tells a save that was interrupted (its bytes lie behind the mark) from an end that went
missing (the journal is shorter than the mark). It is written after the journal is on the disk,
so it never claims too much; it is not itself flushed, so it may claim too little.
"""

from __future__ import annotations

import contextlib
import functools
import getpass
import os
import platform
import re
import zlib
from pathlib import Path

import msgspec

_MARK_BYTES = 64
_MARK = re.compile(rb"([0-9a-f]{8}) (([0-9a-f]{0,32}) ([0-9]{1,15}))\n")


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """Up to which byte the journal of a generation was confirmed."""

    generation: str = ""
    confirmed: int = 0


def lock_file(path: Path) -> Path:
    """Where the lock of a casebook lies."""
    return path.with_name(f"{path.name}.lock")


def read(path: Path) -> Mark:
    """The mark of the casebook at `path`; an empty one where there is none to be trusted."""
    return _trusted(_bytes(path)[:_MARK_BYTES]) or Mark()


def _trusted(data: bytes) -> Mark | None:
    found = _MARK.match(data)
    if found is None or int(found[1], 16) != zlib.crc32(found[2]):
        return None
    return Mark(generation=found[3].decode(), confirmed=int(found[4]))


def is_there(path: Path) -> bool:
    """Whether there is a mark that can be trusted, as there is after each save."""
    return _trusted(_bytes(path)[:_MARK_BYTES]) is not None


def write(path: Path, mark: Mark) -> None:
    """Sets the mark. The caller holds the lock; what cannot be written is only not known later."""
    text = b"%b %d" % (mark.generation.encode(), mark.confirmed)
    line = b"%08x %b\n" % (zlib.crc32(text), text)
    _put(path, line.ljust(_MARK_BYTES, b" "), 0)


def name_holder(path: Path) -> None:
    """Says in the lock file who holds it. The caller holds the lock."""
    _put(path, _me().encode("utf-8", "replace"), _MARK_BYTES)


def holder(path: Path) -> str:
    """Who held the lock last, in words; empty when that is not known."""
    return _bytes(path)[_MARK_BYTES:].decode("utf-8", "replace").strip(" \n\0")


@functools.cache
def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _me() -> str:
    return f"{_user()} (process {os.getpid()} on {platform.node() or 'this computer'})\n".ljust(80)


def _bytes(path: Path) -> bytes:
    try:
        with lock_file(path).open("rb") as file:
            return file.read(1024)
    except OSError:
        return b""


def _put(path: Path, data: bytes, at: int) -> None:
    with contextlib.suppress(OSError):
        descriptor = os.open(lock_file(path), os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            os.pwrite(descriptor, data, at)
        finally:
            os.close(descriptor)
