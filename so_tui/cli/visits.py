"""Commands for the visit: when, where things go, what its office accepts, the word on waiting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click
from msgspec.structs import replace

from so_tui.cli import lookup, output, talk
from so_tui.cli.edge import Edge, pass_edge
from so_tui.cli.kinds import Code, Day, Named, Text, Time, Zone
from so_tui.cli.telling import Telling
from so_tui.cli.words import Field, given, options, something, words
from so_tui.cli.zones import asked_zone
from so_tui.core import verbs
from so_tui.core.case import Accepts, Form, How, Known, Visit, Waiting, Way
from so_tui.core.plan import moved

_VISIT = (
    Field("day", Day(Visit, "day"), "The day of the visit."),
    Field("time", Time(), "When it is, as told there."),
    Field("zone", Zone(), "The time zone of the place."),
    Field("how", Code(How), "How it is held."),
    Field("doctor", Text(), "Who gives the second opinion."),
    Field("deadline", Day(Visit, "deadline"), "The last day on which their office wants records."),
    Field("papers_to", Text(lines=True), "Where papers go: address, department, name."),
    Field("slides_to", Text(lines=True), "Where slides go."),
    Field("images_to", Text(lines=True), "Where images go."),
    Field("fax", Text(), "The fax number of their office."),
    Field("report_to", Text(lines=True), "Who gets the second doctor's report."),
    Field("note", Text(lines=True), "Anything else."),
)


@click.group("visit")
def visit_command() -> None:
    """Set the visit, what its office accepts, and what was said about waiting."""


@visit_command.command("set")
@words()
@options(*_VISIT)
@talk.yes_option
@pass_edge
def _set(edge: Edge, case: str, **typed: Any) -> None:
    """Change the visit. An appointment that moves is kept among the earlier ones.

    What is written to standard output is what the move did to the plan.
    """
    found = given(_VISIT, typed)
    something(found, _VISIT)
    page = edge.case(case)
    visit = replace(page.value.visit, **found)
    if visit.time is not None and not visit.zone and "zone" not in found:
        visit = replace(visit, zone=asked_zone())
    edge.settle_visit(visit, page.value)
    before = edge.plan(page)
    after = edge.change(page, lambda page, pen: verbs.set_visit(page, pen, visit))
    told = Telling(edge, after)
    if before.visit is not None and told.plan.visit != before.visit:
        output.say(_moved(told, before))


def _moved(told: Telling, before: Any) -> Iterator[str]:
    for step, done in moved(before, told.plan):
        words = told.word("moved", done)
        yield f"{words[:1].upper()}{words[1:]}: {told.step(step)}"


_ACCEPTS = (
    Field("required", Code(Known), "Whether they need it before the visit."),
    Field("forms", Code(Form, clears=True), "A form they accept.", option="form", many=True),
    Field("ways", Code(Way, clears=True), "A way they accept.", option="way", many=True),
    Field("note", Text(lines=True), "In their words."),
)


@visit_command.command("accepts")
@words(("kind", Named("kind")))
@options(*_ACCEPTS)
@pass_edge
def _accepts(edge: Edge, case: str, kind: str, **typed: Any) -> None:
    """Say what the second office needs and accepts of one kind of item.

    KIND is one of those that `so-tui kinds` lists.
    """
    found = given(_ACCEPTS, typed)
    something(found, _ACCEPTS)
    page = edge.case(case)
    id_ = lookup.kind(edge.catalogue, kind).id
    accepts = replace(page.value.visit.accepts.get(id_, Accepts()), **found)
    edge.change(page, lambda page, pen: verbs.set_accepts(page, pen, id_, accepts))


_WAITING = (
    Field("until", Day(Waiting, "until"), "The day named, until which to wait."),
    Field("answer", Text(lines=True), "What was said, in their words."),
    Field("said_by", Text(), "Who said it."),
    Field("said_on", Day(Waiting, "said_on"), "When it was said; today when left out."),
)


@visit_command.command("waiting")
@words()
@options(*_WAITING)
@talk.yes_option
@pass_edge
def _waiting(edge: Edge, case: str, **typed: Any) -> None:
    """Keep what the treating doctor said: is it safe to wait, and until when?"""
    found = given(_WAITING, typed)
    something(found, _WAITING)
    page = edge.case(case)
    waiting = replace(page.value.visit.waiting, **found)
    edge.change(page, lambda page, pen: verbs.set_waiting(page, pen, waiting))
