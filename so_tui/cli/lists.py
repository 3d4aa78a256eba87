"""Commands that list the words other commands take."""

from __future__ import annotations

import click

from so_tui.cli import output
from so_tui.cli.param_types import Code, spoken
from so_tui.cli.reading import json_option
from so_tui.core.case import CALLS, CallName
from so_tui.field_knowledge import catalogue


@click.command("kinds")
@click.argument("call", required=False, type=Code(CallName))
@json_option
def kinds_command(call: CallName | None, as_json: bool) -> None:
    """List the kinds of items, with what each word means.

    Of one call when it is named.
    """
    known = catalogue()
    kinds = [
        kind
        for one in CALLS
        for kind in known.kinds.values()
        if kind.call == one and call in (None, one) and not kind.prompts_list
    ]
    if as_json:
        rows = [
            {
                "kind": kind.id,
                "call": kind.call,
                "name": kind.name,
                "usual": kind.usual,
                "checked": kind.checked,
                "explain": kind.explain,
            }
            for kind in kinds
        ]
        output.say_json({"kinds": rows})
        return
    output.say(
        f"{spoken(kind.id)}: {kind.name}, {known.words[f'call.{kind.call}'].lower()}. "
        f"{kind.explain}"
        for kind in kinds
    )


@click.command("problems")
@json_option
def problems_command(as_json: bool) -> None:
    """List the problem codes, and what can be asked next."""
    problems = catalogue().problems.values()
    if as_json:
        rows = [
            {
                "problem": one.id,
                "name": one.name,
                "then": one.then,
                "words": one.words,
                "state": one.state,
            }
            for one in problems
        ]
        output.say_json({"problems": rows})
        return
    output.say(f"{spoken(one.id)}: {one.name}. {one.then}" for one in problems)
