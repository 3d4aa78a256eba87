"""Many who write at once: every change that was acknowledged is there, and all see the same.

Run `python -m tests.faults.writers [SECONDS]`: 16 processes with 50 changes each, a tenth of them
killed; then four apps in real terminals and commands in a loop for so many seconds (60).
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, field
from difflib import unified_diff
from io import BufferedReader
from pathlib import Path

from so_tui.errors import SoTuiError
from so_tui.store.casebook import Casebook
from so_tui.tui.app import FOLLOW
from tests.cli.running import ROOT, Book
from tests.e2e.terminal import Terminal
from tests.faults.deeds import dice, new_id, noted, prepared, strays
from tests.faults.witness import faults_of_pages

PROCESSES, CHANGES, KILLED = 16, 50, 2
APPS = 4
FULL = 60.0


@dataclass
class Figure:
    """What came of it."""

    acknowledged: int = 0
    killed: int = 0
    commands: int = 0
    pressed: int = 0
    bad: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.acknowledged} changes acknowledged to {PROCESSES} processes, {self.killed} of "
            f"them killed; {APPS} apps with {self.pressed} keys beside {self.commands} commands: "
            f"{len(self.bad)} bad"
        )


def write_at_once(figure: Figure, changes: int = CHANGES, seed: int = 17) -> None:
    """All processes write to one casebook as fast as they can."""
    chance = dice(seed)
    with tempfile.TemporaryDirectory(prefix="writers") as name:
        path = Path(name) / "casebook.json"
        ids = prepared(path, 200_000)
        pipes: dict[int, BufferedReader] = {}
        doomed: list[int] = []
        for number in range(PROCESSES):
            read, write = os.pipe()
            child = os.fork()
            if child == 0:
                # One that is to be killed would go on for ever.
                _write(path, ids, sys.maxsize if number < KILLED else changes, number, write)
            os.close(write)
            pipes[child] = os.fdopen(read, "rb")
            doomed += [child] if number < KILLED else []
        said: list[str] = []
        for child in doomed:
            for _ in range(chance.randint(1, changes // 2)):
                said.append(pipes[child].readline().decode().strip())
            os.kill(child, signal.SIGKILL)
        for child, pipe in pipes.items():
            with pipe:
                said += pipe.read().decode().split("\n")[:-1]
            _, status = os.waitpid(child, 0)
            if os.WIFSIGNALED(status):
                figure.killed += 1
            elif status:
                figure.bad.append(f"a writer ended with {os.WEXITSTATUS(status)}")
        figure.acknowledged += len(said)
        try:
            _look(figure, path, said)
        except SoTuiError as fault:
            figure.bad.append(f"unreadable: {fault}")


def _look(figure: Figure, path: Path, said: list[str]) -> None:
    there = {one.id for one in Casebook(path).history()}
    figure.bad += [f"{id_} is lost" for id_ in said if id_ not in there]
    # The first change made the cases; each one that was killed may have been at one more.
    if len(there) > 1 + len(said) + KILLED:
        figure.bad.append("changes are there that nobody was at")
    counters = sorted(one.counter for one in Casebook(path).history())
    if counters != list(range(1, len(counters) + 1)):
        figure.bad.append("counters were given twice or left out")
    figure.bad += faults_of_pages(path)
    figure.bad += [f"left {one}" for one in strays(path)]


def _write(path: Path, ids: list[str], changes: int, number: int, pipe: int) -> None:
    code = 1
    try:
        book = Casebook(path, wait=60)
        for n in range(changes):
            (made,) = book.write([noted(ids[number % 3], f"{number} {n} {new_id()}")]).changes
            os.write(pipe, f"{made.id}\n".encode())
        code = 0
    finally:
        os._exit(code)


def share(figure: Figure, seconds: float) -> None:
    """Four apps and a loop of commands on one casebook; in the end all screens are the same."""
    with tempfile.TemporaryDirectory(prefix="apps") as name:
        book = Book(Path(name) / "book")
        book("new", "Rosa M.", "--visit", "2026-12-17")
        environment = {**book.environment, "PYTHONPATH": str(ROOT)}
        terminals = [Terminal(Path(name) / str(n), 120, 40, environment) for n in range(APPS)]
        try:
            for one in terminals:
                program = [sys.executable, "-m", "so_tui", "--file", str(book.path)]
                one.run(*program, "--today", book.today)
                one.until("? Help")
            end, n = time.monotonic() + seconds, 0
            while time.monotonic() < end:
                n += 1
                book("question", "add", "--text", f"Question {n}")
                moved = book.try_("item", "set", "P1", ("asked", "ready", "on-its-way")[n % 3])
                # A key in an app may have moved it there just before.
                assert moved.code == 0 or "It is already" in moved.talk, moved.talk
                figure.commands += 1 + (moved.code == 0)
                terminals[n % APPS].press("Space")
                figure.pressed += 1
                time.sleep(0.05)
            for one in terminals:
                # What arrived asks with the next key who checked it; that question is left.
                while "Esc keeps" in one.settled(0.3).text:
                    one.press("Escape")
            time.sleep(2 * FOLLOW + 0.5)  # all have seen the last of it by then
            for one in terminals:
                # Where each had scrolled to is their own; so all go to the first rows.
                for pane in "0", "2", "3", "4", "5", "1":
                    one.press(pane, "g")
            deadline = time.monotonic() + 20
            while time.monotonic() < deadline:
                screens = {"\n".join(one.settled(0.1).lines[:-2]) for one in terminals}
                if len(screens) == 1:
                    break
                time.sleep(0.3)
            else:
                first, second, *_ = (one.splitlines() for one in sorted(screens))
                figure.bad.append("the screens differ:\n" + "\n".join(unified_diff(first, second)))
            kept = len(Casebook(book.path).history())
            if kept < figure.commands:
                figure.bad.append(f"{figure.commands} commands left {kept} changes")
            for one in terminals:
                one.press("q")
                one.until("ended with 0")
        finally:
            for one in terminals:
                one.__exit__(None, None, None)
        if book.path.with_name("casebook.json.journal").exists():
            figure.bad.append("the last one to leave did not fold")


if __name__ == "__main__":
    found = Figure()
    write_at_once(found)
    share(found, float(sys.argv[1]) if len(sys.argv) > 1 else FULL)
    print(found)
    for one in found.bad[:5]:
        print("  ", one)
    sys.exit(bool(found.bad))
