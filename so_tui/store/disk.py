"""Bytes of one file on the disk: read whole, replaced whole, and at any instant old or new.

The way of replacing: a temporary file in the same folder, written whole and flushed, takes the
place of the old one in one step; then the folder is flushed. A kill, a full disk or a power cut
before the step leaves the old file, after it the new one.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from so_tui.errors import CasebookError

Signature = tuple[int, ...]
"""Inode, time of writing in nanoseconds, and size in bytes; empty where there is no file."""

FILE_MODE = 0o600
FOLDER_MODE = 0o700
_PART = ".part"

_REASONS = {
    errno.ENOSPC: "the disk is full. Free some space, then try again",
    errno.EDQUOT: "your share of the disk is used up. Free some space, then try again",
    errno.EACCES: "this user is not allowed to. Ask for permission, or name another with --file",
    errno.EPERM: "this user is not allowed to. Ask for permission, or name another with --file",
    errno.EROFS: "the disk may only be read. Name another place with --file",
    errno.EIO: "the disk reported an error. Copy the file to another disk, then try again",
    errno.ENOTDIR: "a part of its path is not a folder. Name another place with --file",
    errno.ELOOP: "its links lead in a circle. Name another place with --file",
    errno.ENAMETOOLONG: "its name is too long. Name another place with --file",
}


class UnconfirmedSaveError(CasebookError):
    """The new casebook stands, but the disk has not confirmed that it survives a power cut."""


class Stored(NamedTuple):
    """What a file held, and the signature it had while it was read."""

    data: bytes
    signature: Signature


def real(path: Path) -> Path:
    """The file a path means: links resolved, so that replacing does not replace the link."""
    return Path(os.path.realpath(path))


@contextlib.contextmanager
def explained(path: Path, done: str) -> Iterator[None]:
    """Turns the system's errors into a sentence; `done` is a word such as "saved"."""
    try:
        yield
    except OSError as fault:
        why = _REASONS.get(fault.errno or 0, f"the system says “{fault.strerror or fault}”")
        sentence = f"The casebook {path} could not be {done}: {why}. What was on disk is unchanged."
        raise CasebookError(sentence) from fault


def signature(path: Path) -> Signature:
    """The file's signature, for seeing that someone else wrote it. Raises CasebookError."""
    with explained(path, "read"):
        try:
            return _signature(path.stat())
        except FileNotFoundError:
            return ()


def read(path: Path) -> Stored | None:
    """All bytes of a file, or None where there is none. Needs no lock. Raises CasebookError."""
    with explained(path, "read"):
        try:
            # Not blocking, so that a pipe under this name cannot hold the program up.
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        except FileNotFoundError:
            return None
        with os.fdopen(descriptor, "rb") as file:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                raise CasebookError(
                    f"The casebook {path} is not a file. Name another place with --file."
                )
            return Stored(data=file.read(), signature=_signature(found))


def make_folder(path: Path) -> None:
    """Makes the folder of a file, and those above that are missing, for this user alone.

    Raises CasebookError.
    """
    with explained(path, "given a folder"):
        _make(path.parent)


def _make(folder: Path) -> None:
    if not folder.is_dir():
        if folder.exists():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
        _make(folder.parent)
        folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
        _flush_folder(folder.parent)


def replace(path: Path, data: bytes) -> Signature:
    """Puts `data` in the place of the file; durable when it returns its new signature.

    The caller holds the casebook's lock. Raises CasebookError with the old file in place, or
    UnconfirmedSaveError with the new one in place.
    """
    with explained(path, "saved"):
        _refuse_read_only(path)
        temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}{_PART}")
        try:
            written = _write_new(temporary, data)
            temporary.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
    confirm(path)
    return written


def confirm(path: Path) -> None:
    """Asks the disk to keep the file's name as it stands. Raises UnconfirmedSaveError."""
    try:
        _flush_folder(path.parent)
    except OSError as fault:
        raise UnconfirmedSaveError(
            f"The casebook {path} was saved, but the disk has not confirmed it yet. "
            "Save once more before you switch the computer off."
        ) from fault


def sweep(path: Path) -> None:
    """Removes temporary files that a killed save left beside the file. Needs the lock."""
    with explained(path, "saved"):
        for stray in list(path.parent.iterdir()):
            if stray.name.startswith(f".{path.name}.") and stray.name.endswith(_PART):
                stray.unlink(missing_ok=True)


def _write_new(path: Path, data: bytes) -> Signature:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(path, flags, FILE_MODE)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(descriptor, left) :]
        os.fchmod(descriptor, FILE_MODE)
        _flush(descriptor)
        return _signature(os.fstat(descriptor))
    finally:
        os.close(descriptor)


def _refuse_read_only(path: Path) -> None:
    # Replacing needs the folder's permission alone; a file made read-only is meant to stay.
    try:
        found = path.stat()
    except FileNotFoundError:
        return
    if not found.st_mode & 0o222 or not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))


def _flush(descriptor: int) -> None:
    if sys.platform == "darwin":
        import fcntl

        # There, fsync leaves the bytes in the drive's own memory.
        with contextlib.suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        _flush(descriptor)
    finally:
        os.close(descriptor)


def _signature(found: os.stat_result) -> Signature:
    return (found.st_ino, found.st_mtime_ns, found.st_size)
