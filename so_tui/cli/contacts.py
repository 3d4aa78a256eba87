"""Commands for the log of contacts, and the words to say on a call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import click
from msgspec.structs import replace

from so_tui.cli import fields, lookup, output, stderr
from so_tui.cli.arguments import words
from so_tui.cli.context import CommandContext, pass_command_context
from so_tui.cli.param_types import CLEARED, NONE, Code, Count, Day, Named, ParamType, spoken
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
    State,
    in_order,
    spoken_items,
)
from so_tui.core.changes import CasePage
from so_tui.core.effects import Outlook
from so_tui.core.parties import SECOND, offices_for, party_at
from so_tui.core.script import sheet, wanted
from so_tui.core.text import ended
from so_tui.core.wording import Wording
from so_tui.errors import UsageError

_CONTACT = fields.every(Contact, "call", "outcome")
_WHICH = [
    *fields.of(Contact, "office"),
    *fields.one(
        Contact, "release", more=f"When left out, the office's own that waits; `{NONE}` for none."
    ),
]


_COUNT = Count()


class _OfItem(ParamType):
    """A value for every item of the contact, or for one: `2026-12-01` or `P1=2026-12-01`."""

    def __init__(self, kind: ParamType) -> None:
        self.kind = kind
        self.name = kind.name

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """The value, with the item before it if one is meant."""
        return f"[ITEM=]{self.name.upper()}"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, Any]:
        """The item's name, or "" for all, and the value."""
        item, divided, rest = value.rpartition("=")
        if not divided:
            return "", self.kind.convert(value, param, ctx)
        return item, self.kind.convert(rest, param, ctx)


@click.command("log")
@words(("call", Code(CallName)), ("outcome", Code(Outcome)))
@click.option("--about", multiple=True, metavar="ITEM", help="An item, or several as P1,P2.")
@click.option(
    "--state",
    "states",
    type=_OfItem(Code(State, clears=True)),
    multiple=True,
    help=f"The state they have now, if not as usual after this outcome; `{NONE}` leaves it.",
)
@click.option(
    "--promise",
    "promises",
    type=_OfItem(Day(Effect, "promise")),
    multiple=True,
    help="The day that was promised.",
)
@click.option(
    "--problem",
    "problems",
    type=_OfItem(Named("words")),
    multiple=True,
    help="What is in the way: its code, or words such as `blank`.",
)
@click.option(
    "--needs", multiple=True, metavar="KIND", help="What the second office needs: kinds of items."
)
@click.option(
    "--needs-not", multiple=True, metavar="KIND", help="What the second office does not need."
)
@click.option(
    "--received",
    "has",
    multiple=True,
    metavar="ITEM[=COUNT]",
    help="What the second office said it has, and how many where it said so: P1, or P1=12.",
)
@click.option(
    "--instead",
    type=Code(Form),
    help="The form they offer in place of what they refuse, such as recut; it is asked for.",
)
@fields.options(_WHICH, _CONTACT)
@stderr.yes_option
@pass_command_context
def log_command(
    context: CommandContext,
    case: str,
    call: CallName,
    outcome: Outcome,
    about: tuple[str, ...],
    states: tuple[tuple[str, Any], ...],
    promises: tuple[tuple[str, Any], ...],
    problems: tuple[tuple[str, Any], ...],
    needs: tuple[str, ...],
    needs_not: tuple[str, ...],
    has: tuple[str, ...],
    instead: Form | None,
    **typed: Any,
) -> None:
    """Log one contact, and what it did to each item.

    CALL is visit, oncologist, pathology or radiology. OUTCOME is no-answer, voicemail, spoke,
    has-our-request, promised, needs-from-us, refused, sent or sent-elsewhere. It is said what
    becomes of each item: a voicemail moves none, and after `spoke` what was to ask is asked.
    With the second office, say what it needs, and what it has received. What is written to
    standard output is the contact's number in the log.
    """
    page = context.case(case)
    found = fields.given(_CONTACT, typed)
    named = [item for item, _ in (*states, *promises, *problems) if item]
    items = lookup.items(context, page, [*about, *named])
    of_each = _for_each(context, page, items)
    days = {id_: day for id_, day in of_each(promises) if day is not CLEARED}
    on = found.get("on") or context.today
    party = lookup.party(typed["office"] or "") if call == "visit" else None
    if party is not None and not offices_for(page.value, call, party):
        office = None  # it is not known yet
    else:
        office = _office(context, page, call, typed["office"], items)
        party = party_at(page.value, office)
    looks = effects.outlook(
        page.value, items, outcome, context.catalogue, context.calendar, on=on,
        today=context.today, promises=days,
        office=_identity(context, page, office),
    )  # fmt: skip
    does = dict(looks.effects)
    for id_, problem in of_each(problems):
        item = page.value.items[id_]
        if problem == NONE:
            does[id_] = replace(does[id_], problem=None)
        else:
            code = lookup.problem(context.catalogue, problem, item.call)
            does[id_] = effects.with_problem(item, does[id_], code, context.catalogue)
    for id_, state in of_each(states):
        same = state is CLEARED or page.value.items[id_].state == state
        does[id_] = replace(does[id_], state=None if same else state, place=None)
    contact = Contact(
        **{
            "number": 0,
            "call": call,
            "outcome": outcome,
            "office": office,
            "party": party,
            "release": _release(context, page, typed["release"], office),
            "effects": does,
            "next_move": looks.next_move,
            "chase_on": looks.chase_on,
            "who": "",
            **found,
            "on": on,
        }
    )
    _refuse_other_forms(context, page, does, instead)
    wants = _needs(context, call, party, needs, needs_not)
    there = _has(context, page, call, party, outcome, has)
    after = context.change(
        page, lambda page, pen: verbs.log_contact(page, pen, contact, wants, there, instead)
    )
    does_it = Outlook(effects=does, next_move=contact.next_move, chase_on=contact.chase_on)
    _tell(context, page, does_it, heard=bool(there or wants))
    output.say([str(in_order(after.value.contacts)[-1][1].number)])


def _tell(context: CommandContext, page: CasePage, looks: Outlook, heard: bool) -> None:
    """Say what became of each item, as the screen says it beforehand.

    `heard`: the office said something of papers, none of which was named apart from that.
    """
    if not (looks.effects or heard) and page.value.items:
        stderr.tell("No paper was named, so none moves. Name them with --about.")
    for name, id_ in spoken_items(page.value):
        if id_ in looks.effects:
            item = page.value.items[id_]
            said = effects.said(
                item, looks.effects[id_], context.catalogue, context.today, looks.chase_on
            )
            stderr.tell(ended(f"{name} {Wording(context.catalogue).item(item)}: {said}"))


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
    context: CommandContext,
    page: CasePage,
    call: CallName,
    party: Party,
    outcome: Outcome,
    said: Sequence[str],
) -> dict[str, int | None]:
    """What the second office said it has received, by item, and how many."""
    found: dict[str, int | None] = {}
    for one in (part for several in said for part in several.split(",") if part.strip()):
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
    if said and not found:
        raise click.UsageError("Say which items they have, such as --received P1=12.")
    if found and outcome in ("no_answer", "voicemail"):
        raise UsageError("Nobody answered, so nobody said what has come. Nothing was changed.")
    if found and (call != CALLS[0] or party != SECOND):
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


def _identity(context: CommandContext, page: CasePage, office: str | None) -> Office | None:
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


# --- Entries of the log ----------------------------------------------------------------------


@click.group("contact")
def contact_command() -> None:
    """Correct or remove an entry of the log.

    CONTACT is its number. What an entry did to items stays; `so-tui item set` changes that.
    """


_CORRECTED = [*fields.of(Contact, "outcome"), *_CONTACT]


@contact_command.command("set")
@words(("contact", Named("contact")))
@fields.options(_CORRECTED, _WHICH)
@stderr.yes_option
@pass_command_context
def _set(context: CommandContext, case: str, contact: str, **typed: Any) -> None:
    """Correct an entry of the log."""
    page = context.case(case)
    id_ = lookup.numbered(page.value.contacts, contact, "contact")
    old = page.value.contacts[id_]
    found = fields.given(_CORRECTED, typed)
    if (said := typed["office"]) is not None:
        found["office"] = None if said == NONE else lookup.office(context, page, said, old.call)
    if (said := typed["release"]) is not None:
        found["release"] = None if said == NONE else lookup.release(context, page, said)
    fields.something(found, _CORRECTED)
    after = replace(old, **{**found, "on": found.get("on") or old.on})
    context.change(page, lambda page, pen: verbs.edit_contact(page, pen, id_, after))


@contact_command.command("remove")
@words(("contact", Named("contact")))
@pass_command_context
def _remove(context: CommandContext, case: str, contact: str) -> None:
    """Take an entry out of the log."""
    page = context.case(case)
    id_ = lookup.numbered(page.value.contacts, contact, "contact")
    context.change(page, lambda page, pen: verbs.remove_contact(page, pen, id_))


@click.command("script")
@words(("call", Code(CallName)))
@click.option(
    "--office",
    help="Which office; the call's own while it has one. "
    "On the visit's card also `insurer` or `referrer`.",
)
@pass_command_context
def script_command(context: CommandContext, case: str, call: CallName, office: str | None) -> None:
    """Say the words for one call, each paper asked for by its name."""
    page = context.case(case)
    party = lookup.party(office or "") if call == "visit" else None
    of = None
    if party is None or offices_for(page.value, call, party):
        of = (
            lookup.office(context, page, office, call) if office else lookup.only_office(page, call)
        )
    said = wanted(context.plan(page))
    output.say(sheet(page.value, call, of, context.offices, context.catalogue, said, party))
