"""The pages of a casebook, decoded when someone looks at them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from so_tui.core.changes import AnyPage, ChangeError
from so_tui.store import snapshot_format
from so_tui.store.interface import KeptPages, PageKey
from so_tui.store.state import State

Decoded = dict[PageKey, tuple[msgspec.Raw, AnyPage]]
"""Pages that were decoded, each with the document it was decoded from."""


class StoredPages(KeptPages):
    """Every page of a state, by kind and id; asking for one may raise DamagedCasebookError.

    `decoded` is shared by the states of one casebook: a page whose document stayed the same is
    decoded once.
    """

    def __init__(self, state: State, path: Path, decoded: Decoded) -> None:
        self._state, self._path, self._decoded = state, path, decoded

    def __getitem__(self, key: PageKey) -> AnyPage:
        kind, id_ = key
        raw = self._raw(kind, id_)
        if raw is None:
            raise KeyError(key)
        known = self._decoded.get(key)
        if known is not None and known[0] is raw:
            return known[1]
        page = snapshot_format.page(raw, kind, snapshot_format.key_of(id_), self._path)
        self._decoded[key] = (raw, page)
        return page

    def __contains__(self, key: object) -> bool:
        match key:
            case (str(kind), str(id_)):
                return self._raw(kind, id_) is not None
            case _:
                return False

    def __iter__(self) -> Iterator[PageKey]:
        for kind in snapshot_format.KINDS:
            for key in self._state.fresh.get(kind, {}).keys() | self._state.index.of(kind).keys():
                yield kind, snapshot_format.id_of(key)

    def ids(self, kind: Literal["cases", "offices"]) -> list[str]:
        """The pages of one kind, by id; none of them is decoded."""
        state = self._state
        keys = state.fresh.get(kind, {}).keys() | state.index.of(kind).keys()
        return [snapshot_format.id_of(key) for key in sorted(keys)]

    def __len__(self) -> int:
        state = self._state
        return sum(
            len(state.fresh.get(kind, {}).keys() | state.index.of(kind).keys())
            for kind in snapshot_format.KINDS
        )

    def _raw(self, kind: str, id_: str) -> msgspec.Raw | None:
        try:
            key = snapshot_format.key_of(id_)
        except ChangeError:
            return None
        for one in snapshot_format.KINDS:
            if one == kind:
                return self._state.document(one, key)
        return None


class WithFresh(KeptPages):
    """Pages with some in the place of others, or beside them; nothing is copied."""

    def __init__(self, fresh: Mapping[PageKey, AnyPage], pages: KeptPages) -> None:
        self._fresh, self._pages = fresh, pages

    def ids(self, kind: Literal["cases", "offices"]) -> list[str]:
        """The pages of one kind, by id; none of them is decoded."""
        fresh = {id_ for one, id_ in self._fresh if one == kind}
        return sorted(fresh.union(self._pages.ids(kind)))

    def __getitem__(self, key: PageKey) -> AnyPage:
        return self._fresh[key] if key in self._fresh else self._pages[key]

    def __iter__(self) -> Iterator[PageKey]:
        yield from self._fresh
        yield from (key for key in self._pages if key not in self._fresh)

    def __len__(self) -> int:
        return sum(1 for _ in self)
