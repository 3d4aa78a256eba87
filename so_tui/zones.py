"""Time zones: which there are, which one this computer is set to, and what a clock does in one."""

from __future__ import annotations

import datetime as dt
import os
import re
import time
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

_OWN_CLOCK = f":{LOCALTIME}"

_LENT = "/tzdata/zoneinfo/"
"""What stands in TZ before the name of a zone that the system was lent."""

_OFFSET = r"[+-]?\d{1,2}(?::[0-5]\d){0,2}"
_HOUR = r"[+-]?\d{1,3}(?::[0-5]\d){0,2}"
_NAME = r"(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)"
_OF_YEAR = r"(?:\d{1,2}|[12]\d{2}|3[0-5]\d|36[0-5])"
_WHEN = rf"(?:J?{_OF_YEAR}|M(?:0?[1-9]|1[0-2])\.[1-5]\.[0-6])(?:/{_HOUR})?"
_RULE = re.compile(rf"{_NAME}{_OFFSET}(?:{_NAME}(?:{_OFFSET})?(?:,{_WHEN},{_WHEN})?)?")

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
        return _place(_named(told["TZ"]))
    return _of_file(localtime)


def settle_clock() -> str:
    """Let the zone of TZ hold, or this computer's own clock where TZ names none.

    A system that has no file of the zone is lent ours. Where TZ says nothing that can be read,
    the system takes UTC without a word, and the day would change in the middle of an
    afternoon. Gives a sentence that says so; "" where TZ is not set, or holds.
    """
    told = os.environ.get("TZ")
    if told is None:
        return ""
    name = told.removeprefix(":")
    if _is_clock(name) and (_is_kept(name) or (is_zone(name) and _lend(name))):
        return ""
    os.environ["TZ"] = _OWN_CLOCK  # which still names no place for a visit
    time.tzset()
    what = f"“{told[:40]}”, which is no time zone" if told else "empty, and so names no time zone"
    return f"TZ is {what}. The day is that of this computer’s clock."


def _lend(name: str) -> bool:
    """Have the system's clock read a zone from the data that is installed with this program."""
    from importlib.resources import files  # slow to load, and seldom needed

    file = files("tzdata").joinpath("zoneinfo", name)
    if not (isinstance(file, Path) and file.is_file()):
        return False
    os.environ["TZ"] = f":{file}"
    time.tzset()
    with file.open("rb") as data:
        return _goes_as(ZoneInfo.from_file(data))


def _named(told: str) -> str:
    """The zone that a value of TZ names, also where it was lent."""
    before, lent, name = told.removeprefix(":").partition(_LENT)
    return name if lent else before


def _is_kept(name: str) -> bool:
    """Whether the system's clock goes as TZ says, and can be told in hours from UTC.

    Where the system has no file of a zone, it takes UTC, though Python may have one of its own;
    a rule such as `EST99` is further from UTC than a moment can be written.
    """
    return _goes_as(ZoneInfo(name) if is_zone(name) else None)


def _goes_as(zone: ZoneInfo | None) -> bool:
    """Whether the system's clock goes as a zone's; None is for one that a rule makes."""
    now = int(time.time())
    try:
        moments = [
            dt.datetime.fromtimestamp(now + month * 2_629_746).astimezone() for month in range(12)
        ]
    except (ValueError, OverflowError, OSError):
        return False
    if zone is None:
        return True
    return all(moment.utcoffset() == moment.astimezone(zone).utcoffset() for moment in moments)


def _is_clock(name: str) -> bool:
    """Whether the system can read a value of TZ: a zone, a file of one, or a rule (POSIX §8.3)."""
    if name.startswith("/"):
        try:
            if not Path(name).is_file():  # a pipe would be waited for
                return False
            with Path(name).open("rb") as file:
                ZoneInfo.from_file(file)
        except (OSError, ValueError):
            return False
        return True
    return is_zone(name) or _RULE.fullmatch(name) is not None


def without_place(environment: Mapping[str, str] | None = None) -> str:
    """Why no place is known from this computer, as the beginning of a sentence."""
    told = os.environ if environment is None else environment
    if any(told.get(name) for name in _SSH):
        return "This computer is not where you sit"
    if told.get("TZ") == _OWN_CLOCK:
        return "TZ names no place"
    if told.get("TZ"):
        return f"TZ is “{_named(told['TZ'])[:40]}”, which names no place"
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
