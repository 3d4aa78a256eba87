"""What is going on when a process is killed: each deed does one durable thing after another."""

from __future__ import annotations

import contextlib
import datetime as dt
import random
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from unittest import mock

from so_tui.casework import Casework
from so_tui.core.calendar import for_region
from so_tui.core.case import Case
from so_tui.core.changes import Change, Edit, Pen, adding
from so_tui.exchange.casefile import dump
from so_tui.store import migrations
from so_tui.store.aside import Aside
from so_tui.store.casebook import Casebook
from so_tui.store.erasing import erase
from so_tui.store.repair import recovery
from tests import handed
from tests.kept import kept
from tests.knowledge import catalogue
from tests.store.books import BEGAN, NOW, OWN, change

CASE_BYTES = 20_000
"""About how much one case of a prepared casebook takes, its history included."""

Acknowledge = Callable[[str], None]


def new_id() -> str:
    """A fresh id."""
    return str(uuid.uuid4())


def prepared(path: Path, size: int) -> list[str]:
    """A folded casebook of about so many bytes; returns the ids of its cases."""
    ids = [new_id() for _ in range(max(4, size // CASE_BYTES))]
    note = "x" * (CASE_BYTES // 2)
    book = Casebook(path)
    edits = tuple(
        adding("cases", Case(id=id_, label=f"Case {n}", began=BEGAN, note=note))
        for n, id_ in enumerate(ids)
    )
    book.write([change(*edits, id_=new_id())])
    book.fold()
    return ids


def noted(case: str, note: str) -> Change:
    """A change that writes a note."""
    edit = Edit(op="set", path=f"cases/{case}/note", after=note)
    return change(edit, id_=new_id())


def save(book: Casebook, case: str, note: str, acknowledge: Acknowledge) -> None:
    """Save a note, and then say so."""
    (made,) = book.write([noted(case, note)]).changes
    acknowledge(made.id)


def sizes(case: str) -> Iterator[tuple[str, str]]:
    """Notes for a case, long and short in turns."""
    n = 0
    while True:
        yield case, f"{n} " + "y" * (30_000 if n % 2 else 1)
        n += 1


def saves(path: Path, ids: Sequence[str], acknowledge: Acknowledge) -> None:
    """One save after another; the casebook grows and shrinks."""
    book = Casebook(path, wait=30)
    for case, note in sizes(ids[0]):
        save(book, case, note, acknowledge)


def folds(path: Path, ids: Sequence[str], acknowledge: Acknowledge) -> None:
    """A fold after each save."""
    book = Casebook(path, wait=30)
    for case, note in sizes(ids[0]):
        save(book, case, note, acknowledge)
        book.fold()


def work_on(path: Path) -> Casework:
    """A casebook with all that can be done with it."""
    calendar = for_region("US", catalogue())
    return Casework(Casebook(path, wait=30), Aside(path), catalogue(), calendar)


def imports(path: Path, ids: Sequence[str], acknowledge: Acknowledge) -> None:
    """Case files of one new case each."""
    work = work_on(path)
    pen = Pen(actor="elena", now=NOW, today=NOW.date(), new_id=new_id)
    for n in range(10_000):
        case = Case(id=new_id(), label=f"Imported {n}", began=BEGAN)
        handed.import_(work, [("case.json", dump([case], [], None))], pen)
        acknowledge(work.snapshot.pages["cases", case.id].id)


def undos(path: Path, ids: Sequence[str], acknowledge: Acknowledge) -> None:
    """A save and its undo in turns."""
    work = work_on(path)
    pen = Pen(actor="elena", now=NOW, today=NOW.date(), new_id=new_id)
    for case, note in sizes(ids[0]):
        save(kept(work), case, note, acknowledge)
        work.refresh()
        acknowledge(work.undo(pen).change.id)


def restores(path: Path, ids: Sequence[str], acknowledge: Acknowledge) -> None:
    """The newest state brought back after each save."""
    book = Casebook(path, wait=30)
    for case, note in sizes(ids[0]):
        save(book, case, note, acknowledge)
        recovery.restore(path, recovery.newest(path), dt.datetime.now(dt.UTC), wait=30)


def migrates(path: Path, ids: Sequence[str], acknowledge: Acknowledge) -> None:
    """The first save of a newer program, which brings the casebook to its schema, and more."""
    saves(path, ids, acknowledge)


def erases(path: Path, ids: Sequence[str], acknowledge: Acknowledge) -> None:
    """One case after another erased for good."""
    for id_ in ids[1:]:
        erase(path, id_, wait=30)
        acknowledge(id_)


@contextlib.contextmanager
def newer_program() -> Iterator[None]:
    """As a program of the next schema."""
    steps = (*migrations.STEPS, lambda tables: tables)
    with mock.patch.multiple(migrations, STEPS=steps, SCHEMA=migrations.SCHEMA + 1):
        yield


DEEDS: Mapping[str, Callable[[Path, Sequence[str], Acknowledge], None]] = {
    "saves": saves, "folds": folds, "imports": imports, "undos": undos, "restores": restores,
    "migrates": migrates, "erases": erases,
}  # fmt: skip


def remains(path: Path, erased: Sequence[str]) -> list[str]:
    """Which erased cases some file still tells of."""
    bytes_ = [one.read_bytes() for one in path.parent.rglob("*") if one.is_file()]
    return [id_ for id_ in erased if any(id_.encode() in data for data in bytes_)]


def strays(path: Path) -> set[str]:
    """What lies beside a casebook after the next start and does not belong there."""
    Casebook(path).write([change(adding("cases", Case(id=new_id(), label="Next", began=BEGAN)))])
    kept = {one.name for one in path.parent.rglob("*") if one.is_file() or one.is_dir()}
    own = {
        name for name in kept
        if ".set-aside-" in name or name in OWN or (name[:2] == "20" and "Z-" in name)
    }  # fmt: skip
    return kept - own


def dice(seed: int) -> random.Random:
    """Chance that can be had again."""
    return random.Random(seed)
