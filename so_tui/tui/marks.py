"""The marks: one sign for each state, and plain characters for terminals that lack the signs.

Views write the signs. Where a terminal has no Unicode, every sign is replaced by one plain
character just before it is drawn, so that nothing moves.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from rich.cells import cell_len

from so_tui.core.case import Item, Reply, State
from so_tui.core.steps import Urgency
from so_tui.core.timeline import MarkKind
from so_tui.tui import graphemes

MARKS: Mapping[str, str] = {
    "late": "!",
    "out_of_reach": "△",
    "due": "◉",
    "tight": "◔",
    "to_ask": "○",
    "asked": "◐",
    "promised": "◆",
    "arrived": "●",
    "usable": "✓",
    "not_usable": "✗",
    "not_needed": "–",
    "visit": "★",
    "today": "▼",
    "happened": "━",
    "waited_for": "╌",
    "to_come": "·",
    "ran_past": "╍",
    "closed": "┊",
    "shared": "3",
    "crowded": "&",
    "before": "◂",
    "behind": "▸",
    "applies": "✓",
    "does_not": "–",
    "not_sure": "?",
    "not_answered": "·",
    "apart": "≠",
    "changed": "«",
}
"""Each mark by its name; `mark.<name>` of the wording explains it in the help."""

MARK_OF: Mapping[MarkKind, str] = {
    "out_of_reach": MARKS["out_of_reach"], "late": MARKS["late"], "due": MARKS["due"],
    "tight": MARKS["tight"], "promised": MARKS["promised"], "asked": MARKS["asked"],
    "to_do": MARKS["to_ask"], "there": MARKS["arrived"], "usable": MARKS["usable"],
    "refused": MARKS["not_usable"], "visit": MARKS["visit"],
}  # fmt: skip
"""The sign of each mark of the timeline."""

COUNTS = "123456789"
"""Signs of how many things share a cell, from one on."""

MANY = MARKS["crowded"]
"""More of them than there is a sign for."""

_OF_STATE: Mapping[State, str] = {
    "to_ask": "to_ask",
    "asked": "asked",
    "ready": "asked",
    "on_its_way": "asked",
    "arrived": "arrived",
    "usable": "usable",
    "refused": "not_usable",
    "not_usable": "not_usable",
    "not_needed": "not_needed",
    "will_follow": "not_needed",
}

PLAIN: Mapping[str, str] = {
    "△": "A", "◉": "@", "◔": "c",
    "○": "o", "◐": "%", "◆": "+", "●": "*", "✓": "v", "✗": "x", "–": "-", "★": "V", "▼": "T",
    "·": ".", "≠": "#", "→": ">", "←": "<", "↑": "^", "↓": "v", "…": "~", "›": ">", "«": "<",
    "▸": ">", "▾": "v", "◂": "<", "╌": "-", "╍": "!", "┊": ":",
    "─": "-", "│": "|", "╭": "+", "╮": "+", "╰": "+", "╯": "+", "├": "+", "┤": "+", "┬": "+",
    "┴": "+", "┼": "+", "━": "=", "┃": "#", "┏": "#", "┓": "#", "┗": "#", "┛": "#", "▐": "[",
    "▌": "]", "▏": "|", "▕": "|",
    "┄": ".", "×": "x", "■": "#", "□": "o", "“": '"', "”": '"', "‘": "'",
    "▰": "#", "▱": "-", "’": "'", "−": "-", "—": "-", "§": "S", "°": "o", "\N{NO-BREAK SPACE}": " ",
}  # fmt: skip
"""Every sign that the screen draws, and the one plain character that stands for it.

Each is in DejaVu Sans Mono and in most other fonts of terminals: a sign that a font lacks shows
as a box, or breaks the columns.
"""

_TABLE = str.maketrans(dict(PLAIN))


def mark_of(item: Item, urgency: Urgency) -> str:
    """The name of the mark of an item: what presses before promised before its state."""
    if urgency in ("late", "out_of_reach", "due"):
        return urgency
    if item.promise is not None and item.state in ("to_ask", "asked", "on_its_way"):
        return "promised"
    return _OF_STATE[item.state]


ROLES: Mapping[str, str] = {
    "late": "late", "out_of_reach": "out-of-reach", "due": "due", "tight": "due",
    "to_ask": "to-do", "asked": "waiting", "promised": "promise", "arrived": "there",
    "usable": "there", "not_usable": "to-do", "not_needed": "quiet", "visit": "accent",
    "today": "accent", "apart": "accent", "changed": "accent",
}  # fmt: skip
"""The role of a mark by its name: what its color means."""


def style_of(urgency: Urgency) -> str:
    """The style of a mark or a word that says what presses; never of more than these two."""
    return ROLES[urgency] if urgency in ("late", "out_of_reach", "due") else ""


def pressing(urgency: Urgency) -> str:
    """The mark of what presses with a blank behind it, or ""."""
    return f"{MARKS[urgency]} " if urgency in ("late", "out_of_reach", "due") else ""


def mark_of_reply(reply: Reply) -> str:
    """The name of the mark of an answer."""
    return reply


def in_ascii(text: str, width: int) -> str:
    """The text in ASCII, in as many cells: signs by the table, letters without their accents.

    `width`: the cells that the text takes on screen. What has no plain form becomes `?`.
    """
    if text.isascii():
        return text
    if not text.translate(_TABLE).isascii():
        text = "".join(map(_unit, graphemes.units(text)))
    return text.translate(_TABLE)[:width].ljust(width, "?")


def _unit(unit: str) -> str:
    """One grapheme in as many cells; those that its base cannot fill are `?`."""
    cells = cell_len(unit)
    base = unit[0].translate(_TABLE)
    if not base.isascii():
        base = unicodedata.normalize("NFKD", base)[0]
    return base if base.isascii() and cells == 1 else "?" * cells
