"""What the clocks of a case say: how long each runs, by which rule, and how one can ask then."""

from __future__ import annotations

import datetime as dt

from so_tui.core import dates
from so_tui.core.case import Case
from so_tui.core.catalogue import Catalogue
from so_tui.core.clocks import Clock
from so_tui.core.plan_context import names_of


def said(clock: Clock, catalogue: Catalogue, today: dt.date) -> str:
    """What a clock says on a day, its rule behind it with the month in which that was read."""
    rule = clock.rule
    told = [rule.text, rule.later]
    if clock.has_passed(today):
        told = [rule.passed, rule.later_passed]
    if not clock.may_be_later(today):
        told.pop()
    return " ".join([*(_filled(one, clock) for one in told), *_source(clock, catalogue)])


def running(clock: Clock | None, catalogue: Catalogue, today: dt.date | None) -> str:
    """The same of a clock that may not be there; "" where none runs, or on no known day."""
    if clock is None or today is None or not clock.runs(today):
        return ""
    return said(clock, catalogue, today)


def asked(clock: Clock, case: Case, catalogue: Catalogue, today: dt.date) -> str:
    """How one can ask the office when a clock's day is over; "" before, or when it is no
    office's."""
    rule = clock.rule
    if not rule.say or not clock.has_passed(today):
        return ""
    item = case.items.get(clock.item or "")
    kind = catalogue.kinds.get(item.kind) if item is not None else None
    thing = names_of(item, kind, today)[0] if item is not None and kind is not None else ""
    told = [rule.say, rule.say_later] if clock.may_be_later(today) else [rule.say]
    return " ".join(_filled(one, clock, thing) for one in told if one)


def _filled(text: str, clock: Clock, thing: str = "") -> str:
    return text.format(
        day=dates.long(clock.day), length=clock.length, who=clock.who,
        extended=dates.long(clock.extended) if clock.extended else "",
        thing=" ".join(thing.split()),
    )  # fmt: skip


def _source(clock: Clock, catalogue: Catalogue) -> list[str]:
    """The rule, where there is one; a limit shorter than the rule's is named as such."""
    rule = clock.rule
    if rule.checked is None:
        return []
    key = "clock.noted" if clock.length < rule.length else "clock.source"
    return [
        catalogue.words[key].format(
            source=rule.source, checked=dates.month(rule.checked), length=rule.length
        )
    ]
