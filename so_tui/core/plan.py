"""Case and day to the plan: the network, its two passes, what people are told, and how."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, get_args

from so_tui.core.calendar import Calendar
from so_tui.core.case import Case, Office, in_order
from so_tui.core.case_steps import case_steps
from so_tui.core.catalogue import Catalogue
from so_tui.core.headline import next_of
from so_tui.core.item_steps import item_steps
from so_tui.core.mismatch_steps import mismatch_steps
from so_tui.core.network import Network, network_of
from so_tui.core.notices import notices
from so_tui.core.plan_context import PlanContext, context_of
from so_tui.core.release_steps import release_steps
from so_tui.core.rush import rush_of
from so_tui.core.schedule import Times, listed, ordered, times_of
from so_tui.core.steps import NEVER, Next, Plan, Rush, Standing, Step, What

__all__ = ["Done", "Next", "Plan", "Rush", "Standing", "Step", "What", "moved", "plan"]


def plan(
    case: Case,
    offices: Mapping[str, Office],
    calendar: Calendar,
    catalogue: Catalogue,
    today: dt.date,
) -> Plan:
    """The plan of a case on `today`; depends on nothing but its arguments.

    `offices`: the casebook's, by id; one that is missing counts as open on business days.
    """
    context = context_of(case, offices, calendar, catalogue, today)
    network = network_of(context)
    times = times_of(context, network.paths.values())
    steps = list(_steps(context, network, times))
    order = ordered(context, steps, {id_: item.number for id_, item in case.items.items()})
    together = _together_by(context, network, times)
    return Plan(
        today=today,
        visit=context.visit,
        business_days_left=calendar.between(today, context.visit) if context.visit else None,
        steps=tuple(listed(steps, order)),
        order=tuple(one.id for one in order),
        agenda=tuple(_agenda(steps, order)),
        next=next_of(order, case, offices, catalogue.words, today),
        rush=rush_of(context, network, order),
        together_by=together,
        fits_until=_fits_until(context, network),
        notices=tuple(notices(context, together)),
    )


def _steps(context: PlanContext, network: Network, times: Mapping[str, Times]) -> Iterator[Step]:
    yield from case_steps(context, network, times)
    waits: dict[str | None, str | None] = {}
    for id_, here in in_order(context.case.offices):
        found, waits[id_] = release_steps(context, network, times, id_, here)
        yield from found
    for id_, path in network.paths.items():
        yield from item_steps(context, path, times[id_], waits.get(path.item.office))
    yield from mismatch_steps(context, network, times)


def _agenda(steps: Sequence[Step], order: Sequence[Step]) -> Iterator[str]:
    """What today names: what can be done first, then what is waited for."""
    named = [one for one in order if one.naming is not None]
    yield from (one.id for one in named if one.naming == "do")
    yield from (one.id for one in named if one.naming != "do")
    yield from (one.id for one in steps if one.standing == "blocked" and one.naming is not None)


def _together_by(
    context: PlanContext, network: Network, times: Mapping[str, Times]
) -> dt.date | None:
    """Without a date: the day by which all would be there, with usual times and as promised."""
    if context.aims or context.phase != "before":
        return None
    days = []
    for path in network.missing:
        expected = times[path.id].expected
        promise = path.item.promise
        days += [expected["check"]] if "check" in expected else []
        days += [promise.day] if promise is not None else []
    return max([*days, context.today]) if days else None


def _fits_until(context: PlanContext, network: Network) -> dt.date | None:
    """While the person decides: the last day from which the usual times fit before the visit."""
    if context.case.status != "deciding" or context.end is None or context.phase != "before":
        return None
    days = [
        context.calendar.back(context.end, sum(one.usual for one in path.rest))
        for path in network.missing
    ]
    return min(days, default=None)


Done = Literal["late", "out_of_reach", "tight", "sooner", "gained"]
"""What a moved visit does to a thing: it is late now, may not come in time now, time is short for
it now, it is needed sooner, it gained room."""


def moved(before: Plan, after: Plan) -> list[tuple[Step, Done]]:
    """What a moved visit did, thing by thing: the steps it did something to, most pressing first.

    Nothing is late on the day on which a visit is moved up; so what is needed sooner is said.
    """
    was, found = _first_of_each(before), dict[str, tuple[Step, Done]]()
    for step in _first_of_each(after).values():
        done = _done(was.get(step.thing_id, step), step)
        if done is not None:
            found[step.thing_id] = step, done
    order = get_args(Done)
    return sorted(found.values(), key=lambda one: order.index(one[1]))


def _first_of_each(made: Plan) -> dict[str, Step]:
    """The step that each thing stands at."""
    found: dict[str, Step] = {}
    for step in made.steps:
        if not step.is_over and step.what not in ("visit", "promise"):
            found.setdefault(step.thing_id, step)
    return found


def _done(old: Step, new: Step) -> Done | None:
    if new.out_of_reach and not old.out_of_reach:
        return "out_of_reach"
    if new.late and not old.late:
        return "late"
    if new.tight and not old.tight:
        return "tight"
    if new.needed_by and old.needed_by and new.needed_by < old.needed_by and not new.late:
        return "sooner"
    if new.late or (new.due and old.due):
        return None  # to whom it is due today, as before, a later last day is no room
    return "gained" if _float(new) > _float(old) else None


def _float(step: Step) -> int:
    return NEVER if step.total_float is None else step.total_float
