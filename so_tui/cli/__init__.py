"""The command line: stdout is data, stderr is talk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    import click


def main(args: Sequence[str] | None = None, command: click.Command | None = None) -> NoReturn:
    """Run one command, or start the app; the process ends with a documented exit code.

    `args` are the words after the program's name, those of the process when None; `command` is
    what they are given to, so-tui itself when None.
    """
    # Imported here so that `import so_tui.cli` costs nothing.
    import signal

    # Whoever has it ignored, as a shell does for what runs in the background, keeps that.
    ours = args is None and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if ours:
        signal.signal(signal.SIGINT, _stopped)
    from so_tui import process

    process.hurry()
    from so_tui.cli import faults, program, streams

    streams.watch()
    process.keep_private()
    faults.install()
    try:
        if ours:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        code = program.run(args, command or program.so_tui)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except KeyboardInterrupt:
        _stopped()
    if ours:
        # All is done and told: what Python puts away at its end is nothing to be stopped.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise SystemExit(streams.ended(code))


def _stopped(*_: object) -> NoReturn:
    """End at once, while nothing was begun: Python would tell where it was with a traceback."""
    import contextlib
    import os

    with contextlib.suppress(OSError):
        os.write(2, b"Stopped.\n")
    os._exit(130)
