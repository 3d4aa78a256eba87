"""A casebook's two files: the snapshot, which TinyDB reads, and the journal that continues it.

A save appends one line to the journal, so its cost does not grow with the casebook. Folding puts
what the journal holds into a new snapshot. Readers need no lock: they see a save whole or not at
all, and read only what was appended since they last looked.
"""

from __future__ import annotations

import contextlib
import secrets
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec
from msgspec.structs import replace

from so_tui.errors import (
    BusyCasebookError,
    CasebookError,
    DamagedCasebookError,
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
    placed,
    snapshot_format,
    succession,
)
from so_tui.store.backups import Backup
from so_tui.store.disk import Signature
from so_tui.store.high_water import Mark
from so_tui.store.journal import DamagedJournalError, OtherJournalError, Place
from so_tui.store.outside import Tables
from so_tui.store.placed import PlacedIndex
from so_tui.store.snapshot_format import About, Folded, Index
from so_tui.store.state import NOTHING, State, holds

Keep = Callable[[Path, Path | None, str], object]
"""Keeps a snapshot and its journal as a backup; also given the generation they are of."""

_TRIES = 20


class Ledger:
    """The files of one casebook. What writes is called by one who holds the lock."""

    def __init__(self, path: Path, keep: Keep | None = None, *, sparing: bool = False) -> None:
        """`keep` is called before another snapshot takes the place of the one there is.

        `sparing`: of the snapshot only what is asked for is decoded. Its checksum is looked at
        all the same.
        """
        self.path = path
        self._sparing = sparing
        self._keep = keep
        self._state = NOTHING
        self._refused: Signature = ()
        self._looked: tuple[Signature, bool] = ((), True)

    @property
    def journal_path(self) -> Path:
        """Where the journal lies."""
        return journal_file(self.path)

    def signature(self) -> Signature:
        """What changes whenever anyone writes; empty where there is no file yet."""
        return disk.signature(self.path) + disk.signature(self.journal_path)

    # --- Reading ---

    def refresh(self) -> State:
        """Both files as they are now, checked. Needs no lock. Raises CasebookError."""
        for _ in range(_TRIES):
            file, log = disk.signature(self.path), disk.signature(self.journal_path)
            # One who asks for all needs more than what was looked at by places.
            enough = self._sparing or isinstance(self._state.index, Index)
            if enough and self._state.file and self._state.signature == file + log:
                return self._state
            if not file:
                return self._not_there(log)
            try:
                state = self._followed(log) if enough and file == self._state.file else None
                state = state or self._loaded()
            except CasebookError as fault:
                # Perhaps someone was folding meanwhile, and the two did not belong together.
                if disk.signature(self.path) == file:
                    if isinstance(fault, OtherStateError):
                        self._refused = file
                    raise
                continue
            if state is not None and disk.signature(self.path) == state.file:
                self._state, self._refused = state, ()
                return state
        raise self._too_busy()

    def _too_busy(self) -> CasebookError:
        return BusyCasebookError(
            f"The casebook {self.path} is being written so often that it could not be read. "
            "Please try again in a moment."
        )

    def _not_there(self, log: Signature) -> State:
        if log:
            raise decoding.damaged(self.path, "the file is missing, and only its journal is there")
        if self._state.file:
            raise CasebookError(
                f"The casebook {self.path} was here and is gone. Put it back where it was, or "
                "bring back a backup with so-tui restore; until then nothing can be saved."
            )
        if backups.listed(self.path):
            raise decoding.damaged(
                self.path, "the file is missing, and only backups of it are there. To begin anew, "
                f"put the folder {backups.folder_of(self.path)} somewhere else"
            )  # fmt: skip
        return NOTHING

    def _loaded(self) -> State | None:
        """Everything anew; None when the file went away meanwhile."""
        mark = high_water.read(self.path)
        state = self._placed() or self._read()
        if state is None:
            return None
        about = state.about
        log = disk.read(self.journal_path)
        if log is not None:
            state = self._with_journal(state, log, mark)
        self._refuse_others(state, mark)
        if state.whole and about.schema == migrations.SCHEMA:
            self._refuse_outside(state)
        if mark.generation == about.generation and mark.confirmed:
            if log is None:
                raise self._damaged("it is missing")
            if state.folded:  # an older one, which says nothing of what was saved since
                raise succession.other_state(self.path, about.revision, mark.revision)
        return state if state.schema == migrations.SCHEMA else self._brought_up(state)

    def _refuse_others(self, state: State, mark: Mark) -> None:
        """Raises OtherStateError for a state that does not continue what is known of."""
        revision = state.about.revision
        if not self._continues(state, mark):
            raise succession.other_state(self.path, revision, mark.revision)
        kept = backups.newest(self.path)
        if kept is not None and not self._came_of(state, kept):
            raise succession.other_state(self.path, revision, backups.revision_of(kept))
        # What this process saw itself; it may have been brought back to another state since.
        seen = self._state.mark
        reach = succession.reach(state.head, state.place, seen.generation)
        if seen.generation and reach < seen.confirmed and self._refused in ((), state.file):
            raise succession.other_state(self.path, revision, seen.revision, seen=True)

    def _continues(self, state: State, mark: Mark) -> bool:
        return succession.continues(state.head, mark, partial(backups.journals_of, self.path))

    def _came_of(self, state: State, kept: Backup) -> bool:
        reach = succession.reach(state.head, state.place, kept.generation)
        if reach < 0 and not state.head.line:
            # An earlier so-tui names no states, or there is none before it.
            return backups.revision_of(kept) <= state.about.revision
        return reach >= 0 and (disk.size(kept.journal) <= reach or backups.end_of(kept) <= reach)

    def _placed(self) -> State | None:
        """The snapshot by the places of its documents; None where it has to be read whole."""
        found = placed.read(self.path) if self._sparing else None
        if found is None:
            return None
        index, about, file = found
        return State(
            about=about, head=about, index=index, data=b"", whole=False, file=file,
            schema=about.schema,
        )  # fmt: skip

    def _read(self) -> State | None:
        """The snapshot, all but its history; None when it went away meanwhile."""
        stored = disk.read_begin(self.path, decoding.HEAD_BYTES, snapshot_format.extent)
        if stored is None:
            return None
        data: bytes | bytearray = stored.data
        if stored.whole:
            data = snapshot_format.as_written(bytes(data), self.path)
        else:
            stored.data[-1:] = b"}"
        index, about = snapshot_format.index(data, self.path)
        return State(
            about=about, head=about, index=index, data=data, whole=stored.whole,
            file=stored.signature, schema=about.schema,
        )  # fmt: skip

    def whole(self) -> State:
        """The newest state, of which all but the history is in memory. Raises CasebookError."""
        state = self.refresh()
        if isinstance(state.index, PlacedIndex):
            self._sparing = False
            state = self.refresh()
        return state

    def touching(self, kind: str, id_: str) -> list[msgspec.Raw] | None:
        """The changes that touch a page, not decoded, and perhaps others; None where only the
        whole history tells. Raises CasebookError."""
        state = self.refresh()
        old = state.index.touching(kind, id_) if isinstance(state.index, PlacedIndex) else None
        return None if old is None else [*old, *state.fresh.get("history", {}).values()]

    def history(self) -> tuple[State, dict[str, msgspec.Raw]]:
        """The newest state with all its changes by key, not decoded. Raises CasebookError."""
        for _ in range(_TRIES):
            state = self.refresh()
            old = self._old_history(state)
            if old is not None:
                return state, {**old, **state.fresh.get("history", {})}
        raise self._too_busy()

    def _old_history(self, state: State) -> dict[str, msgspec.Raw] | None:
        """The changes in the snapshot of a state; None where another one took its place."""
        if isinstance(state.index, Index) and state.whole:
            return decoding.documents(state.index.history, self.path)
        stored = disk.read(self.path, int(state.head.at))
        if stored is None or stored.signature != state.file:
            return None
        try:
            return snapshot_format.history(stored.data, state.head, self.path)
        except DamagedCasebookError:
            self._looked = (state.file, False)
            raise

    def has_whole_history(self) -> bool:
        """Whether the history in the snapshot is as it was written, which no save needs to know.

        It is added up once for each snapshot, without keeping it. Raises CasebookError.
        """
        state = self.refresh()
        if state.whole and isinstance(state.index, Index):
            return True  # it was decoded with all the rest, and told there
        if self._looked[0] != state.file:
            file = disk.held(self.path)
            if file is None or file.signature != state.file:
                return True  # another one took its place, and is looked at next
            fits = file.sum(int(state.head.at), state.file[2]) == int(state.head.tail, 16)
            self._looked = (state.file, fits)
        return self._looked[1]

    def _refuse_outside(self, state: State) -> None:
        """Raises OtherStateError for what another program changed in a snapshot."""
        tables = {
            name: decoding.documents(raw, self.path)
            for name, raw in decoding.raw_tables(state.data, self.path).items()
        }
        found = outside.found_in(tables, self.path)
        if found.anything:
            raise succession.outside(self.path, found.why, unfit=bool(found.left_out))

    def _with_journal(self, state: State, log: disk.Stored, mark: Mark) -> State:
        if not log.data:
            raise self._damaged("it is empty")
        if holds(state.head, log.data):
            return replace(state, log=log.signature, folded=True)
        head, generation = journal.head_of(log.data), state.about.generation
        if head is not None and head.generation != generation:
            self._refuse_others(state, mark)
            raise succession.said_of(
                self.path, f"{self.journal_path.name} belongs to another casebook, or to another "
                "state of this one"
            )  # fmt: skip
        found = self._lines(log.data, Place(), generation, mark)
        if head is None:
            return replace(state, log=log.signature, rest=found.rest)
        if head.journal != journal.VERSION:
            raise self._damaged("it is of another kind than this so-tui knows")
        return replace(self._joined(state, found), log=log.signature)

    def _lines(self, data: bytes, begin: Place, generation: str, mark: Mark) -> journal.Found:
        confirmed = mark.confirmed if mark.generation == generation else 0
        through = [
            place for one in (mark, self._state.mark)
            for place in succession.place_in(one, generation)
        ]  # fmt: skip
        try:
            return journal.read(data, begin, confirmed=confirmed, through=through)
        except OtherJournalError as fault:
            raise succession.said_of(self.path, f"in {self.journal_path.name}, {fault}") from fault
        except DamagedJournalError as fault:
            raise self._damaged(str(fault)) from fault

    def _followed(self, log: Signature) -> State | None:
        """What was appended since; None where that alone does not tell what happened."""
        state = self._state
        if not state.log or not log or log[0] != state.log[0] or state.folded:
            return None
        if state.schema != migrations.SCHEMA:
            return None
        mark = high_water.read(self.path)
        stored = disk.read(self.journal_path, state.place.offset)
        if stored is None or stored.signature[0] != state.log[0]:
            return None
        if not stored.data:
            return None  # it was written, and not behind what is known
        if not self._continues(state, mark):
            return None
        try:
            found = self._lines(stored.data, state.place, state.about.generation, mark)
        except DamagedCasebookError:
            return None  # what was read before may be another's, too
        return replace(self._joined(state, found), log=stored.signature)

    def _joined(self, state: State, found: journal.Found) -> State:
        fresh = dict(state.fresh)
        about = state.about
        for record in found.records:
            for table, documents in record.put.items():
                if table == "about":
                    about = snapshot_format.about_of(documents, self.path)
                    about = replace(about, line=state.head.line)  # which only snapshots name
                else:
                    fresh[table] = {**fresh.get(table, {}), **documents}
        return replace(state, about=about, fresh=fresh, place=found.place, rest=found.rest)

    def _brought_up(self, state: State) -> State:
        """An older casebook as today's; the next save writes it so."""
        data = snapshot_format.migrated(self._whole(state.about, state), state.schema, self.path)
        index, about = snapshot_format.index(data, self.path)
        return replace(state, index=index, about=about, head=about, data=data, whole=True, fresh={})

    def _damaged(self, why: str) -> CasebookError:
        return decoding.damaged(self.journal_path, why)

    # --- Writing ---

    def append(self, put: Tables, about: About) -> State:
        """Saves whole documents as one, and what the casebook says of itself.

        Durable when it returns the state after it. Raises CasebookError.
        """
        state = self.refresh()
        about = replace(
            about, sum="", generation=state.about.generation, folded=state.about.folded,
            line=state.head.line, schema=migrations.SCHEMA,
        )  # fmt: skip
        if not state.file or state.schema < migrations.SCHEMA:
            return self._replaced(replace(state.putting(put), about=about))
        disk.make_writable(self.path)
        said = replace(about, line=())
        record = {"put": {**put, "about": {str(snapshot_format.ABOUT_ID): said}}}
        if state.place.offset and not state.folded:
            line, place = journal.line(record, state.place)
            log = disk.append(self.journal_path, line, state.place.offset)
        else:
            head, begin = journal.head_line(state.about.generation)
            line, place = journal.line(record, begin)
            log = disk.replace(self.journal_path, head + line)
        after = replace(state.putting(put), about=about, log=log, place=place, rest=0)
        self._state = replace(after, folded=False)
        high_water.write(self.path, self._state.mark)
        return self._state

    def confirm(self) -> None:
        """Asks the disk once more to keep both files. Raises UnconfirmedSaveError."""
        if disk.signature(self.journal_path):
            disk.flush(self.journal_path)
        disk.confirm(self.path)

    def fold(self) -> State:
        """Puts the journal into a new snapshot; then the TinyDB file alone is the whole truth.

        Raises CasebookError.
        """
        state = self.whole()
        if state.folded or (state.log and not state.place.offset):
            disk.remove(self.journal_path)
            return self.refresh()
        if not state.log and state.schema == migrations.SCHEMA:
            return state
        return self._replaced(state)

    def _replaced(self, state: State) -> State:
        folded, line = None, state.head.line
        if state.file:
            # On the disk before the snapshot is, so that it names just what was confirmed.
            high_water.settle(self.path, state.mark)
            line = succession.lengthened(line, succession.of_mark(state.mark))
        if state.place.offset and not state.folded:
            log = disk.read(self.journal_path)
            data = log.data if log else b""
            folded = Folded(
                generation=state.about.generation, offset=len(data), sum=f"{zlib.crc32(data):08x}"
            )
        about = replace(
            state.about, schema=migrations.SCHEMA, generation=secrets.token_hex(8), folded=folded,
            line=line,
        )  # fmt: skip
        data = self._whole(about, state)
        if self._keep is not None and state.file:
            # A journal that is in the snapshot already continues another one, and no backup.
            beside = None if state.folded else self.journal_path
            self._keep(self.path, beside, state.about.generation)
        self._state = NOTHING
        file = disk.replace(self.path, data)
        at = snapshot_format.extent(data[: decoding.HEAD_BYTES], len(data))
        begin = bytearray(data[:at]) + b"}"
        index, about = snapshot_format.index(begin, self.path)
        after = State(
            about=about, head=about, index=index, data=begin, whole=False, file=file,
            schema=about.schema,
        )  # fmt: skip
        self._confirm_mark(after)
        if state.log:
            after = self._without_journal(after, state.log)
        self._state = after
        return after

    def _confirm_mark(self, state: State) -> None:
        # The snapshot stands and names the state before it, which the mark has until then.
        with contextlib.suppress(CasebookError):
            high_water.settle(self.path, state.mark)

    def _without_journal(self, state: State, log: Signature) -> State:
        # The save stands. A journal that cannot be removed now is known to be in the snapshot,
        # and the next save takes its place.
        try:
            disk.remove(self.journal_path)
        except CasebookError:
            return replace(state, log=log, folded=True)
        return state

    def _whole(self, about: About, state: State) -> bytes:
        """The bytes of a snapshot with all that a state holds, tables of others among it."""
        tables: dict[str, bytes] = {}
        if state.data:
            raw = decoding.raw_tables(state.data, self.path)
            tables = {name: bytes(documents) for name, documents in raw.items()}
        # Those of a file that another program wrote are not believed, and not carried on.
        summaries = {**state.index.summaries, **state.fresh.get("summaries", {})}
        tables["summaries"] = msgspec.json.encode(summaries)
        for kind in snapshot_format.KINDS:
            fresh = state.fresh.get(kind)
            if fresh or kind not in tables:
                old = decoding.documents(msgspec.Raw(tables.get(kind, b"{}")), self.path)
                tables[kind] = msgspec.json.encode({**old, **(fresh or {})})
        history = self._old_history(state)
        if history is None:
            raise self._too_busy()
        for name in ("about", "history"):
            tables.pop(name, None)
        history |= state.fresh.get("history", {})
        return snapshot_format.whole(about, tables.items(), history)


def journal_file(path: Path) -> Path:
    """Where the journal of a casebook lies."""
    return path.with_name(f"{path.name}.journal")
