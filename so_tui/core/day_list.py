"""The plan as a list by day: what is still to come, and where what has no day stands."""

from __future__ import annotations

import datetime as dt

import msgspec

from so_tui.core import dates
from so_tui.core.calendar import Calendar
from so_tui.core.steps import Plan, Step


class Day(msgspec.Struct, frozen=True):
    """One day of the list: its heading, such as `Fri 27 Nov, in 1 business day`, and its steps."""

    day: dt.date | None
    label: str
    steps: tuple[Step, ...]


def by_day(made: Plan, calendar: Calendar) -> tuple[Day, ...]:
    """What is still to come, grouped by the day it stands at; what has no day comes last.

    The first heading ahead says "in 1 business day", those after it only the number.
    """
    groups: dict[dt.date | None, list[Step]] = {}
    named_today = set(made.agenda)
    for step in made.steps:
        # What is missing and waited for stands under today as well as any call.
        if not step.is_over:
            day = made.today if step.id in named_today else step.on
            groups.setdefault(day, []).append(step)
    named = False
    days: list[Day] = []
    for day in sorted(groups, key=lambda one: (one is None, one or dt.date.max)):
        if day is None:
            label = "No day yet"
        else:
            ahead = calendar.between(made.today, day)
            label = f"{dates.weekday(day, made.today)}, {_ahead(ahead, day, made.today, named)}"
            named = named or ahead > 0
        days.append(Day(day=day, label=label, steps=tuple(groups[day])))
    return tuple(days)


def _ahead(ahead: int, day: dt.date, today: dt.date, named: bool) -> str:
    if day == today:
        return "today"
    if ahead == 0:
        return "before the next business day"
    return f"in {ahead}" if named and ahead > 0 else dates.in_business_days(ahead)
