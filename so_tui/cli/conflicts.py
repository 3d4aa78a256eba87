"""Commands for what two people did apart from each other: seeing it, and settling it."""

from __future__ import annotations

import click

from so_tui.cli import conflict_text, output
from so_tui.cli.arguments import words
from so_tui.cli.context import CommandContext, pass_command_context
from so_tui.cli.lookup import nth
from so_tui.cli.param_types import Named
from so_tui.cli.reading import json_option
from so_tui.core import verbs
from so_tui.core.changes import CasePage
from so_tui.core.conflict_words import ConflictWords
from so_tui.core.conflicts import Conflict
from so_tui.core.text import shortened
from so_tui.errors import NotFoundError


@click.command("conflicts")
@words()
@json_option
@pass_command_context
def conflicts_command(context: CommandContext, case: str, as_json: bool) -> None:
    """List what two people changed apart.

    Each with its values, who gave them and when. Of one case when it is named; otherwise of all.
    The place of each stays while others are settled. Settle one with `so-tui choose`.
    """
    pages = [context.case(case)] if case else context.casework.cases()
    found = [page for page in pages if context.casework.conflicts(page)]
    if as_json:
        shown = [
            {
                "case": page.id,
                "label": page.value.label,
                "conflicts": conflict_text.shape(context, page),
            }
            for page in found
        ]
        output.say_json({"cases": shown})
        return
    if not found:
        output.say(["There is no conflict to settle."])
    names = context.called()
    for page in found:
        whose = f"{names(page.id, page.value.label)}. " if len(pages) > 1 else ""
        output.say(f"{whose}{line}" for line in conflict_text.lines(context, page))


@click.command("choose")
@words(("place", Named("number", is_a="conflict")), ("value", Named("number", is_a="side")))
@pass_command_context
def choose_command(context: CommandContext, case: str, place: str, value: str) -> None:
    """Settle what two people changed apart.

    One value stays, the others go; of a number that was given twice one part keeps it, and the
    others get new ones. PLACE and VALUE are the numbers that `so-tui conflicts` gives them.
    """
    page = context.case(case)
    one = _at(context, page, place)
    side = nth(one.sides, value)
    if side is None:
        said = shortened(value)
        raise NotFoundError(f"There is no value {said} there. There are {len(one.sides)}.")
    words = ConflictWords(page.value, context.offices, context.catalogue)
    context.write(verbs.choose(one.page, context.pen(), one.inner, side.value, words))


def _at(context: CommandContext, page: CasePage, said: str) -> Conflict:
    """The conflict at a place: its number, or the path that `--json` gives."""
    placed = context.casework.placed_conflicts(page)
    for place, one in placed.items():
        if said in (str(place), one.path):
            return one
    there = ", ".join(map(str, placed))
    raise NotFoundError(
        f"There is no conflict {shortened(said)} to settle in {page.value.label}. "
        + (f"There is: {there}." if placed else "There is none.")
    )
