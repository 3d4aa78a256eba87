"""The command that says where everything lies."""

from __future__ import annotations

import os

import click

from so_tui.cli import output, stderr
from so_tui.cli.context import CommandContext, pass_command_context
from so_tui.cli.reading import json_option


@click.command("locate")
@json_option
@pass_command_context
def locate_command(context: CommandContext, as_json: bool) -> None:
    """Say where the casebook, the settings and the log of errors lie.

    It names the system's settings, too, and what is locked in them. What of your own settings
    is not followed for that is said.
    """
    from so_tui import locations

    found = {
        "casebook": context.named,
        "settings": locations.settings_file(),
        "system": locations.administered_file(),
        "errors": locations.faults_log(),
    }
    there = {name: os.path.lexists(path) for name, path in found.items()}
    if as_json:
        shown = {
            name: {"path": str(path), "exists": there[name]}
            | ({"locked": list(context.in_force.locked)} if name == "system" else {})
            for name, path in found.items()
        }
        output.say_json(shown)
    else:
        output.say(
            f"{name}: {path}{'' if there[name] else ' (not there yet)'}"
            for name, path in found.items()
        )
        if context.in_force.locked:
            output.say([f"locked: {', '.join(context.in_force.locked)}"])
    stderr.tell(context.in_force.notice)
    _ = context.path  # told last: where it lies, and that it may not
