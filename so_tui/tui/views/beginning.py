"""What an empty casebook shows: what the program is for, and the three ways to begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from so_tui.tui import plain
from so_tui.tui.keys import Keymap
from so_tui.tui.targets import Target
from so_tui.tui.views.rows import BLANK, Bit, Row

WAYS = (("casebook.new", "begin"), ("casebook.walk", "walk"), ("app.help", "keys"))
"""The actions with which people begin, and the words for each."""


def beginning(
    words: Mapping[str, str], keymap: Keymap, cells: int, lines: int, below: Sequence[Row] = ()
) -> list[Row]:
    """The lines, in the middle of so many cells and lines; `below` stands at their end.

    `words`: the texts of the catalogue.
    """
    rows = [
        Row((Bit(f"{_indent(line, cells)}{line}", "strong"),))
        for line in plain.wrap(words["empty.purpose"], cells)
    ]
    rows.append(BLANK)
    names = [keymap.named(action) for action, _ in WAYS]
    room = max(map(plain.width, names)) + 2
    longest = max((words[f"empty.{word}"] for _, word in WAYS), key=plain.width)
    lead = Bit(_indent(f"{' ' * room}{longest}", cells))
    for name, (action, word) in zip(names, WAYS, strict=True):
        key = keymap.pressed(action)
        target = Target("pane") if action == "casebook.new" else None
        gap = " " * (room - plain.width(name))
        text = words[f"empty.{word}"]
        rows.append(
            Row((lead, Bit(name, "key", key), Bit(gap, "", key), Bit(text, "", key)), target)
        )
    # Without the room to stand in the middle, what can be done stands first.
    over = max(0, lines - len(rows) - len(below) - 1) // 2
    return [*[BLANK] * over, *rows, BLANK, *below]


def _indent(line: str, cells: int) -> str:
    return " " * (max(0, cells - plain.width(line)) // 2)
