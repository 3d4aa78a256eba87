"""The command that writes what a shell needs to complete the words of all others."""

from __future__ import annotations

from typing import Literal

import click

from so_tui.cli import output
from so_tui.cli.param_types import Code

Shell = Literal["bash", "zsh", "fish"]


@click.command("completion")
@click.argument("shell", type=Code(Shell))
def completion_command(shell: Shell) -> None:
    """Write the script that completes commands in a shell.

    SHELL is bash, zsh or fish. The script completes commands, options, codes, the ids of cases,
    items and offices; labels only with `labels_in_completion = true` in the settings.
    """
    from so_tui.cli import shells

    output.send(shells.script(shell))
