"""The offices that a casebook knows, each looked at when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from so_tui.core.case import Office
from so_tui.core.pages import as_office
from so_tui.store.interface import KeptPages


class KnownOffices(Mapping[str, Office]):
    """The offices among pages that are not removed, by id."""

    def __init__(self, pages: KeptPages) -> None:
        self._pages = pages

    def __getitem__(self, id_: str) -> Office:
        page = self._pages["offices", id_]
        if page.removed:
            raise KeyError(id_)
        return as_office(page).value

    def __iter__(self) -> Iterator[str]:
        return (id_ for id_ in self._pages.ids("offices") if id_ in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)
