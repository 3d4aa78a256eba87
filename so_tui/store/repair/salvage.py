"""What can be had from a snapshot that does not vouch for itself: parts that do, else documents.

Where the history is whole, the pages are made from it again. Where it is not, each document
counts that stands whole and fits the model.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from so_tui.core.changes import AnyPage, Change, apply
from so_tui.core.tree import ChangeError
from so_tui.errors import CasebookError
from so_tui.store import decoding, snapshot_format

Tables = dict[str, dict[str, msgspec.Raw]]
"""Documents that are not decoded, by table and document id."""

_KEY = re.compile(r'"(\d{1,39})":(?=\{)')
_GENERATION = re.compile(
    rb'"counter":(\d{1,15}),"revision":(\d{1,15}),"generation":"([0-9a-f]{1,32})",'
    rb'"folded":(?:null|\{"generation":"([0-9a-f]{1,32})","offset":(\d{1,15})(?:,"sum":"[0-9a-f]{0,8}")?\})'
)
FIRST_BYTES = 2 * decoding.HEAD_BYTES
"""How many of a snapshot's first bytes tell what `legible` says."""

_first_json = json.JSONDecoder().raw_decode


class Legible(msgspec.Struct, frozen=True, kw_only=True):
    """What the first bytes of a damaged snapshot still say, for what that is worth.

    `generation`: its own; `before`: that of the journal that went into it, of `length` bytes.
    """

    counter: int = 0
    revision: int = 0
    generation: str = ""
    before: str = ""
    length: int = 0


class Pieces(msgspec.Struct, frozen=True, kw_only=True):
    """Documents of a damaged snapshot. `whole`: every document is there, and as it was written;
    `vouched`: what is there is as it was written."""

    tables: Tables
    whole: bool = False
    vouched: bool = False


def legible(data: bytes) -> Legible:
    """What the first bytes of a snapshot say of it, be it damaged or not."""
    found = _GENERATION.search(data[:FIRST_BYTES])
    if found is None:
        return Legible()
    return Legible(
        counter=int(found[1]), revision=int(found[2]), generation=found[3].decode(),
        before=(found[4] or b"").decode(), length=int(found[5] or 0),
    )  # fmt: skip


def pieces(data: bytes, path: Path) -> Pieces:
    """What can be had from the bytes of a damaged snapshot of today's schema."""
    begin, end = snapshot_format.whole_parts(data)
    if begin is not None and end is not None:
        with contextlib.suppress(CasebookError):
            # Only what stands behind its end is not its own.
            return Pieces(
                tables=snapshot_format.everything(begin + end, path)[0], whole=True, vouched=True
            )
    tables: Tables = {}
    for kind, key, raw in _standing_whole(data, path):
        tables.setdefault(kind, {})[key] = raw
    if begin is not None:
        with contextlib.suppress(CasebookError):
            raw_tables = decoding.raw_tables(begin + b"}", path)
            for name in set(raw_tables) - {"about", "history"}:
                tables[name] = decoding.documents(raw_tables[name], path)
            return Pieces(tables=tables, vouched=True)
    if end is not None:
        with contextlib.suppress(CasebookError):
            history = snapshot_format.history_documents(end, path)
            made = {**made_by(history, path), "history": history}
            # A page that no change made is taken as it stands.
            alone = [(kind, key) for kind in snapshot_format.KINDS for key in tables.get(kind, {})]
            alone = [(kind, key) for kind, key in alone if key not in made[kind]]
            for kind, key in alone:
                made[kind][key] = tables[kind][key]
            return Pieces(tables=made, vouched=not alone)
    return Pieces(tables=tables)


def made_by(history: Mapping[str, msgspec.Raw], path: Path) -> Tables:
    """The pages that changes make, as far as they tell all of a page."""
    changes: list[Change] = []
    for key, raw in history.items():
        with contextlib.suppress(CasebookError):
            changes.append(snapshot_format.change(raw, key, path))
    pages: dict[tuple[str, str], AnyPage] = {}
    broken = set[tuple[str, str]]()
    for change in sorted(changes, key=lambda one: one.stamp):
        try:
            pages |= apply(pages, change)
        except ChangeError:
            broken |= change.pages
    made: Tables = {name: {} for name in snapshot_format.KINDS}
    for key_, page in pages.items():
        if key_ not in broken:
            made[page.kind][snapshot_format.key_of(page.id)] = msgspec.Raw(
                msgspec.json.encode(page)
            )
    return made


def _standing_whole(data: bytes, path: Path) -> Iterator[tuple[str, str, msgspec.Raw]]:
    """Every document in some bytes that can be read and fits the model, with table and key."""
    text, at = data.decode("utf-8", "surrogateescape"), 0
    while found := _KEY.search(text, at):
        at = found.end()
        try:
            end = _first_json(text, at)[1]
        except (ValueError, RecursionError):
            continue
        raw = msgspec.Raw(text[at:end].encode("utf-8", "surrogateescape"))
        table = _table_of(raw, found[1], path)
        if table:
            yield table, found[1], raw
            at = end


def _table_of(raw: msgspec.Raw, key: str, path: Path) -> str:
    for kind in snapshot_format.KINDS:
        with contextlib.suppress(CasebookError):
            snapshot_format.page(raw, kind, key, path)
            return kind
    with contextlib.suppress(CasebookError):
        snapshot_format.change(raw, key, path)
        return "history"
    return ""
