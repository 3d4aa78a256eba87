"""The settings: one frozen value, and how the TOML file that says some of them is read.

Which of several files holds is the matter of `precedence`.
"""

from __future__ import annotations

import os
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from so_tui import locations, palettes, toml_file
from so_tui.errors import SoTuiError, UsageError
from so_tui.toml_file import Refuses


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The settings. `keymap` moves bindings: a binding's id to keys, separated by commas.

    `theme`: the name of the colors; None for those chosen last in the app. `ascii`: plain
    characters; None for where the terminal needs them. `mouse`: None for everywhere but over SSH.
    `region`: whose closed days count (ISO 3166). `date_order`: how `12/2` is read. `actor`: the
    name that changes are signed with; empty for the login name. `cover_after`: after so many
    minutes without a key the screen is covered; 0 for never. `casebooks_in`: the folders in which
    casebooks may lie; empty for anywhere. `labels_in_completion`: whether a shell may show the
    labels of cases where it completes a command. `encrypt`: whether files with cases may also be
    written without encryption.
    """

    theme: str | None = None
    keymap: dict[str, str] = {}
    ascii: bool | None = None
    mouse: bool | None = None
    region: str = "US"
    date_order: Literal["mdy", "dmy"] = "mdy"
    actor: str = ""
    cover_after: int = 0
    casebooks_in: tuple[str, ...] = ()
    labels_in_completion: bool = False
    encrypt: Literal["offered", "always"] = "offered"


_MUST_BE = {
    "theme": 'the name of a theme in quotes, such as "dark"',
    "keymap": "a table of keys in quotes, by the id of what they do",
    "ascii": "true or false",
    "mouse": "true or false",
    "region": 'a region in quotes, such as "US"',
    "date_order": '"mdy" or "dmy"',
    "actor": "a name in quotes",
    "cover_after": "a number of minutes, from 0 on",
    "casebooks_in": "a list of folders in quotes, each from / or ~ on",
    "labels_in_completion": "true or false",
    "encrypt": '"offered" or "always"',
}


def load(path: Path | None = None) -> Settings:
    """The settings in a file, the user's own by default; the usual ones where there is no file.

    Raises UsageError naming the file and the key that does not fit.
    """
    return made(said(path or locations.settings_file()))


def made(values: Mapping[str, Any]) -> Settings:
    """The settings with these values by key, each checked before, and the usual ones else."""
    return msgspec.convert(dict(values), Settings)


def refused(path: Path, what: str) -> SoTuiError:
    """The fault of a file that is the user's own to put right."""
    return UsageError(f"The settings {path} {what}. {_to_do(path)}")


def _to_do(path: Path) -> str:
    """What its owner can do: with a line in it, or where it is not even a file."""
    try:
        there, file = path.exists(), path.is_file()
    except OSError:  # the disk; what is wrong is said already
        there = file = True
    if there and not file:
        return "Move it away; a text file belongs there, or none."
    if not there:
        return "Look at the folders of its path, and at SO_TUI_HOME if that is set."
    if not os.access(path, os.R_OK):
        return "Make it a file that you may read, or move it away."
    return "Put that line right, or take it out."


def said(
    path: Path, refused: Refuses = refused, besides: Mapping[str, tuple[Any, str]] | None = None
) -> dict[str, Any]:
    """What a file says, by key; nothing where there is no file.

    `besides`: keys that this file can have and that are no settings, each with its type and with
    words for what it must be. Raises what `refused` makes of a fault.
    """
    plain = toml_file.plain(path, refused)
    if plain is None:
        return {}
    types = typing.get_type_hints(Settings)
    fits = {name: (kind, _MUST_BE[name]) for name, kind in types.items()} | {**(besides or {})}
    for key, value in plain.items():
        if key not in fits:
            known = ", ".join(fits)
            raise refused(path, f"name “{key}”, which is none. There are: {known}")
        kind, must_be = fits[key]
        try:
            msgspec.convert(value, kind)
        except msgspec.ValidationError as fault:
            raise refused(path, f"give “{key}” a value that is not {must_be}") from fault
    theme = plain.get("theme")
    if theme is not None and not palettes.is_there(theme, path.parent / "themes"):
        known = ", ".join(palettes.ours())
        raise refused(path, f"give “theme” the name of none. There are: {known}")
    if plain.get("cover_after", 0) < 0:
        raise refused(path, f"give “cover_after” a value that is not {_MUST_BE['cover_after']}")
    if any(not one.startswith(("/", "~/")) and one != "~" for one in plain.get("casebooks_in", ())):
        raise refused(path, f"give “casebooks_in” a value that is not {_MUST_BE['casebooks_in']}")
    return plain
