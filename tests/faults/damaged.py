"""Damaged files: named, never written over, and brought back as the newest good state.

One to three files of a casebook at once. Run `python -m tests.faults.damaged [--count N]`; 500
are the full figure.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from so_tui.errors import CasebookError
from so_tui.store import backups, snapshot_format
from so_tui.store.casebook import Casebook
from so_tui.store.ledger import journal_file
from so_tui.store.lock import lock_file
from so_tui.store.repair import recovery
from so_tui.store.repair.checking import check
from tests.faults.deeds import dice, noted, prepared
from tests.store.books import NOW, begun, held_bytes

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
PLACES = ("snapshot", "journal", "backup", "backup's journal", "lock")
GONE = "missing"


@dataclass
class Figure:
    """What came of it: `silent` damage that nobody named and that cost something, files that
    were `overwritten`, states that did not come back, and how many changes are `gone` with the
    bytes that held them."""

    files: int = 0
    casebooks: int = 0
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
            f"{self.files} damaged files in {self.casebooks} casebooks ({kinds}): "
            f"{len(self.silent)} not named, {len(self.overwritten)} written over, "
            f"{len(self.not_back)} not brought back to the newest good state; "
            f"{self.gone} changes gone with the bytes that held them"
        )


def lived(path: Path, chance: Random) -> Casebook:
    """A casebook with a journal and backups, few of them or none."""
    ids = prepared(path, 60_000)
    book = Casebook(path)
    for n in range(chance.randint(2, 8)):
        book.write([noted(chance.choice(ids), f"note {n} " + "z" * chance.randint(0, 3000))])
        if n == 0 or chance.random() < 0.3:
            book.fold()
    for n in range(chance.randint(1, 4)):
        book.write([noted(ids[0], f"one of the last, {n}")])
    for one in backups.listed(path):
        if chance.random() < 0.2:
            backups.drop(one)
    return book


def damage_often(count: int, seed: int = 11) -> Figure:
    """Damage files of a casebook, again and again, and see what the store makes of it."""
    chance, figure = dice(seed), Figure()
    with tempfile.TemporaryDirectory(prefix="damaged") as name:
        while figure.files < count:
            folder = Path(name) / "book"
            path = folder / "casebook.json"
            book = lived(path, chance)
            whole = Whole(path, book)
            what = []
            for place in chance.sample(PLACES, chance.choice([1, 1, 2, 3])):
                kind = _harm(_target(path, place, chance), chance)
                if kind:
                    what.append(f"{place} {kind}")
            figure.files += len(what)
            figure.casebooks += 1
            figure.kinds.update(what)
            if what:
                _look(figure, path, whole, ", ".join(what))
            shutil.rmtree(folder)
    return figure


def _harm(target: Path | None, chance: Random) -> str:
    """Damage a file; returns how, or nothing when it came out as it was."""
    before = target.read_bytes() if target is not None and target.exists() else b""
    if target is None or not before:
        return ""
    kind = chance.choice([*HARM, GONE])
    if kind == GONE:
        target.unlink()
        return kind
    damaged = HARM[kind](before, chance)
    target.write_bytes(damaged)
    return kind if damaged != before else ""


def _target(path: Path, place: str, chance: Random) -> Path | None:
    kept = backups.listed(path)
    match place:
        case "snapshot":
            return path
        case "journal":
            return journal_file(path)
        case "lock":
            return lock_file(path)
        case "backup":
            return chance.choice(kept).path if kept else None
        case _:
            return chance.choice(kept).journal if kept else None


class Whole:
    """What a casebook held before it was damaged, and in which bytes."""

    def __init__(self, path: Path, book: Casebook) -> None:
        self.changes = {one.id for one in book.history()}
        self.values = {key: page.value for key, page in book.read().pages.items()}
        self.good = held_bytes(path)
        self.files = _files(path)
        self._documents: dict[str, set[bytes]] = {id_: set() for id_ in self.changes}
        self._lines: dict[str, set[bytes]] = {id_: set() for id_ in self.changes}
        files = _files(path)
        for id_ in self.changes:
            key = f'"{snapshot_format.key_of(id_)}":'.encode()
            for file, data in files.items():
                if file.suffix == ".journal":
                    lines = (line for line in data.split(b"\n") if key in line)
                    self._lines[id_] |= {line + b"\n" for line in lines}
                elif key in data:
                    tables = json.loads(data)["history"]
                    text = json.dumps(
                        tables[key[1:-2].decode()], separators=(",", ":"), ensure_ascii=False
                    )
                    self._documents[id_].add(key + text.encode())

    def held(self, path: Path) -> set[str]:
        """The changes that stand whole in any of the files, as they are now."""
        files = _files(path)
        return {
            id_
            for id_ in self.changes
            for file, data in files.items()
            if any(
                one in data
                for one in (self._lines if file.suffix == ".journal" else self._documents)[id_]
            )
        }


def _files(path: Path) -> dict[Path, bytes]:
    kept = backups.listed(path)
    files = [path, journal_file(path), *(f for one in kept for f in (one.path, one.journal))]
    return {one: one.read_bytes() for one in files if one.exists()}


def _look(figure: Figure, path: Path, whole: Whole, what: str) -> None:
    before = held_bytes(path)
    held = whole.held(path)
    reads = _reads(path)
    missing = reads and not whole.changes <= {one.id for one in Casebook(path).history()}
    named = not reads or any(one.state != "well" for one in check(path))
    # A backup that is gone may be one that was thinned out. A file that ends with a whole line
    # may be all there was of a backup's journal.
    after = _files(path)
    harmed = [
        one for one, data in after.items()
        if data != whole.files[one] and not (one.parent != path.parent and data.endswith(b"\n"))
    ]  # fmt: skip
    if not named and (missing or harmed or before.keys() != whole.good.keys()):
        figure.silent.append(what)
    with contextlib.suppress(CasebookError):
        Casebook(path).write([begun(99)])
    # A save may go on behind a journal that is whole, but nothing that was there may change.
    now = held_bytes(path)
    same = (now[name].startswith((data, whole.good[name])) for name, data in before.items())
    if not reads and not all(same):
        figure.overwritten.append(what)
    found = recovery.newest(path)
    aside = recovery.restore(path, found, NOW)
    kept = [one.read_bytes() for one in aside]
    if not reads and not all(
        any(one.startswith((data, whole.good[name])) for one in kept)
        for name, data in before.items()
    ):
        figure.overwritten.append(what)
    again = Casebook(path)
    back = {one.id for one in again.history()}
    if not held <= back:
        figure.not_back.append(f"{what}: {len(held - back)} changes that are in the files lack")
    if whole.changes <= back:
        values = {key: page.value for key, page in again.read().pages.items()}
        if any(values.get(key) != value for key, value in whole.values.items()):
            figure.not_back.append(f"{what}: all changes are there, and a case is another")
    elif not (found.notes or named):
        figure.silent.append(f"{what}: brought back without a word of what lacks")
    if not _reads(path) or any(one.state == "damaged" for one in check(path)):
        figure.not_back.append(f"{what}: damaged after it was brought back")
    figure.gone += len(whole.changes - back)


def _reads(path: Path) -> bool:
    try:
        book = Casebook(path)
        dict(book.read().pages)
        book.history()
    except CasebookError:
        return False
    return True


def main(words: list[str]) -> int:
    """Run as often as the words say, and print the figure; returns 0 when all went well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=FULL, help="how many files to damage")
    parser.add_argument("--seed", type=int, default=11, help="which damages; the same come again")
    given = parser.parse_args(words)
    found = damage_often(given.count, given.seed)
    print(found)
    for one in (*found.silent[:9], *found.overwritten[:9], *found.not_back[:9]):
        print("  ", one)
    return not found.good


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
