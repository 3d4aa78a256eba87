"""The offices that a casebook knows, each looked at when it is asked for; what others change of
them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from so_tui.core.case import Office
from so_tui.core.changes import Change, OfficePage, Pen
from so_tui.core.office_changes import OfficeChange, office_changes
from so_tui.core.pages import as_office
from so_tui.store.interface import KeptPages

if TYPE_CHECKING:
    from so_tui.casework import Casework


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


def known_to(work: Casework, changes: Iterable[Change]) -> dict[str, OfficePage]:
    """The offices that changes are about and that a casebook knows, as they are, by id."""
    pages = work.snapshot.pages
    keys = {key for one in changes for key in one.pages if key[0] == "offices"}
    return {key[1]: as_office(pages[key]) for key in keys if key in pages}


def changed_since(
    work: Casework, before: Mapping[str, OfficePage], pen: Pen
) -> tuple[OfficeChange, ...]:
    """What is other now of offices, given as they were, by id."""
    after = {id_: as_office(work.snapshot.pages["offices", id_]) for id_ in before}
    return tuple(office_changes(before, after, lambda id_: len(work.naming(id_)), pen.wording))
