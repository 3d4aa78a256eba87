"""What is in a backup, whether it is as it was written, and how a state differs from the newest."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from so_tui.errors import CasebookError, DamagedCasebookError
from so_tui.store import backups, journal, snapshot_format
from so_tui.store.backups import Backup
from so_tui.store.repair import salvage
from so_tui.store.repair.reconstruct import Recovered, bytes_of, of_backup


class Contents(msgspec.Struct, frozen=True, kw_only=True):
    """What is in a backup: how many cases and changes. `fault`: why it is not as it was written;
    empty when it is."""

    cases: int = 0
    changes: int = 0
    fault: str = ""


class Apart(msgspec.Struct, frozen=True, kw_only=True):
    """How a state differs from the newest: the labels of cases that lack in it, that it has
    besides, and that are other; and how many of the changes made since lack."""

    lacking: tuple[str, ...]
    besides: tuple[str, ...]
    other: tuple[str, ...]
    changes: int


def contents(one: Backup) -> Contents:
    """Look into a backup: every checksum, every case and every change."""
    if why := fault_of(one):
        return Contents(fault=why)
    try:
        found = of_backup(backups.casebook_of(one), one.name)
    except CasebookError as fault:
        return Contents(fault=fault.sentence.rstrip("."))  # it is gone since
    return Contents(cases=len(found.cases), changes=found.changes)


def apart(found: Recovered, now: Recovered) -> Apart:
    """How a state differs from the newest one."""
    both = found.cases.keys() & now.cases.keys()
    there, here = found.tables["cases"], now.tables["cases"]
    keys = {id_: snapshot_format.key_of(id_) for id_ in both}
    other = [id_ for id_, key in keys.items() if bytes(there[key]) != bytes(here[key])]
    return Apart(
        lacking=_labels(now, now.cases.keys() - both),
        besides=_labels(found, found.cases.keys() - both),
        other=_labels(now, other),
        changes=len(now.tables["history"].keys() - found.tables["history"].keys()),
    )


def _labels(found: Recovered, ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted((found.cases[id_] for id_ in ids), key=str.casefold))


def fault_of(one: Backup, length: int = 0) -> str:
    """Why a backup with its journal is not as it was written; empty when it is.

    `length`: how many bytes of the journal went into the state after it, as far as is known.
    """
    try:
        snapshot_format.everything(bytes_of(one.path) or b"", one.path)
        log = bytes_of(one.journal)
        if log == b"":
            return "its journal is empty"
        rest = journal.read(log or b"", journal.Place()).rest
    except DamagedCasebookError as fault:
        return fault.why
    except CasebookError as fault:
        return fault.sentence.rstrip(".")
    except journal.DamagedJournalError as fault:
        return f"in its journal, {fault}"
    # One that was kept by hand has none, since the journal went on elsewhere.
    if log is not None and len(log) < length:
        return f"its journal has {len(log)} bytes, and {length} were written"
    if rest:
        return f"the last {rest} bytes of its journal are damaged, or of an interrupted save"
    return ""


def lengths(path: Path) -> dict[str, int]:
    """How long the journals were that went into states, by the generation they continued."""
    files = [path, *(one.path for one in backups.listed(path))]
    said = [salvage.legible(bytes_of(one) or b"") for one in files]
    return {one.before: one.length for one in said if one.before}
