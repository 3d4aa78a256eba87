"""What a contact or a problem does to items, by the tables in `data/`.

Both faces ask here before they save, so that what is shown is what is done. A verb then applies
the effects as they stand here; nothing is worked out a second time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from types import MappingProxyType

from msgspec.structs import replace

from so_tui.core import dates
from so_tui.core.calendar import Calendar
from so_tui.core.case import (
    OVER,
    THERE,
    Case,
    Effect,
    Form,
    Item,
    Mover,
    Office,
    Outcome,
    Part,
    in_order,
)
from so_tui.core.catalogue import Catalogue, Line, Problem
from so_tui.core.wording import Wording


class Outlook(Part, frozen=True):
    """What a contact will do: to each item it is about, by id; who has to act then; and the day
    on which to call again, or None where the plan counts."""

    effects: dict[str, Effect]
    next_move: Mover
    chase_on: dt.date | None = None


def outlook(
    case: Case,
    items: Collection[str],
    outcome: Outcome,
    catalogue: Catalogue,
    calendar: Calendar,
    *,
    on: dt.date,
    today: dt.date,
    promises: Mapping[str, dt.date] = MappingProxyType({}),
    office: Office | None = None,
) -> Outlook:
    """What a contact of the day `on` with this outcome does to the items it is about.

    `promises`: the days promised, by item. `office` is the one spoken to: one calls again on
    its open days, so many business days after the contact, or after the promised day. Of
    several such days the first one counts; one that has gone by is today's.
    """
    result = catalogue.outcomes[outcome]
    effects: dict[str, Effect] = {}
    waits: list[tuple[dt.date, int | None]] = [] if items else [(on, result.call_back)]
    for id_ in items:
        line = _line(case.items[id_], outcome, catalogue)
        effects[id_] = _effect(case.items[id_], line, promises.get(id_), catalogue)
        promise = effects[id_].promise
        waits.append((max(on, promise or on), line.call_back))
    soonest = calendar.next_open(today, office)
    days = [max(calendar.add(day, n, office), soonest) for day, n in waits if n is not None]
    return Outlook(effects=effects, next_move=result.next_move, chase_on=min(days, default=None))


def release_at(case: Case, office: str | None) -> str | None:
    """The release that a contact with an office of the case is about: signed, and its receipt
    not known yet. Of several the latest one."""
    waiting = [
        id_
        for id_, one in in_order(case.releases)
        if one.office == office and one.signed_on is not None and one.confirmed_on is None
    ]
    return waiting[-1] if waiting else None


def effect_of(
    item: Item, outcome: Outcome, catalogue: Catalogue, promise: dt.date | None = None
) -> Effect:
    """What a contact with this outcome does to one item."""
    return _effect(item, _line(item, outcome, catalogue), promise, catalogue)


def _line(item: Item, outcome: Outcome, catalogue: Catalogue) -> Line:
    return catalogue.outcomes[outcome].line_for(catalogue.group(item.kind), item.state)


def _effect(item: Item, line: Line, promise: dt.date | None, catalogue: Catalogue) -> Effect:
    state = line.becomes if line.becomes != item.state else None
    if catalogue.group(item.kind) == "home":
        promise = None  # nobody promises us what we have
    effect = Effect(state=state, place=line.place if state else None, promise=promise)
    problem = catalogue.problems[line.problem] if line.problem is not None else None
    return effect if problem is None else with_problem(item, effect, problem, catalogue)


def with_problem(item: Item, effect: Effect, problem: Problem, catalogue: Catalogue) -> Effect:
    """The effect with a problem beside it, and with what the problem does to the item."""
    state, place = effect.state, effect.place
    if problem.state is not None:
        state = problem.state if problem.state != item.state else None
        # What has come stays where it came to.
        stays = problem.place == "with_us" and item.place == "second_office"
        place = None if stays or problem.place == item.place else problem.place
    kind = catalogue.kinds.get(item.kind)
    way = problem.way if kind is not None and problem.way in kind.ways else None
    return replace(
        effect, problem=problem.id, state=state, place=place,
        way=way if way != item.way else None,
    )  # fmt: skip


def of_problem(item: Item, problem: Problem, catalogue: Catalogue) -> Effect:
    """What recording a problem does to an item by itself."""
    return with_problem(item, Effect(), problem, catalogue)


def refused(case: Case, effects: Mapping[str, Effect]) -> list[str]:
    """The ids of the items that are refused once a contact did this to them, and that nothing
    stands in for yet."""
    stood_in = {one.instead_of for one in case.items.values()}
    return [
        id_
        for id_, effect in effects.items()
        if id_ not in stood_in and (effect.state or case.items[id_].state) == "refused"
    ]


def offered(case: Case, effects: Mapping[str, Effect], catalogue: Catalogue) -> tuple[Form, ...]:
    """The forms in which an office can offer what a contact refused; none where nothing was."""
    kinds = [catalogue.kinds.get(case.items[id_].kind) for id_ in refused(case, effects)]
    return tuple(dict.fromkeys(form for kind in kinds if kind is not None for form in kind.forms))


def is_awaited(item: Item, catalogue: Catalogue) -> bool:
    """Whether an item is one that offices are asked for, and is still to come."""
    return catalogue.group(item.kind) != "home" and item.state not in OVER | THERE


def becomes(item: Item, effect: Effect, catalogue: Catalogue) -> str:
    """What becomes of an item, in words: `to ask → asked`, or `asked, as before`."""
    words = Wording(catalogue)
    before, after = words.state(item), words.state(item, effect.state)
    moved = before if before == after else f"{before} → {after}"
    if effect.problem is not None:
        return f"{moved}; {words.problem(effect.problem)}"
    return f"{before}, as before" if before == after and effect.promise is None else moved


def follows(promise: dt.date | None, chase_on: dt.date | None, today: dt.date) -> tuple[str, ...]:
    """The days that follow from a contact, in words: promised, and when to call back."""
    promised = (f"promised for {dates.weekday(promise, today)}",) if promise is not None else ()
    called = (f"call back {dates.weekday(chase_on, today)}",) if chase_on is not None else ()
    return promised + called


def said(
    item: Item,
    effect: Effect,
    catalogue: Catalogue,
    today: dt.date,
    chase_on: dt.date | None = None,
) -> str:
    """An effect in words, with its days: `to ask → asked; call back Fri 27 Nov`.

    `chase_on`: when to call again; it is said of what is still to come.
    """
    again = chase_on if is_awaited(item, catalogue) else None
    days = follows(effect.promise, again, today)
    return "; ".join([becomes(item, effect, catalogue), *days])
