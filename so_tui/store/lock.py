"""The casebook's lock: one writer at a time, across processes.

It is the kernel's own file lock on a file beside the casebook, so a dead holder's lock is free at
once. It is held for one read-modify-write and never while a person thinks; reading needs none.
"""

from __future__ import annotations

import contextlib
import functools
import getpass
import os
import platform
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from so_tui.core.text import clean
from so_tui.errors import BusyCasebookError, CasebookError
from so_tui.store import disk

POLL = 0.01
"""Seconds between two tries."""

_HOLDER_BYTES = 160


def lock_file(path: Path) -> Path:
    """Where the lock of a casebook lies. It says who held it last."""
    return path.with_name(f"{path.name}.lock")


@contextlib.contextmanager
def held(path: Path, wait: float) -> Iterator[None]:
    """Holds the lock of the casebook at `path`, waiting at most `wait` seconds for it.

    Raises BusyCasebookError when another process keeps it for longer, and CasebookError when the
    lock file cannot be made.
    """
    lock = FileLock(
        lock_file(path),
        mode=disk.file_mode(path.parent),
        thread_local=False,
        fallback_to_soft=False,  # a lock that only pretends would lose changes
        close_error_policy="suppress",  # it is free by then, and the save has its own answer
    )
    with disk.explained(path, "locked for writing"):
        disk.refuse_others(lock_file(path))
        try:
            lock.acquire(timeout=wait, poll_interval=POLL)
        except Timeout as fault:
            who = clean(_holder(path)) or "Another so-tui"
            raise BusyCasebookError(
                f"{who} is writing to the casebook {path} right now. "
                "Nothing was changed; please try again in a moment."
            ) from fault
    try:
        _name_holder(path)
        yield
    finally:
        # The save has its answer by then; the kernel frees the lock with the file.
        with contextlib.suppress(OSError):
            lock.release()


def _holder(path: Path) -> str:
    """Who held the lock last, in words; empty when that is not known."""
    with contextlib.suppress(CasebookError):
        if stored := disk.read(lock_file(path)):
            return stored.data[:_HOLDER_BYTES].decode("utf-8", "replace").strip(" \n\0")
    return ""


def _name_holder(path: Path) -> None:
    who = f"{_user()} (process {os.getpid()} on {platform.node() or 'this computer'})\n"
    data = who.encode("utf-8", "replace")[:_HOLDER_BYTES].ljust(_HOLDER_BYTES)
    with contextlib.suppress(OSError), disk.kept_open(lock_file(path)) as descriptor:
        os.pwrite(descriptor, data, 0)


@functools.cache
def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
