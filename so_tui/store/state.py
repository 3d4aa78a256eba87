"""What the two files of a casebook say at one moment, and what belongs to it."""

from __future__ import annotations

import zlib

import msgspec
from msgspec.structs import replace

from so_tui.core.changes import Kind
from so_tui.store import journal, migrations, succession
from so_tui.store.disk import Signature
from so_tui.store.high_water import Mark
from so_tui.store.journal import DamagedJournalError, Place
from so_tui.store.outside import Tables
from so_tui.store.placed import PlacedIndex
from so_tui.store.snapshot_format import About, Index

FOLD_BYTES = 1 << 20
FOLD_SHARE = 4
"""A journal is folded when it is longer than both `FOLD_BYTES` and a share of the snapshot."""


class State(msgspec.Struct, frozen=True, kw_only=True):
    """What both files say at one moment.

    `head`: what the snapshot says of itself; `about`: the same with the journal. `index`: the
    snapshot's documents, within `data`, or read one by one where that is empty; `whole`: whether
    `data` has the history too. `fresh`: what the journal has, by table; it stands before what
    `index` has. `file` and `log`: the signatures of snapshot and journal. `place`: how far the
    journal was read; `rest`: bytes behind it that were never confirmed. `folded`: whether the
    journal is in the snapshot already. `schema`: that of the snapshot on disk.
    """

    about: About
    head: About
    index: Index | PlacedIndex
    data: bytes | bytearray
    whole: bool = True
    file: Signature
    schema: int
    fresh: Tables = {}
    log: Signature = ()
    place: Place = Place()
    rest: int = 0
    folded: bool = False

    @property
    def signature(self) -> Signature:
        """What differs as soon as anyone writes."""
        return self.file + self.log

    def document(self, kind: Kind, key: str) -> msgspec.Raw | None:
        """The document of a page, by its key."""
        fresh = self.fresh.get(kind, {}).get(key)
        return self.index.of(kind).get(key) if fresh is None else fresh

    def putting(self, put: Tables) -> State:
        """The state with whole documents put into its tables."""
        fresh = dict(self.fresh)
        for table, documents in put.items():
            fresh[table] = {**fresh.get(table, {}), **documents}
        return replace(self, fresh=fresh)

    @property
    def mark(self) -> Mark:
        """The mark of this state, once it is confirmed."""
        return Mark(
            generation=self.about.generation, confirmed=0 if self.folded else self.place.offset,
            checksum=0 if self.folded else self.place.checksum, revision=self.about.revision,
        )  # fmt: skip

    @property
    def should_fold(self) -> bool:
        """Whether the journal is past its bound."""
        return self.place.offset > max(FOLD_BYTES, self.file[2] // FOLD_SHARE)


_EMPTY = About(schema=migrations.SCHEMA)
NOTHING = State(
    about=_EMPTY, head=_EMPTY, index=Index(), data=b"", file=(), schema=migrations.SCHEMA
)
"""A casebook that nobody has written yet."""


def holds(about: About, log: bytes) -> bool:
    """Whether the journal with these bytes is in a snapshot already: it went into it, or into
    one that it came of."""
    head, folded = journal.head_of(log), about.folded
    if head is None:
        return False
    if folded is not None and head.generation == folded.generation:
        # One that was cut off since has nothing more than what went into it.
        if len(log) <= folded.offset and not folded.sum:
            return True
        if (len(log), f"{zlib.crc32(log):08x}") == (folded.offset, folded.sum):
            return True
    try:
        found = journal.read(log, Place())
    except DamagedJournalError:
        return False
    return succession.past(head.generation, found.place) in about.line
