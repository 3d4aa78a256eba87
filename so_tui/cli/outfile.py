"""A file that a command was asked for, and what is said when the command is stopped meanwhile."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from so_tui.cli.context import CommandContext
from so_tui.errors import OutputError
from so_tui.outfile import put


def place(to: str) -> Path:
    """The path that was typed, with `~` in its beginning taken for a home. Raises OutputError."""
    try:
        return Path(to).expanduser()
    except RuntimeError:
        raise OutputError(
            f"{to} could not be written: nothing says where that home is. Write the path in full. "
            "Nothing was written."
        ) from None


def deliver(
    context: CommandContext,
    path: Path,
    data: bytes | Iterable[bytes],
    *,
    force: bool,
    copy: bool = False,
) -> None:
    """Put a file that a command was asked for in its place, as `put` does.

    Stopped meanwhile, the command says how the file stands.
    """
    was = "as it was, or the new one" if os.path.lexists(path) else "not there, or whole"
    context.begun = f"No case was changed. The file {path} is {was}."
    put(path, data, force=force, casebooks=context.casebooks, copy=copy)
    context.done = f"The file {path} is written."
