"""Reading a file that was asked for: a file, and no more of it than may be taken in."""

from __future__ import annotations

import errno
import os
import shlex
import stat
from pathlib import Path

from so_tui.errors import RefusedInputError


def _at_home(file: str) -> Path:
    """The path that was typed, with `~` in its beginning taken for a home. Raises OSError."""
    try:
        return Path(file).expanduser()
    except RuntimeError:
        raise OSError(errno.ENOENT, "nothing says where that home is") from None


def contents(file: str, most: int, *, private: bool = False) -> bytes:
    """The bytes of a file: one more than `most`, at most.

    `private`: it holds a secret, so that nobody else may be able to read it. Raises
    RefusedInputError for what is no file, and for one that cannot be read.
    """
    try:
        # A pipe without a writer would hold the command for ever; it is refused instead.
        opened = os.open(_at_home(file), os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(opened, "rb") as data:
            mode = os.fstat(opened).st_mode
            if not stat.S_ISREG(mode):
                raise RefusedInputError(f"{file} was not taken in: it is not a file.")
            if private and mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise RefusedInputError(
                    f"{file} holds a secret key, and others on this computer can read it. Make it "
                    f"yours alone with: chmod 600 {shlex.quote(file)}"
                )
            return data.read(most + 1)
    except (OSError, ValueError) as fault:
        why = (fault.strerror if isinstance(fault, OSError) else None) or "it cannot be read"
        raise RefusedInputError(
            f"{file} was not taken in: {why[0].lower()}{why[1:]}. Check its name."
        ) from None
