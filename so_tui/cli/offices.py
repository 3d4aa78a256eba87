"""Commands for offices: what the casebook knows of them, and what is one case's about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import click
from msgspec.structs import replace

from so_tui.cli import fields, json_output, lookup, output, stderr
from so_tui.cli.arguments import words
from so_tui.cli.context import CommandContext, new_id, pass_command_context
from so_tui.cli.param_types import Cleared, Code, Day, Named, Text
from so_tui.cli.reading import json_option
from so_tui.core import pace, verbs
from so_tui.core.case import (
    CallName,
    CaseOffice,
    Closure,
    Gives,
    Office,
)
from so_tui.core.changes import Change
from so_tui.core.days import A_CLOSED_DAY
from so_tui.core.fields import field
from so_tui.core.finding import (
    find_known_office,
    listed,
    listed_apart,
    offices_apart,
    phone_is_known,
    same_office,
)
from so_tui.core.phones import is_same
from so_tui.core.text import counted, shortened
from so_tui.errors import NotAllowedError, UsageError

_IDENTITY = fields.every(Office, "note")
_OF_OFFICE = fields.one(Office, "note", name="office_note")
_OF_CASE = fields.every(CaseOffice, "call")


@click.group("office")
def office_command() -> None:
    """Add, change or remove the offices of a case.

    What is known of an office is kept once: a change of it is for every case. OFFICE is
    a part of its name, or the call's name while the call has one office.
    """


def _identity(typed: dict[str, Any]) -> dict[str, Any]:
    return fields.given([*_IDENTITY, *_OF_OFFICE], typed)


@office_command.command("add")
@words(("call", Code(CallName)))
@click.option(
    "--pick",
    type=Named("office", is_a="known office"),
    help="One the casebook knows, by a part of its name.",
)
@click.option("--another", is_flag=True, help="Make one more office of a name that is known.")
@fields.options(_IDENTITY, _OF_OFFICE, _OF_CASE)
@pass_command_context
def _add(
    context: CommandContext,
    case: str,
    call: CallName,
    pick: str | None,
    another: bool,
    **typed: Any,
) -> None:
    """Put an office on a call's card: one the casebook knows, or a new one.

    CALL is visit, oncologist, pathology or radiology. An office of the same name is taken from
    the casebook as it is, however the name is typed; otherwise a new one is made. The name is
    asked for when it is not given.
    """
    page, pen = context.case(case), context.pen()
    said, of_case = _identity(typed), fields.given(_OF_CASE, typed)
    if pick is not None:
        known: Office | None = find_known_office(context.offices, pick)
    else:
        said["name"] = said.get("name") or stderr.ask("name of the office")
        known = _known_so(context, said, another)
        if known is not None:  # what is only grouped otherwise stays as it is known
            said = {one: given for one, given in said.items() if not _is_known(known, one, given)}
    changes: list[Change] = []
    twins = phone_is_known(context.offices, said.get("phone", "")) if known is None else ""
    if known is None:
        made = verbs.new_office(pen, Office(**{"id": "", **said}))
        ((_, office_id),) = made.pages
        name = said["name"]
        changes.append(made)
    else:
        office_id, name = known.id, known.name if pick is None else said.get("name", known.name)
        if pick is None:
            said.pop("name", "")
        if said:
            _edit(context, known, said, changes)
    here = CaseOffice(number=0, call=call, office=office_id, **of_case)
    added = verbs.add_office(page, pen, here, name)
    context.write(verbs.together(pen, "add_office", added.sentence, [*changes, added]))
    if twins:
        stderr.tell(f"{twins} {ONE_PLACE}")
    if known is not None and pick is None:
        stderr.tell(f"{shortened(known.name)} was known already, and was taken from the casebook.")


def _edit(
    context: CommandContext, known: Office, said: dict[str, Any], changes: list[Change]
) -> None:
    """Add the change of an office's identity, if it changes anything."""
    page = context.casework.office_page(known.id)
    try:
        changes.append(verbs.edit_office(page, context.pen(), replace(known, **said)))
    except NotAllowedError:
        return  # it is already so


def _known_so(context: CommandContext, said: dict[str, Any], another: bool) -> Office | None:
    """The office of the casebook that is called so, if there is one and it is meant.

    Raises NotAllowedError where it is known otherwise than it was told, or there are several.
    """
    found = same_office(context.offices, said["name"])
    if another or not found:
        return None
    how = (
        "Take that one with --pick, or change it with so-tui office set. "
        f"For another place of that name add {ANOTHER}. Nothing was changed."
    )
    if len(found) > 1:
        raise NotAllowedError(f"{len(found)} offices are called so: {offices_apart(found)}. {how}")
    known = found[0]
    other = [
        f"{field(Office, name).label.lower()} {getattr(known, name)}"
        for name, value in said.items()
        if name != "name"
        and getattr(known, name) != _unsaid(name)
        and not _is_known(known, name, value)
    ]
    if other:
        raise NotAllowedError(
            f"{shortened(known.name)} is known already, with another {listed(other)}. {how}"
        )
    return known


def _is_known(known: Office, name: str, value: Any) -> bool:
    """Whether an office is known with this value of a field, its numbers by their figures."""
    return is_same(name, getattr(known, name), value)


def _unsaid(name: str) -> Any:
    """What a field of an office holds when nothing was said of it."""
    return getattr(Office(id="", name=""), name)


ONE_PLACE = "Where the two are one place, so-tui office join makes them one."

ANOTHER = "--another"
"""The option that makes one more office of a name that is known."""


@office_command.command("join")
@click.argument("office", type=Named("office", is_a="known office"))
@click.argument("into", type=Named("office", is_a="known office"))
@pass_command_context
def _join(context: CommandContext, office: str, into: str) -> None:
    """Make two offices of the casebook one: OFFICE goes, and every case names INTO.

    Each is a part of its name, its telephone number, or the beginning of its id. What only
    OFFICE knew is kept with INTO. It is one change, and `so-tui undo` takes it back.
    """
    gone = find_known_office(context.offices, office)
    kept = find_known_office(context.offices, into)
    named = [
        page for page in context.casework.cases()
        if gone.id in {one.office for one in page.value.offices.values()}
    ]  # fmt: skip
    context.write(context.casework.joined(gone.id, kept.id, context.pen()))
    if named:
        stderr.tell(f"{counted(len(named), 'case')} named it: {listed_apart(named)}.")


@office_command.command("set")
@words(("office", Named("office")))
@fields.options(_IDENTITY, _OF_OFFICE, _OF_CASE)
@pass_command_context
def _set(context: CommandContext, case: str, office: str, **typed: Any) -> None:
    """Change what is known of an office, in the casebook and in this case."""
    said, of_case = _identity(typed), fields.given(_OF_CASE, typed)
    fields.something({**said, **of_case}, _IDENTITY)
    page, pen = context.case(case), context.pen()
    id_ = lookup.office(context, page, office)
    here = page.value.offices[id_]
    if said.get("name") and (twins := same_office(context.offices, said["name"], here.office)):
        raise NotAllowedError(
            f"Another office is called so: {offices_apart(twins)}. {ONE_PLACE} Nothing was changed."
        )
    changes: list[Change] = []
    if said:
        _edit(context, context.casework.office_page(here.office).value, said, changes)
    if of_case and replace(here, **of_case) != here:
        changes.append(verbs.edit_case_office(page, pen, id_, replace(here, **of_case)))
    same = phone_is_known(context.offices, said.get("phone", ""), here.office)
    _write(context, changes)
    if same:
        stderr.tell(f"{same} {ONE_PLACE}")


def _write(context: CommandContext, changes: Sequence[Change]) -> None:
    if not changes:
        raise NotAllowedError("Nothing was changed: it is already so.")
    if len(changes) == 1:
        context.write(*changes)
    else:
        context.write(verbs.together(context.pen(), changes[0].verb, changes[0].sentence, changes))


@office_command.command("remove")
@words(("office", Named("office")))
@pass_command_context
def _remove(context: CommandContext, case: str, office: str) -> None:
    """Take an office out of the case. Its items stay, its releases go with it."""
    page = context.case_to_part_with(case, office)
    id_ = lookup.office(context, page, office)
    context.change(page, lambda page, pen: verbs.remove_office(page, pen, id_))


@office_command.command("closed")
@words(("office", Named("office")))
@fields.options(fields.one(Closure, "first", required=True), fields.of(Closure, "last", "why"))
@stderr.yes_option
@pass_command_context
def _closed(
    context: CommandContext, case: str, office: str, first: Any, last: Any, why: str | None
) -> None:
    """Say on which days an office is closed, both ends included."""
    if isinstance(first, Cleared) or isinstance(last, Cleared):
        raise UsageError("A closure needs its days. Nothing was changed.")
    last = last or first
    if last < first:
        raise UsageError("The last day lies before the first. Nothing was changed.")
    known = _identity_of(context, case, office)
    closure = Closure(first=first, last=last, why=why or "")
    _rewrite(context, replace(known, closures={**known.closures, new_id(): closure}))


@office_command.command("open")
@words(("office", Named("office")))
@click.option(
    "--on", "day", type=Day(rule=A_CLOSED_DAY), required=True, help="A day of the closure."
)
@stderr.yes_option
@pass_command_context
def _open(context: CommandContext, case: str, office: str, day: dt.date) -> None:
    """Take away the closure of an office in which a day lies."""
    known = _identity_of(context, case, office)
    left = {id_: one for id_, one in known.closures.items() if not one.first <= day <= one.last}
    if len(left) == len(known.closures):
        raise NotAllowedError("No closure of that office has this day. Nothing was changed.")
    _rewrite(context, replace(known, closures=left))


_GIVES = fields.every(Gives)


@office_command.command("gives")
@words(("office", Named("office")), ("kind", Named("kind")))
@fields.options(_GIVES)
@pass_command_context
def _gives(context: CommandContext, case: str, office: str, kind: str, **typed: Any) -> None:
    """Say what an office gives of one kind of item, in which forms and ways."""
    found = fields.given(_GIVES, typed)
    fields.something(found, _GIVES)
    known = _identity_of(context, case, office)
    id_ = lookup.kind(context.catalogue, kind).id
    gives = replace(known.gives.get(id_, Gives()), **found)
    _rewrite(context, replace(known, gives={**known.gives, id_: gives}))


@office_command.command("takes")
@words(("office", Named("office")))
@click.option(
    "--says", type=Text(), default="", metavar="WHAT",
    help="What it says: slides 10, reports 5; or none. The plan counts with it.",
)  # fmt: skip
@pass_command_context
def _takes(context: CommandContext, case: str, office: str, says: str) -> None:
    """Tell how long an office usually takes, in business days, or keep what it says.

    Beside what it said stands what it really took, in all cases of this casebook.
    """
    known = _identity_of(context, case, office)
    if says:
        takes = {} if says.casefold() == "none" else pace.read(says, context.catalogue)
        added = {**known.takes, **takes} if takes else {}
        _rewrite(context, replace(known, takes=added))
        return
    took = context.casework.took(known.id)
    names = pace.offered(context.catalogue)
    lines = []
    for id_ in names:
        told = f"says {known.takes[id_]} business days" if id_ in known.takes else ""
        times = ""
        if id_ in took:
            median, n = took[id_]
            times = f"took {counted(median, 'business day')} ({counted(n, 'time')})"
        if told or times:
            lines.append(f"{names[id_]}: {'; '.join(filter(None, (told, times)))}")
    output.say(lines or ["Nothing is known yet. Ask: how long does it usually take with you?"])


def _identity_of(context: CommandContext, case: str, said: str) -> Office:
    """What the casebook knows of one of a case's offices."""
    page = context.case(case)
    here = page.value.offices[lookup.office(context, page, said)]
    return context.casework.office_page(here.office).value


def _rewrite(context: CommandContext, office: Office) -> None:
    context.write(verbs.edit_office(context.casework.office_page(office.id), context.pen(), office))


@click.command("offices")
@json_option
@pass_command_context
def offices_command(context: CommandContext, as_json: bool) -> None:
    """List the offices the casebook knows."""
    known = sorted(context.offices.values(), key=lambda one: (one.name.casefold(), one.id))
    if as_json:
        output.say_json({"offices": [json_output.full(one) for one in known]})
        return
    lines = [
        ", ".join(
            part for part in (one.name, one.desk, one.phone, one.fax and f"fax {one.fax}") if part
        )
        for one in known
    ]
    output.say(lines or ["No office yet. Add one with: so-tui office add"])
