"""What the app writes, off the loop that draws: saving, undoing, following, leaving.

Nothing here draws. What is shown follows from `refresh_case` of the screens there are.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from so_tui.core import dates
from so_tui.core.changes import Change
from so_tui.core.finding import Called
from so_tui.core.text import ended
from so_tui.core.undoing import Undo, undoable
from so_tui.errors import NotAllowedError, NotFoundError, SoTuiError
from so_tui.tui.outbox import Outbox
from so_tui.tui.views.notice import Standing

if TYPE_CHECKING:
    from so_tui.tui.home import Home


_ERASED = "its case is not in the casebook any more."


class Writer:
    """Writes for an app that loses nothing of what is done in it."""

    def __init__(self, home: Home, outbox: Outbox) -> None:
        self.outbox = outbox
        self._home = home
        self._writing = asyncio.Lock()
        self._trouble = ""
        self._asked: tuple[str, int] = ("", 0)

    @property
    def standing(self) -> Standing:
        """What there is to say about what is saved and what is not."""
        return Standing(
            waiting=self.outbox.waiting,
            trouble=(*filter(None, (self._trouble, self.outbox.damage)), *self.outbox.faults),
            again=self._key("save.again"),
            discard=self._key("save.discard"),
        )

    def _key(self, id: str) -> str:
        return self._home.keymap.named(id)

    def ask_twice(self, what: str) -> bool:
        """Whether the key just pressed is the second in a row for the same thing."""
        before, self._asked = self._asked, (what, self._home.key_queue.taken)
        return before == (what, self._home.key_queue.taken - 1)

    # --- Writing, never on the loop that draws ---

    async def write(self, changes: Sequence[Change], *, by_key: bool = False) -> None:
        """Write changes in one transaction, durable on return; they belong to this sitting.

        `by_key`: one key made them. Raises SoTuiError when they are not in the casebook; then
        they wait and are tried again.
        """
        async with self._writing:
            await asyncio.to_thread(self.outbox.write, changes, self._held(), by_key=by_key)

    async def save_again(self) -> str:
        """Try to save all that waits; says what came of it. Raises SoTuiError."""
        async with self._writing:
            try:
                return await asyncio.to_thread(self.outbox.save)
            finally:
                self._home.show_all()

    async def withdraw(self, changes: Sequence[Change]) -> None:
        """Throw away changes that wait."""
        async with self._writing:
            await asyncio.to_thread(self.outbox.withdraw, {change.id for change in changes})

    async def discard(self) -> str:
        """Throw away the last change that waits, once that was asked twice; says what it was."""
        waiting = [one for one in self.outbox.waiting if one.why != "unconfirmed"]
        if not waiting:
            raise NotAllowedError("Everything is saved. There is nothing to discard.")
        last = waiting[-1]
        if not self.ask_twice(f"discard {last.draft.id}"):
            key = self._key("save.discard")
            return f"Press {key} again to discard for good: “{last.sentence}”."
        await self.withdraw(last.changes)
        self._home.show_all()
        return ended(f"Discarded: {last.sentence}")

    def _held(self) -> frozenset[str]:
        """The changes that open forms look after."""
        return frozenset[str]().union(*(one.holding for one in self._home.screens))

    # --- Undo, also of what was done before this sitting ---

    def _elsewhere(self, *changes: Change) -> str:
        """Whose cases changes are in, where they are not the one that is shown: ` in “Ana”`."""
        pages = {page for change in changes for page in change.pages}
        ids = {id_ for kind, id_ in pages if kind == "cases"} - {self._home.here}
        labels, names = [], Called(self._home.casework.labels().items())
        for id_ in sorted(ids):
            with contextlib.suppress(NotFoundError):
                labels.append(names(id_, self._home.casework.case(id_).value.label))
        if not labels or self._home.hidden:
            return ""
        more = f" and {len(labels) - 1} more" if len(labels) > 1 else ""
        return f" in “{labels[0]}”{more}"

    async def undo(self) -> str:
        """Undo the person's last change; says what it was, or asks before an earlier sitting's."""
        return await self._take_back("undo")

    async def redo(self) -> str:
        """Do again what the person undid last. Says or asks as `undo`."""
        return await self._take_back("redo")

    async def _take_back(self, way: str) -> str:
        if mine := self.outbox.mine:
            again, discard = self._key("save.again"), self._key("save.discard")
            raise NotAllowedError(
                f"“{mine[-1].sentence}”{self._elsewhere(*mine[-1].changes)} is not saved yet. "
                f"{again} saves it, {discard} discards it."
            )
        async with self._writing:
            found, change, earlier = await asyncio.to_thread(self._latest, way)
            if earlier and not self.ask_twice(f"{way} earlier"):
                pen = self._home.pen()
                day = dates.short(change.at.astimezone(pen.now.tzinfo).date(), pen.today)
                key = self._key(f"change.{way}")
                sentence = change.sentence.removeprefix("Undid: ")
                return (
                    f"Nothing more since so-tui was opened. Press {key} again to {way}"
                    f"{self._elsewhere(change)}: “{sentence}” of {day}."
                )
            take = self._home.casework.undo if way == "undo" else self._home.casework.redo
            only = {change.id} | ({change.undoes} if change.undoes and way == "redo" else set())
            undone = await asyncio.to_thread(take, self._home.pen(), only)
            self.outbox.sitting.append(undone.change.id)
        left = " Parts that were changed since stay as they are." if undone.left else ""
        where = self._elsewhere(undone.change)
        named = f" That was{where}." if where else ""
        passed = "".join(f" {why.removesuffix(' Nothing was done.')}" for why in found.passed)
        return f"{ended(undone.change.sentence)}{named}{left}{passed}"

    def _latest(self, way: str) -> tuple[Undo, Change, bool]:
        """What would be taken back, and whether it is from before this sitting."""
        work, pen = self._home.casework, self._home.pen()
        look = work.undoing if way == "undo" else work.redoing
        history = work.history()
        done, undone = undoable(history, pen.actor)
        among = {change.id for change in (done if way == "undo" else undone)}
        mine = among.intersection(self.outbox.sitting)
        try:
            found = look(pen, _with_their_own(history, mine)) if mine else look(pen)
        except NotAllowedError:
            if not mine:
                raise
            found = look(pen)  # of this sitting nothing can be; what is before it is asked about
        change = next(one for one in history if one.id == found.change.undoes)
        return found, change, change.id not in mine

    # --- What others do ---

    async def follow(self) -> None:
        """Show what another process wrote, and try again what is not saved."""
        if self._writing.locked():
            return
        async with self._writing:
            trouble, again = "", False
            try:
                changed = await asyncio.to_thread(self.outbox.check)
            except SoTuiError as fault:
                changed, trouble = False, fault.sentence
            due = self.outbox.due()
            if due:
                again = await asyncio.to_thread(self.outbox.again, self._held())
        said, self._trouble = self._trouble, trouble
        if changed or again or said != trouble:
            self._home.show_all()
        gone, self.outbox.gone = self.outbox.gone, ()
        if gone:
            # It names no case: it may be told over another one.
            many = "1 change is" if len(gone) == 1 else f"{len(gone)} changes are"
            self._home.tell(f"{many} not saved: {_ERASED} No copy of it is kept.")
        elif again and not self.outbox.mine:
            for screen in self._home.screens:
                screen.all_saved()
            self._home.tell("Everything is saved now.")  # in the place of what was said before
        if due:
            await self._home.save_above()

    # --- Leaving ---

    def leave(self) -> None:
        """Leave; where something is not saved, say where it is kept and ask once."""
        mine = self.outbox.mine
        if not mine or self.ask_twice("leave"):
            self._home.exit()
            return
        count = sum(len(one.changes) for one in mine)
        what = "1 change is" if count == 1 else f"{count} changes are"
        key = self._key("app.quit")
        kept = [one.where for one in mine if one.where is not None]
        if len(kept) == len(mine):
            it = "It is" if count == 1 else "They are"
            where = f"{it} kept in {kept[0].parent} and offered at the next start."
        else:
            where = "No copy could be kept on the disk: leaving now loses what you did."
        self._home.tell(f"{what} not saved. {where} Press {key} again to leave.")


def _with_their_own(history: Iterable[Change], ids: Collection[str]) -> frozenset[str]:
    """Some changes, by id, and what those that took one back took back."""
    return frozenset(ids) | {one.undoes for one in history if one.id in ids and one.undoes}
