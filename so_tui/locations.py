"""Where the casebook, the settings and the log of errors lie. Nothing is made by asking.

`SO_TUI_HOME` puts all of them into one folder; otherwise they are where the system keeps such
files for one user (on Linux the XDG base directories).
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_NAME = "so-tui"


def casebook(file: Path | None = None) -> Path:
    """The casebook's path: `file` if one is given, else the user's own."""
    if file is not None:
        return file.expanduser().absolute()
    if home := _home():
        return home / "casebook.json"
    return Path(platformdirs.user_data_dir(_NAME, appauthor=False)) / "casebook.json"


def settings_file() -> Path:
    """The settings' path; the file need not be there."""
    if home := _home():
        return home / "settings.toml"
    return Path(platformdirs.user_config_dir(_NAME, appauthor=False)) / "settings.toml"


def faults_log() -> Path:
    """The path of the log of the program's own errors, which holds no health data."""
    if home := _home():
        return home / "errors.log"
    return Path(platformdirs.user_state_dir(_NAME, appauthor=False)) / "errors.log"


def state_folder() -> Path:
    """The folder of what the program keeps for itself, such as drafts with no other place."""
    return faults_log().parent


def _home() -> Path | None:
    home = os.environ.get("SO_TUI_HOME", "")
    return Path(home).expanduser().absolute() if home else None
