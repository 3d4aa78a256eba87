"""What a plan is made of: steps, the plan itself, and what a rush lists."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from so_tui.core.case import CallName, Part

What = Literal["ask", "sign", "hand", "send", "check", "chase", "promise", "move", "todo", "visit"]
Standing = Literal["open", "blocked", "done", "offered", "not_for_us"]
"""`offered`: may be done, nothing is late (daily chases from T−4, steps whose time is gone)."""

LIST_ORDER: dict[CallName, int] = {"visit": 0, "pathology": 1, "oncologist": 2, "radiology": 3}
"""Which call goes first when two steps are equally urgent: 0, 2, 1, 3."""


class Step(Part, frozen=True):
    """One line of the plan. Its id is stable, so that a mark can be stored for it.

    `text` goes on after "Call St. Luke's:", `short` stands in a narrow list, `thing` is what it
    is about. `needed_by`: the last day on which it should be done. `on`: the day it stands at in
    the list; what is late stands at today, or at the next day its office is open. `not_before`:
    a chase waits until then. `slack`: business days to spare, None when not dated.
    `late`: its day has gone by; `pressing`: late, or needed by today (drawn as `!`). `tight`: the
    usual durations no longer fit before the visit. `blocked_by`: the step that comes first; None
    for a promise, which waits for the office. `latest_by_rule` and `rule`: the latest day the law
    allows, never relied on. `reason`: why this lead time, with its source.
    """

    id: str
    call: CallName
    what: What
    text: str
    standing: Standing
    short: str = ""
    thing: str = ""
    item: str | None = None
    office: str | None = None
    release: str | None = None
    at_office: bool = False
    on: dt.date | None = None
    not_before: dt.date | None = None
    needed_by: dt.date | None = None
    promised: dt.date | None = None
    done_on: dt.date | None = None
    slack: int | None = None
    late: bool = False
    pressing: bool = False
    tight: bool = False
    first: int = 0
    blocked_by: str | None = None
    latest_by_rule: dt.date | None = None
    rule: str = ""
    reason: str = ""

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do: done, or not for us."""
        return self.standing in ("done", "not_for_us")


class Rush(Part, frozen=True):
    """What can still be done when a chain is tight: ordered, and put as questions where the
    time has wholly gone."""

    lines: tuple[str, ...]
    steps: tuple[str, ...]


class Plan(Part, frozen=True):
    """All steps of a case on a given day.

    `steps` are in the order in which they stand in the list. `together_by`: without a visit
    date, the day by which the papers would be together with usual times. `opens`: when the next
    step's office is closed today, the day on which it opens. `notices`: sentences about the case
    as a whole, such as a visit that lies after the day named for waiting.
    """

    today: dt.date
    visit: dt.date | None
    business_days_left: int | None
    steps: tuple[Step, ...]
    next: Step | None
    rush: Rush | None = None
    together_by: dt.date | None = None
    opens: dt.date | None = None
    notices: tuple[str, ...] = ()

    @property
    def late(self) -> int:
        """How many steps that can be done now are late."""
        return sum(step.late for step in self.steps if step.standing == "open")

    def step(self, id_: str) -> Step | None:
        """The step with an id, or None."""
        return next((step for step in self.steps if step.id == id_), None)

    def of_item(self, item: str) -> Step | None:
        """The step that an item stands at: its first one with something left, or None."""
        return next((step for step in self.steps if step.item == item and not step.is_over), None)
