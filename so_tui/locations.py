"""Where the casebook, the settings and the log of errors lie. Nothing is made by asking.

`SO_TUI_HOME` puts all of them into one folder; otherwise they are where the system keeps such
files for one user (on Linux the XDG base directories).
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

import platformdirs

from so_tui.errors import CasebookError

_NAME = "so-tui"


def casebook(file: Path | None = None) -> Path:
    """The casebook's path: `file` if one is given, else the user's own. Raises CasebookError."""
    if file is not None:
        return _expanded(str(file), "--file")
    return _folder(platformdirs.user_data_dir) / "casebook.json"


def settings_file() -> Path:
    """The settings' path; the file need not be there. Raises CasebookError."""
    return _folder(platformdirs.user_config_dir) / "settings.toml"


def faults_log() -> Path:
    """The path of the log of the program's own errors, which holds no health data.

    Raises CasebookError.
    """
    return _folder(platformdirs.user_state_dir) / "errors.log"


def state_folder() -> Path:
    """The folder of what the program keeps for itself, such as drafts with no other place."""
    return faults_log().parent


class NoHomeError(CasebookError):
    """Nothing says where the user's files lie."""


def _folder(usual: Callable[..., str]) -> Path:
    """The folder of SO_TUI_HOME, else the one that the system usually has for this."""
    if home := os.environ.get("SO_TUI_HOME", ""):
        return _expanded(home, "SO_TUI_HOME")
    with contextlib.suppress(RuntimeError):  # there is no home
        folder = Path(usual(_NAME, appauthor=False))
        if folder.is_absolute() and os.environ.get("HOME") != "":
            return folder
    raise NoHomeError(
        "Nothing says where your files lie: HOME is not set, and the system does not know this "
        "user. Set HOME, or set SO_TUI_HOME to a folder. Nothing was made."
    )


def _expanded(path: str, named: str) -> Path:
    """A path with `~` in its beginning taken for a home."""
    try:
        return Path(path).expanduser().absolute()
    except RuntimeError:
        user = path.partition("/")[0]
        who = f"no user “{user[1:]}” is known here" if user != "~" else "HOME is not set"
        raise NoHomeError(
            f"{named} is {path}, and {who}. Write the path in full. Nothing was made."
        ) from None
