"""The steps without an item: the second office, the reasons, the packet, the visit, and after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from so_tui.core.case import CALLS, CallName, Case, Item, in_order, offices_of
from so_tui.core.catalogue import Catalogue, StepLead
from so_tui.core.frame import Frame, names_of
from so_tui.core.steps import Standing, Step

RETURN = "slides_return"
"""The lead that every loan's own step is made from."""

_REACHED = frozenset({"spoke", "has_our_request", "promised", "needs_from_us"})
_LENT = frozenset({"on_its_way", "arrived", "usable", "not_usable"})
_KEPT = frozenset({"recut", "unstained", "scan", "report", "copy", "images"})


def errands(frame: Frame) -> Iterator[Step]:
    """All steps that have no item of their own, and the return of what is on loan."""
    if frame.phase != "quiet":
        yield from _led(frame)
        yield from _reasons(frame)
        yield _visit(frame)
    yield from _returns(frame)


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


def _known(frame: Frame, id_: str) -> tuple[bool, dt.date | None]:
    """Whether the case itself says that a step is done, and since when."""
    case = frame.case
    if id_ == "safe_to_wait":
        waiting = case.visit.waiting
        return waiting.until is not None or bool(waiting.answer.strip()), waiting.said_on
    if id_ == "visit_needs":
        reached = [
            contact.on
            for contact in case.contacts.values()
            if contact.call == "visit" and contact.outcome in _REACHED
        ]
        return bool(reached or case.visit.accepts), min(reached, default=None)
    if id_ == "visit_answers":
        return has_answers(case, frame.catalogue), None
    return False, None


def _wanted(frame: Frame, lead: StepLead) -> bool:
    case = frame.case
    if lead.id == RETURN:
        return False
    if lead.reason and not _applies(case, lead.reason):
        return False
    if lead.before < 0:
        return frame.phase in ("passed", "after")
    if frame.phase != "before":
        return False
    if lead.before < _PACKET and not lead.office:
        # What is packed for a visit in person needs its day.
        return frame.visit is not None and case.visit.how != "records_only"
    return True


_PACKET = 6


def _applies(case: Case, reason: str) -> bool:
    answer = case.reasons.get(reason)
    return answer is not None and answer.reply == "applies"


def _led(frame: Frame) -> Iterator[Step]:
    """The steps of `leads.toml`, each after the one it waits for."""
    made: dict[str, tuple[Step, int, int]] = {}
    for lead in frame.catalogue.steps:
        if not _wanted(frame, lead):
            continue
        before, shortest, usual = made.get(lead.after, (None, 0, 0))
        if before is None or before.is_over:
            blocked, shortest, usual = False, lead.shortest, lead.usual
        else:
            blocked, shortest, usual = True, shortest + lead.shortest, usual + lead.usual
        done, done_on = _known(frame, lead.id)
        forward = frame.start
        if lead.id in ("safe_to_wait", "visit_needs"):
            forward = frame.calendar.next_open(frame.case.began)
        step = _step(
            frame, lead.id, lead.call, lead.text, lead.short, lead,
            standing="done" if done else "blocked" if blocked else "open",
            blocked_by=lead.after or None, shortest=shortest, usual=usual, forward=forward,
            done_on=done_on,
        )  # fmt: skip
        made[lead.id] = (step, shortest, usual)
        yield step


def _reasons(frame: Frame) -> Iterator[Step]:
    """What each marked reason asks of the plan."""
    if frame.phase != "before":
        return
    for reason in frame.catalogue.reasons:
        if not _applies(frame.case, reason.id):
            continue
        for ask in reason.asks:
            lead = StepLead(
                id=f"reason:{reason.id}:{ask.id}", call=ask.call, text=ask.text,
                before=ask.before, usual=ask.usual, shortest=ask.shortest, why=ask.why,
                office=ask.office,
            )  # fmt: skip
            yield _step(
                frame, lead.id, lead.call, lead.text, ask.short, lead, standing="open",
                shortest=ask.shortest, usual=ask.usual, forward=frame.start,
            )  # fmt: skip


def _step(
    frame: Frame,
    id_: str,
    call: CallName,
    text: str,
    short: str,
    lead: StepLead,
    *,
    standing: Standing,
    shortest: int,
    usual: int,
    forward: dt.date | None,
    blocked_by: str | None = None,
    done_on: dt.date | None = None,
) -> Step:
    here = offices_of(frame.case, call) if lead.office else []
    office = here[0][0] if here else None
    before_visit = lead.before >= 0
    if before_visit and standing == "open" and frame.gone(shortest):
        standing = "offered"
    needed_by = frame.due(
        lead.before,
        from_visit=not lead.office or not before_visit,
        at_office=frame.office(office),
    )
    tight = before_visit and frame.left is not None and lead.office and frame.left < usual
    return frame.step(
        id_, call, "ask" if lead.office else "todo", text, short=short, office=office,
        standing=standing, at_office=lead.office, needed_by=needed_by, forward=forward,
        not_before=None if before_visit else frame.visit, done_on=done_on, shortest=shortest,
        tight=tight, first=lead.first, blocked_by=blocked_by, reason=lead.why,
    )  # fmt: skip


def _visit(frame: Frame) -> Step:
    """The visit itself: to go to, to get a date for, or to say how it went."""
    case, day = frame.case, frame.visit
    here = offices_of(case, "visit")
    office = here[0][0] if here else None
    if frame.phase == "after":
        return frame.step(
            "visit", "visit", "visit", "the visit", office=office, standing="done", done_on=day
        )
    if frame.phase == "passed":
        text = "say whether the visit took place, or set its new date"
        return frame.step(
            "visit", "visit", "todo", text, short="did the visit take place?", forward=frame.today
        )
    if day is None:
        return frame.step(
            "visit", "visit", "ask", "ask for a date for the visit", short="ask for a date",
            office=office, at_office=True, forward=frame.start,
        )  # fmt: skip
    with_whom = f" with {case.visit.doctor}" if case.visit.doctor else ""
    return frame.step(
        "visit", "visit", "visit", f"the visit{with_whom}", short="the visit",
        office=office, needed_by=day, not_before=day,
    )  # fmt: skip


def _returns(frame: Frame) -> Iterator[Step]:
    """What is on loan goes home: the one thing that stays when all else has ended."""
    lead = next((one for one in frame.catalogue.steps if one.id == RETURN), None)
    if lead is None:
        return
    for call in CALLS:
        for id_, item in in_order(frame.case.items):
            if item.call == call and _is_lent(frame, item):
                yield _return(frame, lead, id_, item)


def _is_lent(frame: Frame, item: Item) -> bool:
    custody = item.custody
    if item.state not in _LENT and custody.returned_on is None:
        return False
    if custody.return_due is not None or custody.returned_on is not None:
        return True
    on_loan = frame.kind(item).returns and item.form not in _KEPT
    return on_loan and frame.phase != "before"


def _return(frame: Frame, lead: StepLead, id_: str, item: Item) -> Step:
    custody, case = item.custody, frame.case
    thing, name = names_of(item, frame.kind(item), frame.today)
    needed_by = custody.return_due
    if needed_by is None and frame.visit is not None:
        needed_by = frame.due(lead.before, from_visit=True)
    elif needed_by is None and case.status_since is not None:
        needed_by = frame.calendar.add(case.status_since, -lead.before)
    words = {"thing": thing, "name": name}
    return frame.step(
        f"return:{id_}", item.call, "todo", lead.text.format_map(words),
        short=lead.short.format_map(words), thing=thing, item=id_, office=item.office,
        standing="done" if custody.returned_on else "open", needed_by=needed_by,
        forward=frame.today, done_on=custody.returned_on, shortest=lead.shortest, reason=lead.why,
    )  # fmt: skip
