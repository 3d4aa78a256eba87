"""What was worked out of a casebook, kept beside it so that it is not done twice.

It is never a second truth. Each entry names the documents it was made of, by length and CRC-32 as
they are stored; where one of them differs, the entry is not used. A file is of one knowledge, and
where it depends on it of one day; it has a checksum, and whatever it lacks is worked out again. It
says what the casebook says, and so is kept as the casebook is.
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
from so_tui.store import copies, disk
from so_tui.store.copies import Copy
from so_tui.store.interface import Derived, Fingerprint, Kept

_BEGIN = b"so-tui "
"""What all of these files begin with."""

_decode = msgspec.msgpack.Decoder(dict[str, Kept]).decode
_encode_into = msgspec.msgpack.Encoder().encode_into


def derived_file(path: Path, what: Derived) -> Path:
    """Where something lies that was worked out of a casebook."""
    return path.with_name(f"{path.name}.{what}")


def derived_files(path: Path) -> tuple[Path, ...]:
    """Where all lies that was worked out of a casebook."""
    return tuple(derived_file(path, what) for what in get_args(Derived))


def fingerprint(document: msgspec.Raw) -> Fingerprint:
    """What a document is known by."""
    return Fingerprint(memoryview(document).nbytes, zlib.crc32(document))


def read(path: Path, what: Derived, of: str) -> Mapping[str, Kept]:
    """What is kept for the casebook at `path`, by case; nothing where it is not `of` that day and
    knowledge, or cannot be trusted."""
    file, head = derived_file(path, what), _head(what, of)
    try:
        # Another one is not read whole, however long it may be.
        begun = disk.read(file, most=len(head))
        stored = disk.read(file) if begun is not None and begun.data == head else None
    except CasebookError:
        return {}
    if stored is None or not stored.data.startswith(head):
        return {}
    begin = len(head) + 8
    rest = memoryview(stored.data)[begin:]  # a copy would be as long as all of it
    if stored.data[len(head) : begin] != b"%08x" % zlib.crc32(rest):
        return {}
    try:
        return _decode(rest)
    except (ValueError, RecursionError):
        return {}


def write(path: Path, what: Derived, of: str, entries: Mapping[str, Kept]) -> None:
    """Keep this and nothing else. The caller holds the lock; what cannot be written is only not
    known later."""
    data = bytearray(b"%b00000000" % (head := _head(what, of)))
    _encode_into(entries, data, len(data))
    begin = len(head) + 8
    data[len(head) : begin] = b"%08x" % zlib.crc32(memoryview(data)[begin:])
    file = derived_file(path, what)
    with contextlib.suppress(OSError, CasebookError):
        disk.sweep(file)
        disk.refuse_others(file)
        # Not flushed: whoever saves waits for the lock meanwhile, and a slow disk takes seconds
        # for it. What a power cut leaves of it has another checksum.
        atomic.put(file, data, mode=disk.file_mode(file.parent), flushed=False)


def remove(path: Path) -> None:
    """Remove all of it, what a killed writing left, and its copies, by which nothing is lost.

    A copy that cannot be read, or that is none, stays. Raises CasebookError.
    """
    for file in derived_files(path):
        disk.sweep(file)
        if not file.is_dir() or file.is_symlink():  # a folder is none of ours
            disk.remove(file)
    for copy in copied(path):
        with contextlib.suppress(CasebookError):
            stored = disk.read(copy.path, most=len(_BEGIN))
            if stored is not None and stored.data == _BEGIN:
                disk.remove(copy.path)


def copied(path: Path) -> list[Copy]:
    """The copies of it that other programs put beside it, such as sync tools each day."""
    # Endings such as these are nobody else's, whatever is in the file.
    return copies.of_files(path, [file.name for file in derived_files(path)], lambda _: True)


def _head(what: Derived, of: str) -> bytes:
    return _BEGIN + f"{what} 2 {of}\n".encode()
