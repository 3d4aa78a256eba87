"""What a list of cases shows of one case, without opening it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from so_tui.core.case import (
    CALLS,
    ENDED,
    CallName,
    Case,
    Part,
    Party,
    Status,
    is_there,
    items_of,
    spoken_items,
)
from so_tui.core.catalogue import Catalogue
from so_tui.core.pages import CasePage
from so_tui.core.steps import NEVER, Naming, Next, Plan, Step, Urgency


class Due(NamedTuple):
    """What a summary's day names of an office: what to say there, and by when it is needed.

    `office` is the casebook's, empty for none yet; `party`: of whom on the visit's card;
    `step` its id in the plan. `naming`: whether it is to be done or waited for, `day` until when;
    `place`: where it stands in the plan's order. `specialty`: what the first doctor is, where
    that is asked and no office of theirs is known. `item`: what it is about, as it is spoken of
    (`P2`); empty where it is about none.
    """

    office: str
    call: CallName
    party: Party
    step: str
    text: str
    needed_by: dt.date | None
    urgency: Urgency
    naming: Naming
    day: dt.date | None
    place: int
    specialty: str = ""
    item: str = ""

    @property
    def late(self) -> bool:
        """Whether its day has gone by."""
        return self.urgency in ("late", "out_of_reach")


class Count(NamedTuple):
    """How a call stands: items that are there, items asked for, and what presses most of them."""

    there: int
    asked: int
    urgency: Urgency

    @property
    def late(self) -> bool:
        """Whether something's day has gone by."""
        return self.urgency in ("late", "out_of_reach")


class Summary(Part, frozen=True):
    """One case in a list, as its plan was on the day `made_for`.

    `next`: what comes first; `least_float`: business days to spare for the thing that has the
    fewest; `late`: how many papers and tasks are. `due`: what that day names of each office.
    `conflicts`: how many there are to settle. `offices`: those of the casebook that the plan
    counted with. `made_with` names the knowledge
    it was made with; `revision` is the page's.
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
    next: Next | None = None
    least_float: int = NEVER
    late: int = 0
    conflicts: int = 0
    offices: tuple[str, ...] = ()
    due: tuple[Due, ...] = ()
    revision: int = 0
    made_with: str = ""

    @property
    def is_over(self) -> bool:
        """Whether nothing is to be done in the case: it has ended, or was put away."""
        return self.archived or self.status in ENDED


def count(case: Case, plan: Plan, catalogue: Catalogue, call: CallName) -> Count:
    """How many items of a call are there, how many are asked for, and what presses most."""
    items = [item for _, item in items_of(case, call) if item.state != "not_needed"]
    kinds = catalogue.kinds
    there = sum(is_there(one, one.kind in kinds and kinds[one.kind].checked) for one in items)
    pressing = most_pressing(step for step in plan.steps if step.call == call)
    return Count(there=there, asked=len(items), urgency=pressing)


def most_pressing(steps: Iterable[Step]) -> Urgency:
    """What presses most among steps: late, out of reach or due today; else nothing."""
    return worst(step.urgency for step in steps)


def worst(urgencies: Iterable[Urgency]) -> Urgency:
    """What presses most: late, out of reach or due today; else nothing."""
    found = set(urgencies)
    pressing: tuple[Urgency, ...] = ("late", "out_of_reach", "due")
    return next((one for one in pressing if one in found), "none")


def due(case: Case, plan: Plan) -> tuple[Due, ...]:
    """What the plan's day names of offices: calls to make first, then what is waited for."""
    found = []
    spoken = {id_: name for name, id_ in spoken_items(case)}
    for place, step in enumerate(map(plan.step, plan.agenda)):
        if step is None or step.naming is None or not step.at_office:
            continue
        here = case.offices.get(step.office or "")
        found.append(
            Due(
                office=here.office if here else "", call=step.call, party=step.party, step=step.id,
                text=step.text, needed_by=step.needed_by, urgency=step.urgency,
                naming=step.naming, day=step.promised if step.naming == "promised" else step.on,
                place=place,
                specialty=case.specialty if not here and step.call == "oncologist" else "",
                item=spoken.get(step.item or "", ""),
            )
        )  # fmt: skip
    return tuple(found)


def summary(
    page: CasePage, plan: Plan, catalogue: Catalogue, made_with: str = "", conflicts: int = 0
) -> Summary:
    """What a list shows of a case."""
    case = page.value
    return Summary(
        case=page.id, made_for=plan.today, label=case.label, diagnosis=case.diagnosis,
        status=case.status, has_it=case.has_it, archived=case.archived, removed=page.removed,
        visit=case.visit.day, late=plan.late, conflicts=conflicts,
        next=plan.next, least_float=plan.least_float, due=due(case, plan),
        revision=page.revision, made_with=made_with,
        counts={call: count(case, plan, catalogue, call) for call in CALLS},
        offices=tuple(sorted({one.office for one in case.offices.values()})),
    )  # fmt: skip
