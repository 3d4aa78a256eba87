"""The newest good state of a casebook that can be put together from all there is, or an earlier.

It begins with a snapshot that vouches for itself, and takes every whole line of the journals
that continue it, up to the newest. Where no snapshot does, or a part in between is missing, what
can be had from the damaged ones is put in. What is not in it is said.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path

import msgspec
from msgspec.structs import replace

from so_tui.core.case import Case
from so_tui.core.text import counted, the_last
from so_tui.errors import (
    BusyCasebookError,
    CasebookError,
    NewerCasebookError,
    OtherStateError,
)
from so_tui.store import (
    backups,
    decoding,
    disk,
    high_water,
    journal,
    migrations,
    outside,
    snapshot_format,
    succession,
)
from so_tui.store.backups import ALWAYS, Backup
from so_tui.store.disk import Signature
from so_tui.store.ledger import Ledger, journal_file
from so_tui.store.outside import Outside
from so_tui.store.repair import salvage
from so_tui.store.repair.joining import Joining, changes_of
from so_tui.store.repair.salvage import Tables
from so_tui.store.snapshot_format import About, Past
from so_tui.store.state import holds

_TABLES = (*snapshot_format.KINDS, "summaries", "history")
_TRIES = 20


class _Page(msgspec.Struct):
    revision: int = 0


class Recovered(msgspec.Struct, frozen=True, kw_only=True):
    """A state that can be brought back.

    `source`: in words, where it comes from. `cases`: labels of the cases in it, by id. `changes`:
    how many changes its history has, `missing` how many are known to lack, `last` the time of
    the newest. `notes`: what is not in it, and why, in sentences. `well`: it is the casebook as
    it lies there, and nothing is wrong with it. `ends`: the states it continues, as far as their
    own line does not name them. `seen`: the files' signatures when it was made.
    """

    source: str
    tables: Tables
    about: About
    cases: dict[str, str]
    changes: int
    missing: int
    last: dt.datetime | None
    notes: tuple[str, ...] = ()
    well: bool = False
    ends: tuple[Past, ...] = ()
    seen: Signature = ()


class _Gathered:
    """Tables that are put together from several files."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tables: Tables = {name: {} for name in _TABLES}
        self.about = About(schema=migrations.SCHEMA)
        self.notes: list[str] = []
        self.broken = False  # whether a journal lacks a part
        self.ends: list[Past] = []

    def take(self, tables: Tables, about: About) -> None:
        """Put documents over those that are there."""
        for name, documents in tables.items():
            if name != "about":
                self.tables.setdefault(name, {}).update(documents)
        self.about = replace(
            about,
            counter=max(about.counter, self.about.counter),
            revision=max(about.revision, self.about.revision),
        )

    def replay(self, path: Path, *, confirmed: int = 0) -> None:
        """Put in every whole line of a journal; what is lost is noted."""
        data = bytes_of(path)
        if data is None:
            return
        lost = unchecked = 0
        try:
            found = journal.read(data, journal.Place(), confirmed=confirmed)
            records = found.records
            # Which may be that of a save, if what was confirmed is not known any more.
            self.broken = self.broken or found.rest > 0
            if found.head is not None:
                self.ends.append(succession.past(found.head.generation, found.place))
        except journal.DamagedJournalError:
            left = journal.salvage(data)
            records, lost, unchecked = left.records, left.lost, left.unchecked
            self.broken = True
            if not lost:
                self.notes.append(f"{path.name} is damaged, and every save in it is whole.")
        for record in records:
            about = self.about
            with contextlib.suppress(CasebookError):
                about = snapshot_format.about_of(record.put.get("about", {}), self.path)
            self.take(record.put, about)
        if lost:
            self.notes.append(f"{lost} bytes of {path.name} are not as they were written.")
        if unchecked:
            self.notes.append(
                f"{counted(unchecked, 'save')} in {path.name} stood behind damage, and could not "
                "be checked. Look through the cases."
            )
        if confirmed > len(data):
            self.notes.append(f"The last {confirmed - len(data)} bytes of {path.name} are missing.")

    def fill(self, data: bytes) -> None:
        """Put in what a damaged snapshot has and is not there, or is there as it was before."""
        found = salvage.pieces(data, self.path)
        self._take_newer(found.tables)
        self.tables["history"] = {**found.tables.get("history", {}), **self.tables["history"]}
        said = salvage.legible(data)
        self.about = replace(
            self.about,
            counter=max(said.counter, self.about.counter),
            revision=max(said.revision, self.about.revision),
        )

    def follow_history(self) -> None:
        """Put in the pages that the history makes, where it knows of more than they do."""
        self._take_newer(salvage.made_by(self.tables["history"], self.path))

    def _take_newer(self, tables: Tables) -> None:
        for name in snapshot_format.KINDS:
            for key, raw in tables.get(name, {}).items():
                there = self.tables[name].get(key)
                if there is None or _revision(there) < _revision(raw):
                    self.tables[name][key] = raw
                    self.tables["summaries"].pop(key, None)


def newest(path: Path) -> Recovered:
    """The newest good state that can be put together from all there is. Needs no lock.

    Raises CasebookError.
    """
    path = disk.real(path)
    for _ in range(_TRIES):
        before = seen(path)
        try:
            found = _newest(path)
        except CasebookError:
            if seen(path) == before:
                raise
            continue
        if seen(path) == before:
            return replace(found, seen=before)
    raise BusyCasebookError(
        f"The casebook {path} is being written so often that it could not be read. "
        "Please try again in a moment."
    )


def seen(path: Path) -> Signature:
    """The signatures of a casebook's files, for telling whether anyone wrote meanwhile."""
    return disk.signature(path) + disk.signature(journal_file(path))


def _newest(path: Path) -> Recovered:
    odd = _odd(path)
    if odd:
        return _joined(path, odd)
    current = snapshot(path)
    if current is None:
        return _put_together(path)
    log = bytes_of(journal_file(path))
    confirmed = _confirmed(path, current[1].generation)
    gathered = _Gathered(path)
    gathered.take(*current)
    if log is not None and holds(current[1], log):
        pass  # it is in already, and would bring older documents
    elif log is not None:
        gathered.replay(journal_file(path), confirmed=confirmed)
    elif confirmed:
        gathered.notes.append(f"{path.name}.journal is missing, and what was saved in it.")
    if log == b"":
        gathered.notes.append(f"{path.name}.journal is empty, and what was saved in it missing.")
    well = not gathered.notes
    if not high_water.is_there(path):
        gathered.notes.append(
            f"{path.name}.mark does not say any more how long the journal was. If the newest "
            "changes are missing, that cannot be seen."
        )
    return _recovered(gathered, "the casebook itself", well=well)


# --- Whole files that are not what was saved last ----------------------------------------------


def _odd(path: Path) -> str:
    """Why the casebook is not as it was saved last though its files are whole; empty when it is,
    or when they are not whole."""
    try:
        Ledger(path).refresh()
    except OtherStateError as fault:
        return fault.why
    except CasebookError:
        pass
    return ""


def _joined(path: Path, odd: str) -> Recovered:
    """What lies there, with all that is known of the state that was saved last joined in."""
    gathered = _Gathered(path)
    tables, about, found = _as_found(path)
    gathered.take(found.undone(tables), about)
    gathered.notes += [f"{path.name} is not as it was saved last: {odd}."]
    gathered.notes += [f"In {path.name}, {why}; it is left out." for why in found.left_out.values()]
    log = bytes_of(journal_file(path)) or b""
    head = journal.head_of(log)
    strange = head is not None and head.generation != about.generation
    if not strange and not holds(about, log):
        gathered.replay(journal_file(path))
    other, sources = _kept(path)
    if strange and not holds(about, log):
        other.replay(journal_file(path))
        sources.append(journal_file(path).name)
    at = _written(path)
    joining = Joining(gathered.tables, path)
    joining.take(changes_of(other.tables, path))
    joining.take_pages(other.tables, at)
    gathered.notes += other.notes
    gathered.ends += other.ends
    known = max(gathered.about.revision, other.about.revision)
    source = " and ".join(["the casebook itself", *sources])
    if sources:
        gathered.notes.append(
            f"Joined in from {' and '.join(sources)}: {counted(len(joining.new), 'change')}."
        )
    change = found.change(at)
    if change is not None:
        joining.take_outside(change)
        gathered.notes.append(f"{change.sentence}. It becomes a change by {change.actor}.")
    for one in joining.unfit:
        gathered.notes.append(f"“{one.sentence}” fits nothing that is here, and is left out.")
    mark = high_water.read(path)
    lacking = mark.revision - other.about.revision
    where = (
        "Another computer, or a copy that a sync tool kept, may have them. "
        "so-tui join takes such a copy in."
    )
    if succession.continues(about, mark, partial(backups.journals_of, path)):
        gathered.notes.append(f"Whether more was saved behind that is not known. {where}")
    elif lacking > 0:
        gathered.notes.append(
            f"Perhaps in no file that is here: {the_last(lacking, 'save')}. {where}"
        )
    gathered.tables = joining.tables()
    gathered.about = replace(
        gathered.about, revision=known, counter=max(gathered.about.counter, joining.counter)
    )
    return _recovered(gathered, source)


def _as_found(path: Path) -> tuple[Tables, About, Outside]:
    """The tables of the casebook there, and what another program did to them."""
    current = snapshot(path)
    data = snapshot_format.as_written(bytes_of(path) or b"", path)
    if snapshot_format.extent(data[: decoding.HEAD_BYTES], len(data)) is not None:
        assert current is not None
        return *current, Outside()
    if current is None:
        tables = {
            name: decoding.documents(raw, path)
            for name, raw in decoding.raw_tables(data, path).items()
        }
        current = tables, snapshot_format.about_of(tables.get("about", {}), path)
    return *current, outside.found_in(current[0], path)


def _kept(path: Path) -> tuple[_Gathered, list[str]]:
    """The newest state that the backups make, and where it is from; nothing where none is good."""
    gathered = _Gathered(path)
    later: list[Backup] = []
    for one in backups.listed(path):
        later.append(one)
        found = snapshot(one.path)
        if found is not None:
            gathered.take(*found)
            for each in reversed(later):
                gathered.replay(each.journal)
            return gathered, [f"the backup {one.name}"]
    return gathered, []


def _written(path: Path) -> dt.datetime:
    """When the casebook there was written, in UTC."""
    return dt.datetime.fromtimestamp(int(path.stat().st_mtime), dt.UTC)


# --- Damaged files -----------------------------------------------------------------------------


def _put_together(path: Path) -> Recovered:
    """From backups and journals, where the casebook itself is damaged or missing."""
    data = bytes_of(path)
    gathered = _Gathered(path)
    missing = "is missing" if data is None else "is not as it was written"
    gathered.notes.append(f"{path.name} {missing}.")
    if data is not None and (found := salvage.pieces(data, path)).whole:
        said = salvage.legible(data)
        gathered.take(found.tables, About(
            schema=migrations.SCHEMA, counter=said.counter, revision=said.revision,
        ))  # fmt: skip
        gathered.notes[0] = f"{path.name} is whole, but something else stands behind its end."
        gathered.replay(journal_file(path), confirmed=_confirmed(path, said.generation))
        return _recovered(gathered, "the casebook itself, without what stands behind its end")
    later: list[Backup] = []
    base = None
    for one in backups.listed(path):
        base = snapshot(one.path)
        later.append(one)
        if base is not None:
            break
        gathered.notes.append(f"The backup {one.name} is not as it was written.")
    damaged = [bytes_of(one.path) or b"" for one in later]
    if base is not None:
        damaged.pop()  # the last of them is the good one
        gathered.take(*base)
        source = f"the backup {later[-1].name}"
    else:
        source = "those parts of damaged files that can be read"
    head = journal.head_of(bytes_of(journal_file(path)) or b"")
    for one in reversed(later):
        gathered.replay(one.journal)
    gathered.replay(journal_file(path), confirmed=_confirmed(path, head.generation if head else ""))
    if base is None or gathered.broken or not _unbroken(later, damaged, data or b"", head):
        for snapshot_ in (data or b"", *damaged):
            gathered.fill(snapshot_)
        gathered.follow_history()
        gathered.notes.append(
            "What was saved between these files, or stood in their damaged parts, is not there. "
            "Look through the cases."
        )
    return _recovered(gathered, source)


def _unbroken(
    later: Sequence[Backup], damaged: Sequence[bytes], data: bytes, head: journal.Head | None
) -> bool:
    """Whether each of some states, newest first, went into the one after it, up to now.

    The newest backups are those of the last folds; only older ones are thinned out. So a state
    that does not say any more what went into it is taken for the next one of those.
    """
    said = [salvage.legible(one) for one in (data, *damaged)]
    now = (head.generation if head else "") or said[0].generation
    generations = [now, *(one.generation for one in later)]
    for n, (after, before) in enumerate(pairwise(generations)):
        known = said[n].before
        if after == before:
            continue  # kept while it stayed where it was
        log = bytes_of(later[n].journal)
        if not log or len(log) < said[n].length or (known or before) != before:
            return False
        if not known and n >= ALWAYS:
            return False
    return True


def of_backup(path: Path, name: str) -> Recovered:
    """The state of one backup with its journal. Raises CasebookError when there is none."""
    path = disk.real(path)
    for one in backups.listed(path):
        if one.name == name:
            before = seen(path)
            found = snapshot(one.path)
            if found is None:
                raise CasebookError(
                    f"The backup {name} is not as it was written. Choose another one; "
                    "so-tui restore --list shows them."
                )
            gathered = _Gathered(path)
            gathered.take(*found)
            gathered.replay(one.journal)
            return replace(_recovered(gathered, f"the backup {name}"), seen=before)
    raise CasebookError(
        f"There is no backup {name} of {path}. so-tui restore --list shows those there are."
    )


def of_file(path: Path, file: Path, opened: bytes | None = None) -> Recovered:
    """The state in a file that holds a whole casebook; `opened` is what is in it, where the file
    itself is encrypted. Raises CasebookError where it holds none."""
    path = disk.real(path)
    before = seen(path)
    data = bytes_of(file) if opened is None else opened
    found = _vouched(data, file)
    if found is None:
        raise CasebookError(
            f"{file} holds no whole casebook, such as so-tui backup -o writes. Nothing was "
            "changed. Case files are taken in with so-tui import."
        )
    gathered = _Gathered(path)
    gathered.take(*found)
    return replace(_recovered(gathered, f"the file {file}"), seen=before)


def snapshot(path: Path) -> tuple[Tables, About] | None:
    """All tables of a snapshot that vouches for itself; None for one that does not.

    Raises NewerCasebookError, and CasebookError when the disk cannot be read.
    """
    return _vouched(bytes_of(path), path)


def _vouched(data: bytes | None, path: Path) -> tuple[Tables, About] | None:
    try:
        return None if data is None else snapshot_format.everything(data, path)
    except NewerCasebookError:
        raise
    except CasebookError:
        return None


def bytes_of(path: Path) -> bytes | None:
    """The bytes of a file; None where there is none. Raises CasebookError."""
    stored = disk.read(path)
    return None if stored is None else stored.data


def _confirmed(path: Path, generation: str) -> int:
    known = high_water.read(path)
    return known.confirmed if known.generation == generation else 0


def _revision(raw: msgspec.Raw) -> int:
    return msgspec.json.decode(raw, type=_Page).revision


def _recovered(gathered: _Gathered, source: str, *, well: bool = False) -> Recovered:
    path = gathered.path
    cases: dict[str, str] = {}
    named = set[str]()
    notes = list(gathered.notes)
    for kind in snapshot_format.KINDS:
        for key, raw in list(gathered.tables[kind].items()):
            try:
                page = snapshot_format.page(raw, kind, key, path)
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
            change = snapshot_format.change(raw, key, path)
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
        ends=tuple(gathered.ends), well=well and len(notes) == len(gathered.notes),
    )  # fmt: skip
