"""Taking a change back: the casebook becomes what it would be, had the change not been made.

Of the fields that it wrote, the history is replayed without it, and the new change leads from what
is there now to what that gives. So what others did since stays, the other half of a conflict
stays, and what was settled by it is open again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from so_tui.core.changes import Change, Edit, Pen, apply, whole
from so_tui.core.pages import AnyPage, Pages, Stamp, Tomb, is_held_by, seen, written
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
    out = _out([one for one in told if one.id != change.id], change.stamp)
    brought = _brought(change)
    mine = {
        (one.id, n): edit
        for one in told
        for n, edit in enumerate(one.edits)
        if (one.id == change.id or (one.id, edit.page) in brought)
        and (one.id, n) not in out
        and edit.op != "join"
    }
    id_ = pen.new_id()
    edits: list[Edit] = []
    for key in sorted({edit.page for edit in mine.values()}):
        if (page := pages.get(key)) is not None:
            paths = _Paths(edit.path for edit in mine.values())
            target = _replayed(_telling(told, key, paths), {**out, **mine}).get(key)
            if target is not None:
                edits += _Back(page, target, paths, id_, change.stamp).edits()
            elif not page.removed and paths.covers(page.path):
                before = plain(page.value)
                edits.append(Edit(op="remove", path=page.path, before=before, over=seen(page, "")))
    since = [
        (one, edit)
        for one in told
        for n, edit in enumerate(one.edits)
        if one.stamp > change.stamp and (one.id, n) not in out and (one.id, n) not in mine
    ]
    if not edits:
        reasons = (_since(pages, edit.path, since, pen.actor) for edit in mine.values())
        why = next(filter(None, reasons), "without it, all would be as it is")
        raise NotAllowedError(f"“{change.sentence}” cannot be undone: {why}. Nothing was done.")
    word = "Redid" if change.verb == "undo" else "Undid"
    sentence = change.sentence
    for lead in ("Undid: ", "Redid: "):
        sentence = sentence.removeprefix(lead)
    made = Change(
        id=id_, actor=pen.actor, at=pen.now,
        verb="redo" if change.verb == "undo" else "undo",
        sentence=f"{word}: {sentence}", edits=tuple(edits), undoes=change.id,
    )  # fmt: skip
    done = _Paths(edit.path for edit in edits)
    rest = dict.fromkeys(edit.path for edit in mine.values() if edit.path not in done)
    left = (one for one in rest if _since(pages, one, since, pen.actor))
    return Undo(change=made, left=tuple(left))


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


def imports_undone(history: Iterable[Change]) -> frozenset[str]:
    """The changes, by id, that took back an import, or the joining of a copy."""
    known: dict[str, Change] = {}
    found: set[str] = set()
    for change in history:
        known[change.id] = root = change
        while root.undoes in known:
            root = known[str(root.undoes)]
        if root is not change and root.verb in ("import", "join"):
            found.add(change.id)
    return frozenset(found)


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
        while path not in self.these:  # this is asked of each edit of a history
            path, slash, _ = path.rpartition("/")
            if not slash:
                return False
        return True


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


def _out(history: list[Change], since: Stamp) -> dict[_At, Edit]:
    """The edits that were taken back since, and those that took them back: neither was made."""
    known = {change.id for change in history}
    out: dict[_At, Edit] = {}
    takers: dict[str, list[_Paths]] = {}
    came: dict[tuple[str, Key], list[_Paths]] = {}
    for change in reversed(history):  # what takes back is written after what it takes back
        taken = takers.get(change.id, [])
        for here in _brought(change):
            came.setdefault(here, []).extend(taken)
        takes = change.undoes in known and change.stamp > since
        stand: list[str] = []
        for n, edit in enumerate(change.edits):
            by = [*taken, *came.get((change.id, edit.page), ())]
            if edit.op != "join" and any(edit.path in paths for paths in by):
                out[change.id, n] = edit
            else:
                stand.append(edit.path)
            if takes:
                out[change.id, n] = edit
        if takes and stand:
            takers.setdefault(str(change.undoes), []).append(_Paths(stand))
    return out


def _telling(history: Iterable[Change], key: Key, paths: _Paths) -> list[tuple[Change, int, Edit]]:
    """The edits of a page on which it depends what the page has at some paths.

    Those at the paths, below and above them; and where one of these had seen others (a removal
    holds by what it had seen below it), all those below that one, too.
    """
    here = [
        (change, n, edit)
        for change in history
        for n, edit in enumerate(change.edits)
        if edit.page == key and edit.op != "join"
    ]
    wide = _Paths(
        edit.path
        for _, _, edit in here
        if (edit.over or edit.op in ("remove", "restore")) and edit.path in paths
    )
    return [one for one in here if one[2].path in paths or wide.covers(one[2].path)]


def _replayed(
    telling: Iterable[tuple[Change, int, Edit]], out: Mapping[_At, Edit]
) -> dict[Key, AnyPage]:
    """The pages as edits make them without some of them; empty where nothing begins one.

    What others built upon stays: a part that somebody wrote into since is not taken from below.
    """
    mine = list(telling)
    needed: set[str] = set()
    for change, n, edit in mine:
        if (change.id, n) not in out:
            needed |= {*_above(edit.path), *([] if edit.op == "add" else [edit.path])}
    others = [edit for change, n, edit in mine if edit.op == "add" and (change.id, n) not in out]
    held = _Paths(
        edit.path
        for edit in out.values()
        if edit.op == "add"
        and edit.path in needed
        and not any(_provides(other, edit.path) for other in others)
    )
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
    return pages


def _provides(adding: Edit, path: str) -> bool:
    """Whether what an edit adds is at a path, or has something there."""
    if adding.path == path:
        return True
    value = adding.after if path.startswith(f"{adding.path}/") else None
    for step in path[len(adding.path) + 1 :].split("/"):
        value = value.get(step) if isinstance(value, dict) else None
    return value is not None


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


class _Back:
    """Makes a page what another is, in some fields, by edits of a change with an id.

    `stamp`: of the change that is taken back.
    """

    def __init__(
        self, page: AnyPage, target: AnyPage, paths: _Paths, id_: str, stamp: Stamp
    ) -> None:
        self.page, self.target, self.paths = page, target, paths
        self.id, self.stamp = id_, stamp

    def edits(self) -> Iterator[Edit]:
        """The edits that lead there."""
        of = KINDS[self.page.kind]
        now, then = whole(self.page).value, whole(self.target).value
        yield from self._with_presence("", self._inside(now, then, of, ""))

    def _inside(self, now: Any, then: Any, of: Any, inner: str) -> Iterator[Edit]:
        """From what is here to what is to be; of both, with what was removed."""
        if not self._is_meant(inner):
            return
        member = member_type(of)
        if member is not None:
            for key in sorted(now.keys() | then.keys()):
                here = f"{inner}/{key}"
                if key not in then:
                    if here not in self.page.gone and self.paths.covers(self._path(here)):
                        yield self._removal(here)
                elif key not in now:
                    yield Edit(op="add", path=self._path(here), after=plain(then[key]))
                elif self._is_meant(here):
                    inside = self._inside(now[key], then[key], member, here)
                    yield from self._with_presence(here, inside)
        elif is_part(of):
            for name, field in fields(of).items():
                here = f"{inner}/{name}" if inner else name
                yield from self._inside(getattr(now, name), getattr(then, name), field, here)
        else:
            was, held = _held(self.target, then, inner), _held(self.page, now, inner)
            # Two who gave the same are two: when one takes it back, the other's stays.
            if was[0] != held[0] or sorted(map(repr, was)) != sorted(map(repr, held)):
                yield Edit(
                    op="set", path=self._path(inner), before=held[0], after=was[0],
                    beside=tuple(was[1:]), over=seen(self.page, inner),
                )  # fmt: skip

    def _with_presence(self, inner: str, inside: Iterator[Edit]) -> Iterator[Edit]:
        """The edits inside a part, and those that leave of its removals what the target has: so
        the part is there, or not, as it is in the target."""
        edits = list(inside)
        yield from edits
        now, was = (
            {one.stamp.change: one for one in of.tombs.get(inner, ())}
            for of in (self.page, self.target)
        )
        path = self._path(inner)
        if not_there := tuple(sorted(now.keys() - was.keys())):
            yield Edit(op="restore", path=path, after=self.page.gone.get(inner), over=not_there)
        is_there = inner not in self.target.gone if inner else not self.target.removed
        for id_ in sorted(was.keys() - now.keys()):
            # One that held and does not now is left: what was written since stays.
            if not is_there or self._was_beaten(inner, was[id_]):
                yield Edit(op="remove", path=path, over=was[id_].over)
        writes = any(edit.op in ("set", "add") for edit in edits)  # which beat what holds
        held = any(is_held_by(self.page, inner, one) for one in was.values())
        if not is_there and (writes or not held):
            yield self._removal(inner)

    def _was_beaten(self, inner: str, tomb: Tomb) -> bool:
        """Whether a removal did not hold when what is taken back was done."""
        return any(
            one < self.stamp and one.change not in tomb.over for one in written(self.target, inner)
        )

    def _removal(self, inner: str) -> Edit:
        """A removal that has seen all that is written there, by this change, too."""
        before = plain(get(whole(self.page).value, inner))
        over = (*seen(self.page, inner), self.id)
        return Edit(op="remove", path=self._path(inner), before=before, over=over)

    def _path(self, inner: str) -> str:
        return f"{self.page.path}/{inner}" if inner else self.page.path

    def _is_meant(self, inner: str) -> bool:
        return self._path(inner) in self.paths


def _held(page: AnyPage, shown: Any, inner: str) -> list[Plain]:
    """The value that a field shows, then those that are kept apart from it."""
    return [plain(shown), *(one.value for one in page.apart.get(inner, ()))]


# --- Why not ---------------------------------------------------------------------------------


def _since(pages: Pages, path: str, since: Iterable[tuple[Change, Edit]], actor: str) -> str:
    """What was done to a path since, by the changes and edits since; "" for nothing."""
    kind, id_, *rest = path.split("/", 2)
    page, inner = pages.get((kind, id_)), "".join(rest)
    if page is None:
        return "it is not in the casebook any more"
    here = _Paths([path])
    hits = [(change, edit) for change, edit in since if edit.path in here]
    gone = {page.path} if page.removed else {f"{page.path}/{one}" for one in page.gone}
    removed = [change.actor for change, edit in hits if edit.op == "remove" and edit.path in gone]
    if removed:
        return f"it was removed since{_by(removed, actor)}"
    if hits:
        return f"it was changed again since{_by([one.actor for one, _ in hits], actor)}"
    tombs = [tomb for above in ("", *_above(inner), inner) if page.removed or above in page.gone
             for tomb in page.tombs.get(above, ())]  # fmt: skip
    if tombs:
        names = [page.actors.get(tomb.stamp.change, "") for tomb in tombs]
        return f"what it changed is removed{_by(names, actor)}"
    return ""


def _by(actors: Iterable[str], actor: str) -> str:
    """Who did it; the others alone, where it was not the actor alone."""
    found = set(actors) - {""}
    names = sorted(found - {actor} or found)
    return f", by {' and '.join(names)}" if names else ""
