"""The steps without an item: the second office, the reasons, the packet, the visit, and after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from so_tui.core.case import CallName, Case, Item, items_by_call
from so_tui.core.catalogue import Ask, Catalogue, StepLead
from so_tui.core.custody import is_elsewhere, is_lent_kind
from so_tui.core.network import Activity, Network
from so_tui.core.parties import SECOND, party_spoken_to
from so_tui.core.plan_context import Aim, PlanContext, names_of
from so_tui.core.schedule import Times, aims_of, first_to_ask, step
from so_tui.core.steps import Step

RETURN = "slides_return"
"""The lead that every loan's own step is made from."""

START_WITHOUT = "start_without"
"""The question that is asked of the second office only when time is short."""

_REACHED = frozenset({"spoke", "has_our_request", "promised", "needs_from_us"})
_LENT = frozenset({"on_its_way", "arrived", "usable", "not_usable"})


def case_steps(
    context: PlanContext, network: Network, times: Mapping[str, Times]
) -> Iterator[Step]:
    """All steps that have no item of their own, and the return of what is on loan."""
    if context.phase != "quiet":
        yield from _led(context, network, times)
        yield from _reasons(context)
        yield _visit(context)
    yield from _returns(context)


def has_answers(case: Case, catalogue: Catalogue) -> bool:
    """Whether the second office has said what it wants of each call that is still asked of."""
    asked: set[CallName] = {
        item.call for item in case.items.values() if item.state not in ("usable", "not_needed")
    }
    answered = {
        catalogue.kinds[kind].call
        for kind, one in case.visit.accepts.items()
        if kind in catalogue.kinds and (one.required != "not_known" or one.forms or one.ways)
    }
    return bool(answered) and (asked - {"visit"}) <= answered


# --- What the data leads through --------------------------------------------------------------


def _led(context: PlanContext, network: Network, times: Mapping[str, Times]) -> Iterator[Step]:
    """The steps of `leads.toml`, each after the one it waits for."""
    made: dict[str, Step] = {}
    for lead in context.catalogue.steps:
        if not _wanted(context, lead, times):
            continue
        done, done_on = _known(context, lead.id, times)
        before = made.get(lead.after)
        standing = "done" if done else "open" if before is None or before.is_over else "blocked"
        made[lead.id] = _step(
            context, lead, standing=standing, done_on=done_on, blocked_by=lead.after or None,
            needed_by=_needed_by(context, lead, made, times), soonest=lead.shortest,
            forward=_forward(context, lead, made), **_weight(context, lead, network, times),
        )  # fmt: skip
        yield made[lead.id]


def _wanted(context: PlanContext, lead: StepLead, times: Mapping[str, Times]) -> bool:
    case = context.case
    if lead.id == RETURN or (lead.reason and not _applies(case, lead.reason)):
        return False
    if lead.before < 0:
        return context.phase in ("passed", "after")
    if context.phase != "before":
        return False
    if lead.id == START_WITHOUT:
        return any(one.tight or one.out_of_reach for one in times.values())
    # What is packed for a visit in person needs its day.
    return not lead.packs or (context.visit is not None and case.visit.how != "records_only")


def _applies(case: Case, reason: str) -> bool:
    answer = case.reasons.get(reason)
    return answer is not None and answer.reply == "applies"


def _known(
    context: PlanContext, id_: str, times: Mapping[str, Times]
) -> tuple[bool, dt.date | None]:
    """Whether the case itself says that a step is done, and since when."""
    case = context.case
    match id_:
        case "safe_to_wait":
            waiting = case.visit.waiting
            return waiting.until is not None or bool(waiting.answer.strip()), waiting.said_on
        case "visit_needs":
            reached = _reached(context)
            return bool(reached or case.visit.accepts), reached[0] if reached else None
        case "visit_answers":
            return has_answers(case, context.catalogue), None
        case "report_ask" | "report_held":
            return case.opinion.report_on is not None, case.opinion.report_on
        case "start_without":
            since = _became_tight(context, times)
            asked = [day for day in _reached(context) if day >= since]
            return bool(asked), asked[0] if asked else None
        case _:
            return False, None


def _reached(context: PlanContext) -> list[dt.date]:
    """The days on which somebody was reached at the second office."""
    return sorted(
        contact.on
        for contact in context.case.contacts.values()
        if contact.call == "visit"
        and contact.outcome in _REACHED
        and party_spoken_to(context.case, contact) == SECOND
    )


def _became_tight(context: PlanContext, times: Mapping[str, Times]) -> dt.date:
    """The day from which the usual times did not fit any more for the first of what is missing."""
    return min(
        (one.tight_since for one in times.values() if one.tight_since is not None),
        default=context.today,
    )


def _needed_by(
    context: PlanContext, lead: StepLead, made: Mapping[str, Step], times: Mapping[str, Times]
) -> dt.date | None:
    """By when a step is needed: its own day before the visit, but never before it was known.

    Answers are due so many days after the question. What of the packet lies behind is due
    halfway to the visit. After the visit, days count from it.
    """
    calendar = context.calendar
    office = context.office(context.first_office(lead.call)) if lead.office else None
    if lead.id == "visit_answers":
        asked = made.get("visit_needs")
        day = asked and (asked.done_on or asked.needed_by)
        if not day or not context.aims:
            return None
        due = calendar.add(day, lead.usual, office)
        if context.visit is None or due <= context.visit:
            return due
        return max(day, calendar.last_open(context.visit, office))
    if lead.id == START_WITHOUT:
        # It was no question before time became short.
        since = _became_tight(context, times)
        return min(calendar.next_open(since, office), max(since, context.end or since))
    days = []
    for aim in aims_of(context, home=not lead.office):
        if lead.before < 0:
            day = calendar.add(aim.day, -lead.before, office)
        else:
            day = _before(context, lead, aim)
            back = calendar.last_open(day, office)
            day = back if back >= aim.known else calendar.next_open(day, office)
            day = min(day, max(aim.day, aim.known))
        days.append(day)
    needed = min(days, default=None)
    before = made.get(lead.after)
    if needed is None or before is None or before.needed_by is None:
        return needed
    return max(needed, before.needed_by)


def _before(context: PlanContext, lead: StepLead, aim: Aim) -> dt.date:
    """So many business days before a date; what lies behind when it is set is for that day, and
    what of the packet does, for halfway to the visit."""
    day = context.calendar.back(aim.day, lead.before)
    if day >= aim.known:
        return day
    left = max(0, context.calendar.between(aim.known, aim.day))
    return context.calendar.add(aim.known, (left + 1) // 2) if lead.packs and left else aim.known


def _forward(context: PlanContext, lead: StepLead, made: Mapping[str, Step]) -> dt.date | None:
    """The day a step falls on without a date."""
    if context.aims:
        return None
    before = made.get(lead.after)
    if before is None or before.on is None:
        return context.committed
    return context.calendar.add(before.done_on or before.on, lead.usual)


def _weight(
    context: PlanContext, lead: StepLead, network: Network, times: Mapping[str, Times]
) -> dict[str, Any]:
    """How a step stands among the others: its last day, whether it is tight, what it frees."""
    if lead.before < 0:
        return {}
    if lead.id in ("visit_needs", START_WITHOUT):
        last, asks = first_to_ask(network, times)
        tight = any(one.tight for one in times.values())
        return {"last_day": last or context.end, "tight": tight, "frees": asks}
    end = context.visit if not lead.office else context.end
    return {"last_day": end or context.end}


def _step(context: PlanContext, lead: StepLead | Ask, **more: Any) -> Step:
    """A step of the data. One whose office is closed until the visit is late, not impossible."""
    office = context.first_office(lead.call) if lead.office else None
    at = None
    if lead.office:
        at = Activity(
            stage="ask", usual=lead.usual, shortest=lead.shortest, office=context.office(office)
        )
    id_ = more.pop("id_", lead.id)
    return step(
        context, id_, lead.call, "ask" if lead.office else "todo", lead.text, short=lead.short,
        office=office, at_office=lead.office, at=at, reason=lead.why, **more,
    )  # fmt: skip


def _reasons(context: PlanContext) -> Iterator[Step]:
    """What each marked reason asks of the plan."""
    if context.phase != "before":
        return
    for reason in context.catalogue.reasons:
        answer = context.case.reasons.get(reason.id)
        if answer is None or answer.reply != "applies":
            continue
        for ask in reason.asks:
            office = context.office(context.first_office(ask.call)) if ask.office else None
            days = []
            for aim in aims_of(context, home=not ask.office):
                known = max(aim.known, answer.on or aim.known)
                day = max(context.calendar.back(aim.day, ask.before), known)
                back = context.calendar.last_open(day, office)
                day = back if back >= known else context.calendar.next_open(day, office)
                days.append(min(day, max(aim.day, known)))
            yield _step(
                context, ask, id_=f"reason:{reason.id}:{ask.id}", needed_by=min(days, default=None),
                last_day=context.end, forward=None if context.aims else context.committed,
            )  # fmt: skip


# --- The visit, and what goes home ------------------------------------------------------------


def _visit(context: PlanContext) -> Step:
    """The visit itself: to go to, to get a date for, or to say how it went."""
    case, day = context.case, context.visit
    office = context.first_office("visit")
    words = context.words
    if context.phase == "after":
        return step(
            context, "visit", "visit", "visit", words("step.visit"), short=words("short.visit"),
            office=office, standing="done", done_on=day,
        )  # fmt: skip
    if context.phase == "passed":
        return step(
            context, "visit", "visit", "todo", words("step.took_place"),
            short=words("short.took_place"), forward=context.today,
        )  # fmt: skip
    if day is None:
        return step(
            context, "visit", "visit", "ask", words("step.get_date"), short=words("short.get_date"),
            office=office, at_office=True, forward=context.committed,
            at=Activity(stage="ask", usual=1, shortest=0, office=context.office(office)),
        )  # fmt: skip
    text = words("step.visit")
    if case.visit.doctor:
        text = words("step.visit_with").format(doctor=case.visit.doctor)
    return step(
        context, "visit", "visit", "visit", text, short=words("short.visit"), office=office,
        forward=day,
    )  # fmt: skip


def _returns(context: PlanContext) -> Iterator[Step]:
    """What is on loan goes home: the one thing that stays when all else has ended."""
    lead = next((one for one in context.catalogue.steps if one.id == RETURN), None)
    if lead is None:
        return
    for id_, item in items_by_call(context.case):
        if _is_lent(context, item):
            yield _return(context, lead, id_, item)


def _is_lent(context: PlanContext, item: Item) -> bool:
    custody = item.custody
    if is_elsewhere(item):
        return False  # it was sent on, and goes home from there
    if item.state not in _LENT and custody.returned_on is None:
        return False
    if custody.return_due is not None or custody.returned_on is not None:
        return True
    return is_lent_kind(item, context.kind(item)) and context.phase != "before"


def _return(context: PlanContext, lead: StepLead, id_: str, item: Item) -> Step:
    custody, case = item.custody, context.case
    thing, name = names_of(item, context.kind(item), context.today)
    needed_by = custody.return_due
    if needed_by is None and context.visit is not None:
        needed_by = context.calendar.add(context.visit, -lead.before)
    elif needed_by is None and case.status_since is not None:
        needed_by = context.calendar.add(case.status_since, -lead.before)
    words = {"thing": thing, "name": name}
    return step(
        context, f"return:{id_}", item.call, "todo", lead.text.format_map(words),
        short=lead.short.format_map(words), thing=thing, item=id_, office=item.office,
        standing="done" if custody.returned_on else "open", needed_by=needed_by,
        last_day=needed_by, forward=context.today, done_on=custody.returned_on, reason=lead.why,
    )  # fmt: skip
