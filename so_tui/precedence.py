"""Which setting holds: the user's own, those of the system, and what its administrator locked.

A key that is locked holds as the administrator's file says it. Any other holds as the first of
these files says it: the user's, then those of the XDG configuration folders in their order. What
the environment or a command says goes before all of them, except for a lock.

Locks count only in the one file whose place no user can choose: `XDG_CONFIG_DIRS` is the user's
to set. Where that file is there and cannot be read, nobody knows what is locked; so nothing goes
on that a lock could forbid.
"""

from __future__ import annotations

import os
import pwd
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from so_tui import locations, settings
from so_tui.core import calendar
from so_tui.core.text import clean
from so_tui.errors import AdministratorError, NotAllowedError
from so_tui.settings import Settings
from so_tui.toml_file import Refuses

LOCKABLE = ("cover_after", "region", "casebooks_in", "encrypt")
"""The settings that an administrator can lock."""

_BESIDES: Mapping[str, tuple[Any, str]] = {
    "locked": (list[str], f"a list of some of these in quotes: {', '.join(LOCKABLE)}"),
    "ask": (str, "whom to ask, in quotes"),
}
"""Keys of the system's files that are no settings."""

_WHOM = "whoever administers this computer"


class InForce(msgspec.Struct, frozen=True, kw_only=True):
    """The settings that hold. `locked`: those that `rules`, the administrator's file, locks;
    `ignored`: of these what the user set otherwise; `whom`: whom to ask about them."""

    settings: Settings
    locked: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    rules: Path
    whom: str = _WHOM

    @property
    def notice(self) -> str:
        """A sentence on what the user set and does not hold; "" where there is nothing."""
        return self.notice_of(LOCKABLE)

    def notice_of(self, keys: Collection[str]) -> str:
        """The same on some of the settings alone, such as those that a command goes by."""
        names = ", ".join(one for one in self.ignored if one in keys)
        if not names:
            return ""
        return (
            f"Not followed in your settings, since {self.rules} locks it: {names}. "
            f"To have it changed, ask {self.whom}."
        )


def in_force() -> InForce:
    """The settings that hold for this user now.

    Raises UsageError for the user's own file, and AdministratorError for one of the system's.
    """
    rules = locations.administered_file()
    ruled = _of_system(rules, locks=True)
    lent = [ruled if one == rules else _of_system(one) for one in locations.system_settings()]
    own: Mapping[str, Any] = {}
    if (file := locations.if_anywhere(locations.settings_file)) is not None:
        own = settings.said(file)
        _check_region(own, file, settings.refused)
    return weighed(own, lent, ruled, rules)


def weighed(
    own: Mapping[str, Any], lent: Sequence[Mapping[str, Any]], ruled: Mapping[str, Any], rules: Path
) -> InForce:
    """The settings that hold of what files say.

    `own`: what the user's says; `lent`: what those of the system say, the first before the next;
    `ruled`: what the administrator's file says, which is `rules`.
    """
    locked = tuple(key for key in LOCKABLE if key in ruled.get("locked", ()))
    holds: dict[str, Any] = {}
    for one in (*reversed(lent), own):
        holds |= one
    for key in locked:
        holds.pop(key, None)
        if key in ruled:
            holds[key] = ruled[key]
    values = settings.made({key: holds[key] for key in Settings.__struct_fields__ if key in holds})
    return InForce(
        settings=values,
        locked=locked,
        ignored=tuple(key for key in locked if key in own and _differs(own, key, values)),
        rules=rules,
        whom=ruled.get("ask") or _WHOM,
    )


def _differs(own: Mapping[str, Any], key: str, values: Settings) -> bool:
    """Whether a file says another value for a key than the one that holds."""
    return bool(getattr(settings.made({key: own[key]}), key) != getattr(values, key))


def check_place(casebook: Path, held: InForce) -> None:
    """Raise AdministratorError where a casebook may not lie, wherever links to it lead."""
    folders = [_home_expanded(one) for one in held.settings.casebooks_in]
    real = Path(os.path.realpath(casebook))
    if not folders or any(real.is_relative_to(os.path.realpath(one)) for one in folders):
        return
    named = ", ".join(str(one) for one in folders)
    if "casebooks_in" in held.locked:
        rule, whom = str(held.rules), f"ask {held.whom}"
    else:
        rule, whom = "the settings (casebooks_in)", "change it there"
    raise AdministratorError(
        f"A casebook may not lie at {real}: {rule} allows only {named}. "
        f"Name one there with --file, or {whom}. Nothing was made or changed."
    )


def check_sealed(held: InForce, do: str) -> None:
    """Raise AdministratorError where a file with cases may not be written without encryption;
    NotAllowedError where that is the user's own setting. `do`: what to do, in a sentence."""
    if held.settings.encrypt != "always":
        return
    if "encrypt" in held.locked:
        raise AdministratorError(
            f"Cases leave so-tui encrypted only: {held.rules} says so. {do} Nothing was written. "
            f"About the rule you can ask {held.whom}."
        )
    raise NotAllowedError(
        f"Cases leave so-tui encrypted only: the settings say so (encrypt). {do} Nothing was "
        "written."
    )


def _home_expanded(folder: str) -> Path:
    """A folder with `~` taken for the home that the system knows: HOME is the user's to set."""
    if folder.partition("/")[0] != "~":
        return Path(folder)
    try:
        home = pwd.getpwuid(os.getuid()).pw_dir
    except KeyError:
        raise AdministratorError(
            f"The settings let casebooks lie in {folder}, and the system knows no home of this "
            "user. Ask whoever administers this computer. Nothing was made or changed."
        ) from None
    return Path(home, *Path(folder).parts[1:])


def _of_system(path: Path, *, locks: bool = False) -> dict[str, Any]:
    said = settings.said(path, _refused, _BESIDES)
    try:
        astray = any(one.is_symlink() and not one.exists() for one in (path, path.parent))
    except OSError as fault:
        raise _refused(path, f"cannot be read: {fault.strerror or fault}") from fault
    if not said and astray:
        raise _refused(path, "cannot be read: a link on the way to them leads nowhere")
    _check_region(said, path, _refused)
    for key in said.get("locked", ()):
        if not locks:
            where = locations.administered_file()
            raise _refused(path, f"lock “{key}”, and locks count in {where} alone")
        if key not in LOCKABLE:
            raise _refused(path, f"lock “{key}”. What can be locked: {', '.join(LOCKABLE)}")
    return said


def _check_region(said: Mapping[str, Any], path: Path, refused: Refuses) -> None:
    region = said.get("region", "US")
    if not calendar.is_known(region):
        raise refused(
            path,
            f"give “region” as “{clean(region)}”. No calendar is known for it. "
            "A region is a country such as US or CA, or a part of one such as CA-ON",
        )


def _refused(path: Path, what: str) -> AdministratorError:
    return AdministratorError(
        f"The system's settings {path} {what}. It is not known what is allowed here, so nothing "
        f"was done. Show this to {_WHOM}."
    )
