"""All that is still open in one case on one day, step by step, as lists tell of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TypeVar

import msgspec

from so_tui.core import headline, step_words
from so_tui.core.case import Case, Office, spoken_items
from so_tui.core.catalogue import Catalogue
from so_tui.core.glance import Heading
from so_tui.core.steps import Plan, Step


class OpenStep(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A step that is not over: the line that tells of it, the sentence the header would say of
    it, the item it is about as it is spoken of (`P2`), and the name of its office."""

    step: Step
    line: str
    headline: str = ""
    item: str = ""
    office: str = ""


class Ahead(msgspec.Struct, frozen=True, kw_only=True):
    """The open steps of a case, in the order of its plan."""

    summary: Heading
    steps: tuple[OpenStep, ...] = ()


class OnDay(msgspec.Struct, frozen=True):
    """Of a step the day it stands at, and whether it is late."""

    on: dt.date | None = None
    late: bool = False


class OpenLine(msgspec.Struct, frozen=True):
    """Of an open step what a list of lines tells; the rest is not read."""

    step: OnDay
    line: str


class LinesAhead(msgspec.Struct, frozen=True):
    """Of what is open in a case what a list of lines tells; the rest is not read."""

    summary: Heading
    steps: tuple[OpenLine, ...] = ()


PartOfAhead = TypeVar("PartOfAhead", Ahead, LinesAhead)
"""All that is kept of what is open, or the part of it that a list of lines reads alone."""


def ahead(case: Case, plan: Plan, offices: Mapping[str, Office], catalogue: Catalogue) -> Ahead:
    """What is open in a case. `offices`: the casebook's, by id."""
    words = catalogue.words
    spoken = {id_: name for name, id_ in spoken_items(case)}

    def open_step(step: Step) -> OpenStep:
        next_ = headline.next_of([step], case, offices, words, plan.today)
        here = case.offices.get(step.office or "")
        office = offices.get(here.office) if here is not None else None
        return OpenStep(
            step=step, line=step_words.told(step, case, plan, spoken, words),
            headline=headline.sentence(next_, words, plan.today) if next_ is not None else "",
            item=spoken.get(step.item or "", ""), office=office.name if office is not None else "",
        )  # fmt: skip

    return Ahead(
        summary=Heading(case.id, case.label, case.archived, plan.late),
        steps=tuple(open_step(one) for one in plan.steps if not one.is_over),
    )
