"""Copies of a casebook that other programs put beside it: sync tools, rsync, editors.

Where two computers changed a casebook apart, a sync tool keeps one of them under its name and the
other one beside it. What only that one holds is not in the casebook until it is taken in.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import shlex
import tomllib
from collections.abc import Callable, Collection
from pathlib import Path

import msgspec

from so_tui import assets
from so_tui.core.changes import Change
from so_tui.core.text import counted
from so_tui.errors import CasebookError, CaseFileError
from so_tui.store import decoding, disk, journal, outside, snapshot_format
from so_tui.store.disk import Stored
from so_tui.store.journal import DamagedJournalError
from so_tui.store.ledger import journal_file

_SHOWN = 3


class Copy(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """A copy, and what kind of program gives such names."""

    path: Path
    by: str


class _Name(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    by: str
    pattern: str
    holds: bool = False
    """Whether others have such names, too, so that what is in the file tells."""


class _Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    copy: tuple[_Name, ...]


@functools.cache
def _patterns(name: str) -> tuple[tuple[_Name, re.Pattern[str]], ...]:
    """What copies of a file are called, and by whom."""
    known = msgspec.convert(tomllib.loads(assets.read_data("copies.toml").decode()), _Names)
    stem, dot, ext = name.rpartition(".")
    parts = (re.escape(stem), re.escape(dot + ext)) if dot else (re.escape(name), "")
    return tuple(
        (
            one,
            re.compile(one.pattern.replace("{stem}", parts[0]).replace("{ext}", parts[1]), re.I),
        )
        for one in known.copy
    )


def beside(path: Path) -> list[Copy]:
    """The copies that lie beside the casebook at `path`, and of its journal; by name.

    Where the folder cannot be looked into there are none.
    """
    path = disk.real(path)
    return of_files(path, (path.name, journal_file(path).name))


def of_files(
    path: Path, own: Collection[str], is_ours: Callable[[Path], bool] | None = None
) -> list[Copy]:
    """The copies of files that belong to the casebook at `path`, given by their names; by name.

    `is_ours`: by what is in it, of a file whose name others have, too; one with a casebook when
    left out. Where the folder cannot be looked into there are none.
    """
    path = disk.real(path)
    try:
        there = [one for one in path.parent.iterdir() if path.stem.lower() in one.name.lower()]
    except OSError:
        return []
    found: dict[Path, Copy] = {}
    for one in sorted(there):
        for name in own:
            named = (each for each, known in _patterns(name) if known.fullmatch(one.name))
            said = next(named, None)
            if said is None or one.name in own or not one.is_file():
                continue
            if not said.holds or (is_ours or _holds_casebook)(one):
                found.setdefault(one, Copy(path=one, by=said.by))
    return list(found.values())


def _holds_casebook(path: Path) -> bool:
    """Whether there is a casebook in a file, or the journal of one."""
    try:
        stored = disk.read(path, most=decoding.HEAD_BYTES * 4)
    except CasebookError:
        return False
    data = stored.data if stored is not None else b""
    return snapshot_format.is_begun(data) or journal.head_of(data) is not None


def said_of(copies: list[Copy]) -> str:
    """The sentences that name copies, and say what to do; empty when there are none."""
    files = [one.path for one in copies if decoding.is_case_file(one.path)]
    said = (_said_of([one for one in copies if one.path not in files]), _said_of_files(files))
    return " ".join(filter(None, said))


def _said_of_files(files: list[Path]) -> str:
    """The sentence that names case files which are called as copies are."""
    if not files:
        return ""
    some = " ".join(shlex.quote(str(one)) for one in files[:_SHOWN])
    more = f" (and {len(files) - _SHOWN} more)" if len(files) > _SHOWN else ""
    what = "A case file lies" if len(files) == 1 else "Case files lie"
    do = "Take it in" if len(files) == 1 else "Take them in"
    return (
        f"{what} beside the casebook, named as a copy of it would be. {do} with: so-tui import "
        f"{some}{more}"
    )


def _said_of(copies: list[Copy]) -> str:
    if not copies:
        return ""
    some = ", ".join(one.path.name for one in copies[:_SHOWN])
    more = f", and {len(copies) - _SHOWN} more" if len(copies) > _SHOWN else ""
    many = len(copies) > 1
    what = "Copies of the casebook lie" if many else "A copy of the casebook lies"
    return (
        f"{what} beside it, as a sync tool or another program leaves them: {some}{more}. What "
        f"only {'they hold' if many else 'it holds'} is not shown here. so-tui join takes it in."
    )


def changes_in(copy: Path, opened: bytes | None = None) -> tuple[Change, ...]:
    """All changes that a copy of a casebook, or of a journal, holds; `opened` is what is in it,
    where the file itself is encrypted.

    A casebook with a journal of its own beside it holds what stands there, too. What another
    program edited in it comes as one more change. Raises CasebookError where the copy is not
    whole.
    """
    stored = disk.read(copy)
    if stored is None:
        raise CasebookError(f"There is no file {copy}. Nothing was taken in from it.")
    if opened is not None:
        return _in_copy(Stored(opened, stored.signature), copy)
    continued = disk.read(journal_file(copy))
    behind = () if continued is None else _whole_journal(continued.data, journal_file(copy))
    return (*_in_copy(stored, copy), *behind)


def _whole_journal(data: bytes, log: Path) -> tuple[Change, ...]:
    try:
        return _in_journal(data, log)
    except (CasebookError, DamagedJournalError) as fault:
        raise CasebookError(
            f"{log}, in which the copy goes on, is not whole: {_why(fault)}. Nothing was taken in "
            "from either, and both were left as they are."
        ) from fault


def _why(fault: Exception) -> str:
    return getattr(fault, "why", "") or str(fault).rstrip(".")


def _in_copy(stored: Stored, copy: Path) -> tuple[Change, ...]:
    try:
        if journal.head_of(stored.data) is not None:
            return _in_journal(stored.data, copy)
        tables, _ = snapshot_format.everything(stored.data, copy)
    except CaseFileError:
        raise  # it says what to do
    except (CasebookError, DamagedJournalError) as fault:
        raise CasebookError(
            f"{copy} is not a whole copy of a casebook: {_why(fault)}. Nothing was taken in from "
            "it, and it was left as it is."
        ) from fault
    history = tables.get("history", {})
    changes = [snapshot_format.change(raw, key, copy) for key, raw in history.items()]
    data = snapshot_format.as_written(stored.data, copy)
    if snapshot_format.extent(data[: decoding.HEAD_BYTES], len(data)) is None:
        at = dt.datetime.fromtimestamp(stored.signature[1] // 1_000_000_000, dt.UTC)
        made = outside.found_in(tables, copy).change(at)
        changes += [made] if made else []
    return tuple(changes)


def _in_journal(data: bytes, copy: Path) -> tuple[Change, ...]:
    found = journal.read(data, journal.Place())
    if found.rest:
        lost = counted(found.rest, "byte")
        raise DamagedJournalError(f"its last line is cut short, and {lost} of it are there")
    return tuple(
        snapshot_format.change(raw, key, copy)
        for record in found.records
        for key, raw in record.put.get("history", {}).items()
    )
