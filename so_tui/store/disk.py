"""Bytes of one file on the disk: read whole, replaced whole, and at any instant old or new.

`so_tui/atomic.py` has the way of replacing.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import weakref
import zlib
from collections.abc import Callable, Iterator
from io import FileIO
from pathlib import Path
from typing import NamedTuple

from so_tui import atomic
from so_tui.atomic import FILE_MODE
from so_tui.errors import CasebookError, UnconfirmedSaveError

Signature = tuple[int, ...]
"""Inode, time of writing in nanoseconds, and size in bytes; empty where there is no file."""

SHARED_FILE_MODE = 0o660
FOLDER_MODE = 0o700

_PIECE = 1 << 20


class Stored(NamedTuple):
    """What a file held, and the signature it had while it was read."""

    data: bytes
    signature: Signature


class Begun(NamedTuple):
    """The beginning of a file with a byte to spare behind it, or all of it without."""

    data: bytearray
    whole: bool
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
        said = f"The casebook {path} could not be {done}: {atomic.why(fault)}."
        raise CasebookError(f"{said} What was on disk is unchanged.") from fault


def signature(path: Path) -> Signature:
    """The file's signature, for seeing that someone else wrote it. Raises CasebookError."""
    with explained(path, "read"):
        try:
            return _signature(path.stat())
        except FileNotFoundError:
            return ()


def size(path: Path) -> int:
    """The bytes that a file has; 0 where there is none. Raises CasebookError."""
    found = signature(path)
    return found[2] if found else 0


def read(path: Path, offset: int = 0, most: int = -1) -> Stored | None:
    """The bytes of a file from an offset on, or None where there is none. Needs no lock.

    `most`: how many of them at most; all when it is negative.

    Raises CasebookError.
    """
    with _opened(path) as file:
        if file is None:
            return None
        found = os.fstat(file.fileno())
        file.seek(offset)
        return Stored(data=file.read(most) or b"", signature=_signature(found))


def read_begin(path: Path, first: int, extent: Callable[[bytes, int], int | None]) -> Begun | None:
    """The beginning of a file, or None where there is none. Needs no lock.

    `extent` is given its first bytes, as many as `first`, and its size; it says how many bytes
    to read, None for all. Raises CasebookError, and what `extent` raises.
    """
    with _opened(path) as file:
        if file is None:
            return None
        found = os.fstat(file.fileno())
        wanted = extent(file.read(first), found.st_size)
        data = bytearray(found.st_size if wanted is None else wanted + 1)
        file.seek(0)
        read = file.readinto(data)
        if wanted is None:
            del data[read:]
        return Begun(data=data, whole=wanted is None, signature=_signature(found))


def _close(descriptor: int) -> None:
    # It was only read, and nobody is there any more to be told.
    with contextlib.suppress(OSError):
        os.close(descriptor)


class Held:
    """A file that stays open: what is read of it is of one state, also when another file took
    its place. `signature`: the one it had when it was opened."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path, self._descriptor = path, descriptor
        weakref.finalize(self, _close, descriptor)
        self.signature = _signature(os.fstat(descriptor))

    def read(self, at: int, length: int) -> bytes:
        """Bytes from one on, fewer at the end of the file. Raises CasebookError."""
        with explained(self._path, "read"):
            data = os.pread(self._descriptor, length, at)
            while len(data) < length:
                more = os.pread(self._descriptor, length - len(data), at + len(data))
                if not more:
                    break
                data += more
            return data

    def sum(self, begin: int, end: int) -> int:
        """The CRC-32 of the bytes from one up to another. Raises CasebookError."""
        total = 0
        for at in range(begin, end, _PIECE):
            total = zlib.crc32(self.read(at, min(_PIECE, end - at)), total)
        return total


def held(path: Path) -> Held | None:
    """A file, kept open for reading parts of it, or None where there is none.

    Raises CasebookError.
    """
    with _opened(path) as file:
        return None if file is None else Held(path, os.dup(file.fileno()))


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[FileIO | None]:
    with explained(path, "read"):
        try:
            # Not blocking, so that a pipe under this name cannot hold the program up.
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        except FileNotFoundError:
            yield None
            return
        with FileIO(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise CasebookError(
                    f"The casebook {path} is not a file. Name another place with --file."
                )
            yield file


def file_mode(folder: Path) -> int:
    """The mode of files in a folder: for its group too, where the folder hands its group on.

    A folder with the setgid bit that its group may write to (2770) is shared on purpose.
    """
    try:
        mode = folder.stat().st_mode
    except OSError:
        return FILE_MODE
    shared = mode & stat.S_ISGID and mode & stat.S_IWGRP
    return SHARED_FILE_MODE if shared else FILE_MODE


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
        atomic.flush_folder(folder.parent)


def replace(path: Path, data: bytes) -> Signature:
    """Puts `data` in the place of the file; durable when it returns its new signature.

    The caller holds the casebook's lock. Raises CasebookError with the old file in place, or
    UnconfirmedSaveError with the new one in place.
    """
    with explained(path, "saved"):
        _refuse_read_only(path)
        written = atomic.put(path, data, mode=file_mode(path.parent))
    confirm(path)
    return _signature(written)


def append(path: Path, data: bytes, at: int) -> Signature:
    """Adds `data` to a file of `at` bytes; durable when it returns the file's new signature, or
    an empty one where the system does not say.

    What stands behind `at` was never confirmed, and is cut off. The caller holds the casebook's
    lock. Raises CasebookError with the file as it was, or UnconfirmedSaveError when it may not be.
    """
    with explained(path, "saved"):
        descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            if os.fstat(descriptor).st_size != at:
                os.ftruncate(descriptor, at)
            os.lseek(descriptor, at, os.SEEK_SET)
            try:
                atomic.write_all(descriptor, data)
                atomic.flush_data(descriptor)
            except BaseException as fault:
                _take_back(path, descriptor, at, fault)
                raise
            # By then it is on the disk; what goes wrong now only leaves the signature open.
            with contextlib.suppress(OSError):
                return _signature(os.fstat(descriptor))
            return ()
        finally:
            with contextlib.suppress(OSError):
                os.close(descriptor)


def _take_back(path: Path, descriptor: int, at: int, fault: BaseException) -> None:
    """Cuts off what an append that failed has left, or says that it may still be there."""
    try:
        os.ftruncate(descriptor, at)
        atomic.flush_data(descriptor)
    except OSError:
        raise UnconfirmedSaveError(
            f"The disk did not say whether the casebook {path} was saved. "
            "Save once more before you switch the computer off."
        ) from fault


def refuse_others(path: Path) -> None:
    """Raises CasebookError where something that is neither a file nor missing has a name."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return
    if not stat.S_ISREG(found.st_mode):
        raise CasebookError(
            f"{path} is not a file, and so-tui did not put it there. Nothing was changed. "
            "Move it away, then try again."
        )


@contextlib.contextmanager
def kept_open(path: Path) -> Iterator[int]:
    """A small file beside the casebook, made where there is none, to be written in its place.

    Raises OSError, also when what has the name is no file.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    descriptor = os.open(path, flags, FILE_MODE)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "it is not a file", str(path))
        wanted = file_mode(path.parent)
        if stat.S_IMODE(found.st_mode) != wanted and found.st_uid == os.geteuid():
            os.fchmod(descriptor, wanted)
        yield descriptor
    finally:
        os.close(descriptor)


def remove(path: Path) -> None:
    """Removes a file for good, if it is there. Raises CasebookError."""
    with explained(path, "saved"):
        path.unlink(missing_ok=True)
        atomic.flush_folder(path.parent)


def flush(path: Path) -> None:
    """Asks the disk to keep a file's bytes. Raises UnconfirmedSaveError."""
    with _confirming(path):
        descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
        try:
            atomic.flush(descriptor)
        finally:
            os.close(descriptor)


def confirm(path: Path) -> None:
    """Asks the disk to keep the file's name as it stands. Raises UnconfirmedSaveError."""
    with _confirming(path):
        atomic.flush_folder(path.parent)


@contextlib.contextmanager
def _confirming(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise UnconfirmedSaveError(
            f"The casebook {path} was saved, but the disk has not confirmed it yet. "
            "Save once more before you switch the computer off."
        ) from fault


def sweep(path: Path) -> None:
    """Removes temporary files that a killed save left beside the file. Needs the lock."""
    with explained(path, "saved"):
        for stray in list(path.parent.iterdir()):
            if atomic.is_part(path, stray.name):
                stray.unlink(missing_ok=True)


def make_writable(path: Path) -> None:
    """Closes a file that more people may read than should. Raises CasebookError where it may only
    be read."""
    with explained(path, "saved"):
        _refuse_read_only(path)
        wanted = file_mode(path.parent)
        found = path.stat()
        if stat.S_IMODE(found.st_mode) & ~wanted and found.st_uid == os.geteuid():
            path.chmod(wanted)


def _refuse_read_only(path: Path) -> None:
    # Replacing needs the folder's permission alone; a file made read-only is meant to stay.
    try:
        found = path.stat()
    except FileNotFoundError:
        return
    if not found.st_mode & 0o222 or not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))


def _signature(found: os.stat_result) -> Signature:
    return (found.st_ino, found.st_mtime_ns, found.st_size)
