"""Who has the casebook open: each app holds a shared lock of the kernel's while it runs.

The last one to leave folds the journal, so that the file of a casebook at rest is the whole
truth by itself. It is a courtesy, not a rule: folding while others are there is safe too.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from so_tui import atomic
from so_tui.errors import CasebookError
from so_tui.store import disk


def presence_file(path: Path) -> Path:
    """What those who have the casebook open hold their lock on."""
    return path.with_name(f"{path.name}.open")


@contextlib.contextmanager
def present(casebook: Path, fold: Callable[[], None], *, begins: bool = True) -> Iterator[None]:
    """Counts as one who has the casebook open; folds it at the end if nobody else has.

    `begins`: no casebook is there yet, so that its folder may be made.
    Where that is not possible (a folder that may only be read), it goes on without.
    """
    path = disk.real(casebook)
    try:
        if begins:
            disk.make_folder(path)
        descriptor = _hold(path)
    except (OSError, CasebookError):
        yield
        return
    try:
        yield
    finally:
        try:
            if _is_last(descriptor):
                # Everything is saved already; folding can wait for another day.
                with contextlib.suppress(CasebookError):
                    fold()
                with contextlib.suppress(OSError):
                    presence_file(path).unlink(missing_ok=True)
        finally:
            os.close(descriptor)


def _hold(path: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(presence_file(path), flags, atomic.FILE_MODE)
    try:
        if os.fstat(descriptor).st_uid == os.geteuid():
            os.fchmod(descriptor, disk.file_mode(path.parent))
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _is_last(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
