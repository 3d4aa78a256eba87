"""The part of the app that writes: saving, saving again, undoing, following, leaving.

Nothing here draws. What is shown follows from `refresh_case` of the screens there are.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from so_tui.core import dates
from so_tui.core.changes import Change, Pen, undoable
from so_tui.core.text import ended
from so_tui.errors import NotAllowedError, NotFoundError, SoTuiError
from so_tui.store.drafts import Drafts
from so_tui.tui import keys
from so_tui.tui.forms.drafts import keep_drafts
from so_tui.tui.in_order import InOrder
from so_tui.tui.outbox import Unsaved
from so_tui.tui.typed import TypedForms
from so_tui.tui.views.notice import Standing

if TYPE_CHECKING:
    from textual.driver import Driver

    from so_tui.casework import Casework


@runtime_checkable
class Shows(Protocol):
    """A screen that shows the casebook."""

    def refresh_case(self) -> None:
        """Show it as it is now."""


@runtime_checkable
class Holds(Protocol):
    """A screen that looks after a change which was not saved: a form that stayed open."""

    @property
    def holding(self) -> frozenset[str]:
        """The ids of the change."""

    async def save_again(self) -> None:
        """Try again, if nothing else was typed since."""


@runtime_checkable
class Tells(Protocol):
    """A screen with a place for a sentence."""

    def tell(self, sentence: str) -> None:
        """Say a sentence there."""


class Keeping(InOrder):
    """An app that loses nothing of what is done in it."""

    def __init__(
        self, casework: Casework, pen: Callable[[], Pen], driver: type[Driver] | None = None
    ) -> None:
        super().__init__(driver)
        self.casework = casework
        self.keymap = keys.Keymap()
        self.hidden = False
        """Whether what was typed is hidden."""
        self.sitting: list[str] = []
        drafts = Drafts(casework.casebook.path)
        self.unsaved = Unsaved(casework, drafts, lambda: pen().new_id(), self.sitting)
        self.typed = TypedForms(drafts)
        keep_drafts(self, self.typed)
        self._pen = pen
        self._writing = asyncio.Lock()
        self._trouble = ""
        self._asked: tuple[str, int] = ("", 0)

    @property
    def standing(self) -> Standing:
        """What there is to say about what is saved and what is not."""
        return Standing(
            waiting=self.unsaved.waiting,
            trouble=(*((self._trouble,) if self._trouble else ()), *self.unsaved.faults),
            again=self._key("save.again"),
            discard=self._key("save.discard"),
        )

    def _key(self, id: str) -> str:
        return self.keymap.named(id)

    def show_all(self) -> None:
        """Show the casebook as it is now, on every screen."""
        for screen in self.screen_stack:
            if isinstance(screen, Shows):
                screen.refresh_case()

    def tell(self, sentence: str) -> None:
        """Say a sentence on the screen there is."""
        raise NotImplementedError

    def ask_twice(self, what: str) -> bool:
        """Whether the key just pressed is the second in a row for the same thing."""
        before, self._asked = self._asked, (what, self.taken)
        return before == (what, self.taken - 1)

    # --- Writing, never on the loop that draws ---

    async def apply(self, changes: Sequence[Change], *, by_key: bool = False) -> None:
        """Write changes in one transaction, durable on return; they belong to this sitting.

        `by_key`: one key made them. Raises SoTuiError when they are not in the casebook; then
        they wait and are tried again.
        """
        async with self._writing:
            await asyncio.to_thread(self.unsaved.write, changes, self._held(), by_key=by_key)

    async def save_again(self) -> str:
        """Try to save all that waits; says what came of it. Raises SoTuiError."""
        async with self._writing:
            try:
                return await asyncio.to_thread(self.unsaved.save)
            finally:
                self.show_all()

    async def withdraw(self, changes: Sequence[Change]) -> None:
        """Throw away changes that wait."""
        async with self._writing:
            await asyncio.to_thread(self.unsaved.withdraw, {change.id for change in changes})

    async def discard(self) -> str:
        """Throw away the last change that waits, once that was asked twice; says what it was."""
        waiting = [one for one in self.unsaved.waiting if one.why != "unconfirmed"]
        if not waiting:
            raise NotAllowedError("Everything is saved. There is nothing to discard.")
        last = waiting[-1]
        if not self.ask_twice(f"discard {last.draft.id}"):
            key = self._key("save.discard")
            return f"Press {key} again to discard for good: “{last.sentence}”."
        await self.withdraw(last.changes)
        self.show_all()
        return ended(f"Discarded: {last.sentence}")

    def _held(self) -> frozenset[str]:
        """The changes that open forms look after."""
        held = (screen.holding for screen in self.screen_stack if isinstance(screen, Holds))
        return frozenset[str]().union(*held)

    # --- Undo, also of what was done before this sitting ---

    @property
    def here(self) -> str:
        """The case that is shown, by its id, or ""."""
        raise NotImplementedError

    def _elsewhere(self, change: Change) -> str:
        """Whose cases a change is in, where they are not the one that is shown: ` in “Ana”`."""
        ids = {edit.page[1] for edit in change.edits if edit.page[0] == "cases"} - {self.here}
        labels = []
        for id_ in sorted(ids):
            with contextlib.suppress(NotFoundError):
                labels.append(self.casework.case(id_).value.label)
        if not labels or self.hidden:
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
        if mine := self.unsaved.mine:
            again, discard = self._key("save.again"), self._key("save.discard")
            raise NotAllowedError(
                f"“{mine[-1].sentence}” is not saved yet. {again} saves it, {discard} discards it."
            )
        async with self._writing:
            change, earlier = await asyncio.to_thread(self._latest, way)
            if earlier and not self.ask_twice(f"{way} earlier"):
                pen = self._pen()
                day = dates.short(change.at.astimezone(pen.now.tzinfo).date(), pen.today)
                key = self._key(f"change.{way}")
                sentence = change.sentence.removeprefix("Undid: ")
                return (
                    f"Nothing more from today’s sitting. Press {key} again to {way}"
                    f"{self._elsewhere(change)}: “{sentence}” of {day}."
                )
            take = self.casework.undo if way == "undo" else self.casework.redo
            only = {change.id} | ({change.undoes} if change.undoes and way == "redo" else set())
            undone = await asyncio.to_thread(take, self._pen(), only)
            self.sitting.append(undone.change.id)
        left = " Parts that were changed since stay as they are." if undone.left else ""
        where = self._elsewhere(undone.change)
        named = f" That was{where}." if where else ""
        return f"{ended(undone.change.sentence)}{named}{left}"

    def _latest(self, way: str) -> tuple[Change, bool]:
        """What would be taken back, and whether it is from before this sitting."""
        history = self.casework.casebook.history()
        done, undone = undoable(history, self._pen().actor)
        found = done if way == "undo" else undone
        if not found:
            raise NotAllowedError(f"There is nothing to {way}.")
        mine = [change for change in found if change.id in self.sitting]
        return (mine or found)[-1], not mine

    # --- What others do ---

    async def follow(self) -> None:
        """Show what another process wrote, and try again what is not saved."""
        if self._writing.locked():
            return
        async with self._writing:
            trouble, again = "", False
            try:
                changed = await asyncio.to_thread(self.unsaved.check)
            except SoTuiError as fault:
                changed, trouble = False, fault.sentence
            due = self.unsaved.due()
            if due:
                again = await asyncio.to_thread(self.unsaved.again, self._held())
        said, self._trouble = self._trouble, trouble
        if changed or again or said != trouble:
            self.show_all()
        if due and isinstance(self.screen, Holds):
            await self.screen.save_again()

    # --- Leaving ---

    def leave_app(self) -> None:
        """Leave; where something is not saved, say where it is kept and ask once."""
        mine = self.unsaved.mine
        if not mine or self.ask_twice("leave"):
            self.exit()
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
        self.tell(f"{what} not saved. {where} Press {key} again to leave.")
