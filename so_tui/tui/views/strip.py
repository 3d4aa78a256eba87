"""The strip: how the panes stand that are not on screen."""

from __future__ import annotations

from so_tui.core.case import CallName
from so_tui.tui.targets import PANES, PaneName
from so_tui.tui.views.rows import Bit, Line, fit, line_width
from so_tui.tui.views.view import View

_SHORT: dict[CallName, str] = {"oncologist": "Onc", "pathology": "Path", "radiology": "Rad"}

SMALLEST = (60, 20)
"""Columns and lines from which nothing is left out."""


def strip(view: View, here: PaneName, size: tuple[int, int]) -> Line:
    """One line that names every pane, the one on screen in brackets.

    `size`: columns and lines of the terminal. In one that is too small it says what is to be
    done next in this pane, and that it is small; help says what is left out then.
    """
    cells, lines = size
    if cells < SMALLEST[0] or lines < SMALLEST[1]:
        return fit([Bit(" → ", "key"), Bit(_next_in(view, here))], cells, [Bit("small ", "note")])
    line = _line(view, here, full=True)
    return fit(line if line_width(line) <= cells else _line(view, here, full=False), cells)


def _next_in(view: View, pane: PaneName) -> str:
    """The next step of a pane in few words, else that of the case."""
    plan = view.plan
    mine = (step for step in plan.steps if step.call == pane and step.standing == "open")
    step = next(mine, plan.next)
    return (step.short or step.text) if step is not None else "nothing to do now"


def _line(view: View, here: PaneName, *, full: bool) -> list[Bit]:
    bits: list[Bit] = []
    for pane in PANES:
        text, late = _stands(view, pane)
        text = view.title(pane, _name(pane, full=full)) + text
        style = "late" if late else ""
        if pane == here:
            bits += [Bit("▐", "here"), Bit(text, f"chosen {style}".strip()), Bit("▌", "here")]
            continue
        # The bracket of the pane before stands where the blank would.
        if full or not bits or bits[-1].text != "▌":
            bits.append(Bit(" "))
        bits += [Bit(text, style), *([Bit(" ")] if full else [])]
    return bits


def _stands(view: View, pane: PaneName) -> tuple[str, bool]:
    """What the strip says of a pane behind its name, and whether something there is late."""
    if pane == "timeline":
        return "", False
    if pane == "reasons":
        return f" {view.assessment().marked}", False
    count = view.count(pane)
    if pane == "visit":
        return " !" if count.late else "", count.late
    return f" {'! ' if count.late else ''}{count.there}/{count.asked}", count.late


def _name(pane: PaneName, *, full: bool) -> str:
    if pane == "reasons":
        return "Reasons" if full else "Why"
    if pane == "timeline":
        return "Timeline" if full else "Time"
    if pane == "visit":
        return "Visit"
    return _SHORT[pane]
