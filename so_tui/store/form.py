"""The form of a casebook file: its tables, what is checked when it is read, its ids.

Four TinyDB tables: `cases` and `offices` hold a page to a document, `history` a change to a
document, `about` one document with schema, counter and revision. A document's id is the number
of its page's or change's UUID, so that stock TinyDB opens the file and finds the same things.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from tinydb.table import Document

from so_tui.core.changes import AnyPage, Change, ChangeError, Kind, Pages
from so_tui.core.pages import CasePage, OfficePage
from so_tui.errors import DamagedCasebookError, NewerCasebookError
from so_tui.store import migrations

ABOUT_ID = 1
KINDS: tuple[Kind, ...] = ("cases", "offices")
Index = dict[str, dict[str, msgspec.Raw]]
"""Tables of documents that are not decoded yet, by table name and document id."""

_T = TypeVar("_T")
_PAGES: dict[str, Callable[[bytes], AnyPage]] = {
    "cases": msgspec.json.Decoder(CasePage).decode,
    "offices": msgspec.json.Decoder(OfficePage).decode,
}
_change = msgspec.json.Decoder(Change).decode
_UNREADABLE = (msgspec.DecodeError, UnicodeError, RecursionError, ValueError)


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What a casebook says of itself. `counter`: the highest any change in it has."""

    schema: int
    counter: int = 0
    revision: int = 0


def document_id(id_: str) -> int:
    """The TinyDB document id of a page or change. Raises ChangeError when it is not a UUID."""
    try:
        number = uuid.UUID(id_)
    except ValueError:
        number = None
    if number is None or str(number) != id_:
        raise ChangeError(f"A change names “{id_}”, which is not an id (a UUID in lower case).")
    return number.int


def document(part: AnyPage | Change) -> Document:
    """A page or change as TinyDB keeps it."""
    return Document(msgspec.to_builtins(part), doc_id=document_id(part.id))


def about_document(about: About) -> Document:
    """The one document of `about`."""
    return Document(msgspec.to_builtins(about), doc_id=ABOUT_ID)


def tables(data: bytes, path: Path) -> dict[str, Any]:
    """All tables as plain values, brought to today's schema. Raises DamagedCasebookError."""
    about = _about(_index(data, path), path)
    decoded: dict[str, Any] = _decoded(data, path, msgspec.json.decode)
    if about.schema < migrations.SCHEMA:
        decoded = migrations.migrated(decoded, about.schema)
    return decoded


def index(data: bytes, path: Path) -> tuple[Index, About]:
    """The documents of a casebook, undecoded but for `about`. Raises DamagedCasebookError."""
    found = _index(data, path)
    about = _about(found, path)
    if about.schema < migrations.SCHEMA:
        found = _index(msgspec.json.encode(tables(data, path)), path)
        about = _about(found, path)
    return found, about


def pages(found: Index, path: Path) -> Pages:
    """Every page, checked against the model. Raises DamagedCasebookError naming the document."""
    checked: dict[tuple[str, str], AnyPage] = {}
    for kind in KINDS:
        for key, raw in found.get(kind, {}).items():
            page = _document(raw, _PAGES[kind], path, f"{kind}/{key}")
            if (page.kind, page.value.id) != (kind, page.id) or key != _key(page.id):
                raise _damaged(path, f"the ids of {kind}/{key} do not agree")
            checked[kind, page.id] = page
    return checked


def history(found: Index, path: Path) -> list[Change]:
    """Every change, in the order (counter, id). Raises DamagedCasebookError."""
    changes: list[Change] = []
    for key, raw in found.get("history", {}).items():
        change = _document(raw, _change, path, f"history/{key}")
        if key != _key(change.id):
            raise _damaged(path, f"the ids of history/{key} do not agree")
        changes.append(change)
    return sorted(changes, key=lambda change: change.stamp)


def _key(id_: str) -> str:
    try:
        return str(document_id(id_))
    except ChangeError:
        return ""


def _index(data: bytes, path: Path) -> Index:
    if not data.strip(b" \t\r\n\0"):
        raise _damaged(path, "it is empty")
    return _decoded(data, path, msgspec.json.Decoder(Index).decode)


def _about(found: Index, path: Path) -> About:
    raw = found.get("about", {}).get(str(ABOUT_ID))
    if raw is None:
        raise _damaged(path, "it is not a casebook of so-tui")
    about = _document(raw, msgspec.json.Decoder(About).decode, path, "about")
    if about.schema > migrations.SCHEMA:
        raise NewerCasebookError(
            f"The casebook {path} was written by a newer so-tui (schema {about.schema}, and this "
            f"one knows {migrations.SCHEMA}). It was left as it is; please use the newer so-tui."
        )
    if about.schema < 1:
        raise _damaged(path, "its schema number is not one")
    return about


def _decoded(data: bytes, path: Path, decode: Callable[[bytes], _T]) -> _T:
    try:
        return decode(data)
    except _UNREADABLE as fault:
        raise _damaged(path, f"it cannot be read ({fault})") from fault


def _document(raw: msgspec.Raw, decode: Callable[[bytes], _T], path: Path, where: str) -> _T:
    try:
        return decode(bytes(raw))
    except _UNREADABLE as fault:
        raise _damaged(path, f"{where} cannot be read ({fault})") from fault


def _damaged(path: Path, why: str) -> DamagedCasebookError:
    return DamagedCasebookError(
        f"The casebook {path} is damaged: {why}. It was left as it is. Keep a copy of it, "
        "then put a backup in its place, or name another casebook with --file."
    )
