"""A month over all cases, office by office: what was asked for, what came, and how long it took."""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Iterable, Iterator

import msgspec

from so_tui.core.calendar import Calendar
from so_tui.core.case import Case, Item, in_order

_CAME = ("arrived", "usable")


class OfficeMonth(msgspec.Struct, frozen=True):
    """One office in one month. `office`: the casebook's id; empty for things of no office yet.

    `asked` and `arrived` count things, each once for each time it was asked for or came. `days`:
    for each that came, the business days since it was asked for last, where that is known.
    """

    office: str
    asked: int = 0
    arrived: int = 0
    days: tuple[int, ...] = ()

    @property
    def usual(self) -> int | None:
        """The median of the business days it took; None where nothing came that was asked for."""
        return round(statistics.median(self.days)) if self.days else None


def month(cases: Iterable[Case], first: dt.date, calendar: Calendar) -> tuple[OfficeMonth, ...]:
    """What happened with each office in the month that begins on the day `first`, the office with
    most to tell first."""
    found: dict[str, list[tuple[str, int | None]]] = {}
    for case in cases:
        for item in case.items.values():
            here = case.offices.get(item.office or "")
            for what, on, took in _events(item, calendar):
                if (on.year, on.month) == (first.year, first.month):
                    found.setdefault(here.office if here else "", []).append((what, took))
    made = (
        OfficeMonth(
            office,
            asked=sum(what == "asked" for what, _ in events),
            arrived=sum(what == "arrived" for what, _ in events),
            days=tuple(sorted(took for _, took in events if took is not None)),
        )
        for office, events in found.items()
    )
    return tuple(sorted(made, key=lambda one: (-one.arrived, -one.asked, one.office)))


def _events(item: Item, calendar: Calendar) -> Iterator[tuple[str, dt.date, int | None]]:
    """Each time a thing was asked for, and each time it came, with how long that took."""
    asked: dt.date | None = None
    came = False
    for move in (move for _, move in in_order(item.moves)):
        if move.state == "asked":
            asked, came = move.on, False
            yield "asked", move.on, None
        elif move.state in _CAME and not came:
            came = True
            took = asked is not None and asked <= move.on
            yield "arrived", move.on, calendar.between(asked, move.on) if took and asked else None
        elif move.state not in _CAME:
            came = False
