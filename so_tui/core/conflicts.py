"""What two people did apart from each other, and nobody has settled: all of it, in one place.

A field that holds two values, a part that one removed and another changed, a number that was
given twice. Lists and commands count and tell just these.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from so_tui.core.case import Case, in_order
from so_tui.core.changes import Change, apply, conflicts
from so_tui.core.pages import AnyPage, is_held_down, seen, stamp_of
from so_tui.core.tree import ChangeError, Plain, get, plain

Kind = Literal["values", "removal", "number"]
"""Two values of a field; a part that was removed, and changed; a number that was given twice."""

NUMBERED = ("people", "releases", "contacts", "questions")
"""The collections whose parts are spoken of by their number alone."""

KEEP, REMOVE = "keep", "remove"
"""What there is to choose of a part that was removed and changed."""


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One side of a conflict: a value, `KEEP` or `REMOVE`, or the id of a part with the number.

    `change` is what gave it, `actor` who, and `at` when, where the history tells.
    """

    value: Plain
    change: str
    actor: str = ""
    at: dt.datetime | None = None


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """Something to settle. `inner` is its path inside the page; of a number that was given twice
    the collection and the number. The first of its `sides` is what is shown meanwhile."""

    page: AnyPage
    kind: Kind
    inner: str
    sides: tuple[Side, ...]

    @property
    def path(self) -> str:
        """The path in the casebook, which no other conflict has."""
        return f"{self.page.path}/{self.inner}" if self.inner else self.page.path


def conflicts_in(pages: Iterable[AnyPage]) -> tuple[Conflict, ...]:
    """All that is to be settled in some pages, such as a case's and its offices'."""
    return tuple(one for page in pages for one in _of_page(page))


def _of_page(page: AnyPage) -> Iterator[Conflict]:
    if page.removed:
        return
    for inner, values in sorted(conflicts(page).items()):
        sides = (Side(value=one.value, change=one.stamp.change, actor=one.actor) for one in values)
        yield Conflict(page=page, kind="values", inner=inner, sides=tuple(sides))
    for inner in sorted(page.tombs):
        if not is_held_down(page, inner) and get(page.value, inner) is not None:
            yield Conflict(page=page, kind="removal", inner=inner, sides=_kept_or_not(page, inner))
    if isinstance(page.value, Case):
        yield from _given_twice(page, page.value)


def _kept_or_not(page: AnyPage, inner: str) -> tuple[Side, ...]:
    tombs = page.tombs[inner]
    known = set().union(*(tomb.over for tomb in tombs))
    unseen = [id_ for id_ in seen(page, inner) if id_ not in known] or [
        stamp_of(page, inner).change
    ]
    keeps = max(
        unseen,
        key=lambda id_: next(
            (one for one in page.stamps.values() if one.change == id_), stamp_of(page, inner)
        ),
    )
    removes = tombs[-1].stamp.change
    return (
        Side(value=KEEP, change=keeps, actor=page.actors.get(keeps, "")),
        Side(value=REMOVE, change=removes, actor=page.actors.get(removes, "")),
    )


def _given_twice(page: AnyPage, case: Case) -> Iterator[Conflict]:
    for table in NUMBERED:
        parts: Mapping[str, Any] = getattr(case, table)
        by_number: dict[int, list[str]] = {}
        for id_, part in in_order(parts):
            by_number.setdefault(part.number, []).append(id_)
        for number, ids in by_number.items():
            if len(ids) > 1:
                stamps = ((id_, stamp_of(page, f"{table}/{id_}").change) for id_ in ids)
                sides = tuple(
                    Side(value=id_, change=change, actor=page.actors.get(change, ""))
                    for id_, change in stamps
                )
                yield Conflict(page=page, kind="number", inner=f"{table}/{number}", sides=sides)


# --- Their places, and who gave what when ----------------------------------------------------


def placed(found: Sequence[Conflict], history: Iterable[Change]) -> dict[int, Conflict]:
    """Conflicts by the numbers that people settle them by, with who gave what, and when.

    They are numbered in the order in which the history brought them about, from 1 on wherever
    there was none to settle before; those settled since are counted, so that each keeps its number
    meanwhile. `history`: of their pages, and of those whose conflicts are counted with them, in
    the order (counter, id).
    """
    told = tuple(history)
    order: list[str] = []
    pages: dict[tuple[str, str], AnyPage] = {}
    open_: dict[str, Conflict] = {}
    for change in told:
        try:
            touched = apply(pages, change)
        except ChangeError:
            continue  # what the history does not tell is numbered behind the rest
        pages |= touched
        now = {one.path: one for one in conflicts_in(touched[key] for key in sorted(touched))}
        paths = {page.path for page in touched.values()}
        here = {path: one for path, one in open_.items() if one.page.path in paths}
        gone = [one for path, one in here.items() if path not in now]
        new = [path for path in now if path not in here]
        if new and not open_ and change.undoes is None:
            order.clear()
        order += [path for path in new if path not in order]
        for one in gone:
            if not _settles(change, one):
                order.remove(one.path)
        open_ = {path: one for path, one in open_.items() if path not in here} | now
    order += [one.path for one in found if one.path not in order]
    made = {order.index(one.path) + 1: _with_givers(one, told) for one in found}
    return dict(sorted(made.items()))


def _settles(change: Change, one: Conflict) -> bool:
    """Whether somebody who could see a conflict ended it: not one who never knew of both sides,
    as where two people write the same in the end."""
    if change.verb == "choose" or change.undoes is not None or one.kind == "number":
        return True
    known = {id_ for edit in change.edits for id_ in edit.over}
    return all(side.change in known for side in one.sides)


def _with_givers(one: Conflict, history: Sequence[Change]) -> Conflict:
    sides = []
    for side in one.sides:
        gave = _giver(one, side, history)
        sides.append(side if gave is None else replace(side, actor=gave.actor, at=gave.at))
    return replace(one, sides=tuple(sides))


def _giver(one: Conflict, side: Side, history: Sequence[Change]) -> Change | None:
    """The change that gave a side; one that only put it back gives none."""
    at = next((n for n, change in enumerate(history) if change.id == side.change), None)
    if at is None:
        return None
    if one.kind != "values" or history[at].undoes is None:
        return history[at]
    gave = (change for change in reversed(history[:at]) if _gives(change, one.path, side.value))
    return next(gave, history[at])


def _gives(change: Change, path: str, value: Plain) -> bool:
    """Whether a change wrote a value itself, and did not choose it, or put it back."""
    if change.undoes is not None or change.verb == "choose":
        return False
    for edit in change.edits:
        inside = path[len(edit.path) + 1 :] if path.startswith(f"{edit.path}/") else None
        if edit.op == "set" and edit.path == path and edit.after == value:
            return True
        if edit.op == "add" and inside is not None and _held(edit.after, inside) == value:
            return True
    return False


def _held(value: Plain, inner: str) -> Plain:
    for step in inner.split("/"):
        value = value.get(step) if isinstance(value, dict) else None
    return plain(value)
