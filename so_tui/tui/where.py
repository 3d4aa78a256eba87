"""Where one is in the app: there is one screen for each place, however one came there."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Where(NamedTuple):
    """A screen, and the case it shows, if it shows one."""

    screen: Literal["casebook", "case", "today", "history"]
    case: str = ""
