"""What the rest of so-tui asks of where the casebook is kept; nothing of files is in it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Literal, NamedTuple, Protocol

import msgspec

from so_tui.core.changes import AnyPage, Change, Kind, Pages
from so_tui.core.pages import CasePage
from so_tui.core.summary import Summary

PageKey = tuple[str, str]
"""Kind and id of a page."""

Summarize = Callable[[CasePage, Pages], Summary]
"""Makes what a list shows of a case, from its page and the offices among the pages."""


Follow = Callable[[Change, Pages], Change]
"""Adds to a change what follows from it elsewhere, on the pages as they are before it."""


class Fingerprint(NamedTuple):
    """What a stored document is known by: its length in bytes, and its CRC-32."""

    length: int
    sum: int


Derived = Literal["day", "ahead", "texts"]
"""What is worked out of a casebook and kept: what lists tell of each case on a day, all steps that
are open in it on a day, and the texts that were typed into it."""


class Kept(NamedTuple):
    """What was worked out of one case: `case` and `offices`, by id, are the documents it was made
    of, None of an office that was not there; `data` is what came of it."""

    case: Fingerprint
    offices: dict[str, Fingerprint | None]
    data: bytes


class KeptPages(Mapping[PageKey, AnyPage]):
    """Every page there is, by kind and id; one that is damaged says so when it is asked for."""

    @abstractmethod
    def ids(self, kind: Literal["cases", "offices"]) -> list[str]:
        """The pages of one kind, by id, without looking at them."""


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """All pages at one moment.

    `counter` is the highest any change has; `revision` grows by one with each write; `version`
    tells the store which moment it was, and is empty while nothing is kept yet.
    """

    pages: KeptPages
    counter: int = 0
    revision: int = 0
    version: object = ()


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What a write did.

    `changes`: those given, with their counters. `pages`: every page they name, as it is now;
    `touched`: those of them in which anything was new. `snapshot`: the casebook after it.
    """

    changes: tuple[Change, ...]
    pages: Mapping[PageKey, AnyPage]
    touched: frozenset[PageKey]
    snapshot: Snapshot


class Store(Protocol):
    """Keeps one casebook, for any number of processes at once. Every method may raise
    CasebookError; the casebook is then as it was."""

    @property
    def warning(self) -> str:
        """What to mind about where it is kept; empty when there is nothing."""

    @property
    def copies(self) -> str:
        """What copies other programs put beside it, in a sentence; empty when there are none."""

    @property
    def fault(self) -> str:
        """What is damaged in it though changes can be saved, in a sentence; empty for nothing."""

    def present(self) -> AbstractContextManager[None]:
        """While it lasts, this process counts as one that has the casebook open."""

    def read(self) -> Snapshot:
        """The casebook as it is now; empty while nothing is kept yet."""

    def changed_since(self, snapshot: Snapshot) -> bool:
        """Whether anyone wrote since. Raises MissingCasebookError where it is gone."""

    def page(self, key: PageKey, /) -> AnyPage | None:
        """One page as it is now, not kept in memory; None where there is none."""

    def history(self, pages: Collection[PageKey] | None = None) -> tuple[Change, ...]:
        """The changes that touch any of `pages` (all if None), in the order (counter, id)."""

    def summaries(self) -> Mapping[str, Summary]:
        """What a list shows of each case, by its id, as it was when it was written.

        A case that none was made of is left out.
        """

    def unsummarized(self) -> list[str]:
        """The cases that no summary was made of, by id."""

    def fingerprints(self, kind: Kind) -> Mapping[str, Fingerprint]:
        """What the documents of all pages of a kind are known by, by id; none is decoded."""

    def kept(self, what: Derived, of: str) -> Mapping[str, Kept]:
        """What was worked out and kept, by case. `of`: the knowledge it was made with, and the
        day. An entry counts only while the documents it was made of are as they were."""

    def keep(self, what: Derived, of: str, entries: Mapping[str, Kept], snapshot: Snapshot) -> None:
        """Keep this, in the place of what was kept; not where anyone wrote since `snapshot`, or
        where it cannot be kept."""

    def labels(self) -> Mapping[str, str]:
        """The labels of all cases that are not removed, by id, without decoding cases."""

    def begun_from(self, cases: Collection[str]) -> Mapping[str, str]:
        """The cases that were begun from any of some, each with that one, by id; none of them is
        decoded. One that was removed is among them."""

    def write(
        self,
        changes: Sequence[Change],
        *,
        summarize: Summarize | None = None,
        follow: Follow | None = None,
        again: bool = False,
    ) -> Written:
        """Write changes onto the newest state, as one; durable when it returns.

        A change without a counter gets the next one; one that has a counter keeps it. What a page
        already has of a change is skipped, so writing again after an error is safe; `again` says
        that these may have been written by another process, before it ended. `summarize` makes
        what is kept for the list of cases; `follow` adds to a change without a counter what
        follows from it on the newest state. Raises ChangeError when an edit does not fit.
        """

    def tried(self, changes: Sequence[Change], *, follow: Follow | None = None) -> Written:
        """What `write` would do with changes; nothing is written. The snapshot is the one after
        it. Raises as `write`."""
