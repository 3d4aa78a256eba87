"""A walk through a made-up case, in a casebook of its own that takes the place of the open one.

Nothing of it reaches the person's casebook: until the walk is left, the app has another one.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from so_tui.core.walk import Moment, Walk
from so_tui.errors import NotAllowedError
from so_tui.tui.sitting import Sitting

if TYPE_CHECKING:
    from so_tui.casework import Casework
    from so_tui.tui.home import Home

Lend = Callable[[], AbstractContextManager["Casework"]]
"""Makes a casebook with a made-up case; it is gone when the walk is left."""


class Walking:
    """Whether somebody walks through the made-up case of an app, and how far they have come."""

    def __init__(self, home: Home, lend: Lend | None) -> None:
        self._home, self._lend = home, lend
        self._lent = contextlib.ExitStack()
        self._own: Sitting | None = None
        self.walk: Walk | None = None
        """How far it has come; None while nobody walks."""

    async def begin(self) -> str:
        """Take the made-up case instead of the casebook; returns its id.

        Raises NotAllowedError where that cannot be.
        """
        home = self._home
        if self._lend is None or self.walk is not None:
            raise NotAllowedError("There is no other made-up case to walk through.")
        if home.writer.outbox.waiting:
            again = home.keymap.named("save.again")
            raise NotAllowedError(f"Something is not saved yet. {again} saves it.")
        own = home.sitting
        own.keep()
        casework = await asyncio.to_thread(self._lent.enter_context, self._lend())
        home.sit_at(Sitting(casework, home, lent=True))
        home.look()
        home.last_seen.begin(home.revisions())
        self._own, self.walk = own, Walk()
        return home.overview.cases[0].case

    def leave(self) -> bool:
        """Take the person's own casebook again, as it is now; whether there was a walk."""
        own = self._own
        if own is None:
            return False
        self._own = self.walk = None
        self._home.sit_at(own)
        self._home.look()
        self.clear()
        return True

    def clear(self) -> None:
        """Take the made-up case off the disk, from any thread."""
        self._lent.close()

    def look(self, place: str) -> bool:
        """See what came of the last key, now that one stands at a place; whether that is more
        than before."""
        if self.walk is None:
            return False
        ids = set(self._home.writer.outbox.sitting)
        verbs = (one.verb for one in self._home.casework.history() if one.id in ids)
        before, self.walk = self.walk, self.walk.after(Moment(place, frozenset(verbs)))
        return self.walk is not before
