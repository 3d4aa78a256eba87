"""The command that says how another one is used."""

from __future__ import annotations

import click

from so_tui.cli import output
from so_tui.cli.param_types import Named


@click.command("help")
@click.argument("words", nargs=-1, metavar="[COMMAND]...", type=Named("command"))
@click.pass_context
def help_command(ctx: click.Context, words: tuple[str, ...]) -> None:
    """Say how a command is used.

    Without one, all of them are listed. COMMAND is one or two words, such as `item set`.
    """
    at = ctx.find_root()
    for word in words:
        if not isinstance(at.command, click.Group):
            raise click.UsageError(f"“{at.command_path}” has no commands of its own.", at)
        name, command, _ = at.command.resolve_command(at, [word])
        assert command is not None
        at = click.Context(command, at, info_name=name, **command.context_settings)
    output.send(f"{at.get_help()}\n".encode())
