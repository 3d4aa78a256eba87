"""The plan over time: groups of rows, each with its spans and marks by day.

Nothing is drawn here, and nothing has a place yet: a screen, a sheet of paper and a page draw the
same rows. What lies behind comes from the days that the case keeps; what lies ahead, from its
plan.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from so_tui.core.case import CALLS, CallName, Case, Item, in_order, is_there
from so_tui.core.catalogue import Catalogue
from so_tui.core.plan_context import names_of
from so_tui.core.release_steps import ASK_RELEASE
from so_tui.core.steps import Plan, Step, Urgency

SpanKind = Literal["happened", "waiting", "to_come", "late"]
"""What goes on between two days: it happened, somebody else has to answer, it is to come, or it
ran past its day. Where there is none of them, there is room."""

MarkKind = Literal[
    "out_of_reach", "late", "due", "tight", "promised", "asked", "to_do", "there", "usable",
    "refused", "visit",
]  # fmt: skip
"""What a mark says, in the words of the screen: may not come in time, late, due today, time is
short, promised, asked or on its way, still to do, arrived or done, found usable, refused or not
usable, the visit."""

_PRESSING: Mapping[Urgency, int] = {"out_of_reach": 0, "late": 1, "due": 2, "tight": 3}
_GIVEN = frozenset({"asked", "on_its_way"})
"""States in which somebody else has the next move."""


class Span(msgspec.Struct, frozen=True):
    """What goes on from one day to another, both included."""

    kind: SpanKind
    first: dt.date
    last: dt.date


class Mark(msgspec.Struct, frozen=True):
    """What stands at one day. `step`: the one that is still to be done there; "" for what lies
    behind. `day` is None for a step that has none yet."""

    kind: MarkKind
    day: dt.date | None
    step: str = ""


class TimeRow(msgspec.Struct, frozen=True):
    """One thing over time: a paper, the release of an office, or what has to be done by itself.

    `marks` are in the order of their days, those without a day last; `head`: the step that comes
    first, None where nothing is left to do; `latest`: the last one of those that are over.
    `there`: whether it is an item that is there.
    """

    id: str
    call: CallName
    name: str
    item: str | None = None
    spans: tuple[Span, ...] = ()
    marks: tuple[Mark, ...] = ()
    head: Step | None = None
    latest: Step | None = None
    urgency: Urgency = "none"
    there: bool = False

    @property
    def steps(self) -> tuple[str, ...]:
        """The ids of what is still to be done, in the order of their marks."""
        return tuple(mark.step for mark in self.marks if mark.step)


class Group(msgspec.Struct, frozen=True):
    """The rows of one call: `open` ones, the most urgent first, and those that are `over`."""

    call: CallName
    open: tuple[TimeRow, ...]
    over: tuple[TimeRow, ...]

    @property
    def rows(self) -> tuple[TimeRow, ...]:
        """All rows of the group."""
        return (*self.open, *self.over)


class Timeline(msgspec.Struct, frozen=True):
    """All rows of a case on one day, group by group; a call of which there is nothing has none."""

    today: dt.date
    visit: dt.date | None
    groups: tuple[Group, ...]

    @property
    def rows(self) -> Iterator[TimeRow]:
        """The rows of all groups."""
        for group in self.groups:
            yield from group.rows

    def row_of(self, step: str) -> TimeRow | None:
        """The row in which a step stands, or None."""
        return next((row for row in self.rows if step and step in row.steps), None)


def timeline(made: Plan, case: Case, catalogue: Catalogue) -> Timeline:
    """Every item and every step of a case over time, on the day of its plan.

    Each step that is not over stands in one row, once.
    """
    steps = _by_thing(made)
    rows: dict[CallName, list[TimeRow]] = {call: [] for call in CALLS}
    for id_, item in in_order(case.items):
        mine = steps.pop(f"item:{id_}", [])
        if item.state != "not_needed" or any(not step.is_over for step in mine):
            kind = catalogue.kinds.get(item.kind)
            name = names_of(item, kind, made.today)[1] if kind else item.detail or item.kind
            there = is_there(item, kind is not None and kind.checked)
            rows[item.call].append(_of_item(id_, item, name, there, mine, made.today))
    for id_, mine in steps.items():
        rows[mine[0].call].append(_of_steps(id_, mine, made.today))
    groups = (Group(call, *_divided(rows[call], made)) for call in CALLS if rows[call])
    return Timeline(today=made.today, visit=made.visit, groups=tuple(groups))


def _divided(
    rows: Iterable[TimeRow], made: Plan
) -> tuple[tuple[TimeRow, ...], tuple[TimeRow, ...]]:
    """The rows with something left to do, the most urgent first, and the others."""
    place = {step.id: n for n, step in enumerate(made.steps)}

    def order(row: TimeRow) -> tuple[int, int]:
        head = row.head
        return _PRESSING.get(row.urgency, len(_PRESSING)), place[head.id] if head else 0

    rows = list(rows)
    return (
        tuple(sorted((row for row in rows if row.head is not None), key=order)),
        tuple(row for row in rows if row.head is None),
    )


def urgent_first(rows: Iterable[TimeRow]) -> list[TimeRow]:
    """Open rows of several groups, the most urgent first; of equals, the one with the earlier
    day."""

    def order(row: TimeRow) -> tuple[int, dt.date]:
        day = row.head.needed_by or row.head.on if row.head is not None else None
        return _PRESSING.get(row.urgency, len(_PRESSING)), day or dt.date.max

    return sorted(rows, key=order)


# --- Which steps share a row -----------------------------------------------------------------


def _by_thing(made: Plan) -> dict[str, list[Step]]:
    """The steps by what they are about, in the order of the plan."""
    found: dict[str, list[Step]] = {}
    known = {step.id: step for step in made.steps}
    for step in made.steps:
        if step.standing != "not_for_us":
            found.setdefault(_thing(step, known), []).append(step)
    return found


def _thing(step: Step, known: Mapping[str, Step]) -> str:
    if step.item is not None:
        return f"item:{step.item}"
    of_release = step.what in ("sign", "hand", "chase") or step.id.startswith(ASK_RELEASE)
    if of_release and (step.office is not None or step.release is not None):
        return f"release:{step.office or step.release}"
    # A chain of errands, such as order, print and pack, is one thing.
    seen = {step.id}
    while (before := known.get(step.blocked_by or "")) is not None:
        if before.item is not None or before.call != step.call or before.id in seen:
            break
        if before.standing == "not_for_us":
            break
        seen.add(before.id)
        step = before
    return step.id


# --- Rows ------------------------------------------------------------------------------------


def _of_item(
    id_: str, item: Item, name: str, there: bool, steps: Sequence[Step], today: dt.date
) -> TimeRow:
    ahead = _ahead(steps, today)
    head = _head(steps)
    marks, spans = list(_past_marks(item, today)), []
    moved = [min(move.on, today) for _, move in in_order(item.moves)]
    if moved:
        ended = there or item.state in ("refused", "not_usable", "will_follow")
        spans.append(Span("happened", min(moved), max(moved) if ended else today))
    if item.promise is not None and item.promise.day < today and not there:
        marks.append(Mark("promised", item.promise.day))
    spans += _spans_ahead(steps, ahead, today, given=item.state in _GIVEN)
    return _row(f"item:{id_}", item.call, name, id_, spans, [*marks, *ahead], steps, head, there)


def _of_steps(id_: str, steps: Sequence[Step], today: dt.date) -> TimeRow:
    ahead = _ahead(steps, today)
    head = _head(steps)
    done = [min(step.done_on, today) for step in steps if step.is_over and step.done_on is not None]
    marks = [Mark("visit" if id_ == "visit" else "there", day) for day in sorted(set(done))]
    spans = []
    if done:
        waits = head is not None and head.what == "chase"
        spans.append(Span("happened", min(done), today if waits else max(done)))
    spans += _spans_ahead(steps, ahead, today, given=False)
    shown = head or steps[-1]
    return _row(id_, steps[0].call, shown.short or shown.text, None, spans, [*marks, *ahead],
                steps, head, False)  # fmt: skip


def _row(
    id_: str, call: CallName, name: str, item: str | None, spans: Sequence[Span],
    marks: Iterable[Mark], steps: Sequence[Step], head: Step | None, there: bool,
) -> TimeRow:  # fmt: skip
    pressing = [step.urgency for step in steps if not step.is_over]
    return TimeRow(
        id=id_, call=call, name=name, item=item, spans=tuple(spans),
        marks=tuple(sorted(marks, key=lambda one: (one.day is None, one.day or dt.date.max))),
        head=head, there=there and head is None,
        latest=next((step for step in reversed(steps) if step.is_over), None),
        urgency=min(pressing, key=lambda one: _PRESSING.get(one, len(_PRESSING)), default="none"),
    )  # fmt: skip


def _head(steps: Iterable[Step]) -> Step | None:
    """The step that comes first; a promised day is no step of ours unless nothing else is left."""
    left = [step for step in steps if not step.is_over]
    return min(left, key=lambda one: one.what == "promise", default=None)


def _past_marks(item: Item, today: dt.date) -> Iterator[Mark]:
    """What the history of an item marks: that it came, was found usable, or was refused."""
    for _, move in in_order(item.moves):
        day = min(move.on, today)
        if move.state == "usable":
            yield Mark("usable", day)
        elif move.state in ("refused", "not_usable"):
            yield Mark("refused", day)
        elif move.state == "arrived" or (move.state == "ready" and move.place == "with_us"):
            yield Mark("there", day)


def _ahead(steps: Iterable[Step], today: dt.date) -> list[Mark]:
    """A mark for each step that is not over, at the day it is drawn at."""
    found = []
    for step in steps:
        if not step.is_over:
            day = drawn_at(step, today)
            found.append(Mark(pressing_kind(step), day and max(day, today), step.id))
    return found


def _spans_ahead(
    steps: Sequence[Step], ahead: Sequence[Mark], today: dt.date, *, given: bool
) -> Iterator[Span]:
    """What is waited for, what is to come, and what ran past its day."""
    days = {mark.step: mark.day for mark in ahead if mark.day is not None}
    if not ahead:
        return
    begins, head = today, _head(steps)
    if head is not None and (given or head.what == "chase"):
        promised = [days[one.id] for one in steps if one.what == "promise" and one.id in days]
        begins = min(promised, default=days.get(head.id, today))
        if begins > today:
            yield Span("waiting", today, begins)
    last = max(days.values(), default=today)
    if last > begins:
        yield Span("to_come", begins, last)
    gone = [step.needed_by for step in steps if step.late and step.needed_by is not None]
    if gone and min(gone) < today:
        yield Span("late", min(gone), today)


# --- The mark of a step ----------------------------------------------------------------------


def drawn_at(step: Step, today: dt.date) -> dt.date | None:
    """Where a step is drawn: what can be done today already stands at the day it is needed."""
    asks_first = step.naming == "do" and step.held_until is None
    if asks_first and step.needed_by is not None and step.needed_by > today:
        return step.needed_by
    return step.on


def pressing_kind(step: Step) -> MarkKind:
    """The mark of a step in the drawing, where what is asked for is seen by its bar."""
    if step.what == "visit":
        return "visit"
    if step.what == "promise":
        return "late" if step.late else "promised"
    if step.urgency in ("out_of_reach", "late", "due"):
        return step.urgency
    return "to_do"


def kind_of(step: Step, case: Case) -> MarkKind:
    """The mark a step has in the list by day."""
    if step.standing == "done" and step.what != "visit":
        item = case.items.get(step.item or "")
        return "usable" if step.what == "check" and item and item.state == "usable" else "there"
    drawn = pressing_kind(step)
    if drawn != "to_do":
        return drawn
    if step.what == "chase" or step.held_until is not None:
        return "asked"
    return "tight" if step.urgency == "tight" else "to_do"
