"""Taking a change back: the casebook becomes what it would be, had the change not been made.

The history is replayed without it, and the new change leads from what is there now to what that
gives, in the fields that the undone change wrote. So what others did since stays, the other half
of a conflict stays, and what was settled by it is open again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from so_tui.core.changes import Change, Edit, Pen, apply, whole
from so_tui.core.pages import AnyPage, Pages, seen, stamp_of
from so_tui.core.tree import KINDS, ChangeError, Plain, fields, get, is_part, member_type, plain
from so_tui.errors import NotAllowedError

Key = tuple[str, str]
"""Kind and id of a page."""

_At = tuple[str, int]
"""One edit of a history: the id of its change, and which of its edits."""


class Undo(msgspec.Struct, frozen=True, kw_only=True):
    """The change that undoes another, and the paths it leaves because they moved on since.

    `passed`: a sentence for each later change that cannot be undone, with the reason.
    """

    change: Change
    left: tuple[str, ...]
    passed: tuple[str, ...] = ()


def undo(pages: Pages, history: Iterable[Change], change: Change, pen: Pen) -> Undo:
    """The change that takes another back, as a new change by its actor.

    `history`: what led to `pages`, in the order (counter, id). Fields that others wrote since are
    left as they are. Undoing an undo is redoing; an import goes with all that it brought. Raises
    NotAllowedError with the reason when nothing of the change can be undone.
    """
    told = tuple(history)
    out = _out([one for one in told if one.id != change.id])
    brought = _brought(change)
    mine = {
        (one.id, n): edit
        for one in told
        for n, edit in enumerate(one.edits)
        if (one.id == change.id or (one.id, edit.page) in brought)
        and (one.id, n) not in out
        and edit.op != "join"
    }
    edits: list[Edit] = []
    for key in sorted({edit.page for edit in mine.values()}):
        if (page := pages.get(key)) is not None:
            target = _replayed(told, key, {**out, **mine})
            edits += _back(page, target, _Paths(edit.path for edit in mine.values()))
    if not edits:
        raise NotAllowedError(
            f"“{change.sentence}” cannot be undone: {_why(pages, mine)}. Nothing was done."
        )
    word = "Redid" if change.verb == "undo" else "Undid"
    sentence = change.sentence
    for lead in ("Undid: ", "Redid: "):
        sentence = sentence.removeprefix(lead)
    made = Change(
        id=pen.new_id(), actor=pen.actor, at=pen.now,
        verb="redo" if change.verb == "undo" else "undo",
        sentence=f"{word}: {sentence}", edits=tuple(edits), undoes=change.id,
    )  # fmt: skip
    done, by = _Paths(edit.path for edit in edits), {id_ for id_, _ in mine}
    paths = dict.fromkeys(edit.path for edit in mine.values() if edit.path not in done)
    return Undo(change=made, left=tuple(one for one in paths if _since(pages, one, by)))


def undoable(
    history: Iterable[Change], actor: str, only: Collection[str] | None = None
) -> tuple[list[Change], list[Change]]:
    """What one person can undo and redo now, each with the latest last.

    `history` is in the order in which changes were written; `only`: the ids to choose among. What
    came with an import is undone with it, and not one by one, whoever made it.
    """
    told = tuple(history)
    kept = None if only is None else _with_undoing(told, only)
    came = {id_ for change in told for id_, _ in _brought(change)}
    done: list[Change] = []
    undone: list[Change] = []
    for change in told:
        if change.actor != actor or change.id in came or not (kept is None or change.id in kept):
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


def _with_undoing(history: Iterable[Change], only: Collection[str]) -> frozenset[str]:
    """Some changes, by id, and whatever undid or redid one of them since."""
    kept = set(only)
    for change in history:
        if change.undoes in kept:
            kept.add(change.id)
    return frozenset(kept)


class _Paths:
    """Some paths. One is among them when it is one of them, below one, or above one."""

    def __init__(self, paths: Iterable[str] = ()) -> None:
        self.these = set(paths)
        self._above = {above for path in self.these for above in _above(path)}

    def __contains__(self, path: str) -> bool:
        return path in self._above or self.covers(path)

    def covers(self, path: str) -> bool:
        """Whether a path is one of them, or below one."""
        return path in self.these or not self.these.isdisjoint(_above(path))


def _above(path: str) -> Iterator[str]:
    """Every path above one."""
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


# --- What is left out of the replay ----------------------------------------------------------


def _brought(change: Change) -> frozenset[tuple[str, Key]]:
    """What an import brought: the ids of changes, each with the page that it brought them to."""
    return frozenset(
        (id_, edit.page) for edit in change.edits if edit.op == "join" for id_ in edit.over
    )


def _out(history: list[Change]) -> dict[_At, Edit]:
    """The edits that were taken back, and those that took them back: neither was made."""
    known = {change.id for change in history}
    out: dict[_At, Edit] = {}
    takers: dict[str, list[_Paths]] = {}
    came: dict[tuple[str, Key], list[_Paths]] = {}
    for change in reversed(history):  # what takes back is written after what it takes back
        taken = takers.get(change.id, [])
        for here in _brought(change):
            came.setdefault(here, []).extend(taken)
        stand: list[str] = []
        for n, edit in enumerate(change.edits):
            by = [*taken, *came.get((change.id, edit.page), ())]
            if edit.op != "join" and any(edit.path in paths for paths in by):
                out[change.id, n] = edit
            else:
                stand.append(edit.path)
            if change.undoes in known:
                out[change.id, n] = edit
        if change.undoes in known and stand:
            takers.setdefault(str(change.undoes), []).append(_Paths(stand))
    return out


def _replayed(history: Iterable[Change], key: Key, out: Mapping[_At, Edit]) -> AnyPage | None:
    """One page as the history makes it without some edits; None where nothing begins it.

    What others built upon stays: a part that somebody wrote into since is not taken from below.
    """
    mine = [
        (change, n, edit)
        for change in history
        for n, edit in enumerate(change.edits)
        if edit.page == key
    ]
    needed: set[str] = set()
    for change, n, edit in mine:
        if (change.id, n) not in out:
            needed |= {*_above(edit.path), *([] if edit.op == "add" else [edit.path])}
    held = _Paths(edit.path for edit in out.values() if edit.op == "add" and edit.path in needed)
    gone: dict[str, list[Edit]] = {}
    kept: dict[str, tuple[Change, list[Edit]]] = {}
    for change, n, edit in mine:
        if (change.id, n) in out and not held.covers(edit.path):
            gone.setdefault(change.id, []).append(edit)
        else:
            kept.setdefault(change.id, (change, []))[1].append(edit)
    pages: dict[Key, AnyPage] = {}
    try:
        for change, edits in kept.values():
            seeing = tuple(replace(edit, over=_seeing(edit, gone)) for edit in edits)
            pages |= apply(pages, replace(change, edits=seeing))
    except ChangeError as fault:
        raise NotAllowedError(
            "The history does not tell how it was before. Nothing was done."
        ) from fault
    return pages.get(key)


def _seeing(edit: Edit, gone: Mapping[str, list[Edit]]) -> tuple[str, ...]:
    """What an edit had seen, and what lay below that of it which is not there now."""
    if gone.keys().isdisjoint(edit.over):
        return edit.over
    here = _Paths([edit.path])
    found, ahead = set(edit.over), list(edit.over)
    while ahead:
        for below in gone.get(ahead.pop(), ()):
            if below.path in here:
                ahead += [id_ for id_ in below.over if id_ not in found]
                found.update(below.over)
    return tuple(sorted(found))


# --- From what is to what was ----------------------------------------------------------------


def _back(page: AnyPage, target: AnyPage | None, paths: _Paths) -> Iterator[Edit]:
    """The edits that make a page what another is, in some fields."""
    if target is None or target.removed:
        if not page.removed and (target is not None or paths.covers(page.path)):
            yield _removal(page, "")
        return
    yield from _settling(page, target, "")
    yield from _Back(page, target, paths).edits(
        page.value, whole(page).value, target.value, KINDS[page.kind], ""
    )


class _Back:
    """Goes through two states of a page side by side."""

    def __init__(self, page: AnyPage, target: AnyPage, paths: _Paths) -> None:
        self.page, self.target, self.paths = page, target, paths

    def edits(self, shown: Any, with_gone: Any, wanted: Any, of: Any, inner: str) -> Iterator[Edit]:
        """From what is shown here (and, beneath, what was removed) to what is wanted."""
        member = member_type(of)
        if member is not None:
            for key in sorted(shown.keys() | wanted.keys()):
                here = f"{inner}/{key}"
                if not self._is_meant(here):
                    continue
                if key not in wanted:
                    # What only lies above the fields goes where a removal is to hold again.
                    if here in self.target.gone or self.paths.covers(f"{self.page.path}/{here}"):
                        yield _removal(self.page, here)
                    continue
                if key not in with_gone:
                    path = f"{self.page.path}/{here}"
                    yield Edit(op="add", path=path, after=plain(wanted[key]))
                    continue
                yield from _settling(self.page, self.target, here)
                now = shown.get(key, with_gone[key])
                yield from self.edits(now, with_gone[key], wanted[key], member, here)
        elif is_part(of):
            for name, field in fields(of).items():
                here = f"{inner}/{name}" if inner else name
                if self._is_meant(here):
                    now, held, then = (getattr(one, name) for one in (shown, with_gone, wanted))
                    yield from self.edits(now, held, then, field, here)
        else:
            was, now = self._held(self.target, wanted, inner), self._held(self.page, shown, inner)
            if was != now:
                yield Edit(
                    op="set", path=f"{self.page.path}/{inner}", before=now[0], after=was[0],
                    beside=tuple(was[1:]), over=seen(self.page, inner),
                )  # fmt: skip

    def _is_meant(self, inner: str) -> bool:
        return f"{self.page.path}/{inner}" in self.paths

    @staticmethod
    def _held(page: AnyPage, shown: Any, inner: str) -> list[Plain]:
        """The value that a field shows, then those that are kept apart from it."""
        values = [plain(shown)]
        for one in page.apart.get(inner, ()):
            if one.value not in values:
                values.append(one.value)
        return values


def _removal(page: AnyPage, inner: str) -> Edit:
    path = f"{page.path}/{inner}" if inner else page.path
    return Edit(
        op="remove", path=path, before=plain(get(page.value, inner)), over=seen(page, inner)
    )


def _settling(page: AnyPage, target: AnyPage, inner: str) -> Iterator[Edit]:
    """The edits that leave of the removals of a part, which is to be there, those of the target."""
    path = f"{page.path}/{inner}" if inner else page.path
    now, was = ({one.stamp.change: one for one in of.tombs.get(inner, ())} for of in (page, target))
    if not_there := tuple(sorted(now.keys() - was.keys())):
        yield Edit(op="restore", path=path, after=page.gone.get(inner), over=not_there)
    # It was beaten by what had not been seen; so it is again.
    for id_ in sorted(was.keys() - now.keys()):
        yield Edit(op="remove", path=path, over=was[id_].over)


# --- Why not ---------------------------------------------------------------------------------


def _since(pages: Pages, path: str, by: Collection[str]) -> str:
    """What happened to a path since these changes wrote it; "" for nothing."""
    kind, id_, *rest = path.split("/", 2)
    page, inner = pages.get((kind, id_)), "".join(rest)
    if page is None:
        return "it is not in the casebook any more"
    for above in ("", *reversed(list(_above(inner))), inner):
        if above in page.gone or (page.removed and not above):
            tombs = [one for one in page.tombs.get(above, ()) if one.stamp.change not in by]
            if tombs:
                return f"it was removed since{_by(page, [one.stamp.change for one in tombs])}"
    others = [id_ for id_ in seen(page, inner) if id_ not in by]
    if others and (stamp_of(page, inner).change not in by or inner not in page.stamps):
        return f"it was changed again since{_by(page, others)}"
    return ""


def _by(page: AnyPage, ids: Iterable[str]) -> str:
    names = sorted({page.actors[id_] for id_ in ids if page.actors.get(id_)})
    return f", by {' and '.join(names)}" if names else ""


def _why(pages: Pages, mine: Mapping[_At, Edit]) -> str:
    """The reason why nothing of these edits can be taken back."""
    by = {id_ for id_, _ in mine}
    reasons = (_since(pages, edit.path, by) for edit in mine.values())
    return next(filter(None, reasons), "without it, all would be as it is")
