"""Commands for entries of the log, and the words to say on a call."""

from __future__ import annotations

from typing import Any

import click
from msgspec.structs import replace

from so_tui.cli import fields, lookup, output, stderr
from so_tui.cli.arguments import words
from so_tui.cli.context import CommandContext, pass_command_context
from so_tui.cli.param_types import NONE, Code, Named
from so_tui.core import verbs
from so_tui.core.case import CallName, Contact
from so_tui.core.parties import offices_for
from so_tui.core.script import sheet, wanted

CONTACT = fields.every(Contact, "call", "outcome")
WHICH = [
    *fields.of(Contact, "office"),
    *fields.one(
        Contact, "release", more=f"When left out, the office's own that waits; `{NONE}` for none."
    ),
]


@click.group("contact")
def contact_command() -> None:
    """Correct or remove an entry of the log.

    CONTACT is its number. What an entry did to items stays; `so-tui item set` changes that.
    """


_CORRECTED = [*fields.of(Contact, "outcome"), *CONTACT]


@contact_command.command("set")
@words(("contact", Named("contact")))
@fields.options(_CORRECTED, WHICH)
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
    page = context.case_to_part_with(case, contact)
    id_ = lookup.numbered(page.value.contacts, contact, "contact")
    context.change(page, lambda page, pen: verbs.remove_contact(page, pen, id_))


@click.command("script")
@words(("call", Code(CallName)))
@click.option(
    "--office",
    type=Named("office"),
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
