"""The footer: at most six keys that work here, or what was just done."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from so_tui.tui import plain
from so_tui.tui.keys import ACTIONS, Action, shown
from so_tui.tui.views.rows import Bit, Line, fit, line_width

MOST = 6
"""How many keys the footer names at most."""


def shown_keys(works: Collection[str]) -> list[Action]:
    """The actions to name, of those that work here."""
    found = [action for action in ACTIONS if action.footer and action.id in works]
    found.sort(key=lambda action: action.footer)
    # The last is help, which lists what is left out here.
    return found if len(found) <= MOST else [*found[: MOST - 1], found[-1]]


def foot(
    works: Collection[str], keymap: Mapping[str, str], cells: int, said: Mapping[str, str]
) -> list[Line]:
    """One line of keys. `said` gives some actions another word, such as `Log call` for Enter."""
    pairs = [
        (action.pressed(keymap), said.get(action.id, action.label))
        for action in shown_keys(works)
        if action.pressed(keymap)
    ]
    for gap in (3, 2):
        line = _line(pairs, gap)
        if line_width(line) <= cells:
            return [fit(line, cells)]
    while len(pairs) > 2 and line_width(_line(pairs, 2)) > cells:
        del pairs[-2]
    return [fit(_line(pairs, 2), cells)]


def _line(pairs: Sequence[tuple[str, str]], gap: int) -> list[Bit]:
    bits = [Bit(" ")]
    for n, (key, label) in enumerate(pairs):
        bits += [Bit(" " * gap)] if n else []
        bits += [Bit(f"{shown(key)} ", "key", key), Bit(label, "", key)]
    return bits


def told(sentence: str, cells: int, *, bad: bool = False) -> list[Line]:
    """A sentence in the footer's place, in up to three lines."""
    lines = plain.wrap(sentence, max(10, cells - (3 if bad else 2)))
    lines = [*lines[:2], " ".join(lines[2:])] if len(lines) > 3 else lines
    lead = Bit("! ", "late") if bad else Bit(" ")
    below = Bit(" " * len(lead.text))
    return [fit([below if n else lead, Bit(line, "word")], cells) for n, line in enumerate(lines)]
