"""A disk that is full: a sentence, nothing lost, and it goes on once there is room.

Run `python -m tests.faults.full_disk`. A small disk in memory is mounted where that is allowed;
there and elsewhere the kernel then refuses to let a file grow.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from so_tui import caretaking
from so_tui.casework import Casework
from so_tui.core.case import Case
from so_tui.core.changes import adding
from so_tui.errors import CasebookError
from so_tui.store.casebook import Casebook
from tests.deeds import pen
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


def join(figure: Figure, mounted: bool = True) -> None:
    """Take in two copies where there is room for one: the other stays as it is, and comes in once
    there is room."""
    with tempfile.TemporaryDirectory(prefix="full") as name:
        folder = Path(name) / "disk"
        folder.mkdir()
        with small_disk(folder, mounted) as (figure.kind, make_room):
            path = folder / "casebook.json"
            ours = _more(Casebook(path), 5)
            copies: dict[Path, set[str]] = {}
            for n in (1, 2):
                shutil.copytree(folder, Path(name) / str(n))
                other = Casebook(Path(name) / str(n) / path.name)
                theirs = _more(other, 10)
                other.fold()
                copies[folder / f"casebook ({n}).json"] = theirs
                (Path(name) / str(n) / path.name).rename(Path(name) / f"casebook ({n}).json")
            for copy in copies:
                copy.write_bytes((Path(name) / copy.name).read_bytes())
            _leave(folder, 130_000)
            bytes_ = {copy: copy.read_bytes() for copy in copies}
            for there in ("little room", "room"):
                for one in caretaking.take_in(Casework.open(path), path, (), pen()):
                    if one.stopped is None and not one.fault:
                        figure.saved += one.changes
                        ours |= copies[one.path]
                        continue
                    figure.refused += 1
                    if not one.fault.endswith("."):
                        figure.bad.append(f"no sentence: {one.fault}")
                    if not one.path.exists() or one.path.read_bytes() != bytes_[one.path]:
                        figure.bad.append(f"{one.path.name} is not as it was")
                if _cases(path) != ours:
                    figure.bad.append(f"with {there}: not just what was taken in is there")
                if there == "little room":
                    make_room()
            if any(copy.exists() for copy in copies):
                figure.bad.append("a copy was not taken in once there was room")
            if left := {one for one in strays(path) if "set-aside" not in one} - {"disk"}:
                figure.bad.append(f"left {left}")


def _more(book: Casebook, count: int) -> set[str]:
    """Save as many cases more; returns the ids of those."""
    cases = [
        Case(id=new_id(), label=f"Case {n}", began=BEGAN, note="x" * 4000) for n in range(count)
    ]
    book.write([change(adding("cases", one), id_=new_id()) for one in cases])
    return {one.id for one in cases}


def _leave(folder: Path, room: int) -> None:
    """Fill the disk but for some bytes; else let a file grow by no more than these."""
    if os.path.ismount(folder):
        free = os.statvfs(folder)
        filler = folder / "filler"
        with filler.open("ab") as more:
            more.write(b"x" * (free.f_bavail * free.f_frsize - room))
        return
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))  # there is no journal yet


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
    for deed in fill, join:
        for mounted in True, False:
            found = Figure()
            deed(found, mounted)
            print(found)
            for one in found.bad:
                print("  ", one)
            wrong = wrong or bool(found.bad)
    sys.exit(wrong)
