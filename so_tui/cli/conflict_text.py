"""Conflicts for standard output: a line for each, and their shape for `--json`."""

from __future__ import annotations

from collections.abc import Iterator

from so_tui.cli import json_output
from so_tui.cli.context import CommandContext
from so_tui.core.changes import CasePage
from so_tui.core.conflict_words import ConflictWords


def lines(context: CommandContext, page: CasePage) -> Iterator[str]:
    """Each conflict of a case on one line: its place, what it is about, and its sides."""
    said = ConflictWords(page.value, context.offices, context.catalogue)
    for place, one in context.casework.placed_conflicts(page).items():
        sides = "; ".join(
            f"value {nth} is “{said.side(one, side)}”, {said.by(side)}"
            for nth, side in enumerate(one.sides, start=1)
        )
        yield (
            f"Conflict {place}: {said.what(one)}: {sides}. Value 1 is shown until one is chosen: "
            f"so-tui choose {page.id[:8]} {place} VALUE"
        )


def shape(context: CommandContext, page: CasePage) -> list[json_output.Shape]:
    """The conflicts of a case for `--json`."""
    said = ConflictWords(page.value, context.offices, context.catalogue)
    return [
        {
            "place": place,
            "kind": one.kind,
            "path": one.path,
            "what": said.what(one),
            "values": [
                {
                    "number": nth,
                    "text": said.side(one, side),
                    "value": side.value,
                    "by": side.actor or None,
                    "at": side.at.isoformat() if side.at else None,
                }
                for nth, side in enumerate(one.sides, start=1)
            ],
        }
        for place, one in context.casework.placed_conflicts(page).items()
    ]
