"""Bringing back a state of a casebook: what was there is set aside, never written over.

`gathering` puts the newest good state together, or an earlier one.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import secrets
import zlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec.structs import replace

from so_tui import atomic
from so_tui.errors import CasebookError
from so_tui.store import (
    backups,
    disk,
    high_water,
    journal,
    migrations,
    snapshot_format,
    succession,
)
from so_tui.store.high_water import Mark
from so_tui.store.ledger import journal_file
from so_tui.store.lock import held
from so_tui.store.repair import salvage
from so_tui.store.repair.reconstruct import (
    Recovered,
    bytes_of,
    newest,
    of_backup,
    of_file,
    seen,
)
from so_tui.store.repair.salvage import Tables
from so_tui.store.snapshot_format import About, Folded, Past

__all__ = [
    "Recovered",
    "newest",
    "of_backup",
    "of_file",
    "put",
    "put_aside",
    "restore",
    "seen",
    "whole",
]


def restore(path: Path, found: Recovered, at: dt.datetime, wait: float = 2.0) -> list[Path]:
    """Put a state in the place of the casebook; returns where what was there is set aside.

    `at`: now, in UTC. Killed at any moment, the casebook is the old one or the new one. Raises
    CasebookError with the old one in place, also when anyone wrote since the state was made.
    """
    path = disk.real(path)
    disk.make_folder(path)
    with held(path, wait):
        if seen(path) != found.seen:
            raise CasebookError(
                f"The casebook {path} was changed by someone meanwhile. Nothing was brought back. "
                "Please look again what there is."
            )
        disk.sweep(path)
        backups.sweep(path)
        aside = list(_set_aside(path, at))
        said = salvage.legible(bytes_of(path) or b"")
        head = journal.head_of(bytes_of(journal_file(path)) or b"")
        if head is None or head.generation == said.generation:
            with contextlib.suppress(CasebookError):
                # One that is whole is a state to go back to; of a damaged one none is kept.
                backups.keep(path, journal_file(path), said.generation or "0", at)
        put(path, found, at)
        return aside


def put(path: Path, found: Recovered, at: dt.datetime) -> None:
    """Put a state in the place of the casebook and its journal, and keep a backup of it.

    `at`: now, in UTC. The caller holds the lock. Raises CasebookError with the old one in place.
    """
    log = bytes_of(journal_file(path)) or b""
    head = journal.head_of(log)
    counter, revision = _counters(path)
    mark = high_water.read(path)
    # On the disk before the snapshot is, which names it; so from now on it continues it.
    high_water.settle(path, mark)
    folded = None
    if head is not None:
        sum_ = f"{zlib.crc32(log):08x}"
        folded = Folded(generation=head.generation, offset=len(log), sum=sum_)
    about = replace(
        found.about, schema=migrations.SCHEMA, generation=secrets.token_hex(8), folded=folded,
        line=succession.lengthened(
            found.about.line, *_line(path), *found.ends, succession.of_mark(mark)
        ),
        counter=max(found.about.counter, counter),
        revision=max(found.about.revision, revision) + 1,
    )  # fmt: skip
    disk.replace(path, whole(about, found.tables))
    high_water.settle(path, Mark(generation=about.generation, revision=about.revision))
    disk.remove(journal_file(path))
    # The one before it is another state. So should this one be damaged, the next recovery begins
    # with its own copy; without one it says that something may be missing.
    with contextlib.suppress(CasebookError):
        backups.keep(path, journal_file(path), about.generation, at, copied=True)


def whole(about: About, tables: Tables) -> bytes:
    """The bytes of a snapshot with these tables."""
    others = [
        (name, msgspec.json.encode(documents))
        for name, documents in tables.items()
        if name not in ("about", "history")
    ]
    return snapshot_format.whole(about, others, tables["history"])


def put_aside(path: Path, copy: Path, at: dt.datetime) -> Path:
    """Give a copy that lies beside the casebook the name of what was set aside; returns it.

    `at`: now, in UTC. Raises CasebookError with the copy where it was.
    """
    aside = path.with_name(f"{path.name}.{_suffix(at)}")
    with disk.explained(copy, "set aside"):
        copy.rename(aside)
        atomic.flush_folder(path.parent)
    return aside


def _suffix(at: dt.datetime) -> str:
    return f"set-aside-{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"


def _set_aside(path: Path, at: dt.datetime) -> Iterator[Path]:
    """Gives what is there a second name, so that nothing is ever written over."""
    suffix = _suffix(at)
    for one in (path, journal_file(path)):
        other = one.with_name(f"{one.name}.{suffix}")
        with disk.explained(path, "set aside"):
            try:
                backups.second_name(one, other)
            except FileNotFoundError:
                continue
            atomic.flush_folder(path.parent)
        yield other


def _line(path: Path) -> tuple[Past, ...]:
    """The states that the casebook there came of, if it can be read, and itself."""
    about = snapshot_format.about_in(bytes_of(path) or b"", path)
    return () if about is None else (*about.line, Past(about.generation))


def _counters(path: Path) -> tuple[int, int]:
    """The highest counter and revision that is known, as far as it can be read."""
    files = [path, *(one.path for one in backups.listed(path)[: backups.ALWAYS])]
    said = [salvage.legible(bytes_of(one) or b"") for one in files]
    counters, revisions = [one.counter for one in said], [one.revision for one in said]
    logs = [journal_file(path), *(one.journal for one in backups.listed(path)[: backups.ALWAYS])]
    for log in logs:
        for record in journal.salvage(bytes_of(log) or b"").records:
            with contextlib.suppress(CasebookError):
                about = snapshot_format.about_of(record.put.get("about", {}), path)
                counters.append(about.counter)
                revisions.append(about.revision)
    return max(counters), max(revisions)
