"""What a list of cases shows of one case, without opening it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from so_tui.core.case import CALLS, CallName, Case, Office, Part, Status, is_there, items_of
from so_tui.core.catalogue import Catalogue
from so_tui.core.headline import headline
from so_tui.core.pages import CasePage
from so_tui.core.steps import Plan
from so_tui.core.timeline import kind_of


class Count(NamedTuple):
    """How a call stands: items that are there, items asked for, and whether one is late."""

    there: int
    asked: int
    late: bool


class Summary(Part, frozen=True):
    """One case in a list, as its plan was on the day `made_for`.

    `next`: the next step as the header says it; `needed_by`: its day; `late`: how many steps
    are. `offices`: those of the casebook that the plan counted with.
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
    needed_by: dt.date | None = None
    late: int = 0
    offices: tuple[str, ...] = ()


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


def summary(
    page: CasePage, plan: Plan, offices: Mapping[str, Office], catalogue: Catalogue
) -> Summary:
    """What a list shows of a case; `offices` are the casebook's, by id."""
    case, step = page.value, plan.next
    return Summary(
        case=page.id, made_for=plan.today, label=case.label, diagnosis=case.diagnosis,
        status=case.status, has_it=case.has_it, archived=case.archived, removed=page.removed,
        visit=case.visit.day, late=plan.late,
        next=headline(step, case, offices, plan.today, plan) if step else "",
        needed_by=step.needed_by if step else None,
        counts={call: count(case, plan, catalogue, call) for call in CALLS},
        offices=tuple(sorted({one.office for one in case.offices.values()})),
    )  # fmt: skip
