"""What a day may be, for each field of the model that holds one.

What has happened lies behind us: such a day is refused when it is still ahead. What is to come
is read ahead. A day without its year that would be most of a year away was hardly meant so: that
is asked about, never taken in silence. Commands, forms and verbs all go by this one table.
"""

from __future__ import annotations

import datetime as dt
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from so_tui.core import dates, tree
from so_tui.core.case import (
    Answer,
    Case,
    CaseOffice,
    Closure,
    Contact,
    Custody,
    EarlierDate,
    Effect,
    Identifiers,
    Item,
    Mark,
    Move,
    Part,
    Person,
    Promise,
    Question,
    Release,
    Visit,
    Waiting,
)
from so_tui.core.typed_dates import Lean, Order, Parsed, around, parse
from so_tui.errors import UsageError

Side = Literal["behind", "ahead", "either", "near"]
"""Where a day may lie.

`behind`: today or earlier, and nowhere else. `ahead`: today or later; one that has gone by is
asked about. `either`: on both sides, and meant ahead where no year says otherwise. `near`: on
both sides, and the nearest one is meant.
"""

LEAP = 300
"""From more than so many calendar days on, a day without its year is asked about."""

_LONG_AGO = 95
"""Years: what a call's or a scan's two figures cannot mean, while a birth's can."""

_LEANS: Mapping[Side, Lean] = {
    "behind": "back", "ahead": "ahead", "either": "ahead", "near": "near",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """What a day of one field may be. `name` is what a sentence calls it.

    `whole`: such a day has to be written with its year, however near it would be.
    """

    name: str
    side: Side
    whole: bool = False

    @property
    def lean(self) -> Lean:
        """Which year is meant where none is typed."""
        return _LEANS[self.side]


@dataclass(frozen=True, slots=True)
class Read:
    """A day as it was read. `doubt` is a sentence that asks whether it was meant so, or "".

    `of_year`: the year is what is in doubt, so that writing it settles the question.
    """

    day: dt.date
    doubt: str = ""
    of_year: bool = False


RULES: Mapping[type[Part], Mapping[str, Rule]] = {
    Person: {"born": Rule("birth date", "behind", whole=True)},
    Promise: {
        "day": Rule("promised day", "either"),
        "given_on": Rule("day of the promise", "behind"),
    },
    EarlierDate: {
        "day": Rule("earlier date of the visit", "either"),
        "set_on": Rule("day on which that date was set", "behind"),
        "moved_on": Rule("day on which the visit was moved", "behind"),
    },
    Waiting: {
        "until": Rule("day until which waiting was spoken of", "either"),
        "said_on": Rule("day on which it was said", "behind"),
    },
    Visit: {
        "day": Rule("day of the visit", "ahead"),
        "set_on": Rule("day on which the visit was set", "behind"),
        "deadline": Rule("day by which records are wanted", "ahead"),
        "deadline_set_on": Rule("day on which the deadline was set", "behind"),
    },
    Answer: {"on": Rule("day of the answer", "behind")},
    CaseOffice: {
        "release_wanted_on": Rule("day on which the office asked for a release", "behind")
    },
    Move: {"on": Rule("day of the new state", "behind")},
    Identifiers: {
        "study_date": Rule("day of the scan", "behind"),
        "specimen_date": Rule("day the specimen was taken", "behind"),
    },
    Custody: {
        "return_due": Rule("day it is due back", "either"),
        "returned_on": Rule("day it went back", "behind"),
    },
    Item: {"added_on": Rule("day the item was added", "behind")},
    Release: {
        "signed_on": Rule("day the release was signed", "behind"),
        "handed_on": Rule("day the release was handed over", "behind"),
        "confirmed_on": Rule("day they confirmed the release", "behind"),
        "returned_on": Rule("day the release came back", "behind"),
        "expires_on": Rule("day the release ends", "either"),
    },
    Effect: {"promise": Rule("promised day", "either")},
    Contact: {
        "on": Rule("day of the call", "behind"),
        "chase_on": Rule("day to call again", "ahead"),
    },
    Question: {"answered_on": Rule("day of the answer", "behind")},
    Mark: {"done_on": Rule("day it was done", "behind")},
    Case: {
        "began": Rule("day the case was begun", "behind"),
        "status_since": Rule("day of the status", "behind"),
        "going_since": Rule("day the person settled on going", "behind"),
    },
    Closure: {
        "first": Rule("first closed day", "either"),
        "last": Rule("last closed day", "either"),
    },
}
"""The rule of every field that holds a day, by its part of the model."""

A_CLOSED_DAY = Rule("closed day", "near")
"""A day that is looked up among closures, and not kept."""


def rule(part: type[Part], field: str) -> Rule:
    """The rule of one field."""
    return RULES[part][field]


def read(text: str, of: Rule, today: dt.date, order: Order = "mdy") -> Read:
    """The day that was typed for a field, with a question where it may not be what was meant.

    Raises UsageError with a sentence where it is no day, or one that this field cannot hold.
    """
    parsed = parse(text, today, order, of.lean)
    if of.whole and parsed.year == "none":
        raise UsageError(f"Write the {of.name} with its year, such as 3 apr 1958.")
    if said := fault(parsed.day, of, today):
        raise UsageError(said)
    if said := _which_year(text, parsed, of, today):
        return Read(parsed.day, said, of_year=True)
    if of.side == "ahead" and parsed.day < today:
        return Read(parsed.day, f"{dates.long(parsed.day)} has gone by. Is that the {of.name}?")
    return Read(parsed.day)


def fault(day: dt.date, of: Rule, today: dt.date) -> str:
    """A sentence where a field cannot hold a day, else ""."""
    if of.side != "behind" or day <= today:
        return ""
    return (
        f"{dates.long(day)} is still ahead, and the {of.name} can only be today or earlier. "
        "Write another day."
    )


def _which_year(text: str, parsed: Parsed, of: Rule, today: dt.date) -> str:
    """A question where the year was not typed in full, and the day lies far from today."""
    day = parsed.day
    if parsed.year == "told" or of.whole or abs((day - today).days) <= LEAP:
        return ""
    said = f"“{text.strip()}” was read as {dates.long(day)}"
    if parsed.year == "none":
        gone, ahead = around(day.month, day.day, today)
        other = gone if day == ahead else ahead
        return f"{said}, not {dates.long(other)}. Which year is it?"
    if of.side == "behind" and day.year < today.year - _LONG_AGO:
        return f"{said}. Is it that year?"
    return ""


def ahead_in(plain: Any, of: Any, today: dt.date) -> Iterator[str]:
    """A sentence for each day in a plain value that lies ahead though it cannot.

    `of` is the type of the value: a part, a collection of parts, or anything else.
    """
    part = _part_in(of)
    if part is None or not isinstance(plain, dict):
        return
    if tree.member_type(of) is not None:
        for inside in plain.values():
            yield from ahead_in(inside, part, today)
        return
    rules = RULES.get(part, {})
    for name, inside in plain.items():
        if name in rules and isinstance(inside, str):
            yield from filter(None, [fault(dt.date.fromisoformat(inside), rules[name], today)])
        elif name in tree.fields(part):
            yield from ahead_in(inside, tree.fields(part)[name], today)


def _part_in(of: Any) -> type[Part] | None:
    """The part that a type speaks of: itself, a collection's, or one that may be missing."""
    for one in (tree.member_type(of), of, *typing.get_args(of)):
        if isinstance(one, type) and issubclass(one, Part):
            return one
    return None
