"""TinyDB's storage over one JSON file, durable, and one write for all tables together."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tinydb import Storage, TinyDB
from tinydb.middlewares import Middleware
from tinydb.table import Document, Table

from so_tui.errors import CasebookError
from so_tui.store import disk, form

Tables = dict[str, dict[str, Any]]


class DurableStorage(Storage):
    """A TinyDB storage whose write is on the disk when it returns.

    `signature` is that of the last bytes read or written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.signature: disk.Signature = ()

    def read(self) -> Tables | None:
        """All tables, or None where there is no file yet. Raises CasebookError."""
        stored = disk.read(self._path)
        if stored is None:
            return None
        self.signature = stored.signature
        return form.tables(stored.data, self._path)

    def write(self, data: Tables) -> None:
        """Puts all tables in the place of the file. Raises CasebookError with the old in place."""
        try:
            text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
            bytes_ = text.encode("utf-8")
        except (TypeError, ValueError, RecursionError) as fault:
            raise CasebookError(
                f"The casebook {self._path} was not saved: a value in it is not text, number or "
                f"date ({fault}). What was on disk is unchanged."
            ) from fault
        self.signature = disk.replace(self._path, bytes_)


class OneWrite(Middleware):
    """Gathers what TinyDB writes, table by table, into one write at `commit`.

    Without `commit` nothing reaches the disk, so a transaction that stops half-way never was.
    """

    def __init__(self) -> None:
        super().__init__(DurableStorage)
        self._tables: Tables | None = None
        self._loaded = False

    def read(self) -> Tables | None:
        """The tables as they stand in this transaction."""
        if not self._loaded:
            self._tables = self.storage.read()
            self._loaded = True
        return self._tables

    def write(self, data: Tables) -> None:
        """Keeps the tables for `commit`."""
        self._tables = data

    def commit(self) -> disk.Signature:
        """Writes all tables at once; durable when it returns the file's new signature."""
        assert isinstance(self.storage, DurableStorage)
        self.storage.write(self._tables or {})
        return self.storage.signature


class Documents(Table):
    """A table whose documents are put whole, and found by the id people's things have."""

    def put(self, documents: Iterable[Document]) -> None:
        """Puts each document in the place of the one with its id, or beside the others."""
        new = list(documents)
        # TinyDB's own `update` and `upsert` keep fields that a document has no longer.
        self.remove(doc_ids=[one.doc_id for one in new if self.contains(doc_id=one.doc_id)])
        self.insert_multiple(new)


class Database(TinyDB):
    """A TinyDB for one transaction; a longer-lived one would answer from a stale cache."""

    table_class = Documents

    def __init__(self, path: Path) -> None:
        self._transaction = OneWrite()
        super().__init__(path, storage=self._transaction)

    def documents(self, name: str) -> Documents:
        """One table by name."""
        table = self.table(name)
        assert isinstance(table, Documents)
        return table

    def commit(self) -> disk.Signature:
        """Writes what was put, as one; durable when it returns the file's new signature."""
        return self._transaction.commit()
