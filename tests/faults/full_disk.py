"""A disk that is full: a sentence, nothing lost, and it goes on once there is room.

Run `python -m tests.faults.full_disk`. A small disk in memory is mounted where that is allowed;
there and elsewhere the kernel then refuses to let a file grow.
"""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from so_tui.core.case import Case
from so_tui.core.changes import adding
from so_tui.errors import CasebookError
from so_tui.store.casebook import Casebook
from tests.faults.deeds import new_id, strays
from tests.store.books import BEGAN, change

DISK = 600_000
"""Bytes of the disk."""


@dataclass
class Figure:
    """What came of it."""

    kind: str = ""
    saved: int = 0
    refused: int = 0
    bad: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.kind}: {self.saved} saves, {self.refused} refused with a sentence, "
            f"{len(self.bad)} bad"
        )


@contextmanager
def small_disk(folder: Path, mounted: bool) -> Iterator[tuple[str, Callable[[], object]]]:
    """A folder with little room; which kind it is, and what makes room."""
    filler = folder / "filler"
    if mounted and _mount(folder):
        try:
            filler.write_bytes(b"x" * 60_000)
            yield "a full disk", filler.unlink
        finally:
            subprocess.run(["umount", str(folder)], check=True)
        return
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    handled = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (DISK // 2, usual[1]))
    filler.touch()

    def make_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
        filler.unlink()

    try:
        yield "files that may not grow", make_room
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
        signal.signal(signal.SIGXFSZ, handled)


def _mount(folder: Path) -> bool:
    words = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)]
    try:
        return subprocess.run(words, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def fill(figure: Figure, mounted: bool = True) -> None:
    """Save until there is no room, see that all of it is there, make room, and go on."""
    with tempfile.TemporaryDirectory(prefix="full") as name:
        folder = Path(name) / "disk"
        folder.mkdir()
        with small_disk(folder, mounted) as (figure.kind, make_room):
            path = folder / "casebook.json"
            book = Casebook(path)
            saved: set[str] = set()
            while figure.refused < 5 and figure.saved < 1_000:
                case = Case(id=new_id(), label=f"Case {figure.saved}", began=BEGAN, note="x" * 4000)
                try:
                    book.write([change(adding("cases", case), id_=new_id())])
                except CasebookError as fault:
                    figure.refused += 1
                    if not fault.sentence.endswith("."):
                        figure.bad.append(f"no sentence: {fault}")
                else:
                    figure.saved += 1
                    saved.add(case.id)
                if figure.saved % 10 == 0:
                    _fold(book, figure)
            _fold(book, figure)
            if _cases(path) != saved:
                figure.bad.append("not just what was saved is there")
            make_room()
            if left := strays(path) - {"disk"}:
                figure.bad.append(f"left {left}")
            if not saved < _cases(path):
                figure.bad.append("it does not go on once there is room")


def _fold(book: Casebook, figure: Figure) -> None:
    try:
        book.fold()
    except CasebookError as fault:
        if not fault.sentence.endswith("."):
            figure.bad.append(f"no sentence: {fault}")


def _cases(path: Path) -> set[str]:
    return {id_ for _, id_ in Casebook(path).read().pages}


if __name__ == "__main__":
    wrong = False
    for mounted in True, False:
        found = Figure()
        fill(found, mounted)
        print(found)
        for one in found.bad:
            print("  ", one)
        wrong = wrong or bool(found.bad)
    sys.exit(wrong)
