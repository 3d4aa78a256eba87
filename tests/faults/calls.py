"""Faults at every system call that a deed makes: the old state or the new, and a word.

Run `python -m tests.faults.calls [COUNT]`; without a count every point is tried. It needs strace.
"""

from __future__ import annotations

import compileall
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from so_tui.core.case import Case
from so_tui.errors import SoTuiError
from so_tui.store.casebook import Casebook
from tests.faults.deeds import dice, strays
from tests.faults.one_deed import BEGIN, COMMANDS
from tests.faults.witness import faults_of_pages
from tests.store.books import begun, book

ROOT = Path(__file__).parents[2]
CALLS = (
    "openat,write,pwrite64,read,fsync,fdatasync,ftruncate,fchmod,chmod,lseek,rename,renameat,link,"
    "linkat,unlink,unlinkat,close,flock,mkdir,newfstatat,fstat,getdents64,access,faccessat2"
)
ONCE, ON = "", "+"
FAULTS = (
    ("error=EIO", ONCE), ("error=ENOSPC", ONCE), ("error=EINTR", ONCE), ("signal=KILL", ONCE),
    ("error=EIO", ON),
)  # fmt: skip
"""What goes wrong: at one call, or from it on at every call of its name."""

STATES: Mapping[str, tuple[str, ...]] = {
    "save": ("first", "new journal", "next line"), "fold": ("next line",),
    "follow": ("next line",), **dict.fromkeys(COMMANDS, ("next line",)),
}  # fmt: skip
"""The states of a casebook in which each deed is tried."""

DOCUMENTED = frozenset({0, 6, 7})
_CALL = re.compile(r"^\d+ +(\w+)\(")

Contents = frozenset[tuple[str, bool, tuple[str, ...]]]
"""Of each case its id, whether it is removed, and the questions in it."""


@dataclass(frozen=True)
class Point:
    """The nth call of its name that a deed makes, and what goes wrong there."""

    deed: str
    state: str
    call: str
    nth: int
    fault: str
    on: str
    new: Contents = field(repr=False)


@dataclass
class Figure:
    """What came of it."""

    points: int = 0
    failed: int = 0
    killed: int = 0
    missed: int = 0
    bad: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    deeds: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        calls = ", ".join(f"{name} {count}" for name, count in self.calls.most_common())
        deeds = ", ".join(f"{name} {count}" for name, count in self.deeds.most_common())
        return (
            f"{self.points} points ({deeds}; {calls}); {self.failed} ended with a sentence, "
            f"{self.killed} killed, {self.missed} did not come to pass; "
            f"{len(self.untold)} not told, {len(self.bad)} bad"
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


def points(states: Mapping[str, tuple[str, ...]] = STATES) -> list[Point]:
    """Every point there is, as a run without faults makes its calls."""
    found: list[Point] = []
    # What others compile meanwhile would change how many calls there are before a deed.
    for folder in ("so_tui", "tests"):
        compileall.compile_dir(ROOT / folder, quiet=1)
    with tempfile.TemporaryDirectory(prefix="calls") as name:
        for deed, some in states.items():
            for n, state in enumerate(some):
                path = prepare(Path(name) / f"{deed}{n}", state)
                log = Path(name) / "log"
                done = _run(deed, path, ["-y", "-o", str(log), "-e", f"trace={CALLS}"])
                assert done.returncode == 0, done.stderr
                # Of a command only what it does to the casebook; it reads other files too.
                mine = str(path.parent) if deed in COMMANDS else ""
                for call, nth in _calls(log.read_text(), mine):
                    for fault, on in FAULTS:
                        found.append(Point(deed, state, call, nth, fault, on, contents(path)))
    return found


def _calls(log: str, mine: str) -> list[tuple[str, int]]:
    seen: Counter[str] = Counter()
    found: list[tuple[str, int]] = []
    begun_ = False
    for line in log.splitlines():
        call = _CALL.match(line)
        if call is None:
            continue
        seen[call[1]] += 1
        if begun_ and mine in line:
            found.append((call[1], seen[call[1]]))
        begun_ = begun_ or BEGIN in line
    return found


def _run(deed: str, path: Path, strace: list[str]) -> subprocess.CompletedProcess[str]:
    # Its quick way of tracing delivers no signals.
    quick = [] if any("signal=" in word for word in strace) else ["--seccomp-bpf"]
    words = ["strace", "-f", "-qq", *quick, *strace]
    words += [sys.executable, "-m", "tests.faults.one_deed", deed, str(path)]
    home = {"SO_TUI_HOME": str(path.parent.parent / "home"), "SO_TUI_ACTOR": "elena", "TZ": "UTC"}
    steady = {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        words, cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, **home, **steady},
    )  # fmt: skip


def try_point(point: Point, folder: Path, figure: Figure) -> None:
    """Let one call go wrong, and look what came of it."""
    path = prepare(folder, point.state)
    log = folder.with_suffix(".log")
    old = contents(path)
    inject = f"inject={point.call}:{point.fault}:when={point.nth}{point.on}"
    done = _run(point.deed, path, ["-o", str(log), "-e", f"trace={point.call}", "-e", inject])
    said = log.read_text()
    if "INJECTED" not in said and "killed by SIGKILL" not in said:
        figure.missed += 1  # its calls came in another number this time
    figure.points += 1
    figure.calls[point.call] += 1
    figure.deeds[point.deed] += 1
    figure.failed += done.returncode in (6, 7)
    killed = done.returncode in (-9, 137)
    figure.killed += killed
    if why := "" if killed else _untold(point, done):
        figure.untold.append(f"{point}: {why}")
    if why := _state(point, path, old, done.returncode):
        figure.bad.append(f"{point}: {why}")
    shutil.rmtree(folder)
    log.unlink()


def _untold(point: Point, done: subprocess.CompletedProcess[str]) -> str:
    """Why a fault was not told as it should be: in a sentence, with the code that goes with it."""
    # Where nothing at all can be written any more, no sentence can be. Nor can one where the
    # program cannot read its own wording.
    if point.on and (point.call == "write" or "so_tui/assets.py" in done.stderr):
        return ""
    # A file that one may not look at is refused as a word of the command.
    # A check may well find that something should be looked at.
    # Where the system's settings cannot be looked at, it is not known what is allowed.
    also = {
        2 if point.call == "access" else 0,
        9 if point.deed == "check" else 0,
        11 if "The system's settings" in done.stderr else 0,
    }
    if done.returncode not in also.union(DOCUMENTED):
        return f"ended with {done.returncode}: {done.stderr[-300:]}"
    sentences = [line for line in done.stderr.splitlines() if line.endswith(".")]
    if "Traceback" in done.stderr or (done.returncode and not sentences):
        return f"no sentence: {done.stderr[-300:]!r}"
    return ""


def _state(point: Point, path: Path, old: Contents, code: int) -> str:
    try:
        now = contents(path)
        if now not in (old, point.new):
            return f"neither old nor new: {now}"
        if code == 0 and now != point.new:
            return "acknowledged, and not there"
        if left := strays(path):
            return f"left {left}"
        if not now <= contents(path):
            return "lost by the next save"
        return next(faults_of_pages(path), "")
    except SoTuiError as fault:
        return f"unreadable: {fault}"


def contents(path: Path) -> Contents:
    """What a casebook holds, as far as the deeds change it. Raises CasebookError."""
    told = set()
    for page in Casebook(path).read().pages.values():
        asked = page.value.questions.values() if isinstance(page.value, Case) else ()
        told.add((page.id, page.removed, tuple(sorted(one.text for one in asked))))
    return frozenset(told)


def try_points(
    count: int | None = None, seed: int = 3, states: Mapping[str, tuple[str, ...]] = STATES
) -> Figure:
    """Try so many points, chosen by chance, or all of them."""
    every, figure = points(states), Figure()
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
    for one in (*found.bad[:12], *found.untold[:12]):
        print("  ", one)
    sys.exit(bool(found.bad or found.untold))
