"""Case and day to steps, next step, slack and rush."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from so_tui.core import dates
from so_tui.core.calendar import Calendar
from so_tui.core.case import CALLS, Case, Contact, Office, Part, in_order
from so_tui.core.catalogue import Catalogue
from so_tui.core.chains import Chain, chain_of, finish
from so_tui.core.errands import errands, has_answers
from so_tui.core.frame import DAILY, Frame, Phase
from so_tui.core.headline import headline
from so_tui.core.item_steps import item_steps
from so_tui.core.release_steps import release_steps
from so_tui.core.rush import rush_of
from so_tui.core.steps import LIST_ORDER, Plan, Rush, Standing, Step, What

__all__ = [
    "Moved", "Plan", "Rush", "Standing", "Step", "What", "headline", "moved", "plan",
]  # fmt: skip

_NEVER = 10**6


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
    frame = _frame(case, offices, calendar, catalogue, today)
    chains = {
        id_: chain_of(frame, id_, item)
        for call in CALLS
        for id_, item in in_order(case.items)
        if item.call == call
    }
    steps: list[Step] = list(errands(frame))
    waits: dict[str | None, str | None] = {}
    for id_, here in in_order(case.offices):
        asked = [chain for chain in chains.values() if chain.item.office == id_]
        found, waits[id_] = release_steps(frame, id_, here, asked)
        steps += found
    for chain in chains.values():
        steps += item_steps(chain, waits.get(chain.item.office))
    ordered = sorted(steps, key=_list_key)
    first = _next(ordered, today)
    return Plan(
        today=today,
        visit=frame.visit,
        business_days_left=calendar.between(today, frame.visit) if frame.visit else None,
        steps=tuple(ordered),
        next=first,
        rush=rush_of(frame, ordered, chains),
        together_by=_together_by(frame, _waiting(chains, ordered)),
        opens=_opens(frame, first),
        notices=tuple(_notices(frame)),
    )


def _frame(
    case: Case,
    offices: Mapping[str, Office],
    calendar: Calendar,
    catalogue: Catalogue,
    today: dt.date,
) -> Frame:
    visit, deadline = case.visit.day, case.visit.deadline
    anchor = min((day for day in (visit, deadline) if day is not None), default=None)
    began = calendar.next_open(case.began)
    mark = case.marks.get("visit_answers")
    answered = mark is not None or has_answers(case, catalogue)
    needs = sum(lead.usual for lead in catalogue.steps if lead.id == "visit_answers")
    heard: dict[str, Contact] = {}
    for _, contact in sorted(
        case.contacts.items(), key=lambda pair: (pair[1].on, pair[1].number, pair[0])
    ):
        heard.update(dict.fromkeys(contact.effects, contact))
    return Frame(
        case=case,
        offices=offices,
        calendar=calendar,
        catalogue=catalogue,
        today=today,
        phase=_phase(case, today),
        visit=visit,
        anchor=anchor,
        left=calendar.between(today, anchor) if anchor else None,
        daily=anchor is not None and today >= calendar.back(anchor, DAILY),
        start=began if answered else calendar.add(began, needs),
        heard=heard,
    )


def _phase(case: Case, today: dt.date) -> Phase:
    if case.status in ("on_hold", "decided_not", "closed", "died"):
        return "quiet"
    if case.status == "visited":
        return "after"
    return "passed" if case.visit.day is not None and case.visit.day < today else "before"


def _list_key(step: Step) -> tuple[object, ...]:
    return (
        step.on is None,
        step.on or dt.date.max,
        not step.late,
        -step.first,
        _NEVER if step.slack is None else step.slack,
        step.needed_by or dt.date.max,
        LIST_ORDER[step.call],
    )


def _next(steps: Sequence[Step], today: dt.date) -> Step | None:
    """The open step of least slack; ties by needed-by, then call 0, 2, 1, 3.

    What waits for its day comes only when nothing else can be done now.
    """
    candidates = [step for step in steps if step.standing == "open"]
    return min(candidates, key=lambda step: _next_key(step, today), default=None)


def _next_key(step: Step, today: dt.date) -> tuple[object, ...]:
    waits = step.not_before is not None and step.not_before > today
    return (
        waits,
        step.not_before if waits else dt.date.min,
        _NEVER if step.slack is None else step.slack,
        step.needed_by or step.on or dt.date.max,
        -step.first,
        LIST_ORDER[step.call],
    )


def _waiting(chains: Mapping[str, Chain], steps: Iterable[Step]) -> list[Chain]:
    """The chains with something left to do; one whose item something else stands in for has
    none."""
    left = {step.item for step in steps if not step.is_over}
    return [chain for id_, chain in chains.items() if id_ in left]


def _together_by(frame: Frame, chains: Sequence[Chain]) -> dt.date | None:
    if frame.anchor is not None or frame.phase != "before":
        return None
    days = [day for day in (finish(chain) for chain in chains) if day is not None]
    return max(days, default=None)


def _opens(frame: Frame, step: Step | None) -> dt.date | None:
    """When the next step's office opens, if it is closed today."""
    if step is None or not step.at_office:
        return None
    office = frame.office(step.office)
    if frame.calendar.is_open(frame.today, office):
        return None
    return frame.calendar.next_open(max(frame.today, step.not_before or frame.today), office)


def _notices(frame: Frame) -> list[str]:
    case, said = frame.case, []
    until = case.visit.waiting.until
    visit = frame.visit if frame.phase == "before" else None
    if until is not None and visit is not None and visit > until:
        who = case.visit.waiting.said_by or "Your doctor"
        said.append(
            f"{who} spoke of waiting until {dates.long(until)}. "
            f"The visit is on {dates.long(visit)}, after that. Ask about it."
        )
    return said


class Moved(Part, frozen=True):
    """What a moved visit did to the open steps: which became late, which gained room."""

    became_late: tuple[Step, ...]
    gained: tuple[Step, ...]


def moved(before: Plan, after: Plan) -> Moved:
    """Compare two plans of one case: what became late, and what has more slack than it had."""
    was = {step.id: step for step in before.steps}
    open_now = [step for step in after.steps if step.standing == "open"]
    became_late = [
        step for step in open_now if step.late and not (step.id in was and was[step.id].late)
    ]
    gained = [
        step for step in open_now if not step.late and _slack(step) > _slack(was.get(step.id, step))
    ]
    return Moved(became_late=tuple(became_late), gained=tuple(gained))


def _slack(step: Step) -> int:
    return _NEVER if step.slack is None else step.slack
