"""One thing on loan that several cases want: each of them says where it is.

A case begun from another one knows what each of its items is the same thing as (`item.lent_as`).
What was heard last of a thing, in whichever case, is where it is; all the others are told so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from msgspec.structs import replace

from so_tui.core.case import (
    ENDED,
    OVER,
    Case,
    Elsewhere,
    Item,
    Office,
    Part,
    State,
    Status,
    in_order,
)
from so_tui.core.changes import AnyPage, CasePage, Change, Pages, apply, between, plain
from so_tui.core.custody import hands_of, is_elsewhere
from so_tui.core.pages import as_case, stamp_of
from so_tui.core.parties import SECOND
from so_tui.core.text import capital
from so_tui.core.wording import Wording

OUT = "slides_out"
"""The problem of what lies at another second office."""

HERE = Elsewhere()

_WANTED: frozenset[State] = frozenset({"to_ask", "asked"})
_DONE: frozenset[Status] = ENDED | {"visited"}


def same_as(case: str, id_: str, item: Item) -> str:
    """What names a thing in all the cases that want it. `case` and `id_` are those of `item`."""
    return item.lent_as or f"{case}/{id_}"


def kin(case: Case, find: Callable[[str], CasePage | None]) -> dict[str, CasePage]:
    """The cases that were begun from one another, by id, the given one left out.

    `find` gives the page of a case by its id, also of one that was removed: those beyond it are
    begun from one another still. One that was erased ends the line.
    """
    found: dict[str, CasePage] = {}
    ahead = [case]
    while ahead:
        one = ahead.pop()
        for id_ in (one.begun_from, *one.begun):
            page = find(id_) if id_ and id_ != case.id and id_ not in found else None
            if page is not None:
                found[id_] = page
                ahead.append(page.value)
    return found


def followed(
    change: Change, pages: Pages, offices: Callable[[Case], Mapping[str, Office]]
) -> Change:
    """A change with what follows from it for the same things in other cases.

    `pages`: the newest state, before the change. `offices`: gives those of a case. Whoever
    writes asks here, so that two who write at once do not miss each other.
    """
    here = [page for key in change.pages if (page := pages.get(key)) is not None]
    begins = any(edit.inner.startswith("begun/") for edit in change.edits)
    if not (begins or any(_has_kin(page) for page in here)):
        return change
    after = {
        key[1]: as_case(page) for key, page in apply(pages, change).items() if key[0] == "cases"
    }

    def find(id_: str) -> CasePage | None:
        page = after.get(id_) or pages.get(("cases", id_))
        return None if page is None else as_case(page)

    known = dict(after)
    for page in after.values():
        known = kin(page.value, find) | known
    told = _told({id_: page for id_, page in known.items() if not page.removed}, offices)
    fresh = {edit.path: id_ for edit in change.edits
             if edit.op == "add" and not edit.inner and (id_ := edit.page[1]) in told}  # fmt: skip
    return replace(change, edits=(
        # What is begun with the change is begun as it is told, so that undoing takes it away.
        *(replace(edit, after=plain(told[fresh[edit.path]])) if edit.path in fresh else edit
          for edit in change.edits),
        *(more for id_, case in told.items() if id_ not in fresh.values()
          for more in between(known[id_], case)),
    ))  # fmt: skip


def words(item: Item, wording: Wording, day: Callable[[dt.date], str]) -> str:
    """Where a thing is that another case has; empty where it is not elsewhere."""
    if item.elsewhere.since is None:
        return ""
    place = item.elsewhere.at or wording.word("place", item.elsewhere.place)
    return wording.word("taking_over", "where").format(
        place=capital(place), day=day(item.elsewhere.since)
    )


def is_away(item: Item) -> bool:
    """Whether a thing on loan is at a second office, or on its way."""
    away = item.place in ("on_the_way", "second_office")
    return bool(hands_of(item)) and away and item.custody.returned_on is None


class _Heard(Part, frozen=True):
    """What was heard last of a thing in one case: where it is since a day, or that it went home.

    `order`: of what was heard of the same day, what was written down last counts.
    """

    day: dt.date
    order: tuple[int, str]
    case: str
    item: str
    returned: bool


def _told(
    pages: Mapping[str, CasePage], offices: Callable[[Case], Mapping[str, Office]]
) -> dict[str, Case]:
    """The cases that say something else of where their things are, once all was heard."""
    linked = {
        id_ for page in pages.values() for id_ in (page.value.begun_from, *page.value.begun) if id_
    }
    gone = not linked <= pages.keys()
    cases = {id_: page.value for id_, page in pages.items()}
    things: dict[str, list[tuple[str, str]]] = {}
    for id_, case in cases.items():
        for item_id, item in case.items.items():
            things.setdefault(same_as(id_, item_id, item), []).append((id_, item_id))
    for same in things.values():
        heard = [one for id_, item in same if (one := _heard(pages[id_], item)) is not None]
        last = max(heard, key=lambda one: (one.day, one.order), default=None)
        if last is None and gone:  # what was heard from the one that is gone stands, for all
            where = max((cases[id_].items[item].elsewhere for id_, item in same), key=_since)
        elif last is None or last.returned:
            where = HERE
        else:
            where = _where(cases[last.case], last, offices(cases[last.case]))
        for id_, item_id in same:
            is_last = last is not None and (id_, item_id) == (last.case, last.item)
            item = cases[id_].items[item_id]
            new = item if is_last and item.elsewhere == HERE else _said(
                cases[id_], item, HERE if is_last else where, None if is_last else last
            )  # fmt: skip
            if new != item:
                items = {**cases[id_].items, item_id: new}
                cases[id_] = replace(cases[id_], items=items)
    return {id_: case for id_, case in cases.items() if case is not pages[id_].value}


def _since(where: Elsewhere) -> dt.date:
    return where.since or dt.date.min


def _heard(page: CasePage, id_: str) -> _Heard | None:
    item, at = page.value.items[id_], f"items/{id_}"
    if item.custody.returned_on is not None:
        stamp = stamp_of(page, f"{at}/custody/returned_on")
        return _Heard(
            day=item.custody.returned_on, order=(stamp.counter, stamp.change), case=page.id,
            item=id_, returned=True,
        )  # fmt: skip
    hands = hands_of(item)
    if not hands or item.place == "office":
        return None  # that it is asked for again tells nothing of where it is
    last = next((one for one in reversed(hands) if one.place == item.place), hands[-1])
    stamp = stamp_of(page, f"{at}/place")
    return _Heard(
        day=last.since, order=(stamp.counter, stamp.change), case=page.id, item=id_,
        returned=False,
    )  # fmt: skip


def _said(case: Case, item: Item, where: Elsewhere, last: _Heard | None) -> Item:
    """The item that says where it is. Its problem is that it is out, unless it has another one,
    or is with the person. What went home by way of another case went home."""
    custody = item.custody
    if is_away(item) and last is not None and last.returned:
        custody = replace(custody, returned_on=last.day)
    elif not is_away(item) and (
        custody.returned_on is not None or item.state in OVER or case.status in _DONE
    ):
        where = HERE  # here nothing is wanted of it any more
    new = replace(item, elsewhere=where, custody=custody)
    problem = item.problem
    if is_elsewhere(new) and item.state in _WANTED:
        problem = problem or OUT
    elif problem == OUT and item.elsewhere != HERE:
        problem = None
    return replace(new, problem=problem)


def _where(case: Case, heard: _Heard, offices: Mapping[str, Office]) -> Elsewhere:
    """Where a thing is, as another case keeps it; whose case it is, is not said."""
    item = case.items[heard.item]
    seconds = [
        offices[one.office].name
        for _, one in in_order(case.offices)
        if one.call == "visit" and one.party == SECOND and one.office in offices
    ]
    named = item.place == "second_office" and len(seconds) == 1 and not item.destination
    return Elsewhere(since=heard.day, place=item.place, at=seconds[0] if named else "")


def _has_kin(page: AnyPage) -> bool:
    """Whether a page is a case's that was begun from another one, or another one from it."""
    return isinstance(page.value, Case) and bool(page.value.begun_from or page.value.begun)
