"""Entries of a calendar as iCalendar (RFC 5545, with RFC 7986 for calendars that are followed)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from so_tui import zones
from so_tui.core.case import Case
from so_tui.core.changes import Change
from so_tui.exchange.calendar_entries import Entry, Past, When, changes_of, entries
from so_tui.exchange.formats import Outgoing, Telling

OWN = "-//so-tui//so-tui//EN"
"""How a calendar says that so-tui wrote it."""

NAME = "Visits and calls"
"""What a calendar is called by the program that follows it."""

_SPACE = uuid.UUID("5e0c6bd2-4f0a-5b3e-9a55-0d2f6f1c7a10")
_OFTEN = dt.timedelta(hours=1)
_AN_HOUR = dt.timedelta(hours=1)  # nobody knows how long; without an end some programs show a day
_DAY_BEFORE = dt.timedelta(days=-1)
_NINE_BEFORE = dt.timedelta(hours=-15)  # of a day that begins at midnight: nine on the day before
_NOON = dt.time(12, tzinfo=dt.UTC)
_STATUS: Mapping[str, Mapping[str, str]] = {
    "VEVENT": {"open": "CONFIRMED", "done": "CANCELLED", "gone": "CANCELLED"},
    "VTODO": {"open": "NEEDS-ACTION", "done": "COMPLETED", "gone": "CANCELLED"},
}


def written(outgoing: Outgoing) -> Iterator[bytes]:
    """The pieces of a calendar with these cases. The same cases give the same bytes, whenever
    they are written, until something changes or a day goes by that means something."""
    from icalendar import Calendar

    assert outgoing.telling is not None, "a calendar is told of a day"
    telling = _remembering(outgoing.telling)
    calendar: Any = Calendar()
    for name, value in (
        ("PRODID", OWN), ("VERSION", "2.0"), ("CALSCALE", "GREGORIAN"), ("METHOD", "PUBLISH"),
        ("NAME", NAME), ("X-WR-CALNAME", NAME),
    ):  # fmt: skip
        calendar.add(name, value)
    calendar.add("REFRESH-INTERVAL", _OFTEN, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT1H")
    head, end, _ = calendar.to_ical().partition(b"END:VCALENDAR")
    yield head
    cases = [*((one, False) for one in outgoing.cases), *((one, True) for one in outgoing.removed)]
    yield from _zones(filter(None, (_visit_of(one, telling) for one, _ in cases)))
    offices = {one.id: one for one in outgoing.offices}
    detailed = bool(outgoing.asked.get("detailed"))
    for case, removed in cases:
        write = _Writer(case, telling, outgoing.asked)
        for entry in entries(case, offices, telling, removed=removed, detailed=detailed):
            yield from write.entry(entry)
    yield end + b"\r\n"


def _remembering(telling: Telling) -> Telling:
    """What tells of cases, with the history of the last case that was asked about at hand."""
    last: list[tuple[str, tuple[Change, ...]]] = []

    def history(case: Case) -> tuple[Change, ...]:
        if not last or last[0][0] != case.id:
            last[:] = [(case.id, telling.history(case))]
        return last[0][1]

    return replace(telling, history=history)


def _visit_of(case: Case, telling: Telling) -> When | None:
    """The day of a case's visit, or the last that it had."""
    visit = case.visit
    if visit.day is not None:
        return When(visit.day, visit.time, visit.zone)
    return Past(case, telling.history(case)).visit


class _Writer:
    """What the entries of one case share."""

    def __init__(self, case: Case, telling: Telling, asked: Mapping[str, str]) -> None:
        self.case, self.changes = case, changes_of(case, telling)
        offices = {one.office for one in case.offices.values()}
        moments = [one.at for one in telling.history(case)]
        moments += [at for one in offices if (at := telling.changed(one)) is not None]
        at = max(moments, default=telling.now)
        self.at = min(at, telling.now).astimezone(dt.UTC).replace(microsecond=0)
        self.as_todo = asked.get("as") != "event"
        self.alarms = bool(asked.get("alarms"))

    def entry(self, entry: Entry) -> Iterator[bytes]:
        """One entry; none for a step without a day where steps are events."""
        if entry.when is not None:
            yield self._visit(entry, entry.when).to_ical()
        elif self.as_todo:
            yield self._todo(entry).to_ical()
        elif entry.day is not None:
            yield self._all_day(entry, entry.day).to_ical()
        elif day := entry.had or entry.done_on:  # what has no day any more was an event once
            how = "gone" if entry.how == "open" else entry.how
            yield self._all_day(replace(entry, how=how), day).to_ical()

    def _visit(self, entry: Entry, when: When) -> Any:
        made = self._made("VEVENT", entry)
        made.add("DTSTART", _start(when), encode=False)
        if when.time is not None:
            made.add("DURATION", _AN_HOUR)
        if entry.how == "open":
            lead = _NINE_BEFORE if when.time is None else _DAY_BEFORE
            made.add_component(_alarm(entry.title, lead))
        return made

    def _all_day(self, entry: Entry, day: dt.date) -> Any:
        made = self._made("VEVENT", entry)
        made.add("DTSTART", day)
        made.add("TRANSP", "TRANSPARENT")
        if self.alarms and entry.how == "open":
            made.add_component(_alarm(entry.title, _NINE_BEFORE))
        return made

    def _todo(self, entry: Entry) -> Any:
        made = self._made("VTODO", entry)
        if entry.day is not None:
            made.add("DUE", entry.day)
        if entry.how == "done" and entry.done_on is not None:
            made.add("COMPLETED", dt.datetime.combine(entry.done_on, _NOON))
        if self.alarms and entry.how == "open" and entry.day is not None:
            # Without a start there is only the end to count from (RFC 5545 §3.8.6.3).
            made.add_component(_alarm(entry.title, _NINE_BEFORE, {"RELATED": "END"}))
        return made

    def _made(self, kind: str, entry: Entry) -> Any:
        from icalendar import Event, Todo

        made: Any = Event() if kind == "VEVENT" else Todo()
        # A step may be a task today and an event tomorrow: those are two things.
        space = "" if entry.when is not None else f"/{kind}"
        made.add("UID", str(uuid.uuid5(_SPACE, f"{self.case.id}/{entry.about}{space}")))
        made.add("DTSTAMP", self.at)
        made.add("LAST-MODIFIED", self.at)
        # What a day that went by took back has no change of its own.
        made.add("SEQUENCE", 2 * self.changes + (entry.how == "gone"))
        made.add("SUMMARY", entry.title)
        made.add("STATUS", _STATUS[kind][entry.how])
        made.add("CLASS", "PRIVATE")
        if entry.place:
            made.add("LOCATION", entry.place)
        if entry.more:
            made.add("DESCRIPTION", entry.more)
        return made


def _alarm(title: str, before: dt.timedelta, how: Mapping[str, str] | None = None) -> Any:
    from icalendar import Alarm

    made: Any = Alarm()
    made.add("ACTION", "DISPLAY")
    made.add("DESCRIPTION", title)
    made.add("TRIGGER", before, parameters=dict(how or {}))
    return made


def _start(when: When) -> Any:
    """The start of a visit: a day, a time in its zone, or a time that is the same in each."""
    from icalendar import vDate, vDatetime

    if when.time is None:
        date: Any = vDate(when.day)
        date.params["VALUE"] = "DATE"
        return date
    told = dt.datetime.combine(when.day, when.time.replace(fold=0, tzinfo=None, microsecond=0))
    if when.zone == "UTC":
        return vDatetime(told.replace(tzinfo=dt.UTC))
    made: Any = vDatetime(told)
    if _is_told(when):
        made.params["TZID"] = when.zone
    return made


def _is_told(when: When) -> bool:
    """Whether a visit's time is one of a zone."""
    return when.time is not None and when.zone not in ("", "UTC") and zones.is_zone(when.zone)


def _zones(visits: Iterable[When]) -> Iterator[bytes]:
    """The zones of some visits, each for the years in which it is used."""
    from icalendar import Timezone

    years: dict[str, set[int]] = {}
    for when in visits:
        if _is_told(when):
            years.setdefault(when.zone, set()).add(min(max(when.day.year, 1970), 2100))
    for name in sorted(years):
        first, last = dt.date(min(years[name]), 1, 1), dt.date(max(years[name]) + 1, 1, 1)
        made: Any = Timezone.from_tzinfo(ZoneInfo(name), name, first, last)
        made.pop("COMMENT", None)
        for part in made.subcomponents:
            _begin_by_old_time(part)
        yield made.to_ical()


def _begin_by_old_time(part: Any) -> None:
    """Where clocks are put forward, the library tells the new time; RFC 5545 §3.6.5 has the old."""
    forward = max(part.TZOFFSETTO - part.TZOFFSETFROM, dt.timedelta())
    part.DTSTART -= forward
    if "RDATE" in part:
        later = [one.dt - forward for one in part.pop("RDATE").dts]
        part.add("RDATE", later)
