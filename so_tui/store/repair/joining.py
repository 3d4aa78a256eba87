"""Joining states of a casebook that went apart, by the one rule: each carries its history."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec.structs import replace

from so_tui.core.changes import AnyPage, Change, Edit, apply
from so_tui.core.joining import lacking, turning
from so_tui.core.tree import ChangeError
from so_tui.store import outside, snapshot_format
from so_tui.store.repair.salvage import Tables

_Key = tuple[str, str]


class Joining:
    """Tables into which others are joined. What they have beside pages and history stays.

    `new`: the changes that came in; `unfit`: those that fit nothing that is here.
    """

    def __init__(self, tables: Tables, path: Path) -> None:
        """Raises CasebookError where a document does not fit the model."""
        self._tables = tables
        self._path = path
        self._pages = _pages(tables, path)
        self._history = {one.id: one for one in changes_of(tables, path)}
        self._touched = set[_Key]()
        self._told = set[str]()
        self.new: list[Change] = []
        self.unfit: list[Change] = []

    def take(self, changes: Iterable[Change]) -> None:
        """Join in what is lacking of changes."""
        for change in sorted(changes, key=lambda one: one.stamp):
            known = self._history.get(change.id)
            edits = lacking(change, known)
            if not edits:
                continue
            # It keeps the place that it has here, if it has one.
            change = replace(change, edits=edits, counter=(known or change).counter)
            try:
                made = apply(self._pages, change)
            except ChangeError:
                self.unfit.append(change)
                continue
            self._pages |= made
            self._touched |= made.keys()
            whole = (*known.edits, *edits) if known else edits
            self._history[change.id] = replace(change, edits=whole)
            self._told.add(change.id)
            self.new.append(change)

    def take_outside(self, change: Change) -> None:
        """Join in what another program did, as the newest change there is."""
        self.take([replace(change, counter=self.counter + 1)])

    def take_pages(self, tables: Tables, at: dt.datetime) -> None:
        """Join in what the pages of others hold that no history tells: a page that is not here
        as it stands; of one that is here, what differs, beside what it says here."""
        taken = set[_Key]()
        for key, page in _pages(tables, self._path).items():
            here = self._pages.get(key)
            names = outside.named(page) - self._history.keys()
            if here is None:
                self._pages[key] = page
                taken.add(key)
            elif names - outside.named(here) and here.value != page.value:
                edits = tuple(_beside(here, page))
                id_ = str(uuid.uuid5(uuid.NAMESPACE_OID, repr(edits)))
                self.take_outside(Change(
                    id=id_, actor=outside.ACTOR, at=at, verb="outside", edits=edits,
                    sentence="Joined in what another state of the casebook had",
                ))  # fmt: skip

        self._touched |= taken
        for change in [one for one in self.unfit if one.pages <= taken]:
            # Its pages have it in them already.
            self._history[change.id] = change
            self._told.add(change.id)
            self.new.append(change)
            self.unfit.remove(change)

    @property
    def counter(self) -> int:
        """The highest that any change has."""
        return max((one.counter for one in self._history.values()), default=0)

    def tables(self) -> Tables:
        """The tables with all that was joined in."""
        made = {name: dict(documents) for name, documents in self._tables.items()}
        for kind, id_ in self._touched:
            key = snapshot_format.key_of(id_)
            made.setdefault("summaries", {}).pop(key, None)  # they are made anew
            page = self._pages.get((kind, id_))
            if page is None:
                made[kind].pop(key, None)
            else:
                made.setdefault(kind, {})[key] = _raw(page)
        for id_ in self._told:
            made.setdefault("history", {})[snapshot_format.key_of(id_)] = _raw(self._history[id_])
        return made


def changes_of(tables: Tables, path: Path) -> list[Change]:
    """The changes in the history of some tables. Raises CasebookError."""
    history = tables.get("history", {})
    return [snapshot_format.change(raw, key, path) for key, raw in history.items()]


def _pages(tables: Tables, path: Path) -> dict[_Key, AnyPage]:
    return {
        (kind, snapshot_format.id_of(key)): snapshot_format.page(raw, kind, key, path)
        for kind in snapshot_format.KINDS
        for key, raw in tables.get(kind, {}).items()
    }


def _beside(here: AnyPage, other: AnyPage) -> Iterable[Edit]:
    """The edits that put what another state says of a page beside what it says here."""
    for edit in turning(here, other):
        if edit.op != "remove":
            yield replace(edit, over=())


def _raw(part: AnyPage | Change) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(part))
