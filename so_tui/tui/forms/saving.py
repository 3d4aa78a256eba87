"""The change of one form on its way into the casebook, also after a save that failed."""

from __future__ import annotations

import asyncio

from so_tui.core.changes import Change
from so_tui.errors import NotAllowedError
from so_tui.tui.forms.fields import Values
from so_tui.tui.forms.form import Desk, Form
from so_tui.tui.outbox import GoneError, NotSavedError


class Saving:
    """Writes what a form says, once: a second try is the same change, or takes its place."""

    def __init__(self, form: Form, desk: Desk) -> None:
        self._form, self._desk = form, desk
        self._tried: tuple[Values, Change] | None = None
        self.written: Change | None = None
        """The change that is in the casebook."""

    @property
    def holding(self) -> frozenset[str]:
        """The id of the change that could not be saved, if there is one."""
        return frozenset((self._tried[1].id,)) if self._tried else frozenset()

    def tried(self, values: Values) -> bool:
        """Whether just this could not be saved, and nothing else was typed since."""
        return self._tried is not None and self._tried[0] == values

    async def write(self, values: Values) -> None:
        """Write the change that the values make. Raises SoTuiError; what was to be written waits.

        When NotSavedError is raised, the change waits with a copy of its own; but GoneError
        says that there is nothing any more for which it could wait.
        """
        before = self._tried
        if before is not None and before[0] == values:
            change: Change | None = before[1]
        else:
            change = await self._made(values)
        if change is None:
            return
        try:
            await self._desk.write(change)
        except GoneError:
            self._tried = None
            raise
        except NotSavedError:
            self._tried = (values, change)
            raise
        finally:
            # Only now: until the newer one is written or kept, the older one is what there is.
            if before is not None and before[1] is not change and self._desk.withdraw is not None:
                await self._desk.withdraw(before[1])
        self._tried, self.written = None, change

    async def _made(self, values: Values) -> Change | None:
        try:
            if self._form.change is None:
                return None
            pen = self._desk.pen()
            if self._form.apart:
                return await asyncio.to_thread(self._form.change, values, pen)
            return self._form.change(values, pen)
        except NotAllowedError:
            await self.withdraw()  # all is as it was before anything was typed
            raise

    async def withdraw(self) -> None:
        """Throw away what could not be saved."""
        if self._tried is not None and self._desk.withdraw is not None:
            await self._desk.withdraw(self._tried[1])
        self._tried = None
