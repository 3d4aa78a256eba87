"""The history of a case file: checked edit by edit, and led to the pages it leads to."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import msgspec

from so_tui.core.case import Case, Office
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import AnyPage, Change, Edit, apply
from so_tui.core.tree import KINDS, ChangeError, is_part, member_type, type_at, typed
from so_tui.exchange.checks import MAX_COUNTER, faults, is_id, key_faults
from so_tui.exchange.references import settled
from so_tui.exchange.strict import Place, Plain, refuse

_NOT_FIT = "this does not fit the field it is for"
_TAKE_AS_IT_STANDS = "leave the history out to take the file as it stands"

PageKeys = Collection[tuple[str, str]]


def about(history: Iterable[Change], pages: PageKeys) -> tuple[Change, ...]:
    """The changes to some pages in the order in which they were written, and nothing else.

    Edits of other pages are left out, so that no other case travels along. So is what an import
    brought to a page: each casebook has imports of its own.
    """
    kept = (
        msgspec.structs.replace(
            change,
            edits=tuple(one for one in change.edits if one.page in pages and one.op != "join"),
        )
        for change in history
    )
    return tuple(sorted((one for one in kept if one.edits), key=lambda one: one.stamp))


def check_history(
    history: tuple[Change, ...],
    cases: Iterable[Case],
    removed: Iterable[Case],
    offices: Iterable[Office],
    catalogue: Catalogue,
    name: str,
) -> None:
    """Refuse a history that does not lead, from nothing, to just these cases, `removed` ones and
    offices."""
    shown: dict[tuple[str, str], Case | Office] = {("cases", case.id): case for case in cases}
    gone = {("cases", case.id): case for case in removed}
    shown |= gone
    shown |= {("offices", office.id): office for office in offices}
    seen: set[str] = set()
    for index, change in enumerate(history):
        place: Place = ("history", index)
        if change.id in seen:
            refuse(name, "this change stands twice", (*place, "id"), do="keep one of the two")
        seen.add(change.id)
        if not 1 <= change.counter <= MAX_COUNTER:
            refuse(name, "a change has a counter from 1 upward", (*place, "counter"))
        for where, what in (
            *faults(change.id, catalogue, (*place, "id")),
            *faults(change.at, catalogue, (*place, "at")),
        ):
            refuse(name, what, where)
        for nth, edit in enumerate(change.edits):
            _check_edit(edit, shown, catalogue, name, (*place, "edits", nth))
    pages = _led(history, name)
    ids = {office.id for office in offices}
    for (kind, id_), value in shown.items():
        page = pages.get((kind, id_))
        led = None if page is None or page.removed != ((kind, id_) in gone) else page.value
        if isinstance(led, Case):
            led = settled(led, ids)
        if led != value:
            among = "removed" if (kind, id_) in gone else kind
            beside = [
                key for key in shown if key[0] == kind and (key in gone) == ((kind, id_) in gone)
            ]
            what = "the history does not lead to what is shown"
            refuse(name, what, (among, beside.index((kind, id_))), do=_TAKE_AS_IT_STANDS)


def _led(history: tuple[Change, ...], name: str) -> dict[tuple[str, str], AnyPage]:
    pages: dict[tuple[str, str], AnyPage] = {}
    for index in sorted(range(len(history)), key=lambda index: history[index].stamp):
        try:
            pages |= apply(pages, history[index])
        except ChangeError:
            what = "this change does not fit what came before it"
            refuse(name, what, ("history", index), do=_TAKE_AS_IT_STANDS)
    return pages


def _check_edit(edit: Edit, shown: PageKeys, catalogue: Catalogue, name: str, place: Place) -> None:
    kind, _, rest = edit.path.partition("/")
    id_, _, inner = rest.partition("/")
    here = (*place, "path")
    if kind not in KINDS or not is_id(id_):
        refuse(name, "this path begins with neither a case nor an office", here)
    if (kind, id_) not in shown:
        refuse(name, "this change is for something that the file does not show", here)
    of = _edited_type(edit, kind, inner, name, here)
    if edit.op == "join":
        refuse(name, "what was imported elsewhere says nothing here", (*place, "op"))
    if edit.op in ("remove", "restore"):
        return
    for nth, one in enumerate(edit.beside):
        _check_beside(one, of, edit, catalogue, name, (*place, "beside", nth))
    try:
        value = typed(edit.after, of, edit.path)
    except ChangeError:
        refuse(name, _NOT_FIT, (*place, "after"))
    above, _, key = inner.rpartition("/")
    collection = above.rpartition("/")[2]
    if edit.op == "add" and inner:
        for _, what in key_faults(collection, key, catalogue, here):
            refuse(name, what, here)
    if edit.op == "add" and not inner and value.id != id_:
        refuse(name, "this is not the id that the path names", (*place, "after", "id"))
    # A field is judged by its name, which stands in the path and not in the place.
    for where, what in faults(value, catalogue, (inner.rpartition("/")[2],)):
        refuse(name, what, (*place, "after", *where[1:]))


def _check_beside(
    value: Plain, of: type, edit: Edit, catalogue: Catalogue, name: str, place: Place
) -> None:
    """Refuse a value that cannot be kept apart from the one that an edit writes."""
    if edit.op != "set":
        refuse(name, "only a field can hold a value beside another", place[:-1])
    try:
        typed(value, of, edit.path)
    except ChangeError:
        refuse(name, _NOT_FIT, place)
    for where, what in faults(value, catalogue, (edit.path.rpartition("/")[2],)):
        refuse(name, what, (*place, *where[1:]))


def _edited_type(edit: Edit, kind: str, inner: str, name: str, place: Place) -> type:
    """The type of what an edit writes: a field for `set`; else a page, or a part by its id."""
    try:
        of: type = type_at(kind, inner)
        above = type_at(kind, inner.rpartition("/")[0])
    except ChangeError:
        refuse(name, "there is no such field", place)
    is_field = not is_part(of) and member_type(of) is None
    is_whole = not inner or member_type(above) is not None
    if is_field if edit.op == "set" else is_whole:
        return of
    refuse(name, f"what this path names cannot be changed by “{edit.op}”", place)
