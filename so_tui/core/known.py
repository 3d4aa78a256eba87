"""Since when things are known: recorded by every change, since nothing is late before that.

Nobody types these days. A change that sets the visit's date, the deadline, adds an item, or has
an office want a release records its own day with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from msgspec.structs import replace

from so_tui.core.case import Case, CaseOffice, EarlierDate, Item, Visit
from so_tui.core.changes import AnyPage, Change, apply
from so_tui.core.tree import ChangeError


def recorded(before: Case | None, after: Case, today: dt.date) -> Case:
    """A case as a change of today leaves it, with the days on which what is new became known.

    `before` is the case as it was, None for one that begins. Setting a date makes a case that is
    still deciding one that is going.
    """
    if before is not None and _first_date(before, after):
        after = replace(after, status="going", status_since=today)
    return _with_days(before, after, today)


def is_complete(case: Case) -> bool:
    """Whether a case has every day on which something became known; those of earlier versions
    have none."""
    visit = case.visit
    return not (
        (visit.day is not None and visit.set_on is None)
        or (visit.deadline is not None and visit.deadline_set_on is None)
        or any(one.set_on is None for one in visit.earlier.values())
        or any(one.added_on is None for one in case.items.values())
        or any(
            one.release_needed == "yes" and one.release_wanted_on is None
            for one in case.offices.values()
        )
        or (case.status == "going" and case.going_since is None)
    )


def derived(
    case: Case, history: Iterable[Change], day_of: Callable[[dt.datetime], dt.date]
) -> Case:
    """A case with the days that it lacks, as its history has them.

    `history`: the changes to its page, in the order in which they were written; `day_of`: which
    day it was at a moment. What no change tells of stays unknown.
    """
    pages: dict[tuple[str, str], AnyPage] = {}
    known: Case | None = None
    for change in history:
        try:
            pages |= apply(pages, change)
        except ChangeError:
            return case  # a history with a gap tells nothing for certain
        page = pages.get(("cases", case.id))
        if page is not None and isinstance(page.value, Case):
            after = page.value if known is None else _filled(page.value, known)
            known = _with_days(known, after, day_of(change.at))
    return case if known is None else _filled(case, known)


def _filled(case: Case, known: Case) -> Case:
    """A case with the days it lacks from another state of it, where that is about the same."""
    visit, was = case.visit, known.visit
    earlier = {
        id_: replace(one, set_on=one.set_on or was.earlier[id_].set_on)
        if id_ in was.earlier
        else one
        for id_, one in visit.earlier.items()
    }
    return replace(
        case,
        going_since=case.going_since or known.going_since,
        visit=replace(
            visit,
            set_on=visit.set_on or was.set_on,
            deadline_set_on=visit.deadline_set_on or was.deadline_set_on,
            earlier=earlier,
        ),
        items={
            id_: replace(one, added_on=one.added_on or known.items[id_].added_on)
            if id_ in known.items
            else one
            for id_, one in case.items.items()
        },
        offices={
            id_: replace(
                one, release_wanted_on=one.release_wanted_on or known.offices[id_].release_wanted_on
            )
            if id_ in known.offices
            else one
            for id_, one in case.offices.items()
        },
    )


def _with_days(before: Case | None, case: Case, today: dt.date) -> Case:
    was = before if before is not None else Case(id=case.id, label="", began=case.began)
    return replace(
        case,
        going_since=_going_since(before, case, today),
        visit=_visit(was.visit, case.visit, today),
        items={
            id_: item if id_ in was.items else _item(item, today)
            for id_, item in case.items.items()
        },
        offices={
            id_: _office(was.offices.get(id_), here, today) for id_, here in case.offices.items()
        },
    )


def _first_date(was: Case, after: Case) -> bool:
    """Whether a case that is deciding gets its first date."""
    undecided = was.status == after.status == "deciding"
    return undecided and was.visit.day is None and after.visit.day is not None


def _going_since(before: Case | None, case: Case, today: dt.date) -> dt.date | None:
    if case.status == "deciding":
        return None
    becomes = case.status == "going" and (before is None or before.status != "going")
    return case.going_since or (today if becomes else None)


def _visit(was: Visit, visit: Visit, today: dt.date) -> Visit:
    set_on, deadline_set_on = visit.set_on, visit.deadline_set_on
    if visit.day != was.day:
        set_on = today if visit.day is not None else None
    if visit.deadline != was.deadline:
        deadline_set_on = today if visit.deadline is not None else None
    earlier = {
        id_: one if id_ in was.earlier or one.set_on is not None else _left(one, was)
        for id_, one in visit.earlier.items()
    }
    return replace(visit, set_on=set_on, deadline_set_on=deadline_set_on, earlier=earlier)


def _left(one: EarlierDate, was: Visit) -> EarlierDate:
    """The date that is left behind, with the day on which it was set."""
    return replace(one, set_on=was.set_on) if one.day == was.day else one


def _item(item: Item, today: dt.date) -> Item:
    return item if item.added_on is not None else replace(item, added_on=today)


def _office(was: CaseOffice | None, here: CaseOffice, today: dt.date) -> CaseOffice:
    wanted = here.release_needed == "yes"
    if wanted == (was is not None and was.release_needed == "yes"):
        return here
    return replace(here, release_wanted_on=today if wanted else None)
