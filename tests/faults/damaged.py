"""Damaged files: named, never written over, and brought back as the newest good state.

Run `python -m tests.faults.damaged [COUNT]`; 500 are the full figure.
"""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from so_tui.errors import CasebookError
from so_tui.store import backups, recovery
from so_tui.store.casebook import Casebook
from so_tui.store.checking import check
from so_tui.store.ledger import journal_file
from so_tui.store.mark import lock_file
from tests.faults.deeds import dice, noted, prepared
from tests.store.books import NOW, begun

FULL = 500


def _cut(data: bytes, chance: Random) -> bytes:
    return data[: chance.randrange(len(data))]


def _junk(data: bytes, chance: Random) -> bytes:
    return data + chance.choice([b"}", b"\0", b"junk\n", data[:200], chance.randbytes(40)])


def _nuls(data: bytes, chance: Random) -> bytes:
    begin = chance.randrange(len(data))
    end = min(len(data), begin + chance.choice([2, 64, 4096]))
    return data[:begin] + b"\0" * (end - begin) + data[end:]


def _empty(data: bytes, chance: Random) -> bytes:
    return b""


def _flip(data: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]


HARM: dict[str, Callable[[bytes, Random], bytes]] = {
    "cut": _cut, "junk": _junk, "nuls": _nuls, "empty": _empty, "flipped": _flip,
}  # fmt: skip
PLACES = ("snapshot", "journal", "backup", "lock")


@dataclass
class Figure:
    """What came of it: `silent` damage that nobody named and that cost something, files that
    were `overwritten`, states that did not come back, and how many changes were `lost` with the
    bytes that held them."""

    files: int = 0
    silent: list[str] = field(default_factory=list)
    overwritten: list[str] = field(default_factory=list)
    not_back: list[str] = field(default_factory=list)
    gone: int = 0
    kinds: Counter[str] = field(default_factory=Counter)

    @property
    def good(self) -> bool:
        """Whether nothing went wrong."""
        return not (self.silent or self.overwritten or self.not_back)

    def __str__(self) -> str:
        kinds = ", ".join(f"{name} {count}" for name, count in sorted(self.kinds.items()))
        return (
            f"{self.files} damaged files ({kinds}): {len(self.silent)} not named, "
            f"{len(self.overwritten)} written over, {len(self.not_back)} not brought back to the "
            f"newest good state; {self.gone} changes gone with the journal lines that held them"
        )


def lived(path: Path, chance: Random) -> set[str]:
    """A casebook with backups and a journal; returns the ids of all its changes."""
    ids = prepared(path, 60_000)
    book = Casebook(path)
    for n in range(chance.randint(2, 8)):
        book.write([noted(chance.choice(ids), f"note {n} " + "z" * chance.randint(0, 3000))])
        if n == 0 or chance.random() < 0.3:
            book.fold()
    book.write([noted(ids[0], "the last one")])
    return {one.id for one in book.history()}


def damage_often(count: int, seed: int = 11) -> Figure:
    """Damage one file of a casebook, again and again, and see what the store makes of it."""
    chance, figure = dice(seed), Figure()
    with tempfile.TemporaryDirectory(prefix="damaged") as name:
        while figure.files < count:
            folder = Path(name) / "book"
            path = folder / "casebook.json"
            made = lived(path, chance)
            place, kind = chance.choice(PLACES), chance.choice(list(HARM))
            target = _target(path, place, chance)
            before = target.read_bytes()
            damaged = HARM[kind](before, chance)
            if damaged != before:
                target.write_bytes(damaged)
                figure.files += 1
                figure.kinds[f"{place} {kind}"] += 1
                _look(figure, path, target, made, f"{place} {kind}")
            shutil.rmtree(folder)
    return figure


def _target(path: Path, place: str, chance: Random) -> Path:
    match place:
        case "snapshot":
            return path
        case "journal":
            return journal_file(path)
        case "lock":
            return lock_file(path)
        case _:
            return chance.choice(backups.listed(path)).path


def _look(figure: Figure, path: Path, target: Path, made: set[str], what: str) -> None:
    damaged = target.read_bytes()
    reads = _reads(path)
    named = not reads or any(one.state != "well" for one in check(path))
    if reads and not made <= {one.id for one in Casebook(path).history()}:
        figure.silent.append(what)
    # The lock file only helps to tell what happened; without it nothing is missing.
    if not named and target != lock_file(path):
        figure.silent.append(what)
    with contextlib.suppress(CasebookError):
        Casebook(path).write([begun(99)])
    if not reads and target.read_bytes() != damaged:
        figure.overwritten.append(what)
    aside = recovery.restore(path, recovery.newest(path), NOW)
    mine = target in (path, journal_file(path))
    if not reads and mine and damaged not in [one.read_bytes() for one in aside]:
        figure.overwritten.append(what)
    back = {one.id for one in Casebook(path).history()}
    gone = made - back
    # Only what stood in the damaged bytes of the journal itself may be gone.
    if gone and target != journal_file(path):
        figure.not_back.append(what)
    if not _reads(path) or any(one.state == "damaged" for one in check(path)):
        figure.not_back.append(what)
    figure.gone += len(gone)


def _reads(path: Path) -> bool:
    try:
        book = Casebook(path)
        dict(book.read().pages)
        book.history()
    except CasebookError:
        return False
    return True


if __name__ == "__main__":
    found = damage_often(int(sys.argv[1]) if len(sys.argv) > 1 else FULL)
    print(found)
    for one in (*found.silent[:9], *found.overwritten[:9], *found.not_back[:9]):
        print("  ", one)
    sys.exit(not found.good)
