"""How a path is completed while somebody types it."""

from __future__ import annotations

import asyncio
import contextlib
import os
from pathlib import Path

from textual.suggester import Suggester

from so_tui.core.text import clean


class PathSuggester(Suggester):
    """Suggests the file or folder that begins as what is typed; hidden ones once a dot is."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """What is typed with the rest of a name behind it; None where none begins so."""
        return await asyncio.to_thread(completed, value)


def completed(typed: str) -> str | None:
    """What was typed, up to the end of the first name on the disk that begins so; a folder ends
    with a slash. None where there is none, or its name holds what cannot be shown."""
    if not typed:
        return None
    folder, begun = os.path.split(typed)
    try:
        with os.scandir(Path(folder or ".").expanduser()) as found:
            names = sorted(
                f"{one.name}/" if one.is_dir() else one.name
                for one in found
                if one.name.startswith(begun) and (begun or not one.name.startswith("."))
            )
    except (OSError, RuntimeError, ValueError):
        return None
    fits = (name for name in names if clean(name) == name and name != begun)
    name = next(fits, None)
    return None if name is None else f"{typed[: len(typed) - len(begun)]}{name}"


def path_of(typed: str) -> Path:
    """The file that is meant: from the folder in which so-tui was begun, unless it says more."""
    path = Path(typed)
    with contextlib.suppress(RuntimeError):  # nothing says where that home is
        path = path.expanduser()
    try:
        return path.absolute()
    except OSError:  # the folder in which so-tui was begun is gone
        return path


def is_file(path: Path) -> bool:
    """Whether a file is there; what cannot be looked at is said once it is to be written."""
    return os.path.isfile(path)  # noqa: PTH113 - of Path the same raises for a name too long
