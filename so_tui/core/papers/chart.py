"""The plan of a case over time as a drawing that paper can hold: rows, bars, signs and dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from so_tui.core.calendar import Calendar
from so_tui.core.case import CALLS, Case
from so_tui.core.catalogue import Catalogue
from so_tui.core.papers.description import Sign
from so_tui.core.papers.model import Bar, Chart, Mark, Row
from so_tui.core.parties import card_of
from so_tui.core.steps import Plan
from so_tui.core.timeline import timeline
from so_tui.core.timeline_axis import Look
from so_tui.core.timeline_layout import Cell, Line, layout, least

WIDTH = 72
"""How many columns of plain text a drawing takes, with the names and the words beside it."""

NAMES = 22
"""How many of them the names take."""

_ALL = Look(unfolded=frozenset(CALLS))


def chart(
    case: Case, plan: Plan, catalogue: Catalogue, calendar: Calendar, signs: Mapping[str, Sign]
) -> Chart | None:
    """The plan over time with all its rows, those that are over too; None where it has none."""
    drawn = timeline(plan, case, catalogue)
    if not drawn.groups:
        return None
    # Room for each row, for a folded line of each call, and twice for what is unfolded.
    room = least(drawn) + 2 * sum(1 for _ in drawn.rows) + len(drawn.groups)
    made = layout(drawn, calendar, WIDTH, room, NAMES, _ALL)
    rows = tuple(
        Row(name=card_of(case, line.call, catalogue.words), head=True)
        if line.kind == "group"
        else Row(
            name=line.name, state=line.state, bars=tuple(_bars(line)),
            marks=tuple(_marks(line, signs)),
        )
        for line in made.lines
        if line.kind != "folded"
    )  # fmt: skip
    kinds = {bar.kind for row in rows for bar in row.bars} - {"today", "visit"}
    ticks = tuple(
        # A label has a blank beside the sign of its day.
        Mark(column=one.column + len(one.label) - len(one.label.lstrip()), text=one.label.strip())
        for one in made.ticks
        if one.label.strip()
    )
    heads = tuple(
        Mark(column=one.at, text=signs[one.kind].char) for one in made.ticks if one.kind != "date"
    )
    edges = []
    if made.axis.cut:
        edges.append(Mark(column=0, text=signs["before"].char))
    if made.axis.beyond is not None:
        edges.append(Mark(column=made.axis.beyond, text=signs["behind"].char))
    shown = {mark.text for row in rows for mark in row.marks} | {
        one.text for one in (*heads, *edges)
    }
    there = (one for name, one in signs.items() if name in kinds or one.char in shown)
    return Chart(
        width=made.axis.width,
        names=NAMES,
        ticks=(*ticks, *edges),
        heads=heads,
        rows=rows,
        fills={kind: signs[kind].char for kind in kinds},
        legend=tuple((one.char, one.word) for one in there),
    )


def _bars(line: Line) -> Iterator[Bar]:
    """What goes on, from column to column; the visit and today are strokes, and marks."""
    spans: Iterable[tuple[str, Iterable[tuple[int, Cell]]]] = groupby(
        enumerate(line.cells), key=lambda pair: str(pair[1].ground)
    )
    for kind, cells in spans:
        columns = [column for column, _ in cells]
        if kind not in ("room", "closed", "today", "visit"):
            yield Bar(kind=kind, first=columns[0], last=columns[-1])


def _marks(line: Line, signs: Mapping[str, Sign]) -> Iterator[Mark]:
    for column, cell in enumerate(line.cells):
        if cell.mark is not None:
            name = "several" if cell.count else cell.mark
            yield Mark(column=column, text=signs[name].char)
