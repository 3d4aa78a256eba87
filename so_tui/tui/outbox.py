"""What was done and is not in the casebook yet: it waits, is tried again, and is never lost.

Nothing here knows Textual. Methods that touch the disk are called from a thread, one at a time.
"""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec.structs import replace

from so_tui.core.changes import Change, ChangeError
from so_tui.core.text import ended
from so_tui.errors import (
    BusyCasebookError,
    CasebookError,
    DamagedCasebookError,
    MissingCasebookError,
    NewerCasebookError,
    SoTuiError,
    UnconfirmedSaveError,
)
from so_tui.store.drafts import Draft, Unwritten

if TYPE_CHECKING:
    from so_tui.casework import Casework

Why = Literal["failed", "unconfirmed", "refused", "before"]
"""`failed`: the casebook could not be written. `unconfirmed`: it was, but the disk has not said
that it keeps it. `refused`: the change does not fit the casebook any more. `before`: left by an
earlier start and not tried in this one."""

LONGEST_PAUSE = 30
"""The most ticks between two tries that nobody asked for."""

_FREE = "Free some space."
_ALLOW = "Ask for permission to write there."
_WORDS: Mapping[int, tuple[str, str]] = {
    errno.ENOSPC: ("the disk is full", _FREE),
    errno.EDQUOT: ("your share of the disk is used up", _FREE),
    errno.EFBIG: ("files here may not grow so large", "Ask who looks after this computer."),
    errno.EACCES: ("writing there is not allowed", _ALLOW),
    errno.EPERM: ("writing there is not allowed", _ALLOW),
    errno.EROFS: ("the disk may only be read", _ALLOW),
    errno.EIO: ("the disk reported an error", "Copy the casebook to another disk."),
    errno.ENOENT: ("its folder is not there", "Put the folder back."),
    errno.ENOTDIR: ("its folder is not there", "Put the folder back."),
}
_MISSING = ("the casebook is not there any more", "Put it back, or plug its disk in again.")
_BUSY = ("another so-tui is writing", "This takes a moment.")


class NotSavedError(SoTuiError):
    """A change waits outside the casebook; the sentence says why and where it is kept."""

    exit_code = 6


class GoneError(NotSavedError):
    """A change is about cases alone that are not in the casebook any more: it waits nowhere."""

    def __init__(self) -> None:
        super().__init__("Not saved: this is not in the casebook any more. No copy of it is kept.")


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """Changes that wait, with why; `where` is their copy on the disk, None when there is none."""

    draft: Draft
    why: Why
    words: str = ""
    where: Path | None = None

    @property
    def changes(self) -> tuple[Change, ...]:
        """What is to be written, as one."""
        return self.draft.content.changes

    @property
    def ids(self) -> frozenset[str]:
        """The ids of its changes."""
        return frozenset(change.id for change in self.changes)

    @property
    def sentence(self) -> str:
        """What was done, as the history will say it."""
        return ". ".join(change.sentence for change in self.changes)


def in_words(fault: SoTuiError) -> tuple[str, str]:
    """Why something was not saved in a few words, and what to do; "" where only its own
    sentence says it."""
    if isinstance(fault, MissingCasebookError):
        return _MISSING
    if isinstance(fault, BusyCasebookError):
        return _BUSY
    if isinstance(fault, DamagedCasebookError):
        return "the casebook is damaged", fault.sentence
    if isinstance(fault, NewerCasebookError):
        return "a newer so-tui wrote the casebook", fault.sentence
    cause = fault.__cause__
    return _WORDS.get(cause.errno or 0, ("", "")) if isinstance(cause, OSError) else ("", "")


def _shape(change: Change) -> object:
    """What a change does, whatever ids it gives to what it adds."""
    return change.verb, [
        (edit.op, edit.path.rpartition("/")[0] if edit.op == "add" else edit.path, edit.after)
        for edit in change.edits
    ]


class Outbox:
    """Everything that waits, in the order in which it was done.

    `sitting` are the ids of what was written; `new_id` names drafts. `damage` says what is
    damaged though it can be written. `gone` waited, until its case was erased: to be told once.
    """

    def __init__(self, casework: Casework, new_id: Callable[[], str]) -> None:
        self.waiting: tuple[Waiting, ...] = ()
        self.faults: tuple[str, ...] = ()
        self.damage = ""
        self.gone: tuple[Change, ...] = ()
        self.sitting: list[str] = []
        self._casework, self._drafts = casework, casework.aside.drafts
        self._new_id = new_id
        self._pause = self._left = 0

    @property
    def changes(self) -> tuple[Change, ...]:
        """What the casebook does not hold yet of what was done in this sitting."""
        return tuple(
            change
            for one in self.waiting
            if one.why in ("failed", "refused")
            for change in one.changes
        )

    @property
    def mine(self) -> tuple[Waiting, ...]:
        """What waits of this sitting, and is not in the casebook."""
        return tuple(one for one in self.waiting if one.why in ("failed", "refused"))

    @property
    def _ids(self) -> frozenset[str]:
        return frozenset[str]().union(*(one.ids for one in self.waiting))

    def begin(self) -> None:
        """Find what an earlier start left."""
        found = self._drafts.read()
        self.waiting = tuple(
            Waiting(draft=one, why="before")
            for one in found.drafts
            if isinstance(one.content, Unwritten)
        )
        self.faults = found.faults

    # --- Writing -----------------------------------------------------------------------------

    def write(
        self, changes: Sequence[Change], held: Collection[str] = (), *, by_key: bool = False
    ) -> None:
        """Write changes as one, after those that wait; durable on return.

        What cannot be written waits, with a copy on the disk. `held`: ids of changes that an
        open form looks after. `by_key`: one key made them; pressed again while they wait, it
        means the same ones. Raises NotSavedError.
        """
        if by_key:
            changes = self._same(changes)
        mine = {change.id for change in changes}
        fault = self._others(mine | set(held))
        if fault is None:
            fault = self._write(changes, again=bool(mine & self._ids))
        else:
            self._keep(changes, "failed", fault)
        if fault is not None:
            raise self._told(fault, mine)

    def again(self, held: Collection[str] = ()) -> bool:
        """Try once more what nobody asked for; whether anything changed."""
        before = self.waiting
        self._others(held)
        return self.waiting != before

    def save(self) -> str:
        """Try everything that waits, also what an earlier start left; says what came of it.

        Raises NotSavedError.
        """
        self._pause = self._left = 0
        before = self.waiting
        faults: list[NotSavedError] = []
        for one in before:
            fault = self._write(one.changes, again=True)
            if fault is not None:
                faults.append(self._told(fault, one.ids))
        self.gone = ()  # the fault says so
        if faults:
            raise faults[0]
        count = sum(len(one.changes) for one in before)
        if count == 1:
            return ended(f"Saved now: {before[0].sentence}")
        return f"Saved now: {count} changes." if count else "Everything is saved."

    def due(self) -> bool:
        """Whether it is time to try again; asked once a tick, ever less often while it fails."""
        if not any(one.why in ("failed", "unconfirmed") for one in self.waiting):
            return False
        self._left -= 1
        return self._left < 0

    def withdraw(self, ids: Collection[str]) -> None:
        """Throw away what waits of these changes, by their ids."""
        for one in self.waiting:
            if one.ids & set(ids):
                self._drop(one.ids)

    def check(self) -> bool:
        """Read what others wrote; whether anything is new to tell. Raises CasebookError."""
        told, changed = self.damage, self._casework.refresh()
        self.damage = self._casework.fault
        if changed:
            for one in self.waiting:
                self._let_go(one.changes)
        return changed or self.damage != told

    def _others(self, but: Collection[str]) -> SoTuiError | None:
        """Write what failed before; the fault of the casebook, if it still has one."""
        for one in self.waiting:
            if one.why in ("failed", "unconfirmed") and not one.ids & set(but):
                fault = self._write(one.changes, again=True)
                if isinstance(fault, CasebookError):
                    return fault
        return None

    def _write(self, changes: Sequence[Change], *, again: bool) -> SoTuiError | None:
        try:
            self._casework.write(changes, again=again)
        except UnconfirmedSaveError as fault:
            # It is most likely there. Its copy stays until the disk has confirmed that.
            self._keep(changes, "unconfirmed", fault)
            with contextlib.suppress(CasebookError):  # the next look says so
                self._casework.refresh()
        except ChangeError as fault:
            if self._let_go(changes):
                return GoneError()
            self._keep(changes, "refused", fault)
            return fault
        except CasebookError as fault:
            self._keep(changes, "failed", fault)
            return fault
        else:
            self.damage = self._casework.fault
            self._pause = self._left = 0
            self._drop({change.id for change in changes})
        new = [change.id for change in changes if change.id not in self.sitting]
        self.sitting.extend(new)
        return None

    def _same(self, changes: Sequence[Change]) -> Sequence[Change]:
        """The changes, or those that wait already and do just the same."""
        wanted = [_shape(change) for change in changes]
        for one in self.waiting:
            if [_shape(change) for change in one.changes] == wanted and one.why != "before":
                return one.changes
        return changes

    # --- Keeping -----------------------------------------------------------------------------

    def _keep(self, changes: Sequence[Change], why: Why, fault: SoTuiError) -> None:
        """Have changes wait, with a copy on the disk."""
        ids = {change.id for change in changes}
        old = next((one for one in self.waiting if one.ids & ids), None)
        if old is None:
            number = max((one.draft.number for one in self.waiting), default=0) + 1
            content = Unwritten(changes=tuple(changes))
            draft = Draft(id=self._new_id(), number=number, content=content)
            one = Waiting(draft=draft, why=why)
            self.waiting = (*self.waiting, one)
        else:
            one = old
        new = replace(one, why=why, words=in_words(fault)[0])
        if why == "refused" and self._is_erased(changes):
            # One that is there was not erased with its case: that takes all copies along.
            new = replace(new, where=self._drafts.where(new.draft.id))
        elif new.where is None:
            try:
                new = replace(new, where=self._drafts.put(new.draft))
            except CasebookError:
                new = replace(new, where=None)  # `Waiting.where` says so
        self.waiting = tuple(new if other is one else other for other in self.waiting)
        self._left, self._pause = self._pause, min(LONGEST_PAUSE, self._pause * 2 or 1)

    def _let_go(self, changes: Sequence[Change]) -> bool:
        """Forget changes about cases that were all erased; whether they are such."""
        ids = {change.id for change in changes}
        old = next((one for one in self.waiting if one.ids & ids), None)
        if old is not None and self._drafts.where(old.draft.id):
            return False  # erasing takes all copies along: the case went in another way
        cases = self._cases(changes)
        if not cases or any(map(self._casework.aside.has, cases)):
            return False
        if old is not None and old.why != "unconfirmed":
            self.gone = (*self.gone, *old.changes)
        self._drop(ids)
        return True

    def _is_erased(self, changes: Sequence[Change]) -> bool:
        """Whether changes are about a case that is not in the casebook now: of a person who was
        erased, no copy is kept."""
        return not all(map(self._casework.aside.has, self._cases(changes)))

    def _cases(self, changes: Sequence[Change]) -> set[str]:
        """The cases that changes are about and do not begin, by their ids."""
        begun = {edit.path for change in changes for edit in change.edits if edit.op == "add"}
        named = {id_ for change in changes for kind, id_ in change.pages if kind == "cases"}
        return {id_ for id_ in named if f"cases/{id_}" not in begun}

    def _drop(self, ids: Collection[str]) -> None:
        for one in self.waiting:
            if one.ids & set(ids):
                self._drafts.drop(one.draft.id)
        self.waiting = tuple(one for one in self.waiting if not one.ids & set(ids))

    def _told(self, fault: SoTuiError, ids: Collection[str]) -> NotSavedError:
        if isinstance(fault, GoneError):
            return fault
        kept = any(one.where for one in self.waiting if one.ids & set(ids))
        copy = "A copy is kept." if kept else "No copy could be kept: leave so-tui open."
        words, to_do = in_words(fault)
        if isinstance(fault, ChangeError):
            return NotSavedError(f"Not saved: {fault.sentence} {copy}")
        lead = f"Not saved yet: {words}. {to_do}" if words else f"Not saved yet. {fault.sentence}"
        return NotSavedError(f"{lead} It is tried again by itself. {copy}")
