"""A change: one thing a user did, applied, merged and undone as one.

A **page** is one case or one office as the casebook keeps it: the value people see, and what the
one rule for conflicts needs. The rule: edits of different fields both live; of one field edited
apart, both values are kept until someone chooses, and the one with the higher (counter, change)
is displayed; collections join by id; a removal is a mark, and an edit made apart beats it. Wall
clocks never decide. Changes may arrive in any order that respects what each had seen.
"""

from __future__ import annotations

import datetime as dt
import functools
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Generic, Literal, TypeVar

import msgspec

from so_tui.core.case import Case, Office, Part
from so_tui.errors import NotAllowedError, SoTuiError

Plain = Any
"""A value as JSON knows it: None, bool, int, str, list, dict."""

Op = Literal["add", "set", "remove", "restore"]
Kind = Literal["cases", "offices"]
V = TypeVar("V", Case, Office)

KINDS: Mapping[str, type[Case] | type[Office]] = {"cases": Case, "offices": Office}


class ChangeError(SoTuiError):
    """A change that does not fit the page it is for: wrong type, or something missing before it."""

    exit_code = 4


class Stamp(Part, frozen=True, array_like=True, order=True):
    """Which change wrote a value; the greater one is displayed."""

    counter: int
    change: str


class Apart(Part, frozen=True):
    """A value kept beside the displayed one: the same field was edited apart."""

    stamp: Stamp
    actor: str
    value: Plain


class Gone(Part, frozen=True):
    """A removed part, kept so that it can come back, and the removals that hold it down."""

    value: Plain
    by: tuple[Stamp, ...]


class Edit(Part, frozen=True):
    """One small edit. `path` begins with the page: `cases/<id>/visit/day`.

    `before` and `after` are plain values; `over` names the changes whose values were seen and
    are replaced.
    """

    op: Op
    path: str
    before: Plain = None
    after: Plain = None
    over: tuple[str, ...] = ()

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


class Page(Part, Generic[V], frozen=True):
    """One case or office as the casebook keeps it.

    `stamps` holds, by inner path, who wrote a field last (a field without one has its nearest
    ancestor's); `apart` the values kept beside the displayed ones; `gone` what was removed.
    `removed` is not empty while the page itself is removed.
    """

    kind: Kind
    id: str
    value: V
    revision: int = 0
    stamps: dict[str, Stamp] = {}
    apart: dict[str, tuple[Apart, ...]] = {}
    gone: dict[str, Gone] = {}
    removed: tuple[Stamp, ...] = ()
    actors: dict[str, str] = {}
    """Who made the changes that stamps here name, so that a conflict can say whose value it is."""

    @property
    def path(self) -> str:
        """What edits of this page begin with."""
        return f"{self.kind}/{self.id}"


CasePage = Page[Case]
OfficePage = Page[Office]
AnyPage = Page[Case] | Page[Office]
Pages = Mapping[tuple[str, str], AnyPage]


class Pen(msgspec.Struct, frozen=True, kw_only=True):
    """Who writes, when, and where fresh ids come from; all given in from the edge."""

    actor: str
    now: dt.datetime
    today: dt.date
    new_id: Callable[[], str]


# --- Typed trees -----------------------------------------------------------------------------


@functools.cache
def _fields(of: type[msgspec.Struct]) -> dict[str, Any]:
    hints = typing.get_type_hints(of)
    return {name: hints[name] for name in of.__struct_fields__}


def _member_type(of: Any) -> type[msgspec.Struct] | None:
    """The part type of a collection `dict[str, Part]`, else None."""
    if typing.get_origin(of) is dict:
        member = typing.get_args(of)[1]
        assert isinstance(member, type)
        return member
    return None


def _is_part(of: Any) -> bool:
    return isinstance(of, type) and issubclass(of, msgspec.Struct)


def plain(value: Any) -> Plain:
    """A value as JSON knows it; dates become ISO text."""
    return msgspec.to_builtins(value)


def _typed(value: Plain, of: Any, path: str) -> Any:
    try:
        return msgspec.convert(value, of)
    except msgspec.ValidationError as fault:
        raise ChangeError(f"A change to {path} does not fit: {fault}.") from fault


def _type_at(kind: str, inner: str) -> Any:
    """The type of what lies at an inner path. Raises ChangeError for a path that cannot be."""
    of: Any = KINDS[kind]
    for step in inner.split("/") if inner else ():
        member = _member_type(of)
        if member is not None:
            of = member
        elif _is_part(of) and step in _fields(of):
            of = _fields(of)[step]
        else:
            raise ChangeError(f"A change names {inner}, which is not a field of {kind}.")
    return of


def _get(value: Any, inner: str) -> Any:
    """What lies at an inner path; `None` when a part on the way is not there."""
    for step in inner.split("/") if inner else ():
        value = value.get(step) if isinstance(value, dict) else getattr(value, step, None)
        if value is None:
            return None
    return value


_ABSENT: Any = object()


def _put(value: Any, steps: list[str], new: Any) -> Any:
    """The tree with `new` at the path `steps`; `_ABSENT` takes a collection's part out."""
    step, rest = steps[0], steps[1:]
    if isinstance(value, dict):
        inside = new if not rest else _put(value[step], rest, new)
        if inside is _ABSENT:
            return {key: part for key, part in value.items() if key != step}
        return {**value, step: inside}
    inside = new if not rest else _put(getattr(value, step), rest, new)
    return msgspec.structs.replace(value, **{step: inside})


def _leaves(value: Any, of: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every leaf below a part, with its path."""
    for name, inner_type in _fields(of).items():
        inside = getattr(value, name)
        here = f"{path}/{name}" if path else name
        member = _member_type(inner_type)
        if member is not None:
            for key, part in inside.items():
                yield from _leaves(part, member, f"{here}/{key}")
        elif _is_part(inner_type):
            yield from _leaves(inside, inner_type, here)
        else:
            yield here, inside


def _ancestors(inner: str) -> Iterator[str]:
    """The path itself, then each path above it, ending with the page's own, which is empty."""
    while inner:
        yield inner
        inner = inner.rpartition("/")[0]
    yield ""


def _below(inner: str, paths: Iterable[str]) -> Iterator[str]:
    prefix = f"{inner}/" if inner else ""
    return (path for path in paths if path == inner or path.startswith(prefix))


# --- What a page says of its fields ----------------------------------------------------------


def stamp_of(page: AnyPage, inner: str) -> Stamp:
    """The stamp of a field: its own, or that of the nearest part above that was written whole."""
    for path in _ancestors(inner):
        if path in page.stamps:
            return page.stamps[path]
    return Stamp(counter=0, change="")


def seen(page: AnyPage, inner: str) -> tuple[str, ...]:
    """The changes whose values a reader of this field, or of all below it, has before them."""
    ids = {stamp_of(page, inner).change}
    ids |= {page.stamps[path].change for path in _below(inner, page.stamps)}
    ids |= {kept.stamp.change for path in _below(inner, page.apart) for kept in page.apart[path]}
    for path in _below(inner, page.gone):
        ids |= {stamp.change for stamp in page.gone[path].by}
    if not inner:
        ids |= {stamp.change for stamp in page.removed}
    return tuple(sorted(ids - {""}))


def conflicts(page: AnyPage) -> dict[str, tuple[Apart, ...]]:
    """The fields edited apart, by inner path: the displayed value first, then the others."""
    found: dict[str, tuple[Apart, ...]] = {}
    for inner, others in page.apart.items():
        shown = plain(_get(page.value, inner))
        if any(other.value != shown for other in others):
            stamp = stamp_of(page, inner)
            mine = Apart(stamp=stamp, actor=page.actors.get(stamp.change, ""), value=shown)
            found[inner] = (mine, *(other for other in others if other.value != shown))
    return found


# --- Making changes --------------------------------------------------------------------------


def between(page: Page[V], after: V) -> tuple[Edit, ...]:
    """The smallest edits that turn the page's value into `after`."""
    return tuple(_differences(page, page.value, after, KINDS[page.kind], ""))


def _differences(page: AnyPage, old: Any, new: Any, of: Any, inner: str) -> Iterator[Edit]:
    if old == new:
        return
    member = _member_type(of)
    if member is not None:
        for key in sorted(old.keys() | new.keys()):
            here = f"{inner}/{key}"
            where = f"{page.path}/{here}"
            if key not in new:
                yield Edit(op="remove", path=where, before=plain(old[key]), over=seen(page, here))
            elif key not in old:
                over = seen(page, here) if here in page.gone else ()
                yield Edit(op="add", path=where, after=plain(new[key]), over=over)
            else:
                yield from _differences(page, old[key], new[key], member, here)
    elif _is_part(of):
        for name, field in _fields(of).items():
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
        page = touched.get(key) or pages.get(key)
        touched[key] = _applied(page, edit, change)
    for key, page in touched.items():
        was = pages[key].revision if key in pages else 0
        named = {stamp.change for stamp in page.stamps.values()}
        named |= {one.stamp.change for kept in page.apart.values() for one in kept}
        actors = {**page.actors, change.id: change.actor}
        touched[key] = msgspec.structs.replace(
            page,
            revision=was + 1,
            actors={id_: who for id_, who in sorted(actors.items()) if id_ in named},
        )
    return touched


def _applied(page: AnyPage | None, edit: Edit, change: Change) -> AnyPage:
    kind, _ = edit.page
    if kind not in KINDS:
        raise ChangeError(f"A change names {edit.path}, which is neither a case nor an office.")
    if page is None:
        if edit.op != "add" or edit.inner:
            raise ChangeError(f"A change to {edit.path} came before the page it is for.")
        return _new_page(edit, change)
    match edit.op:
        case "set":
            page = _risen(page, edit.inner)
            _require(page, edit)
            return _set(page, edit.inner, edit.after, change, frozenset(edit.over))
        case "add":
            return _added(page, edit, change)
        case "remove":
            return _removed(page, edit, change)
        case "restore":
            return _restored(page, edit)


def _new_page(edit: Edit, change: Change) -> AnyPage:
    kind, id_ = edit.page
    if kind == "cases":
        return Page[Case](
            kind="cases",
            id=id_,
            value=_typed(edit.after, Case, edit.path),
            stamps={"": change.stamp},
        )
    return Page[Office](
        kind="offices",
        id=id_,
        value=_typed(edit.after, Office, edit.path),
        stamps={"": change.stamp},
    )


def _require(page: AnyPage, edit: Edit) -> None:
    above = edit.inner.rpartition("/")[0]
    if _get(page.value, above) is None:
        raise ChangeError(f"A change to {edit.path} came before the part it is for.")


def _with_value(page: AnyPage, inner: str, new: Any) -> AnyPage:
    value = new if not inner else _put(page.value, inner.split("/"), new)
    replaced: AnyPage = msgspec.structs.replace(page, value=value)
    return replaced


def _set(page: AnyPage, inner: str, after: Plain, change: Change, over: frozenset[str]) -> AnyPage:
    """One field written: what `over` names is replaced, what it does not name is kept beside."""
    of = _type_at(page.kind, inner)
    mine = Apart(stamp=change.stamp, actor=change.actor, value=plain(_typed(after, of, inner)))
    stamp = stamp_of(page, inner)
    shown = Apart(
        stamp=stamp,
        actor=page.actors.get(stamp.change, ""),
        value=plain(_get(page.value, inner)),
    )
    kept = [one for one in (shown, *page.apart.get(inner, ())) if one.stamp.change not in over]
    kept = [one for one in kept if one.stamp.change != change.id]
    first, *others = sorted([*kept, mine], key=lambda one: one.stamp, reverse=True)
    apart = {path: values for path, values in page.apart.items() if path != inner}
    if others:
        apart[inner] = tuple(others)
    page = _with_value(page, inner, _typed(first.value, of, inner))
    return msgspec.structs.replace(page, stamps={**page.stamps, inner: first.stamp}, apart=apart)


def _risen(page: AnyPage, inner: str) -> AnyPage:
    """The page with every removed part on the way back in place: an edit beats a removal."""
    if page.removed:
        page = msgspec.structs.replace(page, removed=())
    for path in reversed(list(_ancestors(inner))):
        if path in page.gone:
            page = _back(page, path)
    return page


def _back(page: AnyPage, inner: str) -> AnyPage:
    value = _typed(page.gone[inner].value, _type_at(page.kind, inner), inner)
    page = msgspec.structs.replace(
        page, gone={path: gone for path, gone in page.gone.items() if path != inner}
    )
    return _with_value(page, inner, value)


def _added(page: AnyPage, edit: Edit, change: Change) -> AnyPage:
    inner = edit.inner
    page = _risen(page, inner)
    if inner:
        _require(page, edit)
    of = _type_at(page.kind, inner)
    value = _typed(edit.after, of, edit.path)
    existing = _get(page.value, inner)
    if existing is None:
        page = _with_value(page, inner, value)
        return msgspec.structs.replace(page, stamps={**page.stamps, inner: change.stamp})
    # Both people added it: join it leaf by leaf, each leaf with the stamp it had by then.
    owner = stamp_of(page, inner)
    explicit = {path: stamp_of(page, path) for path, _ in _leaves(existing, of, inner)}
    page = msgspec.structs.replace(
        page, stamps={**page.stamps, **explicit, inner: max(owner, change.stamp)}
    )
    return _joined(page, inner, value, of, change, frozenset(edit.over))


def _joined(
    page: AnyPage, inner: str, value: Any, of: Any, change: Change, over: frozenset[str]
) -> AnyPage:
    for name, field in _fields(of).items():
        inside = getattr(value, name)
        here = f"{inner}/{name}" if inner else name
        member = _member_type(field)
        if member is not None:
            for key, part in inside.items():
                path = f"{here}/{key}"
                add = Edit(
                    op="add", path=f"{page.path}/{path}", after=plain(part), over=tuple(over)
                )
                page = _added(page, add, change)
        elif _is_part(field):
            page = _joined(page, here, inside, field, change, over)
        else:
            page = _set(page, here, plain(inside), change, over)
    return page


def _removed(page: AnyPage, edit: Edit, change: Change) -> AnyPage:
    inner, over = edit.inner, set(edit.over)
    gone = page.gone.get(inner)
    written = set(seen(page, inner))
    if gone is not None:
        written -= {stamp.change for stamp in gone.by}
    elif not inner:
        written -= {stamp.change for stamp in page.removed}
    if not written <= over:
        return page  # someone edited it apart from the removal, and an edit beats it
    if not inner:
        by = tuple(sorted({*page.removed, change.stamp}))
        return msgspec.structs.replace(page, removed=by)
    if gone is not None:
        kept = Gone(value=gone.value, by=tuple(sorted({*gone.by, change.stamp})))
        return msgspec.structs.replace(page, gone={**page.gone, inner: kept})
    part = _get(page.value, inner)
    if part is None:
        raise ChangeError(f"A change removes {edit.path}, which is not there.")
    page = _with_value(page, inner, _ABSENT)
    kept = Gone(value=plain(part), by=(change.stamp,))
    return msgspec.structs.replace(page, gone={**page.gone, inner: kept})


def _restored(page: AnyPage, edit: Edit) -> AnyPage:
    inner, over = edit.inner, set(edit.over)
    if not inner:
        left = tuple(stamp for stamp in page.removed if stamp.change not in over)
        return msgspec.structs.replace(page, removed=left)
    gone = page.gone.get(inner)
    if gone is None:
        return page
    left = tuple(stamp for stamp in gone.by if stamp.change not in over)
    if left:
        kept = Gone(value=gone.value, by=left)
        return msgspec.structs.replace(page, gone={**page.gone, inner: kept})
    return _back(page, inner)


# --- Undoing ---------------------------------------------------------------------------------


class Undo(msgspec.Struct, frozen=True, kw_only=True):
    """The change that undoes another, and the paths it leaves because they moved on since."""

    change: Change
    left: tuple[str, ...]


def undo(pages: Pages, change: Change, pen: Pen) -> Undo:
    """The change that takes another back, as a new change by its actor.

    Fields that no longer hold what the change put there are left as they are. Undoing an undo
    is redoing. Raises NotAllowedError when nothing of the change is left to undo.
    """
    edits: list[Edit] = []
    left: list[str] = []
    for edit in reversed(change.edits):
        page = pages.get(edit.page)
        back = None if page is None else _reversed(page, edit)
        if back is None:
            left.append(edit.path)
        else:
            edits.append(back)
    if not edits:
        raise NotAllowedError(
            f"“{change.sentence}” cannot be undone: it was changed again since. Nothing was done."
        )
    word = "Redid" if change.verb == "undo" else "Undid"
    sentence = change.sentence
    for lead in ("Undid: ", "Redid: "):
        sentence = sentence.removeprefix(lead)
    return Undo(
        change=Change(
            id=pen.new_id(),
            actor=pen.actor,
            at=pen.now,
            verb="redo" if change.verb == "undo" else "undo",
            sentence=f"{word}: {sentence}",
            edits=tuple(edits),
            undoes=change.id,
        ),
        left=tuple(left),
    )


def _reversed(page: AnyPage, edit: Edit) -> Edit | None:
    """The edit that takes one back, or None where the field moved on."""
    inner = edit.inner
    match edit.op:
        case "set":
            now = _get(page.value, inner)
            if any(path in page.gone for path in _ancestors(inner)) or plain(now) != edit.after:
                return None
            ids = {stamp_of(page, inner).change}
            ids |= {
                one.stamp.change for one in page.apart.get(inner, ()) if one.value == edit.after
            }
            return Edit(
                op="set",
                path=edit.path,
                before=edit.after,
                after=edit.before,
                over=tuple(sorted(ids - {""})),
            )
        case "add" | "restore":
            now = page.value if not inner else _get(page.value, inner)
            if page.removed or now is None or plain(now) != edit.after:
                return None
            return Edit(op="remove", path=edit.path, before=edit.after, over=seen(page, inner))
        case "remove":
            by = page.removed if not inner else page.gone[inner].by if inner in page.gone else ()
            if not by:
                return None
            ids = {stamp.change for stamp in by}
            return Edit(op="restore", path=edit.path, after=edit.before, over=tuple(sorted(ids)))


def undoable(history: Iterable[Change], actor: str) -> tuple[list[Change], list[Change]]:
    """What one person can undo and redo now, each with the latest last.

    `history` is in the order in which changes were written.
    """
    done: list[Change] = []
    undone: list[Change] = []
    for change in history:
        if change.actor != actor:
            continue
        if change.undoes is None:
            done.append(change)
            undone.clear()
        elif any(one.id == change.undoes for one in done):
            done = [one for one in done if one.id != change.undoes]
            undone.append(change)
        else:
            undone = [one for one in undone if one.id != change.undoes]
            done.append(change)
    return done, undone
