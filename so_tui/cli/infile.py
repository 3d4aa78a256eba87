"""A file that a command was given to read."""

from __future__ import annotations

import errno
import os
import shlex
import stat
import sys
from pathlib import Path

from so_tui.cli import stderr
from so_tui.errors import RefusedInputError

_STDIN = "standard input"


def named(file: str) -> str:
    """A file as sentences call it."""
    return _STDIN if file == "-" else file


def typed(name: str) -> str:
    """A file as it is typed, by what sentences call it."""
    return "-" if name == _STDIN else shlex.quote(name)


def _at_home(file: str) -> Path:
    """The path that was typed, with `~` in its beginning taken for a home. Raises OSError."""
    try:
        return Path(file).expanduser()
    except RuntimeError:
        raise OSError(errno.ENOENT, "nothing says where that home is") from None


def contents(file: str, most: int) -> bytes:
    """The bytes of a file, or of standard input for `-`: one more than `most`, at most.

    Raises RefusedInputError for what is no file, and for one that cannot be read.
    """
    if file == "-":
        stderr.take_stdin("a case file")
        return sys.stdin.buffer.read(most + 1)
    try:
        # A pipe without a writer would hold the command for ever; it is refused instead.
        opened = os.open(_at_home(file), os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(opened, "rb") as data:
            if not stat.S_ISREG(os.fstat(opened).st_mode):
                raise RefusedInputError(f"{named(file)} was not taken in: it is not a file.")
            return data.read(most + 1)
    except (OSError, ValueError) as fault:
        why = (fault.strerror if isinstance(fault, OSError) else None) or "it cannot be read"
        raise RefusedInputError(
            f"{named(file)} was not taken in: {why[0].lower()}{why[1:]}. Check its name."
        ) from None
