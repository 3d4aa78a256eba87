"""Commands for the log of contacts, and the words to say on a call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import click
from msgspec.structs import replace

from so_tui.cli import lookup, output, talk
from so_tui.cli.edge import Edge, pass_edge
from so_tui.cli.kinds import CLEARED, NONE, Code, Day, Kind, Named, Text, Time
from so_tui.cli.words import Field, given, options, something, words
from so_tui.core import verbs
from so_tui.core.case import (
    CallName,
    Channel,
    Contact,
    Effect,
    Mover,
    Outcome,
    State,
    in_order,
)
from so_tui.core.changes import CasePage
from so_tui.core.script import sheet, wanted

_CONTACT = (
    Field("with_whom", Text(), "Whom you spoke with.", option="with"),
    Field("who", Text(), "Who called, where several do."),
    Field("channel", Code(Channel), "How it went: by phone when left out."),
    Field("on", Day(Contact, "on"), "The day; today when left out."),
    Field("time", Time(), "The time of day."),
    Field("next_move", Code(Mover), "Who has to act now.", option="next"),
    Field("chase_on", Day(Contact, "chase_on"), "When to ask again.", option="chase"),
    Field("note", Text(lines=True), "What was said."),
)
_WHICH = (
    Field("office", Named("office"), "Which office; the call's own while it has one."),
    Field("release", Named("release"), "The release it was about, by its number or office."),
)


class _OfItem(Kind):
    """A value for every item of the contact, or for one: `2026-12-01` or `P1=2026-12-01`."""

    def __init__(self, kind: Kind) -> None:
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
    type=_OfItem(Named("code")),
    multiple=True,
    help="What is in the way.",
)
@options(*_WHICH, *_CONTACT)
@talk.yes_option
@pass_edge
def log_command(
    edge: Edge,
    case: str,
    call: CallName,
    outcome: Outcome,
    about: tuple[str, ...],
    states: tuple[tuple[str, Any], ...],
    promises: tuple[tuple[str, Any], ...],
    problems: tuple[tuple[str, Any], ...],
    **typed: Any,
) -> None:
    """Log one contact, and what it did to each item.

    CALL is visit, oncologist, pathology or radiology. OUTCOME is no-answer, voicemail, spoke,
    has-our-request, promised, needs-from-us, refused, sent or sent-elsewhere. Each item moves
    as it usually does after that outcome. What is written to standard output is the contact's
    number in the log.
    """
    page = edge.case(case)
    found = given(_CONTACT, typed)
    named = [item for item, _ in (*states, *promises, *problems) if item]
    items = lookup.items(edge, page, [*about, *named])
    of_each = _for_each(edge, page, items)
    effects = verbs.usual_effects(page.value, items, outcome)
    for id_, state in of_each(states):
        usual = None if state is CLEARED or page.value.items[id_].state == state else state
        effects[id_] = replace(effects[id_], state=usual)
    for id_, promise in of_each(promises):
        effects[id_] = replace(effects[id_], promise=None if promise is CLEARED else promise)
    for id_, problem in of_each(problems):
        code = None if problem == NONE else lookup.problem(edge.catalogue, problem)
        effects[id_] = replace(effects[id_], problem=code)
    contact = Contact(
        **{
            "number": 0,
            "call": call,
            "outcome": outcome,
            "office": _office(edge, page, call, typed["office"], effects),
            "release": lookup.release(edge, page, typed["release"]) if typed["release"] else None,
            "effects": effects,
            "who": "",
            **found,
            "on": found.get("on") or edge.today,
        }
    )
    after = edge.change(page, lambda page, pen: verbs.log_contact(page, pen, contact))
    output.say([str(in_order(after.value.contacts)[-1][1].number)])


def _for_each(
    edge: Edge, page: CasePage, items: Iterable[str]
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
                yield edge.casework.find_item(page, name), value

    return spread


def _office(
    edge: Edge, page: CasePage, call: CallName, said: str | None, effects: Mapping[str, Effect]
) -> str | None:
    """The office of a contact: the one named, or that of its items, or the call's only one."""
    if said:
        return lookup.office(edge, page, said, call)
    of_items = {page.value.items[id_].office for id_ in effects} - {None}
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


_CORRECTED = (Field("outcome", Code(Outcome), "How it ended."), *_CONTACT)


@contact_command.command("set")
@words(("contact", Named("contact")))
@options(*_CORRECTED, *_WHICH)
@talk.yes_option
@pass_edge
def _set(edge: Edge, case: str, contact: str, **typed: Any) -> None:
    """Correct an entry of the log."""
    page = edge.case(case)
    id_ = lookup.numbered(page.value.contacts, contact, "contact")
    old = page.value.contacts[id_]
    found = given(_CORRECTED, typed)
    if (said := typed["office"]) is not None:
        found["office"] = None if said == NONE else lookup.office(edge, page, said, old.call)
    if (said := typed["release"]) is not None:
        found["release"] = None if said == NONE else lookup.release(edge, page, said)
    something(found, _CORRECTED)
    after = replace(old, **{**found, "on": found.get("on") or old.on})
    edge.change(page, lambda page, pen: verbs.edit_contact(page, pen, id_, after))


@contact_command.command("remove")
@words(("contact", Named("contact")))
@pass_edge
def _remove(edge: Edge, case: str, contact: str) -> None:
    """Take an entry out of the log."""
    page = edge.case(case)
    id_ = lookup.numbered(page.value.contacts, contact, "contact")
    edge.change(page, lambda page, pen: verbs.remove_contact(page, pen, id_))


@click.command("script")
@words(("call", Code(CallName)))
@click.option("--office", help="Which office; the call's own while it has one.")
@pass_edge
def script_command(edge: Edge, case: str, call: CallName, office: str | None) -> None:
    """Say the words for one call, each paper asked for by its name."""
    page = edge.case(case)
    of = lookup.office(edge, page, office, call) if office else lookup.only_office(page, call)
    said = wanted(edge.plan(page))
    output.say(sheet(page.value, call, of, edge.offices, edge.catalogue, said))
