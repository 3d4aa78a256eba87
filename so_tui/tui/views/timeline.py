"""The timeline pane: lanes, and beside or below them the list by day."""

from __future__ import annotations

from collections.abc import Iterator

from so_tui.core.timeline import by_day, timeline
from so_tui.tui.marks import pressing
from so_tui.tui.targets import Target
from so_tui.tui.views.lanes import NAME, lanes
from so_tui.tui.views.rows import BLANK, Bit, Panel, Row, fit, said
from so_tui.tui.views.steps import explained, step_row
from so_tui.tui.views.view import View

BESIDE = 96
"""Cells from which the list stands beside the lanes; with fewer it stands below them."""

LANES = 54
"""Cells from which lanes are drawn at all."""


def timeline_panel(view: View, cells: int, lines: int, start: int, chosen: str) -> Panel:
    """The pane for so many cells and lines; `start` is the first column of the lanes shown.

    `chosen` is the step under the cursor: its mark is shown as chosen, and it is explained.
    """
    count = view.count("visit")
    stands = f"{pressing(count.urgency)}{count.there} of {count.asked}"
    aside = f"{view.title('visit', 'Visit')} {stands}"
    title = view.title("timeline", "Timeline, time is short" if view.plan.rush else "Timeline")
    if cells < LANES:
        return Panel(title=title, aside=aside, rows=tuple(_list(view, cells)))
    if cells < BESIDE:
        drawn = timeline(view.plan, view.case, view.calendar, cells - NAME - 1, start)
        above = lanes(view, drawn, cells, chosen) if lines > 11 else []
        if above:
            above.append(fit([Bit("─" * cells, "dim")], cells))
        return Panel(title=title, aside=aside, rows=tuple(_list(view, cells)),
                     above=tuple(above), start=drawn.start)  # fmt: skip
    room = cells * 58 // 100
    drawn = timeline(view.plan, view.case, view.calendar, room - NAME - 2, start)
    beside = lanes(view, drawn, room, chosen)
    step = view.plan.step(chosen)
    if step is not None:
        left = lines - len(beside) - 1
        beside += [fit((), room), *explained(view, step, room - 1)][: max(0, left + 1)]
    return Panel(title=title, aside=aside, rows=tuple(_list(view, cells - room - 2)),
                 beside=tuple(fit(line, room) for line in beside), start=drawn.start)  # fmt: skip


def _list(view: View, cells: int) -> Iterator[Row]:
    for notice in view.plan.notices:
        yield from said(notice, cells, "late")
    until = view.plan.fits_until
    if until is not None:
        key = "fits" if until >= view.today else "fits_not"
        yield from said(view.word("notice", key).format(day=view.day(until)), cells, "note")
    if view.plan.rush is not None:
        yield from said("What can still be done, in this order", cells, "title")
        for n, line in enumerate(view.plan.rush.lines, 1):
            for row in said(line, cells - 4, "", Target("notes", f"rush {n}")):
                lead = Bit("    " if row.more else f"{n:>2}. ", "key")
                yield Row((lead, *row.line), row.target, row.more)
        yield BLANK
    days = by_day(view.plan, view.calendar)
    for day in days:
        yield Row(fit([Bit(day.label, "title")], cells))
        for step in day.steps:
            yield step_row(view, step, cells)
    if not days:
        yield from said("Nothing is left to do.", cells, "note")
