"""Bringing back the newest good state of a casebook that is damaged, or an earlier one.

What is damaged is set aside under a new name, never written over. What comes back is put
together from a snapshot that vouches for itself and from every whole line of the journals that
continue it; where no snapshot does, from those documents of the damaged one that fit the model.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec.structs import replace

from so_tui.core.case import Case
from so_tui.errors import CasebookError, NewerCasebookError
from so_tui.store import backups, disk, form, journal, mark, migrations
from so_tui.store.backups import Backup
from so_tui.store.form import About, Folded
from so_tui.store.ledger import journal_file
from so_tui.store.lock import held
from so_tui.store.mark import Mark

_TABLES = (*form.KINDS, "summaries", "history")


class Recovered(msgspec.Struct, frozen=True, kw_only=True):
    """A state that can be brought back.

    `source`: in words, where it comes from. `cases`: labels of the cases in it, by id. `changes`:
    how many changes its history has, `missing` how many are known to lack, `last` the time of
    the newest. `notes`: what is not in it, and why, in sentences.
    """

    source: str
    tables: dict[str, dict[str, msgspec.Raw]]
    about: About
    cases: dict[str, str]
    changes: int
    missing: int
    last: dt.datetime | None
    notes: tuple[str, ...] = ()


class _Gathered:
    """Tables that are put together from several files."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, msgspec.Raw]] = {name: {} for name in _TABLES}
        self.about = About(schema=migrations.SCHEMA)
        self.notes: list[str] = []

    def take(self, tables: dict[str, dict[str, msgspec.Raw]], about: About) -> None:
        """Put documents over those that are there."""
        for name, documents in tables.items():
            if name != "about":
                self.tables.setdefault(name, {}).update(documents)
        self.about = replace(
            about,
            counter=max(about.counter, self.about.counter),
            revision=max(about.revision, self.about.revision),
        )

    def replay(self, path: Path) -> None:
        """Put in every whole line of a journal; what is lost is noted."""
        data = _bytes(path)
        if data is None:
            return
        found = journal.salvage(data)
        for record in found.records:
            about = self.about
            with contextlib.suppress(CasebookError):
                about = form.about_of(record.put.get("about", {}), path)
            self.take(record.put, about)
        if found.lost:
            self.notes.append(f"{found.lost} bytes of {path.name} are not as they were written.")


def newest(path: Path) -> Recovered:
    """The newest good state that can be put together from all there is. Raises CasebookError."""
    path = disk.real(path)
    kept = backups.listed(path)
    gathered, source = _Gathered(), ""
    gathered.notes += _missing_end(path)
    current = _snapshot(path)
    if current is not None:
        gathered.take(*current)
        source = "the casebook itself"
        # A journal that went into this snapshot already changes nothing by being put in again,
        # but would bring older documents; so it is left out.
        head = journal.head_of(_bytes(journal_file(path)) or b"")
        folded = current[1].folded
        if head is None or folded is None or head.generation != folded.generation:
            gathered.replay(journal_file(path))
        return _recovered(gathered, source, path)
    gathered.notes.append(f"{path.name} is not as it was written.")
    later: list[Backup] = []
    for one in kept:
        found = _snapshot(one.path)
        later.append(one)
        if found is not None:
            gathered.take(*found)
            source = f"the backup {one.name}"
            break
        gathered.notes.append(f"The backup {one.name} is not as it was written.")
    else:
        for file in (*(backup.path for backup in reversed(kept)), path):
            gathered.take(_what_fits(file), gathered.about)
        source = "those parts of damaged files that can be read"
    for one in reversed(later):
        gathered.replay(one.journal)
    gathered.replay(journal_file(path))
    return _recovered(gathered, source, path)


def of_backup(path: Path, name: str) -> Recovered:
    """The state of one backup with its journal. Raises CasebookError when there is none."""
    path = disk.real(path)
    for one in backups.listed(path):
        if one.name == name:
            found = _snapshot(one.path)
            if found is None:
                raise CasebookError(
                    f"The backup {name} is not as it was written. Choose another one; "
                    "so-tui restore --list shows them."
                )
            gathered = _Gathered()
            gathered.take(*found)
            gathered.replay(one.journal)
            return _recovered(gathered, f"the backup {name}", path)
    raise CasebookError(
        f"There is no backup {name} of {path}. so-tui restore --list shows those there are."
    )


def restore(path: Path, found: Recovered, at: dt.datetime, wait: float = 2.0) -> list[Path]:
    """Put a state in the place of the casebook; returns where what was there is set aside.

    `at`: now, in UTC. Killed at any moment, the casebook is the old one or the new one. Raises
    CasebookError with the old one in place.
    """
    path = disk.real(path)
    disk.make_folder(path)
    with held(path, wait):
        disk.sweep(path)
        aside = list(_set_aside(path, at))
        put(path, found)
        return aside


def put(path: Path, found: Recovered) -> None:
    """Puts a state in the place of the casebook and its journal. The caller holds the lock.

    Raises CasebookError with the old one in place.
    """
    log = _bytes(journal_file(path)) or b""
    head = journal.head_of(log)
    counter, revision = _counters(path)
    about = replace(
        found.about, schema=migrations.SCHEMA, generation=secrets.token_hex(8),
        folded=Folded(generation=head.generation, offset=len(log)) if head else None,
        counter=max(found.about.counter, counter),
        revision=max(found.about.revision, revision) + 1,
    )  # fmt: skip
    disk.replace(path, whole(about, found.tables))
    mark.write(path, Mark(generation=about.generation))
    disk.remove(journal_file(path))


def whole(about: About, tables: dict[str, dict[str, msgspec.Raw]]) -> bytes:
    """The bytes of a snapshot with these tables."""
    others = [
        (name, msgspec.json.encode(documents))
        for name, documents in tables.items()
        if name not in ("about", "history")
    ]
    return form.whole(about, others, msgspec.json.encode(tables["history"]))


def _set_aside(path: Path, at: dt.datetime) -> Iterator[Path]:
    """Gives what is there a second name, so that nothing is ever written over."""
    suffix = f"set-aside-{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
    for one in (path, journal_file(path)):
        other = one.with_name(f"{one.name}.{suffix}")
        with disk.explained(path, "set aside"):
            try:
                os.link(one, other)
            except FileNotFoundError:
                continue
            disk.flush_folder(path.parent)
        yield other


def _missing_end(path: Path) -> Iterator[str]:
    log = _bytes(journal_file(path)) or b""
    head, known = journal.head_of(log), mark.read(path)
    same = head is None or head.generation == known.generation
    if same and known.confirmed > len(log):
        yield f"The last {known.confirmed - len(log)} bytes of {path.name}.journal are missing."


def _counters(path: Path) -> tuple[int, int]:
    """The highest counter and revision in what is there, as far as it can be read."""
    gathered = _Gathered()
    current = _snapshot(path)
    if current is not None:
        gathered.take(*current)
    gathered.replay(journal_file(path))
    return gathered.about.counter, gathered.about.revision


def _snapshot(path: Path) -> tuple[dict[str, dict[str, msgspec.Raw]], About] | None:
    """All tables of a snapshot that vouches for itself; None for one that does not."""
    data = _bytes(path)
    try:
        return None if data is None else form.everything(data, path)
    except NewerCasebookError:
        raise
    except CasebookError:
        return None


def _what_fits(path: Path) -> dict[str, dict[str, msgspec.Raw]]:
    """The documents of a damaged snapshot that fit the model, if it can be read as JSON."""
    fits: dict[str, dict[str, msgspec.Raw]] = {}
    with contextlib.suppress(CasebookError):
        raw = form.raw_tables(_bytes(path) or b"", path)
        for name in (*form.KINDS, "history"):
            for key, document in form.documents(raw.get(name, msgspec.Raw(b"{}")), path).items():
                with contextlib.suppress(CasebookError):
                    if name == "history":
                        form.change(document, key, path)
                    else:
                        form.page(document, name, key, path)
                    fits.setdefault(name, {})[key] = document
    return fits


def _recovered(gathered: _Gathered, source: str, path: Path) -> Recovered:
    cases: dict[str, str] = {}
    named = set[str]()
    notes = list(gathered.notes)
    for kind in form.KINDS:
        for key, raw in list(gathered.tables[kind].items()):
            try:
                page = form.page(raw, kind, key, path)
            except CasebookError:
                notes.append(f"The document {kind}/{key} does not fit the model, and is left out.")
                del gathered.tables[kind][key]
                continue
            named.update(page.actors)
            if isinstance(page.value, Case) and not page.removed:
                cases[page.id] = page.value.label
    made = set[str]()
    highest, last = gathered.about.counter, None
    for key, raw in list(gathered.tables["history"].items()):
        try:
            change = form.change(raw, key, path)
        except CasebookError:
            notes.append(f"The change history/{key} cannot be read, and is left out.")
            del gathered.tables["history"][key]
            continue
        made.add(change.id)
        highest = max(highest, change.counter)
        last = change.at if last is None else max(last, change.at)
    return Recovered(
        source=source, tables=gathered.tables, about=replace(gathered.about, counter=highest),
        cases=cases, changes=len(made), missing=len(named - made), last=last, notes=tuple(notes),
    )  # fmt: skip


def _bytes(path: Path) -> bytes | None:
    stored = disk.read(path)
    return None if stored is None else stored.data
