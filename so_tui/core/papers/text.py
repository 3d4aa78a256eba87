"""A paper in plain text: for a terminal, a screen reader, a fax from a text file."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from so_tui.core.papers.model import Block, Chart, Entry, Paper, Row
from so_tui.core.papers.writing import Writer
from so_tui.core.script import BLANK

WIDTH = 72
"""How many columns a line takes at most, unless one word is longer."""

_ROOM = 40
"""How many columns a line to write on takes at least."""

INDENT = "  "


def plain(paper: Paper) -> str:
    """The paper as lines of text, of `WIDTH` columns, with what the PDF says word for word."""
    return _joined([*_title(paper.title), *_body(paper)])


def writer() -> Writer:
    """Papers as plain text; of several each begins with its number and its name."""
    return Writer(_begin, _one)


def _begin(title: str, names: Sequence[str], contents: str) -> str:
    if not names:
        return _joined(_title(title))
    listed = (line for nth, name in enumerate(names, 1) for line in _numbered(nth, name))
    return _joined([*_title(title), f"{contents}:", *listed, ""])


def _one(paper: Paper, name: str, nth: int) -> str:
    return _joined([*(["", *_title(f"{nth}. {name}")] if name else ()), *_body(paper)])


def _title(title: str) -> list[str]:
    return [*wrapped(title), "=" * min(WIDTH, width_of(title)), ""]


def _numbered(nth: int, name: str) -> Iterator[str]:
    yield from wrapped(f"{nth}. {name}", hang=3)


def _body(paper: Paper) -> Iterator[str]:
    for block in paper.blocks:
        yield from (*_block(block), "")
    yield from ("-" * WIDTH, *wrapped(paper.made))


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _block(block: Block) -> Iterator[str]:
    if block.heading:
        yield from wrapped(block.heading)
        yield "-" * min(WIDTH, width_of(block.heading))
    if block.kind == "notice":
        yield "*" * WIDTH
        yield from wrapped(block.text)
        yield "*" * WIDTH
    elif block.text:
        yield from wrapped(block.text)
        if block.entries or block.table or block.rows or block.chart:
            yield ""
    for entry in block.entries:
        yield from _entry(entry)
    if block.kind == "sides":
        yield from _sides(block)
    for nth, row in enumerate(block.table if block.kind == "table" else (), 1):
        yield from _numbered(nth, row[0])
        for title, cell in zip(block.titles[1:], row[1:], strict=True):
            if cell == BLANK:
                yield from (f"   {line}" for line in _entry(Entry(label=title), WIDTH - 3))
            elif cell:
                yield from (f"   {line}" for line in _labeled(title, cell, WIDTH - 3))
    if block.kind == "script":
        for line in block.lines:
            yield from wrapped(line)
            yield from _room(block.rows)
    if block.kind == "room":
        yield from _room(block.rows)
    if block.chart is not None:
        yield from drawing(block.chart)
        yield ""
        yield from _legend(block.chart)


def _sides(block: Block) -> Iterator[str]:
    """What stands side by side, under each other: the name, then each side with its title."""
    for nth, (name, *cells) in enumerate(block.table):
        if nth:
            yield ""
        yield from wrapped(name)
        for title, cell in zip(block.titles, cells, strict=True):
            if cell:
                yield from (f"{INDENT}{line}" for line in _labeled(title, cell, WIDTH - 2))
            else:
                yield from (f"{INDENT}{line}" for line in wrapped(f"{title}:"))
                yield from _room(block.rows)


def drawing(chart: Chart) -> Iterator[str]:
    """The drawing in cells: a name, the columns, and how it stands."""
    lead = " " * (chart.names + 1)
    for marks in (chart.ticks, chart.heads):
        line = [" "] * (WIDTH - len(lead))
        for one in marks:
            line[one.column : one.column + len(one.text)] = one.text
        yield lead + "".join(line)
    for row in chart.rows:
        names = list(wrapped(row.name, width=chart.names, hang=1))
        if row.head:
            yield from names
            continue
        first = names[0] + " " * max(0, chart.names - width_of(names[0]))
        if width_of(first) > chart.names:
            # One word is wider than the place for names: what is drawn stands below it.
            yield first
            first = " " * chart.names
        yield f"{first} {_drawn(chart, row)} {row.state}"
        yield from names[1:]


def _legend(chart: Chart) -> Iterator[str]:
    for sign, word in chart.legend:
        yield from wrapped(f"{sign} {word}", hang=2)


def _drawn(chart: Chart, row: Row) -> str:
    cells = [" "] * chart.width
    for head in chart.heads:
        cells[head.column] = "|"
    for bar in row.bars:
        cells[bar.first : bar.last + 1] = chart.fills[bar.kind] * (bar.last + 1 - bar.first)
    for mark in row.marks:
        cells[mark.column] = mark.text
    return "".join(cells)


def _entry(entry: Entry, width: int = WIDTH) -> Iterator[str]:
    if entry.value:
        yield from _labeled(entry.label, entry.value, width)
        return
    label = f"{entry.label}: "
    if entry.hand:
        yield ""
    if width_of(label) > width - _ROOM:
        yield from wrapped(label)
        yield from _room(entry.rows)
        return
    yield label + "_" * (width - width_of(label))
    yield from _room(entry.rows - 1)


def _labeled(label: str, value: str, width: int) -> Iterator[str]:
    """A name and its value; what does not fit behind it stands under it."""
    lines = value.split("\n")
    if len(lines) == 1 and width_of(f"{label}: {value}") <= width:
        yield f"{label}: {value}"
        return
    yield f"{label}:"
    for line in lines:
        yield from (f"{INDENT}{one}" for one in wrapped(line, width=width - len(INDENT)))


def _room(rows: int) -> Iterator[str]:
    for _ in range(rows):
        yield ""
        yield "_" * WIDTH


def wrapped(text: str, *, width: int = WIDTH, hang: int = 0) -> Iterator[str]:
    """The text in lines of so many columns; a line after the first stands in by `hang`."""
    for part in text.split("\n"):
        line = ""
        for word in part.split():
            joined = f"{line} {word}" if line.strip() else line + word
            if line.strip() and width_of(joined) > width:
                yield line
                joined = " " * hang + word
            line = joined
        yield line


def width_of(text: str) -> int:
    """How many columns a text takes: wide letters two, marks none."""
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1
        for one in text
    )
