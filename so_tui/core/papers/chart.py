"""The plan of a case over time as a drawing that paper can hold: rows, bars, signs and dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from so_tui.core import dates
from so_tui.core.calendar import Calendar
from so_tui.core.case import CALLS, Case
from so_tui.core.catalogue import Catalogue
from so_tui.core.papers.description import Shared, Sign
from so_tui.core.papers.model import Bar, Chart, Mark, Row
from so_tui.core.parties import card_of
from so_tui.core.steps import Plan
from so_tui.core.timeline import MarkKind, TimeRow, timeline
from so_tui.core.timeline_axis import Look
from so_tui.core.timeline_layout import Cell, Line, layout, least

WIDTH = 72
"""How many columns of plain text a drawing takes, with the names and the words beside it."""

NAMES = 22
"""How many of them the names take."""

_ALL = Look(unfolded=frozenset(CALLS))


def chart(
    case: Case, plan: Plan, catalogue: Catalogue, calendar: Calendar, shared: Shared
) -> Chart | None:
    """The plan over time with all its rows, those that are over too; None where it has none."""
    drawn = timeline(plan, case, catalogue)
    if not drawn.groups:
        return None
    # Room for each row, for a folded line of each call, and twice for what is unfolded.
    room = least(drawn) + 2 * sum(1 for _ in drawn.rows) + len(drawn.groups)
    made = layout(drawn, calendar, WIDTH, room, NAMES, _ALL)
    signs, by_id = shared.sign, {row.id: row for row in drawn.rows}
    rows = tuple(
        Row(name=card_of(case, line.call, catalogue.words), head=True)
        if line.kind == "group"
        else Row(
            name=line.name, state=line.state, bars=tuple(_bars(line)),
            marks=tuple(_marks(line, signs)),
            told=tuple(_told(by_id[line.row], shared, drawn.today)),
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


def _told(row: TimeRow, shared: Shared, today: dt.date) -> Iterator[str]:
    """What is drawn of a thing, in words with their days: what goes on, then each sign once."""
    words, signs = shared.words, shared.sign
    for span in row.spans:
        days = dates.weekday(span.first, today)
        if span.last != span.first:
            days = words["span"].format(first=days, last=dates.weekday(span.last, today))
        yield words["drawn"].format(what=signs[span.kind].word, days=days)
    marks: dict[MarkKind, list[str]] = {}
    for mark in row.marks:
        if mark.day is not None:
            marks.setdefault(mark.kind, []).append(dates.weekday(mark.day, today))
    for kind, on in marks.items():
        said = ", ".join(dict.fromkeys(on))
        yield words["drawn"].format(what=signs[kind].word, days=said)
