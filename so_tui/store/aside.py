"""What one user has on this machine beside a casebook: what is not in it yet, what they saw."""

from __future__ import annotations

import threading
from pathlib import Path

from so_tui.errors import CasebookError
from so_tui.store.casebook import Casebook
from so_tui.store.drafts import Drafts
from so_tui.store.last_seen import LastSeen


class Aside:
    """Beside the casebook at a path; nothing is made on the disk before it is needed."""

    def __init__(self, path: Path) -> None:
        self.casebook = path
        self.drafts = Drafts(path)
        self.last_seen = LastSeen(path)
        self._casebook = Casebook(path, sparing=True)
        self._looking = threading.Lock()

    def has(self, case: str) -> bool:
        """Whether a case, by its id, is in the casebook at this moment, removed or not; so it is
        not erased. What cannot be looked at counts as there."""
        try:
            with self._looking:
                return ("cases", case) in self._casebook.read().pages
        except CasebookError:
            return True
