"""Looking through a casebook: is every file as it was written, and does all of it make sense?"""

from __future__ import annotations

import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Literal

import msgspec
from tinydb import TinyDB

from so_tui import atomic, process
from so_tui.core.changes import AnyPage, Change, apply
from so_tui.core.tally import Tally
from so_tui.core.text import counted
from so_tui.core.tree import ChangeError
from so_tui.errors import CasebookError, CaseFileError, NewerCasebookError
from so_tui.store import (
    backups,
    copies,
    decoding,
    disk,
    high_water,
    journal,
    migrations,
    snapshot_format,
)
from so_tui.store.contents import fault_of, lengths
from so_tui.store.derived import derived_files
from so_tui.store.drafts import Drafts
from so_tui.store.high_water import mark_file
from so_tui.store.ledger import Ledger, journal_file
from so_tui.store.lock import lock_file
from so_tui.store.network_fs import warning
from so_tui.store.pages import StoredPages
from so_tui.store.presence import presence_file
from so_tui.store.repair.reconstruct import bytes_of

_Key = tuple[str, str]

_ANEW = "was written anew by another program"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was looked at: it is `well`, should be looked at (`mind`), or is `damaged`."""

    state: Literal["well", "mind", "damaged"]
    sentence: str


def check(path: Path, tally: Tally | None = None) -> Iterator[Finding]:
    """Look at snapshot, journal, mark, history, backups, modes and what else lies there.

    `tally` counts documents and changes. Changes nothing on the disk, but for the time at which
    files were read. Raises CaseFileError where an exported case file stands in its place.
    """
    path = disk.real(path)
    said = set[str]()
    for one in _all(path, tally or Tally()):
        if one.sentence not in said:
            said.add(one.sentence)
            yield one


def _all(path: Path, tally: Tally) -> Iterator[Finding]:
    yield from _files(path, tally)
    for part in (_backups, _held, _modes, _beside, _place):
        yield from _looked(part, path)


def _looked(part: Callable[[Path], Iterator[Finding]], path: Path) -> Iterator[Finding]:
    try:
        yield from part(path)
    except OSError as fault:
        # A failing disk is just when the other parts have to be looked at, too.
        name = fault.filename or path
        yield _damaged(f"{name} could not be looked at: {atomic.why(fault)}.")


def _files(path: Path, tally: Tally) -> Iterator[Finding]:
    """Snapshot and journal, and what is in them: of each file that it is whole, or what is wrong.

    Bytes that are as they were written can still be another program's, or of an earlier day. So
    a file is called well only when nothing in it speaks against that.
    """
    files = (path, journal_file(path))
    well: list[Finding] = []
    harmed = set[Path]()
    for part in (_snapshot, _journal):
        for one in _looked(part, path):
            if one.state == "well":
                well.append(one)
            else:
                harmed |= _named(one, files)
                yield one
    content = []
    for one in _looked(partial(_content, tally=tally), path):
        named = _named(one, files)
        if not named or not named <= harmed:
            content.append(one)
    for one in content:
        harmed |= _named(one, files)
    yield from (one for one in well if not _named(one, files, "well") & harmed)
    yield from _looked(_mark, path)
    yield from content


def _named(one: Finding, files: Iterable[Path], state: str = "damaged") -> set[Path]:
    """The files that a finding of a state is about."""
    if one.state != state:
        return set()
    return {file for file in files if re.search(rf"{re.escape(file.name)}(?!\.?\w)", one.sentence)}


def _well(sentence: str) -> Finding:
    return Finding(state="well", sentence=sentence)


def _mind(sentence: str) -> Finding:
    return Finding(state="mind", sentence=sentence)


def _damaged(sentence: str) -> Finding:
    return Finding(state="damaged", sentence=sentence)


# --- The casebook ------------------------------------------------------------------------------


def _snapshot(path: Path) -> Iterator[Finding]:
    try:
        data = bytes_of(path)
        if data is None:
            yield _damaged(
                f"There is no casebook at {path}. so-tui restore looks what can be brought back."
            )
            return
        snapshot_format.verify(data, path)
        begin = _begin(data, path)
        schema = snapshot_format.index(begin or data, path)[1].schema
        del data  # TinyDB needs several times its size
        tables = _as_tinydb_reads(path)
    except CaseFileError:
        raise  # it is nothing that could be brought back
    except CasebookError as fault:
        yield _damaged(fault.sentence)
        return
    except (ValueError, AttributeError, TypeError, RecursionError) as fault:
        yield _damaged(decoding.damaged(path, f"TinyDB cannot read it ({fault})").sentence)
        return
    count = counted(sum(tables.values()), "document")
    # Without checksums that are ours nobody knows how it was written.
    how = "is as it was written" if begin or schema < migrations.SCHEMA else _ANEW
    yield _well(f"{path.name} {how}: {count}, which TinyDB reads.")
    if schema < migrations.SCHEMA:
        yield _mind(
            f"{path.name} is of an older so-tui (schema {schema}). The next save brings it to "
            f"schema {migrations.SCHEMA}, and keeps a backup before."
        )


def _as_tinydb_reads(path: Path) -> dict[str, int]:
    """How many documents stock TinyDB finds in each table."""
    with process.in_a_hurry(), TinyDB(path, access_mode="r", encoding="utf-8") as stock:
        # Once: each look of TinyDB at a table reads the whole file.
        return {name: len(table) for name, table in (stock.storage.read() or {}).items()}


def _begin(data: bytes, path: Path) -> bytes:
    """A snapshot up to its history; empty where another program wrote it."""
    data = snapshot_format.as_written(data, path)
    at = snapshot_format.extent(data[: decoding.HEAD_BYTES], len(data))
    return b"" if at is None else data[:at] + b"}"


def _journal(path: Path) -> Iterator[Finding]:
    log = journal_file(path)
    try:
        data = bytes_of(log)
        if data is None:
            return
        if not data:
            raise decoding.damaged(log, "it is empty")
        found = journal.read(data, journal.Place())
        lines = counted(len(found.records), "save")
        yield _well(f"{log.name} is as it was written: {lines}.")
        if found.rest:
            yield _mind(
                f"The last {found.rest} bytes of {log.name} are of a save that was interrupted. "
                "It was never said to be saved, and the next save cuts them off."
            )
    except CasebookError as fault:
        yield _damaged(fault.sentence)
    except journal.DamagedJournalError as fault:
        yield _damaged(decoding.damaged(log, str(fault)).sentence)


def _mark(path: Path) -> Iterator[Finding]:
    if path.exists() and not high_water.is_there(path):
        yield _mind(
            f"{mark_file(path).name} does not say how much of the journal was confirmed. It is so "
            "after the casebook was copied. Else look whether the last saves are there. The next "
            "save writes it anew."
        )


def _content(path: Path, tally: Tally) -> Iterator[Finding]:
    """Every page and every change, and whether the ones make the others."""
    if not path.exists():
        return  # said already
    try:
        state, stored = Ledger(path).history()
    except NewerCasebookError:
        return  # said already
    except CasebookError as fault:
        yield _damaged(fault.sentence)
        return
    with process.in_a_hurry():
        found = list(_documents(StoredPages(state, path, {}), stored, path, tally))
    yield from found


def _documents(
    kept: StoredPages, stored: snapshot_format.Documents, path: Path, tally: Tally
) -> Iterator[Finding]:
    pages: dict[_Key, AnyPage] = {}
    changes: list[Change] = []
    faults: list[str] = []
    # Each case once more for its plan, each change for what it makes.
    tally.expect(len(kept) + len(kept.ids("cases")) + 2 * len(stored))
    for key in tally.each(kept):
        try:
            pages[key] = kept[key]
        except CasebookError as fault:
            faults.append(fault.sentence)
    for key_, raw in tally.each(stored.items()):
        try:
            changes.append(snapshot_format.change(raw, key_, path))
        except CasebookError as fault:
            faults.append(fault.sentence)
    yield from map(_damaged, faults)
    cases = sum(kind == "cases" for kind, _ in pages)
    parts = counted(cases, "case"), counted(len(pages) - cases, "office")
    said = f"Looked at {', '.join(parts)} and {counted(len(changes), 'change')}"
    if not faults:
        yield _well(f"{said}: all fit the model.")
        changes.sort(key=lambda one: one.stamp)
        yield _replayed(pages, tally.each(changes))


def _replayed(pages: Mapping[_Key, AnyPage], history: Iterable[Change]) -> Finding:
    again: dict[_Key, AnyPage] = {}
    try:
        for one in history:
            again |= apply(again, one)
    except ChangeError as fault:
        return _mind(
            f"The history does not tell how all of it came about: {fault} The cases themselves "
            "are as they were written, and nothing needs to be done."
        )
    apart = [
        key for key, page in pages.items() if key not in again or again[key].value != page.value
    ]
    if apart:
        return _mind(
            f"The history makes {len(apart)} of the cases and offices other than they are. "
            "They are shown as they were saved. Keep a copy with so-tui backup -o FILE, and "
            "look through them."
        )
    return _well("The history makes just these cases and offices.")


# --- What lies beside it -----------------------------------------------------------------------


def _backups(path: Path) -> Iterator[Finding]:
    try:
        backups.refuse_link(path)
        kept, known = backups.listed(path), lengths(path)
    except CasebookError as fault:
        yield _mind(fault.sentence)
        return
    good = 0
    for one in kept:
        why = fault_of(one, known.get(one.generation, 0))
        good += not why
        if why:
            yield _mind(
                f"The backup {one.name} is damaged: {why}. The casebook does not depend on it. "
                f"To have a good one now: so-tui backup"
            )
    yield _well(f"As they were written: {counted(good, 'backup')}.")


def _held(path: Path) -> Iterator[Finding]:
    """Whether what has the name of the lock lets anybody save."""
    try:
        disk.refuse_others(lock_file(path))
    except CasebookError as fault:
        yield _mind(f"Nothing can be saved. {fault.sentence}")


def _modes(path: Path) -> Iterator[Finding]:
    wanted = disk.file_mode(path.parent)
    shared = wanted != atomic.FILE_MODE
    files = [path, journal_file(path), mark_file(path), lock_file(path), presence_file(path)]
    files += [*derived_files(path), *_aside(path)]
    folders = [backups.folder_of(path), *Drafts(path).folders]
    folders = [one for one in folders if one.is_dir() and not one.is_symlink()]
    files += [one for folder in folders for one in folder.iterdir()]
    files = [one for one in files if one.is_file() and not one.is_symlink()]
    open_ = [(one, wanted) for one in files if _bits(one) & ~wanted]
    inside = 0o2770 if shared else disk.FOLDER_MODE
    open_ += [(one, inside) for one in folders if one.is_dir() and _bits(one) & ~inside & 0o777]
    for one, bits in open_:
        yield _mind(f"Others can read {one} (mode {_bits(one):o}). Close it: chmod {bits:o} {one}")
    if path.parent.is_dir() and _bits(path.parent) & 0o002:
        yield _mind(
            f"Anyone on this computer can write to the folder {path.parent}. They could "
            f"put another file in the casebook's place. Close it: chmod o-w {path.parent}"
        )
    elif not open_:
        yield _well(f"The files' modes are {wanted:04o} or narrower.")


def _bits(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _beside(path: Path) -> Iterator[Finding]:
    for one in sorted(path.parent.iterdir()) if path.parent.is_dir() else ():
        if any(atomic.is_part(file, one.name) for file in (path, *derived_files(path))):
            yield _mind(f"{one} was left by a save that was interrupted; the next save removes it.")
    for copy in copies.beside(path):
        yield _mind(
            f"{copy.path} is a copy such as {copy.by} leaves. What only it holds is not in the "
            "casebook. Take it in with so-tui join."
        )
    for one in _aside(path):
        yield _mind(f"{one} was set aside. Remove it when nothing in it is missed.")
    for folder in Drafts(path).folders:
        there = folder.is_dir() and not folder.is_symlink()
        waiting = len(list(folder.iterdir())) if there else 0
        if waiting:
            said = f"Not saved yet: {counted(waiting, 'draft')} in {folder}."
            yield _mind(f"{said} The screen offers them at its next start.")


def _aside(path: Path) -> list[Path]:
    begin = (f"{path.name}.set-aside-", f"{path.name}.journal.set-aside-")
    there = path.parent.iterdir() if path.parent.is_dir() else ()
    return sorted(one for one in there if one.name.startswith(begin))


def _place(path: Path) -> Iterator[Finding]:
    if said := warning(path):
        yield _mind(said)
