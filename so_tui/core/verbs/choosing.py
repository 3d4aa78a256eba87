"""Settling what two people did apart from each other."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from so_tui.core.case import Case, next_number
from so_tui.core.changes import AnyPage, Change, Edit, Pen, between, seen
from so_tui.core.conflict_words import ConflictWords
from so_tui.core.conflicts import KEEP, Conflict, conflicts_in
from so_tui.core.pages import CasePage, as_case
from so_tui.core.tree import get, plain
from so_tui.errors import NotAllowedError


def choose(
    page: AnyPage, pen: Pen, inner: str, value: object, words: ConflictWords | None = None
) -> Change:
    """Settle a conflict of a page, by its path inside it: one of its sides stays.

    Of a field the other values go; of a number, the other parts that have it get new ones.
    `words` tell it in the history; those of the page alone where none are given. Raises
    NotAllowedError where there is no such side.
    """
    found = next((one for one in conflicts_in([page]) if one.inner == inner), None)
    if found is None or all(side.value != value for side in found.sides):
        raise NotAllowedError("There is nothing to choose there any more. Nothing was changed.")
    if words is None:
        case = (
            page.value if isinstance(page.value, Case) else Case(id="", label="", began=pen.today)
        )
        words = ConflictWords(case, {}, pen.wording.catalogue)
    return Change(
        id=pen.new_id(), actor=pen.actor, at=pen.now, verb="choose",
        sentence=words.settled(found, plain(value)), edits=_edits(found, value),
    )  # fmt: skip


def _edits(found: Conflict, value: object) -> tuple[Edit, ...]:
    page, inner = found.page, found.inner
    match found.kind:
        case "values":
            before = found.sides[0].value
            return (
                Edit(op="set", path=found.path, before=before, after=value, over=seen(page, inner)),
            )
        case "removal" if value == KEEP:
            over = tuple(sorted(tomb.stamp.change for tomb in page.tombs[inner]))
            after = plain(get(page.value, inner))
            return (Edit(op="restore", path=found.path, after=after, over=over),)
        case "removal":
            before = plain(get(page.value, inner))
            return (Edit(op="remove", path=found.path, before=before, over=seen(page, inner)),)
        case "number":
            return _renumbered(as_case(page), found, value)


def _renumbered(page: CasePage, found: Conflict, keeps: object) -> tuple[Edit, ...]:
    table = found.inner.partition("/")[0]
    parts: dict[str, Any] = dict(getattr(page.value, table))
    for side in found.sides:
        if side.value != keeps:
            parts[side.value] = replace(parts[side.value], number=next_number(parts))
    after: Case = replace(page.value, **{table: parts})
    return between(page, after)
