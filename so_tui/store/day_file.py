"""What was worked out of a casebook for one day, kept beside it so that it is not done twice.

It is never a second truth. Each entry names the documents it was made of, by length and CRC-32 as
they are stored; where one of them differs, the entry is not used. The file is of one day and one
knowledge, has a checksum, and whatever it lacks is worked out again. It says what the casebook
says, and so is kept as the casebook is.
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import msgspec

from so_tui import atomic
from so_tui.errors import CasebookError
from so_tui.store import disk
from so_tui.store.interface import DayFile, Fingerprint, Kept

_decode = msgspec.json.Decoder(dict[str, Kept]).decode
_encode = msgspec.json.Encoder().encode


def day_file(path: Path, what: DayFile = "day") -> Path:
    """Where something that is kept for a day of a casebook lies."""
    return path.with_name(f"{path.name}.{what}")


def day_files(path: Path) -> tuple[Path, ...]:
    """Where all that is kept for a day lies."""
    return tuple(day_file(path, what) for what in get_args(DayFile))


def fingerprint(document: msgspec.Raw) -> Fingerprint:
    """What a document is known by."""
    return Fingerprint(memoryview(document).nbytes, zlib.crc32(document))


def read(path: Path, what: DayFile, of: str) -> Mapping[str, Kept]:
    """What is kept for the casebook at `path`, by case; nothing where it is not `of` that day and
    knowledge, or cannot be trusted."""
    try:
        stored = disk.read(day_file(path, what))
    except CasebookError:
        return {}
    head = _head(what, of)
    if stored is None or not stored.data.startswith(head):
        return {}
    sum_, _, rest = stored.data[len(head) :].partition(b"\n")
    if sum_ != b"%08x" % zlib.crc32(rest):
        return {}
    try:
        return _decode(rest)
    except (ValueError, RecursionError):
        return {}


def write(path: Path, what: DayFile, of: str, entries: Mapping[str, Kept]) -> None:
    """Keep this and nothing else. The caller holds the lock; what cannot be written is only not
    known later."""
    rest = _encode(entries)
    data = b"%b%08x\n%b" % (_head(what, of), zlib.crc32(rest), rest)
    file = day_file(path, what)
    with contextlib.suppress(OSError, CasebookError):
        disk.sweep(file)
        disk.refuse_others(file)
        atomic.put(file, data, mode=disk.file_mode(file.parent))


def remove(path: Path) -> None:
    """Remove all of it, and what a killed writing left. Raises CasebookError."""
    for file in day_files(path):
        disk.sweep(file)
        disk.remove(file)


def _head(what: DayFile, of: str) -> bytes:
    return f"so-tui {what} 1 {of} ".encode()
