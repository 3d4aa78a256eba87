"""What each command takes at 10 to 10,000 cases, in processor time and memory, beside the work.

Run `python -m benchmarks.scale [--beside FOLDER] [--rounds N] [--into PAGE] [SIZE…]`. Each command
is a process of its own, and the best of its rounds counts. What counts is the time of the
processor, user and system, and sizes take turns, so that a busy machine changes little. FOLDER:
another checkout, measured in the same turns. It prints the tables, or writes them into a page,
between two marks.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from benchmarks.page import show
from benchmarks.terminal import ROOT

SIZES = (10, 100, 1_000, 10_000)
ROUNDS = 5
SLOW = 5.0
"""Seconds from which on one round is enough."""

TODAY = "2026-11-25"
"""The day that the summaries of grown casebooks are of."""

TOMORROW = "2026-11-26"
_ONE = "Case 7"


class Figure(NamedTuple):
    """The best of some rounds: seconds of the processor, and bytes of memory at the most."""

    seconds: float
    memory: float


def _command(*words: str, day: str = TODAY) -> list[str]:
    return ["-m", "so_tui", "--today", day, *words]


WORK: dict[str, list[str]] = {
    "show CASE": _command("show", _ONE),
    "next CASE": _command("next", _ONE),
    "history CASE": _command("history", _ONE),
    "item set CASE": _command("item", "set", _ONE, "P1", "--note", "asked again"),
    "log CASE": _command("log", _ONE, "pathology", "spoke", "--about", "P1"),
    "undo CASE": _command("undo", _ONE),
    "cases": _command("cases"),
    "cases --search": _command("cases", "--search", "rosa"),
    "next": _command("next"),
    "due": _command("due"),
    "due --all": _command("due", "--all"),
    "due --json": _command("due", "--json"),
    "today": _command("today"),
    "cases, first in a day": _command("cases", day=TOMORROW),
    "today, first in a day": _command("today", day=TOMORROW),
    "check": _command("check"),
    "decode, plan, summary": [str(ROOT / "benchmarks" / "alone.py"), "loop"],
    "json.load": [str(ROOT / "benchmarks" / "alone.py"), "json"],
    "first filter, ever": [str(ROOT / "benchmarks" / "alone.py"), "filter"],
    "first filter": [str(ROOT / "benchmarks" / "alone.py"), "filter"],
    "quit after a save": [str(ROOT / "benchmarks" / "alone.py"), "quit"],
}
"""What is measured, by name: the words behind `python`. Those of this folder print what they took
themselves, without the start of Python."""

AGAIN = frozenset(
    {"cases", "cases --search", "next", "due", "due --all", "due --json", "today", "first filter"}
)
"""Lists that somebody asked for before, that day or ever, so that what they tell is kept."""


class Bench:
    """The casebooks of one checkout, by size."""

    def __init__(self, root: Path, homes: Path) -> None:
        self.root, self.homes = root, homes
        self._asked: set[tuple[object, ...]] = set()
        """The lists that were asked for already."""

    def prepare(self, size: int, made: Path) -> None:
        """Take over a casebook of a size."""
        self.home(size).mkdir(parents=True)
        shutil.copy(made, self.home(size) / "casebook.json")

    def home(self, size: int) -> Path:
        """Where the casebook of a size lies."""
        return self.homes / str(size)

    def run(self, words: list[str], size: int, *, again: bool = False) -> Figure:
        """One round, on the casebook as it was made; `again`: with what is kept for that day."""
        home = self.home(size)
        for one in home.glob("casebook.json.*"):
            if not (again and one.name.endswith((".day", ".ahead", ".texts"))):
                shutil.rmtree(one) if one.is_dir() else one.unlink()
        if again and (size, *words) not in self._asked:
            self._asked.add((size, *words))
            self._run(words, home)
        return self._run(words, home)

    def _run(self, words: list[str], home: Path) -> Figure:
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(home), "SO_TUI_HOME": str(home),
            "LANG": "C.UTF-8", "SO_TUI_ACTOR": "elena",
            # Of this checkout and no other, wherever the process begins.
            "PYTHONPATH": str(self.root), "PYTHONSAFEPATH": "1",
        }  # fmt: skip
        with tempfile.TemporaryFile() as said:
            files = [
                (os.POSIX_SPAWN_DUP2, said.fileno(), 1),
                (os.POSIX_SPAWN_DUP2, said.fileno(), 2),
            ]
            id_ = os.posix_spawn(
                sys.executable, [sys.executable, *words], environment, file_actions=files
            )
            _, status, used = os.wait4(id_, 0)
            seconds = used.ru_utime + used.ru_stime
            # Only the end: what this process holds counts as what its children began with.
            said.seek(max(0, said.seek(0, os.SEEK_END) - 2000))
            text = said.read().decode(errors="replace")
        if os.waitstatus_to_exitcode(status) not in (0, 9):
            raise SystemExit(f"{words}: {text}")
        if words[0] != "-m":
            seconds = json.loads(text)
        return Figure(seconds, used.ru_maxrss * 1024)


def measured(
    benches: dict[str, Bench], sizes: tuple[int, ...], rounds: int, only: list[str]
) -> dict[tuple[str, str, int], Figure]:
    """The best of all rounds, by checkout, work and size."""
    found: dict[tuple[str, str, int], Figure] = {}
    for what in only or WORK:
        for _ in range(rounds):
            for size in sizes:
                for name, bench in benches.items():
                    best = found.get((name, what, size))
                    if best is not None and best.seconds > SLOW:
                        continue
                    one = bench.run(WORK[what], size, again=what in AGAIN)
                    found[name, what, size] = min(best or one, one)
        print(f"{what}: done", file=sys.stderr)
    return found


def table(
    names: list[str], sizes: tuple[int, ...], show: Callable[[str, str, int], str], only: list[str]
) -> str:
    """A table of Markdown: a row for each work and checkout, a column for each size."""
    lines = [
        f"| | | {' | '.join(f'{size:,}' for size in sizes)} |",
        "| --- " * (len(sizes) + 2) + "|",
    ]
    for what in only or WORK:
        for name in names:
            cells = " | ".join(show(name, what, size) for size in sizes)
            lines.append(f"| {what} | {name} | {cells} |")
    return "\n".join(lines)


def main() -> None:
    """Print the tables of time, ratio and memory."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--beside", type=Path)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--into", type=Path)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("sizes", type=int, nargs="*")
    said = parser.parse_args()
    sizes = tuple(said.sizes) or SIZES
    with tempfile.TemporaryDirectory() as folder:
        roots = {"before": said.beside.resolve()} if said.beside else {}
        roots["now"] = ROOT
        benches = {name: Bench(root, Path(folder) / name) for name, root in roots.items()}
        lengths = {}
        for size in sizes:
            made = Path(folder) / "casebook.json"
            # In a process of its own: what this one has counts as its children's, too.
            subprocess.run(
                [sys.executable, "-m", "benchmarks.grown", str(size), str(made)],
                cwd=ROOT, check=True,
            )  # fmt: skip
            lengths[size] = made.stat().st_size
            for bench in benches.values():
                bench.prepare(size, made)
            made.unlink()
        found = measured(benches, sizes, said.rounds, said.only)
    names = list(benches)
    first = sizes[0]

    def ratio(name: str, what: str, size: int) -> str:
        return f"{found[name, what, size].seconds / found[name, what, first].seconds:.1f}"

    parts = (
        f"Bytes of the casebook: {', '.join(f'{lengths[size]:,}' for size in sizes)}.",
        "Seconds:",
        table(names, sizes, lambda *key: f"{found[key].seconds:.2f}", said.only),
        f"Times as long as with {first} cases:",
        table(names, sizes, ratio, said.only),
        "Memory at the most, in MB:",
        table(names, sizes, lambda *key: f"{found[key].memory / 1e6:.0f}", said.only),
    )
    show("\n\n".join(parts), said.into)


if __name__ == "__main__":
    main()
