"""The case of `--demo`: a sample whose dates are moved, so that it is always under way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from so_tui import assets
from so_tui.cli.edge import Edge
from so_tui.core.case import Case, Part

SAMPLE = "samples/midway.json"
SAMPLE_DAY = dt.date(2026, 11, 25)
"""The day on which the sample is as it is told."""

_KEPT = frozenset({"born"})


def fill(edge: Edge) -> None:
    """Put the demo's case into the casebook."""
    from so_tui.exchange.casefile import dump, load

    sample = load(assets.read_data(SAMPLE), SAMPLE, edge.catalogue)
    days = shift(sample.cases[0], edge.today, edge.calendar.is_open)
    cases = [moved(case, days) for case in sample.cases]
    offices = [moved(office, days) for office in sample.offices]
    edge.casework.import_([("the demo", dump(cases, offices))], edge.pen())


def shift(case: Case, today: dt.date, is_open: Callable[[dt.date], bool]) -> dt.timedelta:
    """By how much the sample is moved: whole weeks, so that weekdays stay.

    The visit must fall on a business day; where it would not, the sample is a week younger.
    """
    weeks = (today - SAMPLE_DAY).days // 7
    days = dt.timedelta(weeks=weeks)
    visit = case.visit.day
    while visit is not None and not is_open(visit + days):
        days += dt.timedelta(weeks=1)
    return days


def moved(part: Any, days: dt.timedelta) -> Any:
    """A part with every day in it moved, but the day of birth."""
    if isinstance(part, Part):
        fields = {name: getattr(part, name) for name in part.__struct_fields__}
        return replace(
            part,
            **{n: value if n in _KEPT else moved(value, days) for n, value in fields.items()},
        )
    if isinstance(part, dict):
        return {key: moved(inside, days) for key, inside in part.items()}
    if isinstance(part, tuple):
        return tuple(moved(inside, days) for inside in part)
    is_day = isinstance(part, dt.date) and not isinstance(part, dt.datetime)
    return part + days if is_day else part
