"""A change: one thing a user did, made, applied, merged and undone as one.

Merging follows the rule told in `pages`. Changes may arrive in any order that respects what
each had seen; the pages come out the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from so_tui.core.case import Case, Office, Part
from so_tui.core.fields import is_noted
from so_tui.core.pages import (
    AnyPage,
    Apart,
    CasePage,
    Kind,
    OfficePage,
    Page,
    Pages,
    Stamp,
    Tomb,
    V,
    conflicts,
    is_held_down,
    seen,
    stamp_of,
)
from so_tui.core.tree import (
    ABSENT,
    KINDS,
    ChangeError,
    Plain,
    fields,
    get,
    inside,
    is_part,
    member_type,
    plain,
    put,
    type_at,
    typed,
)
from so_tui.core.wording import PLAIN, Wording

__all__ = [
    "AnyPage", "Apart", "CasePage", "Change", "ChangeError", "Edit", "Kind",
    "OfficePage", "Page", "Pages", "Pen", "Plain", "Stamp", "adding", "apply",
    "between", "conflicts", "plain", "seen", "stamp_of", "whole",
]  # fmt: skip

Op = Literal["add", "set", "remove", "restore", "join"]


class Edit(Part, frozen=True):
    """One small edit. `path` begins with the page: `cases/<id>/visit/day`.

    `before` and `after` are plain values; `over` names the changes whose values were seen and
    are replaced. `beside`: values that are kept apart from `after`, where an undo puts a field
    back that nobody had settled. `join` changes nothing: it says that an import brought the
    changes `over` to this page, so that they can be undone as one, and stays in its casebook.
    """

    op: Op
    path: str
    before: Plain = None
    after: Plain = None
    over: tuple[str, ...] = ()
    beside: tuple[Any, ...] = ()

    @property
    def page(self) -> tuple[str, str]:
        """Kind and id of the page this edit is for."""
        kind, id_, *_ = self.path.split("/", 2)
        return kind, id_

    @property
    def inner(self) -> str:
        """The path inside the page; empty for the page itself."""
        return self.path.split("/", 2)[2] if self.path.count("/") > 1 else ""


class Change(Part, frozen=True):
    """A sentence for the history and a bundle of edits. `counter` is given when it is written."""

    id: str
    actor: str
    at: dt.datetime
    verb: str
    sentence: str
    edits: tuple[Edit, ...]
    counter: int = 0
    undoes: str | None = None

    @property
    def stamp(self) -> Stamp:
        """What this change leaves on each field it wrote."""
        return Stamp(counter=self.counter, change=self.id)

    @property
    def pages(self) -> frozenset[tuple[str, str]]:
        """Kind and id of every page the change touches."""
        return frozenset(edit.page for edit in self.edits)


class Pen(msgspec.Struct, frozen=True, kw_only=True):
    """Who writes, when, and where fresh ids come from; all given in from the edge."""

    actor: str
    now: dt.datetime
    today: dt.date
    new_id: Callable[[], str]
    wording: Wording = PLAIN
    """What the history calls things that are kept by code."""


# --- Making changes --------------------------------------------------------------------------


def between(page: Page[V], after: V) -> tuple[Edit, ...]:
    """The smallest edits that turn the page's value into `after`."""
    return tuple(_differences(page, page.value, after, KINDS[page.kind], ""))


def _differences(page: AnyPage, old: Any, new: Any, of: Any, inner: str) -> Iterator[Edit]:
    if old == new:
        return
    member = member_type(of)
    if member is not None:
        for key in sorted(old.keys() | new.keys()):
            here = f"{inner}/{key}"
            where = f"{page.path}/{here}"
            if key not in new:
                yield Edit(op="remove", path=where, before=plain(old[key]), over=seen(page, here))
            elif key not in old:
                over = seen(page, here) if here in page.gone else ()
                if here in page.gone:  # who adds it again knows that it was removed
                    tombs = tuple(sorted(tomb.stamp.change for tomb in page.tombs[here]))
                    yield Edit(op="restore", path=where, after=page.gone[here], over=tombs)
                yield Edit(op="add", path=where, after=plain(new[key]), over=over)
            else:
                yield from _differences(page, old[key], new[key], member, here)
    elif is_part(of):
        for name, field in fields(of).items():
            here = f"{inner}/{name}" if inner else name
            yield from _differences(page, getattr(old, name), getattr(new, name), field, here)
    else:
        yield Edit(
            op="set",
            path=f"{page.path}/{inner}",
            before=plain(old),
            after=plain(new),
            over=seen(page, inner),
        )


def adding(kind: Kind, value: Case | Office) -> Edit:
    """The edit that puts a new page into the casebook."""
    return Edit(op="add", path=f"{kind}/{value.id}", after=plain(value))


# --- Applying --------------------------------------------------------------------------------


def apply(pages: Pages, change: Change) -> dict[tuple[str, str], AnyPage]:
    """The pages a change touches, as they are after it.

    `pages` holds at least those pages that exist. A change that was made apart from the newest
    state is merged by the one rule. Raises ChangeError when an edit does not fit.
    """
    touched: dict[tuple[str, str], AnyPage] = {}
    for edit in change.edits:
        key = edit.page
        if key in touched:
            touched[key] = _applied(touched[key], edit, change)
        elif key in pages:
            touched[key] = _applied(whole(pages[key]), edit, change)
        else:
            touched[key] = _new_page(edit, change)
    return {
        key: _settled(page, change, pages[key].revision if key in pages else 0)
        for key, page in touched.items()
    }


def whole(page: AnyPage) -> AnyPage:
    """The page with all that was removed back in its place, so that edits find it."""
    for inner in sorted(page.gone, key=lambda path: path.count("/")):
        page = _with_value(page, inner, typed(page.gone[inner], type_at(page.kind, inner), inner))
    return replace(page, gone={}, removed=False)


def _settled(page: AnyPage, change: Change, revision: int) -> AnyPage:
    """The page as people see it: what a removal holds down is out of the value.

    A removal holds while it had seen every edit below it. Once beaten it stays beaten, since
    later edits replace earlier ones; it is kept until someone settles whether it was right.
    """
    tombs = {inner: those for inner, those in page.tombs.items() if those}
    holding = [inner for inner in tombs if is_held_down(page, inner)]
    gone: dict[str, Plain] = {}
    for inner in sorted(holding, key=lambda path: path.count("/"), reverse=True):
        if inner:
            gone[inner] = plain(get(page.value, inner))
            page = _with_value(page, inner, ABSENT)
    named = {stamp.change for stamp in page.stamps.values()}
    named |= {one.stamp.change for kept in page.apart.values() for one in kept}
    named |= {tomb.stamp.change for those in tombs.values() for tomb in those}
    actors = {**page.actors, change.id: change.actor}
    return replace(
        page,
        revision=revision + 1,
        tombs=tombs,
        gone=gone,
        removed="" in holding,
        actors={id_: who for id_, who in sorted(actors.items()) if id_ in named},
    )


def _applied(page: AnyPage, edit: Edit, change: Change) -> AnyPage:
    if edit.inner:
        _require(page, edit)
    match edit.op:
        case "set":
            return _set(page, edit.inner, edit.after, change, frozenset(edit.over), edit.beside)
        case "add":
            return _added(page, edit.inner, edit.after, change, frozenset(edit.over))
        case "remove":
            return _removed(page, edit, change)
        case "restore":
            return _restored(page, edit)
        case "join":
            return page


def _new_page(edit: Edit, change: Change) -> AnyPage:
    kind, id_ = edit.page
    if kind not in KINDS:
        raise ChangeError(f"A change names {edit.path}, which is neither a case nor an office.")
    if edit.op != "add" or edit.inner:
        raise ChangeError(f"A change to {edit.path} came before the page it is for.")
    if kind == "cases":
        return Page[Case](
            kind="cases",
            id=id_,
            value=typed(edit.after, Case, edit.path),
            stamps={"": change.stamp},
        )
    return Page[Office](
        kind="offices",
        id=id_,
        value=typed(edit.after, Office, edit.path),
        stamps={"": change.stamp},
    )


def _require(page: AnyPage, edit: Edit) -> None:
    above = edit.inner.rpartition("/")[0]
    if get(page.value, above) is None:
        raise ChangeError(f"A change to {edit.path} came before the part it is for.")


def _with_value(page: AnyPage, inner: str, new: Any) -> AnyPage:
    value = new if not inner else put(page.value, inner.split("/"), new)
    replaced: AnyPage = replace(page, value=value)
    return replaced


def _set(
    page: AnyPage, inner: str, after: Plain, change: Change, over: frozenset[str],
    beside: Iterable[Plain] = (),
) -> AnyPage:  # fmt: skip
    """One field written: what `over` names is replaced, what it does not name is kept beside."""
    of = type_at(page.kind, inner)
    mine = [
        Apart(stamp=change.stamp, actor=change.actor, value=plain(typed(value, of, inner)))
        for value in (after, *beside)
    ]
    stamp = stamp_of(page, inner)
    shown = Apart(
        stamp=stamp,
        actor=page.actors.get(stamp.change, ""),
        value=plain(get(page.value, inner)),
    )
    kept = [one for one in (shown, *page.apart.get(inner, ())) if one.stamp.change not in over]
    kept = [one for one in kept if one.stamp.change != change.id]
    first, *others = sorted([*kept, *mine], key=lambda one: one.stamp, reverse=True)
    if is_noted(page.kind, inner):
        others = []  # nobody chose it: it goes with the value that it is about
    apart = {path: values for path, values in page.apart.items() if path != inner}
    if others:
        apart[inner] = tuple(others)
    page = _with_value(page, inner, typed(first.value, of, inner))
    return replace(page, stamps={**page.stamps, inner: first.stamp}, apart=apart)


def _added(
    page: AnyPage, inner: str, after: Plain, change: Change, over: frozenset[str]
) -> AnyPage:
    of = type_at(page.kind, inner)
    value = typed(after, of, inner)
    existing = get(page.value, inner)
    if existing is None:
        page = _with_value(page, inner, value)
        return replace(page, stamps={**page.stamps, inner: change.stamp})
    # It is there already: join it leaf by leaf, each leaf with the stamp it had by then.
    owner = stamp_of(page, inner)
    explicit = {path: stamp_of(page, path) for path in inside(existing, of, inner)}
    stamps = {**page.stamps, **explicit, inner: max(owner, change.stamp)}
    return _joined(replace(page, stamps=stamps), inner, value, of, change, over)


def _joined(
    page: AnyPage, inner: str, value: Any, of: Any, change: Change, over: frozenset[str]
) -> AnyPage:
    for name, field in fields(of).items():
        part = getattr(value, name)
        here = f"{inner}/{name}" if inner else name
        if member_type(field) is not None:
            for key, member in part.items():
                page = _added(page, f"{here}/{key}", plain(member), change, over)
        elif is_part(field):
            page = _joined(page, here, part, field, change, over)
        else:
            page = _set(page, here, plain(part), change, over)
    return page


def _removed(page: AnyPage, edit: Edit, change: Change) -> AnyPage:
    if get(page.value, edit.inner) is None:
        raise ChangeError(f"A change removes {edit.path}, which is not there.")
    tomb = Tomb(stamp=change.stamp, over=edit.over)
    at = sorted((*page.tombs.get(edit.inner, ()), tomb), key=lambda one: one.stamp)
    return replace(page, tombs={**page.tombs, edit.inner: tuple(at)})


def _restored(page: AnyPage, edit: Edit) -> AnyPage:
    left = (tomb for tomb in page.tombs.get(edit.inner, ()) if tomb.stamp.change not in edit.over)
    return replace(page, tombs={**page.tombs, edit.inner: tuple(left)})
