"""What an app has of one casebook while it is open: the cases, what is typed, what is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from so_tui.overview import Overview
from so_tui.tui.outbox import Outbox
from so_tui.tui.typed import TypedForms
from so_tui.tui.writer import Writer

if TYPE_CHECKING:
    from so_tui.casework import Casework
    from so_tui.tui.home import Home


class Sitting:
    """One casebook, open in an app; of one that is lent nothing is kept beside it."""

    def __init__(self, casework: Casework, home: Home, *, lent: bool = False) -> None:
        self._lent = lent
        self.casework = casework
        self.overview = Overview(casework)
        self.last_seen = casework.aside.last_seen
        drafts = None if lent else casework.aside.drafts
        self.typed = TypedForms(drafts, casework.aside.has)
        self.writer = Writer(home, Outbox(casework, lambda: home.pen().new_id()))

    def keep(self) -> None:
        """Put what is not on the disk yet there: what is typed, and what was looked at."""
        if not self._lent:
            self.typed.flush()
            self.last_seen.keep()
