"""A casebook that is kept in memory: another store behind the same door."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Literal

from msgspec.structs import replace

from so_tui.core.changes import AnyPage, Change, Kind, apply
from so_tui.core.pages import as_case
from so_tui.core.summary import Summary
from so_tui.store.interface import (
    Derived,
    Fingerprint,
    Follow,
    Kept,
    KeptPages,
    PageKey,
    Snapshot,
    Summarize,
    Written,
)


class InMemory(KeptPages):
    """Pages in a dictionary."""

    def __init__(self, pages: Mapping[PageKey, AnyPage]) -> None:
        self._pages = pages

    def __getitem__(self, key: PageKey) -> AnyPage:
        return self._pages[key]

    def __iter__(self) -> Iterator[PageKey]:
        return iter(self._pages)

    def __len__(self) -> int:
        return len(self._pages)

    def ids(self, kind: Literal["cases", "offices"]) -> list[str]:
        return sorted(id_ for one, id_ in self._pages if one == kind)


class MemoryStore:
    """Keeps one casebook for as long as the process lives."""

    warning = ""
    copies = ""
    fault = ""

    def __init__(self) -> None:
        self._pages: dict[PageKey, AnyPage] = {}
        self._history: dict[str, Change] = {}
        self._summaries: dict[str, Summary] = {}
        self._day: dict[tuple[Derived, str], Mapping[str, Kept]] = {}
        self._revision = 0

    def present(self) -> AbstractContextManager[None]:
        return nullcontext()

    def read(self) -> Snapshot:
        counter = max((one.counter for one in self._history.values()), default=0)
        return Snapshot(
            pages=InMemory(dict(self._pages)), counter=counter,
            revision=self._revision, version=self._revision,
        )  # fmt: skip

    def changed_since(self, snapshot: Snapshot) -> bool:
        return snapshot.revision != self._revision

    def page(self, key: PageKey, /) -> AnyPage | None:
        return self._pages.get(key)

    def history(self, pages: Collection[PageKey] | None = None) -> tuple[Change, ...]:
        changes = (
            one
            for one in self._history.values()
            if pages is None or not one.pages.isdisjoint(pages)
        )
        return tuple(sorted(changes, key=lambda one: one.stamp))

    def summaries(self) -> Mapping[str, Summary]:
        return dict(self._summaries)

    def unsummarized(self) -> list[str]:
        return [id_ for id_ in InMemory(self._pages).ids("cases") if id_ not in self._summaries]

    def fingerprints(self, kind: Kind) -> Mapping[str, Fingerprint]:
        return {
            id_: Fingerprint(1, page.revision)
            for (one, id_), page in self._pages.items()
            if one == kind
        }

    def kept(self, what: Derived, of: str) -> Mapping[str, Kept]:
        return self._day.get((what, of), {})

    def keep(self, what: Derived, of: str, entries: Mapping[str, Kept], snapshot: Snapshot) -> None:
        self._day[what, of] = entries

    def labels(self) -> Mapping[str, str]:
        pages = (as_case(page) for (kind, _), page in self._pages.items() if kind == "cases")
        return {page.id: page.value.label for page in pages if not page.removed}

    def begun_from(self, cases: Collection[str]) -> Mapping[str, str]:
        pages = (as_case(page) for (kind, _), page in self._pages.items() if kind == "cases")
        return {one.id: one.value.begun_from for one in pages if one.value.begun_from in cases}

    def write(
        self,
        changes: Sequence[Change],
        *,
        summarize: Summarize | None = None,
        follow: Follow | None = None,
        again: bool = False,
    ) -> Written:
        pages, history = dict(self._pages), dict(self._history)
        touched: set[PageKey] = set()
        stamped = []
        for change in changes:
            known = history.get(change.id)
            last = max((one.counter for one in history.values()), default=0)
            counter = known.counter if known else change.counter or last + 1
            made_here = not change.counter and known is None
            change = replace(change, counter=counter)
            if made_here and follow is not None:
                change = follow(change, pages)
            had = known.pages if known else frozenset[PageKey]()
            edits = tuple(one for one in change.edits if one.page not in had)
            if edits:
                fresh = apply(pages, replace(change, edits=edits))
                pages |= fresh
                touched |= fresh.keys()
                history[change.id] = replace(
                    change, edits=(*known.edits, *edits) if known else edits
                )
            stamped.append(change)
        self._pages, self._history = pages, history
        self._revision += bool(touched)
        if summarize is not None:
            self._make_summaries(touched, summarize)
        named = {key for one in stamped for key in one.pages}
        return Written(
            changes=tuple(stamped), pages={key: pages[key] for key in sorted(named)},
            touched=frozenset(touched), snapshot=self.read(),
        )  # fmt: skip

    def tried(self, changes: Sequence[Change], *, follow: Follow | None = None) -> Written:
        """What `write` would do."""
        was = self._pages, self._history, self._revision
        written = self.write(changes, follow=follow)
        self._pages, self._history, self._revision = was
        return written

    def _make_summaries(self, touched: Collection[PageKey], summarize: Summarize) -> None:
        offices = {id_ for kind, id_ in touched if kind == "offices"}
        cases = {id_ for kind, id_ in touched if kind == "cases"}
        cases |= {
            one.case for one in self._summaries.values() if not offices.isdisjoint(one.offices)
        }
        for id_ in cases:
            page = as_case(self._pages["cases", id_])
            self._summaries[id_] = summarize(page, InMemory(self._pages))
