"""Erasing one case for good: from the casebook, its journal, its history, and every backup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
from msgspec.structs import replace

from so_tui.core.changes import Change
from so_tui.core.joining import discreet
from so_tui.errors import CasebookError, NotFoundError
from so_tui.store import backups, disk, form, recovery
from so_tui.store.drafts import Drafts
from so_tui.store.lock import held

_Tables = dict[str, dict[str, msgspec.Raw]]


class Erased(msgspec.Struct, frozen=True, kw_only=True):
    """What erasing did: how many backups it went through, how many drafts it removed, and the
    files that it could not read or that may still hold the case."""

    backups: int
    drafts: int
    left: tuple[Path, ...]


def erase(path: Path, case: str, wait: float = 2.0) -> Erased:
    """Erase the case with an id. The casebook itself goes last, so that after a kill the case is
    still found, and erasing it again goes on where it ended.

    Raises NotFoundError, and CasebookError with the casebook as it was.
    """
    path = disk.real(path)
    key = form.key_of(case)
    with held(path, wait):
        disk.sweep(path)
        backups.sweep(path)
        now = recovery.newest(path)
        if key not in now.tables["cases"]:
            raise NotFoundError("That case is not in the casebook any more.")
        if now.notes:
            raise CasebookError(f"{now.notes[0]} Bring the casebook in order with so-tui restore.")
        left = list(_set_aside_with(path, case))
        kept = backups.listed(path)
        for one in kept:
            try:
                _rewrite(recovery.of_backup(path, one.name), one.path, case)
            except CasebookError:
                left.append(one.path)
                continue
            disk.remove(one.journal)
        drafts = _drafts(path, case)
        recovery.put(path, replace(now, tables=without(now.tables, case, path)))
    return Erased(backups=len(kept), drafts=drafts, left=tuple(left))


def without(tables: _Tables, case: str, path: Path) -> _Tables:
    """Tables with nothing of a case: not its page, and of the history nothing that tells of it."""
    key, page = form.key_of(case), ("cases", case)
    kept = {name: dict(documents) for name, documents in tables.items()}
    for name in ("cases", "summaries"):
        kept.get(name, {}).pop(key, None)
    history = kept.get("history", {})
    # A change that took back one of the case's own says in its sentence what that was.
    for id_, raw in list(history.items()):
        change = form.change(raw, id_, path)
        if page in change.pages:
            told = _without(change, case)
            if told is None:
                del history[id_]
            else:
                history[id_] = msgspec.Raw(msgspec.json.encode(told))
    return kept


def _without(change: Change, case: str) -> Change | None:
    """A change without its edits of a case; None when no other is left."""
    edits = tuple(edit for edit in change.edits if edit.page != ("cases", case))
    if not edits:
        return None
    others = {edit.page for edit in edits}
    if not any(kind == "cases" for kind, _ in others):
        # What is left concerns offices, and the sentence may still name the person.
        return replace(change, edits=edits, sentence=f"A change to an office ({change.verb})")
    return replace(discreet(change, others), edits=edits)


def _rewrite(found: recovery.Recovered, path: Path, case: str) -> None:
    tables = without(found.tables, case, path)
    disk.replace(path, recovery.whole(found.about, tables))


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
    if not folder.is_dir():
        return found
    with disk.explained(folder, "looked through"):
        for one in sorted(folder.iterdir()):
            if begin and not one.name.startswith(begin):
                continue
            data = disk.read(one)
            if data is not None and case.encode() in data.data:
                found.append(one)
    return found
