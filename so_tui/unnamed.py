"""A file for somebody else's folder, of which nothing is left there however the process ends.

What is written has no name until it is whole (O_TMPFILE), so that even a kill leaves nothing. Where
the system has no such files, or another file is to be replaced, it has a name of its own for a
moment. What a kill leaves under such a name is known by it, and removed by the next file that is
written into the folder.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import re
import secrets
import signal
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from so_tui import atomic

_OURS = re.compile(r"\.so-tui-[0-9a-f]{32}\.part")
_UNNAMED = getattr(os, "O_TMPFILE", 0)
_NOT_HERE = frozenset({
    errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL, errno.ENOENT, errno.EPERM, errno.EXDEV,
    errno.ENOSYS, errno.EMLINK,
})  # fmt: skip
"""What a system says that has no files without a name, or gives them none later."""

_PIECE = 1024 * 1024


def put(path: Path, data: Iterable[bytes], *, over: bool) -> None:
    """Put a file in its place, whole, mode 0600; without `over` none is there before.

    `data`: its bytes, in pieces, asked for once. The folder is not flushed yet. Raises OSError
    with what was there as it was.
    """
    _clear(path.parent)
    opened = _unnamed(path.parent)
    if opened is None:
        _put_named(path, data, over=over)
        return
    try:
        _write(os.dup(opened), data)
        if not _place(opened, path, over=over):
            _put_named(path, _pieces(opened), over=over)
    finally:
        os.close(opened)


def _put_named(path: Path, data: Iterable[bytes], *, over: bool) -> None:
    """Put a file in its place by way of a name of its own."""
    with _undisturbed():
        temporary = _name(path.parent)
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
            _write(os.open(temporary, flags, atomic.FILE_MODE), data)
            atomic.take_name(temporary, path, over=over)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise


def _unnamed(folder: Path) -> int | None:
    """A file without a name in a folder, open; None where there are no such files."""
    if not _UNNAMED:
        return None
    try:
        return os.open(folder, _UNNAMED | os.O_RDWR | os.O_CLOEXEC, atomic.FILE_MODE)
    except OSError as fault:
        if fault.errno in _NOT_HERE:
            return None
        raise


def _place(opened: int, path: Path, *, over: bool) -> bool:
    """Give a file without a name its place; False where the system gives it none."""
    if not over or not os.path.lexists(path):
        return _give_name(opened, path)
    with _undisturbed():
        temporary = _name(path.parent)
        try:
            if not _give_name(opened, temporary):
                return False
            temporary.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
    return True


def _pieces(opened: int) -> Iterator[bytes]:
    """What was written into a file, from its beginning."""
    os.lseek(opened, 0, os.SEEK_SET)
    while piece := os.read(opened, _PIECE):
        yield piece


def _give_name(opened: int, path: Path) -> bool:
    """Give a file without a name one that is free (linkat, by way of /proc); False where the
    system does not."""
    try:
        os.link(f"/proc/self/fd/{opened}", path, src_dir_fd=opened, follow_symlinks=True)
    except FileExistsError:
        raise
    except OSError as fault:
        if fault.errno in _NOT_HERE:
            return False
        raise
    return True


def _write(opened: int, data: Iterable[bytes]) -> None:
    try:
        # Held while it lasts, so that nobody takes it for one that was left.
        with contextlib.suppress(OSError):
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for piece in data:
            atomic.write_all(opened, piece)
        atomic.flush(opened)
    finally:
        os.close(opened)


def _name(folder: Path) -> Path:
    return folder / f".so-tui-{secrets.token_hex(16)}.part"


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """While it lasts, a request to stop waits: a file has a name that it must not keep."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _clear(folder: Path) -> None:
    """Remove what a kill has left in a folder: files of this user by that name, in nobody's use."""
    with contextlib.suppress(OSError), os.scandir(folder) as found:
        for one in [Path(each.path) for each in found if _OURS.fullmatch(each.name)]:
            with contextlib.suppress(OSError):
                _remove_left(one)


def _remove_left(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        about = os.fstat(opened)
        if stat.S_ISREG(about.st_mode) and about.st_uid == os.geteuid():
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
    finally:
        os.close(opened)
