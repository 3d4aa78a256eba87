"""Backups: the snapshots that others took the place of, each with the journal it had.

A snapshot and its journal are kept by a second name for the same bytes, so that keeping them
costs nothing. They are thinned out to the newest, one an hour, one a day and one a month. A
journal's records are whole documents; so a backup, its journal and the newest journal together
are the casebook as it is now.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from so_tui import atomic
from so_tui.errors import CasebookError
from so_tui.store import decoding, disk, journal, snapshot_format
from so_tui.store.repair.salvage import FIRST_BYTES, legible

HOURS, DAYS, MONTHS = 24, 30, 12
"""How many hours, days and months are kept, one backup each."""

SHARE = 10
LEAST_BYTES = 64 << 20
"""Backups take at most so many times the casebook, or so many bytes if that is more."""

ALWAYS = 2
"""How many of the newest are kept however large they are."""

RECENT = 6
"""How many of the newest are kept where they fit, so that one that was just asked for does not go
with the next one: each of these comes with one that the folding keeps."""

_FOLDER = ".backups"
_NAME = re.compile(
    r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)\.(\d{3})Z-(?:n(\d{1,9})-)?([0-9a-f]{1,32})\.json"
)
_TICK = dt.timedelta(milliseconds=1)


class Backup(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """One backup: the how-manieth it is, when it was kept (UTC), of which generation, where, and
    its size in bytes with its journal.

    Clocks are wrong at times; so it is the number that tells which one is newer. Those of earlier
    versions have none, and are older.
    """

    number: int = 0
    at: dt.datetime
    generation: str
    path: Path
    size: int = 0

    @property
    def journal(self) -> Path:
        """Where the journal lies that the snapshot had, if it had one."""
        return self.path.with_suffix(".journal")

    @property
    def name(self) -> str:
        """What a person calls it."""
        return self.path.stem


def folder_of(path: Path) -> Path:
    """Where the backups of a casebook lie."""
    return path.with_name(f"{path.name}{_FOLDER}")


def refuse_link(path: Path) -> None:
    """Raises CasebookError where a link, or what is no folder, has the name of the backups."""
    folder = folder_of(path)
    with disk.explained(folder, "read"):
        link, other = folder.is_symlink(), folder.exists() and not folder.is_dir()
    if link or other:
        raise CasebookError(
            f"{folder} is {'a link' if link else 'not a folder'}, and so-tui did not put it there. "
            "No backup is kept, and what it leads to was left alone. Move it away, then try again."
        )


def casebook_of(backup: Backup) -> Path:
    """The casebook that a backup is of."""
    folder = backup.path.parent
    return folder.with_name(folder.name.removesuffix(_FOLDER))


def listed(path: Path) -> list[Backup]:
    """The backups of the casebook at `path`, newest first. Raises CasebookError."""
    folder = folder_of(path)
    found: list[Backup] = []
    with disk.explained(folder, "read"):
        if folder.is_symlink() or not folder.is_dir():
            return []  # what a link leads to is somebody else's
        for one in folder.iterdir():
            if (made := _named(one)) is not None:
                found.append(replace(made, size=_size(one)))
    return sorted(found, reverse=True)


def _named(path: Path) -> Backup | None:
    """What the name of a file in the folder tells of the backup that it is; None if it is none."""
    name = _NAME.fullmatch(path.name)
    if name is None:
        return None
    year, month, day, hour, minute, second, milli = map(int, name.groups()[:7])
    try:
        at = dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.UTC) + milli * _TICK
    except ValueError:
        return None  # there is no such day
    return Backup(number=int(name[8] or 0), at=at, generation=name[9], path=path)


def newest(path: Path) -> Backup | None:
    """The newest backup of the casebook at `path`, by its name. Raises CasebookError."""
    folder = folder_of(path)
    with disk.explained(folder, "read"):
        if folder.is_symlink():
            return None
        try:
            return max(filter(None, map(_named, folder.iterdir())), default=None)
        except (FileNotFoundError, NotADirectoryError):
            return None


def revision_of(backup: Backup) -> int:
    """The revision that the snapshot of a backup says it has. Raises CasebookError."""
    stored = disk.read(backup.path, most=FIRST_BYTES)
    return legible(stored.data if stored else b"").revision


def journals_of(path: Path, generation: str) -> Iterator[bytes]:
    """The journals that are kept of a generation. Raises CasebookError."""
    for one in listed(path):
        if one.generation == generation and (log := disk.read(one.journal)) is not None:
            yield log.data


def end_of(backup: Backup) -> int:
    """The byte at which the last whole line of a backup's journal ends; 0 where it has none, or
    one that is damaged. Raises CasebookError."""
    log = disk.read(backup.journal)
    with contextlib.suppress(journal.DamagedJournalError):
        return journal.read(log.data if log else b"", journal.Place()).place.offset
    return 0


def keep(
    path: Path,
    journal_path: Path | None,
    generation: str,
    at: dt.datetime,
    *,
    copied: bool = False,
) -> Backup:
    """Keep a snapshot and its journal, if it has one, before others take their place; then thin
    out.

    `at`: now, in UTC. `copied`: as bytes of their own, since the snapshot stays where it is, and
    what harms a file harms it under all its names. Both are read once more before any other
    backup goes. The caller holds the lock. Raises CasebookError with nothing kept.
    """
    take = _copy if copied else second_name
    folder = folder_of(path)
    refuse_link(path)
    with disk.explained(folder, "kept as a backup"):
        if not folder.is_dir():
            folder.mkdir(mode=disk.FOLDER_MODE)
        if disk.file_mode(path.parent) != atomic.FILE_MODE:
            _share(folder, path.parent)
        there = listed(path)
        at, number = at.astimezone(dt.UTC), max((one.number for one in there), default=0) + 1
        stem = f"{at:%Y%m%dT%H%M%S}.{at.microsecond // 1000:03}Z-n{number}-{generation}"
        made = Backup(number=number, at=at, generation=generation, path=folder / f"{stem}.json")
        # What a fold kept that then came to nothing is the same file, under one name too many.
        twice = [one for one in there if one.generation == generation and _same(one.path, path)]
        try:
            if journal_path is not None and journal_path.exists():
                take(journal_path, made.journal)
            take(path, made.path)
        except BaseException:  # an interrupt, too, leaves no half of a backup
            drop(made)
            raise
        atomic.flush_folder(folder)
    try:
        verify(made, path)
    except BaseException:
        drop(made)
        raise
    # Kept it is; if others cannot be thinned out now, they will be with the next one.
    with contextlib.suppress(CasebookError), disk.explained(folder, "thinned out"):
        for one in twice:
            drop(one)
        for one in surplus(listed(path), path.stat().st_size):
            drop(one)
    return replace(made, size=_size(made.path))


def verify(backup: Backup, path: Path) -> None:
    """Read a backup of the casebook at `path`: do the checksums fit, of its journal too?

    Raises DamagedCasebookError naming the casebook, since it is that which was kept.
    """
    stored = disk.read(backup.path)
    snapshot_format.verify(stored.data if stored else b"", path)
    log = disk.read(backup.journal)
    if log is not None:
        try:
            journal.read(log.data, journal.Place())
        except journal.DamagedJournalError as fault:
            raise decoding.damaged(backup.journal, str(fault)) from fault


def sweep(path: Path) -> None:
    """Remove what a killed keeping, thinning or rewriting of backups left: half of a pair.

    The caller holds the lock. Raises CasebookError.
    """
    folder = folder_of(path)
    with disk.explained(folder, "swept"):
        there = folder.is_dir() and not folder.is_symlink()
        for one in list(folder.iterdir()) if there else ():
            alone = _NAME.fullmatch(f"{one.stem}.json") and not one.with_suffix(".json").exists()
            if one.match(".*.part") or (one.suffix == ".journal" and alone):
                one.unlink(missing_ok=True)


def surplus(backups: Sequence[Backup], casebook: int) -> list[Backup]:
    """Those of the backups, newest first, that need not be kept; `casebook` in bytes."""
    wanted = set(backups[:RECENT])
    for count, unit in ((HOURS, "%Y%m%d%H"), (DAYS, "%Y%m%d"), (MONTHS, "%Y%m")):
        newest: dict[str, Backup] = {}
        for one in backups:
            newest.setdefault(f"{one.at:{unit}}", one)
        wanted.update(list(newest.values())[:count])
    bound = max(LEAST_BYTES, SHARE * casebook)
    kept: list[Backup] = []
    for one in backups:
        fits = sum(other.size for other in kept) + one.size <= bound
        if one in wanted and (len(kept) < ALWAYS or fits):
            kept.append(one)
    return [one for one in backups if one not in kept]


def drop(backup: Backup) -> None:
    """Remove a backup; one that cannot be removed stays, and goes with a later thinning."""
    for one in (backup.path, backup.journal):
        with contextlib.suppress(OSError):
            one.unlink(missing_ok=True)


def _size(path: Path) -> int:
    size = 0
    for one in (path, path.with_suffix(".journal")):
        with contextlib.suppress(OSError):
            size += one.stat().st_size
    return size


def second_name(old: Path, new: Path) -> None:
    """Give a file another name too, or copy it where the disk knows no second name.

    Raises OSError; what had the other name stays.
    """
    try:
        os.link(old, new)
    except (FileExistsError, FileNotFoundError):
        raise
    except OSError:
        _copy(old, new)


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except FileNotFoundError:
        return False


def _copy(old: Path, new: Path) -> None:
    # Closed to others from its first byte on.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with (
        old.open("rb") as source,
        os.fdopen(os.open(new, flags, atomic.FILE_MODE), "wb") as target,
    ):
        os.fchmod(target.fileno(), disk.file_mode(new.parent))
        shutil.copyfileobj(source, target)
        target.flush()
        os.fsync(target.fileno())


def _share(folder: Path, parent: Path) -> None:
    if folder.stat().st_uid == os.geteuid():
        folder.chmod(parent.stat().st_mode & 0o7777)
