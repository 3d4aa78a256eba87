"""What other terminal programs cost at the keyboard, beside so-tui and a bare Textual app.

Run `python -m benchmarks.rivals FOLDER [STARTS]`, and before it, once, with `--install`: FOLDER
gets an environment for each of the others. All are started in turns, each in a pty of its own with
a home of its own, and then typed to in turns, so that the ratios are fair where a machine is busy.
It prints a table as the page of benchmarks has it.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from benchmarks.screen import (
    STARTS,
    TODAY,
    Figures,
    environment,
    largest_sample,
    standing,
    typing,
)  # fmt: skip
from benchmarks.terminal import ROOT, Program

SIZE = (120, 40)
LINES = 2_000
"""Lines of the file that the reader of logs is given."""

OTHERS = {
    "posting": ["posting"],
    "harlequin": ["harlequin"],
    "dooit": ["dooit"],
    "toolong": ["tl", "{home}/some.log"],
}
"""By the name of its package: the program, and what it is given."""

BESIDE = {"posting": ["tree-sitter<0.26"]}
"""What is installed with one of them: posting ends with a fault of memory beside a newer one."""

ROWS = (
    ("first paint", "ms"), ("key", "ms"), ("key p99", "ms"), ("bytes a key", ""),
    ("idle bytes", ""), ("idle CPU points", ""), ("memory MiB", ""),
)  # fmt: skip


def install(folder: Path) -> None:
    """Give each of the others an environment of its own, since they want different Textuals."""
    for package in OTHERS:
        subprocess.run([sys.executable, "-m", "venv", folder / package], check=True)
        pip = folder / package / "bin" / "pip"
        subprocess.run([pip, "install", "--quiet", package, *BESIDE.get(package, [])], check=True)


class Rivals:
    """All of them, each with its home."""

    def __init__(self, folder: Path, homes: Path) -> None:
        self._folder = folder
        self._homes = {name: homes / name for name in ("bare", "so-tui", *OTHERS)}
        for home in self._homes.values():
            home.mkdir()
            text = "".join(f"2026-11-25 10:{n % 60:02} line {n}\n" for n in range(LINES))
            (home / "some.log").write_text(text)
        subprocess.run(
            [sys.executable, "-m", "so_tui", "import", str(largest_sample())],
            cwd=ROOT, env=environment(self._homes["so-tui"]), check=True, capture_output=True,
        )  # fmt: skip

    def program(self, name: str) -> Program:
        """One of them, started."""
        home = self._homes[name]
        if name == "bare":
            words = [sys.executable, "-m", "benchmarks.bare"]
        elif name == "so-tui":
            words = [sys.executable, "-m", "so_tui", "--today", TODAY]
        else:
            program, *given = OTHERS[name]
            words = [str(self._folder / name / "bin" / program)]
            words += [one.format(home=home) for one in given]
        return Program(words, SIZE, environment(home))

    def measure(self, starts: int) -> dict[str, Figures]:
        """The figures of each; one start before those that count."""
        first: dict[str, list[float]] = {name: [] for name in self._homes}
        for n in range(starts + 1):
            for name, times in first.items():
                with self.program(name) as program:
                    taken = program.opened()
                times.extend([taken] if n else [])
        with ExitStack() as running:
            programs = {name: running.enter_context(self.program(name)) for name in self._homes}
            for program in programs.values():
                program.opened()
            found = standing(programs)
            for name, figures in typing(programs).items():
                found[name] |= figures
        for name, times in first.items():
            found[name]["first paint"] = statistics.median(times)
        return found


def table(found: Mapping[str, Figures]) -> list[str]:
    """The figures as a table of Markdown."""
    lines = [f"| | {' | '.join(found)} |", f"| --- |{' --- |' * len(found)}"]
    for what, unit in ROWS:
        cells = [
            f"{value:,.1f}" if value % 1 and value < 100 else f"{value:,.0f}"
            for value in (figures[what] for figures in found.values())
        ]
        lines.append(f"| {what}{f', {unit}' if unit else ''} | {' | '.join(cells)} |")
    return lines


def main(folder: str, *more: str) -> None:
    """Install the others, or measure them and print the table."""
    if "--install" in more:
        install(Path(folder))
        return
    with tempfile.TemporaryDirectory(prefix="so-tui-bench-") as homes:
        found = Rivals(Path(folder), Path(homes)).measure(int(more[0]) if more else STARTS)
    print("\n".join(table(found)))


if __name__ == "__main__":
    main(*sys.argv[1:])
