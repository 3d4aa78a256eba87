"""What a list of cases shows of one case, without opening it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from so_tui.core.case import (
    CALLS,
    ENDED,
    CallName,
    Case,
    Office,
    Part,
    Status,
    is_there,
    items_of,
)
from so_tui.core.catalogue import Catalogue
from so_tui.core.headline import headline
from so_tui.core.pages import CasePage
from so_tui.core.steps import Plan
from so_tui.core.timeline import kind_of


class Due(NamedTuple):
    """A call to make by a summary's day: what to say to an office, and by when it is needed.

    `office` is the casebook's, empty for none yet; `step` its id in the plan.
    """

    office: str
    call: CallName
    step: str
    text: str
    needed_by: dt.date | None
    late: bool


class Count(NamedTuple):
    """How a call stands: items that are there, items asked for, and whether one is late."""

    there: int
    asked: int
    late: bool


class Summary(Part, frozen=True):
    """One case in a list, as its plan was on the day `made_for`.

    `next`: the next step as the header says it, `short` in few words; `needed_by`: its day;
    `late`: how many steps are. `due`: the calls to make that day. `offices`: those of the
    casebook that the plan counted with. `made_with` names the knowledge it was made with;
    `revision` is the page's.
    """

    case: str
    made_for: dt.date
    counts: dict[CallName, Count]
    label: str
    diagnosis: str = ""
    status: Status = "going"
    has_it: str = ""
    archived: bool = False
    removed: bool = False
    visit: dt.date | None = None
    next: str = ""
    short: str = ""
    needed_by: dt.date | None = None
    late: int = 0
    offices: tuple[str, ...] = ()
    due: tuple[Due, ...] = ()
    revision: int = 0
    made_with: str = ""

    @property
    def is_over(self) -> bool:
        """Whether nothing is to be done in the case: it has ended, or was put away."""
        return self.archived or self.status in ENDED


def count(case: Case, plan: Plan, catalogue: Catalogue, call: CallName) -> Count:
    """How many items of a call are there, how many are asked for, and whether one is late."""
    items = [item for _, item in items_of(case, call) if item.state != "not_needed"]
    kinds = catalogue.kinds
    there = sum(is_there(one, one.kind in kinds and kinds[one.kind].checked) for one in items)
    late = any(
        step.call == call and not step.is_over and kind_of(step, case) == "late"
        for step in plan.steps
    )
    return Count(there=there, asked=len(items), late=late)


def due(case: Case, plan: Plan) -> tuple[Due, ...]:
    """The calls that can be made by the plan's day, in the plan's order."""
    found = []
    for step in plan.steps:
        if step.standing != "open" or not step.at_office or step.on is None:
            continue
        if step.on > plan.today or (step.not_before or plan.today) > plan.today:
            continue
        here = case.offices.get(step.office or "")
        found.append(
            Due(
                office=here.office if here else "", call=step.call, step=step.id,
                text=step.text, needed_by=step.needed_by, late=step.late,
            )
        )  # fmt: skip
    return tuple(found)


def _needed(day: dt.date | None, case: Case, plan: Plan) -> dt.date | None:
    """What was needed before the case began is for today, and nobody is behind."""
    return plan.today if day is not None and day < case.began else day


def summary(
    page: CasePage,
    plan: Plan,
    offices: Mapping[str, Office],
    catalogue: Catalogue,
    made_with: str = "",
) -> Summary:
    """What a list shows of a case; `offices` are the casebook's, by id."""
    case, step = page.value, plan.next
    return Summary(
        case=page.id, made_for=plan.today, label=case.label, diagnosis=case.diagnosis,
        status=case.status, has_it=case.has_it, archived=case.archived, removed=page.removed,
        visit=case.visit.day, late=plan.late,
        next=headline(step, case, offices, plan.today, plan) if step else "",
        short=step.short or step.text if step else "",
        needed_by=_needed(step.needed_by, case, plan) if step else None, due=due(case, plan),
        revision=page.revision, made_with=made_with,
        counts={call: count(case, plan, catalogue, call) for call in CALLS},
        offices=tuple(sorted({one.office for one in case.offices.values()})),
    )  # fmt: skip
