"""Casebooks to try the store with: cases by number, changes made by hand."""

from __future__ import annotations

import datetime as dt
import os
import stat
import uuid
from pathlib import Path

from so_tui.core.case import Case
from so_tui.core.changes import Change, Edit, adding
from so_tui.store.casebook import Casebook
from so_tui.store.decoding import HEAD_BYTES
from so_tui.store.interface import Snapshot
from so_tui.store.ledger import journal_file
from so_tui.store.repair.checking import check
from so_tui.store.snapshot_format import extent

NOW = dt.datetime(2026, 11, 25, 9, 30, tzinfo=dt.UTC)
BEGAN = dt.date(2026, 11, 2)

DEEP = os.environ.get("SO_TUI_DEEP") == "1"


def id_of(*words: object) -> str:
    """A UUID that depends on the words alone."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "/".join(map(str, words))))


def case(number: int = 1, label: str = "") -> Case:
    """A case that can be told from others."""
    return Case(id=id_of("case", number), label=label or f"Case {number}", began=BEGAN)


def change(*edits: Edit, id_: str | None = None, actor: str = "elena", counter: int = 0) -> Change:
    """A change of these edits; its id depends on them unless one is given."""
    return Change(
        id=id_ or id_of(*(f"{edit.op}{edit.path}{edit.after}" for edit in edits), actor),
        actor=actor, at=NOW, verb="test", sentence="Changed", edits=edits, counter=counter,
    )  # fmt: skip


def begun(number: int = 1, label: str = "") -> Change:
    """The change that begins a case."""
    return change(adding("cases", case(number, label)))


def noted(number: int, note: str, *, over: tuple[str, ...] = (), actor: str = "elena") -> Change:
    """The change that writes a note into a case."""
    path = f"cases/{case(number).id}/note"
    return change(Edit(op="set", path=path, before="", after=note, over=over), actor=actor)


def value(snapshot: Snapshot, number: int = 1) -> Case:
    """A case as a snapshot has it."""
    found = snapshot.pages["cases", case(number).id].value
    assert isinstance(found, Case)
    return found


def labels(snapshot: Snapshot) -> list[str]:
    """The labels of all cases, sorted."""
    return sorted(
        page.value.label
        for page in snapshot.pages.values()
        if page.kind == "cases" and isinstance(page.value, Case)
    )


def book(folder: Path, *numbers: int) -> Casebook:
    """A casebook in a folder, with these cases."""
    made = Casebook(folder / "casebook.json")
    made.write([begun(number) for number in numbers])
    return made


def mode(path: Path) -> int:
    """The permissions of a file or folder."""
    return stat.S_IMODE(path.stat().st_mode)


def names(folder: Path) -> set[str]:
    """What lies in a folder."""
    return {path.name for path in folder.iterdir()}


OWN = {
    "casebook.json", "casebook.json.journal", "casebook.json.lock", "casebook.json.mark",
    "casebook.json.backups",
}  # fmt: skip
"""What a casebook consists of once it was written more than once."""


def held_bytes(path: Path) -> dict[str, bytes]:
    """All that a casebook holds on disk, by name; the lock says nothing of its content."""
    return {
        one.name: one.read_bytes()
        for one in (path, journal_file(path)) if one.exists()
    }  # fmt: skip


def lived(folder: Path) -> Casebook:
    """A casebook with two backups and a journal, six cases in all."""
    kept = book(folder, 1)
    for n in (2, 3):
        kept.write([begun(n)])
    kept.fold()
    kept.write([begun(4)])
    kept.fold()
    for n in (5, 6):
        kept.write([begun(n)])
    return kept


def states(path: Path) -> set[str]:
    """Which states a check finds."""
    return {one.state for one in check(path)}


def flipped(data: bytes, at: int) -> bytes:
    """Bytes with one bit of one of them flipped."""
    return data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :]


def history_begins(path: Path) -> int:
    """The byte at which the history of a snapshot begins."""
    data = path.read_bytes()
    at = extent(data[:HEAD_BYTES], len(data))
    assert at is not None
    return at


def hit_history(path: Path) -> None:
    """Flip a bit in the middle of the history of a snapshot."""
    data = path.read_bytes()
    path.write_bytes(flipped(data, (history_begins(path) + len(data)) // 2))
