"""Sentences about the case as a whole: what was said about waiting, beside what the plan says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from so_tui.core import dates
from so_tui.core.plan_context import PlanContext


def notices(context: PlanContext, together_by: dt.date | None) -> Iterator[str]:
    """A day of waiting that passes before the visit comes or the papers are together.

    It is said without advice: what follows from it is the doctor's to say.
    """
    waiting = context.case.visit.waiting
    until = waiting.until
    if until is None or context.phase != "before":
        return
    filled = {"until": dates.long(until), "who": waiting.said_by or context.words("notice.doctor")}
    visit = context.visit
    if visit is not None and visit > until:
        yield context.words("notice.visit").format(day=dates.long(visit), **filled)
    elif together_by is not None and together_by > until:
        yield context.words("notice.together").format(day=dates.long(together_by), **filled)
    elif until < context.today:
        yield context.words("notice.passed").format(**filled)
