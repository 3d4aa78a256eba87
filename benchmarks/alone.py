"""Work that `benchmarks.scale` measures without the start of Python; prints how many seconds of the
processor it took.

Run `python -m benchmarks.alone loop|json|filter|quit` with the casebook in SO_TUI_HOME.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from so_tui import process
from so_tui.casework import Casework
from so_tui.core.changes import Change, Edit
from so_tui.overview import Overview

DAY = dt.date(2026, 11, 25)


def loop(path: Path) -> float:
    """Decode every case, make its plan and its summary, and keep none of it."""
    begin = time.process_time()
    work = Casework.open(path)
    for id_ in work.snapshot.pages.ids("cases"):
        work.glance(id_, DAY)
    return time.process_time() - begin


def json_load(path: Path) -> float:
    """The whole file as plain values."""
    begin = time.process_time()
    with path.open(encoding="utf-8") as file:
        json.load(file)
    return time.process_time() - begin


def first_filter(path: Path) -> float:
    """What the first word typed behind `/` waits for in an open app: the texts of all cases.

    They are kept for the next one, as the app keeps them.
    """
    overview = Overview(Casework.open(path))
    overview.look(DAY)
    begin = time.process_time()
    overview.read(list(overview.unread()))
    overview.found("rosa")
    took = time.process_time() - begin
    # A checkout that is measured beside this one may keep none.
    if keep := getattr(overview, "texts_to_keep", None):
        keep().keep()
    return took


def leave(path: Path) -> float:
    """What the end of an app takes in which one thing was saved."""
    work = Casework.open(path)
    with work.present():
        id_ = work.snapshot.pages.ids("cases")[0]
        edit = Edit(op="set", path=f"cases/{id_}/note", before="", after="Rosa called")
        at = dt.datetime.combine(DAY, dt.time(12), dt.UTC)
        change = Change(
            id=str(uuid.uuid4()), actor="elena", at=at, verb="write_note",
            sentence="Note written", edits=(edit,),
        )  # fmt: skip
        work.write([change])
        begin = time.process_time()
    return time.process_time() - begin


WORK: dict[str, Callable[[Path], float]] = {
    "loop": loop, "json": json_load, "filter": first_filter, "quit": leave
}  # fmt: skip

if __name__ == "__main__":
    process.settle()
    print(json.dumps(WORK[sys.argv[1]](Path(os.environ["SO_TUI_HOME"]) / "casebook.json")))
