"""All cases as lists tell of them on one day; what was worked out once that day is kept.

Of ten thousand cases each plan takes some milliseconds. A case that nobody wrote since its plan
was made, and whose offices are the same, is told of without it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

import msgspec

from so_tui import assets
from so_tui.casework import Casework
from so_tui.core.ahead import Ahead, PartOfAhead, ahead
from so_tui.core.glance import Glance, PartOfGlance
from so_tui.core.tally import Progress, Tally, nobody
from so_tui.errors import NotFoundError
from so_tui.store.interface import DayFile, Fingerprint, Kept

WORTH = 200
"""How many cases must have been worked out anew for the day to be kept: fewer take no time."""

_T = TypeVar("_T")
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


def all_ahead(
    work: Casework, today: dt.date, of_it: type[PartOfAhead], progress: Progress = nobody
) -> list[PartOfAhead]:
    """All that is open in each case that is not removed, by label. Takes and raises the same."""
    found = list(_told(work, today, "ahead", of_it, progress))
    return sorted(found, key=lambda one: (one.summary.label.casefold(), one.summary.case))


def _told(
    work: Casework, today: dt.date, what: DayFile, of_it: type[_T], progress: Progress
) -> Iterator[_T]:
    decode = msgspec.json.Decoder(of_it | None).decode
    of = f"{assets.code_stamp()} {work.made_with} {today.isoformat()}"
    snapshot = work.snapshot
    cases = work.store.fingerprints("cases")
    offices = work.store.fingerprints("offices")
    before = work.store.of_the_day(what, of)
    entries: dict[str, Kept] = {}
    anew = 0
    tally = Tally(progress)
    tally.expect(len(cases))
    for id_, fingerprint in tally.each(cases.items()):
        kept = before.get(id_)
        if kept is None or not _is_so(kept, fingerprint, offices):
            named, made = _anew(work, id_, today, what)
            anew += 1
            prints = {office: offices.get(office) for office in named}
            kept = Kept(fingerprint, prints, msgspec.Raw(_encode(made)))
        try:
            one = decode(kept.data)
        except (ValueError, RecursionError):
            one = None
        if one is None or one.summary.case != id_:
            # It was removed, or what was kept is not of this case.
            _, made = _anew(work, id_, today, what)
            kept = Kept(kept.case, kept.offices, msgspec.Raw(_encode(made)))
            one = decode(kept.data)
        entries[id_] = kept
        if one is not None:
            yield one
    if anew >= WORTH:
        work.store.keep_for_the_day(what, of, entries, snapshot)


def _is_so(kept: Kept, case: Fingerprint, offices: Mapping[str, Fingerprint]) -> bool:
    """Whether what was kept was made of the very documents that are there now."""
    return kept.case == case and all(
        offices.get(id_) == fingerprint for id_, fingerprint in kept.offices.items()
    )


def _anew(
    work: Casework, id_: str, today: dt.date, what: DayFile
) -> tuple[Iterable[str], Glance | Ahead | None]:
    """What is told of a case, and the offices it was made with."""
    try:
        if what == "day":
            made = work.listed_anew(id_, today)
            return made.summary.offices, made
        page = work.case_anew(id_)
        offices, plan = work.plan_anew(page, today)
        named = {one.office for one in page.value.offices.values()}
        return sorted(named), ahead(page.value, plan, offices, work.catalogue)
    except NotFoundError:
        return (), None  # it was removed
