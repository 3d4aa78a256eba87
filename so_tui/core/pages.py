"""Pages: a case or an office as the casebook keeps it, with what the one rule needs.

The rule for conflicts: edits of different fields both live; of one field edited apart, both
values are kept until someone chooses, and the one with the higher (counter, change) is
displayed; collections join by id; a removal is a mark, and an edit made apart beats it. Wall
clocks never decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, Literal, TypeVar

from so_tui.core.case import Case, Office, Part
from so_tui.core.phones import is_same
from so_tui.core.tree import ChangeError, Plain, ancestors, below, get, plain

Kind = Literal["cases", "offices"]
V = TypeVar("V", Case, Office)


class Stamp(Part, frozen=True, array_like=True, order=True):
    """Which change wrote a value; the greater one is displayed."""

    counter: int
    change: str


class Apart(Part, frozen=True):
    """A value kept beside the displayed one: the same field was edited apart."""

    stamp: Stamp
    actor: str
    value: Plain


class Tomb(Part, frozen=True):
    """A removal: it holds while it had seen (`over`) every edit of what it removed."""

    stamp: Stamp
    over: tuple[str, ...]


class Page(Part, Generic[V], frozen=True):
    """One case or office as the casebook keeps it.

    `value` is what people see. `stamps` holds, by inner path, who wrote a field last (a field
    without one has its nearest ancestor's); `apart` the values kept beside the displayed ones;
    `tombs` the removals, and `gone` what those that hold removed, so that it can come back.
    `removed` says that the page itself is removed. `actors` names who made the changes that
    stamps name, so that a conflict can say whose it is.
    """

    kind: Kind
    id: str
    value: V
    revision: int = 0
    stamps: dict[str, Stamp] = {}
    apart: dict[str, tuple[Apart, ...]] = {}
    tombs: dict[str, tuple[Tomb, ...]] = {}
    gone: dict[str, Plain] = {}
    removed: bool = False
    actors: dict[str, str] = {}

    @property
    def path(self) -> str:
        """What edits of this page begin with."""
        return f"{self.kind}/{self.id}"


CasePage = Page[Case]
OfficePage = Page[Office]
AnyPage = Page[Case] | Page[Office]
Pages = Mapping[tuple[str, str], AnyPage]


def as_case(page: AnyPage) -> CasePage:
    """The page as a case's. Raises ChangeError when it is an office's."""
    if not isinstance(page.value, Case):
        raise ChangeError(f"{page.path} is not a case.")
    return page


def as_office(page: AnyPage) -> OfficePage:
    """The page as an office's. Raises ChangeError when it is a case's."""
    if not isinstance(page.value, Office):
        raise ChangeError(f"{page.path} is not an office.")
    return page


def office_pages(case: Case, pages: Pages) -> Iterator[OfficePage]:
    """The pages of the offices that a case names, as far as they are there."""
    for id_ in sorted({one.office for one in case.offices.values()}):
        page = pages.get(("offices", id_))
        if page is not None and not page.removed:
            yield as_office(page)


def offices_of(case: Case, pages: Pages) -> dict[str, Office]:
    """The offices that a case names, by id, as far as they are there."""
    return {page.id: page.value for page in office_pages(case, pages)}


def stamp_of(page: AnyPage, inner: str) -> Stamp:
    """The stamp of a field: its own, or that of the nearest part above that was written whole."""
    for path in ancestors(inner):
        if path in page.stamps:
            return page.stamps[path]
    return Stamp(counter=0, change="")


def written(page: AnyPage, inner: str) -> set[Stamp]:
    """The stamps of all values that a field holds, or all below it."""
    found = {stamp_of(page, inner)}
    found |= {page.stamps[path] for path in below(inner, page.stamps)}
    found |= {kept.stamp for path in below(inner, page.apart) for kept in page.apart[path]}
    return found


def seen(page: AnyPage, inner: str) -> tuple[str, ...]:
    """The changes whose values a reader of this field, or of all below it, has before them."""
    return tuple(sorted({stamp.change for stamp in written(page, inner)} - {""}))


def is_held_down(page: AnyPage, inner: str) -> bool:
    """Whether a removal of this part holds: it had seen all that was written into it."""
    return any(is_held_by(page, inner, tomb) for tomb in page.tombs.get(inner, ()))


def is_held_by(page: AnyPage, inner: str, tomb: Tomb) -> bool:
    """Whether one removal had seen all that was written into a part."""
    return set(seen(page, inner)) <= set(tomb.over)


def conflicts(page: AnyPage) -> dict[str, tuple[Apart, ...]]:
    """The fields edited apart, by inner path: the displayed value first, then the others.

    What is removed has nothing to choose; its values come back with it.
    """
    found: dict[str, tuple[Apart, ...]] = {}
    if page.removed:
        return found
    for inner, others in page.apart.items():
        if any(path in page.gone for path in (inner, *ancestors(inner))):
            continue
        shown = plain(get(page.value, inner))
        field = inner.rpartition("/")[2]
        if not all(is_same(field, other.value, shown) for other in others):
            stamp = stamp_of(page, inner)
            mine = Apart(stamp=stamp, actor=page.actors.get(stamp.change, ""), value=shown)
            found[inner] = (mine, *(other for other in others if other.value != shown))
    return found
