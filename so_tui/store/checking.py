"""Looking through a casebook: is every file as it was written, and does all of it make sense?"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from so_tui.core.changes import AnyPage, Change, apply
from so_tui.core.text import counted
from so_tui.core.tree import ChangeError
from so_tui.errors import CasebookError
from so_tui.store import backups, disk, form, journal
from so_tui.store.casebook import Casebook
from so_tui.store.drafts import Drafts
from so_tui.store.ledger import Ledger, journal_file
from so_tui.store.mark import lock_file
from so_tui.store.place import warning


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was looked at: it is `well`, should be looked at (`mind`), or is `damaged`."""

    state: Literal["well", "mind", "damaged"]
    sentence: str


def check(path: Path) -> Iterator[Finding]:
    """Look at snapshot, journal, history, backups, modes and what else lies there."""
    path = disk.real(path)
    yield from _book(path)
    yield from _backups(path)
    yield from _modes(path)
    yield from _beside(path)
    if said := warning(path):
        yield Finding(state="mind", sentence=said)


def _book(path: Path) -> Iterator[Finding]:
    stored = disk.read(path)
    if stored is None:
        yield Finding(state="damaged", sentence=f"There is no casebook at {path}.")
        return
    try:
        form.everything(stored.data, path)
        yield Finding(state="well", sentence=f"{path.name} is as it was written.")
        book = Casebook(path)
        pages = dict(book.read().pages)
        if journal_file(path).exists():
            yield Finding(state="well", sentence=f"{path.name}.journal is as it was written.")
        if rest := Ledger(path).refresh().rest:
            said = f"The last {rest} bytes of {path.name}.journal are of a save that was"
            said += " interrupted and never said to be one. The next save cuts them off."
            yield Finding(state="mind", sentence=said)
        history = book.history()
    except CasebookError as fault:
        yield Finding(state="damaged", sentence=fault.sentence)
        return
    cases = sum(kind == "cases" for kind, _ in pages)
    parts = (counted(cases, "case"), counted(len(pages) - cases, "office"))
    said = f"Looked at {', '.join(parts)} and {counted(len(history), 'change')}: all fit the model."
    yield Finding(state="well", sentence=said)
    yield _replayed(pages, history)


def _replayed(pages: dict[tuple[str, str], AnyPage], history: tuple[Change, ...]) -> Finding:
    again: dict[tuple[str, str], AnyPage] = {}
    try:
        for one in history:
            again |= apply(again, one)
    except ChangeError as fault:
        return Finding(state="mind", sentence=f"The history does not tell all of it: {fault}")
    apart = [
        key for key, page in pages.items() if key not in again or again[key].value != page.value
    ]
    if apart:
        said = f"Not what their history makes of them: {len(apart)} of the cases and offices."
        return Finding(state="mind", sentence=said)
    return Finding(state="well", sentence="The history makes just these cases and offices.")


def _backups(path: Path) -> Iterator[Finding]:
    try:
        kept = backups.listed(path)
    except CasebookError as fault:
        yield Finding(state="mind", sentence=fault.sentence)
        return
    good = 0
    for one in kept:
        why = _fault_of(one)
        good += not why
        if why:
            said = f"The backup {one.name} is damaged: {why}. Others are not touched by that."
            yield Finding(state="mind", sentence=said)
    yield Finding(state="well", sentence=f"As they were written: {counted(good, 'backup')}.")


def _fault_of(one: backups.Backup) -> str:
    try:
        stored = disk.read(one.path)
        form.everything(stored.data if stored else b"", one.path)
        log = disk.read(one.journal)
        if log is not None:
            journal.read(log.data, journal.Place())
    except (CasebookError, journal.DamagedJournalError) as fault:
        return str(fault)
    return ""


def _modes(path: Path) -> Iterator[Finding]:
    wanted = disk.file_mode(path.parent)
    files = [path, journal_file(path), lock_file(path)]
    files += [one for kept in _quietly_listed(path) for one in (kept.path, kept.journal)]
    open_ = [one for one in files if one.exists() and _bits(one) & ~wanted]
    for one in open_:
        said = f"Others can read {one} (mode {_bits(one):o}). Close it with: chmod {wanted:o} {one}"
        yield Finding(state="mind", sentence=said)
    if not open_:
        yield Finding(state="well", sentence=f"The files' modes are {wanted:04o} or narrower.")


def _quietly_listed(path: Path) -> list[backups.Backup]:
    try:
        return backups.listed(path)
    except CasebookError:
        return []  # said already


def _bits(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _beside(path: Path) -> Iterator[Finding]:
    for one in sorted(path.parent.iterdir()):
        if one.name.startswith(f".{path.name}.") and one.name.endswith(".part"):
            said = f"{one} was left by a save that was interrupted; the next save removes it."
            yield Finding(state="mind", sentence=said)
        elif one.name.startswith(f"{path.name}.set-aside-"):
            said = f"{one} was set aside by a restore. Remove it when nothing in it is missed."
            yield Finding(state="mind", sentence=said)
    for folder in Drafts(path).folders:
        waiting = len(list(folder.iterdir())) if folder.is_dir() else 0
        if waiting:
            said = (
                f"Not saved yet: {counted(waiting, 'draft')} in {folder}. The screen offers them."
            )
            yield Finding(state="mind", sentence=said)
