"""The strip: how the panes stand that are not on screen."""

from __future__ import annotations

from typing import Literal, get_args

from so_tui.tui.marks import pressing
from so_tui.tui.panes import PANES
from so_tui.tui.views.rows import Bit, Line, fit, line_width
from so_tui.tui.views.view import View

Room = Literal["wide", "names", "words"]
"""How much room there is: for names with blanks around them, for names, for plain words."""

ROOMS: tuple[Room, ...] = get_args(Room)

SMALLEST = (60, 20)
"""Columns and lines from which nothing is left out."""


def strip(view: View, here: str, size: tuple[int, int]) -> Line:
    """One line that names every pane, the one on screen in brackets.

    `size`: columns and lines of the terminal. In one that is too small it says what is to be
    done next in this pane, and that it is small; help says what is left out then.
    """
    cells, lines = size
    if cells < SMALLEST[0] or lines < SMALLEST[1]:
        return fit([Bit(" → ", "key"), Bit(_next_in(view, here))], cells, [Bit("small ", "note")])
    made = [_line(view, here, room) for room in ROOMS]
    return fit(next((one for one in made if line_width(one) <= cells), made[-1]), cells)


def _next_in(view: View, pane: str) -> str:
    """The next step of a pane in few words, else that of the case."""
    plan = view.plan
    mine = (step for step in plan.steps if step.call == pane and step.standing == "open")
    step = next(mine, None)
    if step is not None:
        return step.short or step.text
    return plan.next.short if plan.next is not None else "nothing to do now"


def _line(view: View, here: str, room: Room) -> list[Bit]:
    bits: list[Bit] = []
    full = room == "wide"
    for pane in PANES:
        text, late = _stands(view, pane)
        if room == "words" and len(parts := text.split()) > 1:
            text = f" {''.join(parts)}"
        text = view.title(pane, _name(view, pane, room)) + text
        style = "late" if late else ""
        if pane == here:
            bits += [Bit("▐", "here"), Bit(text, f"chosen {style}".strip()), Bit("▌", "here")]
            continue
        # The bracket of the pane before stands where the blank would.
        if full or not bits or bits[-1].text != "▌":
            bits.append(Bit(" "))
        bits += [Bit(text, style), *([Bit(" ")] if full else [])]
    return bits


def _stands(view: View, pane: str) -> tuple[str, bool]:
    """What the strip says of a pane behind its name, and whether something there is late."""
    call = PANES[pane].call
    if call is None:
        return (f" {view.assessment().marked}" if pane == "reasons" else ""), False
    count = view.count(call)
    mark = pressing(count.urgency)
    if PANES[pane].place == "below":
        return f" {mark}".rstrip(), count.late
    return f" {mark}{count.there}/{count.asked}", count.late


def _name(view: View, pane: str, room: Room) -> str:
    entry = PANES[pane]
    if room == "words":
        return entry.brief
    if entry.call is None:
        return entry.label if room == "wide" else entry.brief
    return view.call(entry.call)
