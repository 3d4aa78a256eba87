"""What people type for a day or a time, read strictly.

A day that could be read two ways is read in the order given, and the form shows how it was
read, weekday and year included. What cannot be read is told in a sentence.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from so_tui.core import dates
from so_tui.errors import UsageError

if TYPE_CHECKING:
    import pendulum

Order = Literal["mdy", "dmy", "ymd"]
"""How `12/2` is read: month first, or day first (`ymd` reads it month first as well)."""

Lean = Literal["ahead", "near", "back"]
"""Which year or week is meant where none is named: to come, the nearest, or gone by.

Today is neither to come nor gone by for a weekday, and both for a date.
"""

Year = Literal["told", "two_figures", "none"]
"""What was typed of a day's year: all of it, its last two figures, or nothing.

A weekday and a count of days need no year, and count as told.
"""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A day that was typed, and how much of its year was."""

    day: dt.date
    year: Year = "told"


_LONG_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONG_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip

_NEAR = {"today": 0, "tomorrow": 1, "yesterday": -1}
_STEP = re.compile(r"([+-]) ?(\d{1,4}) ?(d|w|days?|weeks?)?", re.ASCII)
_ISO = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?\.?", re.ASCII)
_DAY_MONTH = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?\.? ?([a-z]{3,9})\.?(?:,? ?(\d{4}|\d{2}))?", re.ASCII
)
_MONTH_DAY = re.compile(
    r"([a-z]{3,9})\.? ?(\d{1,2})(?:st|nd|rd|th)?(?:(?:,? |,)(\d{4}|\d{2}))?", re.ASCII
)
_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))? ?(am|pm|a\.m\.|p\.m\.|a|p)?", re.ASCII)

_HOW = "Write it as 2 dec, fri, +3, tomorrow or 2026-12-02."


def parse_day(text: str, today: dt.date, order: Order = "mdy", lean: Lean = "near") -> dt.date:
    """The day somebody typed.

    Takes `today`, `tomorrow`, `yesterday`, a weekday (`fri`), calendar days or weeks from today
    (`+3`, `-1`, `+2w`), a day and a month in words (`2 dec`, `dec 2`, with or without a year),
    numbers in the order given (`12/2`, `12/2/26`) and ISO (`2026-12-02`). `lean` says which year
    or week is meant where none is named. Raises UsageError with a sentence.
    """
    return parse(text, today, order, lean).day


def parse(text: str, today: dt.date, order: Order = "mdy", lean: Lean = "near") -> Parsed:
    """The day somebody typed, as `parse_day` reads it, with how much of its year was typed."""
    typed = " ".join(text.lower().split())
    if typed in _NEAR:
        return Parsed(_from(today, days=_NEAR[typed]))
    if match := _STEP.fullmatch(typed):
        sign, number, unit = match.groups()
        count = int(number) if sign == "+" else -int(number)
        weeks = (unit or "d").startswith("w")
        return Parsed(_from(today, weeks=count) if weeks else _from(today, days=count))
    if (weekday := _weekday(typed.removesuffix("."))) is not None:
        return Parsed(_weekday_from(today, weekday, lean))
    if match := _ISO.fullmatch(typed):
        year, month, day = map(int, match.groups())
        return Parsed(_date(year, month, day))
    if match := _NUMBERS.fullmatch(typed):
        first, second, last = match.groups()
        return _in_numbers(first, second, last, today, order, lean)
    # A weekday before the date must be that date's own, or one of the two is a slip.
    head, _, rest = typed.partition(" ")
    named = _weekday(head.rstrip(",."))
    if named is not None and rest:
        found = _in_words(rest, today, lean)
        if found.day.weekday() != named:
            raise UsageError(
                f"{rest} is a {_LONG_DAYS[found.day.weekday()].capitalize()}"
                f" ({dates.long(found.day)}), not a {_LONG_DAYS[named].capitalize()}."
            )
        return found
    return _in_words(typed, today, lean)


def _in_words(typed: str, today: dt.date, lean: Lean) -> Parsed:
    if match := _DAY_MONTH.fullmatch(typed):
        day, name, year = match.groups()
    elif match := _MONTH_DAY.fullmatch(typed):
        name, day, year = match.groups()
    else:
        raise UsageError(f"That is not a day. {_HOW}")
    month = _named(name, _LONG_MONTHS)
    if month is None:
        raise UsageError(f"“{name}” is not a month. {_HOW}")
    return _with_year(year, month + 1, int(day), today, lean)


def _in_numbers(
    first: str, second: str, last: str | None, today: dt.date, order: Order, lean: Lean
) -> Parsed:
    month, day = (second, first) if order == "dmy" else (first, second)
    if int(month) > 12:
        way = "day" if order == "dmy" else "month"
        raise UsageError(f"There is no month {int(month)}; the {way} is read first. {_HOW}")
    return _with_year(last, int(month), int(day), today, lean)


def _with_year(year: str | None, month: int, day: int, today: dt.date, lean: Lean) -> Parsed:
    if year is not None and len(year) == 4:
        return Parsed(_date(int(year), month, day))
    if year is not None:
        century = today.year - today.year % 100
        full = _date(century + int(year), month, day)
        if lean == "back" and full > today:
            # The last such day: a birth date in two figures is not one to come.
            full = _date(full.year - 100, month, day)
        return Parsed(full, "two_figures")
    if not _fits(2000, month, day):
        _date(2000, month, day)  # says what is wrong with the month or the day
    gone, ahead = around(month, day, today)
    if lean == "ahead":
        return Parsed(ahead, "none")
    if lean == "back":
        return Parsed(gone, "none")
    return Parsed(min(gone, ahead, key=lambda one: (abs(one - today), one < today)), "none")


def around(month: int, day: int, today: dt.date) -> tuple[dt.date, dt.date]:
    """The last such day until today, and the next one from today on; today can be both."""
    # A leap year is at most eight years away.
    years = range(max(today.year - 8, dt.MINYEAR), min(today.year + 8, dt.MAXYEAR) + 1)
    days = [dt.date(one, month, day) for one in years if _fits(one, month, day)]
    gone = [one for one in days if one <= today]
    ahead = [one for one in days if one >= today]
    return gone[-1], ahead[0]


def _fits(year: int, month: int, day: int) -> bool:
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True


def _date(year: int, month: int, day: int) -> dt.date:
    if not 1 <= month <= 12:
        raise UsageError(f"There is no month {month}. {_HOW}")
    if not 1880 <= year <= 2199:
        raise UsageError(f"The year {year} is too far away. Write a nearer one.")
    try:
        return dt.date(year, month, day)
    except ValueError:
        name = _LONG_MONTHS[month - 1].capitalize()
        # The 29th of February is the one day that only some years have.
        which = f"{name} {year}" if (month, day) == (2, 29) else name
        raise UsageError(f"{which} has no day {day}. {_HOW}") from None


def _from(today: dt.date, *, days: int = 0, weeks: int = 0) -> dt.date:
    try:
        day = _pendulum(today).add(weeks=weeks, days=days)
    except (OverflowError, ValueError):
        raise UsageError(f"That day is too far away. {_HOW}") from None
    return _date(day.year, day.month, day.day)


def _pendulum(day: dt.date) -> pendulum.Date:
    """The day as pendulum's, which knows how people count. Slow to load: only where one types."""
    import pendulum

    return pendulum.Date(day.year, day.month, day.day)


def _weekday(typed: str) -> int | None:
    return _named(typed, _LONG_DAYS)


def _weekday_from(today: dt.date, weekday: int, lean: Lean) -> dt.date:
    import pendulum

    here, named = _pendulum(today), pendulum.WeekDay(weekday)
    try:
        found = here.previous(named) if lean == "back" else here.next(named)
    except (OverflowError, ValueError):
        raise UsageError(f"That day is too far away. {_HOW}") from None
    return dt.date(found.year, found.month, found.day)


def _named(typed: str, names: tuple[str, ...]) -> int | None:
    """Which of the names is meant: three letters or more of its beginning."""
    if len(typed) < 3:
        return None
    return next((index for index, name in enumerate(names) if name.startswith(typed)), None)


def parse_time(text: str) -> dt.time:
    """The time of day somebody typed: `10:30`, `14:00`, `2pm`, `2:30 pm`, `noon`.

    An hour from 1 to 6 without am or pm is asked about; `02:30` means the night. Raises
    UsageError with a sentence.
    """
    typed = " ".join(text.lower().split())
    if typed == "noon":
        return dt.time(12)
    match = _TIME.fullmatch(typed)
    if match is None:
        raise UsageError("That is not a time. Write it as 10:30, 2pm or 14:00.")
    hours, minutes, half = match.groups()
    hour, minute = int(hours), int(minutes or 0)
    if half is not None:
        if not 1 <= hour <= 12:
            raise UsageError(f"There is no {hour} o'clock {half[0]}m. Write 2pm or 14:00.")
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    elif 1 <= hour <= 6 and not hours.startswith("0"):
        said = hours if minutes is None else f"{hours}:{minutes}"
        raise UsageError(f"Morning or afternoon? Write {said}am or {said}pm.")
    if hour > 23 or minute > 59:
        raise UsageError("A day has 24 hours of 60 minutes. Write it as 10:30, 2pm or 14:00.")
    return dt.time(hour, minute)
