"""A list over all cases that looks at them bit by bit, so that it is there at once."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, cast

from textual.timer import Timer

from so_tui.errors import CasebookError
from so_tui.overview import Overview
from so_tui.tui.beside import beside
from so_tui.tui.key_queue import BESIDE
from so_tui.tui.widgets.listing import Listing

if TYPE_CHECKING:
    from so_tui.tui.home import Home

LOOKED_AT, READ = 4, 20
"""How many cases have their plan made, or their texts read, at once: as many as nobody notices."""

READ_FOR = 0.01
"""Seconds of reading texts at once: what was kept is read faster than it was made."""

PAUSE = 0.02
"""Seconds between two such looks, in which keys are heard."""

SHOWN_AFTER = 10
"""So many such looks pass before what was found in the texts is shown."""


class Looking(Listing):
    """A list of what an overview knows, which looks again at what is another day's."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._stale: deque[str] = deque()
        self._unread: deque[str] = deque()
        self._looks = 0
        self._looking: Timer | None = None

    @property
    def so(self) -> Home:
        """The app, as what it is."""
        return cast("Home", self.app)

    @property
    def overview(self) -> Overview:
        """What is known of all cases."""
        return self.so.overview

    @property
    def left(self) -> int:
        """How many cases have yet to be looked at: for today, or for the words that are typed."""
        return len(self._unread) if self.words else len(self._stale)

    def rebuild(self) -> None:
        """Make the rows anew, once there is a place for them: ten thousand take their time."""
        if self.size.area:
            super().rebuild()

    def in_sight(self) -> Sequence[str]:
        """The cases whose rows are in sight now."""
        return ()

    def watch_words(self) -> None:
        """Show only what has the words; all texts are read when the first one is typed."""
        if self.words and not self._unread:
            self._unread.extend(self.overview.unread())
        super().watch_words()
        self._go_on()

    def look_again(self) -> None:
        """Begin to look at the cases that are another day's, once the list is there to be seen."""
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        if not self._stale:
            self._stale.extend(self.overview.stale())
        # Read before somebody types a word, so that the first one finds all there is at once.
        if not self._unread:
            self._unread.extend(self.overview.unread())
        self._go_on()

    def _go_on(self) -> None:
        if self._looking is None and (self._stale or self._unread):
            self._looking = self.set_timer(PAUSE, self._look)

    def _look(self) -> None:
        self._looking = None
        if self.app.screen is not self.screen:
            return  # it goes on when the list is on screen again
        self._looks += 1
        try:
            self._look_at_some()
        except CasebookError:
            return  # the header says what is wrong; the next look at the casebook goes on
        self._go_on()

    def _look_at_some(self) -> None:
        if self._unread and (self.words or not self._stale):
            self._read_some()
            if self.words and (not self._unread or self._looks % SHOWN_AFTER == 0):
                self.rebuild()
        else:
            self._renew()

    def _read_some(self) -> None:
        until = time.monotonic() + READ_FOR
        while self._unread:
            some = list(islice(self._unread, READ))
            self.overview.read(some)
            for _ in some:
                self._unread.popleft()
            if time.monotonic() >= until:
                break
        if not self._unread and (read := self.overview.texts_to_keep()) is not None:
            self.so.run_worker(beside(read.keep), group=BESIDE)

    def _renew(self) -> None:
        seen = [id_ for id_ in self.in_sight() if self._is_stale(id_)]
        some = seen[:LOOKED_AT]
        while self._stale and len(some) < LOOKED_AT:
            if self._is_stale(id_ := self._stale.popleft()):
                some.append(id_)
        try:
            differs = self.overview.renew(some)
        except CasebookError:
            self._stale.extendleft(some)
            raise
        # Those out of sight change the order once, when all are looked at.
        if (seen and differs) or not self._stale:
            self.rebuild()

    def _is_stale(self, id_: str) -> bool:
        case = self.overview.case(id_)
        return case is not None and self.overview.is_stale(case)
