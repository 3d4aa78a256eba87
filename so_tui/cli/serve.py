"""The command that shows the screen in a browser."""

from __future__ import annotations

import asyncio
import os
import signal

import click

from so_tui.cli import in_browser, launch, output, stderr
from so_tui.cli.context import CommandContext, pass_command_context
from so_tui.errors import MissingPartError, UsageError

_PART = frozenset({"aiohttp", "textual_serve"})

_LOWEST, _HIGHEST = 1024, 65535


@click.command("serve")
@click.option(
    "--port", type=click.IntRange(_LOWEST, _HIGHEST),
    help="The port to listen on, instead of any that is free.",
)  # fmt: skip
@pass_command_context
def serve_command(context: CommandContext, port: int | None) -> None:
    """Show the screen in a browser of this computer.

    Open the address it writes: it works once, in one browser. No other computer can reach it.
    From elsewhere, go through ssh -L with the same --port at both ends. Ctrl+C ends it.

    This part is installed with: pip install 'so-tui[serve]'
    """
    try:
        from so_tui.web.guard import Guard
        from so_tui.web.server import Site, listening, serve
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in _PART:
            raise
        raise MissingPartError(
            "The part of so-tui for browsers is not installed. "
            "Install it with: pip install 'so-tui[serve]'. Nothing was changed."
        ) from None
    new = context.is_new
    launch.opened(context)  # so that a damaged casebook is told here, and not to each page
    try:
        on = listening(port or 0)
    except OSError as fault:
        raise UsageError(
            f"so-tui cannot listen on port {port}: {os.strerror(fault.errno or 0)}. "
            "Name another one, or leave --port out. Nothing was changed."
        ) from None
    with on:
        guard = Guard(on.getsockname()[1])
        words = in_browser.command(context)
        context.begun = "Nothing was shown."
        stderr.tell(new)
        stderr.tell("Open this address in a browser of this computer. It works once.")
        output.say([guard.address])
        stderr.tell("To end it, press Ctrl+C here. Closing the page ends that page alone.")
        number = asyncio.run(serve(Site(guard, words, os.environ), on))
    stderr.tell("Ended. What was saved is saved, and what was half typed is kept.")
    if number != signal.SIGINT:
        raise SystemExit(128 + number)
