"""Faults at every system call of a save, a look and a fold: the old state or the new, and a word.

Run `python -m tests.faults.calls [COUNT]`; without a count every point is tried. It needs strace.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from so_tui.errors import SoTuiError
from so_tui.store.casebook import Casebook
from tests.faults.deeds import dice, strays
from tests.faults.one_deed import BEGIN, NEW
from tests.store.books import begun, book

ROOT = Path(__file__).parents[2]
CALLS = (
    "openat,write,pwrite64,read,fsync,fdatasync,ftruncate,fchmod,chmod,lseek,rename,renameat,link,"
    "linkat,unlink,unlinkat,close,flock,mkdir,newfstatat,fstat,getdents64,access,faccessat2"
)
FAULTS = ("error=EIO", "error=ENOSPC", "error=EINTR", "signal=KILL")
STATES = {
    "save": ("first", "new journal", "next line"), "fold": ("next line",),
    "follow": ("next line",),
}  # fmt: skip
"""The states of a casebook in which each deed is tried."""

DOCUMENTED = frozenset({0, 6, 7})
_CALL = re.compile(r"^\d+ +(\w+)\(")


@dataclass(frozen=True)
class Point:
    """The nth call of its name that a deed makes, and what goes wrong there."""

    deed: str
    state: str
    call: str
    nth: int
    fault: str


@dataclass
class Figure:
    """What came of it."""

    points: int = 0
    failed: int = 0
    killed: int = 0
    bad: list[str] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        calls = ", ".join(f"{name} {count}" for name, count in self.calls.most_common())
        return (
            f"{self.points} points ({calls}); {self.failed} ended with a sentence, "
            f"{self.killed} killed; {len(self.bad)} bad"
        )


def prepare(folder: Path, state: str) -> Path:
    """A casebook in a state, in a folder of its own."""
    folder.mkdir()
    path = folder / "casebook.json"
    if state != "first":
        kept = book(folder, 1)
        if state == "next line":
            kept.write([begun(2)])
    return path


def points() -> Iterator[Point]:
    """Every point there is, as a run without faults makes its calls."""
    with tempfile.TemporaryDirectory(prefix="calls") as name:
        for deed, states in STATES.items():
            for n, state in enumerate(states):
                path = prepare(Path(name) / f"{deed}{n}", state)
                log = Path(name) / "log"
                done = _run(deed, path, ["-o", str(log), "-e", f"trace={CALLS}"])
                assert done.returncode == 0, done.stderr
                seen: Counter[str] = Counter()
                begun_ = False
                for line in log.read_text().splitlines():
                    found = _CALL.match(line)
                    if found is None:
                        continue
                    seen[found[1]] += 1
                    if begun_:
                        for fault in FAULTS:
                            yield Point(deed, state, found[1], seen[found[1]], fault)
                    begun_ = begun_ or BEGIN in line


def _run(deed: str, path: Path, strace: list[str]) -> subprocess.CompletedProcess[str]:
    # Its quick way of tracing delivers no signals.
    quick = [] if any("signal=" in word for word in strace) else ["--seccomp-bpf"]
    words = ["strace", "-f", "-qq", *quick, *strace]
    words += [sys.executable, "-m", "tests.faults.one_deed", deed, str(path)]
    return subprocess.run(
        words, cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip


def try_point(point: Point, folder: Path, figure: Figure) -> None:
    """Let one call go wrong, and look what came of it."""
    path = prepare(folder, point.state)
    old = _cases(path)
    inject = f"inject={point.call}:{point.fault}:when={point.nth}"
    done = _run(point.deed, path, ["-o", "/dev/null", "-e", f"trace={point.call}", "-e", inject])
    figure.points += 1
    figure.calls[point.call] += 1
    figure.failed += done.returncode in (6, 7)
    killed = done.returncode in (-9, 137)
    figure.killed += killed
    why = ""
    if not killed and done.returncode not in DOCUMENTED:
        why = f"ended with {done.returncode}: {done.stderr[-300:]}"
    elif "Traceback" in done.stderr:
        why = done.stderr[-300:]
    elif done.returncode and not killed and not done.stderr.strip().endswith("."):
        why = f"no sentence: {done.stderr!r}"
    else:
        why = _state(point, path, old, done.returncode)
    if why:
        figure.bad.append(f"{point}: {why}")
    shutil.rmtree(folder)


def _state(point: Point, path: Path, old: set[str], code: int) -> str:
    try:
        now = _cases(path)
        new = old | {NEW} if point.deed in ("save", "follow") else old
        if now not in (old, new):
            return f"neither old nor new: {now}"
        if code == 0 and now != new:
            return "acknowledged, and not there"
        if left := strays(path):
            return f"left {left}"
        if not now <= _cases(path):
            return "lost by the next save"
    except SoTuiError as fault:
        return f"unreadable: {fault}"
    return ""


def _cases(path: Path) -> set[str]:
    return {id_ for _, id_ in Casebook(path).read().pages}


def try_points(count: int | None = None, seed: int = 3) -> Figure:
    """Try so many points, chosen by chance, or all of them."""
    every, figure = list(points()), Figure()
    if count is not None and count < len(every):
        every = dice(seed).sample(every, count)
    with tempfile.TemporaryDirectory(prefix="calls") as name, ThreadPoolExecutor(2) as pool:
        tried = [
            pool.submit(try_point, point, Path(name) / str(n), figure)
            for n, point in enumerate(every)
        ]
        for one in tried:
            one.result()
    return figure


if __name__ == "__main__":
    found = try_points(int(sys.argv[1]) if len(sys.argv) > 1 else None)
    print(found)
    for one in found.bad[:12]:
        print("  ", one)
    sys.exit(bool(found.bad))
