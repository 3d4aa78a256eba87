"""The command line: stdout is data, stderr is talk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run one command, or start the app; the process ends with a documented exit code.

    `args` are the words after the program's name, those of the process when None.
    """
    # Imported here so that `import so_tui.cli` costs nothing.
    from so_tui import process

    process.hurry()
    from so_tui.cli import faults, program, streams

    streams.watch()
    process.keep_private()
    faults.install()
    try:
        code = program.run(args)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    raise SystemExit(streams.ended(code))
