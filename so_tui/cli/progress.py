"""What takes longer than half a second shows that it goes on: on a terminal, and nowhere else.

A bar stands on standard error until something is written or asked, or the command ends; then it
is gone. In a pipe, in a log and on a terminal that cannot draw it there is nothing.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Iterator

import click

AFTER = 0.5
"""Seconds of silence before anything is shown."""

EVERY = 0.1
"""Seconds from one drawing to the next."""

LABEL = "One moment"

_GONE = "\r\x1b[K\x1b[?25h"
"""Takes the line away, and brings the cursor back that click hides."""


class _Bar(threading.Thread):
    """Draws how far it has come, until it is stopped."""

    def __init__(self) -> None:
        super().__init__(name="progress", daemon=True)
        self.done, self.all = 0, 0
        self._end = threading.Event()
        self._drawing = threading.Lock()
        self._is_there = False

    def run(self) -> None:
        """Wait, then draw again and again."""
        if self._end.wait(AFTER):
            return
        unknown: Iterator[int] = iter(int, 0)
        while True:
            with self._drawing:
                if self._end.is_set():
                    return
                if not self._is_there:  # click draws only what differs from what it drew before
                    bar = click.progressbar(unknown, label=LABEL, file=sys.stderr, show_eta=False)
                    self._is_there = True
                if self.all:
                    bar.length, bar.pos, bar.show_pos = self.all, self.done, True
                else:
                    bar.make_step(1)
                bar.render_progress()
            self._end.wait(EVERY)

    def stop(self) -> None:
        """Take away what is there; nothing is drawn any more."""
        with self.away():
            self._end.set()

    @contextlib.contextmanager
    def away(self) -> Iterator[None]:
        """Take away what is there; nothing is drawn while it lasts."""
        with self._drawing:
            if self._is_there:
                self._is_there = False
                # Its terminal may be gone by now.
                with contextlib.suppress(OSError, ValueError):
                    sys.stderr.write(_GONE)
                    sys.stderr.flush()
            yield


_now: _Bar | None = None


@contextlib.contextmanager
def shown() -> Iterator[None]:
    """While it lasts, what goes on is shown, if it takes long and a person can see it."""
    global _now
    if _now is not None or not _can_be_seen():
        yield
        return
    _now = _Bar()
    _now.start()
    try:
        yield
    finally:
        stop()


def stop() -> None:
    """Take the bar away: something is about to be written or asked."""
    global _now
    bar, _now = _now, None
    if bar is not None:
        bar.stop()


@contextlib.contextmanager
def hidden() -> Iterator[None]:
    """While it lasts nothing is drawn: something is written to the terminal, or asked there."""
    bar = _now
    if bar is None:
        yield
        return
    with bar.away():
        yield


def count(done: int, of_all: int) -> None:
    """How much is done of what is being done, for whoever can see it."""
    if _now is not None:
        _now.done, _now.all = done, of_all


def _can_be_seen() -> bool:
    return sys.stderr.isatty() and os.environ.get("TERM", "dumb") not in ("", "dumb")
