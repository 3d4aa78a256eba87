"""The casebook: every case and office, and the history, in one TinyDB JSON file and its journal."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from so_tui.core.changes import AnyPage, Change, Kind
from so_tui.core.pages import as_case
from so_tui.core.summary import Summary
from so_tui.errors import (
    CasebookError,
    DamagedCasebookError,
    MissingCasebookError,
    UnconfirmedSaveError,
)
from so_tui.store import backups, copies, decoding, derived, disk, network_fs, snapshot_format
from so_tui.store.backups import Backup
from so_tui.store.derived import fingerprint
from so_tui.store.disk import Signature
from so_tui.store.interface import (
    Derived,
    Fingerprint,
    Follow,
    Kept,
    PageKey,
    Snapshot,
    Summarize,
    Written,
)
from so_tui.store.ledger import Ledger
from so_tui.store.lock import held
from so_tui.store.pages import Decoded, StoredPages
from so_tui.store.placed import PlacedIndex
from so_tui.store.presence import present
from so_tui.store.snapshot_format import Index
from so_tui.store.state import NOTHING, State
from so_tui.store.storage import Database
from so_tui.store.transaction import History, Transaction

FOLDED_AT_REST = 16 << 20
"""Up to so many bytes the snapshot is made anew when the last one leaves: some 600 cases."""

FEW = 4
"""Of so many cases the plans are made while the lock is held."""

_OUTSIDE = 3
"""How often what makes many plans is worked out before the lock is taken; then it is held."""


def utc_now() -> dt.datetime:
    """The time, in UTC."""
    return dt.datetime.now(dt.UTC)


class _Ready(NamedTuple):
    """What changes make of a state: all that is to be written, if it still is the newest one."""

    state: State
    work: Transaction
    stamped: tuple[Change, ...]
    summaries: Collection[Summary]
    outdated: Collection[str]


def _written(ready: _Ready, snapshot: Snapshot) -> Written:
    named = {key for change in ready.stamped for key in change.pages}
    return Written(
        changes=ready.stamped,
        pages={key: snapshot.pages[key] for key in sorted(named)},
        touched=frozenset(ready.work.touched),
        snapshot=snapshot,
    )


class Casebook:
    """One casebook file with its journal; any number of processes may have it open.

    Nothing is made on disk before the first write. `wait`: seconds to wait for another writer;
    `now`: the time that backups are named by. `sparing`: for one look; it decodes only what is
    asked for, and not every page.
    """

    def __init__(
        self,
        path: Path,
        *,
        wait: float = 2.0,
        now: Callable[[], dt.datetime] = utc_now,
        sparing: bool = False,
    ) -> None:
        self.path = path
        self.wait = wait
        self._now = now
        self._ledger = Ledger(disk.real(path), keep=self._keep, sparing=sparing)
        self._decoded: Decoded = {}
        self._summaries_known: dict[str, tuple[msgspec.Raw, Summary | None]] = {}
        self._doubtful: set[str] = set()
        self._swept = False
        self._last = (NOTHING, Snapshot(pages=StoredPages(NOTHING, path, self._decoded)))

    @property
    def warning(self) -> str:
        """What to mind about the place the casebook lies at; empty when there is nothing."""
        return network_fs.warning(self.path)

    @property
    def copies(self) -> str:
        """What copies other programs put beside the casebook; empty when there are none."""
        return copies.said_of(copies.beside(self.path))

    @property
    def fault(self) -> str:
        """What is damaged though changes can be saved, in a sentence; empty for nothing.

        A save reads no history, and a fold that fails leaves all as it was; so it is told here.
        """
        try:
            if self._ledger.has_whole_history():
                return ""
        except DamagedCasebookError as fault:
            return fault.sentence
        except CasebookError:
            return ""  # nothing can be told of it now; whoever reads or saves says why
        return decoding.damaged_history(self._ledger.path)

    def present(self) -> AbstractContextManager[None]:
        """While it lasts, this process counts as one that has the casebook open.

        At its end the last one folds the journal into the TinyDB file, unless that is so large
        that somebody would wait for it.
        """
        return present(self.path, self._fold_at_rest, begins=not self._last[0].file)

    def signature(self) -> Signature:
        """What changes whenever anyone writes; empty where there is no file yet."""
        return self._ledger.signature()

    def changed_since(self, snapshot: Snapshot) -> bool:
        """Whether anyone wrote since. Raises MissingCasebookError where the file is gone."""
        now = self.signature()
        if snapshot.version and not now:
            # Writing now would begin an empty casebook in its place.
            raise MissingCasebookError(
                f"The casebook {self.path} is not there any more. What you see is how it was "
                "read last. Put it back, or plug its disk in again."
            )
        return now != snapshot.version

    def read(self) -> Snapshot:
        """The casebook as it is on disk, checked; empty where there is no file yet.

        Needs no lock: a reader sees the casebook before a write or after it, and reads only what
        was written since it last looked. Raises CasebookError.
        """
        return self._snapshot(self._ledger.refresh())

    def _snapshot(self, state: State) -> Snapshot:
        if self._last[0] is not state:
            made = Snapshot(
                pages=StoredPages(state, self._ledger.path, self._decoded),
                counter=state.about.counter,
                revision=state.about.revision,
                version=state.signature,
            )
            self._last = (state, made)
        return self._last[1]

    def history(self, pages: Collection[PageKey] | None = None) -> tuple[Change, ...]:
        """The changes that touch any of `pages` (all if None), in the order (counter, id).

        Needs no lock. Raises CasebookError.
        """
        path = self._ledger.path
        if pages is not None and (found := self._touching(frozenset(pages))) is not None:
            return found
        _, stored = self._ledger.history()
        if pages is None:
            changes = [snapshot_format.change(raw, key, path) for key, raw in stored.items()]
        else:
            wanted = frozenset(pages)
            # Whatever touches a page has its id in it; only that is worth decoding.
            ids = [id_.encode() for _, id_ in wanted]
            changes = [
                snapshot_format.change(raw, key, path)
                for key, raw in stored.items()
                if _names(raw, ids)
            ]
            changes = [change for change in changes if not wanted.isdisjoint(change.pages)]
        return tuple(sorted(changes, key=lambda change: change.stamp))

    def _touching(self, pages: Collection[PageKey]) -> tuple[Change, ...] | None:
        """The changes that touch any of `pages`, where it is known where these stand."""
        found: dict[str, Change] = {}
        for page in pages:
            stored = self._ledger.touching(*page)
            if stored is None:
                return None
            id_ = page[1].encode()
            for raw in stored:
                if _names(raw, [id_]):
                    change = snapshot_format.change_of(raw, self._ledger.path)
                    # What the journal has comes last, and takes the place of what was before.
                    found[change.id] = change
        touching = (one for one in found.values() if not one.pages.isdisjoint(pages))
        return tuple(sorted(touching, key=lambda one: one.stamp))

    def page(self, key: PageKey) -> AnyPage | None:
        """One page as it is on the disk, not kept in memory; None where there is none.

        Raises CasebookError.
        """
        state = self._ledger.refresh()
        pages = StoredPages(state, self._ledger.path, {})
        return pages.get(key)

    def summaries(self) -> dict[str, Summary]:
        """What a list shows of each case, by its id, as it was when it was written.

        A case that none was made of is left out. Needs no lock. Raises CasebookError.
        """
        state = self._ledger.refresh()
        stored = {**state.index.summaries, **state.fresh.get("summaries", {})}
        for key, raw in stored.items():
            known = self._summaries_known.get(key)
            if known is None or known[0] is not raw:
                self._summaries_known[key] = (raw, snapshot_format.summary(raw))
        for key in self._summaries_known.keys() - stored.keys():
            del self._summaries_known[key]
        made = (one for _, one in self._summaries_known.values())
        return {one.case: one for one in made if one is not None}

    def unsummarized(self) -> list[str]:
        """The cases that no summary was made of, by id. Raises CasebookError."""
        state = self._ledger.refresh()
        cases = state.index.of("cases").keys() | state.fresh.get("cases", {}).keys()
        known = self._summaries_known
        return [
            snapshot_format.id_of(key) for key in cases if known.get(key, (None, None))[1] is None
        ]

    def fingerprints(self, kind: Kind) -> Mapping[str, Fingerprint]:
        """What the documents of all pages of a kind are known by, by id. Raises CasebookError."""
        state = self._ledger.refresh()
        found = dict(_fingerprints(state.index, kind))
        found |= {key: fingerprint(raw) for key, raw in state.fresh.get(kind, {}).items()}
        return {snapshot_format.id_of(key): one for key, one in found.items()}

    def kept(self, what: Derived, of: str) -> Mapping[str, Kept]:
        """What was worked out and kept, by case, as the interface says."""
        return derived.read(self._ledger.path, what, of)

    def keep(self, what: Derived, of: str, entries: Mapping[str, Kept], snapshot: Snapshot) -> None:
        """Keep what was worked out, as the interface says."""
        with contextlib.suppress(CasebookError), held(self._ledger.path, self.wait):
            # A case that was erased meanwhile must not come back by this.
            if self.signature() == snapshot.version:
                derived.write(self._ledger.path, what, of, entries)

    def labels(self) -> dict[str, str]:
        """The labels of all cases that are not removed, by id, as their summaries have them.

        No case is decoded but those that have no summary. Raises CasebookError.
        """
        state = self._ledger.refresh()
        found = _labels(state)
        cases = state.index.of("cases").keys() | state.fresh.get("cases", {}).keys()
        pages = StoredPages(state, self._ledger.path, {})
        for key in cases - found.keys():
            page = as_case(pages["cases", snapshot_format.id_of(key)])
            found[key] = None if page.removed else page.value.label
        named = ((key, found[key]) for key in cases)
        return {snapshot_format.id_of(key): label for key, label in named if label is not None}

    def begun_from(self, cases: Collection[str]) -> dict[str, str]:
        """The cases that were begun from any of some, as the interface says.

        Raises CasebookError.
        """
        state = self._ledger.refresh()
        keys = state.index.of("cases").keys() | state.fresh.get("cases", {}).keys()
        told = {
            snapshot_format.id_of(key): snapshot_format.begun_from(raw)
            for key in keys
            if (raw := state.document("cases", key)) is not None
        }
        return {id_: one for id_, one in told.items() if one in cases}

    def write(
        self,
        changes: Sequence[Change],
        *,
        summarize: Summarize | None = None,
        follow: Follow | None = None,
        again: bool = False,
    ) -> Written:
        """Applies changes to the newest state, as one; durable when it returns.

        As the interface says; raises BusyCasebookError, too.
        """
        if not changes:
            return Written(changes=(), pages={}, touched=frozenset(), snapshot=self.read())
        path = self._ledger.path
        disk.make_folder(path)
        doubtful = {one.id for one in changes} if again else set(self._doubtful)
        work_out = partial(self._work_out, changes, summarize, follow, doubtful)
        for turn in range(_OUTSIDE + 1):
            # Where many plans are to be made, nobody waits for them but who asked.
            outside = turn < _OUTSIDE and summarize is not None and _touches_many(changes)
            ready = work_out(self._ledger.refresh()) if outside else None
            with held(path, self.wait):
                if not self._swept:
                    disk.sweep(path)
                    backups.sweep(path)
                self._swept = False  # a save that fails may leave something lying about
                state = self._ledger.refresh()
                if ready is not None and ready.state is not state:
                    continue  # somebody wrote meanwhile
                ready = ready or work_out(state)
                return self._commit(ready, changes)
        raise AssertionError("the last turn works it out under the lock")

    def tried(self, changes: Sequence[Change], *, follow: Follow | None = None) -> Written:
        """What `write` would do with changes, as the interface says. Raises CasebookError."""
        state = self._ledger.refresh()
        ready = self._work_out(changes, None, follow, self._doubtful, state)
        snapshot = replace(self._snapshot(state), pages=ready.work.pages)
        return _written(ready, snapshot)

    def _work_out(
        self,
        changes: Sequence[Change],
        summarize: Summarize | None,
        follow: Follow | None,
        doubtful: Collection[str],
        state: State,
    ) -> _Ready:
        """What changes make of a state; nothing is written yet."""
        work = Transaction(
            self._snapshot(state), History(self._ledger, doubtful), Database(self._ledger)
        )
        stamped = tuple(work.take(change, follow) for change in changes)
        made = self._summaries(work, summarize) if summarize and work.touched else ()
        outdated = self._outdated(work) if not summarize and work.touched else ()
        return _Ready(state, work, stamped, made, outdated)

    def _commit(self, ready: _Ready, changes: Sequence[Change]) -> Written:
        """Write what was worked out of the newest state. The caller holds the lock."""
        state, work = ready.state, ready.work
        if work.touched:
            # Should this fail in the middle, the same changes may come again.
            self._doubtful |= {change.id for change in changes}
            state = work.commit(ready.summaries, ready.outdated)
            self._decoded |= work.decoded(state)
        elif state.file:
            # Written before, but perhaps not confirmed then.
            self._ledger.confirm()
        self._doubtful -= {change.id for change in changes}
        self._swept = True
        snapshot = self._snapshot(state)
        if state.should_fold:
            snapshot = self._snapshot(self._fold_if_possible(state))
        return _written(ready, snapshot)

    def fold(self) -> None:
        """Puts the journal into the TinyDB file, which is then the whole truth by itself.

        Raises CasebookError, after which everything is as it was.
        """
        path = self._ledger.path
        if not self.signature():
            return
        with held(path, self.wait):
            disk.sweep(path)
            self._ledger.fold()

    def _fold_at_rest(self) -> None:
        """Fold on leaving, where that takes no time that somebody would wait for; else the journal
        stays until it is past its bound. Raises CasebookError."""
        if disk.size(self._ledger.path) <= FOLDED_AT_REST:
            self.fold()

    def _summaries(self, work: Transaction, summarize: Summarize) -> list[Summary]:
        """The summaries that a transaction makes anew: of cases it writes, and of those whose
        plans count with an office it writes."""
        cases = {id_ for kind, id_ in work.touched if kind == "cases"}
        offices = {id_ for kind, id_ in work.touched if kind == "offices"}
        if offices:
            cases |= {
                one.case for one in self.summaries().values() if not offices.isdisjoint(one.offices)
            }
        pages = work.pages
        found = (pages["cases", id_] for id_ in sorted(cases))
        return [summarize(as_case(page), pages) for page in found]

    def _outdated(self, work: Transaction) -> list[str]:
        """The keys of summaries that a transaction leaves untrue, since it makes none."""
        state = self._ledger.refresh()
        stored = state.index.summaries.keys() | state.fresh.get("summaries", {}).keys()
        keys = {snapshot_format.key_of(id_) for kind, id_ in work.touched if kind == "cases"}
        return sorted(keys & stored)

    def back_up(self) -> Backup:
        """Folds the journal and keeps what is there now as a backup. Raises CasebookError."""
        path = self._ledger.path
        with held(path, self.wait):
            disk.sweep(path)
            state = self._ledger.fold()
            return backups.keep(
                path, None if state.folded else self._ledger.journal_path,
                state.about.generation or "0", self._now(), copied=True,
            )  # fmt: skip

    def _keep(self, path: Path, journal: Path | None, generation: str) -> None:
        backups.keep(path, journal, generation or "0", self._now())

    def _fold_if_possible(self, state: State) -> State:
        # The change is saved whether or not there is room for a new snapshot now; where the
        # history is damaged, `fault` says so.
        try:
            return self._ledger.fold()
        except UnconfirmedSaveError:
            return self._ledger.refresh()
        except CasebookError:
            return state


def _fingerprints(index: Index | PlacedIndex, kind: Kind) -> Mapping[str, Fingerprint]:
    """What the documents of a snapshot are known by, by key."""
    if isinstance(index, PlacedIndex):
        return index.fingerprints(kind)
    return {key: fingerprint(raw) for key, raw in index.of(kind).items()}


def _labels(state: State) -> dict[str, str | None]:
    """The labels that the summaries of a state have, by key; None of a removed case."""
    index = state.index
    stored = state.fresh.get("summaries", {})
    if isinstance(index, PlacedIndex):
        found = dict(index.labels)
    else:
        found, stored = {}, {**index.summaries, **stored}
    for key, raw in stored.items():
        one = snapshot_format.label(raw)
        if one is None:
            found.pop(key, None)
        else:
            found[key] = None if one.removed else one.label
    return found


def _touches_many(changes: Iterable[Change]) -> bool:
    """Whether changes touch more than some cases: an office may be in any number of them."""
    pages = frozenset[PageKey]().union(*(one.pages for one in changes))
    return len(pages) > FEW or any(kind == "offices" for kind, _ in pages)


def _names(raw: msgspec.Raw, ids: Collection[bytes]) -> bool:
    """Whether a document that is not decoded has one of some ids in it."""
    data = bytes(raw)
    return any(id_ in data for id_ in ids)
