"""What happens when the program itself goes wrong: a sentence and a number, never health data.

A traceback can quote a case. So the screen shows only a reference number, and the log holds
only kinds of errors and lines of the program, in a file for its owner alone.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
import traceback
from pathlib import Path
from types import TracebackType

from so_tui.cli import talk
from so_tui.locations import faults_log


def hook(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    """Python's `sys.excepthook`: the process ends with exit code 1 after it."""
    reference = secrets.token_hex(4)
    log = faults_log()
    kept = _kept(log, [reference, *_lines(fault)])
    where = f"The file {log} says where in the program" if kept else "It could not be logged"
    talk.tell(
        f"so-tui ran into an error of its own, number {reference}. {where}, "
        "and holds nothing of your case. Saved changes are safe."
    )


def _lines(fault: BaseException) -> list[str]:
    """The kind of each error in the chain, innermost last, and the lines it went through."""
    told = []
    seen: set[int] = set()
    at: BaseException | None = fault
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        told.append(type(at).__qualname__)
        for frame in traceback.extract_tb(at.__traceback__):
            told.append(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}")
        at = at.__cause__ or at.__context__
    return told


def _kept(log: Path, lines: list[str]) -> bool:
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    try:
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        with os.fdopen(os.open(log, flags, 0o600), "a", encoding="utf-8") as file:
            file.write("\n".join([f"{now} {lines[0]}", *lines[1:]]) + "\n")
    except OSError:
        return False
    return True
