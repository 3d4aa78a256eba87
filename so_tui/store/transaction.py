"""Changes gathered on top of a state, and written as one."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

import msgspec
from msgspec.structs import replace
from tinydb.table import Document

from so_tui.core.changes import AnyPage, Change, ChangeError, apply
from so_tui.core.joining import lacking
from so_tui.core.summary import Summary
from so_tui.core.tree import Plain
from so_tui.errors import CasebookError, RefusedInputError
from so_tui.store import migrations, snapshot_format
from so_tui.store.interface import Follow, PageKey, Snapshot
from so_tui.store.ledger import Ledger
from so_tui.store.pages import Decoded, WithFresh
from so_tui.store.snapshot_format import About
from so_tui.store.state import State
from so_tui.store.storage import Database

HIGHEST_COUNTER = 10**12
"""Beyond that no change is taken in: its place in the history is no real one, and every later
change would have to stand behind it."""


class History:
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


class Transaction:
    """Changes gathered on top of the newest state, written as one at `commit`."""

    def __init__(self, before: Snapshot, history: History, database: Database) -> None:
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
                if edit.op != "add":  # what that one brings is typed, and no type has such numbers
                    _refuse_numbers_that_are_none(edit.before, edit.after)
            self._fresh.update(apply(named, replace(change, edits=edits)))
            whole = (*known.edits, *edits) if known else edits
            self._history[change.id] = replace(change, edits=whole)
            self._counter = max(self._counter, change.counter)
        return change

    def _page(self, key: PageKey) -> AnyPage | None:
        return self._fresh.get(key) or self._before.pages.get(key)

    @property
    def pages(self) -> WithFresh:
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
