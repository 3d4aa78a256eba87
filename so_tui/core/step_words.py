"""A step of the plan on one line, for lists of many."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from so_tui.core import dates
from so_tui.core.case import Case
from so_tui.core.parties import card_of
from so_tui.core.steps import Plan, Step, Urgency


def told(
    step: Step, case: Case, plan: Plan, spoken: Mapping[str, str], words: Mapping[str, str]
) -> str:
    """A step in words: call, item, what to do, by when, and how it stands.

    `spoken`: the items as they are spoken of (`P2`), by id; `words`: the texts of the catalogue.
    """
    call = card_of(case, step.call, words)
    ref = f" {spoken[step.item]}" if step.item and step.item in spoken else ""
    said = [f"{call}{ref}: {step.text}"]
    if step.needed_by is not None and step.what != "visit":
        said.append(f"needed by {dates.long(step.needed_by)}")
    if step.promised is not None:
        said.append(f"promised for {dates.long(step.promised)}")
    if step.urgency != "none":
        said.append(presses(step.urgency, step.on, plan.today, words))
    if step.standing == "blocked":
        before = plan.step(step.blocked_by or "")
        said.append(f"waits for: {before.short or before.text}" if before else "waits")
    if is_markable(step):
        said.append(f"step {step.id}")
    return "; ".join(said)


def presses(urgency: Urgency, on: dt.date | None, today: dt.date, words: Mapping[str, str]) -> str:
    """How much something presses, in words. `on`: the day on which it can be done; on a closed
    day that is the next open one, and nothing is due before."""
    if urgency == "due" and on is not None and on > today:
        return words["urgency.due_on"].format(day=dates.weekday(on, today))
    return words[f"urgency.{urgency}"]


def is_markable(step: Step) -> bool:
    """Whether a step is done by a mark: it is about no item and no release."""
    return step.what != "sign" and step.item is None and step.release is None
