"""What a save, a look at others' saves, and opening cost, at 10 to 10,000 cases.

Run `python -m benchmarks.casebook [SIZE…]`. Beside so-tui, in turns: TinyDB's own storage,
sqlite3 (WAL, FULL), and a bare append of the same bytes with fsync.
"""

from __future__ import annotations

import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec
from msgspec.structs import replace
from tinydb import TinyDB

from so_tui import assets
from so_tui.casework import Casework
from so_tui.core import catalogue as knowledge
from so_tui.core.case import Case
from so_tui.core.changes import Change, Edit, adding
from so_tui.exchange.casefile import load
from so_tui.store.casebook import Casebook
from so_tui.store.ledger import journal_file
from tests.kept import kept
from tests.store.books import NOW

SIZES = (10, 100, 1_000, 10_000)
ROUNDS = 40
WARM = 5
_BATCH = 500


def sample() -> Case:
    """The case midway, with all that people wrote into it."""
    catalogue = knowledge.parse({name: assets.read_data(name) for name in knowledge.FILES})
    file = load(assets.read_data("samples/midway.json"), "midway.json", catalogue)
    return replace(file.cases[0], offices={})


def filled(path: Path, size: int) -> tuple[Casework, list[str]]:
    """A casebook with so many cases, folded, and the cases' ids."""
    work, case, ids = Casework.open(path), sample(), [str(uuid.uuid4()) for _ in range(size)]
    for begin in range(0, size, _BATCH):
        edits = tuple(
            adding("cases", replace(case, id=id_, label=f"Case {begin + n}"))
            for n, id_ in enumerate(ids[begin : begin + _BATCH])
        )
        work.write([changed(edits)])
    kept(work).fold()
    return work, ids


def changed(edits: tuple[Edit, ...]) -> Change:
    """A change of these edits."""
    return Change(
        id=str(uuid.uuid4()), actor="elena", at=NOW, verb="write_note",
        sentence="Note written", edits=edits,
    )  # fmt: skip


class Peers:
    """The same cases in a stock TinyDB, in sqlite3, and a file to append to."""

    def __init__(self, folder: Path, work: Casework) -> None:
        self.folder = folder
        pages = {key[1]: msgspec.to_builtins(page) for key, page in work.snapshot.pages.items()}
        self.pages = pages
        tables = {"cases": {str(uuid.UUID(id_).int): page for id_, page in pages.items()}}
        (folder / "tiny.json").write_text(json.dumps(tables))
        self.tiny = TinyDB(folder / "tiny.json")
        self.sql = sqlite3.connect(folder / "cases.db", isolation_level=None)
        self.sql.execute("pragma journal_mode=wal")
        self.sql.execute("pragma synchronous=full")
        self.sql.execute("create table cases (id text primary key, rev integer, page text)")
        self.sql.execute("create table history (id text primary key, change text)")
        self.sql.execute("begin")
        self.sql.executemany(
            "insert into cases values (?, 0, ?)",
            [(id_, json.dumps(page)) for id_, page in pages.items()],
        )
        self.sql.execute("commit")
        self.sql.execute("create index rev on cases (rev)")
        self.other = sqlite3.connect(folder / "cases.db", isolation_level=None)
        self.rev = 0
        self.bare = os.open(folder / "bare", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def save_tiny(self, id_: str, note: str) -> None:
        """Update one document in place, and so rewrite the file."""
        self.tiny.table("cases").update(
            {"value": {**self.pages[id_]["value"], "note": note}}, doc_ids=[uuid.UUID(id_).int]
        )

    def follow_tiny(self, id_: str) -> None:
        """Open the file anew and read one document; TinyDB has no other way to see others."""
        with TinyDB(self.folder / "tiny.json") as other:
            other.table("cases").get(doc_id=uuid.UUID(id_).int)

    def save_sql(self, id_: str, note: str, change: Change) -> None:
        """One row changed and one added, in one transaction."""
        page = {**self.pages[id_], "value": {**self.pages[id_]["value"], "note": note}}
        self.rev += 1
        self.sql.execute("begin immediate")
        self.sql.execute(
            "update cases set page = ?, rev = ? where id = ?", (json.dumps(page), self.rev, id_)
        )
        row = (change.id, msgspec.json.encode(change).decode())
        self.sql.execute("insert into history values (?, ?)", row)
        self.sql.execute("commit")

    def follow_sql(self) -> None:
        """The rows that changed since."""
        query = "select page from cases where rev >= ?"
        for (page,) in self.other.execute(query, (self.rev,)):
            json.loads(page)

    def append(self, data: bytes) -> None:
        """Add bytes and flush them."""
        os.write(self.bare, data)
        os.fsync(self.bare)

    def close(self) -> None:
        """Let go of the files."""
        self.tiny.close()
        self.sql.close()
        self.other.close()
        os.close(self.bare)


def timed(taken: list[float], deed: Callable[[], object]) -> None:
    """Do something, and keep how many milliseconds it took."""
    begin = time.perf_counter()
    deed()
    taken.append((time.perf_counter() - begin) * 1000)


def length(work: Casework) -> int:
    """How many bytes the journal has."""
    journal = journal_file(kept(work).path)
    return journal.stat().st_size if journal.exists() else 0


def follow(work: Casework, id_: str) -> None:
    """See what another process wrote to a case."""
    work.refresh()
    work.case(id_)


def measure(size: int) -> dict[str, float]:
    """Medians in milliseconds, and bytes, at one size."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        work, ids = filled(folder / "casebook.json", size)
        follower = Casework.open(kept(work).path)
        peers = Peers(folder, work)
        times: dict[str, list[float]] = {
            key: []
            for key in (
                "save",
                "save and plan",
                "tinydb",
                "sqlite",
                "bare",
                "follow",
                "follow sql",
                "follow tinydb",
            )
        }
        few = max(3, min(ROUNDS, 20_000 // size))
        line = b""
        for n in range(ROUNDS + WARM):
            id_, note = ids[n % min(size, 10)], f"note {n}"
            edit = Edit(op="set", path=f"cases/{id_}/note", after=note)
            change, other = changed((edit,)), changed((edit,))
            timed(times["save and plan"], partial(work.write, [other]))
            before = length(work)
            timed(times["save"], partial(kept(work).write, [change]))
            line = b"x" * max(length(work) - before, len(line))
            timed(times["follow"], partial(follow, follower, id_))
            timed(times["bare"], partial(peers.append, line))
            timed(times["sqlite"], partial(peers.save_sql, id_, note, change))
            timed(times["follow sql"], peers.follow_sql)
            if n < few:
                timed(times["tinydb"], partial(peers.save_tiny, id_, note))
                timed(times["follow tinydb"], partial(peers.follow_tiny, id_))
        kept(work).fold()
        peers.close()
        found = {
            key: statistics.median(some[min(WARM, len(some) // 2) :]) for key, some in times.items()
        }
        found["bytes a save"] = float(len(line))
        return found | opening(kept(work).path)


def opening(path: Path) -> dict[str, float]:
    """What opening for the list costs, in a process of its own, beside `json.load`."""
    found = {"file MB": path.stat().st_size / 1e6}
    for what in ("list", "json"):
        words = [sys.executable, "-m", "benchmarks.casebook", "--open", what, str(path)]
        said = [
            json.loads(subprocess.run(words, capture_output=True, check=True).stdout)
            for _ in range(5)
        ]
        found[f"open {what}"] = statistics.median(one["ms"] for one in said)
        found[f"open {what} MB"] = statistics.median(one["mb"] for one in said)
    return found


def _open(what: str, path: Path) -> None:
    book = Casebook(path)

    def listed() -> object:
        return book.read(), book.summaries()

    def decoded() -> object:
        return json.loads(path.read_bytes())

    deed = listed if what == "list" else decoded
    before = _most_memory()
    taken: list[float] = []
    timed(taken, deed)
    print(json.dumps({"ms": taken[0], "mb": (_most_memory() - before) / 1e6}))


def _most_memory() -> int:
    """The most bytes of memory this process ever had."""
    status = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))


def main(sizes: tuple[int, ...]) -> None:
    """Print a line for each size, and what the aims come to."""
    rows = {size: measure(size) for size in sizes}
    keys = list(next(iter(rows.values())))
    print(f"{'':16}" + "".join(f"{size:>12,}" for size in sizes))
    for key in keys:
        print(f"{key:16}" + "".join(f"{rows[size][key]:>12.2f}" for size in sizes))
    first, last = rows[sizes[0]], rows[sizes[-1]]
    print(f"\nsave at {sizes[-1]:,} / at {sizes[0]:,}: {last['save'] / first['save']:.2f}")
    print(f"save / bare append at {sizes[-1]:,}: {last['save'] / last['bare']:.2f}")
    print(f"sqlite / bare append at {sizes[-1]:,}: {last['sqlite'] / last['bare']:.2f}")
    share = last["open list"] / last["open json"]
    print(f"open for the list / json.load at {sizes[-1]:,}: {share:.3f}")
    print(
        f"memory of the list / file at {sizes[-1]:,}: {last['open list MB'] / last['file MB']:.2f}"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--open"]:
        _open(sys.argv[2], Path(sys.argv[3]))
    else:
        main(tuple(map(int, sys.argv[1:])) or SIZES)
