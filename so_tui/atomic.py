"""A file is written whole or not at all: the one way in which this program puts bytes on a disk.

A temporary file in the same folder, written whole and flushed, takes its name in one step; then
the folder is flushed. A kill, a full disk or a power cut before the step leaves what was there,
after it the new file. Whatever goes wrong, no part of it stays behind; after a kill, `is_part`
tells what may be removed.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import sys
from pathlib import Path

FILE_MODE = 0o600

_PART = ".part"
_LONGEST = 200
"""Bytes of a name that a temporary file takes over: most systems allow 255 in all."""

_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})

_REASONS = {
    errno.ENOSPC: "the disk is full. Free some space, then try again",
    errno.EDQUOT: "your share of the disk is used up. Free some space, then try again",
    errno.EFBIG: "the system allows no file as large as that. {elsewhere}",
    errno.EACCES: "this user is not allowed to. Ask for permission, or {elsewhere}",
    errno.EPERM: "this user is not allowed to. Ask for permission, or {elsewhere}",
    errno.EROFS: "the disk may only be read. {elsewhere}",
    errno.EIO: "the disk reported an error. Copy the file to another disk, then try again",
    errno.ENOTDIR: "a part of its path is not a folder. {elsewhere}",
    errno.ENOENT: "its folder is not there. {elsewhere}",
    errno.ELOOP: "its links lead in a circle. {elsewhere}",
    errno.ENAMETOOLONG: "its name is too long. {elsewhere}",
}
"""Why the system refused, and what to do now."""


def why(fault: OSError, elsewhere: str = "name another place with --file") -> str:
    """The reason the system gave, and what to do, as the end of a sentence.

    `elsewhere`: how another place is named, for what asks for one.
    """
    reason = _REASONS.get(fault.errno or 0)
    if reason is None:
        return f"the system says “{fault.strerror or fault}”"
    begins = elsewhere[:1].upper() + elsewhere[1:]
    return reason.replace(". {elsewhere}", f". {begins}").format(elsewhere=elsewhere)


def put(
    path: Path,
    data: bytes | bytearray,
    *,
    mode: int = FILE_MODE,
    over: bool = True,
    flushed: bool = True,
) -> os.stat_result:
    """Put a file in its place, whole, and give what the system says of it.

    Where there is a file already it takes its place; without `over` that is refused. The folder
    is not flushed yet: `flush_folder` does that. Without `flushed` neither is the file, and a
    power cut may leave a part of it; only what can be told to be whole is written so.
    Raises OSError with what was there as it was.
    """
    temporary = path.with_name(f"{_prefix(path)}{secrets.token_hex(8)}{_PART}")
    try:
        written = _write_new(temporary, data, mode, flushed)
        take_name(temporary, path, over=over)
    except BaseException:  # an interrupt, too, leaves nothing of it behind
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    return written


def read(path: Path) -> bytes:
    """The bytes of a file. A pipe or a device of that name holds nobody up. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "it is not a file", str(path))
        return file.read()


def is_part(path: Path, name: str) -> bool:
    """Whether a file of that name is what a killed `put` to a path has left."""
    return name.startswith(_prefix(path)) and name.endswith(_PART)


def write_all(descriptor: int, data: bytes | bytearray) -> None:
    """Write all of the data, however little the system takes at a time."""
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]


def flush(descriptor: int) -> None:
    """Ask the disk to keep a file's bytes."""
    if sys.platform == "darwin":
        import fcntl

        # There, fsync leaves the bytes in the drive's own memory.
        with contextlib.suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)


def flush_data(descriptor: int) -> None:
    """Ask the disk to keep a file's bytes and its length; times of access are not waited for."""
    if sys.platform == "linux":
        os.fdatasync(descriptor)
    else:
        flush(descriptor)


def flush_folder(folder: Path) -> None:
    """Ask the disk to keep the names in a folder as they stand. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        flush(descriptor)
    finally:
        os.close(descriptor)


def _prefix(path: Path) -> str:
    return f".{os.fsencode(path.name)[:_LONGEST].decode(errors='ignore')}."


def _write_new(path: Path, data: bytes | bytearray, mode: int, flushed: bool) -> os.stat_result:
    # Closed to others from its first byte on.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(path, flags, FILE_MODE)
    try:
        write_all(descriptor, data)
        if mode != FILE_MODE:  # some file systems know no modes, and refuse to set one
            os.fchmod(descriptor, mode)
        if flushed:
            flush(descriptor)
        return os.fstat(descriptor)
    finally:
        os.close(descriptor)


def take_name(temporary: Path, path: Path, *, over: bool) -> None:
    """Give the file its name; without `over`, unless something has that name already."""
    if over:
        temporary.replace(path)
        return
    try:
        os.link(temporary, path, follow_symlinks=False)
    except OSError as fault:
        if fault.errno not in _NO_LINKS:
            raise
        # A file system without links: reserve the name, then take it.
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        os.close(os.open(path, flags, FILE_MODE))
        temporary.replace(path)
    else:
        temporary.unlink()
