"""The strip: how the panes stand that are not on screen."""

from __future__ import annotations

from typing import Literal, get_args

from so_tui.core.steps import Step, Urgency
from so_tui.core.text import counted
from so_tui.tui import plain
from so_tui.tui.marks import pressing, style_of
from so_tui.tui.panes import PANES
from so_tui.tui.views.arrangement import SMALLEST
from so_tui.tui.views.progress import bar
from so_tui.tui.views.rows import Bit, Line, fit, line_width
from so_tui.tui.views.view import View

Room = Literal["wide", "names", "words"]
"""How much room there is: for names with blanks around them, for names, for plain words."""

_BAR = 6
"""Cells that a bar of the column takes at the most."""

ROOMS: tuple[Room, ...] = get_args(Room)


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


def column(view: View, here: str, cells: int, lines: int) -> list[Line]:
    """Every pane in two lines, the one on screen with an edge: how far it has come, and the one
    thing that matters there."""
    apart = lines >= 3 * len(PANES)
    made: list[Line] = []
    for pane in PANES:
        key = view.keymap.pressed(f"pane.{pane}")
        edge = Bit("▌", "here") if pane == here else Bit(" ")
        for left, right in (
            _titled(view, pane, cells - 3, here=pane == here),
            _matters(view, pane),
        ):
            line = fit([edge, Bit(" "), *left], cells - 1, right)
            made.append(tuple(bit._replace(key=key) for bit in (*line, Bit(" "))))
        made += [fit((), cells)] if apart else []
    return made


def _titled(view: View, pane: str, cells: int, *, here: bool) -> tuple[list[Bit], list[Bit]]:
    """The name of a pane, and how far it has come."""
    name = view.title(pane, _name(view, pane, "wide"))
    left = [Bit(name, "chosen" if here else "")]
    if pane == "reasons":
        return left, [Bit(f"{view.assessment().marked} marked")]
    if (call := PANES[pane].call) is None:
        return left, []
    come = view.come(call)
    figures = [Bit(come.mark, come.tint), Bit(f"{come.there}/{come.asked}")]
    room = cells - plain.width(name) - line_width(figures) - 3
    return left, [*bar(come.there, come.asked, min(_BAR, come.asked, room)), *figures]


def _matters(view: View, pane: str) -> tuple[list[Bit], list[Bit]]:
    """The one thing that matters in a pane: what comes next there, and by when."""
    if pane == "reasons":
        unanswered = sum(one.reply == "not_answered" for one in view.assessment().reasons)
        return [Bit(f"{unanswered} to answer" if unanswered else "all answered", "dim")], []
    if pane == "timeline":
        open_ = [one for one in view.plan.steps if one.standing == "open"]
        days = [one.needed_by for one in open_ if one.needed_by]
        if not days:
            return [], []
        words = f"{counted(days.count(min(days)), 'step')} by {view.near(min(days))}"
        return [Bit(words, "dim")], []
    step = _first_of(view, pane)
    if step is None:
        return [Bit(view.word("next", "nothing"), "dim")], []
    day = [Bit(view.near(step.needed_by), style_of(step.urgency))] if step.needed_by else []
    return [Bit(step.short or step.text, "dim")], day


def _next_in(view: View, pane: str) -> str:
    """The next step of a pane in few words, else that of the case."""
    step = _first_of(view, pane)
    if step is not None:
        return step.short or step.text
    return view.plan.next.short if view.plan.next is not None else "nothing to do now"


def _first_of(view: View, pane: str) -> Step | None:
    return next(
        (one for one in view.plan.steps if one.call == pane and one.standing == "open"), None
    )


def _line(view: View, here: str, room: Room) -> list[Bit]:
    bits: list[Bit] = []
    full = room == "wide"
    for pane in PANES:
        mark, text = _stands(view, pane)
        name, sign = view.title(pane, _name(view, pane, room)), pressing(mark)
        sign = f" {sign.strip() if room == 'words' or not text else sign}" if sign or text else ""
        key = view.keymap.pressed(f"pane.{pane}")
        if pane == here:
            here_ = [
                Bit(name, "chosen"),
                Bit(sign, f"chosen {style_of(mark)}"),
                Bit(text, "chosen"),
            ]
            bits += [Bit("▐", "here"), *here_, Bit("▌", "here")]
            continue
        # The bracket of the pane before stands where the blank would.
        if full or not bits or bits[-1].text != "▌":
            bits.append(Bit(" "))
        bits += [Bit(name, "", key), Bit(sign, style_of(mark), key), Bit(text, "", key)]
        bits += [Bit(" ", "", key)] if full else []
    return bits


def _stands(view: View, pane: str) -> tuple[Urgency, str]:
    """What presses most in a pane, and what the strip says of it behind its name."""
    call = PANES[pane].call
    if call is None:
        return "none", str(view.assessment().marked) if pane == "reasons" else ""
    count = view.count(call)
    return count.urgency, "" if PANES[pane].place == "below" else f"{count.there}/{count.asked}"


def _name(view: View, pane: str, room: Room) -> str:
    entry = PANES[pane]
    if room == "words":
        return entry.brief
    if entry.call is None:
        return entry.label if room == "wide" else entry.brief
    return view.call(entry.call)
