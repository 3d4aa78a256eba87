"""The themes to choose from, and below them what each color means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from so_tui.palettes import ROLES, Palette
from so_tui.tui.marks import MARKS
from so_tui.tui.targets import Target
from so_tui.tui.views.rows import BLANK, Bit, Panel, Row, fit, said

MEANING: Mapping[str, tuple[str, str]] = {
    "next": ("NEXT", "the one thing to do"),
    "there": (MARKS["arrived"], "there"),
    "waiting": (MARKS["asked"], "waiting on somebody"),
    "to-do": (MARKS["to_ask"], "to do"),
    "due": (MARKS["due"], "due today"),
    "late": (MARKS["late"], "late"),
    "out-of-reach": (MARKS["out_of_reach"], "may not come in time"),
    "promise": (MARKS["promised"], "promised"),
    "quiet": ("", "said quietly"),
    "focus": ("›", "where you are"),
    "accent": ("?", "keys to press"),
}
"""What each color means: the mark or the word by which it is told without colors, and words."""

_MARKS = 6
"""Cells for the marks."""


def themes(palettes: Sequence[Palette], refused: Sequence[str], now: str, cells: int) -> Panel:
    """The themes, each with what kind it is; `now` is the one that stands until one is chosen."""
    rows = [Row(_line(one, now, cells), Target("theme", one.id)) for one in palettes]
    rows.append(BLANK)
    for role in ROLES:
        mark, words = MEANING[role]
        rows.append(Row(fit([Bit(f"{mark:<{_MARKS}}", role), Bit(words, role)], cells)))
    for sentence in refused:
        rows += [BLANK, *said(sentence, cells)]
    return Panel(title="Colors", rows=tuple(rows))


def _line(one: Palette, now: str, cells: int) -> tuple[Bit, ...]:
    kind = "dark" if one.dark else "light"
    words = [*(["now"] if one.id == now else []), *([] if one.is_terminals else [kind])]
    return fit([Bit(one.name)], cells, [Bit(", ".join(words), "dim")])


def about(one: Palette, takes: str, leaves: str) -> str:
    """What is to be said of the theme that is shown: the keys, and what is hard to read in it."""
    keys = f"{takes} takes these colors. {leaves} goes back."
    if not (faint := one.faint()):
        return keys
    ink, ground, contrast = faint[0]
    return f"“{ink}” on “{ground}” is hard to read: {contrast:.1f} to 1, and 4.5 is asked. {keys}"
