"""What was changed just now: its rows say so until the next key."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from so_tui.core.case import CALLS, CallName
from so_tui.core.touched import Thing, touched
from so_tui.tui.views.rows import Row, targets
from so_tui.tui.views.view import View


class Fresh(msgspec.Struct, frozen=True):
    """The things that were changed, and the calls of which all that is asked for came with it."""

    things: frozenset[Thing] = frozenset()
    complete: tuple[CallName, ...] = ()

    def rows(self, rows: Sequence[Row]) -> frozenset[int]:
        """The numbers of the rows that stand for such a thing."""
        if not self.things:
            return frozenset()
        there = enumerate(targets(rows))
        return frozenset(n for n, one in there if one and (one.kind, one.id) in self.things)


OLD = Fresh()
"""Nothing was changed just now."""


def fresh(before: View, after: View) -> Fresh:
    """What is other in a case than it was."""
    things = touched(before.case, after.case, before.offices, after.offices)
    if not things:
        return OLD
    return Fresh(things, tuple(one for one in CALLS if _came(before, after, one)))


def _came(before: View, after: View, call: CallName) -> bool:
    """Whether all that a call asks for is there, and was not before."""
    was, now = before.count(call), after.count(call)
    return now.there == now.asked > 0 and was.there < was.asked


def say_complete(one: Fresh, view: View) -> str:
    """What came together just now, in words; "" where nothing did."""
    words = view.word("progress", "complete")
    return " ".join(
        words.format(call=view.call(call), n=view.count(call).asked) for call in one.complete
    )
