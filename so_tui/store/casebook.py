"""The casebook: every case and office, and the history, in one TinyDB JSON file and its journal."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import msgspec
from msgspec.structs import replace
from tinydb.table import Document

from so_tui.core.changes import AnyPage, Change, ChangeError, Pages, apply
from so_tui.core.joining import as_case, lacking
from so_tui.core.summary import Summary
from so_tui.core.tree import Plain
from so_tui.errors import (
    CasebookError,
    MissingCasebookError,
    RefusedInputError,
    UnconfirmedSaveError,
)
from so_tui.store import backups, copies, disk, migrations, network_fs, snapshot_format
from so_tui.store.backups import Backup
from so_tui.store.disk import Signature
from so_tui.store.interface import Follow, PageKey, Snapshot, Summarize, Written
from so_tui.store.ledger import NOTHING, Ledger, State
from so_tui.store.lock import held
from so_tui.store.pages import Decoded, StoredPages, WithFresh
from so_tui.store.placed import PlacedIndex
from so_tui.store.presence import present
from so_tui.store.snapshot_format import About
from so_tui.store.storage import Database

HIGHEST_COUNTER = 10**12
"""Beyond that no change is taken in: its place in the history is no real one, and every later
change would have to stand behind it."""


def utc_now() -> dt.datetime:
    """The time, in UTC."""
    return dt.datetime.now(dt.UTC)


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

    def present(self) -> AbstractContextManager[None]:
        """While it lasts, this process counts as one that has the casebook open.

        At its end the last one folds the journal into the TinyDB file.
        """
        return present(self.path, self.fold)

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
        with held(path, self.wait):
            if not self._swept:
                disk.sweep(path)
                backups.sweep(path)
            self._swept = False  # a save that fails may leave something lying about
            state = self._ledger.refresh()
            doubtful = {one.id for one in changes} if again else self._doubtful
            work = _Transaction(
                self._snapshot(state), _History(self._ledger, doubtful), Database(self._ledger)
            )
            stamped = tuple(work.take(change, follow) for change in changes)
            if work.touched:
                # Should this fail in the middle, the same changes may come again.
                self._doubtful |= {change.id for change in changes}
                made = self._summaries(work, summarize) if summarize else ()
                state = work.commit(made, self._outdated(work) if not summarize else ())
                self._decoded |= work.decoded(state)
            elif state.file:
                # Written before, but perhaps not confirmed then.
                self._ledger.confirm()
            self._doubtful -= {change.id for change in changes}
            self._swept = True
            snapshot = self._snapshot(state)
            if state.should_fold:
                snapshot = self._snapshot(self._fold_if_possible(state))
        named = {key for change in stamped for key in change.pages}
        return Written(
            changes=stamped,
            pages={key: snapshot.pages[key] for key in sorted(named)},
            touched=frozenset(work.touched),
            snapshot=snapshot,
        )

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

    def _summaries(self, work: _Transaction, summarize: Summarize) -> list[Summary]:
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

    def _outdated(self, work: _Transaction) -> list[str]:
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
                path, self._ledger.journal_path, state.about.generation or "0", self._now(),
                copied=True,
            )  # fmt: skip

    def _keep(self, path: Path, journal: Path, generation: str) -> None:
        backups.keep(path, journal, generation or "0", self._now())

    def _fold_if_possible(self, state: State) -> State:
        # The change is saved whether or not there is room for a new snapshot now.
        try:
            return self._ledger.fold()
        except UnconfirmedSaveError:
            return self._ledger.refresh()
        except CasebookError:
            return state


class _History:
    """The changes a casebook has, not decoded, and looked up no more than is needed.

    The caller holds the lock.
    """

    def __init__(self, ledger: Ledger, doubtful: Collection[str]) -> None:
        self._ledger, self._doubtful = ledger, doubtful
        self._whole: Mapping[str, msgspec.Raw] | None = None

    def known(self, change: Change, seen: bool) -> Change | None:
        """What the casebook has of a change; `seen`: whether a page of it names the change.

        One that was made just now can only be there when it was tried before. So the whole
        history is looked through for those alone that are doubtful or come from elsewhere.
        """
        key = snapshot_format.key_of(change.id)
        raw = self._ledger.refresh().fresh.get("history", {}).get(key)
        if raw is None and (seen or change.counter or change.id in self._doubtful):
            if self._whole is None:
                _, self._whole = self._ledger.history()
            raw = self._whole.get(key)
        return None if raw is None else snapshot_format.change(raw, key, self._ledger.path)


class _Transaction:
    """Changes gathered on top of the newest state, written as one at `commit`."""

    def __init__(self, before: Snapshot, history: _History, database: Database) -> None:
        self._before = before
        self._stored = history
        self._database = database
        self._fresh: dict[PageKey, AnyPage] = {}
        self._history: dict[str, Change] = {}
        self._counter = before.counter

    @property
    def touched(self) -> frozenset[PageKey]:
        """The pages in which anything is new."""
        return frozenset(self._fresh)

    def take(self, change: Change, follow: Follow | None = None) -> Change:
        """Applies one change, with what follows from it; returns it with its counter."""
        if not 0 <= change.counter <= HIGHEST_COUNTER:
            raise RefusedInputError(
                f"“{change.sentence}” says that it is change number {change.counter}, and no "
                f"history is as long as that (counter, at most {HIGHEST_COUNTER}). Nothing was "
                "taken in. Ask for the file anew."
            )
        named = {key: page for key in change.pages if (page := self._page(key)) is not None}
        seen = any(change.id in page.actors for page in named.values())
        known = self._history.get(change.id) or self._stored.known(change, seen)
        made_here = not change.counter and known is None
        change = replace(change, counter=self._counter_for(change, known))
        if made_here and follow is not None:
            change = follow(change, self.pages)
            named = {key: page for key in change.pages if (page := self._page(key)) is not None}
        edits = lacking(change, known)
        if edits:
            for edit in edits:
                _refuse_numbers_that_are_none(edit.before, edit.after)
            self._fresh.update(apply(named, replace(change, edits=edits)))
            whole = (*known.edits, *edits) if known else edits
            self._history[change.id] = replace(change, edits=whole)
            self._counter = max(self._counter, change.counter)
        return change

    def _page(self, key: PageKey) -> AnyPage | None:
        return self._fresh.get(key) or self._before.pages.get(key)

    @property
    def pages(self) -> Pages:
        """All pages as they are with what was taken."""
        return WithFresh(self._fresh, self._before.pages)

    def commit(self, summaries: Collection[Summary], outdated: Collection[str] = ()) -> State:
        """Writes everything taken, and takes back the summaries of some keys; durable when it
        returns the state after it."""
        about = About(
            schema=migrations.SCHEMA, counter=self._counter, revision=self._before.revision + 1
        )
        for kind in snapshot_format.KINDS:
            fresh = [self._fresh[key] for key in sorted(self._fresh) if key[0] == kind]
            if fresh:
                self._database.documents(kind).put(snapshot_format.document(page) for page in fresh)
        history = (snapshot_format.document(change) for change in self._history.values())
        self._database.documents("history").put(history)
        if outdated:
            self._database.documents("summaries").put(
                Document({}, doc_id=int(key)) for key in outdated
            )
        if summaries:
            self._database.documents("summaries").put(
                map(snapshot_format.summary_document, summaries)
            )
        return self._database.commit(about)

    def decoded(self, state: State) -> Decoded:
        """The pages written, each with the document it became."""
        return {
            key: (raw, page)
            for key, page in self._fresh.items()
            if (raw := state.document(page.kind, snapshot_format.key_of(page.id))) is not None
        }

    def _counter_for(self, change: Change, known: Change | None) -> int:
        if known is None:
            return change.counter or self._counter + 1
        if change.counter not in (0, known.counter):
            raise ChangeError(
                f"“{change.sentence}” is already in the casebook, but at another place of its "
                "history. Nothing was changed."
            )
        return known.counter


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


def _refuse_numbers_that_are_none(*values: Plain) -> None:
    """Raises CasebookError for NaN and infinity, which JSON has no words for."""
    for value in values:
        match value:
            case float() if not math.isfinite(value):
                raise CasebookError(
                    f"The casebook was not saved: {value} is no number. Nothing was changed."
                )
            case dict():
                _refuse_numbers_that_are_none(*value.values())
            case list() | tuple():
                _refuse_numbers_that_are_none(*value)


def _names(raw: msgspec.Raw, ids: Collection[bytes]) -> bool:
    """Whether a document that is not decoded has one of some ids in it."""
    data = bytes(raw)
    return any(id_ in data for id_ in ids)
