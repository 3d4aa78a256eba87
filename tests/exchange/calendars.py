"""Cases written as a calendar, and read back, for tests."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping, Sequence
from typing import Any

from icalendar import Calendar as ICalendar

from so_tui.core.calendar import Calendar, for_region
from so_tui.core.case import Case, Office
from so_tui.core.changes import Change
from so_tui.core.known import derived
from so_tui.core.plan import plan
from so_tui.exchange import ical_out
from so_tui.exchange.formats import Outgoing, Telling
from tests.deeds import NOW, TODAY
from tests.knowledge import catalogue


@functools.cache
def us() -> Calendar:
    """The days of the United States."""
    return for_region("US", catalogue())


def outgoing(
    case: Case,
    offices: Mapping[str, Office],
    history: Sequence[Change] = (),
    *,
    today: dt.date = TODAY,
    now: dt.datetime = NOW,
    removed: bool = False,
    asked: Mapping[str, str] | None = None,
) -> Outgoing:
    """One case, to be written on a day, with the history that led to it."""

    def planned(one: Case) -> Any:
        known = derived(one, history, lambda at: at.date()) if history else one
        return plan(known, offices, us(), catalogue(), today)

    telling = Telling(
        today=today, now=now, catalogue=catalogue(), calendar=us(), plan=planned,
        paper=lambda case, kind: (_ for _ in ()).throw(AssertionError()),
        history=lambda case: tuple(one for one in history if ("cases", case.id) in one.pages),
        changed=lambda id_: max(
            (one.at for one in history if ("offices", id_) in one.pages), default=None
        ),
        office_changes=lambda id_: sum(("offices", id_) in one.pages for one in history),
    )  # fmt: skip
    return Outgoing(
        cases=() if removed else (case,), removed=(case,) if removed else (),
        offices=tuple(offices.values()), history=None, asked=asked or {}, telling=telling,
    )  # fmt: skip


def written(
    case: Case, offices: Mapping[str, Office], history: Sequence[Change] = (), **more: Any
) -> bytes:
    """The bytes of a calendar with one case."""
    return b"".join(ical_out.written(outgoing(case, offices, history, **more)))


def unfolded(data: bytes) -> str:
    """The text of a calendar with its long lines whole."""
    return data.replace(b"\r\n ", b"").decode()


def read(data: bytes) -> dict[str, Any]:
    """The events and tasks of a calendar, by their UID."""
    calendar: Any = ICalendar.from_ical(data)
    parts = [one for one in calendar.subcomponents if one.name in ("VEVENT", "VTODO")]
    assert not [one.errors for one in parts if one.errors]
    found = {str(one["UID"]): one for one in parts}
    assert len(found) == len(parts), "two things have one UID"
    return found


def told(part: Any) -> tuple[Any, ...]:
    """What a program shows of an event or a task."""
    day = part.get("DTSTART") or part.get("DUE")
    return day.to_ical() if day is not None else None, str(part["STATUS"]), str(part["SUMMARY"])
