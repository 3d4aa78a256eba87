"""The casebook's lock: one writer at a time, across processes.

It is the kernel's own file lock on a file beside the casebook, so a dead holder's lock is free at
once. It is held for one read-modify-write and never while a person thinks; reading needs none.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from so_tui.core.text import clean
from so_tui.errors import BusyCasebookError
from so_tui.store import disk, high_water

POLL = 0.01
"""Seconds between two tries."""


@contextlib.contextmanager
def held(path: Path, wait: float) -> Iterator[None]:
    """Holds the lock of the casebook at `path`, waiting at most `wait` seconds for it.

    Raises BusyCasebookError when another process keeps it for longer, and CasebookError when the
    lock file cannot be made.
    """
    lock = FileLock(
        high_water.lock_file(path),
        mode=disk.file_mode(path.parent),
        thread_local=False,
        fallback_to_soft=False,  # a lock that only pretends would lose changes
        close_error_policy="suppress",  # it is free by then, and the save has its own answer
    )
    with disk.explained(path, "locked for writing"):
        try:
            lock.acquire(timeout=wait, poll_interval=POLL)
        except Timeout as fault:
            who = clean(high_water.holder(path)) or "Another so-tui"
            raise BusyCasebookError(
                f"{who} is writing to the casebook {path} right now. "
                "Nothing was changed; please try again in a moment."
            ) from fault
    try:
        high_water.name_holder(path)
        yield
    finally:
        # The save has its answer by then; the kernel frees the lock with the file.
        with contextlib.suppress(OSError):
            lock.release()
