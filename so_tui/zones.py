"""Time zones: which there are, which one this computer is set to, and what a clock does in one."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

LOCALTIME = Path("/etc/localtime")
"""The link that says which zone a computer is set to."""

_PLACES = (
    "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Brazil",
    "Canada", "Chile", "Europe", "Indian", "Mexico", "Pacific", "US",
)  # fmt: skip
"""What the name of a zone begins with that is a place, and no rule such as `EST5EDT` or UTC."""

_SSH = ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")
"""What the environment has where the person sits at another computer."""

Strikes = Literal["once", "never", "twice"]
"""How often a clock shows a time of day on one day."""


def is_zone(name: str) -> bool:
    """Whether a name is a time zone's, such as `America/New_York`."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def machine_zone(environment: Mapping[str, str] | None = None, localtime: Path = LOCALTIME) -> str:
    """The zone of the place where this computer stands; "" where that is not known.

    Over SSH the computer stands elsewhere. TZ holds before the system's own setting, and when
    it names no place (a path, a rule such as `EST5EDT`, a slip), then none is known. UTC is
    the setting of a machine, not of a place.
    """
    told = os.environ if environment is None else environment
    if any(told.get(name) for name in _SSH):
        return ""
    if "TZ" in told:
        return _place(told["TZ"].removeprefix(":"))
    return _of_file(localtime)


def without_place(environment: Mapping[str, str] | None = None) -> str:
    """Why no place is known from this computer, as the beginning of a sentence."""
    told = os.environ if environment is None else environment
    if any(told.get(name) for name in _SSH):
        return "This computer is not where you sit"
    if told.get("TZ"):
        return f"TZ is “{told['TZ'][:40]}”, which names no place"
    return "This computer is set to no place"


def _of_file(path: Path) -> str:
    """The place whose clock a file of the system's keeps, by the name it is a link to."""
    try:
        _, _, linked = str(path.resolve()).partition("zoneinfo/")
    except (OSError, RuntimeError):  # links that lead in a circle
        return ""
    return _place(linked.removeprefix("posix/").removeprefix("right/"))


def _place(name: str) -> str:
    area, divided, _ = name.partition("/")
    return name if divided and area in _PLACES and is_zone(name) else ""


def zone_fault(name: str) -> str:
    """A sentence when a zone was typed that there is not, with one that may have been meant."""
    if not name or is_zone(name):
        return ""
    wanted = name.casefold().replace(" ", "_")
    near = sorted(one for one in available_timezones() if wanted in one.casefold())
    meant = next(iter(sorted(near, key=len)), "")
    offer = f"Is it {meant}?" if meant else "Write it as America/New_York."
    return f"“{name[:40]}” is not a time zone. {offer}"


def strikes(day: dt.date, time: dt.time, zone: str) -> Strikes:
    """How often clocks in a zone show a time on a day: never where they are put forward past it,
    twice where they are put back over it. Once where no zone is known."""
    if not zone or not is_zone(zone):
        return "once"
    # Slow to load, and needed only where a time of day is typed.
    import pendulum
    from pendulum.tz.exceptions import AmbiguousTime, NonExistingTime

    told = dt.datetime.combine(day, time.replace(fold=0))
    try:
        pendulum.timezone(zone).convert(told, raise_on_unknown_times=True)
    except NonExistingTime:
        return "never"
    except AmbiguousTime:
        return "twice"
    except OverflowError:  # at the ends of the calendar
        pass
    return "once"
