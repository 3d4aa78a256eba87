"""A timeline in rows of cells: what stands in each column of each line, and in which words.

No characters are drawn here: a cell says what it means, and each face has its own signs for that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from so_tui.core import dates
from so_tui.core.calendar import ONE_DAY, Calendar
from so_tui.core.case import CallName
from so_tui.core.timeline import Group, Mark, MarkKind, Timeline, TimeRow, urgent_first
from so_tui.core.timeline_axis import FITS, Axis, Look, axis_of

Ground = Literal["room", "happened", "waiting", "to_come", "late", "closed", "today", "visit"]
"""What a cell without a mark says: one of the spans, a weekend or another closed day, today, the
visit, or nothing, which is room."""

_RANK: Mapping[MarkKind, int] = {
    "visit": 0, "out_of_reach": 1, "late": 2, "due": 3, "promised": 4, "refused": 5, "usable": 6,
    "there": 7, "asked": 8, "tight": 9, "to_do": 10,
}  # fmt: skip
_ALONE: frozenset[MarkKind] = frozenset({"visit", "out_of_reach", "late", "due"})
"""Marks that are seen, however many others share their cell."""


class Cell(msgspec.Struct, frozen=True):
    """One column of a line. `steps`: what is still to be done there, all of it; `count`: how many
    that are, where one mark stands for several."""

    ground: Ground = "room"
    mark: MarkKind | None = None
    count: int = 0
    steps: tuple[str, ...] = ()


class Line(msgspec.Struct, frozen=True):
    """One line: a call, one thing of it, or in one line what is there of it already.

    `there` and `others`: of a folded line, how many items are there, and how much else is over;
    `unfolded`: whether they stand below it as well.
    `state`: by when the next step is needed, in words. `undated`: steps without a day, which
    stand beside the words. `row`: the row it shows; "" for a call's own line and a folded one.
    """

    kind: Literal["group", "row", "folded"]
    call: CallName
    name: str
    cells: tuple[Cell, ...]
    state: str = ""
    pressing: MarkKind | None = None
    undated: tuple[str, ...] = ()
    row: str = ""
    there: int = 0
    others: int = 0
    unfolded: bool = False

    @property
    def steps(self) -> tuple[str, ...]:
        """All that is still to be done on this line."""
        return (*(id_ for cell in self.cells for id_ in cell.steps), *self.undated)

    def column_of(self, step: str) -> int | None:
        """The column at which a step stands, or None."""
        return next((n for n, cell in enumerate(self.cells) if step in cell.steps), None)


class Tick(msgspec.Struct, frozen=True):
    """A date above the columns. `kind` says what else it is; its sign stands at `at`, where the
    label begins at `column`."""

    column: int
    label: str
    day: dt.date
    kind: Literal["date", "today", "visit"]
    at: int


class Layout(msgspec.Struct, frozen=True):
    """A timeline that fits into a place: names, columns, and words behind them.

    `names` and `states`: cells for the names at the left and for the words at the right.
    """

    timeline: Timeline
    axis: Axis
    ticks: tuple[Tick, ...]
    lines: tuple[Line, ...]
    names: int
    states: int

    def line_of(self, step: str) -> Line | None:
        """The line on which a step stands, or None."""
        return next((line for line in self.lines if step and step in line.steps), None)

    def beside(self, step: str) -> tuple[str, ...]:
        """The other steps that stand in the same cell as this one."""
        line = self.line_of(step)
        if line is None:
            return ()
        column = line.column_of(step)
        here = line.undated if column is None else line.cells[column].steps
        return tuple(one for one in here if one != step)


def least(drawn: Timeline) -> int:
    """The fewest lines in which a timeline can be laid out: its dates, and each call."""
    return 1 + len(drawn.groups)


def layout(
    drawn: Timeline, calendar: Calendar, cells: int, lines: int, names: int, look: Look = FITS
) -> Layout:
    """A timeline in so many cells and lines, the dates being the first of them.

    The papers that press most have lines of their own, as many as there are; those of the others
    share the line of their call. `lines`: at least `least(drawn)`.
    """
    shown = _shown(drawn, lines - least(drawn), look)
    words = {row.id: state_of(row, drawn.today, calendar) for row in drawn.rows}
    states = max([_LEAST_STATE, *(len(one) for one in words.values())])
    room = cells - names - states - 2
    axis = axis_of(drawn, calendar, room, look)
    made = _Made(drawn, axis, calendar, words)
    return Layout(
        timeline=drawn, axis=axis, names=names, states=states,
        ticks=tuple(_ticks(drawn, axis, axis.width + states - len(ROOM))),
        lines=tuple(line for group in drawn.groups for line in made.group(group, shown, look)),
    )  # fmt: skip


ROOM = "room"
"""What stands above the words at the right."""

_LEAST_STATE = 8


def state_of(row: TimeRow, today: dt.date, calendar: Calendar) -> str:
    """By when the next step of a row is needed, in as few words as can be; "" where none is."""
    head = row.head
    if head is None or row.urgency == "out_of_reach":
        return "" if head is None else "in time?"
    if row.urgency in ("late", "due"):
        pressing = [mark.step for mark in row.marks if mark.step and mark.kind == row.urgency]
        if row.urgency == "due" and pressing:
            # On a closed day nothing can be done before the next open one.
            later = head.on is not None and head.on > today
            on = dates.weekday_names([head.on.isoweekday()]) if later and head.on else "today"
            return f"due {on}"
        gone = [span.first for span in row.spans if span.kind == "late"]
        return f"late {_days(max(1, calendar.between(min(gone, default=today), today)))}"
    if head.what == "visit":
        return ""
    day = head.needed_by or head.on
    if day is None:
        return "no day"
    ahead = calendar.between(today, day)
    if head.needed_by is None:
        return "from now" if ahead <= 0 else f"in {_days(ahead)}"
    return "today" if day <= today else _days(ahead) if ahead else dates.weekday_names([
        day.isoweekday()
    ])  # fmt: skip


def _days(n: int) -> str:
    return f"{n} day" if n == 1 else f"{n} days"


# --- What has a line of its own --------------------------------------------------------------


class _Shown(msgspec.Struct, frozen=True):
    """The rows that have a line of their own, and the calls whose folded line is shown."""

    rows: frozenset[str]
    folded: frozenset[str]


def _shown(drawn: Timeline, room: int, look: Look) -> _Shown:
    """What is shown in so many lines below those of the calls."""
    room = max(0, room)
    opened = [row for group in drawn.groups if group.call in look.unfolded for row in group.over]
    # Who unfolds a call wants to see that; but not so much that nothing else is left.
    asked = opened[: room // 2]
    open_rows = urgent_first(row for group in drawn.groups for row in group.open)
    rows = [*asked, *open_rows[: room - len(asked)]]
    folds = [group.call for group in drawn.groups if group.over][: room - len(rows)]
    rows += opened[len(asked) :][: room - len(rows) - len(folds)]
    return _Shown(frozenset(row.id for row in rows), frozenset(folds))


# --- Lines -----------------------------------------------------------------------------------


class _Made:
    """Makes the lines of one timeline on one axis."""

    def __init__(
        self, drawn: Timeline, axis: Axis, calendar: Calendar, words: Mapping[str, str]
    ) -> None:
        self.drawn, self.axis, self.calendar, self.words = drawn, axis, calendar, words
        self.closed = frozenset(_closed(axis, calendar))

    def group(self, group: Group, shown: _Shown, look: Look) -> Iterator[Line]:
        """The line of a call, and those of its rows that have one."""
        own = [row for row in group.rows if row.id in shown.rows]
        folded = group.call in shown.folded
        over = [row for row in group.over if row.id not in shown.rows]
        open_rows = [row for row in group.open if row.id not in shown.rows]
        rest = open_rows if folded else [*open_rows, *over]
        first = urgent_first(open_rows)[:1]
        words = self.words[first[0].id] if first else ""
        if first and len(open_rows) < len(group.open):
            words = f"{len(open_rows)} more"
        yield Line(
            kind="group", call=group.call, name="", cells=self.cells(rest, bars=False),
            state=words, undated=_undated(rest), pressing=_pressing(first[0]) if first else None,
        )  # fmt: skip
        yield from (self.row(row) for row in own if row.head is not None)
        if folded:
            yield Line(
                kind="folded", call=group.call, name="", cells=self.cells(over, bars=True),
                there=sum(row.there for row in group.over),
                others=sum(not row.there for row in group.over),
                unfolded=group.call in look.unfolded,
            )  # fmt: skip
        yield from (self.row(row) for row in own if row.head is None)

    def row(self, row: TimeRow) -> Line:
        """The line of one thing."""
        return Line(
            kind="row", call=row.call, name=row.name, row=row.id, state=self.words[row.id],
            pressing=_pressing(row), undated=_undated([row]),
            cells=self.cells([row], bars=True),
        )  # fmt: skip

    def cells(self, rows: Sequence[TimeRow], *, bars: bool) -> tuple[Cell, ...]:
        """The columns of a line on which these rows stand, with their bars, or else with the
        strokes of closed days."""
        grounds: list[Ground] = ["room"] * self.axis.width
        if not bars:
            for column in self.closed:
                grounds[column] = "closed"
        if self.axis.visit is not None:
            grounds[self.axis.visit] = "visit"
        if self.axis.shows(self.drawn.today):
            grounds[self.axis.today] = "today"
        if bars:
            for span in (span for row in rows for span in row.spans):
                first, last = self.axis.column(span.first), self.axis.column(span.last)
                grounds[first : last + 1] = [span.kind] * (last + 1 - first)
        here: dict[int, list[Mark]] = {}
        for mark in (mark for row in rows for mark in row.marks if mark.day is not None):
            here.setdefault(self.axis.column(mark.day or self.drawn.today), []).append(mark)
        return tuple(
            _cell(ground, here[n]) if n in here else Cell(ground)
            for n, ground in enumerate(grounds)
        )


def _cell(ground: Ground, marks: Sequence[Mark]) -> Cell:
    """What is seen of some marks that share a cell: what presses, else how many there are."""
    steps = tuple(mark.step for mark in marks if mark.step)
    seen = [mark.kind for mark in marks if mark.step or not steps]
    first = min(seen, key=lambda kind: _RANK[kind])
    count = len(steps) if len(steps) > 1 and first not in _ALONE else 0
    return Cell(ground, first, count, steps)


def _undated(rows: Iterable[TimeRow]) -> tuple[str, ...]:
    return tuple(mark.step for row in rows for mark in row.marks if mark.step and mark.day is None)


def _pressing(row: TimeRow) -> MarkKind | None:
    """The mark of what presses of a row, if anything does."""
    return row.urgency if row.urgency in ("out_of_reach", "late", "due") else None


def _closed(axis: Axis, calendar: Calendar) -> Iterator[int]:
    """The columns at which weekends and other closed days begin, where days have columns."""
    for stop in axis.stops:
        if stop.kind == "weekend" or (stop.kind == "day" and stop.day in calendar.closed):
            yield stop.column


# --- Dates -----------------------------------------------------------------------------------


def _ticks(drawn: Timeline, axis: Axis, room: int) -> list[Tick]:
    """The dates above the columns: the visit and today, and between them the weeks.

    None touches another. A month is named where it begins; today and the visit name it as well
    where no date before them does.
    """
    short = _placed(drawn, axis, room, frozenset())
    unclear = (
        tick.kind
        for n, tick in enumerate(short)
        if tick.kind != "date" and not any(_names_month(one, tick.day) for one in short[:n])
    )
    return _placed(drawn, axis, room, frozenset(unclear))


def _placed(drawn: Timeline, axis: Axis, room: int, whole: frozenset[str]) -> list[Tick]:
    """The dates that have room; those of the kinds `whole` with their month."""
    signs = {axis.visit, axis.today if axis.shows(drawn.today) else None}
    # A date may stand right behind the sign of what lies outside the window.
    taken = [(n, n) for n in _edges(axis) if n not in signs]
    found: list[Tick] = []

    def put(ticks: Iterable[Tick]) -> bool:
        for tick in ticks:
            first, last = tick.column, tick.column + len(tick.label)
            if first >= 0 and last <= room and not any(first <= b and a <= last for a, b in taken):
                taken.append((first, last))
                found.append(tick)
                return True
        return False

    if drawn.visit is not None and axis.visit is not None:
        put(_signed(axis.visit, drawn.visit, "visit", drawn.today, whole))
    if axis.today != axis.visit and axis.shows(drawn.today):
        put(_signed(axis.today, drawn.today, "today", drawn.today, whole))
    month = 0
    for stop in axis.stops:
        if stop.kind == "weeks" or (stop.kind == "day" and stop.day.isoweekday() == 1):
            same = stop.day.month == month
            label = str(stop.day.day) if same else dates.number(stop.day, stop.day)
            if put([Tick(stop.column, label, stop.day, "date", stop.column)]):
                month = stop.day.month
    return sorted(found, key=lambda tick: tick.column)


def _names_month(tick: Tick, day: dt.date) -> bool:
    """Whether the label of a date says the month of a day."""
    return dates.number(day, day).split()[1] in tick.label and tick.day.year == day.year


def _edges(axis: Axis) -> Iterator[int]:
    """The columns that hold all there is before and behind the window."""
    if axis.cut:
        yield 0
    if axis.beyond is not None:
        yield axis.beyond


def _signed(
    column: int, day: dt.date, kind: Literal["today", "visit"], today: dt.date,
    whole: frozenset[str],
) -> Iterator[Tick]:  # fmt: skip
    """A date with a cell for its sign, behind it or before it; the sign stands at the column."""
    labels = [dates.number(day, today), dates.number(day, day)] if kind in whole else []
    for words in [*labels, str(day.day), ""]:
        yield Tick(column, f" {words}", day, kind, column)
        if words:
            yield Tick(column - len(words), f"{words} ", day, kind, column)


def closed_until(
    calendar: Calendar, today: dt.date, day: dt.date, most: int = 3
) -> tuple[tuple[dt.date, str], ...]:
    """The closed days with a name from today to a day, as many as are told of; weekends have no
    name. Looks no further than a year ahead."""
    last = min(day, today + dt.timedelta(days=min(365, (dt.date.max - today).days)))
    found: list[tuple[dt.date, str]] = []
    one = today
    while one <= last and len(found) < most:
        if one in calendar.closed and one.isoweekday() not in calendar.weekend:
            found.append((one, calendar.closed[one]))
        if one == dt.date.max:
            break
        one += ONE_DAY
    return tuple(found)
