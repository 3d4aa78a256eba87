"""A paper as it is: frozen parts with everything filled in, and what is blank by its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec.structs import replace

from so_tui.core.case import Part
from so_tui.core.script import BLANK


class Entry(Part, frozen=True):
    """A value under its name; an empty one is a line to write on, or `rows` of them.

    `hand`: it is signed or written by hand, whatever is known.
    """

    label: str
    value: str = ""
    rows: int = 1
    hand: bool = False


class Bar(Part, frozen=True):
    """What goes on from one column of a drawing to another, both included."""

    kind: str
    first: int
    last: int


class Mark(Part, frozen=True):
    """A sign at a column of a drawing, or a label that begins there."""

    column: int
    text: str


class Row(Part, frozen=True):
    """One line of a drawing: its name, what is drawn, and how it stands; a `head` is a heading.

    `told`: what is drawn in words, each with its days, for who cannot see a drawing.
    """

    name: str
    state: str = ""
    head: bool = False
    bars: tuple[Bar, ...] = ()
    marks: tuple[Mark, ...] = ()
    told: tuple[str, ...] = ()


class Chart(Part, frozen=True):
    """A drawing over time: so many columns, the dates above them, and a row for each thing.

    `heads`: the signs of today and of the visit among the dates, with a stroke down from each.
    `names`: how many columns of plain text the names take. `fills`: the character that plain text
    draws a bar of. `legend`: what the signs and the bars say, those only that are there.
    """

    width: int
    names: int
    ticks: tuple[Mark, ...]
    heads: tuple[Mark, ...]
    rows: tuple[Row, ...]
    fills: dict[str, str]
    legend: tuple[tuple[str, str], ...]


class Block(Part, frozen=True):
    """One part of a paper. `table` of `sides`: the name, then a cell for each side; an empty one
    is room to write. A cell of `BLANK` is a line to write on."""

    kind: Literal["text", "notice", "entries", "table", "script", "room", "sides", "chart"]
    heading: str = ""
    text: str = ""
    entries: tuple[Entry, ...] = ()
    titles: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    lines: tuple[str, ...] = ()
    rows: int = 0
    chart: Chart | None = None


class Paper(Part, frozen=True):
    """One paper.

    `blanks`: what is still to be filled in, as a sentence names it; `by_hand`: what is always
    written on the printed paper, such as a signature. `made`: when, and from which state of the
    case. Of a legal paper, `covers` are the records that it names, and `signer` who is to sign it.
    """

    kind: str
    title: str
    blocks: tuple[Block, ...]
    made: str
    blanks: tuple[str, ...] = ()
    by_hand: tuple[str, ...] = ()
    covers: str = ""
    signer: str = ""


def texts(paper: Paper) -> tuple[str, ...]:
    """Every text that stands on a paper, in its order."""
    found: list[str] = [paper.title]
    for block in paper.blocks:
        found += [block.heading, block.text, *block.titles, *block.lines]
        found += [text for entry in block.entries for text in (entry.label, entry.value)]
        found += [cell for row in block.table for cell in row if cell != BLANK]
        if block.chart is not None:
            found += [text for row in block.chart.rows for text in (row.name, row.state)]
            found += [one.text for one in (*block.chart.ticks, *block.chart.heads)]
            found += [text for pair in block.chart.legend for text in pair]
    return tuple(text for text in (*found, paper.made) if text)


def with_texts(paper: Paper, change: Callable[[str], str]) -> Paper:
    """The paper with each of its texts changed."""
    return replace(
        paper,
        title=change(paper.title),
        made=change(paper.made),
        blocks=tuple(
            replace(
                block,
                heading=change(block.heading),
                text=change(block.text),
                entries=tuple(
                    replace(one, label=change(one.label), value=change(one.value))
                    for one in block.entries
                ),
                titles=tuple(map(change, block.titles)),
                table=tuple(tuple(map(change, row)) for row in block.table),
                lines=tuple(map(change, block.lines)),
                chart=block.chart and _changed(block.chart, change),
            )
            for block in paper.blocks
        ),
    )


def _changed(chart: Chart, change: Callable[[str], str]) -> Chart:
    # Dates and signs are the program's own.
    rows = (replace(row, name=change(row.name), state=change(row.state)) for row in chart.rows)
    return replace(chart, rows=tuple(rows))
