"""The app at the end of a line that can drop, and our side of its terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import pyte
import pytest

from tests.cli.running import ROOT, Book

PATIENCE = 20.0
GONE = 15.0
"""Seconds after which a process that is still there is one that stays."""


@dataclass
class Line:
    """The app at the end of a line that can drop: our side of its terminal."""

    app: subprocess.Popen[bytes]
    terminal: int
    size: tuple[int, int]
    shown: bytes = b""

    def read(self, quiet: float = 0.3, until: bytes = b"") -> bytes:
        """What comes until nothing has come for some seconds, or some bytes have."""
        end = time.monotonic() + PATIENCE
        while (
            time.monotonic() < end
            and (select.select([self.terminal], [], [], PATIENCE if until else quiet)[0])
        ):
            try:
                part = os.read(self.terminal, 65536)
            except OSError:
                break
            self.shown += part
            if not part or (until and until in self.shown):
                until = b""
        return self.shown

    def opened(self) -> None:
        """Wait until the first screen is drawn."""
        self.read(until=b"\x1b[?1049h")
        self.until("╯", "┛")  # the end of a frame, plain or with the focus

    def screen(self) -> str:
        """What a terminal makes of all that came."""
        screen = pyte.Screen(*self.size)
        # pyte prints the end of some private sequences, which no terminal does.
        came = self.shown.replace(b"\x1b[>25u", b"").replace(b"\x1b[<u", b"")
        pyte.ByteStream(screen).feed(came)
        return "\n".join(screen.display)

    def until(self, *words: str) -> None:
        """Wait until the screen has one of some words; letters that come apart are put together."""
        end = time.monotonic() + PATIENCE
        self.read()
        while not any(one in (text := self.screen()) for one in words):
            assert time.monotonic() < end, f"never showed {words}; the last screen was:\n{text}"
            self.read()

    def type(self, text: str) -> None:
        """Type, and let the app come to rest."""
        os.write(self.terminal, text.encode())
        self.read()

    def gone(self) -> int:
        """What the app ends with; fails when it lingers."""
        try:
            return self.app.wait(GONE)
        except subprocess.TimeoutExpired:
            pytest.fail("it still runs")


@contextmanager
def at_a_terminal(
    words: Sequence[str], environment: Mapping[str, str], size: tuple[int, int] = (120, 40)
) -> Iterator[Line]:
    """A command at a terminal of so many columns and lines, killed at the end."""
    ours, theirs = pty.openpty()
    columns, lines = size
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    begin = "import os,sys,fcntl,termios;os.setsid();fcntl.ioctl(0,termios.TIOCSCTTY,0);"
    begin += "os.execvp(sys.argv[1],sys.argv[1:])"
    app = subprocess.Popen(
        [sys.executable, "-c", begin, *words], stdin=theirs, stdout=theirs, stderr=theirs,
        env=dict(environment),
    )  # fmt: skip
    os.close(theirs)
    try:
        yield Line(app, ours, size)
    finally:
        app.kill()
        app.wait()
        with suppress(OSError):  # it has dropped
            os.close(ours)


@contextmanager
def line(book: Book, *, demo: bool = False) -> Iterator[Line]:
    """The screen on a casebook, or on the demo's, at the end of a line."""
    environment = {
        "PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT), "HOME": str(book.path.parent), **book.environment,
    }  # fmt: skip
    which = ["--demo"] if demo else ["--file", str(book.path)]
    words = [sys.executable, "-m", "so_tui", *which, "--today", book.today]
    with at_a_terminal(words, environment) as found:
        found.opened()
        yield found
