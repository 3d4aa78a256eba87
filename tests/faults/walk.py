"""A walk at random: keys, mouse, sizes and bytes that nobody can read, into the real program.

    python -m tests.faults.walk KEYS [SEED]

Whatever is pressed, the app goes on, answers, and meets no fault of its own. When it is left by
`q` it is started again. A walk is made anew from its seed.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from so_tui.tui.keys import ACTIONS
from tests.e2e.seen import Seen, seen

ROOT = Path(__file__).parents[2]

SIZES = ((40, 12), (60, 20), (80, 24), (100, 30), (120, 40), (200, 60), (20, 5))

ANSWER = 30.0
"""Seconds in which the app has to answer, also where other work keeps the machine busy: a key may
wait some for the one before it."""

LOOK = 40
"""Keys between two looks at whether it answers."""

NAMED = {
    "escape": b"\x1b", "enter": b"\r", "space": b" ", "tab": b"\t", "shift+tab": b"\x1b[Z",
    "up": b"\x1b[A", "down": b"\x1b[B", "right": b"\x1b[C", "left": b"\x1b[D",
    "home": b"\x1b[H", "end": b"\x1b[F", "pagedown": b"\x1b[6~", "pageup": b"\x1b[5~",
    "delete": b"\x1b[3~", "backspace": b"\x7f", "slash": b"/", "question_mark": b"?",
    "f1": b"\x1bOP", "f2": b"\x1bOQ", "f3": b"\x1bOR", "f4": b"\x1bOS", "f9": b"\x1b[20~",
    "ctrl+down": b"\x1b[1;5B", "ctrl+up": b"\x1b[1;5A",
}  # fmt: skip

SKIPPED = {"app.suspend"}
"""It stops the process, as it should."""


def sent(name: str) -> bytes:
    """What a terminal sends for a key."""
    if name in NAMED:
        return NAMED[name]
    if name.startswith("ctrl+") and len(name) == 6:
        return bytes([ord(name[-1]) & 0x1F])
    return name.encode()


KEYS = [sent(key) for one in ACTIONS if one.id not in SKIPPED for key in one.keys.split(",") if key]
MOVES = [NAMED[one] for one in ("enter", "escape", "tab", "up", "down", "space", "shift+tab")]
TEXTS = [
    b"17 dec", b"Ana", b"fri", b"+3", "é二".encode(), "\N{WATCH}\ufe0f".encode(), b"[b]", b"0",
]  # fmt: skip


def _mouse(at: random.Random) -> bytes:
    x, y = at.randint(1, 200), at.randint(1, 60)
    button = at.choice([0, 0, 0, 1, 2, 32, 35, 64, 65])
    return b"\x1b[<%d;%d;%d%c" % (button, x, y, at.choice(b"Mm"))


def _unreadable(at: random.Random) -> bytes:
    kind = at.randrange(6)
    if kind == 0:
        return bytes(at.choices(range(0x80, 0x100), k=at.randint(1, 3)))
    if kind == 1:
        return b"\x1b[M" + bytes(at.choices(range(0x20, 0x100), k=3))
    if kind == 2:  # a key of kitty's protocol, or nearly one
        parts = at.choices([b"57358", b"57441", b"97", b"1:3", b"99999999", b"", b"2"], k=3)
        return b"\x1b[" + b";".join(parts) + at.choice([b"u", b"~", b"A"])
    if kind == 3:
        return at.choice([b"\x1b]11;rgb:00/00/00\x07", b"\x1bP>|x\x1b\\", b"\x1b[?62;c"])
    if kind == 4:
        return b"\x1b[200~" + bytes(at.choices(range(1, 0x100), k=20)) + b"\x1b[201~"
    # All but what ends or stops it.
    some = [one for one in range(0x100) if one not in b"\x11\x1aq"]
    return bytes(at.choices(some, k=at.randint(1, 4)))


@dataclass
class Figure:
    """What came of a walk."""

    seed: int
    keys: int = 0
    starts: int = 0
    left: int = 0
    bad: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"seed {self.seed}: {self.keys} keys, {self.starts} starts, left {self.left} times, "
            f"{len(self.bad)} bad{''.join(chr(10) + '  ' + one for one in self.bad)}"
        )


class Walk:
    """One walk; `home` is where the program keeps what it has."""

    def __init__(self, seed: int, home: Path) -> None:
        self.figure = Figure(seed)
        self._at = random.Random(seed)
        self._home = home
        self._tells = home / "tells"
        self._last: list[bytes] = []

    def go(self, keys: int) -> Figure:
        """Press so many keys."""
        while self.figure.keys < keys and len(self.figure.bad) < 3:
            self._sitting(keys)
        return self.figure

    def _sitting(self, keys: int) -> None:
        """From a start to an end, or to the last key."""
        environment = {
            "PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT), "HOME": str(self._home), "ESCDELAY": "20",
            "SO_TUI_HOME": str(self._home / "home"), "SO_TUI_ACTOR": "rosa",
        }  # fmt: skip
        words = [sys.executable, "-m", "tests.faults.telling", str(self._tells)]
        day = ["--today", "2026-11-25"]
        command = [*words, *day, "--demo"] if self._at.random() < 0.7 else [*words, *day]
        self.figure.starts += 1
        size = self._at.choice(SIZES[:6])
        with seen(command, environment, size) as terminal:
            terminal.never_stops()
            terminal.until("╯", "┛")  # the end of a frame
            if not self._answers(terminal):
                return
            while self.figure.keys < keys:
                for _ in range(LOOK):
                    self._press(terminal)
                if not self._answers(terminal):
                    return
            terminal.line.app.terminate()

    def _press(self, terminal: Seen) -> None:
        at, self.figure.keys = self._at, self.figure.keys + 1
        roll = at.random()
        if roll < 0.015:
            terminal.resize(at.choice(SIZES))
            return
        makers: list[tuple[float, Callable[[], bytes]]] = [
            (0.10, lambda: _mouse(at)),
            (0.16, lambda: _unreadable(at)),
            (0.26, lambda: at.choice(TEXTS)),
            (0.45, lambda: at.choice(MOVES)),
            (1.0, lambda: at.choice(KEYS)),
        ]
        data = next(make for most, make in makers if roll < most)()
        self._last = [*self._last[-60:], data]
        if terminal.code is None:
            try:
                terminal.send(data)
            except OSError:
                return  # it was left by the key before
        # Some keys come together, as over a slow line, and most one by one.
        terminal.take(at.choice([0, 0, 0.002, 0.03]))

    def _answers(self, terminal: Seen) -> bool:
        """Whether it goes on; if it was left in order, it need not."""
        faults = self._home / "home" / "errors.log"
        end = time.monotonic() + ANSWER
        while terminal.code is None:
            before = terminal.text()
            # Hiding and showing again changes what is on any screen; it answers by that.
            terminal.send(b"\x1b")
            terminal.take(0.06)
            terminal.send(b"\x0c")
            terminal.take(0.05)
            if terminal.text() != before:
                terminal.send(b"\x0c")
                terminal.take(0.05)
                break
            if time.monotonic() > end:
                terminal.line.app.send_signal(signal.SIGUSR1)
                terminal.take(2)
                told = self._tells.read_text() if self._tells.exists() else "and says nothing"
                self._say(f"it does not answer; it waits in\n{told}", terminal)
                terminal.line.app.kill()
                return False
        if faults.exists():
            self._say(faults.read_text(), terminal)
            faults.unlink()
        if terminal.code is None:
            return True
        if terminal.code == 0:
            self.figure.left += 1
        else:
            self._say(f"it ended with {terminal.code}", terminal)
        return False

    def _say(self, what: str, terminal: Seen) -> None:
        keys = b" ".join(self._last[-60:])
        self.figure.bad.append(f"{what}\n  after {keys!r}\n{terminal.text()}")


def walk(keys: int, seed: int) -> Figure:
    """Walk so many keys from a seed."""
    with tempfile.TemporaryDirectory(prefix="so-tui-walk-") as folder:
        return Walk(seed, Path(folder)).go(keys)


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    from_seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(10**6)
    started = time.monotonic()
    found = walk(wanted, from_seed)
    print(found, f"in {time.monotonic() - started:.0f} s", flush=True)
    sys.exit(bool(found.bad))
