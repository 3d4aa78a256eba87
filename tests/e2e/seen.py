"""The app in a terminal of its own, as its bytes come, with what a terminal makes of them."""

from __future__ import annotations

import fcntl
import os
import select
import struct
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import pyte

from tests.e2e.line import PATIENCE, Line, at_a_terminal


class Seen:
    """A terminal that runs the app: what is written to it, and what it shows."""

    def __init__(self, line: Line, size: tuple[int, int]) -> None:
        self.line = line
        self.shown = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self.shown)

    def send(self, data: bytes) -> None:
        """Write bytes in one piece, taking in what the app writes meanwhile."""
        while data:
            _, able, _ = select.select([], [self.line.terminal], [], PATIENCE)
            assert able, "the app reads nothing any more"
            data = data[os.write(self.line.terminal, data[:512]) :]
            self.take(0)

    def take(self, pause: float) -> bool:
        """Take in what the app writes within a pause (seconds); whether it wrote anything."""
        wrote = False
        while select.select([self.line.terminal], [], [], pause)[0]:
            try:
                part = os.read(self.line.terminal, 65536)
            except OSError:
                return wrote
            if not part:
                return wrote
            # pyte prints the end of some private sequences, which no terminal does.
            self._stream.feed(part.replace(b"\x1b[>25u", b"").replace(b"\x1b[<u", b""))
            wrote, pause = True, 0
        return wrote

    def until(self, *words: str) -> str:
        """What is shown once it has one of some words; fails after a while."""
        end = time.monotonic() + PATIENCE
        while not any(one in (text := self.text()) for one in words):
            assert time.monotonic() < end, f"never showed {words}; the last screen was:\n{text}"
            self.take(0.05)
        return text

    def still(self, quiet: float = 0.25) -> str:
        """What is shown once nothing has been written for some seconds."""
        end = time.monotonic() + PATIENCE
        while self.take(quiet) and time.monotonic() < end:
            pass
        return self.text()

    def text(self) -> str:
        """The lines on the screen."""
        screen = self.shown
        return "\n".join(
            "".join(screen.buffer[y][x].data for x in range(screen.columns))
            for y in range(screen.lines)
        )

    def resize(self, size: tuple[int, int]) -> None:
        """Give the terminal another size; the app is told by the system."""
        columns, lines = size
        self.shown.resize(lines, columns)
        packed = struct.pack("HHHH", lines, columns, 0, 0)
        fcntl.ioctl(self.line.terminal, termios.TIOCSWINSZ, packed)

    def never_stops(self) -> None:
        """Let the terminal stop, end and echo nothing itself: Ctrl+S and Ctrl+C would be its own
        keys behind the app, and what it echoes is no doing of the app's."""
        modes = termios.tcgetattr(self.line.terminal)
        modes[0] &= ~termios.IXON
        modes[3] &= ~(termios.ISIG | termios.ECHO)
        termios.tcsetattr(self.line.terminal, termios.TCSANOW, modes)

    @property
    def code(self) -> int | None:
        """What the app ended with; None while it runs."""
        return self.line.app.poll()


@contextmanager
def seen(
    words: Sequence[str], environment: Mapping[str, str], size: tuple[int, int] = (80, 24)
) -> Iterator[Seen]:
    """A command in a terminal of so many columns and lines."""
    with at_a_terminal(words, environment, size) as line:
        yield Seen(line, size)
