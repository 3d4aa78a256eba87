"""Invitations (RFC 5545, RFC 5546): the visits that a calendar offers to a case.

A file from outside is cut down first to the few lines that are read of it, each of a bounded
length. Rules of recurrence and of zones are never followed: of what repeats only the first day is
offered, and a zone is known by its name.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from so_tui import zones
from so_tui.core import dates, verbs
from so_tui.core.case import Visit
from so_tui.core.changes import CasePage, Change, Pages, Pen
from so_tui.core.proposals import Proposal
from so_tui.core.text import clean, shortened
from so_tui.errors import NotAllowedError, RefusedInputError
from so_tui.exchange.calendar_entries import When
from so_tui.exchange.checks import FIRST_YEAR, LAST_YEAR
from so_tui.exchange.ical_out import OWN

_LINES, _EVENTS, _DEPTH, _LINE = 50_000, 200, 10, 4_000
"""How many lines, events, levels of parts, and characters in a line are read at most."""

_OF_CALENDAR = frozenset({"METHOD", "PRODID", "X-WR-TIMEZONE"})
_OF_EVENT = frozenset({
    "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "SUMMARY", "LOCATION", "STATUS", "TRANSP",
    "RECURRENCE-ID", "RRULE", "RDATE",
})  # fmt: skip
_NAME = re.compile(r"[A-Za-z0-9-]{1,60}(?=[:;])")
_BREAK = re.compile(r"\r\n|\n|\r")
_FOLD = re.compile(rf"(?:{_BREAK.pattern})[ \t]")
_METHODS = ("", "PUBLISH", "REQUEST", "ADD", "CANCEL")

_Line = tuple[str, dict[str, str], str]


class _Event(msgspec.Struct, kw_only=True):
    """An event as it was read: its lines by name, each the first of its kind."""

    lines: dict[str, _Line] = {}
    own: bool = False
    is_off: bool = False

    def text(self, name: str) -> str:
        """A text of one line, cleaned."""
        from icalendar import vText

        return clean(vText.from_ical(self.lines[name][2])) if name in self.lines else ""

    @property
    def version(self) -> tuple[int, str]:
        """What rises when the event changes."""
        told = self.text("SEQUENCE")
        number = int(told) if re.fullmatch(r"[0-9]{1,10}", told, re.ASCII) else 0
        return number, self.text("DTSTAMP")


class Offered(msgspec.Struct, frozen=True, kw_only=True):
    """A visit that a calendar offers. `zone_said`: a zone that is named but not known here."""

    when: When
    title: str = ""
    place: str = ""
    zone_said: str = ""
    is_off: bool = False
    repeats: bool = False


def proposed(data: bytes, name: str) -> tuple[Proposal, ...]:
    """What a calendar offers to a case, in its order. Raises RefusedInputError."""
    return tuple(
        Proposal(_sentence(one), (_Clearing if one.is_off else _Taking)(one))
        for one in offered(data, name)
    )


def offered(data: bytes, name: str) -> tuple[Offered, ...]:
    """The visits in a calendar: of an event that is there more than once, the newest."""
    called = clean(name)
    events = list(_events(_text(data, called), called))
    newest: dict[tuple[str, ...], _Event] = {}
    for number, event in enumerate(events):
        uid = event.text("UID") or str(number)
        key = (uid, event.text("RECURRENCE-ID"))
        if key not in newest or event.version >= newest[key].version:
            newest[key] = event
    found = [_offered(one, called) for one in newest.values()]
    return tuple(one for one in found if one is not None)


# --- From bytes to events -----------------------------------------------------------------------


def _refused(name: str, why: str) -> RefusedInputError:
    return RefusedInputError(f"{name} was not taken in: {why}")


def _text(data: bytes, name: str) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused(
            name, "it is no calendar, since it is no UTF-8 text. Save the invitation anew."
        ) from None
    if "\0" in text:
        raise _refused(name, "there are NUL bytes in it. Save the invitation anew.")
    return text


def _events(text: str, name: str) -> Iterator[_Event]:
    """The events of a text, each with the lines that are read of it."""
    stack: list[str] = []
    calendar: dict[str, _Line] = {}
    found: list[_Event] = []
    begun = False
    lines = _BREAK.split(_FOLD.sub("", text))
    if len(lines) > _LINES:
        raise _refused(name, f"it has more than {_LINES:,} lines. Save one invitation by itself.")
    for line in lines:
        known = _NAME.match(line)
        field = known.group().upper() if known else ""
        if field == "BEGIN":
            stack.append(line[6:].strip().upper())
            begun = begun or stack == ["VCALENDAR"]
            if len(stack) > _DEPTH:
                raise _refused(name, "its parts lie too deep in each other.")
            if stack == ["VCALENDAR"]:
                calendar = {}
            elif stack == ["VCALENDAR", "VEVENT"]:
                found.append(_Event(lines={}))
        elif field == "END":
            if not stack or stack.pop() != line[4:].strip().upper():
                raise _refused(name, "its parts do not end as they begin. Save it anew.")
            if not stack:
                yield from _closed(calendar, found, name)
                found = []
        elif stack == ["VCALENDAR"] and field in _OF_CALENDAR:
            _keep(calendar, field, line)
        elif stack == ["VCALENDAR", "VEVENT"] and field in _OF_EVENT:
            _keep(found[-1].lines, field, line)
        if len(found) > _EVENTS:
            raise _refused(name, f"it has more than {_EVENTS} events. Save one by itself.")
    if not begun:
        raise _refused(name, "it is no calendar: nothing in it begins one.")
    if stack:
        raise _refused(name, "it ends too soon. Save the invitation anew.")


def _closed(calendar: dict[str, _Line], found: list[_Event], name: str) -> Iterator[_Event]:
    """The events of a calendar that has ended, with what it says of all of them."""
    head = _Event(lines=calendar)
    method = head.text("METHOD").upper()
    if method not in _METHODS:
        raise _refused(name, f"it is no invitation, but a message about one ({shortened(method)}).")
    for event in found:
        event.own = head.text("PRODID") == OWN
        event.is_off = method == "CANCEL" or event.text("STATUS").upper() == "CANCELLED"
        if "X-WR-TIMEZONE" in calendar:
            event.lines.setdefault("X-WR-TIMEZONE", calendar["X-WR-TIMEZONE"])
        yield event


def _keep(lines: dict[str, _Line], field: str, line: str) -> None:
    """Keep the first line of a name, as far as it can be read."""
    from icalendar import parser

    read: Any = parser.Contentline
    if field in lines or len(line) > _LINE:
        return
    try:
        _, params, value = read(line).parts()
    except (ValueError, TypeError, IndexError, KeyError):
        return
    told = {str(key).upper(): one if isinstance(one, str) else "" for key, one in params.items()}
    lines[field] = (field, told, str(value))


# --- From an event to a visit -------------------------------------------------------------------


def _offered(event: _Event, name: str) -> Offered | None:
    """The visit that an event is; None for a step that so-tui wrote, and where no day is told."""
    if event.own and event.text("TRANSP").upper() == "TRANSPARENT":
        return None
    start = _start(event)
    if start is None:
        return None
    zone, said = ("", "") if not isinstance(start, dt.datetime) else _zone(event, start)
    when = When(start) if not isinstance(start, dt.datetime) else _when(start, zone)
    return Offered(
        when=when, title=event.text("SUMMARY"), place=event.text("LOCATION"), zone_said=said,
        is_off=event.is_off, repeats="RRULE" in event.lines or "RDATE" in event.lines,
    )  # fmt: skip


def _start(event: _Event) -> dt.date | dt.datetime | None:
    from icalendar import vDDDTypes

    read: Any = vDDDTypes
    if "DTSTART" not in event.lines:
        return None
    try:
        told: Any = read.from_ical(event.lines["DTSTART"][2])
    except (ValueError, TypeError, OverflowError, IndexError, KeyError):
        return None
    if not isinstance(told, dt.date) or not FIRST_YEAR < told.year < LAST_YEAR:
        return None  # no visit can be then
    return told


def _when(start: dt.datetime, zone: str) -> When:
    """The day and time in a zone. What is told in UTC is told again in the calendar's own."""
    if start.tzinfo is not None and zone not in ("", "UTC"):
        try:
            start = start.astimezone(ZoneInfo(zone))
        except OverflowError:
            zone = "UTC"
    return When(start.date(), start.time().replace(second=0, microsecond=0, fold=0), zone)


def _zone(event: _Event, start: dt.datetime) -> tuple[str, str]:
    """The zone of a time, and the name of one that is not known here."""
    if start.tzinfo is not None:
        own = event.text("X-WR-TIMEZONE")
        return (own if own and zones.is_zone(own) else "UTC"), ""
    said = clean(event.lines["DTSTART"][1].get("TZID", ""))
    known = _known(said)
    return known, "" if known else said


def _known(said: str) -> str:
    """The zone that a name means: its own, one of Windows, or with a maker's name before it."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    bare = said.strip('"').strip("/")
    if not bare or len(bare) > 100:
        return ""
    parts = bare.split("/")
    for one in (bare, WINDOWS_TO_OLSON.get(bare, ""), *("/".join(parts[n:]) for n in (1, 2, 3))):
        if one and zones.is_zone(one):
            return one
    return ""


# --- In words, and taken ------------------------------------------------------------------------


def _told(one: Offered) -> str:
    """A visit's day and time in words."""
    told = dates.long(one.when.day)
    if one.when.time is not None:
        zone = one.when.zone or (f"{one.zone_said}, not known here" if one.zone_said else "no zone")
        told += f" at {one.when.time:%H:%M} ({shortened(zone)})"
    return told


def _sentence(one: Offered) -> str:
    title = f", “{shortened(one.title)}”" if one.title else ""
    if one.is_off:
        return f"Canceled visit on {_told(one)}{title}: clears the day, if the visit is then."
    place = f", at {shortened(one.place)}" if one.place else ""
    sets = ["day"]
    sets += ["time"] if one.when.time is not None else []
    sets += ["zone"] if one.when.zone else []
    sets += ["note of the place"] if one.place else []
    joined = f"{', '.join(sets[:-1])} and {sets[-1]}" if len(sets) > 1 else sets[0]
    repeats = " It repeats; this is the first day." if one.repeats else ""
    return f"Visit on {_told(one)}{title}{place}: sets the visit’s {joined}.{repeats}"


class _Taking:
    """Setting the visit as it is offered."""

    def __init__(self, one: Offered) -> None:
        self.one = one

    def __call__(self, page: CasePage, pages: Pages, pen: Pen) -> Change:
        visit, when = page.value.visit, self.one.when
        if when.time is not None:
            visit = replace(visit, day=when.day, time=when.time, zone=when.zone or visit.zone)
        elif when.day != visit.day:
            visit = replace(visit, day=when.day, time=None)
        return verbs.set_visit(page, pen, _placed(visit, self.one.place))


def _placed(visit: Visit, place: str) -> Visit:
    """The visit with one line in its note that says where it is, in place of an earlier one."""
    line = f"Place: {shortened(place, 300)}"
    lines = visit.note.splitlines()
    places = [one for one in lines if one.startswith("Place: ")]
    if not place or places == [line]:
        return visit
    others = [one for one in lines if one not in places]
    return replace(visit, note="\n".join([*others, line]).strip())


class _Clearing:
    """Clearing the visit's day, if it is the one that was canceled."""

    def __init__(self, one: Offered) -> None:
        self.one = one

    def __call__(self, page: CasePage, pages: Pages, pen: Pen) -> Change:
        visit = page.value.visit
        if not _is_then(visit, self.one.when):
            stands = f"is on {dates.long(visit.day)}" if visit.day is not None else "has no day"
            raise NotAllowedError(
                f"What was canceled is on {_told(self.one)}, and the visit {stands}"
                f"{f' at {visit.time:%H:%M}' if visit.day and visit.time else ''}. "
                "Nothing was changed."
            )
        return verbs.set_visit(page, pen, replace(visit, day=None, time=None))


def _is_then(visit: Visit, when: When) -> bool:
    """Whether a visit is at a time: at the same moment where both zones are known, else on the
    same day, and at the same time where both have one."""
    if visit.day is None:
        return False
    if visit.time is None or when.time is None:
        return visit.day == when.day
    known = [one for one in (visit.zone, when.zone) if one and zones.is_zone(one)]
    here = dt.datetime.combine(visit.day, visit.time)
    there = dt.datetime.combine(when.day, when.time)
    if len(known) < 2:
        return here == there
    try:
        return (
            here.replace(tzinfo=ZoneInfo(known[0])).astimezone(dt.UTC)
            == there.replace(tzinfo=ZoneInfo(known[1])).astimezone(dt.UTC)
        )  # fmt: skip
    except OverflowError:
        return here == there
