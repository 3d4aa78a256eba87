"""Which tables there are, and what their columns are called, from `data/columns.toml`."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from typing import Any

import msgspec

from so_tui import assets
from so_tui.core import tree
from so_tui.core.case import Case, Contact, Item, Office, Part, Promise
from so_tui.core.folding import key

WRITTEN_ONLY = "due"
"""The table that tells what is to be done: it follows from the rest, so nothing reads it."""

NAMES: tuple[str, ...] = ("caseload", "offices", "items", "contacts", WRITTEN_ONLY)
"""The tables, the usual one first."""

NEEDED: Mapping[str, tuple[str, ...]] = {
    "caseload": ("label", "case_id"),
    "offices": ("name", "office_id"),
    "items": ("kind", "item_id"),
    "contacts": ("outcome", "contact_id"),
}
"""Of which columns one at least is in a table that is read."""

_ROW_OF: Mapping[str, type[Part]] = {
    "caseload": Case, "offices": Office, "items": Item, "contacts": Contact,
}  # fmt: skip
_WORDS = frozenset({"case_id", "patient", "office_id", "item_id", "contact_id"})


class Column(msgspec.Struct, frozen=True):
    """One column: its key, what it is called, and which field of which part it holds; none where
    it says which one is meant, or is only written."""

    key: str
    names: tuple[str, ...]
    part: type[Part] | None = None
    field: str = ""

    @property
    def name(self) -> str:
        """What it is called when it is written."""
        return self.names[0]

    @property
    def is_told(self) -> bool:
        """Whether it is only written."""
        return self.key.startswith("told_")

    @property
    def type(self) -> Any:
        """The type of its field."""
        assert self.part is not None
        return tree.fields(self.part)[self.field]


@functools.cache
def tables() -> Mapping[str, tuple[Column, ...]]:
    """The columns of each table, in the order in which they are written."""
    found = tomllib.loads(assets.read_data("columns.toml").decode())
    return {name: tuple(_column(name, *one) for one in found[name].items()) for name in NAMES}


def _column(table: str, path: str, called: Mapping[str, Any]) -> Column:
    names = (called["name"], *called.get("also", ()))
    if path.startswith("told_") or path in _WORDS:
        return Column(path, names)
    if path == "promise":
        return Column(path, names, Promise, "day")
    above, _, field = path.rpartition("/")
    part: Any = tree.fields(_ROW_OF[table])[above] if above else _ROW_OF[table]
    assert field in tree.fields(part), f"{table} has no {path}"
    return Column(path, names, part, field)


@functools.cache
def called(table: str) -> Mapping[str, Column]:
    """The columns of a table by each of their names, folded."""
    return {key(name): one for one in tables()[table] for name in one.names}
