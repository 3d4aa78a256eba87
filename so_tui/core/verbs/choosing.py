"""Settling a field that was edited apart."""

from __future__ import annotations

from so_tui.core import fields
from so_tui.core.changes import (
    AnyPage,
    Change,
    Edit,
    Pen,
    conflicts,
    seen,
)
from so_tui.errors import NotAllowedError


def choose(page: AnyPage, pen: Pen, inner: str, value: object) -> Change:
    """Settle a field that was edited apart: one of its values stays, the others go."""
    kept = conflicts(page).get(inner, ())
    chosen = next((one for one in kept if one.value == value), None)
    if chosen is None:
        raise NotAllowedError("There is nothing to choose there any more. Nothing was changed.")
    edit = Edit(
        op="set",
        path=f"{page.path}/{inner}",
        before=kept[0].value,
        after=chosen.value,
        over=seen(page, inner),
    )
    field = fields.said_at(page.kind, inner)
    return Change(
        id=pen.new_id(), actor=pen.actor, at=pen.now, verb="choose",
        sentence=f"Chose one of two values: {field}", edits=(edit,),
    )  # fmt: skip
