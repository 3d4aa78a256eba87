"""Verbs for call 0: the visit, what it accepts, and whether waiting is all right."""

from __future__ import annotations

from msgspec.structs import replace

from so_tui.core import dates
from so_tui.core.case import (
    Accepts,
    EarlierDate,
    Item,
    Opinion,
    Visit,
    Waiting,
    next_number,
)
from so_tui.core.changes import (
    CasePage,
    Change,
    Pen,
)
from so_tui.core.verbs.items import as_needed, moves
from so_tui.core.verbs.making import changed


def _is_moved(old: Visit, visit: Visit) -> bool:
    """Whether an appointment took another's place: to say more of the same one moves nothing."""
    if visit.day != old.day:
        return True
    said_more = (old.time in (None, visit.time)) and (old.zone in ("", visit.zone))
    return not said_more


def set_visit(page: CasePage, pen: Pen, visit: Visit) -> Change:
    """Change the visit. A moved appointment is kept among the earlier dates."""
    old = page.value.visit
    if old.day is not None and _is_moved(old, visit):
        earlier = EarlierDate(
            number=next_number(old.earlier),
            day=old.day,
            time=old.time,
            zone=old.zone,
            moved_on=pen.today,
        )
        visit = replace(visit, earlier={**old.earlier, pen.new_id(): earlier})
    sentence = "Changed the visit"
    if visit.day is not None and visit.day != old.day:
        sentence = f"Visit on {dates.long(visit.day)}"
        if page.value.status == "deciding" and old.day is None:
            sentence = f"{sentence}; status: {pen.wording.word('status', 'going')}"
    return changed(page, pen, "set_visit", sentence, replace(page.value, visit=visit))


def set_accepts(page: CasePage, pen: Pen, kind: str, accepts: Accepts) -> Change:
    """Say what the visit's office requires and accepts of one item kind."""
    case = page.value
    before = case.visit.accepts.get(kind, Accepts()).required
    moved: dict[str, Item] = {}
    if accepts.required != before:  # else what was added since, on purpose, stays asked for
        moved = as_needed(case.items, pen, kind, before, accepts.required, pen.today)
    visit = replace(case.visit, accepts={**case.visit.accepts, kind: accepts})
    after = replace(case, visit=visit, items={**case.items, **moved})
    sentence = f"What the second office wants: {pen.wording.kind(kind)}{moves(after, moved, pen)}"
    return changed(page, pen, "set_accepts", sentence, after)


def set_opinion(page: CasePage, pen: Pen, opinion: Opinion) -> Change:
    """Keep the second opinion in the person's words, and the day its report came."""
    after = replace(page.value, opinion=opinion)
    return changed(page, pen, "set_opinion", "Kept what the second doctor said", after)


def set_waiting(page: CasePage, pen: Pen, waiting: Waiting) -> Change:
    """Keep what the treating doctor said about waiting: until when, who said it, when."""
    if (waiting.until or waiting.answer) and waiting.said_on is None:
        waiting = replace(waiting, said_on=pen.today)
    visit = replace(page.value.visit, waiting=waiting)
    after = replace(page.value, visit=visit)
    return changed(page, pen, "set_waiting", "Kept what the doctor said about waiting", after)
