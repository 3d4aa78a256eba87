"""Commands for items: what is asked for, its state and place, promises and problems."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import click
from msgspec.structs import replace

from so_tui.cli import fields, lookup, output, stderr
from so_tui.cli.arguments import words
from so_tui.cli.context import CommandContext, pass_command_context
from so_tui.cli.making import Maker, in_turn
from so_tui.cli.param_types import CLEARED, ITEM, NONE, Cleared, Code, Named, spoken
from so_tui.core import verbs
from so_tui.core.case import (
    Custody,
    Identifiers,
    Item,
    Move,
    Place,
    Promise,
    Receipt,
    State,
    items_of,
    latest_move,
    spoken_items,
)
from so_tui.core.changes import CasePage, Change, Pen
from so_tui.core.knowledge import ItemKind
from so_tui.errors import UsageError

_ITEM = fields.every(Item, "call", "state", "place", "attempt", "problem_note")
_IDENTIFIERS = fields.every(Identifiers)
_CUSTODY = fields.every(Custody)
_RECEIVED = fields.every(Receipt)
_WHERE = [
    *fields.one(Item, "office", more=f"`{NONE}` for none yet."),
    *fields.one(Item, "instead_of", more=f"`{NONE}` for none.", kind=Named("item")),
]
_KIND = click.option("--kind", type=Named("kind"), help="What it is after all: a kind of its card.")
_MOVE = [
    *fields.one(Move, "on", more="Today when left out."),
    *fields.of(Move, "place", "checked_by"),
    *fields.one(Move, "note", name="why"),
]
_PROMISE = [
    *fields.one(Promise, "day", name="promise", more=f"`{NONE}` for none."),
    *fields.one(Promise, "by", name="promised_by"),
    *fields.one(Promise, "given_on", name="promised_on"),
]
_ALL = (*_ITEM, *_WHERE, *_IDENTIFIERS, *_CUSTODY, *_RECEIVED)


@click.group("item")
def item_command() -> None:
    """Add, move, change or remove what is asked for.

    ITEM is spoken as P2: the call's letter (V, O, P or R) and its number there.
    """


@item_command.command("add")
@words(("kind", Named("kind")))
@fields.options(_ALL)
@stderr.yes_option
@pass_command_context
def _add(context: CommandContext, case: str, kind: str, **typed: Any) -> None:
    """Add one thing to ask for. KIND is one of those that `so-tui kinds` lists.

    What is written to standard output is how the item is spoken of.
    """
    page = context.case(case)
    known = _named_kind(context, kind)
    item = _filled(context, page, Item(number=0, call=known.call, kind=known.id), typed)
    after = context.change(page, lambda page, pen: verbs.add_item(page, pen, item))
    new, _ = items_of(after.value, known.call)[-1]
    output.say([name for name, id_ in spoken_items(after.value) if id_ == new])


def _named_kind(context: CommandContext, name: str) -> ItemKind:
    """The kind that a word names, of one thing. Raises UsageError for many in one."""
    known = lookup.kind(context.catalogue, name)
    if known.prompts_list:
        papers = ", ".join(
            spoken(one.id)
            for one in context.catalogue.kinds.values()
            if one.call == known.call and not one.prompts_list
        )
        raise UsageError(f"Offices need each thing named. Add one at a time: {papers}.")
    return known


def _of_kind(context: CommandContext, item: Item, name: str | None) -> Item:
    """The item as one of another kind of its card, if one is named."""
    if name is None:
        return item
    kind = _named_kind(context, name)
    if kind.call != item.call:
        raise UsageError(
            f"{kind.name.capitalize()}: that is on another card ({kind.call}). Remove this item, "
            "and add the other one. Nothing was changed."
        )
    return replace(item, kind=kind.id)


def _filled(context: CommandContext, page: CasePage, item: Item, typed: Mapping[str, Any]) -> Item:
    """The item with what was given of it."""
    found = fields.given(_ITEM, typed)
    if (said := typed.get("office")) is not None:
        office = None if said == NONE else lookup.office(context, page, said, item.call)
        if office is not None and page.value.offices[office].call != item.call:
            raise UsageError("That office is on another call's card. Nothing was changed.")
        found["office"] = office
    if (said := typed.get("instead_of")) is not None:
        found["instead_of"] = None if said == NONE else context.casework.find_item(page, said)
    if names := fields.given(_IDENTIFIERS, typed):
        found["identifiers"] = replace(item.identifiers or Identifiers(), **names)
    if custody := fields.given(_CUSTODY, typed):
        found["custody"] = replace(item.custody or Custody(), **custody)
    if received := fields.given(_RECEIVED, typed):
        found["received"] = replace(item.received, **received)
    return replace(item, **found)


@item_command.command("set")
@words(("item", Named("item", looks=ITEM)), last=("state", Code(State)))
@fields.options(_MOVE, _PROMISE)
@click.option(
    "--problem",
    type=Named("words", is_a="problem"),
    help=f"What is in the way: its code, or words such as `blank`; `{NONE}` for nothing.",
)
@fields.options(fields.of(Item, "problem_note"))
@_KIND
@fields.options(_ALL)
@stderr.yes_option
@pass_command_context
def _set(
    context: CommandContext,
    case: str,
    item: str,
    state: Any,
    on: dt.date | Cleared | None,
    place: Place | None,
    checked_by: str | None,
    why: str | None,
    promise: dt.date | Cleared | None,
    promised_by: str | None,
    promised_on: dt.date | Cleared | None,
    problem: str | None,
    problem_note: str | None,
    kind: str | None,
    **typed: Any,
) -> None:
    """Change an item: its state and place, a promise, a problem, its details.

    STATE is to-ask, asked, ready, on-its-way, arrived, usable, refused, not-usable, not-needed
    or will-follow. A problem may send the item back at once: after a disc that does not open,
    the images are not usable. All that is said in one command is one change.
    """
    page = context.case(case)
    id_ = context.casework.find_item(page, item)
    day = None if on is CLEARED else on
    makers: list[Maker] = []
    if kind is not None or fields.given(_ALL, typed):
        makers.append(
            lambda page, pen: verbs.edit_item(
                page,
                pen,
                id_,
                _filled(context, page, _of_kind(context, page.value.items[id_], kind), typed),
            )
        )
    if state or place:
        makers.append(
            lambda page, pen: _moved(page, pen, id_, state, day, place, checked_by or "", why or "")
        )
    elif on or checked_by or why:
        raise UsageError("Say the state that goes with it, such as arrived. Nothing was changed.")
    if promise is not None:
        given_on = None if promised_on is CLEARED else promised_on
        given_day = (
            None
            if promise is CLEARED
            else Promise(day=promise, by=promised_by or "", given_on=given_on)
        )
        makers.append(lambda page, pen: verbs.set_promise(page, pen, id_, given_day))
    if problem is not None or problem_note is not None:
        makers.append(_problem(context, id_, problem, problem_note))
    context.write(in_turn(page, context.pen(), makers))


def _moved(
    page: CasePage,
    pen: Pen,
    id_: str,
    state: Any,
    on: dt.date | None,
    place: Place | None,
    checked_by: str,
    why: str,
) -> Change:
    """The move to a state, or within the state it has to another place."""
    item = page.value.items[id_]
    if not state or state == item.state:
        last = latest_move(item)
        state, checked_by = item.state, checked_by or (last.checked_by if last else "")
    return verbs.move_item(
        page, pen, id_, state, on=on, place=place, checked_by=checked_by, note=why
    )


def _problem(context: CommandContext, id_: str, said: str | None, note: str | None) -> Maker:
    def make(page: CasePage, pen: Pen) -> Change:
        item = page.value.items[id_]
        code = item.problem
        if said is not None:
            none = said in ("", NONE)
            code = None if none else lookup.problem(context.catalogue, said, item.call).id
        about = item.problem_note if note is None and said is None else note or ""
        return verbs.set_problem(page, pen, context.catalogue, id_, code, about)

    return make


@item_command.command("remove")
@words(("item", Named("item")))
@pass_command_context
def _remove(context: CommandContext, case: str, item: str) -> None:
    """Take an item out of the case."""
    page = context.case_to_part_with(case, item)
    id_ = context.casework.find_item(page, item)
    context.change(page, lambda page, pen: verbs.remove_item(page, pen, id_))
