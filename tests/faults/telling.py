"""The program, ready to tell what each of its tasks waits for.

    python -m tests.faults.telling FILE [WORDS…]

runs so-tui with WORDS; on SIGUSR1 it writes to FILE where each task stands, from the outermost
call to what it waits for. A program that waits for nothing that will come has no other trace.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from so_tui.cli import main


def waits(task: asyncio.Task[object]) -> Iterator[str]:
    """The calls a task stands in, the innermost last."""
    at: object = task.get_coro()
    while at is not None:
        frame = getattr(at, "cr_frame", None) or getattr(at, "gi_frame", None)
        if frame is None:
            yield f"  {at!r:.200}"
            return
        code = frame.f_code
        who = frame.f_locals.get("self", "")
        yield f"  {Path(code.co_filename).name}:{frame.f_lineno} {code.co_qualname} {who!r:.80}"
        at = getattr(at, "cr_await", None) or getattr(at, "gi_yieldfrom", None)


def tell_to(file: Path) -> None:
    """Be ready to tell."""

    def tell(_signal: int, _frame: FrameType | None) -> None:
        lines = []
        for task in asyncio.all_tasks():
            lines += [task.get_name(), *waits(task)]
        file.write_text("\n".join(lines))

    signal.signal(signal.SIGUSR1, tell)


if __name__ == "__main__":
    tell_to(Path(sys.argv[1]))
    sys.argv[1:] = sys.argv[2:]
    main()
