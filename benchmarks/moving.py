"""What it costs to move cases: export and import beside plain `json.dump` and `json.load`.

Run `python -m benchmarks.moving [CASES]`. Each row is a process of its own, and its figures are
seconds of the processor, user and system, and the most memory it had; the rows of one file are of
the same bytes, a case to a line.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from benchmarks.grown import grow
from benchmarks.screen import environment
from benchmarks.terminal import ROOT

CASES = 10_000

LOAD = "import json, sys; [json.loads(line) for line in open(sys.argv[1], 'rb')]"
"""What reads each line as plain values, and keeps them."""

DUMP = (
    "import json, sys, time; read = [json.loads(line) for line in open(sys.argv[1], 'rb')]\n"
    "begin = time.process_time()\n"
    "with open(sys.argv[2], 'w') as file:\n"
    "    for one in read: json.dump(one, file, separators=(',', ':')); file.write('\\n')\n"
    "print(time.process_time() - begin)"
)
"""What writes them as lines again; the reading does not count."""


def run(home: Path, *words: str) -> tuple[float, float, str]:
    """Seconds of the processor and MB of memory that Python takes with some words, and what it
    says; a command of so-tui finds its casebook in `home`."""
    told = home / "told"
    with told.open("wb") as said:
        files = [(os.POSIX_SPAWN_DUP2, said.fileno(), 1), (os.POSIX_SPAWN_DUP2, said.fileno(), 2)]
        os.chdir(ROOT)
        id_ = os.posix_spawn(
            sys.executable, [sys.executable, *words], environment(home), file_actions=files
        )
        _, status, used = os.wait4(id_, 0)
    text = told.read_text(errors="replace")
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{words}: {text[-2000:]}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, text


def main(cases: int = CASES) -> None:
    """Print a table for cases with their history, and one without it."""
    with tempfile.TemporaryDirectory(prefix="so-tui-bench-") as name:
        folder = Path(name)
        full = folder / "full"
        full.mkdir()
        grow(full / "casebook.json", cases)
        print("| | seconds | memory, MB | the file, MB |\n| --- | --- | --- | --- |")
        for history in ("", "--no-history"):
            file, empty = folder / f"cases{history}.jsonl", folder / f"empty{history}"
            empty.mkdir()
            told = "without history" if history else "with history"
            words = [
                "-m",
                "so_tui",
                "export",
                "--all",
                "-o",
                str(file),
                *([history] * bool(history)),
            ]
            wrote = run(full, *words)
            size = file.stat().st_size / 1e6
            dumped = run(full, "-c", DUMP, str(file), str(folder / "dumped"))
            rows = {
                f"export, {told}": wrote,
                "`json.dump` of the same": (float(dumped[2]), dumped[1], ""),
                f"import, {told}": run(empty, "-m", "so_tui", "import", str(file)),
                "`json.loads` of the same": run(full, "-c", LOAD, str(file)),
            }
            for row, (seconds, memory, _) in rows.items():
                print(f"| {row} | {seconds:.1f} | {memory:,.0f} | {size:.0f} |", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
