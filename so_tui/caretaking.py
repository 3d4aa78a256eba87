"""The use cases of care: check, back up, bring back, erase. For casebooks that may be damaged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from so_tui.casework import Casework
from so_tui.core.text import counted
from so_tui.errors import CasebookError
from so_tui.store import backups, checking, disk, erasing, recovery
from so_tui.store.backups import Backup
from so_tui.store.casebook import Casebook
from so_tui.store.checking import Finding
from so_tui.store.erasing import Erased
from so_tui.store.recovery import Recovered

__all__ = [
    "Backup", "Erased", "Finding", "Recovered", "back_up", "bring_back", "check", "copy", "erase",
    "listed", "newest", "of_backup",
]  # fmt: skip


def check(path: Path, today: dt.date, region: str = "US") -> Iterator[Finding]:
    """Look through a casebook and what belongs to it, and compute the plan of every case.

    `region`: whose closed days the plans count with. Changes nothing on the disk.
    """
    damaged = False
    for one in checking.check(path):
        damaged = damaged or one.state == "damaged"
        yield one
    if not damaged:
        work = Casework.open(path, region=region)
        cases = work.cases()
        for page in cases:
            work.plan(page, today)
        said = f"Plans were made for {counted(len(cases), 'case')}."
        yield Finding(state="well", sentence=said)


def back_up(path: Path) -> Backup:
    """Fold the casebook and keep a backup of it now. Raises CasebookError."""
    casebook = Casebook(path)
    casebook.back_up()
    return backups.listed(disk.real(path))[0]


def copy(path: Path) -> bytes:
    """All of a casebook as the bytes of one TinyDB file. Raises CasebookError."""
    found = recovery.newest(path)
    if found.notes:
        raise CasebookError(f"{found.notes[0]} Bring the casebook in order with so-tui restore.")
    return recovery.whole(found.about, found.tables)


def listed(path: Path) -> list[Backup]:
    """The backups of a casebook, newest first. Raises CasebookError."""
    return backups.listed(disk.real(path))


def newest(path: Path) -> Recovered:
    """The newest good state there is. Raises CasebookError."""
    return recovery.newest(path)


def of_backup(path: Path, name: str) -> Recovered:
    """The state of one backup. Raises CasebookError."""
    return recovery.of_backup(path, name)


def bring_back(path: Path, found: Recovered, at: dt.datetime) -> list[Path]:
    """Put a state in the place of the casebook; returns the files that were set aside.

    `at`: now, in UTC. Raises CasebookError with the casebook as it was.
    """
    return recovery.restore(path, found, at)


def erase(path: Path, case: str) -> Erased:
    """Erase the case with an id from the casebook and all its backups. Raises SoTuiError."""
    return erasing.erase(path, case)
