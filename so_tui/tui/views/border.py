"""A panel in its frame, line by line.

The frame is drawn here, so that its title can have a right-hand part, and so that moving the
cursor touches two lines and nothing else. With the focus it is heavier and says `here`.
"""

from __future__ import annotations

from msgspec.structs import replace

from so_tui.core.folding import searchable, sought
from so_tui.tui import plain
from so_tui.tui.marks import MARKS, ROLES
from so_tui.tui.views.progress import bar
from so_tui.tui.views.rows import BLANK, Bit, Come, Line, Panel, Row, fit, line_width

_LIGHT = "╭─╮│╰╯"
_HEAVY = "┏━┓┃┗┛"
_POINTER = "›"

_CHANGED = Bit(MARKS["changed"], f"{ROLES['changed']} chosen")

_BAR = 8
"""Cells that the bar at a lower edge takes at the most."""

PRESSING = frozenset({"late", "out-of-reach"})
"""The roles whose color is left under the cursor."""


def framed(
    panel: Panel,
    size: tuple[int, int],
    *,
    cursor: int,
    top: int,
    focused: bool,
    words: str = "",
    fresh: frozenset[int] = frozenset(),
) -> list[Line]:
    """The lines of a panel in so many cells and lines.

    `cursor` is the row under the cursor, `top` the first row in sight; `words` those of the
    filter; `fresh` the rows of what was changed just now.
    """
    width, height = size
    signs = _HEAVY if focused else _LIGHT
    style = "frame here" if focused else "frame"
    edge = Bit(signs[3], style)
    lines = [_title(panel, signs, style, width, focused=focused)]
    for y in range(height - 2):
        inner = _inner(panel, y, width - 4, cursor if focused else -1, top)
        is_new = y >= len(panel.above) and top + y - len(panel.above) in fresh
        lines.append((edge, *inner, _CHANGED if is_new else Bit(" "), edge))
    below = len(panel.rows) - top - max(1, height - 2 - len(panel.above))
    here = "here " if focused else ""
    here += f"/{words} " if words else ""
    lines.append(_base(signs, style, width, here, _more(top, below), panel.come))
    return lines


def _title(panel: Panel, signs: str, style: str, width: int, *, focused: bool) -> Line:
    aside = f"{panel.aside} " if panel.aside else ""
    if plain.width(panel.title) + plain.width(aside) + 8 > width:
        aside = ""
    title = f"{plain.cut(panel.title, max(1, width - 8))} "
    gap = width - 5 - plain.width(title) - plain.width(aside)
    line = signs[1] * (gap - 1) + " " if aside else signs[1] * gap
    return (
        Bit(f"{signs[0]}{signs[1]} ", style), Bit(title, "title chosen" if focused else "title"),
        Bit(line, style), Bit(aside, "", panel.aside_key),
        Bit(signs[1] + signs[2], style),
    )  # fmt: skip


def _more(above: int, below: int) -> str:
    """How many rows are out of sight."""
    return (f"↑ {above} " if above > 0 else "") + (f"↓ {below} more " if below > 0 else "")


def _base(signs: str, style: str, width: int, here: str, more: str, come: Come | None) -> Line:
    """The lower edge: where one is, how far it has come, and how much is out of sight.

    What goes first where there is no room is the bar, then the words of the filter.
    """
    more = more if plain.width(more) + 6 <= width else ""
    room = max(0, width - 6 - plain.width(more))
    came = _came(come, room - plain.width(here)) or _came(come, room - len("here "))
    here = plain.cut(here, room - line_width(came))
    lead = f"{signs[4]}{signs[1]} " if here or came else signs[4] + signs[1]
    gap = width - 2 - plain.width(lead) - plain.width(here) - line_width(came) - plain.width(more)
    line = signs[1] * (gap - 1) + " " if more else signs[1] * gap
    return (
        Bit(lead, style), Bit(here, "here"), *came, Bit(line, style), Bit(more, "dim"),
        Bit(signs[1] + signs[5], style),
    )  # fmt: skip


def _came(come: Come | None, cells: int) -> list[Bit]:
    """How far something has come, as a bar where there is room, and in figures."""
    if come is None or not come.asked:
        return []
    said = [Bit(come.mark, come.tint), Bit(f"{come.there} of {come.asked} ")]
    if come.now:
        said = [Bit(f"all {come.asked} there now ", "there chosen")]
    left = cells - line_width(said)
    if left < 0:
        return []
    return [*bar(come.there, come.asked, min(_BAR, come.asked, left - 1)), *said]


def _inner(panel: Panel, y: int, cells: int, cursor: int, top: int) -> Line:
    """One line between the edges: what stays in place, then a row of the list."""
    if y < len(panel.above):
        return (Bit(" "), *fit(panel.above[y], cells))
    n = top + y - len(panel.above)
    if not panel.beside:
        return _row(panel, n, cells, cursor)
    room = line_width(panel.beside[0])
    left = panel.beside[y] if y < len(panel.beside) else fit((), room)
    return (Bit(" "), *left, Bit("│", "frame"), *_row(panel, n, cells - room - 2, cursor))


def _row(panel: Panel, n: int, cells: int, cursor: int) -> Line:
    """A cell for the pointer, and the row."""
    row = panel.rows[n] if 0 <= n < len(panel.rows) else BLANK
    line = fit(row.line, cells)
    if not _is_chosen(panel, n, cursor):
        return (Bit(" "), *line)
    pointer = Bit(_POINTER if n == cursor else " ", "cursor")
    return (pointer, *(bit._replace(style=_chosen(bit.style)) for bit in line))


def _chosen(style: str) -> str:
    """A style under the cursor: its ground and weight say where one is, so that of the colors
    only those of what is late or out of reach are left."""
    kept = [one for one in style.split() if one in PRESSING]
    return " ".join([*kept, "cursor"])


def _is_chosen(panel: Panel, n: int, cursor: int) -> bool:
    """Whether a row is under the cursor, or continues the one that is."""
    if not 0 <= cursor <= n < len(panel.rows):
        return False
    return all(panel.rows[at].more for at in range(cursor + 1, n + 1))


def filtered(panel: Panel, words: str, back: str) -> Panel:
    """The panel with only those rows that have all the words, with what continues them.

    `back` is the key that brings all rows back.
    """
    if not words:
        return panel
    wanted = sought(words)
    groups: list[list[Row]] = []
    for row in panel.rows:
        if row.more and groups:
            groups[-1].append(row)
        else:
            groups.append([row])
    kept = [
        row
        for group in groups
        if group[0].target is not None
        and wanted.is_in(searchable(" ".join(row.text for row in group)))
        for row in group
    ]
    if not kept:
        kept = [Row((Bit(f"No row has these words. {back} shows all.", "note"),))]
    return replace(panel, rows=tuple(kept))
