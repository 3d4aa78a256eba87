"""What people are told: by when each thing is needed, what is late, and what comes first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from so_tui.core.calendar import ONE_DAY
from so_tui.core.case import CallName, Office
from so_tui.core.knowledge import Stage
from so_tui.core.network import Activity, Network, Path
from so_tui.core.passes import arrivals, fitted, fitted_from, last_days, usual_days
from so_tui.core.plan_context import Aim, PlanContext
from so_tui.core.steps import LIST_ORDER, NEVER, Naming, Standing, Step, What

UNTIL = 5
"""Business days before the visit until which "is waiting safe" comes before all else."""


class Times(msgspec.Struct, frozen=True):
    """The days of one path: by when each stage is needed and its last day, by stage; when each
    would be done from today on with usual times; and what follows from them. `tight_since`: the
    day from which the usual times did not fit any more, where they do not."""

    needed_by: Mapping[Stage, dt.date]
    last: Mapping[Stage, dt.date]
    expected: Mapping[Stage, dt.date]
    tight: bool
    tight_since: dt.date | None
    out_of_reach: bool


FINISHED = Times(
    needed_by={}, last={}, expected={}, tight=False, tight_since=None, out_of_reach=False
)


class Days(msgspec.Struct, frozen=True):
    """By when each stage of a path is needed, and its last day: the same for all items alike."""

    needed_by: Mapping[Stage, dt.date]
    last: Mapping[Stage, dt.date]


def times_of(context: PlanContext, paths: Iterable[Path]) -> dict[str, Times]:
    """The days of paths, from both passes. What is finished has none."""
    known: dict[tuple[object, ...], Days] = {}
    alike: dict[tuple[object, ...], Times] = {}
    times: dict[str, Times] = {}
    for path in paths:
        if not path.rest:
            times[path.id] = FINISHED
            continue
        if path.shape not in known:
            known[path.shape] = _days(context, path)
        waits = path.pending is not None
        key = (path.shape, path.behind, path.begun, waits, path.item.state, path.is_missing)
        if key not in alike:
            alike[key] = _times(context, path, known[path.shape])
        times[path.id] = alike[key]
    return times


def _days(context: PlanContext, path: Path) -> Days:
    end = end_of(context, path.track.home)
    if end is None:
        return Days(needed_by={}, last={})
    stages = [one.stage for one in path.activities]
    last = dict(zip(stages, last_days(path, context.calendar, end), strict=True))
    needed_by: dict[Stage, dt.date] = {}
    met: dt.date | None = None
    for aim in aims_of(context, path.track.home):
        if met is not None and aim.known <= met:
            continue  # an earlier date, known no sooner, is met as usual: this one asks no more
        days, as_usual = _needed(context, path, aim, last)
        met = aim.known if as_usual else met
        for stage, day in days.items():
            needed_by[stage] = min(day, needed_by.get(stage, day))
    return Days(needed_by=needed_by, last=last)


def _times(context: PlanContext, path: Path, days: Days) -> Times:
    ahead = [one.stage for one in path.rest if one.stage != "sign" or path.pending is not None]
    expected = dict(zip(ahead, arrivals(path, context.calendar, context.today), strict=True))
    end = end_of(context, path.track.home)
    missing = path.is_missing and bool(context.aims) and context.phase == "before"
    gone = missing and days.last[ahead[0]] < context.today
    tight = gone or (missing and end is not None and max(expected.values()) > end)
    since = None
    if tight and end is not None:
        since = _tight_since(context, path, days.last[ahead[0]], end)
    return Times(
        needed_by=days.needed_by, last=days.last, expected=expected, tight=tight,
        tight_since=since, out_of_reach=gone,
    )  # fmt: skip


def _tight_since(context: PlanContext, path: Path, last: dt.date, end: dt.date) -> dt.date:
    """The first day, from when it was known, on which what is left of a path that is tight now
    did not fit any more. `last`: the last day of what is next."""
    dated = min((aim.known for aim in context.aims), default=path.known)
    first, until = min(max(path.known, dated), context.today), context.today
    while first < until:
        day = first + (until - first) // 2
        if day > last or arrivals(path, context.calendar, day)[-1] > end:
            until = day
        else:
            first = day + ONE_DAY
    return until


def end_of(context: PlanContext, home: bool) -> dt.date | None:
    """The day a path runs up to; what stays at home has no deadline but the visit."""
    return (context.visit or context.end) if home else context.end


def aims_of(context: PlanContext, home: bool) -> list[Aim]:
    """The dates that a path aims at."""
    visits = [aim for aim in context.aims if aim.visit]
    return visits if home and visits else list(context.aims)


def _needed(
    context: PlanContext, path: Path, aim: Aim, last: Mapping[Stage, dt.date]
) -> tuple[Mapping[Stage, dt.date], bool]:
    """By when each stage is needed for one date of the visit, or for the deadline; and whether
    the usual times fit before it."""
    activities = path.activities
    usual = usual_days(path, context.calendar, aim.day)
    known = max(path.known, aim.known)
    end = end_of(context, path.track.home) or aim.day
    room = _Room(context, aim.day, path.there_by, last, end)
    spread = _spread(room, activities, usual, known)
    days = dict(zip((one.stage for one in activities), spread, strict=True))
    wanted = max(path.wanted_on, aim.known)
    if "sign" in days and wanted > known:
        # What was wanted later begins with the signature, and leaves the item's own days alone.
        at = [one.stage for one in activities].index("sign")
        days["sign"] = _spread(room, activities[at:], usual[at:], wanted)[0]
        return days, False
    return days, spread == usual


class _Room(msgspec.Struct, frozen=True):
    """What a path has room in: the day it aims at, the business days that are usually left in
    reserve before that, the last day of each stage, and the end of all."""

    context: PlanContext
    aim: dt.date
    reserve: int
    last: Mapping[Stage, dt.date]
    end: dt.date


def _spread(
    room: _Room, activities: Sequence[Activity], usual: Sequence[dt.date], known: dt.date
) -> Sequence[dt.date]:
    """The usual days, or where these do not fit from the day it was known, what is left spread.

    Each duration becomes its shortest and a share of what the usual one is longer; the reserve
    before the visit shrinks to the same share. The share is what the days left have room for,
    from none to all. Never past the last day, never before it was known.
    """
    calendar, last = room.context.calendar, room.last
    whole = sum(one.usual for one in activities) + room.reserve
    least = sum(one.shortest for one in activities)
    left = calendar.between(known, room.aim)
    share, of = min(max(left - least, 0), whole - least), max(whole - least, 1)
    fits = left >= whole and usual[0] >= known
    if fits and all(day <= last[one.stage] for one, day in zip(activities, usual, strict=True)):
        return usual
    days: list[dt.date] = []
    taken = 0
    for one, usually in zip(activities, usual, strict=True):
        taken += of * one.shortest + share * (one.usual - one.shortest)
        day = usually
        if not fits:
            day = calendar.add(known, -(-taken // of)) if taken else known
        after = max([known, *days[-1:]])
        day = fitted(one, calendar, max(day, after))
        if day < after:
            day = fitted_from(one, calendar, after)
        if day > last[one.stage]:
            day = max(last[one.stage], fitted_from(one, calendar, known))
        days.append(min(day, max(room.end, known)))
    return days


# --- One step ---------------------------------------------------------------------------------


def step(
    context: PlanContext,
    id_: str,
    call: CallName,
    what: What,
    text: str,
    *,
    standing: Standing = "open",
    at: Activity | None = None,
    asked_at: Activity | None = None,
    needed_by: dt.date | None = None,
    last_day: dt.date | None = None,
    forward: dt.date | None = None,
    held_until: dt.date | None = None,
    holding: Naming = "waiting",
    spoken: Naming | None = None,
    lifted: bool = False,
    tight: bool = False,
    out_of_reach: bool = False,
    soonest: int = 0,
    done_on: dt.date | None = None,
    blocked_by: str | None = None,
    **more: Any,
) -> Step:
    """A step with its mark applied, and its day, its float and its lateness worked out.

    `at`: where and on which days it is done, None for at home on any day; `asked_at`: where it is
    asked instead, when that place does not open in time. `forward`: the day it
    falls on without a visit. `held_until`: the day until which it waits, `holding` how that is
    named; `lifted`: that it does not wait any more. `spoken`: how somebody was asked today.
    `soonest`: business days that must pass before what waits for another step can be done.
    """
    mark = context.case.marks.get(id_)
    if mark is not None and mark.not_for_us:
        standing = "not_for_us"
    elif mark is not None and mark.done_on is not None and not id_.startswith("chase:"):
        # One chase done is followed by the next; only "not for us" ends them.
        standing, done_on = "done", mark.done_on
    if standing in ("done", "not_for_us"):
        return Step(
            id=id_, call=call, what=what, text=text, standing=standing, on=done_on,
            needed_by=needed_by, last_day=last_day, done_on=done_on if standing == "done" else None,
            **more,
        )  # fmt: skip
    office = at.office if at is not None else None
    home = at is None or at.home
    late, due = pressing(context, needed_by, office, home)
    day: dt.date | None = None
    naming: Naming | None = None
    if standing == "open" or what == "chase":
        day, naming = _day(
            context, asked_at or at, needed_by, forward, held_until, lifted or out_of_reach,
            out_of_reach, spoken, holding,
        )  # fmt: skip
    if standing == "blocked":
        # An item that waits for a release is named under it; other steps, when their turn comes.
        day = blocked_day(context, at, needed_by or forward, soonest)
        naming = "release" if naming is not None and more.get("item") is not None else None
    return Step(
        id=id_, call=call, what=what, text=text, standing=standing, on=day, held_until=held_until,
        needed_by=needed_by, last_day=last_day, late=late,
        due=due,
        tight=tight, out_of_reach=out_of_reach, naming=naming,
        total_float=float_of(context, last_day),
        blocked_by=blocked_by if standing == "blocked" else None,
        **more,
    )  # fmt: skip


def pressing(
    context: PlanContext, needed_by: dt.date | None, office: Office | None, home: bool
) -> tuple[bool, bool]:
    """Whether a step is late: its day lies behind us, and an open day has begun since; and
    whether it is due: its day is here, or lies behind us without that."""
    if needed_by is None or needed_by > context.today or context.phase == "quiet":
        return False, False
    if needed_by == context.today:
        return False, True
    opens = context.calendar.next_open(needed_by + ONE_DAY, None if home else office)
    return opens <= context.today, opens > context.today


def float_of(context: PlanContext, last_day: dt.date | None) -> int | None:
    """Business days from today to the last day of a step, never below 0."""
    return None if last_day is None else max(0, context.calendar.between(context.today, last_day))


def _day(
    context: PlanContext,
    at: Activity | None,
    needed_by: dt.date | None,
    forward: dt.date | None,
    held_until: dt.date | None,
    lifted: bool,
    gone: bool,
    spoken: Naming | None,
    holding: Naming,
) -> tuple[dt.date | None, Naming | None]:
    """The day on which a step is to be done, and how today names it, if it does."""
    calendar, today = context.calendar, context.today
    due_from = calendar.back(needed_by, 1) if needed_by is not None else forward
    if gone and due_from is not None:
        due_from = min(due_from, today)
    if held_until is not None:
        due_from = min(due_from or held_until, held_until)
    if due_from is None:
        return None, None
    held = held_until is not None and held_until > today and not lifted
    begins = max(held_until or today, today) if held else max(due_from, today)
    if spoken is not None and begins <= today:
        begins = today + ONE_DAY if today < dt.date.max else today
    day = begins if at is None or at.home else fitted_from(at, calendar, begins)
    if due_from > today:
        return day, None
    if day <= today:
        return day, "do"
    if spoken is not None:
        return day, spoken
    return day, holding if held else "closed"


def blocked_day(
    context: PlanContext, at: Activity | None, wanted: dt.date | None, soonest: int
) -> dt.date | None:
    """The day at which what waits for another step stands: its own, or the soonest it can be."""
    if wanted is None:
        return None
    day = wanted if wanted > context.today else context.calendar.add(context.today, soonest)
    return day if at is None or at.home else fitted_from(at, context.calendar, day)


# --- The order --------------------------------------------------------------------------------


def ordered(context: PlanContext, steps: Iterable[Step], numbers: Mapping[str, int]) -> list[Step]:
    """What can be done, the first thing first; what waits for another step is not in it."""
    first = context.end is None or context.today <= context.calendar.back(context.end, UNTIL)

    def key(one: Step) -> tuple[Any, ...]:
        return (
            one.on or dt.date.max,
            not (first and one.id == "safe_to_wait"),
            NEVER if one.total_float is None else one.total_float,
            one.out_of_reach,
            -one.frees,
            one.needed_by or dt.date.max,
            LIST_ORDER[one.call],
            numbers.get(one.item or "", 0),
            one.id,
        )

    return sorted((one for one in steps if one.standing == "open"), key=key)


def listed(steps: Iterable[Step], order: Sequence[Step]) -> list[Step]:
    """All steps by the day they stand at; on one day what can be done first, in its order."""
    place = {one.id: n for n, one in enumerate(order)}

    def key(one: Step) -> tuple[Any, ...]:
        return (
            one.on is None,
            one.on or dt.date.max,
            place.get(one.id, NEVER),
            one.needed_by or dt.date.max,
            LIST_ORDER[one.call],
        )

    return sorted(steps, key=key)


def first_to_ask(network: Network, times: Mapping[str, Times]) -> tuple[dt.date | None, int]:
    """The earliest last day of asking for anything that was not asked for yet, and for how many
    things that is."""
    asks = [path for path in network.missing if path.item.state == "to_ask"]
    days = [times[path.id].last["ask"] for path in asks if "ask" in times[path.id].last]
    return min(days, default=None), len(asks)
