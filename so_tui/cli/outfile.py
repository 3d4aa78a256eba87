"""Writing a file that was asked for: whole or not at all, for its owner alone."""

from __future__ import annotations

from pathlib import Path

from so_tui import atomic
from so_tui.errors import OutputError


def put(path: Path, data: bytes, *, force: bool) -> None:
    """Write `data` to `path` with mode 0600, durable when it returns.

    A file that is there is kept unless `force` is given; a symbolic link is never followed.
    Raises OutputError; what stood there is then as it was.
    """
    if path.is_symlink():
        raise OutputError(f"{path} is a link. Name the file itself. Nothing was written.")
    if path.is_dir():
        raise OutputError(f"{path} is a folder. Name a file in it. Nothing was written.")
    try:
        atomic.put(path, data, over=force)
        atomic.flush_folder(path.parent)
    except FileExistsError:
        raise OutputError(
            f"{path} is there already. Choose another name, or add --force to write over it."
        ) from None
    except OSError as fault:
        why = atomic.why(fault, "choose another place")
        raise OutputError(f"{path} could not be written: {why}.") from fault
