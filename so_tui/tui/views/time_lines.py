"""The lines of a timeline: its dates, and a line for each call and each paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from so_tui.core import timeline_layout as laid
from so_tui.core.case import CallName
from so_tui.core.timeline_layout import Cell, Ground, Layout
from so_tui.tui import plain
from so_tui.tui.marks import COUNTS, MANY, MARK_OF, MARKS
from so_tui.tui.targets import Target
from so_tui.tui.views.border import PRESSING
from so_tui.tui.views.rows import Bit, Line, fit
from so_tui.tui.views.steps import ROLE_OF
from so_tui.tui.views.view import View

WIDE_NAMES, NAMES = 24, 16
"""Cells for the names, from a hundred columns on and below."""

GROUNDS: Mapping[Ground, tuple[str, str]] = {
    "room": (" ", ""),
    "happened": (MARKS["happened"], "there"),
    "waiting": (MARKS["waited_for"], "waiting"),
    "to_come": (MARKS["to_come"], "quiet"),
    "late": (MARKS["ran_past"], "late"),
    "closed": (MARKS["closed"], "quiet"),
    "today": ("│", "today"),
    "visit": ("│", "accent"),
}
"""The sign and the style of each cell without a mark."""

FOLDED, UNFOLDED = "▸", "▾"
"""What stands before a folded line, and before one that is unfolded."""


def fold_of(call: CallName) -> Target:
    """What the line stands for in which the things of a call that are over are folded."""
    return Target("fold", call, call)


def folds(target: Target | None) -> CallName | None:
    """The call whose things a target folds, or None."""
    return target.call if target is not None and target.kind == "fold" else None


def folded_words(there: int, others: int) -> str:
    """What a folded line says: how much is there, and how much else is over."""
    if not there:
        return f"{others} done"
    return f"{there} there, {others} done" if others else f"{there} there"


class Chosen(msgspec.Struct, frozen=True):
    """What the cursor stands on: a step, a row of the timeline, or a call's folded line."""

    step: str = ""
    row: str = ""
    fold: CallName | None = None


def lines_of(view: View, drawn: Layout, chosen: Chosen) -> list[Line]:
    """The dates and all lines, each as wide as the others."""
    return [_dates(drawn), *(_line(view, drawn, line, chosen) for line in drawn.lines)]


def _dates(drawn: Layout) -> Line:
    axis = drawn.axis
    places = [Bit(" ")] * (axis.width + drawn.states - len(laid.ROOM))
    if axis.cut:
        places[0] = Bit(MARKS["before"], "key")
    if axis.beyond is not None:
        places[axis.beyond] = Bit(MARKS["behind"], "key")
    for tick in drawn.ticks:
        style = _TICKS[tick.kind]
        places[tick.column : tick.column + len(tick.label)] = [
            Bit(letter, style) for letter in tick.label
        ]
        if tick.kind != "date":
            places[tick.at] = Bit(MARKS[tick.kind], style)
    return fit(
        [Bit(" " * (drawn.names + 1)), *_together(places)], _width(drawn), [Bit(laid.ROOM, "dim")]
    )


_TICKS: Mapping[str, str] = {"date": "dim", "today": "today", "visit": "strong"}


def _width(drawn: Layout) -> int:
    return drawn.names + 1 + drawn.axis.width + 1 + drawn.states


def _line(view: View, drawn: Layout, line: laid.Line, chosen: Chosen) -> Line:
    mine = _is_chosen(line, chosen)
    name, style = _name(view, drawn, line)
    bits = [Bit("›" if mine else " ", "cursor" if mine else ""), *name]
    bits = [*fit(bits, drawn.names), Bit(" ")]
    bits += _together(_cells(line, chosen))
    state = Bit(line.state, style)
    if chosen.step and chosen.step in line.undated:
        state = state._replace(text=state.text or "no day", style=f"{style} cursor".strip())
    return fit([*bits, Bit(" ")], _width(drawn), [state])


def _is_chosen(line: laid.Line, chosen: Chosen) -> bool:
    if line.kind == "folded":
        return line.call == chosen.fold
    return bool(chosen.step and chosen.step in line.steps) or bool(
        chosen.row and chosen.row == line.row
    )


def _name(view: View, drawn: Layout, line: laid.Line) -> tuple[list[Bit], str]:
    """The name of a line, and the style of the words at its right."""
    style = ROLE_OF[line.pressing] if line.pressing else "dim"
    room = drawn.names - 1
    match line.kind:
        case "group":
            count = view.count(line.call)
            wide = drawn.names >= WIDE_NAMES
            stands = f" {count.there} of {count.asked}" if wide else f" {count.there}/{count.asked}"
            stands = stands if count.asked else ""
            name = plain.cut(view.call(line.call), room - len(stands))
            return [Bit(name, "title"), Bit(stands, "dim")], style
        case "folded":
            words = folded_words(line.there, line.others)
            sign = UNFOLDED if line.unfolded else FOLDED
            return [Bit(f"{sign} ", "key"), Bit(plain.cut(words, room - 2), "dim")], style
        case "row":
            lead = f"{MARK_OF[line.pressing]} " if line.pressing else "  "
            over = "" if line.steps else "dim"
            return [Bit(lead, style), Bit(plain.cut(line.name, room - 2), over)], style


def _cells(line: laid.Line, chosen: Chosen) -> Iterator[Bit]:
    apart = False
    for cell in line.cells:
        text, style = _sign(cell)
        apart = bool(cell.count) and not apart
        if apart:
            style = "strong"  # two counts side by side are not read as one number
        if chosen.step and chosen.step in cell.steps:
            style = f"{style} cursor" if style in PRESSING else "cursor"
        yield Bit(text, style)


def _sign(cell: Cell) -> tuple[str, str]:
    if cell.mark is None:
        return GROUNDS[cell.ground]
    if cell.count:
        return (COUNTS[cell.count - 1] if cell.count <= len(COUNTS) else MANY), ""
    return MARK_OF[cell.mark], ROLE_OF[cell.mark]


def _together(bits: Iterable[Bit]) -> list[Bit]:
    """Neighbors of one style as one piece."""
    found: list[Bit] = []
    for bit in bits:
        if found and found[-1].style == bit.style:
            found[-1] = Bit(found[-1].text + bit.text, bit.style)
        else:
            found.append(bit)
    return found


def at(drawn: Layout, y: int, x: int) -> Chosen | None:
    """What stands at a cell of the drawing, its dates being line 0; None where nothing does.

    A click beside a mark is for the nearest one of the line; one on a name, for the first.
    """
    if not 1 <= y <= len(drawn.lines):
        return None
    line = drawn.lines[y - 1]
    if line.kind == "folded":
        return Chosen(fold=line.call)
    if not line.steps:
        return Chosen(row=line.row) if line.row else None
    column = x - drawn.names - 1
    places = {n: cell.steps[0] for n, cell in enumerate(line.cells) if cell.steps}
    if 0 <= column < len(line.cells) and places:
        return Chosen(step=places[min(places, key=lambda n: abs(n - column))])
    return Chosen(step=line.steps[0])
