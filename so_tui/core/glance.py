"""One case as lists tell of it on one day: its summary, and in words what its next days hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple, TypeVar

import msgspec

from so_tui.core import dates, step_words
from so_tui.core.calendar import Calendar
from so_tui.core.case import Case, Office, spoken_items
from so_tui.core.catalogue import Catalogue
from so_tui.core.steps import Plan, Step
from so_tui.core.summary import Summary

WITHIN = 5
"""How many business days ahead the steps of a glance go."""


class Near(NamedTuple):
    """A step of the next days that is not over: the day it stands at, whether it is late, and
    the line that tells of it."""

    on: dt.date
    late: bool
    line: str


class InLists(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a line about a case tells, as it was on the day of its summary.

    `time`, `zone`: of the visit. `days_left`: business days until then. `late_papers`,
    `late_tasks`: how many are.
    """

    summary: Summary
    time: dt.time | None = None
    zone: str = ""
    days_left: int | None = None
    specialty: str = ""
    late_papers: int = 0
    late_tasks: int = 0


class Glance(InLists, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """All that lists tell of a case; what has fewer fields reads its part of it.

    `first`: the first step, with the item it is about as it is spoken of (`P2`) and the name of
    its office. `near`: the steps of the next `WITHIN` business days, in the order of the plan.
    """

    first: Step | None = None
    first_item: str = ""
    first_office: str = ""
    near: tuple[Near, ...] = ()


class Heading(msgspec.Struct, frozen=True):
    """Of a summary what stands above every line about its case."""

    case: str
    label: str
    archived: bool = False
    late: int = 0


class NextDays(msgspec.Struct, frozen=True):
    """Of a glance what a list of the next days tells; the rest is not read."""

    summary: Heading
    near: tuple[Near, ...] = ()


class OfTheDay(msgspec.Struct, frozen=True):
    """Of a glance what a list of the day's calls tells; the rest is not read."""

    summary: Summary


def visit_of(told: InLists) -> str:
    """When the visit is, and in how many business days."""
    day = told.summary.visit
    if day is None:
        return "no date yet"
    when = dates.long(day)
    if told.time is not None:
        when = f"{when} {told.time:%H:%M}{f' {told.zone}' if told.zone else ''}"
    return when if told.days_left is None else f"{when}, {dates.in_business_days(told.days_left)}"


PartOfGlance = TypeVar("PartOfGlance", Glance, InLists, NextDays, OfTheDay)
"""All of a glance, or a part of it that a list reads alone."""


def last_day(calendar: Calendar, today: dt.date, within: int = WITHIN) -> dt.date:
    """The last day of so many business days ahead."""
    return calendar.add(today, within)


def glance(
    summary: Summary,
    case: Case,
    plan: Plan,
    offices: Mapping[str, Office],
    catalogue: Catalogue,
    until: dt.date,
) -> Glance:
    """What lists tell of a case. `offices`: the casebook's, by id; `until`: the last day of
    which it tells steps."""
    spoken = {id_: name for name, id_ in spoken_items(case)}
    first = plan.first if plan.next is not None else None
    here = case.offices.get(first.office or "") if first is not None else None
    office = offices.get(here.office) if here is not None else None
    return Glance(
        summary=summary, time=case.visit.time, zone=case.visit.zone, specialty=case.specialty,
        days_left=plan.business_days_left, late_papers=plan.late_papers,
        late_tasks=plan.late_tasks, first=first,
        first_item=spoken.get(first.item or "", "") if first is not None else "",
        first_office=office.name if office is not None else "",
        near=tuple(
            Near(one.on, one.late, step_words.told(one, case, plan, spoken, catalogue.words))
            for one in plan.steps
            if not one.is_over and one.on is not None and one.on <= until
        ),
    )  # fmt: skip
