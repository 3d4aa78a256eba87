"""What the screen costs, beside a bare Textual app: the first paint, a key, a save, standing still.

Run `python -m benchmarks.screen [STARTS [CASES]]`. Each program is a process of its own in a pty.
They take turns, so that the ratios are fair where the machine is busy. The case is the largest
sample; the list has 10,000 cases, or CASES.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from itertools import cycle, islice
from pathlib import Path

from benchmarks.casebook import filled
from benchmarks.terminal import ROOT, Program
from so_tui import assets

SIZES = ((120, 40), (80, 24))
STARTS = 15
CASES = 10_000
KEYS = 200
STILL = 20.0
"""Seconds of standing still; the system counts work in hundredths of a second."""

OTHERS = 6
STATES = 10
TODAY = "2026-11-25"
"""The day the samples are told on."""

UP, DOWN, TAB, PAGE_DOWN = b"\x1b[A", b"\x1b[B", b"\t", b"\x1b[6~"
WALK = (*[DOWN] * 6, *[UP] * 3)
"""Keys that stay in a pane; one that leaves it, or its page, comes after them."""

LEAVING = {
    "list": (PAGE_DOWN,),
    **dict.fromkeys(("case", "so-tui"), (TAB, b"3", TAB, b"5", b"1")),
}
"""The keys that leave the page, or a pane for the next, where it is not Tab alone. After the last
pane Tab leads to the header, and Down from there back to the pane: the walk would stay in two."""

TO_AN_ITEM = (b"3", b"g", DOWN, DOWN, DOWN)
"""The keys that lead to an item of the sample which Space moves on."""

ITEM, STATES_OF_OTHERS = "P1", ("asked", "to-ask")

Figures = dict[str, float]
"""Figures by what they are of."""


def environment(home: Path) -> dict[str, str]:
    """A clean environment: nothing of the machine reaches a program but where Python is."""
    return {
        "PATH": os.environ["PATH"], "HOME": str(home), "SO_TUI_HOME": str(home),
        "TERM": "xterm-256color", "LANG": "C.UTF-8",
    }  # fmt: skip


def largest_sample() -> Path:
    """The case file that has most in it."""
    return max(assets.data("samples").iterdir(), key=lambda file: file.stat().st_size)


class Bench:
    """The programs that are measured side by side, each with a home of its own."""

    def __init__(self, folder: Path, cases: int) -> None:
        self.homes = {name: folder / name for name in ("bare", "case", "list")}
        for home in self.homes.values():
            home.mkdir()
        self.command("import", str(largest_sample()))
        filled(self.homes["list"] / "casebook.json", cases)

    def command(self, *words: str) -> bytes:
        """Run one command beside the screen of the case; what it writes."""
        return subprocess.run(
            [sys.executable, "-m", "so_tui", "--today", TODAY, *words],
            cwd=ROOT, env=environment(self.homes["case"]), check=True, capture_output=True,
        ).stdout  # fmt: skip

    def program(self, name: str, size: tuple[int, int]) -> Program:
        """One of them, started in a terminal of a size."""
        words = ["benchmarks.bare"] if name == "bare" else ["so_tui", "--today", TODAY]
        return Program([sys.executable, "-m", *words], size, environment(self.homes[name]))

    def starts(self, size: tuple[int, int], count: int) -> dict[str, list[float]]:
        """Milliseconds until the first full frame; one start of each before those that count."""
        taken: dict[str, list[float]] = {name: [] for name in self.homes}
        for n in range(count + 1):
            for name, times in taken.items():
                with self.program(name, size) as program:
                    first = program.opened()
                times.extend([first] if n else [])
        return taken

    def sitting(self, size: tuple[int, int]) -> dict[str, Figures]:
        """All that is measured of programs that run at the same time."""
        with ExitStack() as running:
            programs = {
                name: running.enter_context(self.program(name, size)) for name in self.homes
            }
            for program in programs.values():
                program.opened()
            found = standing(programs)
            for name, figures in typing(programs).items():
                found[name] |= figures
            found["case"] |= self._changing(programs["case"])
        return found

    def _changing(self, case: Program) -> Figures:
        """Bytes for a change of state by a key, and for one by another process."""
        for key in TO_AN_ITEM:
            case.press(key)
        before = self._changes()
        mine = []
        for _ in range(STATES):
            mine.append(case.press(b" ", 0.3)[1])
            case.press(b"u", 0.3)
        if self._changes() != before + 2 * STATES:
            raise SystemExit("The keys no longer lead to an item: correct TO_AN_ITEM.")
        case.listen(1.5)
        others = []
        for state in islice(cycle(STATES_OF_OTHERS), OTHERS):
            self.command("item", "set", ITEM, state)
            others.append(sum(len(part.data) for part in case.listen(1.5)))
        return {
            "bytes a state": statistics.median(mine),
            "bytes another's": statistics.median(others),
        }

    def _changes(self) -> int:
        return len(self.command("history").splitlines())


def standing(programs: Mapping[str, Program]) -> dict[str, Figures]:
    """Bytes and work while nothing happens, and memory."""
    for program in programs.values():
        program.listen(0.5)
    work = {name: program.work() for name, program in programs.items()}
    begin = time.perf_counter()
    time.sleep(STILL)
    points = 100 / (time.perf_counter() - begin)
    found = {
        name: {
            "idle CPU points": (program.work() - work[name]) * points,
            "memory MiB": program.memory(),
        }
        for name, program in programs.items()
    }
    for name, program in programs.items():
        found[name]["idle bytes"] = float(sum(len(part.data) for part in program.listen(0.0)))
    return found


def typing(programs: Mapping[str, Program]) -> dict[str, Figures]:
    """What keys cost, one after the other, each program in its turn."""
    times: dict[str, list[float]] = {name: [] for name in programs}
    sizes: dict[str, list[int]] = {name: [] for name in programs}
    for n in range(KEYS):
        round_, step = divmod(n, len(WALK) + 1)
        for name, program in programs.items():
            stays = step < len(WALK)
            leaving = LEAVING.get(name, (TAB,))
            taken, size = program.press(WALK[step] if stays else leaving[round_ % len(leaving)])
            if size:
                times[name].append(taken)
            sizes[name].extend([size] if stays else [])
    return {
        name: {
            "key": statistics.median(times[name]),
            "key p99": percentile(times[name], 0.99),
            "bytes a key": statistics.mean(sizes[name]),
            "bytes a key, most": float(max(sizes[name])),
        }
        for name in programs
    }


def percentile(values: Sequence[float], share: float) -> float:
    """The value that so large a share of all do not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def measure(bench: Bench, size: tuple[int, int], starts: int) -> dict[str, Figures]:
    """All figures at one size, by program."""
    first = bench.starts(size, starts)
    found = bench.sitting(size)
    for name, times in first.items():
        found[name]["first paint"] = statistics.median(times)
    return found


ROWS: Sequence[tuple[str, str, str, str, float | None]] = (
    ("first paint", "case", "times", "ms", 1.3),
    ("first paint", "list", "times", "ms", 2.5),
    ("key", "case", "times", "ms", None),
    ("key p99", "case", "times", "ms", 1.5),
    ("key", "list", "times", "ms", None),
    ("key p99", "list", "times", "ms", 1.5),
    ("bytes a key", "case", "", "", 600),
    ("bytes a key, most", "case", "", "", None),
    ("bytes a key", "list", "", "", 600),
    ("bytes a key, most", "list", "", "", None),
    ("bytes a state", "case", "", "", None),
    ("bytes another's", "case", "", "", None),
    ("idle bytes", "case", "", "", 0),
    ("idle bytes", "list", "", "", 0),
    ("idle CPU points", "case", "more", "", 0.2),
    ("idle CPU points", "list", "more", "", 0.2),
    ("memory MiB", "case", "times", "", None),
    ("memory MiB", "list", "times", "", None),
)
"""What is printed: the figure, of which program, how it stands to the bare app's, its unit, and
the aim: of that, or of the figure itself where the bare app's does not matter."""


def lines(found: Mapping[str, Figures]) -> list[str]:
    """The table of one size."""
    said = [f"{'':24}{'bare':>12}{'so-tui':>12}{'against it':>14}{'aim':>10}"]
    for what, name, against, unit, aim in ROWS:
        bare, mine = found["bare"].get(what), found[name][what]
        stands, shown = mine, ""
        if against and bare is not None:
            stands = mine - bare if against == "more" else mine / bare
            shown = f"{stands:+.2f}" if against == "more" else f"{stands:.2f} x"
        met = "" if aim is None else "met" if stands <= aim else "MISSED"
        said.append(
            f"{f'{name}: {what}':24}{_figure(bare, unit):>12}{_figure(mine, unit):>12}"
            f"{shown:>14}{'' if aim is None else f'{aim:g}':>10} {met}".rstrip()
        )
    return said


def _figure(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    return f"{value:,.2f} {unit}".rstrip() if value % 1 else f"{value:,.0f} {unit}".rstrip()


def main(starts: int = STARTS, cases: int = CASES) -> None:
    """Print a table for each size, and all figures as JSON behind them."""
    everything = {}
    with tempfile.TemporaryDirectory(prefix="so-tui-bench-") as name:
        bench = Bench(Path(name), cases)
        for size in SIZES:
            found = measure(bench, size, starts)
            everything["x".join(map(str, size))] = found
            print(f"{size[0]} x {size[1]}, {cases:,} cases in the list\n")
            print("\n".join(lines(found)), end="\n\n", flush=True)
    print(json.dumps(everything))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
