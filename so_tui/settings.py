"""What a person set for themselves: one frozen value, read from one TOML file."""

from __future__ import annotations

import tomllib
import typing
from pathlib import Path
from typing import Literal

import msgspec

from so_tui import atomic, locations
from so_tui.errors import UsageError


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The settings. `keymap` moves bindings: a binding's id to keys, separated by commas.

    `theme`: the colors; None for those chosen last in the app. `ascii`: plain characters; None
    for where the terminal needs them. `mouse`: None for everywhere but over SSH.
    `region`: whose closed days count (ISO 3166). `date_order`: how `12/2` is read. `actor`: the
    name that changes are signed with; empty for the login name. `cover_after`: after so many
    minutes without a key the screen is covered; 0 for never.
    """

    theme: Literal["dark", "light", "high-contrast", "terminal"] | None = None
    keymap: dict[str, str] = {}
    ascii: bool | None = None
    mouse: bool | None = None
    region: str = "US"
    date_order: Literal["mdy", "dmy"] = "mdy"
    actor: str = ""
    cover_after: int = 0


_MUST_BE = {
    "theme": '"dark", "light", "high-contrast" or "terminal"',
    "keymap": "a table of keys in quotes, by the id of what they do",
    "ascii": "true or false",
    "mouse": "true or false",
    "region": 'a region in quotes, such as "US"',
    "date_order": '"mdy" or "dmy"',
    "actor": "a name in quotes",
    "cover_after": "a number of minutes",
}


def load(path: Path | None = None) -> Settings:
    """The settings in a file, the user's own by default; the usual ones where there is no file.

    Raises UsageError naming the file and the key that does not fit.
    """
    path = path or locations.settings_file()
    try:
        plain = tomllib.loads(atomic.read(path).decode("utf-8-sig"))
    except FileNotFoundError:
        return Settings()
    except OSError as fault:
        raise _refused(path, f"cannot be read: {fault.strerror or fault}") from fault
    except UnicodeDecodeError as fault:
        raise _refused(path, "cannot be read: they are not UTF-8 text") from fault
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        raise _refused(path, f"cannot be read: {fault}") from fault
    types = typing.get_type_hints(Settings)
    for key, value in plain.items():
        if key not in types:
            known = ", ".join(types)
            raise _refused(path, f"name “{key}”, which is none. There are: {known}")
        try:
            msgspec.convert(value, types[key])
        except msgspec.ValidationError as fault:
            raise _refused(path, f"give “{key}” a value that is not {_MUST_BE[key]}") from fault
    return msgspec.convert(plain, Settings)


def _refused(path: Path, what: str) -> UsageError:
    return UsageError(f"The settings {path} {what}. Put that line right, or take it out.")
