"""How a day or a time that is being typed is read, said beside it at once."""

from __future__ import annotations

import datetime as dt

from so_tui.core import dates
from so_tui.core.calendar import Calendar
from so_tui.core.fields import Rule
from so_tui.core.typed_dates import Order, parse_day, parse_time
from so_tui.errors import UsageError


def day_said(
    text: str,
    today: dt.date,
    rule: Rule,
    order: Order = "mdy",
    calendar: Calendar | None = None,
) -> str:
    """The day somebody is typing, in full; with a calendar, in how many business days it is.

    A day on the other side of today than such days mostly are is told so. Empty while nothing is
    typed. What cannot be read is told when the form is saved, not at every key.
    """
    if not text.strip():
        return ""
    try:
        day = parse_day(text, today, order, rule.lean)
    except UsageError:
        return "not a day yet"
    parts = [] if text.strip() == dates.long(day) else [dates.long(day)]
    if day == today:
        parts.append("today")
    elif rule.side == "behind" and day > today:
        parts.append("still ahead")
    elif rule.side != "behind" and day < today:
        parts.append("has gone by")
    elif calendar is not None and day > today:
        if left := calendar.between(today, day):
            parts.append(dates.in_business_days(left))
        if closed := calendar.why_closed(day):
            parts.append(closed)
    return ", ".join(parts)


def time_said(text: str) -> str:
    """The time somebody is typing, by the clock of 24 hours and in words."""
    if not text.strip():
        return ""
    try:
        time = parse_time(text)
    except UsageError:
        return "not a time yet"
    part = "in the morning" if time.hour < 12 else "in the afternoon"
    if time.hour >= 18:
        part = "in the evening"
    return f"{time:%H:%M}, {'at night' if time.hour < 6 else part}"
