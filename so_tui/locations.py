"""Where the casebook, the settings and the log of errors lie. Nothing is made by asking.

`SO_TUI_HOME` puts all of them into one folder; otherwise they are where the system keeps such
files for one user (on Linux the XDG base directories).
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

import platformdirs

from so_tui.errors import CasebookError

_NAME = "so-tui"

CHOSEN, LOOKED, DRAFTS = "chosen.json", "looked", "drafts"
"""What lies in the state folder: what was chosen in the app, what was looked at, and drafts."""

_ADMINISTERED = (
    Path("/Library/Application Support" if sys.platform == "darwin" else "/etc/xdg") / _NAME
)
"""The folder of the administrator's settings."""


def casebook(file: Path | None = None) -> Path:
    """The casebook's path: `file` if one is given, else the user's own. Raises CasebookError."""
    if file is not None:
        return _expanded(str(file), "--file")
    return _folder(platformdirs.user_data_dir) / "casebook.json"


def settings_file() -> Path:
    """The settings' path; the file need not be there. Raises CasebookError."""
    return _folder(platformdirs.user_config_dir) / "settings.toml"


def system_settings() -> tuple[Path, ...]:
    """The paths of the system's settings, the first before the next; the files need not be there.

    On Linux those of `XDG_CONFIG_DIRS`, of which the ones that are no full path are left out.
    """
    if sys.platform in ("darwin", "win32"):
        return (Path(platformdirs.site_config_dir(_NAME, appauthor=False)) / "settings.toml",)
    told = os.environ.get("XDG_CONFIG_DIRS", "")
    folders = [Path(one) for one in told.split(":") if Path(one).is_absolute()]
    return tuple(
        one / _NAME / "settings.toml" for one in (folders if told else (_ADMINISTERED.parent,))
    )


def if_anywhere(place: Callable[[], Path]) -> Path | None:
    """A place of the user's own, such as `settings_file`; None where nothing says where theirs are.

    What is there by another name needs none: the demo, or a casebook that `--file` names.
    """
    try:
        return place()
    except NoHomeError:
        return None


def theme_folders() -> tuple[Path, ...]:
    """The folders of themes beside the settings, the user's own first; they need not be there.

    Raises CasebookError.
    """
    files = (if_anywhere(settings_file), *system_settings())
    return tuple(one.parent / "themes" for one in files if one is not None)


def administered_file() -> Path:
    """The path of the settings whose locks hold: one that no variable of the user's moves."""
    return _ADMINISTERED / "settings.toml"


def faults_log() -> Path:
    """The path of the log of the program's own errors, which holds no health data.

    Raises CasebookError.
    """
    return _folder(platformdirs.user_state_dir) / "errors.log"


def state_folder() -> Path:
    """The folder of what the program keeps for itself, such as drafts with no other place."""
    return faults_log().parent


def own() -> tuple[Path, ...]:
    """The files and folders that are the program's own besides casebooks; none need be there.

    Raises CasebookError.
    """
    ours = (if_anywhere(settings_file), if_anywhere(faults_log))
    state = if_anywhere(state_folder)
    kept = () if state is None else tuple(state / one for one in (CHOSEN, LOOKED, DRAFTS))
    files = tuple(one for one in ours if one is not None)
    return (*files, *system_settings(), administered_file(), *theme_folders(), *kept)


def can_take(file: Path) -> bool:
    """Whether what the program keeps for itself may make the folder of a file.

    Not where SO_TUI_HOME, or the user's home, is not there: its disk may only be unplugged, and a
    home that was made anew would look like an empty one. The first casebook makes SO_TUI_HOME.
    A folder that cannot be looked at is there; what is to be made in it says what is wrong.
    """
    if _is_folder(file.parent):
        return True
    if home := os.environ.get("SO_TUI_HOME", ""):
        return _is_folder(_expanded(home, "SO_TUI_HOME"))
    home = os.environ.get("HOME", "")
    return not home or not file.is_relative_to(home) or _is_folder(Path(home))


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return True


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
