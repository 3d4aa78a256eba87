"""Kills at random moments: nothing unreadable, nothing acknowledged lost, nothing left over.

Run `python -m tests.faults.kills [COUNT]`; 10,000 are the full figure.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from pathlib import Path
from random import Random

from so_tui.errors import SoTuiError
from tests.faults.deeds import DEEDS, dice, newer_program, prepared, remains, strays
from tests.faults.witness import Witness

SIZES = {200_000: 7, 2_000_000: 2, 10_000_000: 1}
"""Bytes of the casebooks that are tried, and how often each."""

MOMENTS = (0.004, 0.015, 0.06)
"""Seconds after which a process is killed, on average."""

FULL = 10_000
FRESH = 8
"""A casebook is begun anew after so many kills."""


@dataclass
class Figure:
    """What came of it."""

    kills: int = 0
    acknowledged: int = 0
    unreadable: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    strays: set[str] = field(default_factory=set)
    deeds: Counter[str] = field(default_factory=Counter)

    @property
    def good(self) -> bool:
        """Whether nothing went wrong, and something was really done."""
        return not (self.unreadable or self.lost or self.strays) and self.acknowledged > 0

    def __str__(self) -> str:
        deeds = ", ".join(f"{name} {count}" for name, count in sorted(self.deeds.items()))
        return (
            f"{self.kills} kills ({deeds}), {self.acknowledged} acknowledged: "
            f"{len(self.unreadable)} unreadable, {len(self.lost)} lost or not as acknowledged, "
            f"{len(self.strays)} stray files"
        )


def kill_often(count: int, seed: int = 7) -> Figure:
    """Kill a process that works on a casebook, again and again, and look each time."""
    chance, figure, deeds = dice(seed), Figure(), cycle(DEEDS)
    sizes = [size for size, share in SIZES.items() for _ in range(share)]
    with tempfile.TemporaryDirectory(prefix="kills") as name:
        while figure.kills < count:
            deed, size = next(deeds), chance.choice(sizes)
            # A casebook is migrated once; so it takes as many of them, and small ones do.
            books = FRESH if deed == "migrates" else 1
            for _ in range(min(books, count - figure.kills)):
                folder = Path(name) / "book"
                ids = prepared(folder / "casebook.json", min(SIZES) if books > 1 else size)
                most = min(FRESH // books, count - figure.kills)
                with newer_program() if deed == "migrates" else nullcontext():
                    _kill_in_turn(figure, deed, folder / "casebook.json", ids, most, chance)
                shutil.rmtree(folder)
    return figure


def _kill_in_turn(
    figure: Figure, deed: str, path: Path, ids: list[str], most: int, chance: Random
) -> None:
    """Kill so many processes, one after another, that work on the same casebook."""
    witness = Witness(path)
    for _ in range(most):
        left = [id_ for id_ in ids if id_ in witness.cases]
        if len(left) < 3:
            break
        said = _kill_one(deed, path, left, chance.expovariate(1 / chance.choice(MOMENTS)))
        figure.kills += 1
        figure.deeds[deed] += 1
        figure.acknowledged += len(said)
        if not _look(figure, deed, path, said, witness):
            break


def _kill_one(deed: str, path: Path, ids: list[str], after: float) -> list[str]:
    """What a process acknowledged that was killed so many seconds after it began to work."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        try:
            os.write(write, b"begun\n")
            DEEDS[deed](path, ids, partial(_say, write))
        finally:
            os._exit(1 if sys.exc_info()[0] else 0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        pipe.readline()
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        lines = pipe.read().decode().split("\n")
    return lines[:-1]  # a line that was cut short was not said


def _say(pipe: int, said: str) -> None:
    os.write(pipe, f"{said}\n".encode())


def _look(figure: Figure, deed: str, path: Path, said: list[str], witness: Witness) -> bool:
    erasing = deed == "erases"
    try:
        figure.lost += [f"{deed}: {one}" for one in witness.faults(said, erasing=erasing)]
        if erasing:
            figure.lost += [f"{deed}: {id_} remains" for id_ in remains(path, said)]
        figure.strays |= strays(path)
        witness.look_again()
    except SoTuiError as fault:
        figure.unreadable.append(f"{deed}: {fault}")
        return False
    return True


if __name__ == "__main__":
    found = kill_often(int(sys.argv[1]) if len(sys.argv) > 1 else FULL)
    print(found)
    for one in (*found.unreadable[:5], *found.lost[:5], *sorted(found.strays)[:5]):
        print("  ", one)
    sys.exit(not found.good)
