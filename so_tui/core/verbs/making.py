"""How every verb ends: the smallest edits, cleaned, with a sentence for the history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from msgspec.structs import replace

from so_tui.core import days
from so_tui.core.case import Case
from so_tui.core.changes import (
    Change,
    Edit,
    Page,
    Pen,
    between,
)
from so_tui.core.cleaning import clean_plain, too_long_in
from so_tui.core.known import recorded
from so_tui.core.pages import V
from so_tui.core.tree import is_part, normal, type_at
from so_tui.errors import NotAllowedError, NotFoundError, UsageError

P = TypeVar("P")


def said(pen: Pen, verb: str, sentence: str, edits: Iterable[Edit]) -> Change:
    """The change made of these edits, cleaned.

    Raises NotAllowedError when nothing differs, and UsageError when something that has happened
    is said to lie ahead.
    """
    cleaned = tuple(_cleaned(edit) for edit in edits)
    told = tuple(edit for edit in cleaned if edit.op != "set" or edit.after != edit.before)
    if not told:
        raise NotAllowedError("Nothing was changed: it is already so.")
    for edit in told:
        _refuse_ahead(edit, pen)
    return Change(
        id=pen.new_id(), actor=pen.actor, at=pen.now, verb=verb,
        sentence=clean_plain(sentence), edits=told,
    )  # fmt: skip


def _refuse_ahead(edit: Edit, pen: Pen) -> None:
    if edit.op not in ("add", "set"):
        return
    kind, above, field = edit.page[0], *edit.inner.rpartition("/")[::2]
    value, of = edit.after, type_at(kind, edit.inner)
    if not is_part(of):
        value, of = {field: value}, type_at(kind, above)
    for sentence in days.ahead_in(value, of, pen.today):
        raise UsageError(f"{sentence} Nothing was changed.")


def _cleaned(edit: Edit) -> Edit:
    if edit.op not in ("add", "set"):
        return edit
    field = edit.path.rpartition("/")[2]
    after = clean_plain(edit.after, field)
    if long := too_long_in(after, field):
        raise UsageError(f"{long} Nothing was changed.")
    return replace(edit, after=normal(after, edit.page[0], edit.inner))


def changed(page: Page[V], pen: Pen, verb: str, sentence: str, after: V) -> Change:
    """The change that turns a page's value into `after`, with the days that it records."""
    match page.value, after:
        case Case() as was, Case() as is_now:
            # `V` is `Case` here, which a type checker cannot follow through a TypeVar.
            after = recorded(was, is_now, pen.today)  # type: ignore[assignment]
    return said(pen, verb, sentence, between(page, after))


def together(pen: Pen, verb: str, sentence: str, changes: Iterable[Change]) -> Change:
    """Several changes made as one: one line in the history, one undo.

    Each change must be for a different page, since each was made from its page as it stands.
    """
    edits = [edit for change in changes for edit in change.edits]
    return said(pen, verb, sentence, edits)


def require(found: object, what: str) -> None:
    """Raise NotFoundError when a part is not in the case any more."""
    if found is None:
        raise NotFoundError(f"That {what} is not in this case any more. Nothing was changed.")


def without(parts: Mapping[str, P], id_: str) -> dict[str, P]:
    """The collection with one part taken out."""
    return {key: part for key, part in parts.items() if key != id_}
