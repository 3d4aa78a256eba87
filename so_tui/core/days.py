"""How a day is shown: without doubt about which, and the same in every locale."""

from __future__ import annotations

import datetime as dt

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip


def day_words(day: dt.date, *, year: bool = True) -> str:
    """A day in words such as `Thu 17 Dec 2026`, or `Thu 17 Dec` where the year is plain."""
    words = f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"
    return f"{words} {day.year}" if year else words
