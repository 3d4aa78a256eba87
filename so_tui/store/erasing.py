"""Erasing one case for good: from the casebook, its journal, its history, and every backup; where
it is wanted, also from copies that other programs left beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec
from msgspec.structs import replace

from so_tui.core.changes import Change
from so_tui.core.joining import discreet
from so_tui.core.text import counted
from so_tui.errors import CasebookError, NotFoundError
from so_tui.store import backups, copies, decoding, derived, disk, snapshot_format
from so_tui.store.backups import Backup
from so_tui.store.casebook import utc_now
from so_tui.store.copies import Copy
from so_tui.store.drafts import Drafts
from so_tui.store.ledger import Ledger, journal_file
from so_tui.store.lock import held
from so_tui.store.repair import recovery
from so_tui.store.repair.salvage import Tables


class Erased(msgspec.Struct, frozen=True, kw_only=True):
    """What erasing did: how many backups it went through, how many drafts it removed, how many
    damaged backups it removed, in how many copies beside the casebook it erased the case, too, the
    copies that still hold it, and other files that may."""

    backups: int
    drafts: int
    dropped: int
    left: tuple[Path, ...]
    copies: int = 0
    holding: tuple[Copy, ...] = ()


def erase(
    path: Path,
    case: str,
    wait: float = 2.0,
    *,
    drop_damaged: bool = False,
    in_copies: bool = False,
    now: Callable[[], dt.datetime] = utc_now,
) -> Erased:
    """Erase the case with an id. The casebook itself goes last, in one step, so that after a kill
    the case is still found, and erasing it again goes on where it ended.

    `drop_damaged`: remove backups that cannot be read, instead of leaving them. `in_copies`: erase
    it in whole copies beside the casebook, too. `now`: the time in UTC. Raises NotFoundError, and
    CasebookError with the case still in the casebook.
    """
    path = disk.real(path)
    with held(path, wait):
        disk.sweep(path)
        backups.sweep(path)
        found = recovery.newest(path)
        if snapshot_format.key_of(case) not in found.tables["cases"]:
            raise NotFoundError("That case is not in the casebook any more.")
        if not found.well:
            raise CasebookError(
                f"{found.notes[0]} Nothing was erased. Bring the casebook in order with "
                "so-tui restore, then erase again."
            )
        # Folded first: were the journal to go last, a kill before that would leave the case in
        # it, where nothing would look for it any more.
        Ledger(path, keep=lambda file, log, of: backups.keep(file, log, of or "0", now())).fold()
        left, dropped = list(_set_aside_with(path, case)), 0
        kept = backups.listed(path)
        for one in kept:
            try:
                _rewrite(path, one, case)
            except CasebookError:
                if drop_damaged:
                    disk.remove(one.path)
                    disk.remove(one.journal)
                    dropped += 1
                else:
                    with disk.explained(one.path, "looked at"):
                        left += [file for file in (one.path, one.journal) if file.exists()]
        derived.remove(path)
        left += [one.path for one in derived.copied(path) if _holds(one.path, case)]
        copied = [one for one in holding(path, case) if in_copies and _erased_in(one.path, case)]
        drafts = _drafts(path, case)
        found = recovery.newest(path)
        recovery.put(path, replace(found, tables=without(found.tables, case, path)), now())
        # An app that saw the case there until now may have put one more.
        drafts += _drafts(path, case)
    return Erased(
        backups=len(kept) - dropped, drafts=drafts, dropped=dropped,
        left=tuple(dict.fromkeys(left)), copies=len(copied), holding=tuple(holding(path, case)),
    )  # fmt: skip


def holding(path: Path, case: str) -> list[Copy]:
    """The copies beside the casebook that hold a case, by its id, or that cannot be read."""
    found = copies.beside(disk.real(path))
    # A copy can go on in a journal of its own name.
    found += [Copy(path=journal_file(one.path), by=one.by) for one in found]
    return [one for one in dict.fromkeys(found) if _holds(one.path, case)]


def _holds(file: Path, case: str) -> bool:
    try:
        stored = disk.read(file)
    except CasebookError:
        return True
    return stored is not None and case.encode() in stored.data


def _erased_in(copy: Path, case: str) -> bool:
    """Erase a case in a copy of a casebook that is as it was written; whether it was.

    What another program changed in a copy, or what stands in a journal behind it, is known by its
    bytes alone; such a copy is left as it is.
    """
    try:
        stored = disk.read(copy)
        if stored is None or disk.signature(journal_file(copy)):
            return False
        data = snapshot_format.as_written(stored.data, copy)
        if snapshot_format.extent(data[: decoding.HEAD_BYTES], len(data)) is None:
            return False
        snapshot_format.verify(stored.data, copy)
        tables, about = snapshot_format.everything(stored.data, copy)
        disk.replace(copy, recovery.whole(about, without(tables, case, copy)))
    except CasebookError:
        return False
    return not _holds(copy, case)


def without(tables: Tables, case: str, path: Path) -> Tables:
    """Tables with nothing of a case: not its page, and of the history nothing that tells of it.

    Raises CasebookError.
    """
    key, page = snapshot_format.key_of(case), ("cases", case)
    kept = {name: dict(documents) for name, documents in tables.items()}
    for name in ("cases", "summaries"):
        kept.get(name, {}).pop(key, None)
    history = kept.get("history", {})
    changes = [snapshot_format.change(raw, id_, path) for id_, raw in history.items()]
    telling = {change.id for change in changes if page in change.pages}
    for change in sorted(changes, key=lambda one: one.stamp):
        if change.id in telling:
            told = _without(change, case)
        elif change.undoes in telling:
            # It took back a change of the case's in other cases alone, and says what that was.
            telling.add(change.id)
            told = _discreet(change)
        else:
            continue
        if told is None:
            del history[snapshot_format.key_of(change.id)]
        else:
            history[snapshot_format.key_of(change.id)] = msgspec.Raw(msgspec.json.encode(told))
    return kept


def _without(change: Change, case: str) -> Change | None:
    """A change without its edits of a case; None when no other is left."""
    edits = tuple(edit for edit in change.edits if edit.page != ("cases", case))
    if not edits:
        return None
    others = {edit.page for edit in edits}
    if not any(kind == "cases" for kind, _ in others):
        return _discreet(replace(change, edits=edits))
    return replace(discreet(change, others), edits=edits)


def _discreet(change: Change) -> Change:
    """A change with a sentence that names nobody."""
    cases = sum(kind == "cases" for kind, _ in change.pages)
    about = counted(cases, "case") if cases > 1 else "a case" if cases else "an office"
    return replace(change, sentence=f"A change to {about} ({change.verb})")


def _rewrite(path: Path, one: Backup, case: str) -> None:
    """Put a backup without the case in its place; on the disk, and read again, when it returns.

    Raises CasebookError.
    """
    found = recovery.of_backup(path, one.name)
    disk.replace(one.path, recovery.whole(found.about, without(found.tables, case, path)))
    disk.remove(one.journal)
    backups.verify(one, one.path)


def _drafts(path: Path, case: str) -> int:
    count = 0
    for folder in Drafts(path).folders:
        for one in _naming(folder, case):
            disk.remove(one)
            count += 1
    return count


def _set_aside_with(path: Path, case: str) -> Iterator[Path]:
    yield from _naming(path.parent, case, f"{path.name}.set-aside-", f"{path.name}.journal.set-")


def _naming(folder: Path, case: str, *begin: str) -> Iterable[Path]:
    """The files of a folder that hold a case's id, or cannot be read."""
    found: list[Path] = []
    with disk.explained(folder, "looked through"):
        if not folder.is_dir() or folder.is_symlink():
            return found
        for one in sorted(folder.iterdir()):
            if begin and not one.name.startswith(begin):
                continue
            data = disk.read(one)
            if data is not None and case.encode() in data.data:
                found.append(one)
    return found
