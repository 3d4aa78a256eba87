"""A program at the end of a pty: started, typed to, listened to, and weighed from `/proc`."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from rich.cells import get_character_cell_size

ROOT = Path(__file__).parents[1]
PATIENCE = 60.0
"""Seconds that a program has for its first byte."""
STARTING = 8.0
"""Seconds that a start is listened to: a cursor that blinks is never quiet."""

_TOKEN = re.compile(
    r"\x1b\[(?P<numbers>[0-9;]*)H|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[PX^_\]].*?(?:\x1b\\|\x07)|\x1b[^\[]"
    r"|(?P<control>[\r\n])|(?P<text>[^\x00-\x1f\x7f]+)|.",
    re.DOTALL,
)
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Part:
    """Bytes that came at one moment."""

    at: float
    data: bytes


def first_frame(parts: Sequence[Part]) -> float:
    """When a program first showed what it then went on showing, colors aside."""
    text = b"".join(part.data for part in parts).decode(errors="replace")
    cells: dict[tuple[int, int], str] = {}
    x = y = last = 0
    for token in _TOKEN.finditer(text):
        if (numbers := token["numbers"]) is not None:
            row, _, column = numbers.partition(";")
            x, y = int(column or 1) - 1, int(row or 1) - 1
        elif token["control"]:
            x, y = (0, y) if token["control"] == "\r" else (x, y + 1)
        for sign in token["text"] or "":
            if cells.get((x, y)) != sign:
                cells[x, y], last = sign, token.end()
            x += get_character_cell_size(sign)
    left = len(text[:last].encode())
    for part in parts:
        left -= len(part.data)
        if left <= 0:
            return part.at
    raise ValueError("nothing was drawn")


class Program:
    """One process in a terminal of its own, killed when the block ends."""

    def __init__(
        self, words: Sequence[str], size: tuple[int, int], environment: Mapping[str, str]
    ) -> None:
        """`words` start it; `size` is in columns and lines."""
        self._terminal, theirs = pty.openpty()
        columns, lines = size
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.began = time.perf_counter()
        self._process = subprocess.Popen(
            words, cwd=ROOT, env=environment,
            stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        )  # fmt: skip
        os.close(theirs)

    def __enter__(self) -> Program:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._terminal)

    def listen(
        self, quiet: float, patience: float | None = None, most: float = float("inf")
    ) -> list[Part]:
        """What comes until nothing came for `quiet` seconds, or for `most` of them after the
        first; `patience` for the first bytes."""
        parts: list[Part] = []
        wait = quiet if patience is None else patience
        while select.select([self._terminal], [], [], wait)[0]:
            data = os.read(self._terminal, 1 << 20)
            parts.append(Part(time.perf_counter(), data))
            if parts[-1].at - parts[0].at > most:
                break
            wait = quiet
        return parts

    def opened(self, quiet: float = 0.6) -> float:
        """Milliseconds from the start of the process to its first full frame."""
        return (first_frame(self.listen(quiet, PATIENCE, STARTING)) - self.began) * 1000

    def press(self, key: bytes, quiet: float = 0.05) -> tuple[float, int]:
        """Milliseconds from a key to the last byte of its answer, and how many there were."""
        begin = time.perf_counter()
        os.write(self._terminal, key)
        parts = self.listen(quiet, max(quiet, 0.3))
        if not parts:
            return 0.0, 0
        return (parts[-1].at - begin) * 1000, sum(len(part.data) for part in parts)

    def work(self) -> float:
        """Seconds of work done so far, in the program and for it."""
        words = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / _TICK

    def memory(self) -> float:
        """MiB of memory that are in use now."""
        status = Path(f"/proc/{self._process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS:"))
