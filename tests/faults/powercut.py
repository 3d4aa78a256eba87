"""A power cut: whatever reached the disk of what was not flushed, nothing confirmed is lost.

What saves, folds, a restore and an erasing do to the disk is recorded. Then the disk is built as
it may be found after a cut at each point: everything flushed is there, and of the rest any part,
in any order the disk chose. Run `python -m tests.faults.powercut [COUNT]`.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

from so_tui.errors import CasebookError
from so_tui.store.casebook import Casebook
from so_tui.store.erasing import erase
from so_tui.store.ledger import journal_file
from so_tui.store.repair import recovery
from tests.faults.deeds import dice
from tests.store.books import NOW, begun, case, labels

FULL = 20_000
ERASED = 2
"""The number of the case that is erased."""

Files = dict[str, int]
"""Which inode a name stands for."""


@dataclass(frozen=True)
class Op:
    """One operation: on the bytes of an inode, on a name, a flush of either, or a confirmation."""

    kind: str
    inode: int = 0
    name: str = ""
    other: str = ""
    at: int = 0
    data: bytes = b""

    @property
    def folder(self) -> str:
        """The folder in which a name changes."""
        return str(Path(self.other or self.name).parent)


class Recorder:
    """Records what is done to the files below a folder, by standing before the os functions."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        self.ops: list[Op] = []
        self._open: dict[int, tuple[str, int]] = {}
        # The kernel gives the number of a file that is gone to the next one; these are told apart.
        self._numbers: dict[int, int] = {}
        self._made = 0

    @contextmanager
    def recording(self) -> Iterator[None]:
        """While it lasts, everything done is recorded."""
        with ExitStack() as stack:
            for name in (
                "open", "close", "write", "pwrite", "ftruncate", "fsync", "fdatasync", "replace",
                "link", "unlink", "mkdir", "lseek",
            ):  # fmt: skip
                standing = self._standing(name, getattr(os, name))
                stack.enter_context(mock.patch.object(os, name, standing))
            yield

    def _standing(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            there = name == "open" and os.path.lexists(args[0])
            at = os.lseek(args[0], 0, os.SEEK_CUR) if name == "write" and self._is_ours(args) else 0
            inode = self._inode(args[0]) if name in ("replace", "link", "unlink") else 0
            done = real(*args, **kwargs)
            self._note(name, args, done, there, at, inode)
            return done

        return call

    def _is_ours(self, args: tuple[Any, ...]) -> bool:
        return args[0] in self._open

    def _inode(self, path: object) -> int:
        return self._number(os.lstat(str(path)).st_ino) if os.path.lexists(str(path)) else 0

    def _number(self, inode: int, *, new: bool = False) -> int:
        if new or inode not in self._numbers:
            self._made += 1
            self._numbers[inode] = self._made
        return self._numbers[inode]

    def _note(
        self, name: str, args: tuple[Any, ...], done: Any, there: bool, at: int, inode: int
    ) -> None:
        first = str(args[0])
        if name == "open" and first.startswith(self.folder):
            found = self._number(os.fstat(done).st_ino, new=not there)
            self._open[done] = (first, found)
            if not there:
                self.ops.append(Op("create", found, first))
        elif name in ("replace", "link") and str(args[1]).startswith(self.folder):
            self.ops.append(Op(name, inode, first, str(args[1])))
        elif name == "unlink" and first.startswith(self.folder):
            self.ops.append(Op("unlink", inode, first))
        elif name == "mkdir" and first.startswith(self.folder):
            self.ops.append(Op("mkdir", name=first))
        elif args[0] in self._open:
            path, number = self._open[args[0]]
            match name:
                case "write":
                    self.ops.append(Op("write", number, at=at, data=bytes(args[1])[:done]))
                case "pwrite":
                    self.ops.append(Op("write", number, at=args[2], data=bytes(args[1])[:done]))
                case "ftruncate":
                    self.ops.append(Op("truncate", number, at=args[1]))
                case "fsync" | "fdatasync":
                    kind = "flush folder" if Path(path).is_dir() else "flush"
                    self.ops.append(Op(kind, number, path))
                case "close":
                    del self._open[args[0]]


@dataclass
class Figure:
    """What came of it."""

    points: int = 0
    states: int = 0
    bad: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.states} disks after {self.points} points of a cut: {len(self.bad)} bad"


class Found:
    """The disk as it may be found after a cut, built up operation by operation."""

    def __init__(self) -> None:
        self.names: Files = {}
        self.bytes: dict[int, bytes] = {}
        self.folders: set[str] = set()
        self.waiting: list[Op] = []

    def take(self, op: Op) -> None:
        """An operation; a flush brings what waited for it to the disk."""
        match op.kind:
            case "flush":
                self._settle(
                    lambda one: one.kind in ("write", "truncate") and one.inode == op.inode
                )
            case "flush folder":
                self._settle(
                    lambda one: one.kind not in ("write", "truncate") and one.folder == op.name
                )
            case _:
                self.waiting.append(op)

    def _settle(self, flushed: Callable[[Op], bool]) -> None:
        for one in self.waiting:
            if flushed(one):
                self._apply(one)
        self.waiting = [one for one in self.waiting if not flushed(one)]

    def _apply(self, op: Op) -> None:
        old = self.bytes.get(op.inode, b"")
        match op.kind:
            case "write":
                before = old[: op.at].ljust(op.at, b"\0")
                self.bytes[op.inode] = before + op.data + old[op.at + len(op.data) :]
            case "truncate":
                self.bytes[op.inode] = old[: op.at].ljust(op.at, b"\0")
            case "create":
                self.names[op.name] = op.inode
            case "link":
                self.names[op.other] = op.inode
            case "replace":
                self.names = {name: ino for name, ino in self.names.items() if name != op.name}
                self.names[op.other] = op.inode
            case "unlink":
                self.names.pop(op.name, None)
            case "mkdir":
                self.folders.add(op.name)

    def cut(self, chance: Random, whole: bool) -> Found:
        """One of the disks that may be found: any part of what waits has reached it."""
        after = Found()
        after.names, after.bytes = dict(self.names), dict(self.bytes)
        after.folders = set(self.folders)
        for one in self.waiting:
            if whole or chance.random() < 0.5:
                after._apply(_part(one, chance) if not whole else one)
        return after

    def build(self, old: str, new: Path) -> None:
        """Make the disk's files, below another folder."""
        new.mkdir()
        for folder in sorted(self.folders):
            (new / Path(folder).relative_to(old)).mkdir(parents=True, exist_ok=True)
        for name, inode in self.names.items():
            to = new / Path(name).relative_to(old)
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_bytes(self.bytes.get(inode, b""))


def _part(op: Op, chance: Random) -> Op:
    """A write of which perhaps only a part, or only its length, reached the disk."""
    if op.kind != "write" or len(op.data) < 2:
        return op
    half = chance.randrange(1, len(op.data))
    data = chance.choice([
        op.data, op.data[:half], b"\0" * len(op.data),
        op.data[:half].ljust(len(op.data), b"\0"), b"\0" * half + op.data[half:],
    ])  # fmt: skip
    return Op("write", op.inode, at=op.at, data=data)


States = list[frozenset[str]]
"""What the casebook holds after each confirmation: the numbers of its cases."""


def record(folder: Path, chance: Random) -> tuple[list[Op], States]:
    """What saves, folds, a restore and an erasing do to the disk, one after another."""
    recorder, states = Recorder(folder), [frozenset[str]()]
    path = folder / "casebook.json"

    def confirmed(state: frozenset[str]) -> None:
        states.append(state)
        recorder.ops.append(Op("confirmed", at=len(states) - 1))

    with recorder.recording():
        book = Casebook(path)
        for n in range(9):
            label = "x" * chance.choice([1, 3000, 9000])
            book.write([begun(n, f"Case {n} {label}")])
            confirmed(states[-1] | {str(n)})
            if n in (3, 6):
                book.fold()
            if n == 4:
                recovery.restore(path, recovery.newest(path), NOW)
                confirmed(states[-1])
            if n == 5:
                erase(path, case(ERASED).id)
                confirmed(states[-1] - {str(ERASED)})
            if n == 7:  # an interrupted save of somebody else, never confirmed
                descriptor = os.open(journal_file(path), os.O_WRONLY)
                os.lseek(descriptor, 0, os.SEEK_END)
                os.write(descriptor, b'0123abcd 4000 {"put":{"cases":' + b"y" * 500)
                os.close(descriptor)
    return recorder.ops, states


def cut_often(count: int, seed: int = 5) -> Figure:
    """Look at so many disks as they may be found after a cut."""
    chance, figure = dice(seed), Figure()
    with tempfile.TemporaryDirectory(prefix="powercut") as name:
        while figure.states < count:
            folder = Path(name) / "book"
            folder.mkdir()
            ops, states = record(folder, chance)
            shutil.rmtree(folder)
            disk, confirmed = Found(), 0
            each = max(1, min(12, count // len(ops)))
            for k, op in enumerate(ops):
                if op.kind == "confirmed":
                    confirmed = op.at
                    continue
                disk.take(op)
                figure.points += 1
                for n in range(each):
                    figure.states += 1
                    where = f"after {k} ({op.kind} {Path(op.name).name})"
                    with tempfile.TemporaryDirectory(prefix="disk") as new:
                        book = Path(new) / "book"
                        disk.cut(chance, n == 0).build(str(folder), book)
                        figure.bad += [
                            f"{where}: {one}" for one in _faults(book, states, confirmed)
                        ]
    return figure


def _faults(folder: Path, states: States, confirmed: int) -> Iterator[str]:
    path = folder / "casebook.json"
    if (
        any(str(ERASED) in one for one in states[:confirmed])
        and str(ERASED) not in states[confirmed]
    ):
        for one in folder.rglob("*"):
            # What was set aside is left, and erasing says so.
            told = one.is_file() and case(ERASED).id.encode() in one.read_bytes()
            if told and ".set-aside-" not in one.name:
                yield f"{one.name} tells of the case that was erased"
    try:
        there = frozenset(label.split()[1] for label in labels(Casebook(path).read()))
        Casebook(path).write([begun(99)])
        after = frozenset(label.split()[1] for label in labels(Casebook(path).read()))
    except CasebookError as fault:
        yield str(fault)
        return
    if there not in states[confirmed : confirmed + 2] or after != there | {"99"}:
        yield f"{sorted(there)}, confirmed {sorted(states[confirmed])}"


if __name__ == "__main__":
    found = cut_often(int(sys.argv[1]) if len(sys.argv) > 1 else FULL)
    print(found)
    for one in found.bad[:9]:
        print("  ", one)
    sys.exit(bool(found.bad))
