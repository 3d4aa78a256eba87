"""Commands that look back: history, undo and redo, and choosing between values kept apart."""

from __future__ import annotations

from collections.abc import Collection

import click

from so_tui.cli import lookup, output, shapes, talk
from so_tui.cli.edge import Edge, pass_edge
from so_tui.cli.kinds import Named
from so_tui.cli.reading import json_option
from so_tui.cli.words import words
from so_tui.core import dates, verbs
from so_tui.core.changes import Undo, conflicts
from so_tui.errors import NotFoundError


@click.command("history")
@words()
@json_option
@pass_edge
def history_command(edge: Edge, case: str, as_json: bool) -> None:
    """List who changed what, and when, the latest last."""
    changes = edge.casework.casebook.history([("cases", edge.case(case).id)])
    if as_json:
        output.say_json({"changes": [shapes.change(one) for one in changes]})
        return
    output.say(
        f"{dates.long(one.at.astimezone().date())} {one.at.astimezone():%H:%M}, "
        f"{one.actor}: {one.sentence}"
        for one in changes
    )


@click.command("undo")
@words()
@pass_edge
def undo_command(edge: Edge, case: str) -> None:
    """Take back your last change.

    When a case is named, your last change of that case.
    """
    _said(edge.casework.undo(edge.pen(), only=_of(edge, case)))


@click.command("redo")
@words()
@pass_edge
def redo_command(edge: Edge, case: str) -> None:
    """Do again what you took back last."""
    _said(edge.casework.redo(edge.pen(), only=_of(edge, case)))


def _of(edge: Edge, case: str) -> Collection[str] | None:
    """The changes of a case, or None for all when none is named."""
    if not case:
        return None
    changes = edge.casework.casebook.history([("cases", edge.case(case).id)])
    return {change.id for change in changes}


def _said(undone: Undo) -> None:
    talk.tell(talk.ended(undone.change.sentence))
    if undone.left:
        talk.tell("Parts that were changed since stay as they are.")


@click.command("choose")
@words(("place", Named("number")), ("value", Named("number")))
@pass_edge
def choose_command(edge: Edge, case: str, place: str, value: str) -> None:
    """Settle a field that two people changed apart.

    One value stays, the others go. PLACE and VALUE are the numbers that `so-tui show` gives them.
    """
    page = edge.case(case)
    kept = list(lookup.apart(edge, page))
    if not (place.isdigit() and 1 <= int(place) <= len(kept)):
        raise NotFoundError(f"There is no place {place} with values kept apart.")
    of, inner = kept[int(place) - 1]
    values = conflicts(of)[inner]
    if not (value.isdigit() and 1 <= int(value) <= len(values)):
        raise NotFoundError(f"There is no value {value} there. There are {len(values)}.")
    edge.write(verbs.choose(of, edge.pen(), inner, values[int(value) - 1].value))
