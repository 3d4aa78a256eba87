"""Commands for the visit: when, where things go, what its office accepts, the word on waiting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click
from msgspec.structs import replace

from so_tui.cli import fields, lookup, output, stderr
from so_tui.cli.arguments import words
from so_tui.cli.case_text import CaseText
from so_tui.cli.context import CommandContext, pass_command_context
from so_tui.cli.param_types import Named
from so_tui.cli.zones import asked_zone
from so_tui.core import verbs
from so_tui.core.case import Accepts, Opinion, Visit, Waiting
from so_tui.core.plan import moved
from so_tui.core.text import capital

_VISIT = fields.every(Visit)


@click.group("visit")
def visit_command() -> None:
    """Set the visit, what its office accepts, and what was said about waiting."""


@visit_command.command("set")
@words()
@fields.options(_VISIT)
@stderr.yes_option
@pass_command_context
def _set(context: CommandContext, case: str, **typed: Any) -> None:
    """Change the visit. An appointment that moves is kept among the earlier ones.

    What is written to standard output is what the move did to the plan.
    """
    found = fields.given(_VISIT, typed)
    fields.something(found, _VISIT)
    page = context.case(case)
    visit = replace(page.value.visit, **found)
    if visit.time is not None and not visit.zone and "zone" not in found:
        visit = replace(visit, zone=asked_zone())
    context.settle_visit(visit, page.value)
    before = context.plan(page)
    after = context.change(page, lambda page, pen: verbs.set_visit(page, pen, visit))
    told = CaseText(context, after)
    if before.visit is not None and told.plan.visit != before.visit:
        output.say(_moved(told, before))


_SHOWN = 3
"""So many of the steps are named that only gained room."""


def _moved(told: CaseText, before: Any) -> Iterator[str]:
    gained = 0
    for step, done in moved(before, told.plan):
        gained += done == "gained"
        if done != "gained" or gained <= _SHOWN:
            yield f"{capital(told.word('moved', done))}: {told.step(step)}"
    if gained > _SHOWN:
        room = told.word("moved", "gained")
        yield f"{capital(room)} in {gained} steps in all. See them with: so-tui show"


_ACCEPTS = fields.every(Accepts)


@visit_command.command("accepts")
@words(("kind", Named("kind")))
@fields.options(_ACCEPTS)
@pass_command_context
def _accepts(context: CommandContext, case: str, kind: str, **typed: Any) -> None:
    """Say what the second office needs and accepts of one kind of item.

    KIND is one of those that `so-tui kinds` lists.
    """
    found = fields.given(_ACCEPTS, typed)
    fields.something(found, _ACCEPTS)
    page = context.case(case)
    id_ = lookup.kind(context.catalogue, kind).id
    accepts = replace(page.value.visit.accepts.get(id_, Accepts()), **found)
    context.change(page, lambda page, pen: verbs.set_accepts(page, pen, id_, accepts))


_OPINION = fields.every(Opinion)


@visit_command.command("opinion")
@words()
@fields.options(_OPINION)
@stderr.yes_option
@pass_command_context
def _opinion(context: CommandContext, case: str, **typed: Any) -> None:
    """Keep the second opinion in your words: what agrees, what differs, what to ask next."""
    found = fields.given(_OPINION, typed)
    fields.something(found, _OPINION)
    page = context.case(case)
    opinion = replace(page.value.opinion, **found)
    context.change(page, lambda page, pen: verbs.set_opinion(page, pen, opinion))


_WAITING = fields.every(Waiting)


@visit_command.command("waiting")
@words()
@fields.options(_WAITING)
@stderr.yes_option
@pass_command_context
def _waiting(context: CommandContext, case: str, **typed: Any) -> None:
    """Keep what the treating doctor said: is it safe to wait, and until when?"""
    found = fields.given(_WAITING, typed)
    fields.something(found, _WAITING)
    page = context.case(case)
    waiting = replace(page.value.visit.waiting, **found)
    context.change(page, lambda page, pen: verbs.set_waiting(page, pen, waiting))
