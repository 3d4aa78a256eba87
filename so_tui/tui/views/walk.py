"""The lines of the walk through a made-up case: what to try next, above the keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from so_tui.core.walk import TRIES, Walk
from so_tui.tui import plain
from so_tui.tui.keys import Keymap
from so_tui.tui.marks import MARKS
from so_tui.tui.views.rows import Bit, Line, fit

TOLD: Mapping[str, Callable[[Callable[[str], str]], str]] = {
    "call": lambda key: (
        f"{key('step.next')} leads to NEXT, the one thing to do now. "
        f"{key('row.open')} opens its call, {key('form.save')} saves what came of it."
    ),
    "undo": lambda key: f"{key('change.undo')} takes back what you did last.",
    "paper": lambda key: (
        f"{key('item.next_state')} moves the paper of this row on, from to ask to asked. "
        f"{key('row.down')} and {key('row.up')} go from row to row."
    ),
    "card": lambda key: (
        f"{key('pane.oncologist')}, {key('pane.pathology')} and {key('pane.radiology')} are the "
        f"three calls. Go to {key('pane.radiology')}, radiology."
    ),
    "timeline": lambda key: f"{key('pane.timeline')} shows all that comes until the visit.",
    "reason": lambda key: (
        f"{key('pane.reasons')} are the reasons to go. {key('item.next_state')} answers one."
    ),
    "today": lambda key: f"{key('screen.today')} shows whom to call today.",
}
"""What is said of each thing to try; it is given what names the key of an action."""


def walk_lines(walk: Walk, cells: int, keymap: Keymap) -> list[Line]:
    """What to try next in lines of so many cells, and how to leave."""
    back = keymap.named("app.back")
    if walk.next is None:
        lead, text = (
            f"{MARKS['usable']} All {len(TRIES)} done.",
            f"{back} leaves this made-up case.",
        )
    else:
        mark = f"{MARKS['usable']} {len(walk.done)} done. " if walk.done else ""
        lead = f"{mark}Try:"
        text = f"{TOLD[walk.next.name](keymap.named)} {back} leaves."
    lines = plain.wrap(f"{lead} {text}", max(10, cells - 2))
    made: list[Line] = []
    for n, line in enumerate(lines):
        cut = len(lead) if n == 0 and line.startswith(lead) else 0
        made.append(fit([Bit(" "), Bit(line[:cut], "key"), Bit(line[cut:], "word")], cells))
    return made
