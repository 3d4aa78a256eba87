"""The casebook: every case and office, and the history, in one TinyDB JSON file."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from so_tui.core.changes import AnyPage, Change, ChangeError, Pages, apply
from so_tui.store import disk, form, migrations
from so_tui.store.disk import Signature
from so_tui.store.form import About
from so_tui.store.lock import held
from so_tui.store.storage import Database

PageKey = tuple[str, str]
"""Kind and id of a page."""


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """All pages at one moment. `counter` is the highest any change has; `revision` grows by one
    with each write; `signature` is that of the file they were read from."""

    pages: Pages
    counter: int = 0
    revision: int = 0
    signature: Signature = ()


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What a write did.

    `changes`: those given, with their counters. `pages`: every page they name, as it is now;
    `touched`: those of them in which anything was new. `snapshot`: the casebook after it.
    """

    changes: tuple[Change, ...]
    pages: Mapping[PageKey, AnyPage]
    touched: frozenset[PageKey]
    snapshot: Snapshot


class Casebook:
    """One casebook file; any number of processes may have it open.

    Nothing is made on disk before the first write. `wait`: seconds to wait for another writer.
    """

    def __init__(self, path: Path, *, wait: float = 2.0) -> None:
        self.path = path
        self.wait = wait
        self._last = Snapshot(pages={})

    def signature(self) -> Signature:
        """What changes whenever anyone writes; empty where there is no file yet."""
        return disk.signature(self.path)

    def read(self) -> Snapshot:
        """The casebook as it is on disk, checked; empty where there is no file yet.

        Needs no lock: a reader sees the file before a write or after it. Raises CasebookError.
        """
        path = disk.real(self.path)
        last = self._last
        if last.signature == disk.signature(path):
            return last
        stored = disk.read(path)
        if stored is None:
            self._last = Snapshot(pages={})
        else:
            found, about = form.index(stored.data, path)
            self._last = Snapshot(
                pages=form.pages(found, path),
                counter=about.counter,
                revision=about.revision,
                signature=stored.signature,
            )
        return self._last

    def history(self, pages: Collection[PageKey] | None = None) -> tuple[Change, ...]:
        """The changes that touch any of `pages` (all if None), in the order (counter, id).

        Needs no lock. Raises CasebookError.
        """
        path = disk.real(self.path)
        stored = disk.read(path)
        if stored is None:
            return ()
        changes = form.history(form.index(stored.data, path)[0], path)
        if pages is not None:
            wanted = frozenset(pages)
            changes = [change for change in changes if not wanted.isdisjoint(change.pages)]
        return tuple(changes)

    def write(self, changes: Sequence[Change]) -> Written:
        """Applies changes to the newest state, as one; durable when it returns.

        A change without a counter gets the next one; one that has a counter keeps it. What a page
        already has of a change is skipped, so writing again after an error is safe. Raises
        ChangeError when an edit does not fit, BusyCasebookError, or another CasebookError; the
        casebook is then as it was.
        """
        if not changes:
            return Written(changes=(), pages={}, touched=frozenset(), snapshot=self.read())
        path = disk.real(self.path)
        disk.make_folder(path)
        with held(path, self.wait):
            disk.sweep(path)
            before = self.read()
            with Database(path) as database:
                work = _Transaction(before, database)
                stamped = tuple(work.take(change) for change in changes)
                snapshot = before
                if work.touched:
                    self._last = snapshot = work.commit()
                elif before.signature:
                    # Written before, but perhaps not confirmed then.
                    disk.confirm(path)
        named = {key for change in changes for key in change.pages}
        return Written(
            changes=stamped,
            pages={key: snapshot.pages[key] for key in sorted(named)},
            touched=frozenset(work.touched),
            snapshot=snapshot,
        )


class _Transaction:
    """Changes gathered on top of the newest state, written as one at `commit`."""

    def __init__(self, before: Snapshot, database: Database) -> None:
        self.touched: set[PageKey] = set()
        self._before = before
        self._database = database
        self._pages: dict[PageKey, AnyPage] = dict(before.pages)
        self._history: dict[str, Change] = {}
        self._counter = before.counter

    def take(self, change: Change) -> Change:
        """Applies one change; returns it with its counter."""
        known = self._known(change)
        change = replace(change, counter=self._counter_for(change, known))
        had = known.pages if known else frozenset[PageKey]()
        edits = tuple(edit for edit in change.edits if edit.page not in had)
        if edits:
            touched = apply(self._pages, replace(change, edits=edits))
            self._pages.update(touched)
            self.touched.update(touched)
            whole = (*known.edits, *edits) if known else edits
            self._history[change.id] = replace(change, edits=whole)
            self._counter = max(self._counter, change.counter)
        return change

    def commit(self) -> Snapshot:
        """Writes everything taken; durable when it returns the casebook after it."""
        about = About(
            schema=migrations.SCHEMA, counter=self._counter, revision=self._before.revision + 1
        )
        for kind in form.KINDS:
            fresh = [self._pages[key] for key in sorted(self.touched) if key[0] == kind]
            self._database.documents(kind).put(form.document(page) for page in fresh)
        history = (form.document(change) for change in self._history.values())
        self._database.documents("history").put(history)
        self._database.documents("about").put([form.about_document(about)])
        return Snapshot(
            pages=self._pages,
            counter=about.counter,
            revision=about.revision,
            signature=self._database.commit(),
        )

    def _known(self, change: Change) -> Change | None:
        if change.id in self._history:
            return self._history[change.id]
        stored = self._database.documents("history").get(doc_id=form.document_id(change.id))
        return None if stored is None else msgspec.convert(stored, Change)

    def _counter_for(self, change: Change, known: Change | None) -> int:
        if known is None:
            return change.counter or self._counter + 1
        if change.counter not in (0, known.counter):
            raise ChangeError(
                f"“{change.sentence}” is already in the casebook, but at another place of its "
                "history. Nothing was changed."
            )
        return known.counter
