"""What may be a slip in the day and time of a visit, as questions to the person who typed it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from so_tui.core import dates
from so_tui.core.calendar import Calendar
from so_tui.core.case import Case, Office, Visit, offices_of

Strikes = Callable[[dt.date, dt.time, str], Literal["once", "never", "twice"]]
"""How often a clock in a zone shows a time of day on a day, as `so_tui.zones` knows it."""


def doubts(
    visit: Visit, before: Visit, calendar: Calendar, office: Office | None, strikes: Strikes
) -> Iterator[tuple[Literal["day", "time"], str]]:
    """The field in doubt and a sentence, for each thing to ask about a visit that was typed.

    Asked about are a day on which its office or its region is closed, and a time that clocks
    there show never or twice on that day; but only what is not as it was `before`.
    """
    day, time, zone = visit.day, visit.time, visit.zone
    if day is None:
        return
    if day != before.day and (closed := _closed(day, calendar, office)):
        yield "day", f"{closed} Is the visit on that day?"
    if time is None or (day, time, zone) == (before.day, before.time, before.zone):
        return
    said = f"{dates.long(day)} at {time:%H:%M} in {zone}"
    match strikes(day, time, zone):
        case "never":
            yield "time", f"{said}: clocks are put forward past that time. Is it right?"
        case "twice":
            yield "time", f"{said}: clocks are put back, and show it twice. Is it right?"
        case "once":
            pass


def _closed(day: dt.date, calendar: Calendar, office: Office | None) -> str:
    if calendar.is_open(day, office):
        return ""
    said = dates.long(day)
    if day in calendar.closed:
        return f"{said} is a holiday: {calendar.closed[day]}."
    why = calendar.why_closed(day, office)
    if office is not None and why:
        return f"{office.name} is closed on {said}{'' if why == 'closed' else f': {why}'}."
    if office is not None and calendar.is_open(day):
        return f"{office.name} is not open on {said}."
    return f"{said} is on a weekend."


def office_of(case: Case, offices: Mapping[str, Office]) -> Office | None:
    """The office of the visit by the casebook's offices: the first of its card, if it has one."""
    here = next((one for _, one in offices_of(case, "visit")), None)
    return offices.get(here.office) if here is not None else None
