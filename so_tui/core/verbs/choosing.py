"""Settling what two people did apart from each other."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from so_tui.core import fields
from so_tui.core.case import Case, next_number
from so_tui.core.changes import AnyPage, Change, Edit, Pen, between, seen
from so_tui.core.conflicts import KEEP, Conflict, conflicts_in
from so_tui.core.pages import CasePage, as_case
from so_tui.core.tree import get, plain
from so_tui.errors import NotAllowedError


def choose(page: AnyPage, pen: Pen, inner: str, value: object) -> Change:
    """Settle a conflict of a page, by its path inside it: one of its sides stays.

    Of a field the other values go; of a number, the other parts that have it get new ones. Raises
    NotAllowedError where there is no such side.
    """
    found = next((one for one in conflicts_in([page]) if one.inner == inner), None)
    if found is None or all(side.value != value for side in found.sides):
        raise NotAllowedError("There is nothing to choose there any more. Nothing was changed.")
    sentence, edits = _settled(found, value)
    return Change(
        id=pen.new_id(), actor=pen.actor, at=pen.now, verb="choose", sentence=sentence, edits=edits
    )


def _settled(found: Conflict, value: object) -> tuple[str, tuple[Edit, ...]]:
    page, inner = found.page, found.inner
    what = fields.said_at(page.kind, inner.partition("/")[0]) if inner else "case"
    match found.kind:
        case "values":
            edit = Edit(
                op="set", path=found.path, before=found.sides[0].value, after=value,
                over=seen(page, inner),
            )  # fmt: skip
            said = f"Chose one of two values: {fields.said_at(page.kind, inner)}"
            return said, (edit,)
        case "removal" if value == KEEP:
            over = tuple(sorted(tomb.stamp.change for tomb in page.tombs[inner]))
            return f"Kept what was removed, and changed apart from that: {what}", (
                Edit(op="restore", path=found.path, after=plain(get(page.value, inner)), over=over),
            )
        case "removal":
            before = plain(get(page.value, inner))
            edit = Edit(op="remove", path=found.path, before=before, over=seen(page, inner))
            return f"Removed what was changed apart from that: {what}", (edit,)
        case "number":
            return _renumbered(as_case(page), found, value)


def _renumbered(page: CasePage, found: Conflict, keeps: object) -> tuple[str, tuple[Edit, ...]]:
    table, _, number = found.inner.partition("/")
    parts: dict[str, Any] = dict(getattr(page.value, table))
    for side in found.sides:
        if side.value != keeps:
            parts[side.value] = replace(parts[side.value], number=next_number(parts))
    after: Case = replace(page.value, **{table: parts})
    what = fields.said_at("cases", table)
    return f"Settled who has the number {number}: {what}", between(page, after)
