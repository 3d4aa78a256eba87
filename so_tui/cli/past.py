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
from so_tui.core.changes import Change, Undo, conflicts
from so_tui.core.looking_back import told
from so_tui.core.text import ended
from so_tui.errors import NotFoundError


@click.command("history")
@words()
@click.option("--fields", is_flag=True, help="With each field, before and after.")
@json_option
@pass_edge
def history_command(edge: Edge, case: str, fields: bool, as_json: bool) -> None:
    """List who changed what, and when, the latest last.

    The number before each is what `so-tui put-back` takes.
    """
    page = edge.case(case)
    changes = edge.casework.casebook.history([("cases", page.id)])
    if as_json:
        shown = [shapes.change(one) for one in changes]
        if fields:
            for shape, one in zip(shown, changes, strict=True):
                did = told(one, page.value, edge.catalogue, edge.offices)
                shape["fields"] = [field._asdict() for field in did]
        output.say_json({"changes": shown})
        return
    for number, one in enumerate(changes, 1):
        output.say([f"{number}. {_when(one)}, {one.actor}: {one.sentence}"])
        if fields:
            did = told(one, page.value, edge.catalogue, edge.offices)
            output.say(f"- {field.line}" for field in did)


def _when(change: Change) -> str:
    at = change.at.astimezone()
    return f"{dates.long(at.date())} {at:%H:%M}"


@click.command("put-back")
@words(("number", Named("number")))
@pass_edge
def put_back_command(edge: Edge, case: str, number: str) -> None:
    """Bring a case back to how it was just after one of its changes.

    NUMBER is the one that `so-tui history` gives it. This is a change like others, which
    `so-tui undo` takes back. Offices stay as they are.
    """
    page = edge.case(case)
    changes = edge.casework.casebook.history([("cases", page.id)])
    if not (number.isdigit() and 1 <= int(number) <= len(changes)):
        raise NotFoundError(f"There is no change {number}. There are {len(changes)}.")
    one = changes[int(number) - 1]
    edge.write(edge.casework.put_back(page.id, one.id, _when(one), edge.pen()))


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
    talk.tell(ended(undone.change.sentence))
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
