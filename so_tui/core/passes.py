"""The two passes over the network: by when each thing has to be done, and what can be reached.

The critical path method (Kelley and Walker, 1959), on calendars: each duration counts in the open
days of the office that it depends on, and each day falls on one of them.
"""

from __future__ import annotations

import datetime as dt

from so_tui.core.calendar import Calendar
from so_tui.core.network import Activity, Path


def last_days(path: Path, calendar: Calendar, end: dt.date) -> tuple[dt.date, ...]:
    """The backward pass with shortest durations: the latest day of each activity on which doing
    it still leaves what follows its time before `end`."""
    days: list[dt.date] = []
    day = end
    for n, one in reversed(list(enumerate(path.activities))):
        if n + 1 < len(path.activities):
            after = path.activities[n + 1]
            day = calendar.back(day, after.shortest, after.counts_with)
        day = fitted(one, calendar, day)
        days.append(day)
    return tuple(reversed(days))


def usual_days(path: Path, calendar: Calendar, end: dt.date) -> tuple[dt.date, ...]:
    """The backward pass with usual durations, from the day by which the item is to be there.

    That a courier does not drive on a day moves that step alone, and none before it.
    """
    days: list[dt.date] = []
    day = calendar.back(end, path.there_by)
    for n, one in reversed(list(enumerate(path.activities))):
        if n + 1 < len(path.activities):
            after = path.activities[n + 1]
            day = calendar.back(day, after.usual, after.counts_with)
        days.append(fitted(one, calendar, day))
    return tuple(reversed(days))


def arrivals(path: Path, calendar: Calendar, today: dt.date) -> tuple[dt.date, ...]:
    """The forward pass with usual durations: the day on which each activity that is left would
    be done, if all goes as usual from today on. A promise changes nothing here."""
    days: list[dt.date] = []
    day: dt.date | None = None
    for one in path.rest:
        if one.stage == "sign" and path.pending is None:
            continue
        if day is None:
            # What was not done in time is done today: no day begins its time anew.
            begun = path.known if path.begun is None else path.begun
            day = max(calendar.add(begun, one.usual, one.counts_with), today)
            if path.item.state in ("ready", "arrived"):
                day = today
        else:
            day = calendar.add(day, one.usual, one.counts_with)
        day = calendar.courier_from(day, one.office) if one.courier else day
        days.append(day)
    return tuple(days)


def fitted(one: Activity, calendar: Calendar, day: dt.date) -> dt.date:
    """The last day, not after `day`, on which an activity can be done."""
    if one.courier:
        return calendar.courier_day(day, one.office)
    return calendar.last_open(day, None if one.home else one.office)


def fitted_from(one: Activity, calendar: Calendar, day: dt.date) -> dt.date:
    """The first day, not before `day`, on which an activity can be done."""
    if one.courier:
        return calendar.courier_from(day, one.office)
    return calendar.next_open(day, None if one.home else one.office)
