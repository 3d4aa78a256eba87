"""Casebooks of any size, made of one: cases of 14 KB, each with as much history and a summary.

Every case is the demo's, with ids and a label of its own; each 25 share their offices. They are
made by putting other ids into its bytes, so that 100,000 take a minute. `so-tui check` finds
them as they were written.

Run `python -m benchmarks.grown SIZE FILE` for one to try things with.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
import uuid
from collections.abc import Collection, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from msgspec.structs import replace

from so_tui import assets, atomic
from so_tui.casework import Casework
from so_tui.cli.demo import SAMPLE, SAMPLE_DAY
from so_tui.core.changes import Change, adding
from so_tui.exchange.casefile import load
from so_tui.store import decoding, snapshot_format
from so_tui.store.snapshot_format import About
from tests.kept import kept

DAY = SAMPLE_DAY
"""The day that the summaries are of."""

SHARING = 25
"""How many cases have the same offices."""

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LABEL = "Rosa M."
_BATCH = 1_000
_TABLES = ("cases", "offices", "summaries", "history")
_IDS = 1_000
"""How many ids a case may have of its own."""


class Mould:
    """A document of which copies are made with other ids, and with another label."""

    def __init__(self, table: str, key: str, raw: msgspec.Raw, shared: Collection[str]) -> None:
        text = bytes(raw).decode().replace(_LABEL, "\0")
        self.table, self.key = table, snapshot_format.id_of(key)
        self._between = _UUID.split(text)
        self._ids = _UUID.findall(text)
        self.is_shared = self.key in shared
        self._shared = shared

    def copy(self, n: int, places: dict[str, int]) -> bytes:
        """The document of case `n` with its key, as JSON; `places` numbers all ids there are."""
        ids = [_id(n, places[one], one in self._shared) for one in self._ids]
        parts = [word for pair in zip(self._between, [*ids, ""], strict=True) for word in pair]
        key = uuid.UUID(_id(n, places[self.key], self.is_shared)).int
        return f'"{key}":{"".join(parts)}'.replace("\0", f"Case {n}").encode()


def _id(n: int, place: int, shared: bool) -> str:
    n = n // SHARING if shared else n
    return f"{n:08x}-0000-4000-{'b' if shared else '8'}000-{place:012x}"


def moulds() -> tuple[list[Mould], dict[str, int], About]:
    """The demo's case and offices as documents, the number of each id, and what is said of them."""
    with TemporaryDirectory() as folder:
        work = Casework.open(Path(folder) / "casebook.json")
        file = load(assets.read_data(SAMPLE), SAMPLE, work.catalogue)
        at = dt.datetime.combine(DAY, dt.time(9, 30), dt.UTC)
        case = replace(file.cases[0], label=_LABEL)
        with_offices = tuple(adding("offices", one) for one in file.offices)
        for edits in (with_offices, (adding("cases", case),)):
            change = Change(
                id=str(uuid.uuid4()), actor="elena", at=at, verb="import", sentence="Imported",
                edits=edits,
            )  # fmt: skip
            work.write([change])
        book = kept(work)
        book.fold()
        state, history = book._ledger.history()
    shared = {one.id for one in file.offices}
    first = min(history, key=lambda key: snapshot_format.change(history[key], key, Path()).counter)
    shared.add(snapshot_format.id_of(first))
    tables = {name: getattr(state.index, name) for name in _TABLES[:-1]} | {"history": history}
    made = [Mould(name, key, raw, shared) for name in _TABLES for key, raw in tables[name].items()]
    ids = dict.fromkeys(id_ for one in made for id_ in (one.key, *one._ids))
    return made, {id_: place for place, id_ in enumerate(ids)}, state.about


def grow(path: Path, size: int) -> None:
    """Write a casebook with so many cases, labeled “Case 0” and so on."""
    made, places, about = moulds()

    def documents(table: str) -> Iterator[bytes]:
        of_table = [one for one in made if one.table == table]
        for n in range(size):
            for one in of_table:
                if not one.is_shared or n % SHARING == 0:
                    yield one.copy(n, places)

    tables = {name: b"{%b}" % b",".join(documents(name)) for name in _TABLES}
    history = decoding.documents(msgspec.Raw(tables.pop("history")), path)
    path.parent.mkdir(parents=True, exist_ok=True)
    about = replace(about, generation="grown", folded=None, line=())
    atomic.put(path, snapshot_format.whole(about, tables.items(), history), mode=0o600)


if __name__ == "__main__":
    grow(Path(sys.argv[2]), int(sys.argv[1]))
