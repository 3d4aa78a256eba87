"""Verbs for items: their details, state, place, promise and problem."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from msgspec.structs import replace

from so_tui.core import dates, effects
from so_tui.core.case import (
    AT_HOME,
    CALL_LETTERS,
    ORDER,
    OVER,
    Case,
    Effect,
    Form,
    Item,
    Known,
    Move,
    Place,
    Promise,
    Receipt,
    State,
    goes_back,
    next_number,
)
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import (
    CasePage,
    Change,
    Pen,
)
from so_tui.core.cleaning import clean_plain
from so_tui.core.parties import offices_for, party_of
from so_tui.core.verbs.making import changed, require, without
from so_tui.errors import NotAllowedError, UsageError

_PLACE_WHEN: Mapping[State, Place] = {
    "to_ask": "office",
    "asked": "office",
    "ready": "office",
    "on_its_way": "on_the_way",
}
_CLEARS_PROMISE: frozenset[State] = OVER | {"on_its_way", "arrived"}
_CLEARS_PROBLEM: frozenset[State] = OVER | {"arrived"}


def add_item(page: CasePage, pen: Pen, item: Item) -> Change:
    """Add one thing to ask for. Its number is the next of its call."""
    case = page.value
    same = {key: one for key, one in case.items.items() if one.call == item.call}
    if item.office is None:
        offered = offices_for(case, item.call, party_of(item, pen.wording.catalogue))
        item = replace(item, office=offered[0] if len(offered) == 1 else None)
    item = replace(item, number=next_number(same))
    after = replace(case, items={**case.items, pen.new_id(): item})
    spoken = f"{CALL_LETTERS[item.call]}{item.number}"
    return changed(page, pen, "add_item", f"Added {spoken} {pen.wording.item(item)}", after)


def edit_item(page: CasePage, pen: Pen, id_: str, item: Item) -> Change:
    """Change an item's details. State and place change by `move_item`, which keeps the day."""
    require(page.value.items.get(id_), "item")
    old = page.value.items[id_]
    item = replace(item, state=old.state, place=old.place, moves=old.moves, attempt=old.attempt)
    item, came = received(old, item, pen)
    after = replace(page.value, items={**page.value.items, id_: item})
    sentence = f"Changed {pen.wording.spoken(after, id_)}{came}"
    return changed(page, pen, "edit_item", sentence, after)


def received(old: Item, item: Item, pen: Pen) -> tuple[Item, str]:
    """The item, arrived where the second office says for the first time that it has it; and what
    is said of that."""
    said = item.received
    if old.received != Receipt() or said == Receipt():
        return item, ""
    said = replace(said, said_on=said.said_on or pen.today)
    item = replace(item, received=said)
    if (
        said.count == 0
        or pen.wording.is_at_home(item)
        or item.state not in ORDER
        or ORDER.index(item.state) >= ORDER.index("arrived")
    ):
        return item, ""
    on = min(said.said_on or pen.today, pen.today)
    item = moved_item(item, pen, "arrived", on=on, place="second_office")
    return item, f": {pen.wording.state(item)}"


def stand_ins(
    items: Mapping[str, Item], pen: Pen, refused: Collection[str], form: Form, on: dt.date
) -> dict[str, Item]:
    """By a fresh id, an item for each that was refused, asked for in another form on a day."""
    found: dict[str, Item] = {}
    numbers = {call: next_number({id_: one for id_, one in items.items() if one.call == call})
               for call in CALL_LETTERS}  # fmt: skip
    for id_ in refused:
        old = items[id_]
        new = Item(
            number=numbers[old.call], call=old.call, kind=old.kind, office=old.office,
            detail=old.detail, identifiers=old.identifiers, form=form, instead_of=id_,
            count_asked=old.count_asked, way=old.way, destination=old.destination,
        )  # fmt: skip
        numbers[old.call] += 1
        found[pen.new_id()] = moved_item(new, pen, "asked", on=on)
    return found


def remove_item(page: CasePage, pen: Pen, id_: str) -> Change:
    """Take an item out of the case."""
    case = page.value
    require(case.items.get(id_), "item")
    after = replace(case, items=without(case.items, id_))
    return changed(page, pen, "remove_item", f"Removed {pen.wording.spoken(case, id_)}", after)


def moved_item(
    item: Item,
    pen: Pen,
    state: State,
    *,
    on: dt.date | None = None,
    place: Place | None = None,
    checked_by: str = "",
    note: str = "",
    anew: bool = False,
) -> Item:
    """The item in a state, with the move that led there. `anew`: a new attempt begins."""
    if place is None:
        place = _PLACE_WHEN.get(state, item.place)
        if pen.wording.is_at_home(item):
            place = "with_us" if state in AT_HOME else item.place
        elif state == "arrived" and item.place not in ("with_us", "second_office"):
            place = "with_us" if item.way in ("carried", "disc") else "second_office"
    again = item.state in ("refused", "not_usable") and state in ("to_ask", "asked")
    attempt = item.attempt + (again or anew)
    move = Move(
        number=next_number(item.moves),
        on=on or pen.today,
        state=state,
        place=place,
        attempt=attempt,
        checked_by=checked_by,
        note=note,
    )
    return replace(
        item,
        state=state,
        place=place,
        attempt=attempt,
        moves={**item.moves, pen.new_id(): move},
        promise=None if state in _CLEARS_PROMISE else item.promise,
        problem=None if state in _CLEARS_PROBLEM else item.problem,
        problem_note="" if state in _CLEARS_PROBLEM else item.problem_note,
    )


def affected(
    item: Item,
    pen: Pen,
    effect: Effect,
    *,
    on: dt.date,
    checked_by: str = "",
    promised_by: str = "",
) -> Item:
    """The item after what a contact or a problem did to it on a day."""
    state, place = effect.state or item.state, effect.place or item.place
    if (state, place) != (item.state, item.place):
        anew = effect.problem is not None and goes_back(item.state, state)
        item = moved_item(
            item, pen, state, on=on, place=effect.place, anew=anew,
            checked_by=checked_by if state == "usable" else "",
        )  # fmt: skip
    if effect.promise is not None:
        given = Promise(day=effect.promise, by=promised_by, given_on=on)
        item = replace(item, promise=given)
    if effect.problem is not None:
        item = replace(item, problem=effect.problem)
    return item if effect.way is None else replace(item, way=effect.way)


_MAY_BE_LEFT: frozenset[State] = frozenset({"to_ask", "asked", "refused", "not_usable"})
"""The states of what is asked for no more once the second office does not need it."""


def as_needed(
    items: Mapping[str, Item], pen: Pen, kind: str, before: Known, now: Known, on: dt.date
) -> dict[str, Item]:
    """The items of a kind, changed, now that the second office says whether it needs them.

    What it does not need is asked for no more; what it needs after all is asked for again.
    """
    return {
        id_: moved_item(items[id_], pen, state, on=on)
        for id_, state in would_be_needed(items, kind, before, now).items()
    }


def would_be_needed(
    items: Mapping[str, Item], kind: str, before: Known, now: Known
) -> dict[str, State]:
    """The items of a kind that such a word of the second office moves, with their new state."""
    state: State
    if now == "no":
        come_from, state = _MAY_BE_LEFT, "not_needed"
    elif before == "no":
        come_from, state = frozenset[State]({"not_needed"}), "to_ask"
    else:
        return {}
    return {
        id_: state for id_, item in items.items() if item.kind == kind and item.state in come_from
    }


def moves(case: Case, moved: Mapping[str, Item], pen: Pen) -> str:
    """What became of items besides, behind the sentence of what was done; "" for none."""
    return "".join(
        f"; {pen.wording.spoken(case, id_)}: {pen.wording.state(item)}"
        for id_, item in moved.items()
    )


def move_item(
    page: CasePage,
    pen: Pen,
    id_: str,
    state: State,
    *,
    on: dt.date | None = None,
    place: Place | None = None,
    checked_by: str = "",
    note: str = "",
) -> Change:
    """Move an item to a state, on a day; the place follows unless it is given.

    Asking again after *refused* or *not usable* begins a new attempt. Raises UsageError when an
    item is said to be usable and nobody is named who checked it.
    """
    case = page.value
    require(case.items.get(id_), "item")
    item = case.items[id_]
    if state == "usable" and not clean_plain(checked_by):
        raise UsageError("Say who checked that it is usable: who opened the disc, who counted.")
    word = pen.wording.state(item, state)
    if (state, place or item.place) == (item.state, item.place) and not note:
        raise NotAllowedError(f"It is already “{word}”. Nothing was changed.")
    moved = moved_item(item, pen, state, on=on, place=place, checked_by=checked_by, note=note)
    after = replace(case, items={**case.items, id_: moved})
    return changed(page, pen, "move_item", f"{pen.wording.spoken(case, id_)}: {word}", after)


def next_state(item: Item, checked_kind: bool, at_home: bool = False) -> State | None:
    """The state that usually follows, or None when nothing more is asked of the item.

    `checked_kind`: slides, blocks and images, which count only when found usable. `at_home`:
    what one has at home, which is only to have ready.
    """
    if at_home:
        return None if item.state in AT_HOME | OVER else "ready"
    following: dict[State, State] = {
        "to_ask": "asked",
        "asked": "ready",
        "ready": "on_its_way",
        "on_its_way": "arrived",
        "refused": "to_ask",
        "not_usable": "to_ask",
    }
    if checked_kind:
        following["arrived"] = "usable"
    return following.get(item.state)


def set_promise(page: CasePage, pen: Pen, id_: str, promise: Promise | None) -> Change:
    """Keep the date someone gave for an item, or take it away."""
    case = page.value
    require(case.items.get(id_), "item")
    if promise is not None and promise.given_on is None:
        promise = replace(promise, given_on=pen.today)
    after = replace(case, items={**case.items, id_: replace(case.items[id_], promise=promise)})
    until = f"promised for {dates.long(promise.day)}" if promise else "no promise"
    return changed(page, pen, "set_promise", f"{pen.wording.spoken(case, id_)}: {until}", after)


def set_problem(
    page: CasePage, pen: Pen, catalogue: Catalogue, id_: str, problem: str | None, note: str = ""
) -> Change:
    """Keep what went wrong with an item by its problem code, or take it away.

    A problem that is new does at once what the catalogue says of it: to the item's state, its
    place, and the way it travels from now on. Taking one away leaves them as they are.
    """
    case = page.value
    require(case.items.get(id_), "item")
    item = case.items[id_]
    known = catalogue.problems.get(problem or "")
    if known is not None and problem != item.problem:
        item = affected(item, pen, effects.of_problem(item, known, catalogue), on=pen.today)
    item = replace(item, problem=problem, problem_note=note)
    after = replace(case, items={**case.items, id_: item})
    what = pen.wording.problem(problem) if problem else "no problem"
    if item.state != case.items[id_].state:
        what = f"{what}; {pen.wording.state(item)}"
    return changed(page, pen, "set_problem", f"{pen.wording.spoken(case, id_)}: {what}", after)
