"""Days as people read them: in English, whatever the locale, and never in doubt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip


def long(day: dt.date) -> str:
    """A day in full, such as `Thu 17 Dec 2026`."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def short(day: dt.date, today: dt.date) -> str:
    """A day in a sentence: `today`, `Fri 27 Nov`, or with its year when that is another one."""
    return "today" if day == today else weekday(day, today)


def weekday(day: dt.date, today: dt.date) -> str:
    """A day with its weekday, such as `Fri 27 Nov`; with its year when that is not today's."""
    return f"{_WEEKDAYS[day.weekday()]} {number(day, today)}"


def weekday_names(days: Iterable[int]) -> str:
    """Weekdays by their names, such as `Mon, Tue`; `days` are ISO numbers, 1 is Monday."""
    return ", ".join(_WEEKDAYS[day - 1] for day in days)


def number(day: dt.date, today: dt.date) -> str:
    """A day without its weekday, such as `14 Nov`; with its year when that is not today's."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day.day} {_MONTHS[day.month - 1]}{year}"


def brief(day: dt.date, today: dt.date) -> tuple[str, ...]:
    """A day in ever fewer cells, such as `14 Nov` where the year is today's: else the year stays
    and the day goes, as in `14 Nov ’27`, `Nov’27` and `2027`."""
    named = _MONTHS[day.month - 1]
    if day.year == today.year:
        return (f"{day.day} {named}",)
    if day.year // 100 == today.year // 100:
        year = f"’{day.year % 100:02}"
        return f"{day.day} {named} {year}", f"{named}{year}", str(day.year)
    return f"{named} {day.year}", str(day.year)


def month(day: dt.date) -> str:
    """The month of a day, such as `Jan 2025`."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def in_business_days(days: int) -> str:
    """How far a day lies ahead: `today`, `in 1 business day`, `in 15 business days`, or before.

    `days`: business days from today, negative for the past.
    """
    if days == 0:
        return "today"
    unit = "business day" if abs(days) == 1 else "business days"
    return f"in {days} {unit}" if days > 0 else f"{-days} {unit} ago"
