"""What was said of a contact by command, as the contact that it is in one case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import click
from msgspec.structs import replace

from so_tui.cli import lookup
from so_tui.cli.context import CommandContext
from so_tui.cli.param_types import CLEARED, NONE, Count, spoken
from so_tui.core import effects, verbs
from so_tui.core.case import (
    CALLS,
    OVER,
    CallName,
    Contact,
    Effect,
    Form,
    Known,
    Office,
    Outcome,
    Party,
)
from so_tui.core.changes import CasePage, Change, Pen
from so_tui.core.effects import Outlook
from so_tui.core.parties import SECOND, offices_for, party_at
from so_tui.core.wording import Wording
from so_tui.errors import UsageError

_COUNT = Count()


@dataclass(frozen=True, slots=True)
class Said:
    """What was typed of a contact, the same for every case it is logged in."""

    call: CallName
    outcome: Outcome
    states: tuple[tuple[str, Any], ...]
    promises: tuple[tuple[str, Any], ...]
    problems: tuple[tuple[str, Any], ...]
    needs: tuple[str, ...]
    needs_not: tuple[str, ...]
    has: tuple[str, ...]
    instead: Form | None
    office: str | None
    release: str | None
    fields: dict[str, Any]

    @property
    def of_one_item(self) -> list[str]:
        """The items that something was said of by name."""
        return [item for item, _ in (*self.states, *self.promises, *self.problems) if item]


@dataclass(frozen=True, slots=True)
class Part:
    """What a contact is in one case, and what it does there."""

    page: CasePage
    contact: Contact
    needs: dict[str, Known]
    has: dict[str, int | None]
    instead: Form | None

    def change(self, pen: Pen) -> Change:
        """The change that logs it in this case."""
        return verbs.log_contact(self.page, pen, self.contact, self.needs, self.has, self.instead)

    @property
    def outlook(self) -> Outlook:
        """What it does, as it was settled."""
        one = self.contact
        return Outlook(effects=one.effects, next_move=one.next_move, chase_on=one.chase_on)


def part_in(context: CommandContext, page: CasePage, said: Said, about: Iterable[str]) -> Part:
    """What a contact is in one case. Raises UsageError where what was said does not fit there."""
    call = said.call
    items = lookup.items(context, page, [*about, *said.of_one_item])
    of_each = _for_each(context, page, items)
    days = {id_: day for id_, day in of_each(said.promises) if day is not CLEARED}
    on = said.fields.get("on") or context.today
    party = lookup.party(said.office or "") if call == "visit" else None
    if party is not None and not offices_for(page.value, call, party):
        office = None  # it is not known yet
    else:
        office = _office(context, page, call, said.office, items)
        party = party_at(page.value, office)
    looks = effects.outlook(
        page.value, items, said.outcome, context.catalogue, context.calendar, on=on,
        today=context.today, promises=days,
        office=identity(context, page, office),
    )  # fmt: skip
    does = dict(looks.effects)
    for id_, problem in of_each(said.problems):
        item = page.value.items[id_]
        if problem == NONE:
            does[id_] = replace(does[id_], problem=None)
        else:
            code = lookup.problem(context.catalogue, problem, item.call)
            does[id_] = effects.with_problem(item, does[id_], code, context.catalogue)
    for id_, state in of_each(said.states):
        same = state is CLEARED or page.value.items[id_].state == state
        does[id_] = replace(does[id_], state=None if same else state, place=None)
    contact = Contact(
        **{
            "number": 0,
            "call": call,
            "outcome": said.outcome,
            "office": office,
            "party": party,
            "release": _release(context, page, said.release, office),
            "effects": does,
            "next_move": looks.next_move,
            "chase_on": looks.chase_on,
            "who": "",
            **said.fields,
            "on": on,
        }
    )
    _refuse_other_forms(context, page, contact.effects, said.instead)
    return Part(
        page=page,
        contact=contact,
        needs=_needs(context, call, party, said.needs, said.needs_not),
        has=_has(context, page, party, said),
        instead=said.instead,
    )


def _needs(
    context: CommandContext,
    call: CallName,
    party: Party,
    needs: Iterable[str],
    needs_not: Iterable[str],
) -> dict[str, Known]:
    """What the second office said about each kind of item."""
    found: dict[str, Known] = {}
    answers: tuple[tuple[Iterable[str], Known], ...] = ((needs, "yes"), (needs_not, "no"))
    for names, known in answers:
        for name in (one for said in names for one in said.split(",") if one.strip()):
            kind = lookup.kind(context.catalogue, name.strip()).id
            if found.get(kind, known) != known:
                raise UsageError(f"“{name.strip()}” is both needed and not. Nothing was changed.")
            found[kind] = known
    if found and (call != CALLS[0] or party != SECOND):
        raise UsageError(
            "Only the second office says what it needs: log a call of the visit. "
            "Nothing was changed."
        )
    return found


def _refuse_other_forms(
    context: CommandContext, page: CasePage, does: Mapping[str, Effect], instead: Form | None
) -> None:
    """Raises UsageError for what cannot stand in for anything that is refused."""
    forms = effects.offered(page.value, does, context.catalogue)
    if instead is None or instead in forms:
        return
    if not effects.refused(page.value, does):
        raise UsageError(
            "Nothing that this is about is refused, or something stands in its place already. "
            "Name what is refused with --about, or leave out --instead. Nothing was changed."
        )
    named = ", ".join(map(spoken, forms)) or "none"
    raise UsageError(
        f"What is refused does not come as {spoken(instead)}. Its forms: {named}. "
        "Nothing was changed."
    )


def _has(
    context: CommandContext, page: CasePage, party: Party, said: Said
) -> dict[str, int | None]:
    """What the second office said it has received, by item, and how many."""
    found: dict[str, int | None] = {}
    for one in (part for several in said.has for part in several.split(",") if part.strip()):
        name, divided, count = one.partition("=")
        id_ = context.casework.find_item(page, name.strip())
        many = _COUNT.convert(count.strip(), None, None) if divided else None
        if many is CLEARED:
            raise click.UsageError(f"Say how many behind {name.strip()}=, or leave out the “=”.")
        if found.get(id_, many) != many:
            raise UsageError(f"{name.strip()} has two numbers. Nothing was changed.")
        item = page.value.items[id_]
        if item.call == CALLS[0] or item.state in (*OVER, "refused"):
            words = Wording(context.catalogue)
            raise UsageError(
                f"{name.strip()} {words.item(item)} is “{words.state(item)}”: nothing that the "
                "second office receives. Nothing was changed."
            )
        found[id_] = many
    if said.has and not found:
        raise click.UsageError("Say which items they have, such as --received P1=12.")
    if found and said.outcome in ("no_answer", "voicemail"):
        raise UsageError("Nobody answered, so nobody said what has come. Nothing was changed.")
    if found and (said.call != CALLS[0] or party != SECOND):
        raise UsageError(
            "Only the second office says what it has received: log a call of the visit. "
            "Nothing was changed."
        )
    return found


def _release(
    context: CommandContext, page: CasePage, said: str | None, office: str | None
) -> str | None:
    """The release of a contact: the one named, or the office's that waits for its receipt."""
    if said is None:
        return effects.release_at(page.value, office)
    return None if said in ("", NONE) else lookup.release(context, page, said)


def identity(context: CommandContext, page: CasePage, office: str | None) -> Office | None:
    here = page.value.offices.get(office or "")
    return None if here is None else context.offices.get(here.office)


def _for_each(
    context: CommandContext, page: CasePage, items: Iterable[str]
) -> Callable[[Iterable[tuple[str, Any]]], Iterator[tuple[str, Any]]]:
    """What spreads values over the items: those for all first, then those for one."""
    every = list(items)

    def spread(values: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
        told = list(values)
        if told and not every:
            raise click.UsageError("Say which items it was about, with --about.")
        yield from ((id_, value) for name, value in told if not name for id_ in every)
        for name, value in told:
            if name:
                yield context.casework.find_item(page, name), value

    return spread


def _office(
    context: CommandContext, page: CasePage, call: CallName, said: str | None, items: Iterable[str]
) -> str | None:
    """The office of a contact: the one named, or that of its items, or the call's only one."""
    if said:
        return lookup.office(context, page, said, call)
    of_items = {page.value.items[id_].office for id_ in items} - {None}
    if len(of_items) == 1:
        (office,) = of_items
        return office
    return lookup.only_office(page, call)
