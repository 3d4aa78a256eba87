"""What a casebook must hold after a process that worked on it was killed, and what it may."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from msgspec.structs import replace

from so_tui.core.changes import AnyPage, Change, apply
from so_tui.store.casebook import Casebook

Key = tuple[str, str]
Told = frozenset[tuple[str, Key]]
"""Which change told of which page."""


def told(history: Iterable[Change]) -> Told:
    """Each change of a history with each page it tells of."""
    return frozenset((change.id, page) for change in history for page in change.pages)


def effect(history: Iterable[Change]) -> dict[Key, AnyPage]:
    """The pages a history leads to from nothing; revisions are not told."""
    pages: dict[Key, AnyPage] = {}
    for change in sorted(history, key=lambda one: one.stamp):
        pages |= apply(pages, change)
    return {key: replace(page, revision=0) for key, page in pages.items()}


def faults_of_pages(path: Path) -> Iterator[str]:
    """Where the pages of a casebook are not what its history leads to."""
    book = Casebook(path)
    pages = {key: replace(page, revision=0) for key, page in book.read().pages.items()}
    led = effect(book.history())
    for key in sorted(pages.keys() | led.keys()):
        if pages.get(key) != led.get(key):
            yield f"{'/'.join(key)} is not what its history leads to"


class Witness:
    """Remembers what a casebook held, over any number of kills.

    After each one it says what is gone, and what is there that nobody began.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.known = told(Casebook(path).history())

    @property
    def cases(self) -> frozenset[str]:
        """The cases that are there, as far as is known."""
        return frozenset(id_ for _, (_, id_) in self.known)

    def faults(self, said: Collection[str], *, erasing: bool = False) -> Iterator[str]:
        """What is wrong after a process acknowledged just `said`: ids of changes or of cases.

        Of what it did not acknowledge, the one thing it was at may be done. `erasing`: it erased
        cases and acknowledged those. Raises CasebookError.
        """
        now, before = told(Casebook(self.path).history()), self.known
        self.known = now
        gone = {page for _, page in before - now}
        acknowledged = {("cases", id_) for id_ in said} if erasing else set()
        if len(gone - acknowledged) > erasing:
            yield f"{len(gone - acknowledged)} pages lack changes that were there"
        if half := {page for _, page in now if page in gone}:
            yield f"{len(half)} pages are half there"
        yield from (f"{id_} is still there" for _, id_ in acknowledged if id_ in self.cases)
        fresh = {change for change, _ in now - before}
        if not erasing:
            named = {*fresh, *(id_ for _, (_, id_) in now - before)}
            yield from (f"{id_} is not there" for id_ in said if id_ not in named)
        more = len(fresh) - (0 if erasing else len(said))
        if more > (not erasing):
            yield f"{more} changes are there that nobody was at"
        yield from faults_of_pages(self.path)

    def look_again(self) -> None:
        """Take what is there now for known: somebody else wrote meanwhile."""
        self.known = told(Casebook(self.path).history())
