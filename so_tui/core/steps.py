"""What a plan is made of: steps, the next one, what today holds, and what a rush lists."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from so_tui.core.case import CallName, Part, Party

What = Literal["ask", "sign", "hand", "send", "check", "chase", "promise", "move", "todo", "visit"]
Standing = Literal["open", "blocked", "done", "not_for_us"]

Urgency = Literal["out_of_reach", "late", "due", "tight", "waiting", "none"]
"""How much a step presses, in one word that is the same everywhere: the most pressing one."""

Naming = Literal["do", "closed", "waiting", "promised", "spoken", "tried", "release"]
"""How something that is missing is named on a day: to be done, at an office that is closed,
waiting for an answer or for a promised day, spoken of that day, tried that day without reaching
anybody, under the release it waits for."""

LIST_ORDER: dict[CallName, int] = {"visit": 0, "pathology": 1, "oncologist": 2, "radiology": 3}
"""Which call goes first when two steps are equally urgent: 0, 2, 1, 3."""

NEVER = 10**6
"""The float of what has no day, in business days."""


class Step(Part, frozen=True):
    """One line of the plan. Its id is stable, so that a mark can be stored for it.

    `text` goes on after "Call St. Luke's:", `short` stands in a narrow list, `thing` is what it
    is about. `party`: of whom on the visit's card. `needed_by`: the day people are told.
    `last_day`: the latest one on which doing it still leaves what follows its shortest time.
    `total_float`: business days from today to it.
    `on`: the day it stands at in the list, for what can be done the day it is to be done.
    `held_until`: a promise or an agreed day holds the call back until then; `naming`: how today
    names it. `late`: its day has gone by; `due`: it is needed today, or was needed since the
    office last opened. `tight`: the usual times end after the visit. `out_of_reach`: not even the
    shortest fit any more. `frees`: how many things it lets go on. `blocked_by`: the step that
    comes first; None for a promise, which waits for the office. `latest_by_rule` and `rule`: the
    latest day the law allows, never relied on. `reason`: why this day, with its source.
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
    party: Party = "second_office"
    release: str | None = None
    at_office: bool = False
    on: dt.date | None = None
    held_until: dt.date | None = None
    needed_by: dt.date | None = None
    last_day: dt.date | None = None
    promised: dt.date | None = None
    done_on: dt.date | None = None
    total_float: int | None = None
    late: bool = False
    due: bool = False
    tight: bool = False
    out_of_reach: bool = False
    naming: Naming | None = None
    frees: int = 0
    blocked_by: str | None = None
    latest_by_rule: dt.date | None = None
    rule: str = ""
    reason: str = ""

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do: done, or not for us."""
        return self.standing in ("done", "not_for_us")

    @property
    def urgency(self) -> Urgency:
        """The most pressing word that is true of it."""
        if self.is_over:
            return "none"
        if self.out_of_reach:
            return "out_of_reach"
        if self.late:
            return "late"
        if self.due:
            return "due"
        if self.tight:
            return "tight"
        return "waiting" if self.naming in ("waiting", "promised", "spoken", "tried") else "none"

    @property
    def thing_id(self) -> str:
        """What lateness is counted by: the item, the release, or the task itself."""
        if self.item is not None:
            return f"item:{self.item}"
        if self.what in ("sign", "hand", "chase") and self.office is not None:
            return f"release:{self.office}"
        return self.id


class Next(Part, frozen=True):
    """The first thing to do, as a value: whom to call, what for, and by when.

    `whom` and `phone`: empty where it is done at home. `day`: the day on which it can be done,
    None for today. `needed_by`, `urgency`: as of its step. `others`: what else is asked for in
    the same call. `opens`: the step it is about, where a key opens it.
    """

    opens: str
    call: CallName
    what: str
    short: str
    whom: str = ""
    phone: str = ""
    day: dt.date | None = None
    needed_by: dt.date | None = None
    urgency: Urgency = "none"
    others: tuple[str, ...] = ()
    is_visit: bool = False


class Rush(Part, frozen=True):
    """What can be done while time is short: the whole order told in sentences, and its steps."""

    lines: tuple[str, ...]
    steps: tuple[str, ...]


class Plan(Part, frozen=True):
    """All steps of a case on a given day.

    `steps` are in the order in which they stand in the list; `order` are the ids of those that
    can be done, the first one first; `agenda` those that today names, whether or not they can be
    done. `together_by`: without a visit date, the day by which the papers would be together with
    usual times; `fits_until`: while the person decides, the last day on which the usual times
    still fit. `notices`: sentences about the case as a whole.
    """

    today: dt.date
    visit: dt.date | None
    business_days_left: int | None
    steps: tuple[Step, ...]
    order: tuple[str, ...] = ()
    agenda: tuple[str, ...] = ()
    next: Next | None = None
    rush: Rush | None = None
    together_by: dt.date | None = None
    fits_until: dt.date | None = None
    notices: tuple[str, ...] = ()

    @property
    def first(self) -> Step | None:
        """The step that comes first."""
        return self.step(self.next.opens) if self.next is not None else None

    @property
    def late(self) -> int:
        """How many papers and tasks are late, each once."""
        return self.late_papers + self.late_tasks

    @property
    def late_papers(self) -> int:
        """How many items are late."""
        return len({one.thing_id for one in self.steps if one.late and one.item is not None})

    @property
    def late_tasks(self) -> int:
        """How many other things are late: releases, and what has no item."""
        return len({one.thing_id for one in self.steps if one.late and one.item is None})

    @property
    def first_late(self) -> Step | None:
        """The late step that comes first in the one order, or None where nothing is late."""
        late = {one.id: one for one in self.steps if one.late and not one.is_over}
        found = (late[id_] for id_ in self.order if id_ in late)
        return next(found, None) or next(iter(late.values()), None)

    @property
    def least_float(self) -> int:
        """Business days to spare for the thing that has the fewest; "is waiting safe" and what
        stays when the case has ended do not count."""
        return min(
            (
                one.total_float
                for one in self.steps
                if one.item is not None and not one.is_over and one.total_float is not None
            ),
            default=NEVER,
        )

    def step(self, id_: str) -> Step | None:
        """The step with an id, or None."""
        return next((step for step in self.steps if step.id == id_), None)

    def of_item(self, item: str) -> Step | None:
        """The step that an item stands at: its first one with something left, or None."""
        return next((step for step in self.steps if step.item == item and not step.is_over), None)
