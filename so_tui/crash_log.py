"""The program's own faults: told by a number, and logged without a word of anybody's case.

A traceback quotes values, and a fault's own text often does too. So the log holds kinds of
errors and lines of the program alone, in a file for its owner alone.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import secrets
import traceback
from pathlib import Path

from so_tui.errors import CasebookError
from so_tui.locations import can_take, faults_log

_met: list[str] = []


def told(fault: BaseException | None) -> str:
    """Log a fault of the program, and return the sentence with its number."""
    reference = secrets.token_hex(4)
    where = "It could not be logged"
    with contextlib.suppress(CasebookError):  # nothing says where the log lies
        if _kept(log := faults_log(), [reference, *_lines(fault)]):
            where = f"The file {log} says where in the program"
    _met.append(
        f"so-tui ran into an error of its own, number {reference}. {where}, "
        "and holds nothing of your case. Saved changes are safe."
    )
    return _met[-1]


def met() -> str:
    """What was told of this process's last fault, or "" while there was none."""
    return _met[-1] if _met else ""


def _lines(fault: BaseException | None) -> list[str]:
    """The kind of each error in the chain, innermost last, and the lines it went through."""
    lines: list[str] = []
    seen: set[int] = set()
    at = fault
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        lines.append(type(at).__qualname__)
        for frame in traceback.extract_tb(at.__traceback__):
            lines.append(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}")
        at = at.__cause__ or at.__context__
    return lines


def _kept(log: Path, lines: list[str]) -> bool:
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    try:
        if not can_take(log):
            return False
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        with os.fdopen(os.open(log, flags, 0o600), "a", encoding="utf-8") as file:
            file.write("\n".join([f"{now} {lines[0]}", *lines[1:]]) + "\n")
    except OSError:
        return False
    return True
