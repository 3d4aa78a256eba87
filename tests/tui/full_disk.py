"""A disk that takes no more, for tests: the casebook's journal may not grow."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from so_tui.core import verbs
from so_tui.core.changes import Pen
from tests.tui.desk import NOW, TODAY, casework, ids


def begun(folder: Path, *samples: str) -> None:
    """A casebook with a change in its journal, which is then larger than any draft."""
    desk = casework(folder, *samples)
    pen = Pen(actor="rosa", now=NOW, today=TODAY, new_id=ids("begun"))
    desk.write([verbs.set_details(desk.cases()[0], pen, note="begun")])


@contextmanager
def no_room(folder: Path, *, at_all: bool = False) -> Iterator[None]:
    """While it lasts the journal cannot grow, and no file can `at_all`.

    The kernel itself refuses it, as it does on a full disk.
    """
    journal = (folder / "casebook.json.journal").stat().st_size
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0 if at_all else journal, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
