"""What a day may be, for each field of the model that holds one.

What has happened lies behind us: such a day is refused when it is still ahead. What is to come
is read ahead. A day without its year that would be most of a year away was hardly meant so: that
is asked about, never taken in silence. Commands, forms and verbs all go by this one table.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from so_tui.core import dates, tree
from so_tui.core.case import Part
from so_tui.core.fields import FIELDS, Rule, field
from so_tui.core.typed_dates import Order, Parsed, around, parse
from so_tui.errors import UsageError

LEAP = 300
"""From more than so many calendar days on, a day without its year is asked about."""

_LONG_AGO = 95
"""Years: what a call's or a scan's two figures cannot mean, while a birth's can."""


@dataclass(frozen=True, slots=True)
class Read:
    """A day as it was read. `doubt` is a sentence that asks whether it was meant so, or "".

    `of_year`: the year is what is in doubt, so that writing it settles the question.
    """

    day: dt.date
    doubt: str = ""
    of_year: bool = False


A_CLOSED_DAY = Rule("closed day", "near")
"""A day that is looked up among closures, and not kept."""


def rule(part: type[Part], name: str) -> Rule:
    """The rule of one field."""
    known = field(part, name).day
    assert known is not None, f"{part.__name__}.{name} holds no day"
    return known


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
    part = tree.part_in(of)
    if part is None or not isinstance(plain, dict):
        return
    if tree.member_type(of) is not None:
        for inside in plain.values():
            yield from ahead_in(inside, part, today)
        return
    known = FIELDS.get(part, {})
    for name, inside in plain.items():
        held = known[name].day if name in known else None
        if held is not None and isinstance(inside, str):
            yield from filter(None, [fault(dt.date.fromisoformat(inside), held, today)])
        elif name in tree.fields(part):
            yield from ahead_in(inside, tree.fields(part)[name], today)
