"""From days to columns: one axis for all rows of a timeline, on which no day goes backwards.

Each weekday takes the same number of columns, a weekend takes one. Where that does not fit, the
past is cut; where it still does not, a cell is a week, or as many as it takes. The visit always
has a column in sight: where the window ends before it, the window's last, behind one for all the
days that lie between.
"""

from __future__ import annotations

import bisect
import datetime as dt
from collections.abc import Iterator
from typing import Literal

import msgspec
from msgspec.structs import replace

from so_tui.core.calendar import ONE_DAY, Calendar
from so_tui.core.timeline import Timeline

MOST = 4
"""Columns that a day takes at the most, where nobody asked for more."""

AFTER = 8
"""Columns for what comes after the visit; how far away it is, they do not say."""

PAST = 5
"""Business days of the past that stay where there is no room for all of it."""

SCALES: tuple[int, ...] = (-16, -8, -4, -2, -1, 1, 2, 3, 4, 6, 8)
"""Steps of the zoom: columns that a day takes; below zero, weeks that a column takes."""

StopKind = Literal["before", "day", "weekend", "weeks", "after", "beyond"]
"""What a stop of the axis holds: all days before the window, a weekday, a weekend, some weeks,
the visit behind the window and days after it, all other days behind the window."""


class Stop(msgspec.Struct, frozen=True):
    """Some days that share a column: from `day` to the day before the next stop.

    `column`: its first column, in which marks stand; it takes `cells` of them.
    """

    kind: StopKind
    day: dt.date
    column: int
    cells: int


class Axis(msgspec.Struct, frozen=True):
    """The columns of all days. Every day there is has one, be it at the edge of the window.

    `scale`: as in `SCALES`; `today` and `visit`: their columns; `anchor`: the day up to which days
    are measured.
    """

    stops: tuple[Stop, ...]
    scale: int
    width: int
    today: int
    visit: int | None
    anchor: dt.date
    starts: tuple[dt.date, ...]

    def stop(self, day: dt.date) -> Stop:
        """The stop that holds a day."""
        return self.stops[max(0, bisect.bisect_right(self.starts, day) - 1)]

    def column(self, day: dt.date) -> int:
        """The column of a day."""
        return self.stop(day).column

    def at(self, column: int) -> Stop:
        """The stop that a column belongs to."""
        columns = [one.column for one in self.stops]
        return self.stops[max(0, bisect.bisect_right(columns, column) - 1)]

    def shows(self, day: dt.date) -> bool:
        """Whether a day has a column of its own, and is not at the edge of the window."""
        return self.stop(day).kind not in ("before", "beyond")

    @property
    def days(self) -> int:
        """Calendar days from one edge of the window to the other."""
        inner = [one.day for one in self.stops if one.kind in ("day", "weekend", "weeks")]
        return (inner[-1] - inner[0]).days if inner else 0

    @property
    def begins(self) -> dt.date:
        """The first day that has a column of its own."""
        return self.stops[min(self.cut, len(self.stops) - 1)].day

    @property
    def cut(self) -> bool:
        """Whether days lie before the window."""
        return self.stops[0].kind == "before"

    @property
    def beyond(self) -> int | None:
        """The column of all days behind the window but the visit; None where there are none."""
        return next((one.column for one in self.stops if one.kind == "beyond"), None)

    @property
    def goes_on(self) -> bool:
        """Whether days lie behind the window."""
        return self.beyond is not None


class Look(msgspec.Struct, frozen=True):
    """How somebody looks at a timeline: `zoom`, steps up or down from what fits; `left`, the
    first day of the window, None where all is in sight; `unfolded`, groups that are opened."""

    zoom: int = 0
    left: dt.date | None = None
    unfolded: frozenset[str] = frozenset()


FITS = Look()
"""All in sight, nothing unfolded."""


def axis_of(drawn: Timeline, calendar: Calendar, room: int, look: Look = FITS) -> Axis:
    """The axis for so many columns, at least four."""
    room = max(room, 4)
    today = drawn.today
    first, anchor = _span(drawn)
    tail = _tail(drawn, anchor, min(AFTER, room // 4))
    inner = room - len(tail)
    scale, begins = _fitting(calendar, drawn, first, anchor, inner)
    if look.zoom or look.left is not None:
        scale = zoomed(scale, look.zoom)
        begins = look.left or (first if look.zoom < 0 else begins)
        begins = max(first, min(begins, anchor))
    stops = list(_laid(calendar, scale, begins, anchor, begins > first, inner))
    if stops[-1].kind == "beyond":
        # What comes after the visit is behind the window as well, and needs no room.
        stops = list(_laid(calendar, scale, begins, anchor, begins > first, room))
    if stops[-1].kind == "beyond":
        if drawn.visit is not None and drawn.visit > stops[-1].day:
            # What lies between is not of its day.
            stops = list(_laid(calendar, scale, begins, anchor, begins > first, room - 1))
            if drawn.visit > stops[-1].day:
                stops.append(Stop("after", drawn.visit, stops[-1].column + 1, 1))
    else:
        begin = stops[-1].column + 1
        # Laid out anew, all up to the anchor may leave less room than was kept for these.
        some = tail[: max(0, room - begin)]
        stops += [Stop("after", day, begin + n, 1) for n, day in enumerate(some)]
    axis = Axis(
        stops=tuple(stops), scale=scale, width=room, today=0, visit=None, anchor=anchor,
        starts=tuple(one.day for one in stops),
    )  # fmt: skip
    visit = axis.column(drawn.visit) if drawn.visit is not None else None
    return replace(axis, today=axis.column(today), visit=visit)


def closer(axis: Axis, look: Look, by: int) -> Look:
    """The look with its zoom so many steps on, as far as there are steps."""
    if zoomed(axis.scale, by) == axis.scale:
        return look
    return replace(look, zoom=look.zoom + by)


def panned(axis: Axis, look: Look, by: int) -> Look:
    """The look half a window earlier or later, if anything lies there."""
    if not (axis.goes_on if by > 0 else axis.cut):
        return look
    least = 1 if axis.scale > 0 else -7 * axis.scale
    return replace(look, left=_on(axis.begins, by * max(least, axis.days // 2)))


def followed(axis: Axis, look: Look, day: dt.date) -> Look:
    """The look with a day in sight; it stays as it is where the day is in sight already."""
    if axis.shows(day):
        return look
    return replace(look, left=_on(min(day, axis.anchor), -(axis.days // 3)))


def _on(day: dt.date, by: int) -> dt.date:
    """The day so many calendar days on, held inside all days there are."""
    return dt.date.fromordinal(
        max(dt.date.min.toordinal(), min(day.toordinal() + by, dt.date.max.toordinal()))
    )


def zoomed(scale: int, by: int) -> int:
    """The scale so many steps of the zoom away."""
    near = min(range(len(SCALES)), key=lambda n: abs(SCALES[n] - scale))
    return SCALES[max(0, min(near + by, len(SCALES) - 1))] if by else scale


def _span(drawn: Timeline) -> tuple[dt.date, dt.date]:
    """The first day of the past, and the day that the axis is measured to.

    That is the visit; where it lies behind, it is today, and without one, the last day that there
    is.
    """
    marks = [mark.day for row in drawn.rows for mark in row.marks if mark.day is not None]
    begun = [span.first for row in drawn.rows for span in row.spans]
    first, last = min([*marks, *begun, drawn.today]), max([*marks, drawn.today])
    if drawn.visit is None:
        return first, last
    return min(first, drawn.visit), max(drawn.visit, drawn.today)


def _tail(drawn: Timeline, anchor: dt.date, most: int) -> list[dt.date]:
    """The days after the anchor on which something stands; as many as have a column."""
    days = {
        mark.day
        for row in drawn.rows
        for mark in row.marks
        if mark.day is not None and mark.day > anchor
    }
    return sorted(days)[:most]


def _fitting(
    calendar: Calendar, drawn: Timeline, first: dt.date, anchor: dt.date, room: int
) -> tuple[int, dt.date]:
    """The scale at which everything up to the anchor fits, and the day it begins at.

    Of a visit that lies behind, the past is what there is to see: it is not cut.
    """
    if k := _per_day(calendar, first, anchor, room):
        return k, first
    begins = first
    if drawn.visit is None or drawn.visit >= drawn.today:
        begins = max(first, calendar.back(drawn.today, PAST))
        if k := _per_day(calendar, begins, anchor, room - (begins > first)):
            return k, begins
    return -max(1, -(-_weeks(begins, anchor) // max(1, room - (begins > first)))), begins


def _weeks(first: dt.date, last: dt.date) -> int:
    """How many weeks two days and what lies between them touch."""
    return (last.toordinal() - first.toordinal() + first.weekday()) // 7 + 1


def _per_day(calendar: Calendar, first: dt.date, last: dt.date, room: int) -> int:
    """Columns that each weekday takes where all days fit into a room; 0 where they do not."""
    if (last - first).days > room * 8:
        return 0
    weekdays = weekends = 0
    for kind, _ in _units(calendar, first, last):
        weekdays += kind == "day"
        weekends += kind == "weekend"
    return max(0, min(MOST, (room - weekends) // max(1, weekdays)))


def _units(calendar: Calendar, first: dt.date, last: dt.date) -> Iterator[tuple[StopKind, dt.date]]:
    """Weekdays and weekends in their order; a weekend begins with its first day."""
    day, in_weekend = first, False
    while True:
        weekend = day.isoweekday() in calendar.weekend
        if not (weekend and in_weekend):
            yield ("weekend" if weekend else "day"), day
        in_weekend = weekend
        if day >= last:
            return
        day += ONE_DAY


def _laid(
    calendar: Calendar, scale: int, begins: dt.date, anchor: dt.date, before: bool, room: int
) -> Iterator[Stop]:
    """The stops up to the anchor; those that have no room are one stop, behind the window."""
    column = 0
    if before:
        yield Stop("before", dt.date.min, 0, 1)
        column = 1
    held: Stop | None = None
    # Where a week has more than a column, its marks stand in the first of them.
    wide = min(MOST, (room - column) // _weeks(begins, anchor)) if scale == -1 else 1
    for kind, day in _chosen(calendar, scale, begins, anchor):
        if held is not None:
            if column >= room:
                yield Stop("beyond", held.day, held.column, 1)
                return
            yield held
        cells = {"day": scale, "weeks": max(1, wide)}.get(kind, 1)
        held = Stop(kind, day, column, cells)
        column += cells
    if held is not None:
        # The last day needs no more than its mark.
        yield replace(held, cells=1)


def _chosen(
    calendar: Calendar, scale: int, begins: dt.date, anchor: dt.date
) -> Iterator[tuple[StopKind, dt.date]]:
    if scale > 0:
        yield from _units(calendar, begins, anchor)
        return
    day = begins - dt.timedelta(days=min(begins.weekday(), (begins - dt.date.min).days))
    stride = dt.timedelta(days=-7 * scale)
    while day <= anchor:
        yield "weeks", day
        if dt.date.max - day < stride:
            return
        day += stride
