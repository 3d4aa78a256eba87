"""Logging a contact: what came of it for each item, in one case or in all that a call was about."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from so_tui.cli import fields, output, stderr
from so_tui.cli.arguments import words
from so_tui.cli.contacts import CONTACT, WHICH
from so_tui.cli.context import CommandContext, pass_command_context
from so_tui.cli.logged import Part, Said, identity, part_in
from so_tui.cli.param_types import ITEM, NONE, Code, Day, Named, ParamType
from so_tui.core import effects, verbs
from so_tui.core.case import (
    CallName,
    Effect,
    Form,
    Outcome,
    State,
    in_order,
    latest_move,
    spoken_items,
)
from so_tui.core.changes import CasePage
from so_tui.core.text import counted, ended
from so_tui.core.wording import Wording
from so_tui.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class _OfItem(ParamType):
    """A value for every item of the contact, or for one: `2026-12-01` or `P1=2026-12-01`."""

    def __init__(self, kind: ParamType) -> None:
        self.kind = kind
        self.name = kind.name

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """The value, with the item before it if one is meant."""
        return f"[ITEM=]{self.name.upper()}"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """A value, or an item that one is for, for a shell."""
        from so_tui.cli import candidates

        def values(typed: str) -> list[CompletionItem]:
            return self.kind.shell_complete(ctx, param, typed)

        return candidates.of_item(ctx, values, incomplete)

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
@click.option(
    "--for",
    "parts",
    type=Named("part", is_a="case and items"),
    multiple=True,
    metavar="CASE:ITEM,...",
    help="A case of several that one call was about, with its own items; once for each case.",
)
@click.option(
    "--about",
    type=Named("item", many=True),
    multiple=True,
    help="An item, or several as P1,P2.",
)
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
    type=_OfItem(Named("words", is_a="problem")),
    multiple=True,
    help="What is in the way: its code, or words such as `blank`.",
)
@click.option(
    "--needs",
    type=Named("kind", many=True),
    multiple=True,
    help="What the second office needs: kinds of items.",
)
@click.option(
    "--needs-not",
    type=Named("kind", many=True),
    multiple=True,
    help="What the second office does not need.",
)
@click.option(
    "--received",
    "has",
    type=Named("item", many=True),
    multiple=True,
    metavar="ITEM[=COUNT]",
    help="What the second office said it has, and how many where it said so: P1, or P1=12.",
)
@click.option(
    "--instead",
    type=Code(Form),
    help="The form they offer in place of what they refuse, such as recut; it is asked for.",
)
@fields.options(WHICH, CONTACT)
@stderr.yes_option
@pass_command_context
def log_command(
    context: CommandContext,
    case: str,
    call: CallName,
    outcome: Outcome,
    parts: tuple[str, ...],
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

    One call about several cases is logged with `--for`, once for each: `--for rosa:P1,P2
    --for june:P1`. It is one change, which one `so-tui undo` takes back; each case keeps only
    its own part. What is written then is each case's id with the contact's number there.
    """
    said = Said(
        call=call, outcome=outcome, states=states, promises=promises, problems=problems,
        needs=needs, needs_not=needs_not, has=has, instead=instead, office=typed["office"],
        release=typed["release"], fields=fields.given(CONTACT, typed),
    )  # fmt: skip
    if parts:
        _log_in_all(context, said, case, about, parts)
        return
    one = part_in(context, context.case(case), said, about)
    after = context.change(one.page, lambda page, pen: one.change(pen))
    _tell(context, one, after)
    output.say([_number(after)])


def _log_in_all(
    context: CommandContext,
    said: Said,
    case: str,
    about: tuple[str, ...],
    parts: Iterable[str],
) -> None:
    """Log one call in each case that it was about, as one change."""
    if case or about:
        what = "CASE" if case else "--about"
        raise UsageError(
            f"Say {what} or --for, but not both: --for names each case with its items. "
            "Nothing was changed."
        )
    if said.of_one_item or said.has or said.release not in (None, "", NONE):
        raise UsageError(
            "With --for, what you say holds for every case: give no single item, paper received "
            "or release by its number. Log those case by case. Nothing was changed."
        )
    pages: dict[str, CasePage] = {}
    named: dict[str, list[str]] = {}
    for one in parts:
        page, items = _case_and_items(context, one)
        pages[page.id] = page
        named.setdefault(page.id, []).append(items)
    logged = [part_in(context, page, said, named[id_]) for id_, page in pages.items()]
    _check_one_office(context, logged)
    pen = context.pen()
    context.write(verbs.one_call(pen, [one.change(pen) for one in logged]))
    for part in logged:
        _tell(context, part, context.casework.case(part.page.id), many=len(logged) > 1)
    output.say(f"{id_} {_number(context.casework.case(id_))}" for id_ in pages)


def _case_and_items(context: CommandContext, said: str) -> tuple[CasePage, str]:
    """The case and the items that `rosa:P1,P2` names; a label may have a colon of its own."""
    case, _, items = said.rpartition(":")
    if not case:
        return context.case(said), ""
    if items and not re.match(ITEM, items.strip(), re.IGNORECASE):
        with contextlib.suppress(NotFoundError):
            return context.case(said), ""
    return context.case(case), items


def _check_one_office(context: CommandContext, logged: Iterable[Part]) -> None:
    """Raise UsageError where the cases do not all have the same office on that card.

    Offices of one name are one here: the same office may have been typed twice.
    """
    found: dict[str, list[str]] = {}
    names = context.called()
    for one in logged:
        office = identity(context, one.page, one.contact.office)
        name = office.name if office is not None else "no office known"
        known = next((other for other in found if other.casefold() == name.casefold()), name)
        found.setdefault(known, []).append(names(one.page.id, one.page.value.label))
    if len(found) > 1:
        told = "; ".join(
            f"{name}: {labels[0]}"
            + (f" and {counted(len(labels) - 1, 'more case')}" if len(labels) > 1 else "")
            for name, labels in found.items()
        )
        raise UsageError(
            f"One call is with one office, and these cases have several there: {told}. "
            "Name it with --office, or log them apart. Nothing was changed."
        )


def _number(page: CasePage) -> str:
    """The number of the contact that was logged last."""
    return str(in_order(page.value.contacts)[-1][1].number)


def _tell(context: CommandContext, part: Part, after: CasePage, *, many: bool = False) -> None:
    """Say what became of each item, as the screen says it beforehand.

    `after`: the case with the contact. `many`: in each of several cases, whose label stands
    before it.
    """
    page, looks = part.page, part.outlook
    whose = f"{context.called()(page.id, page.value.label)}, " if many else ""
    # What the office said of papers moves them, though none was named as what it was about.
    if not (looks.effects or part.has or part.needs) and page.value.items:
        how = "--for CASE:ITEM" if many else "--about"
        stderr.tell(f"{whose}No paper was named, so none moves. Name them with {how}.")
    for name, id_ in spoken_items(page.value):
        effect, now = looks.effects.get(id_), after.value.items.get(id_)
        if now is not None and id_ in part.has:
            effect = replace(effect or Effect(), state=now.state)
        if effect is None:
            continue
        item = page.value.items[id_]
        said = effects.said(item, effect, context.catalogue, context.today, looks.chase_on)
        last = latest_move(now) if now is not None and effect.state == "usable" else None
        if last is not None and last.checked_by:
            said += f"; checked by {last.checked_by}"
        stderr.tell(ended(f"{whose}{name} {Wording(context.catalogue).item(item)}: {said}"))
