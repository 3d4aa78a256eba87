"""Writing a file that was asked for: whole or not at all, for its owner alone."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from so_tui import atomic, locations, unnamed
from so_tui.errors import OutputError


def put(
    path: Path, data: bytes | Iterable[bytes], *, force: bool, casebooks: Iterable[Path] = (),
    copy: bool = False, otherwise: str = "add --force to write over it",
) -> None:  # fmt: skip
    """Write `data`, whole or in pieces, to `path` with mode 0600, durable when it returns.

    A file that is there is kept unless `force` is given; a symbolic link is never followed. What
    is no file, such as a device, is never replaced, and neither is anything of a casebook, nor
    else of the program's own: `casebooks` are those in use, which may not be there yet. `copy`:
    what is written is a casebook itself, and may take the place of an earlier copy. `otherwise`:
    what to do where one is there and is to go. Raises OutputError; what stood there is then as it
    was.
    """
    try:
        _check(path, casebooks, copy=copy)
        unnamed.put(path, [data] if isinstance(data, bytes) else data, over=force)
        atomic.flush_folder(path.parent)
    except FileExistsError:
        raise OutputError(
            f"{path} is there already. Choose another name, or {otherwise}."
        ) from None
    except OSError as fault:
        why = atomic.why(fault, "choose another place")
        raise OutputError(f"{path} could not be written: {why}.") from fault


def _check(path: Path, casebooks: Iterable[Path], *, copy: bool) -> None:
    # Loaded with the store, which a command that writes a file has read from by now.
    from so_tui.store.territory import casebook_of, is_own

    if (casebook := casebook_of(path, casebooks, others=not copy)) is not None:
        raise OutputError(
            f"{path} belongs to the casebook {casebook}, which is not written over. "
            "Choose another name. Nothing was written."
        )
    if is_own(path, locations.own()):
        raise OutputError(
            f"{path} is for what so-tui keeps for itself, such as settings, and is not written "
            "over. Choose another name. Nothing was written."
        )
    if path.is_symlink():
        raise OutputError(f"{path} is a link. Name the file itself. Nothing was written.")
    if path.is_dir():
        raise OutputError(f"{path} is a folder. Name a file in it. Nothing was written.")
    if path.exists() and not path.is_file():
        raise OutputError(
            f"{path} is a device or a pipe, and no file. Name a file, or leave out -o for "
            "standard output. Nothing was written."
        )
