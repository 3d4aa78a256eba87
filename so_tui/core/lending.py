"""One thing on loan that several cases want: each of them says where it is.

A case begun from another one knows of which of its items each of its own is the same thing
(`item.lent_as`); from there the place is told to all of them, whichever of them has it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping

from msgspec.structs import replace

from so_tui.core.case import Case, Elsewhere, Item, Office, in_order
from so_tui.core.changes import CasePage, Edit, between
from so_tui.core.custody import hands_of
from so_tui.core.parties import SECOND
from so_tui.core.text import capital
from so_tui.core.wording import Wording

OUT = "slides_out"
"""The problem of what lies at another second office."""

HERE = Elsewhere()


def kin(case: Case, find: Callable[[str], CasePage | None]) -> dict[str, CasePage]:
    """The cases that were begun from one another, by id, the given one left out.

    `find` gives the page of a case that is there, by id. A case that is gone ends the line.
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


def told(
    cases: Mapping[str, Case], offices: Mapping[str, Office], gone: bool = False
) -> dict[str, Case]:
    """Those of some cases that say something else now of where their things are.

    `cases`: all that were begun from one another, by id. `gone`: one of them is not there any
    more, and what was heard from it stands.
    """
    found = dict(cases)
    for things in _same(cases).values():
        away = [key for key in things if is_away(_item(cases, key))]
        for key in things:
            item = _item(found, key)
            others = [one for one in away if one != key]
            where = _where(cases, others[0], offices) if others and key not in away else HERE
            if where != item.elsewhere and not (gone and where == HERE and key not in away):
                found[key[0]] = _with(found[key[0]], key[1], _said(item, where))
    return {id_: case for id_, case in found.items() if case is not cases[id_]}


def edits(pages: Mapping[str, CasePage], offices: Mapping[str, Office]) -> Iterator[Edit]:
    """The edits by which the cases on some pages say where their things are now.

    `pages`: all that were begun from one another and are there, by id.
    """
    cases = {id_: page.value for id_, page in pages.items()}
    linked = {id_ for case in cases.values() for id_ in (case.begun_from, *case.begun) if id_}
    for id_, case in told(cases, offices, gone=not linked <= cases.keys()).items():
        yield from between(pages[id_], case)


def is_away(item: Item) -> bool:
    """Whether a thing on loan is at a second office, or on its way."""
    away = item.place in ("on_the_way", "second_office")
    return bool(hands_of(item)) and away and item.custody.returned_on is None


def words(item: Item, wording: Wording, day: Callable[[dt.date], str]) -> str:
    """Where a thing is that is on loan for another case; empty where it is not."""
    if item.elsewhere.since is None:
        return ""
    place = item.elsewhere.at or wording.word("place", item.elsewhere.place)
    return wording.word("taking_over", "where").format(
        place=capital(place), day=day(item.elsewhere.since)
    )


Key = tuple[str, str]
"""The ids of a case and of an item in it."""


def _same(cases: Mapping[str, Case]) -> dict[Key, list[Key]]:
    """The items that are one and the same thing in several cases, by the one they go back to."""
    found: dict[Key, list[Key]] = {}
    for id_, case in cases.items():
        for item in case.items:
            found.setdefault(_root(cases, (id_, item)), []).append((id_, item))
    return {root: things for root, things in found.items() if len(things) > 1}


def _root(cases: Mapping[str, Case], key: Key) -> Key:
    seen = {key}
    while True:
        case, item = cases.get(key[0]), None
        if case is not None:
            item = case.items.get(key[1])
        if case is None or item is None or not item.lent_as:
            return key
        key = (case.begun_from, item.lent_as)
        if key in seen:  # a file may say anything
            return key
        seen.add(key)


def _item(cases: Mapping[str, Case], key: Key) -> Item:
    return cases[key[0]].items[key[1]]


def _with(case: Case, id_: str, item: Item) -> Case:
    return replace(case, items={**case.items, id_: item})


def _said(item: Item, where: Elsewhere) -> Item:
    """The item that says where it is; its problem is that it is out, unless it has another one."""
    if where != HERE:
        return replace(item, elsewhere=where, problem=item.problem or OUT)
    was_out = item.problem == OUT and item.elsewhere != HERE
    return replace(item, elsewhere=where, problem=None if was_out else item.problem)


def _where(cases: Mapping[str, Case], key: Key, offices: Mapping[str, Office]) -> Elsewhere:
    """Where a thing is, as another case keeps it; whose case it is, is not said."""
    case, item = cases[key[0]], _item(cases, key)
    hands = hands_of(item)
    last = next((one for one in reversed(hands) if one.place == item.place), hands[-1])
    seconds = [
        offices[one.office].name
        for _, one in in_order(case.offices)
        if one.call == "visit" and one.party == SECOND and one.office in offices
    ]
    named = item.place == "second_office" and len(seconds) == 1 and not item.destination
    return Elsewhere(since=last.since, place=item.place, at=seconds[0] if named else "")
