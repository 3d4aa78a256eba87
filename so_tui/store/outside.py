"""What another program changed in a casebook: TinyDB itself, a script, an editor.

Such a file has no checksums that fit. What its pages hold and its history does not tell becomes
one more change, by someone outside; so it can be joined, seen in the history, and undone.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from so_tui.core.case import Case
from so_tui.core.changes import AnyPage, Change, Edit, Stamp, adding, apply, plain
from so_tui.core.changes import seen as seen_in
from so_tui.core.joining import bringing_back, turning
from so_tui.core.text import clean, counted
from so_tui.core.tree import ChangeError
from so_tui.errors import DamagedCasebookError
from so_tui.store import snapshot_format

ACTOR = "someone, outside"

_Key = tuple[str, str]
Tables = Mapping[str, Mapping[str, msgspec.Raw]]
"""Documents that are not decoded, by table and document id."""

_SHOWN = 5


class Outside(msgspec.Struct, frozen=True, kw_only=True):
    """What another program did to the documents of a snapshot.

    `edits`: of the pages as the history makes them; `pages`: those pages, in place of the ones
    that were edited, None where there is none; `labels`: what they are called; `left_out`: why a
    document does not fit the model, by table and key.
    """

    edits: tuple[Edit, ...] = ()
    pages: Mapping[_Key, AnyPage | None] = {}
    labels: tuple[str, ...] = ()
    left_out: Mapping[_Key, str] = {}

    @property
    def anything(self) -> bool:
        """Whether it did anything."""
        return bool(self.edits or self.pages or self.left_out)

    @property
    def why(self) -> str:
        """What it did, as the end of a sentence."""
        if self.left_out:
            return next(iter(self.left_out.values()))
        some = ", ".join(self.labels[:_SHOWN])
        more = f", and {len(self.labels) - _SHOWN} more" if len(self.labels) > _SHOWN else ""
        return f"another program changed in it: {some}{more}"

    def undone(self, tables: Tables) -> dict[str, dict[str, msgspec.Raw]]:
        """The tables as they were before."""
        before = {name: dict(documents) for name, documents in tables.items()}
        for table, key in self.left_out:
            before[table].pop(key, None)
        for (kind, id_), page in self.pages.items():
            key = snapshot_format.key_of(id_)
            before.setdefault("summaries", {}).pop(key, None)
            if page is None:
                before[kind].pop(key, None)
            else:
                before.setdefault(kind, {})[key] = msgspec.Raw(msgspec.json.encode(page))
        return before

    def change(self, at: dt.datetime) -> Change | None:
        """The change it comes to, made `at` a moment; None when it only lost what is put back.

        The same edits make the same change, so that it is there once however often it is made.
        """
        if not self.edits:
            return None
        words = msgspec.json.encode(self.edits).decode()
        return Change(
            id=str(uuid.uuid5(uuid.NAMESPACE_OID, words)), actor=ACTOR, at=at, verb="outside",
            sentence=f"Changed outside of so-tui: {', '.join(self.labels)}",
            edits=self.edits,
        )  # fmt: skip


def replayed(changes: Iterable[Change]) -> tuple[dict[_Key, AnyPage], set[_Key]]:
    """The pages that changes make, and those of which they do not tell all."""
    pages: dict[_Key, AnyPage] = {}
    broken = set[_Key]()
    for change in sorted(changes, key=lambda one: one.stamp):
        try:
            pages |= apply(pages, change)
        except ChangeError:
            broken |= change.pages
    return pages, broken


def found_in(tables: Tables, path: Path) -> Outside:
    """What another program did to the tables of a snapshot. Raises DamagedCasebookError where
    its history cannot be read."""
    history = tables.get("history", {})
    changes = [snapshot_format.change(raw, key, path) for key, raw in history.items()]
    made, broken = replayed(changes)
    known = {change.id for change in changes}
    there, left_out = _pages(tables, path)
    lacking = snapshot_format.about_of(tables.get("about", {}), path).told - len(changes)
    if lacking > 0:
        left_out["history", ""] = f"its history lacks {counted(lacking, 'change')}"
    edits: list[Edit] = []
    pages: dict[_Key, AnyPage | None] = {}
    labels: list[str] = []
    unfit = {(kind, _id_of(key)) for kind, key in left_out}
    for key in sorted(made.keys() | there.keys()):
        old, new = made.get(key), there.get(key)
        if key in broken or (new is not None and not named(new) <= known):
            continue  # the history does not tell all of it
        if key in unfit:
            pages |= {key: old} if old is not None else {}
            continue
        more = tuple(_edits(old, new))
        if more or new is None:
            pages[key] = old
        if more:
            edits += more
            labels += [_label(one) for one in (old or new,) if one is not None]
    return Outside(edits=tuple(edits), pages=pages, labels=tuple(labels), left_out=left_out)


def _edits(old: AnyPage | None, new: AnyPage | None) -> Iterator[Edit]:
    """The edits that make of a page, as its history tells it, the one that was found."""
    if old is None:
        if new is not None:
            yield adding(new.kind, new.value)
    elif new is None or (new.removed and not old.removed):
        if not old.removed:
            over = seen_in(old, "")
            yield Edit(op="remove", path=old.path, before=plain(old.value), over=over)
    else:
        if old.removed and not new.removed:
            yield bringing_back(old)
        yield from turning(old, new)


def _pages(tables: Tables, path: Path) -> tuple[dict[_Key, AnyPage], dict[_Key, str]]:
    """The pages that fit the model, and a sentence for each document that does not."""
    pages: dict[_Key, AnyPage] = {}
    left_out: dict[_Key, str] = {}
    for kind in snapshot_format.KINDS:
        for key, raw in tables.get(kind, {}).items():
            try:
                page = snapshot_format.page(raw, kind, key, path)
            except DamagedCasebookError as fault:
                left_out[kind, key] = fault.why
            else:
                pages[kind, page.id] = page
    return pages, left_out


def _id_of(key: str) -> str:
    try:
        return snapshot_format.id_of(key)
    except ValueError:
        return key


def named(page: AnyPage) -> set[str]:
    """The changes that a page names."""
    stamps: list[Stamp] = [*page.stamps.values()]
    stamps += [one.stamp for kept in page.apart.values() for one in kept]
    stamps += [one.stamp for tombs in page.tombs.values() for one in tombs]
    return {one.change for one in stamps} - {""}


def _label(page: AnyPage) -> str:
    value = page.value
    return clean(value.label if isinstance(value, Case) else value.name) or page.id
