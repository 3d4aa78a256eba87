"""Several things said in one command, made one change: one line of the history, one undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from so_tui.core.case import Case
from so_tui.core.changes import CasePage, Change, Pen, apply
from so_tui.core.verbs.making import changed
from so_tui.errors import NotAllowedError, SoTuiError, UsageError

Maker = Callable[[CasePage, Pen], Change]


def in_turn(page: CasePage, pen: Pen, makers: Sequence[Maker]) -> Change:
    """One change out of several verbs, each seeing what the one before it did.

    What would change nothing is left out. Raises NotAllowedError when nothing is left, and
    UsageError when there is nothing to do.
    """
    at, made = page, list[Change]()
    nothing: SoTuiError = UsageError("Say what to change. Nothing was changed.")
    for make in makers:
        try:
            change = make(at, pen)
        except NotAllowedError as fault:
            nothing = fault
            continue
        after = apply({("cases", page.id): at}, change)["cases", page.id]
        assert isinstance(after.value, Case)
        at = replace(at, value=after.value, stamps=after.stamps)
        made.append(change)
    if not made:
        raise nothing
    if len(made) == 1:
        return made[0]
    sentence = "; ".join(dict.fromkeys(change.sentence for change in made))
    return changed(page, pen, made[0].verb, sentence, at.value)
