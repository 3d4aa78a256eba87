"""Papers in Markdown, as CommonMark and GitHub read it: headings, lists, tables, a drawing as code.

What a text holds is never markup: each sign that could be some is escaped where it could.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from so_tui.core.papers.model import Block, Chart, Entry, Paper
from so_tui.core.papers.text import drawing
from so_tui.core.papers.writing import Writer

_MARKUP = re.compile(
    r"[\\`*_\[\]{}<>#|~$^]"
    # A letter by its number or its name; an address, which some readers make a link of; a picture
    # by its name.
    r"|&(?=[#A-Za-z])|\.(?=[^\W\d_])|:(?=[^\s\d])"
)
_BEGINS = re.compile(r"(\d*)([-+=:%.)])")
"""What begins a list, an underlined heading or a rule where a line begins with it."""

_BREAK = "<br>"
"""A new line in a table, which has no other way to say it."""

_LINE = r"\_" * 20
"""A line to write on."""


def writer() -> Writer:
    """Papers as Markdown; of several each has a heading with its number and its name."""
    return Writer(_begin, _one)


def _begin(title: str, names: Sequence[str], contents: str) -> str:
    return _joined([*_heading(1, title), *(_contents(contents, names) if names else ())])


def _contents(contents: str, names: Sequence[str]) -> Iterator[str]:
    yield from (f"{_escaped(contents)}:", "", *_numbered(names), "")


def _one(paper: Paper, name: str, nth: int) -> str:
    headed = _heading(2, f"{nth}. {name}") if name else ()
    blocks = (line for block in paper.blocks for line in _block(block, 3 if name else 2))
    return _joined([*headed, *blocks, "---", "", *_paragraph(paper.made)])


def _joined(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


# --- Blocks ----------------------------------------------------------------------------------


def _block(block: Block, level: int) -> Iterator[str]:
    """The lines of a block; each part of it ends with an empty one."""
    if block.heading:
        yield from _heading(level, block.heading)
    if block.text:
        quoted = "> " if block.kind == "notice" else ""
        yield from _paragraph(block.text, quoted)
    if block.entries:
        yield from (*(line for one in block.entries for line in _entry(one)), "")
    match block.kind:
        case "table" if len(block.titles) == 1:
            yield from (*_numbered([row[0] for row in block.table]), "")
        case "table":
            yield from (*_table(block.titles, block.table), "")
        case "sides":
            yield from (*_table(("", *block.titles), block.table), "")
        case "room":
            yield from _room(block.rows)
        case "script":
            for line in block.lines:
                yield from (*_paragraph(line), *_room(block.rows))
    if block.chart is not None:
        yield from _chart(block.chart)


def _heading(level: int, text: str) -> Iterator[str]:
    yield from (f"{'#' * level} {_on_one(text)}", "")


def _paragraph(text: str, before: str = "") -> Iterator[str]:
    yield from (*(f"{before}{line}" for line in _lines(text)), "")


def _entry(entry: Entry) -> Iterator[str]:
    label = f"- **{_on_one(entry.label)}:**"
    if not entry.value:
        yield "\\\n  ".join([f"{label} {_LINE}", *[_LINE] * (entry.rows - 1)])
    elif "\n" in entry.value:
        yield f"{label}\\"
        yield from (f"  {line}" for line in _lines(entry.value))
    else:
        yield f"{label} {_escaped(entry.value)}"


def _numbered(texts: Iterable[str]) -> Iterator[str]:
    for nth, text in enumerate(texts, 1):
        number = f"{nth}. "
        for n, line in enumerate(_lines(text)):
            yield f"{' ' * len(number) if n else number}{line}"


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _row(titles)
    yield f"|{' --- |' * len(titles)}"
    yield from map(_row, rows)


def _row(cells: Iterable[str]) -> str:
    return "|".join(["", *(f" {_cell(one)} ".replace("  ", " ") for one in cells), ""])


def _cell(text: str) -> str:
    return _BREAK.join(map(_escaped, _whole_lines(text)))


def _room(rows: int) -> Iterator[str]:
    for _ in range(rows):
        yield from (_LINE, "")


def _chart(chart: Chart) -> Iterator[str]:
    drawn = [line.rstrip() for line in drawing(chart)]
    longest = max(map(len, re.findall("`+", "\n".join(drawn))), default=0)
    fence = "`" * max(3, longest + 1)
    yield from (f"{fence}text", *drawn, fence, "")
    yield from (*(f"- `{sign}` {_escaped(word)}" for sign, word in chart.legend), "")


# --- Texts -----------------------------------------------------------------------------------


def _lines(text: str) -> Iterator[str]:
    """A text of several lines, each of which stays one and begins nothing else."""
    *more, last = [_begun(_escaped(line)) for line in _whole_lines(text)] or [""]
    yield from (*(f"{line}\\" for line in more), last)


def _whole_lines(text: str) -> list[str]:
    """The lines that hold something, without what stands in before them."""
    return [line for one in text.split("\n") if (line := one.strip())]


def _on_one(text: str) -> str:
    """A text on one line."""
    return _escaped(" ".join(text.split()))


def _begun(line: str) -> str:
    return _BEGINS.sub(r"\1\\\2", line, count=1) if _BEGINS.match(line) else line


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", text)
