"""The casebook of files behind a casework: only tests look behind the door."""

from __future__ import annotations

from so_tui.casework import Casework
from so_tui.store.casebook import Casebook


def kept(work: Casework) -> Casebook:
    """The casebook that a casework keeps its cases in."""
    assert isinstance(work._store, Casebook)
    return work._store
