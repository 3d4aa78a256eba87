"""The plan as lanes over time, and as a list by day. No characters are drawn here.

Columns are proportional to calendar days between the first day shown and the last. Where the
plan is longer than the room, the lanes scroll: what is returned begins at a column of the whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from so_tui.core import dates
from so_tui.core.calendar import Calendar
from so_tui.core.case import CALLS, CallName, Case
from so_tui.core.steps import Plan, Step

MarkKind = Literal[
    "out_of_reach", "late", "due", "tight", "promised", "asked", "to_do", "there", "usable", "visit"
]
"""What a mark says, in the words of the screen: may not come in time, late, due today, time is
short, promised, asked or on its way, still to do, arrived or done, found usable, the visit."""

_RANK: Mapping[MarkKind, int] = {
    "visit": 0, "late": 1, "out_of_reach": 2, "due": 3, "promised": 4, "asked": 5, "tight": 6,
    "to_do": 7, "there": 8, "usable": 9,
}  # fmt: skip

LEAST_PER_DAY = 1
"""Columns that a day takes at the least; a longer plan scrolls."""


class LaneMark(msgspec.Struct, frozen=True):
    """What stands at one column of a lane: the mark of greatest rank and all its steps."""

    column: int
    kind: MarkKind
    steps: tuple[str, ...]
    day: dt.date


class Lane(msgspec.Struct, frozen=True):
    """One call's line; `end` is the column at which it stops, the visit's or the last mark's."""

    call: CallName
    marks: tuple[LaneMark, ...]
    end: int


class Tick(msgspec.Struct, frozen=True):
    """A date on the ruler: the column it begins at, and its label (`25 Nov`, then `27`)."""

    column: int
    label: str
    day: dt.date


class Shut(msgspec.Struct, frozen=True):
    """A closed weekday, with its name."""

    column: int
    day: dt.date
    why: str


class Timeline(msgspec.Struct, frozen=True):
    """All lanes as seen through a window of `width` columns.

    Columns count from the window's left edge. `whole`: columns of the plan in all; `start`: the
    first one shown; `today` and `visit` are None when they lie outside.
    """

    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    shut: tuple[Shut, ...]
    today: int | None
    visit: int | None
    start: int
    whole: int
    width: int

    @property
    def scrolls(self) -> bool:
        """Whether there is more than fits."""
        return self.whole > self.width


def timeline(made: Plan, case: Case, calendar: Calendar, width: int, start: int = 0) -> Timeline:
    """The lanes of a plan in `width` columns, from column `start` on when it does not all fit.

    `start` is brought into range. The first column is today (what is done stands there), the
    last is the visit, or the last step when there is no visit ahead.
    """
    width = max(width, 1)
    first, last = _span(made)
    days = (last - first).days
    whole = max(width, days * LEAST_PER_DAY + 1)
    start = max(0, min(start, whole - width))
    scale = _Scale(first, days, whole, start, width)
    lanes = tuple(_lane(call, made, case, scale) for call in CALLS)
    shown = {mark.day for lane in lanes for mark in lane.marks}
    return Timeline(
        lanes=lanes,
        ticks=tuple(_ticks(scale, shown, last)),
        shut=tuple(_shut(calendar, scale, first, last)),
        today=scale.column(made.today),
        visit=scale.column(made.visit) if made.visit else None,
        start=start,
        whole=whole,
        width=width,
    )


class _Scale(msgspec.Struct, frozen=True):
    """From a day to a column of the window."""

    first: dt.date
    days: int
    whole: int
    start: int
    width: int

    def place(self, day: dt.date) -> int:
        """The column of a day, also outside the window; what came before stands at today."""
        passed = max((day - self.first).days, 0)
        return round(passed * (self.whole - 1) / max(self.days, 1)) - self.start

    def column(self, day: dt.date) -> int | None:
        """The column of a day, or None outside the window."""
        column = self.place(day)
        return column if 0 <= column < self.width else None


def _span(made: Plan) -> tuple[dt.date, dt.date]:
    """First and last day: today, and the visit, or without one the last step there is."""
    if made.visit is not None and made.visit >= made.today:
        last = made.visit
    else:
        ahead = [step.on for step in made.steps if step.on is not None and not step.is_over]
        last = max((day for day in ahead if day >= made.today), default=made.today)
    return made.today, last


def _lane(call: CallName, made: Plan, case: Case, scale: _Scale) -> Lane:
    found: dict[int, list[tuple[int, Step, MarkKind, dt.date]]] = {}
    last = 0
    for step in made.steps:
        day = step.done_on if step.standing == "done" else _drawn_at(step, made.today)
        if step.call != call or day is None or step.standing == "not_for_us":
            continue
        kind = kind_of(step, case)
        if kind == "visit":
            continue
        place = scale.place(day)
        # A step behind the visit has no place in a drawing that ends there.
        if place + scale.start >= scale.whole:
            continue
        last = max(last, place)
        found.setdefault(place, []).append((_RANK[kind], step, kind, max(day, scale.first)))
    marks = []
    for place, here in sorted(found.items()):
        if 0 <= place < scale.width:
            here.sort(key=lambda one: one[0])
            _, _, kind, day = here[0]
            steps = tuple(step.id for _, step, _, _ in here)
            marks.append(LaneMark(column=place, kind=kind, steps=steps, day=day))
    end = scale.place(made.visit) if made.visit and made.visit >= made.today else last
    if made.visit is not None and made.visit >= made.today and 0 <= end < scale.width:
        marks = [mark for mark in marks if mark.column != end]
        marks.append(LaneMark(column=end, kind="visit", steps=("visit",), day=made.visit))
    return Lane(call=call, marks=tuple(marks), end=min(max(end, 0), scale.width - 1))


def _drawn_at(step: Step, today: dt.date) -> dt.date | None:
    """Where a step is drawn: what can be done today already stands at the day it is needed."""
    asks_first = step.naming == "do" and step.held_until is None
    if asks_first and step.needed_by is not None and step.needed_by > today:
        return step.needed_by
    return step.on


def kind_of(step: Step, case: Case) -> MarkKind:
    """The mark a step is drawn with, in the timeline and in the list."""
    if step.what == "visit":
        return "visit"
    if step.standing == "done":
        item = case.items.get(step.item or "")
        return "usable" if step.what == "check" and item and item.state == "usable" else "there"
    if step.what == "promise":
        return "late" if step.late else "promised"
    match step.urgency:
        case "out_of_reach" | "late" | "due" as pressing:
            return pressing
        case _ if step.what == "chase" or step.held_until is not None:
            return "asked"
        case "tight":
            return "tight"
        case _:
            return "to_do"


def _ticks(scale: _Scale, days: Iterable[dt.date], last: dt.date) -> list[Tick]:
    """Dates on the ruler, as many as are readable; the last day is always one of them.

    A month is named where it begins; the days after it are numbers alone.
    """
    ticks: list[Tick] = []
    room = scale.column(last)
    for day in sorted({scale.first, last, *days}):
        column = scale.column(day)
        if column is None:
            continue
        tick = _tick(ticks, column, day, scale.width)
        if day == last:
            while ticks and not _follows(ticks, tick):
                ticks.pop()
                tick = _tick(ticks, column, day, scale.width)
        elif room is not None and tick.column + len(tick.label) >= room:
            continue
        if _follows(ticks, tick):
            ticks.append(tick)
    return ticks


def _tick(ticks: list[Tick], column: int, day: dt.date, width: int) -> Tick:
    before = ticks[-1].day if ticks else None
    same = before is not None and (before.year, before.month) == (day.year, day.month)
    label = f"{day.day}" if same else dates.number(day, day)
    return Tick(column=max(0, min(column, width - len(label))), label=label, day=day)


def _follows(ticks: list[Tick], tick: Tick) -> bool:
    """Whether a tick leaves a blank behind the one before it."""
    return not ticks or tick.column > ticks[-1].column + len(ticks[-1].label)


def _shut(calendar: Calendar, scale: _Scale, first: dt.date, last: dt.date) -> Iterable[Shut]:
    """The named closed days in the window; a span past all calendars is looked at no further."""
    for day, why in sorted(calendar.closed.items()):
        column = scale.column(day) if first <= day <= last else None
        if column is not None and day.isoweekday() not in calendar.weekend:
            yield Shut(column=column, day=day, why=why)


# --- The list by day -------------------------------------------------------------------------


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
