"""The next step as one line: whom to call, what to say, by when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from so_tui.core import dates
from so_tui.core.case import CallName, Case, Office
from so_tui.core.steps import Plan, Step

_NOBODY: dict[CallName, str] = {
    "visit": "the second office",
    "oncologist": "the oncologist's office",
    "pathology": "the pathology lab",
    "radiology": "the imaging site",
}


def headline(
    step: Step,
    case: Case,
    offices: Mapping[str, Office],
    today: dt.date,
    plan: Plan | None = None,
) -> str:
    """A step as the header says it, such as `Call St. Luke's, 203-555-0177: ask for ….`

    With the plan given, it names what else is to ask for in the same call by the same day, and
    when the office opens.
    """
    text = _with_others(step, plan)
    if step.what == "visit":
        return f"{_capital(text)}, {dates.long(step.needed_by)}." if step.needed_by else text
    line = f"call {_whom(step, case, offices)}: {text}" if _calls(step, case) else text
    if step.not_before is not None and step.not_before > today:
        line = f"on {dates.weekday(step.not_before, today)} {line}"
    said = [_capital(line) if line.endswith(("?", ".")) else f"{_capital(line)}."]
    if step.needed_by is not None and step.standing != "offered":
        said.append(_needed(step, step.needed_by, today, case.began))
    if plan is not None and plan.opens is not None and plan.next == step:
        said.append(f"Opens {dates.weekday(plan.opens, today)}.")
    return " ".join(said)


def _needed(step: Step, day: dt.date, today: dt.date, began: dt.date) -> str:
    if began <= day < today and step.late:
        return f"It was needed by {dates.short(day, today)}."
    # What was needed before the case began is for today, and nobody is behind.
    return f"Needed by {dates.short(max(day, today), today)}."


def _with_others(step: Step, plan: Plan | None) -> str:
    """The text, naming one other thing to ask for in the same call, or how many there are."""
    if plan is None or step.what != "ask" or step.item is None or step.needed_by is None:
        return step.text
    soon = max(step.needed_by, plan.today)
    others = [
        one.thing
        for one in plan.steps
        if one.what == "ask" and one.item not in (None, step.item) and one.standing == "open"
        and (one.call, one.office) == (step.call, step.office)
        and one.needed_by is not None and one.needed_by <= soon
    ]  # fmt: skip
    if not others:
        return step.text
    more = others[0] if len(others) == 1 else f"{len(others)} more"
    return f"{step.text} and {more}"


def _calls(step: Step, case: Case) -> bool:
    """Whether a step is a call; what is about an insurer or a referral has no office to name."""
    known = step.office in case.offices
    return step.at_office and (known or step.item is None or step.call != "visit")


def _whom(step: Step, case: Case, offices: Mapping[str, Office]) -> str:
    here = case.offices.get(step.office or "")
    office = offices.get(here.office) if here is not None else None
    if office is None or not office.name:
        return _NOBODY[step.call]
    return f"{office.name}, {office.phone}" if office.phone else office.name


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
