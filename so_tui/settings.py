"""What a person set for themselves: one frozen value, read from one TOML file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

import msgspec

from so_tui import locations
from so_tui.errors import UsageError


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The settings. `keymap` moves bindings: a binding's id to keys, separated by commas.

    `region`: whose closed days count (ISO 3166). `date_order`: how `12/2` is read. `actor`: the
    name that changes are signed with; empty for the login name.
    """

    theme: str = "so-tui-dark"
    keymap: dict[str, str] = {}
    ascii: bool = False
    mouse: bool = True
    region: str = "US"
    date_order: Literal["mdy", "dmy"] = "mdy"
    actor: str = ""


def load(path: Path | None = None) -> Settings:
    """The settings in a file, the user's own by default; the usual ones where there is no file.

    Raises UsageError naming the file and the key that does not fit.
    """
    path = path or locations.settings_file()
    try:
        return msgspec.convert(tomllib.loads(path.read_bytes().decode("utf-8")), Settings)
    except FileNotFoundError:
        return Settings()
    except OSError as fault:
        why = f"it cannot be read ({fault.strerror or fault})"
        raise _refused(path, why) from fault
    except UnicodeDecodeError as fault:
        raise _refused(path, "it is not UTF-8") from fault
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise _refused(path, str(fault)) from fault


def _refused(path: Path, why: str) -> UsageError:
    return UsageError(f"The settings {path} do not fit: {why}. Put the line right, or take it out.")
