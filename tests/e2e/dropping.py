"""Lines that drop: the client of a real SSH session killed in the middle of anything."""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from threading import Lock

from tests.cli.running import Book
from tests.e2e.line import GONE, Line, at_a_terminal
from tests.e2e.sshd import Server, running, serving

SIZE = (80, 24)
_ALONE = Lock()
"""Commands are given in this process, which has one standard output."""

TYPED = "Zwetschge"
"""What is half typed; it stands nowhere else."""


@dataclass
class Figure:
    """What came of it."""

    dropped: int = 0
    where: Counter[str] = field(default_factory=Counter)
    gone: list[float] = field(default_factory=list)
    """Seconds from the client's death until the app was gone."""
    saved: int = 0
    offered: int = 0
    bad: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.dropped} lines dropped in {len(self.where)} situations: gone after "
            f"{median(self.gone):.2f} s, {max(self.gone):.2f} s at the most; {self.saved} saves "
            f"seen and there, {self.offered} drafts offered; {len(self.bad)} bad"
        )


@contextmanager
def at_the_end_of(server: Server, book: Book) -> Iterator[Line]:
    """The screen on a casebook, at the end of an SSH line of 80 × 24."""
    environment = {
        "PATH": os.environ["PATH"], "TERM": "xterm-256color", "HOME": str(server.folder),
    }  # fmt: skip
    with at_a_terminal(server.words(book), environment, SIZE) as found:
        found.opened()
        yield found


Drop = Callable[[Line, random.Random], None]
"""Goes somewhere; the line drops when it returns."""


def _going(*keys: str) -> Drop:
    def go(at: Line, dice: random.Random) -> None:
        for key in keys:
            at.type(key)
        time.sleep(dice.random() * 0.1)

    return go


def _typing(*keys: str) -> Drop:
    def go(at: Line, dice: random.Random) -> None:
        for key in (*keys, TYPED):
            at.type(key)
        at.until(TYPED)
        # On the disk within a second of the last key; what comes later is typed in vain.
        time.sleep(1.0)
        for letter in "and on"[: dice.randrange(6)]:
            os.write(at.terminal, letter.encode())

    return go


def _saving(at: Line, dice: random.Random) -> None:
    at.type("1")
    for _ in range(dice.randrange(1, 6)):
        at.type(" ")
    os.write(at.terminal, b" ")
    time.sleep(dice.random() * 0.05)


def _frozen(at: Line, dice: random.Random) -> None:
    at.type("1")
    # The client reads no more, while the app is made to draw a lot.
    os.write(at.terminal, b"2345" * 40)
    time.sleep(dice.random() * 0.1)
    at.app.send_signal(signal.SIGSTOP)
    time.sleep(0.2 + dice.random())


DROPS: Mapping[str, Drop] = {
    "the list of cases": _going("\x1b"),
    "a case": _going("3", "j"),
    "a form": _typing("0", "v"),
    "a contact": _typing("2", "c", "\t", "\t", "\t", "\t"),
    "a menu": _going("3", "a"),
    "the help": _going("?"),
    "the palette": _going("\x10", "log"),
    "saving": _saving,
    "frozen while drawing": _frozen,
    "a filter": _going("3", "/", "sli"),
}
"""Where a line drops."""


def drop(where: str, server: Server, folder: Path, seed: int, figure: Figure) -> None:
    """Let one line drop, and look what is left."""
    dice = random.Random(f"{where} {seed}")
    book = Book(folder)
    with _ALONE:
        book("new", "Rosa M.", "--visit", "2026-12-17")
    with at_the_end_of(server, book) as at:
        if not (app := running(book)):
            figure.bad.append(f"{where} {seed}: it never ran")
            return
        DROPS[where](at, dice)
        if running(book) != app:
            figure.bad.append(f"{where} {seed}: it ended before the line dropped")
        seen = _acknowledged(at)
        at.app.kill()
        begun = time.monotonic()
        while time.monotonic() < begun + GONE * 2 and running(book):
            time.sleep(0.01)
        figure.gone.append(time.monotonic() - begun)
    if lingering := running(book):
        figure.bad.append(f"{where} {seed}: still runs")
        for one in (*app, *lingering):
            os.kill(one, signal.SIGKILL)
    elif figure.gone[-1] > GONE:
        figure.bad.append(f"{where} {seed}: gone only after {figure.gone[-1]:.1f} s")
    figure.dropped += 1
    figure.where[where] += 1
    with _ALONE:
        _look(where, seed, book, seen, figure)
    if DROPS[where].__qualname__.startswith("_typing") and seed < 2:
        _offered(where, server, book, figure)


def _acknowledged(at: Line) -> int:
    """How many answers the screen said were saved."""
    return at.shown.count(b"Peace of mind: ")


def _look(where: str, seed: int, book: Book, seen: int, figure: Figure) -> None:
    history = book("history", "--json").json["changes"]
    answers = sum(one["sentence"].startswith("Peace of mind") for one in history)
    figure.saved += seen
    if answers < seen:
        figure.bad.append(f"{where} {seed}: {seen} answers were saved, {answers} are there")
    if book.try_("check").code not in (0, 9):
        figure.bad.append(f"{where} {seed}: the casebook is damaged")
    drafts = book.path.with_name("casebook.json.drafts")
    kept = "".join(one.read_text() for one in drafts.glob("*.json"))
    if DROPS[where].__qualname__.startswith("_typing") and TYPED not in kept:
        figure.bad.append(f"{where} {seed}: what was typed is gone")


def _offered(where: str, server: Server, book: Book, figure: Figure) -> None:
    with at_the_end_of(server, book) as at:
        if b"is kept; open the form" in at.read(until=b"is kept; open the form"):
            figure.offered += 1
        else:
            figure.bad.append(f"{where}: the draft is not offered")
        at.type("q")
        at.gone()


def drop_often(figure: Figure, server: Server, folder: Path, count: int) -> None:
    """Let so many lines drop, in every situation equally often."""
    rooms = list(DROPS)
    with ThreadPoolExecutor(3) as pool:
        tried = [
            pool.submit(
                drop, rooms[n % len(rooms)], server, folder / str(n), n // len(rooms), figure
            )
            for n in range(count)
        ]
        for one in tried:
            one.result()


if __name__ == "__main__":
    found = Figure()
    with tempfile.TemporaryDirectory(prefix="dropping") as name, serving(Path(name) / "s") as to:
        drop_often(found, to, Path(name), int(sys.argv[1]) if len(sys.argv) > 1 else 200)
    print(found, *found.bad[:12], sep="\n")
    sys.exit(bool(found.bad))
