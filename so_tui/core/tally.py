"""How much is done of what takes long, for whoever shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Progress = Callable[[int, int], None]
"""Told how much of something is done, and how much there is."""

_T = TypeVar("_T")


def nobody(done: int, of_all: int) -> None:
    """Where nobody wants to know."""


class Tally:
    """Counts what is done of all that is to be done: never more than all, and all at its end."""

    def __init__(self, progress: Progress = nobody) -> None:
        self._progress = progress
        self._done, self._all = 0, 0

    def expect(self, more: int) -> None:
        """There is so much more to do."""
        self._all += more
        self._tell()

    def each(self, things: Iterable[_T]) -> Iterator[_T]:
        """Things one by one; each is done when the next one is asked for."""
        for one in things:
            yield one
            self.one()

    def one(self) -> None:
        """One more is done."""
        self._done += 1
        self._tell()

    def end(self) -> None:
        """Nothing more is to be done; what was left out counts, too."""
        self._done = self._all = max(self._done, self._all)
        self._tell()

    def _tell(self) -> None:
        self._all = max(self._all, self._done)
        if self._all:
            self._progress(self._done, self._all)
