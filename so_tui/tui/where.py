"""Where one is in the app: there is one screen for each place, however one came there."""

from __future__ import annotations

from typing import Literal, NamedTuple, Protocol, runtime_checkable


class Where(NamedTuple):
    """A screen, and the case it shows, if it shows one."""

    screen: Literal["casebook", "case", "today", "history"]
    case: str = ""


@runtime_checkable
class Located(Protocol):
    """A screen that one can go to from elsewhere."""

    @property
    def where(self) -> Where:
        """Where one is on it."""
