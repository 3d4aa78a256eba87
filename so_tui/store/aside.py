"""What one user has on this machine beside a casebook: what is not in it yet, what they saw."""

from __future__ import annotations

from pathlib import Path

from so_tui.store.drafts import Drafts
from so_tui.store.last_seen import LastSeen


class Aside:
    """Beside the casebook at a path; nothing is made on the disk before it is needed."""

    def __init__(self, path: Path) -> None:
        self.drafts = Drafts(path)
        self.last_seen = LastSeen(path)
