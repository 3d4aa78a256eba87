"""What a file offers to a case: nothing of it is taken before somebody chooses it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from so_tui.core.changes import CasePage, Change, Pages, Pen

Take = Callable[[CasePage, Pages, Pen], Change]
"""What taking it does: the change to a case as it is, with the pages of its offices at hand.
Raises NotAllowedError where it does not fit that case."""


class Proposal(msgspec.Struct, frozen=True):
    """One thing that a file offers, such as a visit or a report. `sentence` says what it is and
    what taking it does to the case, in words that need no other sentence beside them."""

    sentence: str
    take: Take
