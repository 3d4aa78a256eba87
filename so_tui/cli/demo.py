"""The case of `--demo`: a sample whose dates are moved, so that it is always under way."""

from __future__ import annotations

import contextlib
import datetime as dt
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from so_tui import assets, importing
from so_tui.cli.context import CommandContext
from so_tui.core.calendar import Calendar
from so_tui.core.case import Part
from so_tui.errors import UsageError

if TYPE_CHECKING:
    from so_tui.casework import Casework

SAMPLE = "samples/midway.json"
SAMPLE_DAY = dt.date(2026, 11, 25)
"""The day on which the sample is as it is told."""

Move = Callable[[dt.date], dt.date]

_KEPT = frozenset({"born"})


@contextlib.contextmanager
def lent(context: CommandContext) -> Iterator[Path]:
    """A casebook with the demo's case, as long as it lasts; gives the folder that it lies in.

    Raises UsageError where another casebook is named.
    """
    if context.file is not None:
        raise UsageError("--demo has a casebook of its own. Leave --file out.")
    # What another thread still puts there goes with it, whoever is first.
    with tempfile.TemporaryDirectory(prefix="so-tui-demo-", ignore_cleanup_errors=True) as folder:
        context.file, context.is_lent = Path(folder) / "casebook.json", True
        fill(context)
        yield Path(folder)


@contextlib.contextmanager
def made_up(day: dt.date | None) -> Iterator[Casework]:
    """The same for a walk beside a casebook that is open, on the day that was given, if any."""
    context = CommandContext(day=day)
    context.screen = True
    with lent(context):
        yield context.casework


def fill(context: CommandContext) -> None:
    """Put the demo's case into the casebook."""
    from so_tui.exchange.casefile import dump, load

    sample = load(assets.read_data(SAMPLE), SAMPLE, context.catalogue)
    move = mover(context.today, context.calendar)
    cases = [moved(case, move) for case in sample.cases]
    offices = [moved(office, move) for office in sample.offices]
    source = importing.Source("the demo", dump(cases, offices))
    importing.import_(context.casework, [source], context.pen())


def mover(today: dt.date, calendar: Calendar) -> Move:
    """What moves a day of the sample, so that it is as far from today as it was from its own.

    That is in business days, by which the plan counts: the same is done, waited for and late on
    any day. A closed day stays behind the open one before it. On a closed day it is as on the
    next open one.
    """
    here = calendar.next_open(today)

    def move(day: dt.date) -> dt.date:
        open_ = calendar.last_open(day)
        away = calendar.between(SAMPLE_DAY, open_)
        there = calendar.add(here, away) if away >= 0 else calendar.back(here, -away)
        return there + (day - open_)

    return move


def moved(part: Any, move: Move) -> Any:
    """A part with every day in it moved, but the day of birth."""
    if isinstance(part, Part):
        fields = {name: getattr(part, name) for name in part.__struct_fields__}
        return replace(
            part,
            **{n: value if n in _KEPT else moved(value, move) for n, value in fields.items()},
        )
    if isinstance(part, dict):
        return {key: moved(inside, move) for key, inside in part.items()}
    if isinstance(part, tuple):
        return tuple(moved(inside, move) for inside in part)
    is_day = isinstance(part, dt.date) and not isinstance(part, dt.datetime)
    return move(part) if is_day else part
