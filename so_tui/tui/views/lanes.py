"""The timeline's lanes: today, steps, promises, closed days and the visit, one lane a call."""

from __future__ import annotations

from so_tui.core import dates
from so_tui.core.timeline import Lane, MarkKind, Timeline
from so_tui.tui import plain
from so_tui.tui.marks import MARKS
from so_tui.tui.views.rows import Bit, Line, fit
from so_tui.tui.views.view import View

NAME = 12
"""Cells before the first column, for the lane's name."""

MARK_OF: dict[MarkKind, str] = {
    "out_of_reach": MARKS["out_of_reach"],
    "late": MARKS["late"],
    "due": MARKS["due"],
    "tight": MARKS["tight"],
    "promised": MARKS["promised"],
    "asked": MARKS["asked"],
    "to_do": MARKS["to_ask"],
    "there": MARKS["arrived"],
    "usable": MARKS["usable"],
    "visit": MARKS["visit"],
}


def lanes(view: View, drawn: Timeline, cells: int, chosen: str = "") -> list[Line]:
    """The ruler, the lanes and the closed days, each in so many cells.

    `chosen` is the step whose mark is shown as chosen.
    """
    lines = [_ruler(drawn, cells), _signs(drawn, cells)]
    lines += [_lane(view, lane, drawn, cells, chosen) for lane in drawn.lanes]
    shut = [f"{dates.weekday(one.day, view.today)}, {one.why}" for one in drawn.shut]
    for n, words in enumerate(shut[:2]):
        lead = "× closed" if n == 0 else ""
        lines.append(fit([Bit(f"{lead:<{NAME + 1}}", "dim"), Bit(words, "dim")], cells))
    if drawn.scrolls:
        before = f"{view.key('time.left')} ← earlier" if drawn.start > 0 else ""
        after = (
            f"later → {view.key('time.right')}" if drawn.start + drawn.width < drawn.whole else ""
        )
        lines.append(fit([Bit(" " * (NAME + 1)), Bit(before, "key")], cells, [Bit(after, "key")]))
    return lines


def _ruler(drawn: Timeline, cells: int) -> Line:
    bits, column = [Bit(" " * (NAME + 1))], 0
    for tick in drawn.ticks:
        if tick.column >= column:
            bits += [Bit(" " * (tick.column - column)), Bit(tick.label, "dim")]
            column = tick.column + len(tick.label)
    return fit(bits, cells)


def _signs(drawn: Timeline, cells: int) -> Line:
    signs = [" "] * drawn.width
    for lane in drawn.lanes:
        for mark in lane.marks:
            signs[mark.column] = "·"
    for shut in drawn.shut:
        signs[shut.column] = "×"
    if drawn.visit is not None:
        signs[drawn.visit] = MARKS["visit"]
    if drawn.today is not None:
        signs[drawn.today] = MARKS["today"]
    return fit([Bit(" " * (NAME + 1)), Bit("".join(signs), "today")], cells)


def _lane(view: View, lane: Lane, drawn: Timeline, cells: int, chosen: str) -> Line:
    bits = [Bit(f"{plain.fill(view.call(lane.call), NAME)} ")]
    column = 0
    for mark in lane.marks:
        if mark.column > column:
            bits.append(Bit("─" * (mark.column - column), "dim"))
        style = {
            "late": "late",
            "out_of_reach": "late",
            "due": "strong",
            "promised": "note",
            "visit": "strong",
        }.get(mark.kind, "")
        if chosen and chosen in mark.steps:
            style = f"{style} cursor".strip()
        bits.append(Bit(MARK_OF[mark.kind], style))
        column = mark.column + 1
    if lane.end >= column:
        bits.append(Bit("─" * (lane.end - column + 1), "dim"))
    return fit(bits, cells)
