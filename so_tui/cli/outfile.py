"""Writing a file that was asked for: whole or not at all, for its owner alone."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from pathlib import Path

from so_tui.errors import OutputError

_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})


def put(path: Path, data: bytes, *, force: bool) -> None:
    """Write `data` to `path` with mode 0600, durable when it returns.

    A file that is there is kept unless `force` is given; a symbolic link is never followed.
    Raises OutputError; what stood there is then as it was.
    """
    if path.is_symlink():
        raise OutputError(f"{path} is a link. Name the file itself. Nothing was written.")
    if path.is_dir():
        raise OutputError(f"{path} is a folder. Name a file in it. Nothing was written.")
    temporary = path.with_name(f".{path.name[:40]}.{secrets.token_hex(8)}")
    try:
        _write(temporary, data)
        try:
            if force:
                temporary.replace(path)
            else:
                _place(temporary, path)
        finally:
            with contextlib.suppress(FileNotFoundError):
                temporary.unlink()
        _settle(path.parent)
    except FileExistsError:
        raise OutputError(
            f"{path} is there already. Choose another name, or add --force to write over it."
        ) from None
    except OSError as fault:
        why = fault.strerror or type(fault).__name__
        raise OutputError(f"{path} could not be written: {why}. Choose another place.") from fault


def _write(path: Path, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _place(temporary: Path, path: Path) -> None:
    """Give the file its name, unless something has that name already."""
    try:
        os.link(temporary, path, follow_symlinks=False)
    except OSError as fault:
        if fault.errno not in _NO_LINKS:
            raise
        # A file system without links: reserve the name, then take it.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600))
        temporary.replace(path)


def _settle(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
