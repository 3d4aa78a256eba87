"""A panel in its frame, line by line.

The frame is drawn here, so that its title can have a right-hand part, and so that moving the
cursor touches two lines and nothing else. With the focus it is heavier and says `here`.
"""

from __future__ import annotations

from msgspec.structs import replace

from so_tui.core.folding import searchable, sought
from so_tui.tui import plain
from so_tui.tui.views.rows import BLANK, Bit, Line, Panel, Row, fit, line_width

_LIGHT = "╭─╮│╰╯"
_HEAVY = "┏━┓┃┗┛"
_POINTER = "›"


def framed(
    panel: Panel, size: tuple[int, int], *, cursor: int, top: int, focused: bool, words: str = ""
) -> list[Line]:
    """The lines of a panel in so many cells and lines.

    `cursor` is the row under the cursor, `top` the first row in sight; `words` those of the
    filter.
    """
    width, height = size
    signs = _HEAVY if focused else _LIGHT
    style = "frame here" if focused else "frame"
    edge = Bit(signs[3], style)
    lines = [_title(panel, signs, style, width, focused=focused)]
    for y in range(height - 2):
        inner = _inner(panel, y, width - 4, cursor if focused else -1, top)
        lines.append((edge, *inner, Bit(" "), edge))
    below = len(panel.rows) - top - max(1, height - 2 - len(panel.above))
    here = "here " if focused else ""
    here += f"/{words} " if words else ""
    lines.append(_base(signs, style, width, here, _more(top, below)))
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
        Bit(line, style), Bit(aside, "late" if panel.late else ""),
        Bit(signs[1] + signs[2], style),
    )  # fmt: skip


def _more(above: int, below: int) -> str:
    """How many rows are out of sight."""
    return (f"↑ {above} " if above > 0 else "") + (f"↓ {below} more " if below > 0 else "")


def _base(signs: str, style: str, width: int, here: str, more: str) -> Line:
    more = more if plain.width(more) + 6 <= width else ""
    here = plain.cut(here, max(0, width - 6 - plain.width(more)))
    lead = f"{signs[4]}{signs[1]} " if here else signs[4] + signs[1]
    gap = width - 2 - plain.width(lead) - plain.width(here) - plain.width(more)
    line = signs[1] * (gap - 1) + " " if more else signs[1] * gap
    return (
        Bit(lead, style), Bit(here, "here"), Bit(line, style), Bit(more, "dim"),
        Bit(signs[1] + signs[5], style),
    )  # fmt: skip


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
    return (pointer, *(Bit(text, _chosen(style)) for text, style in line))


def _chosen(style: str) -> str:
    """A style under the cursor: its ground and weight say where one is, so that of the colors
    only that of what is late is left."""
    return "late cursor" if "late" in style.split() else "cursor"


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
