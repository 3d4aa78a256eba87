"""Case and day to steps, next step, slack and rush."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

from so_tui.core.calendar import Calendar
from so_tui.core.case import CallName, Case, Office, Part
from so_tui.core.catalogue import Catalogue

What = Literal["ask", "sign", "hand", "send", "check", "chase", "promise", "move", "todo", "visit"]
Standing = Literal["open", "blocked", "done", "offered", "not_for_us"]
"""`offered`: may be done, nothing is late (daily chases from T−4, steps whose time is gone)."""


class Step(Part, frozen=True):
    """One line of the plan. Its id is stable, so that a mark can be stored for it.

    `needed_by`: the last day on which it should be done. `on`: the day it stands at in the list
    (today for what is late). `slack`: business days to spare, None when not dated. `reason`: why
    this lead time, with its source.
    """

    id: str
    call: CallName
    what: What
    text: str
    standing: Standing
    item: str | None = None
    office: str | None = None
    release: str | None = None
    on: dt.date | None = None
    needed_by: dt.date | None = None
    promised: dt.date | None = None
    done_on: dt.date | None = None
    slack: int | None = None
    late: bool = False
    tight: bool = False
    blocked_by: str | None = None
    latest_by_rule: dt.date | None = None
    rule: str = ""
    reason: str = ""


class Rush(Part, frozen=True):
    """What can still be done when a chain is tight: ordered, and put as questions where the
    time has wholly gone."""

    lines: tuple[str, ...]
    steps: tuple[str, ...]


class Plan(Part, frozen=True):
    """All steps of a case on a given day.

    `steps` are in the order in which they stand in the list. `together_by`: without a visit
    date, the day by which the papers would be together with usual times. `opens`: when offices
    are closed today, the day on which the next step's office opens.
    """

    today: dt.date
    visit: dt.date | None
    business_days_left: int | None
    steps: tuple[Step, ...]
    next: Step | None
    rush: Rush | None = None
    together_by: dt.date | None = None
    opens: dt.date | None = None

    @property
    def late(self) -> int:
        """How many open steps are late."""
        return sum(step.late for step in self.steps if step.standing in ("open", "blocked"))


def plan(
    case: Case,
    offices: Mapping[str, Office],
    calendar: Calendar,
    catalogue: Catalogue,
    today: dt.date,
) -> Plan:
    """The plan of a case on `today`; depends on nothing but its arguments."""
    raise NotImplementedError


class Moved(Part, frozen=True):
    """What a moved visit did to the open steps: which became late, which gained room."""

    became_late: tuple[Step, ...]
    gained: tuple[Step, ...]


def moved(before: Plan, after: Plan) -> Moved:
    """Compare two plans of one case."""
    raise NotImplementedError
