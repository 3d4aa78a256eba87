"""All cases as lists tell of them on one day; what was worked out once that day is kept.

Of ten thousand cases each plan takes some milliseconds.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterable, Iterator
from typing import Literal, TypeVar

import msgspec

from so_tui import assets
from so_tui.casework import Casework
from so_tui.core.ahead import Ahead, PartOfAhead, ahead
from so_tui.core.calendar import Calendar
from so_tui.core.glance import Glance, PartOfGlance
from so_tui.core.tally import Progress, Tally, nobody
from so_tui.errors import NotFoundError
from so_tui.worked_out import WorkedOut

_T = TypeVar("_T")
_Lists = Literal["day", "ahead"]
_encode = msgspec.json.Encoder().encode


def glances(
    work: Casework, today: dt.date, of_it: type[PartOfGlance], progress: Progress = nobody
) -> list[PartOfGlance]:
    """What lists tell of each case that is not removed, by label.

    `of_it`: all of a glance, or the part of it that is wanted. `progress` is told how many cases
    were looked at. Raises CasebookError.
    """
    found = list(_told(work, today, "day", of_it, progress))
    return sorted(found, key=lambda one: (one.summary.label.casefold(), one.summary.case))


def each_ahead(
    work: Casework, today: dt.date, of_it: type[PartOfAhead], progress: Progress = nobody
) -> Iterator[PartOfAhead]:
    """All that is open in each case that is not removed, in no order, since all of it together is
    as long as the casebook. Takes and raises the same."""
    return _told(work, today, "ahead", of_it, progress)


def _told(
    work: Casework, today: dt.date, what: _Lists, of_it: type[_T], progress: Progress
) -> Iterator[_T]:
    decode = msgspec.json.Decoder(of_it | None).decode
    of = f"{assets.code_stamp()} {work.made_with} {_days(work.calendar)} {today.isoformat()}"
    worked = WorkedOut(work, what, of, lambda id_: _anew(work, id_, today, what))
    tally = Tally(progress)
    tally.expect(len(worked.cases))
    for id_ in tally.each(worked.cases):
        try:
            one = decode(_unpacked(worked.of(id_), what))
        except (ValueError, RecursionError, zlib.error):
            one = None
        if one is None or one.summary.case != id_:
            # It was removed, or what was kept is not of this case.
            one = decode(_unpacked(worked.anew(id_), what))
        if one is not None:
            yield one
    worked.keep()


def _days(calendar: Calendar) -> str:
    """What tells closed days from others of the same region: most come from a package that is
    updated apart from this program."""
    told = (calendar.closed, calendar.weekend, calendar.until)
    return f"{zlib.crc32(repr(told).encode()):08x}"


def _anew(work: Casework, id_: str, today: dt.date, what: _Lists) -> tuple[Iterable[str], bytes]:
    """What is told of a case, and the offices it was made with."""
    try:
        if what == "day":
            made = work.listed_anew(id_, today)
            return made.summary.offices, _packed(made, what)
        page = work.case_anew(id_)
        offices, plan = work.plan_anew(page, today)
        named = {one.office for one in page.value.offices.values()}
        return sorted(named), _packed(ahead(page.value, plan, offices, work.catalogue), what)
    except NotFoundError:
        return (), _packed(None, what)  # it was removed


def _packed(made: Glance | Ahead | None, what: _Lists) -> bytes:
    """As it is kept. The steps of a case are nearly as long as the case, and much alike."""
    return zlib.compress(_encode(made), 1) if what == "ahead" else _encode(made)


def _unpacked(data: bytes, what: _Lists) -> bytes:
    return zlib.decompress(data) if what == "ahead" else data
