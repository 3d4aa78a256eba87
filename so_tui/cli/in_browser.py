"""The app behind one page: what `so-tui serve` begins for each, and nobody types.

The screen library's own way to a browser is by the environment, from which `process` takes
everything that could have the screen written down. So the driver is named here.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from pathlib import Path

import click

from so_tui import zones
from so_tui.cli import launch, main, stderr
from so_tui.cli.context import CommandContext

_SIZE = re.compile(r"(\d{1,4})x(\d{1,4})")


@click.command()
@click.option("--file", type=click.Path(path_type=Path), required=True)
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--lent", is_flag=True)
@click.option("--ascii", is_flag=True)
@click.option("--size", required=True)
@click.pass_context
def page(
    ctx: click.Context, file: Path, today: dt.datetime | None, lent: bool, ascii: bool, size: str
) -> None:
    """Draw the screen for one page."""
    stderr.tell(zones.settle_clock())
    given = _SIZE.fullmatch(size)
    if given is None:
        raise click.UsageError("A size is written like 80x24.", ctx)
    ctx.obj = context = CommandContext(file, None if today is None else today.date())
    context.is_lent, context.ascii = lent, ascii
    launch.show_in_browser(context, ascii=ascii, size=(int(given[1]), int(given[2])))


def command(context: CommandContext) -> list[str]:
    """The words that begin the app for a page; what is left out is the size.

    `context`: that of the command that serves, whose casebook and day hold for each page.
    """
    # -P: no folder in which it happens to be begun has a say in what is loaded.
    words = [sys.executable, "-P", "-m", __name__, "--file", str(context.path)]
    words += ["--today", context.day.isoformat()] if context.day is not None else []
    words += ["--lent"] if context.is_lent else []
    words += ["--ascii"] if context.ascii else []
    return words


if __name__ == "__main__":
    main(command=page)
