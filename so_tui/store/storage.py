"""TinyDB over a casebook's ledger: what is put into its tables reaches the disk as one save."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from tinydb import Storage, TinyDB
from tinydb.table import Document, Table

from so_tui.errors import CasebookError
from so_tui.store import decoding, snapshot_format
from so_tui.store.ledger import Ledger
from so_tui.store.state import State


class LedgerStorage(Storage):
    """A TinyDB storage that reads snapshot and journal, and gathers what is put into its tables.

    Without `commit` nothing reaches the disk, so a transaction that stops half-way never was.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._put: dict[str, dict[str, msgspec.Raw]] = {}

    def read(self) -> dict[str, dict[str, Any]]:
        """All tables as plain values, as they are on disk. Raises CasebookError."""
        self._ledger.whole()
        state, history = self._ledger.history()
        if not state.file:
            return {}
        path = self._ledger.path
        tables: dict[str, dict[str, Any]] = {
            name: dict(decoding.documents(raw, path))
            for name, raw in decoding.raw_tables(state.data, path).items()
        }
        for name, fresh in state.fresh.items():
            tables[name] = {**tables.get(name, {}), **fresh}
        tables["history"] = history
        tables["about"] = {
            str(snapshot_format.ABOUT_ID): msgspec.Raw(msgspec.json.encode(state.about))
        }
        return {
            name: {key: msgspec.json.decode(raw) for key, raw in documents.items()}
            for name, documents in tables.items()
        }

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Refused: TinyDB writes all tables at once, and a casebook is saved by its documents."""
        raise NotImplementedError("Put whole documents with Documents.put, then commit.")

    def put(self, table: str, documents: Iterable[Document]) -> None:
        """Gathers whole documents for `commit`. Raises CasebookError for what JSON cannot hold."""
        gathered = self._put.setdefault(table, {})
        for one in documents:
            try:
                gathered[str(one.doc_id)] = msgspec.Raw(msgspec.json.encode(dict(one)))
            except (TypeError, ValueError, RecursionError) as fault:
                raise CasebookError(
                    f"The casebook {self._ledger.path} was not saved: a value in it is not text, "
                    f"number or date ({fault}). What was on disk is unchanged."
                ) from fault

    def commit(self, about: snapshot_format.About) -> State:
        """Saves what was put, as one; durable when it returns the state after it."""
        put, self._put = self._put, {}
        return self._ledger.append(put, about)


class Documents(Table):
    """A table whose documents are put whole, and found by the id people's things have."""

    def __init__(
        self,
        storage: Storage,
        name: str,
        cache_size: int = Table.default_query_cache_capacity,
        persist_empty: bool = False,
    ) -> None:
        super().__init__(storage, name, cache_size, persist_empty)
        assert isinstance(storage, LedgerStorage)
        self._ledger_storage = storage

    def put(self, documents: Iterable[Document]) -> None:
        """Puts each document in the place of the one with its id, or beside the others.

        TinyDB's own `update` and `upsert` change documents in place, and rewrite every table.
        """
        self._ledger_storage.put(self.name, documents)


class Database(TinyDB):
    """A TinyDB for one transaction; a longer-lived one would answer from a stale cache."""

    table_class = Documents

    def __init__(self, ledger: Ledger) -> None:
        self._transaction = LedgerStorage(ledger)
        super().__init__(storage=lambda: self._transaction)

    def documents(self, name: str) -> Documents:
        """One table by name."""
        table = self.table(name)
        assert isinstance(table, Documents)
        return table

    def commit(self, about: snapshot_format.About) -> State:
        """Saves what was put, as one; durable when it returns the state after it."""
        return self._transaction.commit(about)
