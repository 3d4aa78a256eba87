"""Papers as a page of HTML: one file that holds its style and its drawings, and asks for nothing.

Each text is put in by `_text`, which leaves nothing of it to be read as markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import islice

from so_tui.core.papers.model import Bar, Block, Chart, Entry, Mark, Paper, Row
from so_tui.core.papers.text import width_of, wrapped
from so_tui.core.papers.writing import Writer
from so_tui.core.script import BLANK

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What a page may do: show itself. It runs nothing, and fetches nothing from anywhere."""

_NAMES = 35
"""How much of a drawing's width the names take, in hundredths."""

_COLUMNS = 16
"""How many columns of text a line of a name has there; what is more stands in the list below."""

_NAME_LINES = 2
_LINE = 1.35
"""How high a line of a drawing's text is, in letters' heights."""

_DATES = 2.9
"""How high the dates above a drawing are, with the signs of today and of the visit below them."""

TALL = {"happened": 0.5, "waiting": 0.5, "to_come": 0.14, "late": 0.75}
"""How high the bars are: what goes on is told by more than a color."""

_AT_ONCE = 24
"""How many lines one drawing has; more would not fit on a sheet of paper."""


def writer(style: str, drawing: str) -> Writer:
    """Papers as HTML in a style; of several each is an article with its name as the heading.

    `drawing` says what a drawing shows, to who cannot see it.
    """
    return Writer(
        lambda title, names, contents: _begin(title, names, contents, style),
        lambda paper, name, nth: _one(paper, name, nth, drawing),
        "</main>\n</body>\n</html>\n",
    )


def _begin(title: str, names: Sequence[str], contents: str, style: str) -> str:
    listed = (
        f'<li><a href="#{_article(nth)}" dir="auto">{_text(name)}</a></li>'
        for nth, name in enumerate(names, 1)
    )
    return _joined([
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        '<meta name="referrer" content="no-referrer">',
        '<meta name="robots" content="noindex">',
        f"<title>{_text(title)}</title>",
        f"<style>\n{style.strip()}\n</style>",
        "</head>",
        "<body>",
        "<main>",
        f"<h1>{_text(title)}</h1>",
        *(
            (f'<nav aria-labelledby="cases">\n<h2 id="cases">{_text(contents)}</h2>\n<ol>',
             *listed, "</ol>\n</nav>")
            if names
            else ()
        ),
    ])  # fmt: skip


def _one(paper: Paper, name: str, nth: int, drawing: str) -> str:
    level = 3 if name else 2
    parts = (
        line
        for n, block in enumerate(paper.blocks, 1)
        for line in _block(block, level, f"{_article(nth)}-{n}", drawing)
    )
    made = f'<p class="made">{_text(paper.made)}</p>'
    if not name:
        return _joined([*parts, made])
    at = _article(nth)
    headed = f'<h2 id="{at}" dir="auto">{_text(f"{nth}. {name}")}</h2>'
    return _joined([f'<article aria-labelledby="{at}">', headed, *parts, made, "</article>"])


def _article(nth: int) -> str:
    return f"case-{nth}"


def _joined(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _text(text: str) -> str:
    return escape(text).replace("\n", "<br>")


# --- Blocks ----------------------------------------------------------------------------------


def _block(block: Block, level: int, id_: str, drawing: str) -> Iterator[str]:
    if block.heading:
        yield f'<h{level} dir="auto">{_text(block.heading)}</h{level}>'
    if block.text:
        kind = ' class="notice"' if block.kind == "notice" else ""
        yield f'<p{kind} dir="auto">{_text(block.text)}</p>'
    if block.entries:
        yield from ("<dl>", *map(_entry, block.entries), "</dl>")
    match block.kind:
        case "table" if len(block.titles) == 1:
            found = (f'<li dir="auto">{_text(row[0])}</li>' for row in block.table)
            yield from ("<ol>", *found, "</ol>")
        case "table":
            yield from _table(block.heading, block.titles, block.table, 0)
        case "sides":
            yield from _table(block.heading, ("", *block.titles), block.table, block.rows)
        case "room":
            yield _room(block.rows)
        case "script":
            yield from (
                f'<div class="whole"><p dir="auto">{_text(line)}</p>{_room(block.rows)}</div>'
                for line in block.lines
            )
    if block.chart is not None:
        yield from _chart(block.chart, block.heading, level + 1, id_, drawing)


def _entry(entry: Entry) -> str:
    value = _text(entry.value) or _room(entry.rows)
    return f'<div><dt dir="auto">{_text(entry.label)}</dt><dd dir="auto">{value}</dd></div>'


def _table(
    caption: str, titles: Sequence[str], rows: Iterable[Sequence[str]], room: int
) -> Iterator[str]:
    """A table. Where it is narrow its rows stand under each other, and each cell has its title
    before it. `room`: how many lines to write on an empty cell has."""
    yield "<table>"
    if caption:
        yield f'<caption dir="auto">{_text(caption)}</caption>'
    heads = (f'<th scope="col">{_text(one)}</th>' if one else "<td></td>" for one in titles)
    yield f"<thead><tr>{''.join(heads)}</tr></thead>"
    yield "<tbody>"
    for first, *cells in rows:
        said = (
            f'<td data-title="{escape(title)}" dir="auto">{_cell(cell, room)}</td>'
            for title, cell in zip(titles[1:], cells, strict=True)
        )
        yield f'<tr><th scope="row" dir="auto">{_text(first)}</th>{"".join(said)}</tr>'
    yield from ("</tbody>", "</table>")


def _cell(cell: str, room: int) -> str:
    return _room(1) if cell == BLANK else _text(cell) or _room(room)


def _room(rows: int) -> str:
    return '<div class="line"></div>' * rows


# --- The drawing -----------------------------------------------------------------------------


def _chart(chart: Chart, title: str, level: int, id_: str, drawing: str) -> Iterator[str]:
    """What the signs say, then for each heading a drawing, and a list that says the same."""
    yield from ('<ul class="legend">', *_legend(chart), "</ul>")
    for nth, (head, rows) in enumerate(_groups(chart.rows), 1):
        about = f"{title}: {head}" if title and head else title or head
        for first in range(0, max(1, len(rows)), _AT_ONCE):
            yield '<div class="whole">'
            if head and not first:
                yield f'<h{level} dir="auto">{_text(head)}</h{level}>'
            at = f"{id_}-{nth}-{first}"
            yield from (
                *_drawn(chart, rows[first : first + _AT_ONCE], about, at, drawing),
                "</div>",
            )
        yield from ('<ul class="told">', *map(_told, rows), "</ul>")


def _groups(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """The rows under each heading."""
    found: list[tuple[str, list[Row]]] = []
    for row in rows:
        if row.head:
            found.append((row.name, []))
        elif found:
            found[-1][1].append(row)
        else:
            found.append(("", [row]))
    return found


def _legend(chart: Chart) -> Iterator[str]:
    kinds = {sign: kind for kind, sign in chart.fills.items()}
    for sign, word in chart.legend:
        shown = f"<b>{_text(sign)}</b>"
        if sign in kinds:
            bar = _rect(kinds[sign], "0", "100%", 0.5)
            shown = f'<svg class="drawing" aria-hidden="true" width="2em" height="1em">{bar}</svg>'
        yield f"<li>{shown} {_text(word)}</li>"


def _told(row: Row) -> str:
    said = "; ".join(_text(one) for one in (*row.told, row.state) if one)
    return f"<li><b><bdi>{_text(row.name)}</bdi></b>{': ' if said else ''}{said}</li>"


def _drawn(chart: Chart, rows: Sequence[Row], title: str, id_: str, drawing: str) -> Iterator[str]:
    """One drawing: names at the left, the days at the right, in parts of the width there is."""
    named = [_named(row) for row in rows]
    tops = [_DATES]
    for lines in named:
        tops.append(tops[-1] + _LINE * len(lines) + 0.4)
    high = f"{tops[-1]:.2f}em"
    yield (
        f'<svg class="drawing" role="img" aria-labelledby="{id_}-t {id_}-d" '
        f'width="100%" height="{high}">'
    )
    yield f'<title id="{id_}-t">{_text(title)}</title><desc id="{id_}-d">{_text(drawing)}</desc>'
    yield f'<svg width="{_NAMES - 1}%">'
    for lines, top in zip(named, tops, strict=False):
        for n, (kind, line) in enumerate(lines):
            yield f'<text class="{kind}" y="{top + _LINE * n + 1:.2f}em">{_text(line)}</text>'
    yield f'</svg><svg class="days" x="{_NAMES}%" width="{100 - _NAMES}%">'
    part = 100 / chart.width
    for top in tops[1:-1]:
        yield f'<line class="rule" x2="100%" y1="{top:.2f}em" y2="{top:.2f}em"/>'
    for head in chart.heads:
        at = f"{part * (head.column + 0.5):.2f}%"
        yield f'<line class="stroke" x1="{at}" x2="{at}" y1="{_DATES}em" y2="100%"/>'
    for one in chart.ticks:
        yield f'<text class="date" x="{part * one.column:.2f}%" y="1.2em">{_text(one.text)}</text>'
    yield from (_sign(one, part, _DATES - 0.7) for one in chart.heads)
    for row, top, below in zip(rows, tops, tops[1:], strict=False):
        middle = (top + below) / 2
        yield from (_bar(one, part, middle) for one in row.bars)
        yield from (_sign(one, part, middle) for one in row.marks)
    yield "</svg></svg>"


def _named(row: Row) -> list[tuple[str, str]]:
    """The lines of a row's name, cut where it is very long, and of how it stands."""
    found = (one for line in wrapped(row.name, width=_COLUMNS) for one in _pieces(line))
    pieces = [*islice(found, _NAME_LINES + 1)]
    if len(pieces) > _NAME_LINES:
        pieces = [*pieces[: _NAME_LINES - 1], f"{pieces[_NAME_LINES - 1]}…"]
    return [("name", one) for one in pieces] + [("state", row.state)] * bool(row.state)


def _pieces(line: str) -> Iterator[str]:
    """A line in pieces that fit; a mark stays on its letter."""
    piece = ""
    for one in line:
        if piece and width_of(piece + one) > _COLUMNS:
            yield piece
            piece = ""
        piece += one
    yield piece


def _bar(bar: Bar, part: float, middle: float) -> str:
    wide = f"{part * (bar.last + 1 - bar.first):.2f}%"
    return _rect(bar.kind, f"{part * bar.first:.2f}%", wide, middle)


def _rect(kind: str, x: str, width: str, middle: float) -> str:
    tall = TALL[kind]
    top = f"{middle - tall / 2:.2f}em"
    return f'<rect class="{kind}" x="{x}" y="{top}" width="{width}" height="{tall}em"/>'


def _sign(mark: Mark, part: float, middle: float) -> str:
    at, base = f"{part * (mark.column + 0.5):.2f}%", f"{middle + 0.35:.2f}em"
    return f'<text class="sign" x="{at}" y="{base}">{_text(mark.text)}</text>'
