"""Commands for the case as a whole and the people in it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click
from msgspec.structs import replace

from so_tui.cli import fields, output, stderr
from so_tui.cli.arguments import words
from so_tui.cli.context import CommandContext, pass_command_context
from so_tui.cli.param_types import CLEARED, Cleared, Code, Named, Text
from so_tui.cli.zones import asked_zone
from so_tui.core import verbs
from so_tui.core.case import Case, Companion, Person, Status, Visit, in_order
from so_tui.core.changes import CasePage
from so_tui.core.finding import Candidate, did_you_mean, fitting, is_taken, listed
from so_tui.core.text import shortened
from so_tui.errors import NotAllowedError, NotFoundError


@click.command("new")
@click.argument("label", required=False)
@fields.options(
    fields.one(Visit, "day", name="visit"),
    fields.of(Visit, "time", "zone"),
    fields.of(Case, "diagnosis"),
)
@click.option(
    "--from",
    "source",
    type=Named("case"),
    help="A case of the same person: take over the offices, and what has come.",
)
@click.option("--another", is_flag=True, help="Begin it also where a case has this label already.")
@stderr.yes_option
@pass_command_context
def new_command(
    context: CommandContext,
    label: str | None,
    another: bool,
    visit: dt.date | Cleared | None,
    time: dt.time | Cleared | None,
    zone: str | None,
    diagnosis: str | None,
    source: str | None,
) -> None:
    """Begin a case; the usual items wait in it, to ask.

    With `--from` it is one more opinion for the same person. Who they are, their offices, and the
    papers they have are taken over.

    LABEL is what you call the case, such as a first name. Without it, it is asked for. What is
    written to standard output is the id of the case.
    """
    label = stderr.ask("label") if label in (None, "-") else label
    _settle_label(context, label or "", another)
    at = None if time is CLEARED else time
    day = None if visit is CLEARED else visit
    if at is not None and zone is None:
        zone = asked_zone()
    context.settle_visit(Visit(day=day, time=at, zone=zone or ""))
    if source is not None:
        change = verbs.begin_from(
            context.case(source), context.pen(), context.catalogue, label or "",
            day=day, time=at, zone=zone or "", diagnosis=diagnosis or "",
        )  # fmt: skip
    else:
        change = verbs.new_case(
            context.pen(),
            context.catalogue,
            label or "",
            day=day,
            time=at,
            zone=zone or "",
            diagnosis=diagnosis or "",
        )
    context.write(change)
    output.say([change.edits[0].page[1]])


def _settle_label(context: CommandContext, label: str, another: bool, but: str = "") -> None:
    """Settle with the person that two cases have one label. Raises NotAllowedError."""
    taken = "" if another else is_taken(context.casework.labeled(label), label, but)
    if taken and not stderr.agreed(f"{taken} Give it to another case, too?"):
        raise NotAllowedError(
            f"{taken} Give a label that tells them apart, or add --another. Nothing was changed."
        )


# --- case set, archive, unarchive, remove ----------------------------------------------------

_DETAILS = fields.every(Case, "status", "archived")


@click.group("case")
def case_command() -> None:
    """Change, put away or remove a case."""


@case_command.command("set")
@words()
@fields.options(_DETAILS)
@click.option("--another", is_flag=True, help="Take a label that another case has already.")
@pass_command_context
def _set(context: CommandContext, case: str, another: bool, **typed: Any) -> None:
    """Change the case's label, diagnosis, note, numbers, or who has it now."""
    found = fields.given(_DETAILS, typed)
    fields.something(found, _DETAILS)
    before = context.case(case)
    if found.get("label"):
        _settle_label(context, found["label"], another, before.id)
    context.change(before, lambda page, pen: verbs.set_details(page, pen, **found))


@case_command.command("hand-over")
@words(("name", Text()))
@pass_command_context
def _hand_over(context: CommandContext, case: str, name: str) -> None:
    """Say who has the case now. An empty NAME (`""`) means nobody."""
    context.change(context.case(case), lambda page, pen: verbs.hand_over(page, pen, name))


@case_command.command("archive")
@words()
@pass_command_context
def _archive(context: CommandContext, case: str) -> None:
    """Put a case away: lists leave it out."""
    page = context.case_to_part_with(case)
    context.change(page, lambda page, pen: verbs.set_archived(page, pen, True))


@case_command.command("unarchive")
@words()
@pass_command_context
def _unarchive(context: CommandContext, case: str) -> None:
    """Bring a case back that was put away."""
    context.change(context.case(case), lambda page, pen: verbs.set_archived(page, pen, False))


@case_command.command("remove")
@click.argument("case", type=Named("case"))
@pass_command_context
def _remove(context: CommandContext, case: str) -> None:
    """Take a case out of every list. `so-tui undo` brings it back."""
    context.write(verbs.remove_case(context.case_to_part_with(case), context.pen()))


@click.command("status")
@words(("status", Code(Status)))
@pass_command_context
def status_command(context: CommandContext, case: str, status: Status) -> None:
    """Set where the case as a whole stands.

    STATUS is deciding, going, on-hold, decided-not, visited, closed or died.
    """
    context.change(context.case(case), lambda page, pen: verbs.set_status(page, pen, status))


# --- The person, and who is beside them ------------------------------------------------------

_PERSON = fields.every(Person)


@click.group("person")
def person_command() -> None:
    """Keep what is known of the person."""


@person_command.command("set")
@words()
@fields.options(_PERSON)
@stderr.yes_option
@pass_command_context
def _person_set(context: CommandContext, case: str, **typed: Any) -> None:
    """Change what is known of the person."""
    found = fields.given(_PERSON, typed)
    fields.something(found, _PERSON)
    page = context.case(case)
    context.change(page, lambda page, pen: verbs.set_person(
        page, pen, replace(page.value.person, **found)
    ))  # fmt: skip


_COMPANION = fields.every(Companion)


@click.group("companion")
def companion_command() -> None:
    """Keep who is beside the person: a caregiver, a proxy."""


@companion_command.command("add")
@words()
@fields.options(_COMPANION)
@pass_command_context
def _companion_add(context: CommandContext, case: str, **typed: Any) -> None:
    """Add someone; the name is asked for when it is not given.

    What is written to standard output is their number in the case.
    """
    found = fields.given(_COMPANION, typed)
    page = context.case(case)
    found["name"] = found.get("name") or stderr.ask("name")
    companion = Companion(**{"number": 0, **found})
    after = context.change(page, lambda page, pen: verbs.add_companion(page, pen, companion))
    output.say([str(in_order(after.value.people)[-1][1].number)])


@companion_command.command("set")
@words(("person", Named("person")))
@fields.options(_COMPANION)
@pass_command_context
def _companion_set(context: CommandContext, case: str, person: str, **typed: Any) -> None:
    """Change what is known of someone. PERSON is their number, or a part of their name."""
    found = fields.given(_COMPANION, typed)
    fields.something(found, _COMPANION)
    page = context.case(case)
    id_, old = _companion(page, person)
    context.change(
        page, lambda page, pen: verbs.edit_companion(page, pen, id_, replace(old, **found))
    )


@companion_command.command("remove")
@words(("person", Named("person")))
@pass_command_context
def _companion_remove(context: CommandContext, case: str, person: str) -> None:
    """Take someone out of the case."""
    page = context.case_to_part_with(case, person)
    id_, _ = _companion(page, person)
    context.change(page, lambda page, pen: verbs.remove_companion(page, pen, id_))


def _companion(page: CasePage, said: str) -> tuple[str, Companion]:
    """The one companion that a number or a part of a name means."""
    people = in_order(page.value.people)
    found = fitting(
        [Candidate(id_, one.name, whole=(str(one.number),), names=(one.name,))
         for id_, one in people],
        said,
    )  # fmt: skip
    if len(found) == 1:
        return found[0].id, page.value.people[found[0].id]
    known = listed(f"{one.number} {one.name}" for _, one in people) or "nobody yet"
    offer = did_you_mean(said, (one.name for _, one in people))
    raise NotFoundError(
        f"“{shortened(said)}” is not one person beside them. {offer}There is: {known}."
    )
