"""One deed on a casebook, for `calls`: `python -m tests.faults.one_deed DEED CASEBOOK`.

Everything is loaded and read before the deed; a look at `BEGIN` marks where it begins. It ends
with 0 once the deed is acknowledged, with a documented code after a sentence on stderr.
"""

from __future__ import annotations

import contextlib
import io
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from so_tui.cli.program import run
from so_tui.core.case import Case
from so_tui.core.changes import adding
from so_tui.errors import SoTuiError
from so_tui.exchange.casefile import dump
from so_tui.store import backups, erasing, presence  # noqa: F401  (loaded before)
from so_tui.store.casebook import Casebook
from so_tui.store.repair import recovery  # noqa: F401  (loaded before)
from tests.store.books import BEGAN, case, change, id_of

BEGIN = "/so-tui-begins-here"


def _save(book: Casebook) -> None:
    new = Case(id=id_of("the deed"), label="Deed", began=BEGAN, note="x" * 9000)
    book.write([change(adding("cases", new), id_=id_of("deed's change"))])


def _follow(book: Casebook) -> None:
    dict(book.read().pages)


def _in_place(book: Casebook) -> None:
    data = book.path.read_bytes()
    with book.path.open("wb", buffering=0) as file:
        for at in range(0, len(data), 200):
            file.write(data[at : at + 200])


DEEDS: Mapping[str, Callable[[Casebook], None]] = {
    "save": _save, "follow": _follow, "fold": Casebook.fold, "in place": _in_place
}  # fmt: skip
"""Deeds on a casebook that is open; `in place` is done the way it must not be."""

COMMANDS: Mapping[str, tuple[str, ...]] = {
    "question": ("question", "add", "Case 1", "--text", "Deed"),
    "undo": ("undo",),
    "import": ("import", "-"),
    "backup": ("backup",),
    "restore": ("restore", "--yes"),
    "erase": ("erase", "Case 1", "--yes"),
    "check": ("check",),
}
"""Deeds that are commands, from opening the casebook to the exit code."""


def main(deed: str, path: str) -> int:
    """Do one deed; returns the exit code."""
    if deed in COMMANDS:
        return _command(Path(path), *COMMANDS[deed])
    book = Casebook(Path(path))
    book.read()
    if deed == "follow":
        _save(Casebook(Path(path)))
    Path(BEGIN).exists()
    try:
        DEEDS[deed](book)
    except SoTuiError as fault:
        print(fault.sentence, file=sys.stderr)
        return fault.exit_code
    return 0


def _command(path: Path, *words: str) -> int:
    # A copy is worked on first, so that all that the command needs is loaded.
    with tempfile.TemporaryDirectory(prefix="warm") as name:
        copy = Path(name) / "book"
        shutil.copytree(path.parent, copy)
        with contextlib.redirect_stderr(io.StringIO()):
            _give(copy / path.name, *words)
    Path(BEGIN).exists()
    return _give(path, *words)


def _give(path: Path, *words: str) -> int:
    sys.stdin = io.TextIOWrapper(io.BytesIO(dump([case(7, "Deed")], [], None)))
    with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())):
        return run(["--file", str(path), "--today", "2026-11-25", *words])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
