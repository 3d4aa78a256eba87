"""A terminal's screen as SVG, still or moving; used by `docs.make_pictures` and `make_moving`.

Lines and blocks are drawn and not written. So a frame has no gaps, whatever letters the viewer
has, and at any size. A moving picture holds each row once, and says when it is to be seen; where
somebody asked for no motion it shows how it ends.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from html import unescape
from typing import NamedTuple
from xml.sax.saxutils import escape

import pyte
from rich.cells import cell_len

from so_tui.tui import graphemes

WIDTH, HEIGHT = 10, 20
"""Of one cell."""

_BASE = 15
_OVER = 0.5
"""How far a line goes over the edge of its cell, so that it meets the next one at any size."""

_FONT = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace"
_LIGHT, _HEAVY = 1.2, 2.6

_EIGHTHS = {
    "ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4, "FIVE": 5, "SIX": 6, "SEVEN": 7,
}  # fmt: skip


class Style(NamedTuple):
    """How a cell is written."""

    color: str
    behind: str
    bold: bool = False
    underlined: bool = False


class Cell(NamedTuple):
    """What stands in one cell; "" behind a sign that takes two."""

    text: str
    style: Style


Row = tuple[Cell, ...]
Frame = tuple[Row, ...]


class Moment(NamedTuple):
    """A frame, and for how many seconds it stands."""

    frame: Frame
    seconds: float


def seen(screen: pyte.Screen, color: str, behind: str) -> Frame:
    """What a terminal shows; `color` and `behind` are its own colors."""

    def one(cell: pyte.screens.Char) -> Cell:
        front, back = _color(cell.fg, color), _color(cell.bg, behind)
        if cell.reverse:
            front, back = back, front
        return Cell(cell.data, Style(front, back, cell.bold, cell.underscore))

    return tuple(
        tuple(one(screen.buffer[y][x]) for x in range(screen.columns)) for y in range(screen.lines)
    )


_RULES = re.compile(r"\.[\w-]+-(r\d+) \{([^}]*)\}")
_PAINTED = re.compile(r'<rect fill="(#\w{6})" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"')
_WRITTEN = re.compile(r'<text class="[\w-]+-(r\d+)" x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)<')
_COLOR = re.compile(r"(?<![\w-])fill:(#\w{6})")
_CELL_WIDTH, _CELL_HEIGHT, _FIRST_BASE, _FIRST_TOP = 12.2, 24.4, 20, 1.5
"""Of the pictures that Rich makes."""


def exported(svg: str, columns: int, lines: int) -> Frame:
    """The cells of a screen that Textual made a picture of."""
    rules = {name: said.replace(" ", "") for name, said in _RULES.findall(svg)}
    body = svg[svg.index('<g transform="translate(9, 41)"') :]
    painted = _PAINTED.findall(body)
    common = Counter(fill for fill, *_ in painted).most_common(1)[0][0]
    behind = [[common] * columns for _ in range(lines)]
    for fill, x, y, width in painted:
        start = round(float(x) / _CELL_WIDTH)
        for column in range(start, start + round(float(width) / _CELL_WIDTH)):
            behind[round((float(y) - _FIRST_TOP) / _CELL_HEIGHT)][column] = fill
    rows = [[Cell(" ", Style(common, one)) for one in line] for line in behind]
    for name, x, y, text in _WRITTEN.findall(body):
        row = rows[round((float(y) - _FIRST_BASE) / _CELL_HEIGHT)]
        column, said = round(float(x) / _CELL_WIDTH), rules[name]
        color = _COLOR.findall(said)[0]
        bold, underlined = "font-weight:bold" in said, "underline" in said
        for one in graphemes.units(unescape(text).replace("\xa0", " ").rstrip("\n")):
            row[column] = Cell(one, Style(color, row[column].style.behind, bold, underlined))
            for beside in range(column + 1, column + cell_len(one)):
                row[beside] = Cell("", row[column].style)
            column += cell_len(one)
    return tuple(tuple(row) for row in rows)


_NAMED = {
    "black": "#000000", "red": "#cd3131", "green": "#0dbc79", "brown": "#c5b010",
    "blue": "#2472c8", "magenta": "#bc3fbc", "cyan": "#11a8cd", "white": "#e5e5e5",
}  # fmt: skip


def _color(name: str, otherwise: str) -> str:
    if name == "default":
        return otherwise
    return _NAMED.get(name.removeprefix("bright"), f"#{name}")


# --- One row ---------------------------------------------------------------------------------


def drawn(row: Row, behind: str) -> str:
    """A row as SVG, from the top left corner; `behind` is what is painted already."""
    return "".join([*_backgrounds(row, behind), *_shapes(row), *_texts(row)])


def _runs(row: Row) -> Iterator[tuple[int, Row]]:
    """Stretches of one style, with the column in which each begins."""
    start = 0
    for x in range(1, len(row) + 1):
        if x == len(row) or row[x].style != row[start].style:
            yield start, row[start:x]
            start = x


def _backgrounds(row: Row, behind: str) -> Iterator[str]:
    start = 0
    for x in range(1, len(row) + 1):
        if x == len(row) or row[x].style.behind != row[start].style.behind:
            if row[start].style.behind != behind:
                yield (
                    f'<path fill="{row[start].style.behind}" shape-rendering="crispEdges" '
                    f'd="M{start * WIDTH} 0h{(x - start) * WIDTH}v{HEIGHT}H{start * WIDTH}z"/>'
                )
            start = x


def _shapes(row: Row) -> Iterator[str]:
    for start, run in _runs(row):
        lines: dict[str, list[str]] = {}
        blocks: list[str] = []
        for x, cell in enumerate(run, start):
            if is_line(cell.text):
                stroke, path = _line(cell.text, x * WIDTH)
                lines.setdefault(stroke, []).append(path)
            elif is_block(cell.text):
                blocks.append(_block(cell.text, x * WIDTH))
        color = run[0].style.color
        for stroke, paths in lines.items():
            yield f'<path fill="none" stroke="{color}" {stroke} d="{_joined(paths)}"/>'
        if blocks:
            yield f'<path fill="{color}" shape-rendering="crispEdges" d="{"".join(blocks)}"/>'
        if run[0].style.underlined:
            yield (
                f'<path stroke="{color}" d="M{start * WIDTH} {HEIGHT - 2.5}h{len(run) * WIDTH}"/>'
            )


def _joined(paths: list[str]) -> str:
    """Paths one after another; many flat strokes side by side are one."""
    out: list[str] = []
    flat: tuple[float, float, str] | None = None
    for path in [*paths, ""]:
        head, _, rest = path.partition("h")
        is_flat = bool(rest) and rest.replace(".", "").isdigit() and head.count("M") == 1
        if is_flat:
            x, _, y = head[1:].partition(" ")
            begin, end = float(x), float(x) + float(rest)
            if flat is not None and flat[2] == y and begin <= flat[1]:
                flat = (flat[0], end, y)
                continue
        if flat is not None:
            out.append(f"M{flat[0]:g} {flat[2]}h{flat[1] - flat[0]:g}")
            flat = None
        if is_flat:
            flat = (begin, end, y)
        else:
            out.append(path)
    return "".join(out)


def is_line(text: str) -> bool:
    """Whether a sign is one of those of which frames are made."""
    return len(text) == 1 and "\u2500" <= text <= "\u257f"


def is_block(text: str) -> bool:
    """Whether a sign is a part of a filled cell."""
    return len(text) == 1 and ("\u2580" <= text <= "\u2590" or text in "▔▕")


def _line(text: str, x: int) -> tuple[str, str]:
    """How a sign of a frame is stroked, and its path."""
    words = unicodedata.name(text).removeprefix("BOX DRAWINGS ").split()
    width = _HEAVY if "HEAVY" in words or "DOUBLE" in words else _LIGHT
    stroke = f'stroke-width="{width}"'
    middle, half = x + WIDTH / 2, HEIGHT / 2
    if "DASH" in words:
        stroke += ' stroke-dasharray="3 2"'
    if "ARC" in words:
        up, left = "UP" in words, "LEFT" in words
        end = -_OVER if up else HEIGHT + _OVER
        side = x - _OVER if left else x + WIDTH + _OVER
        return stroke, f"M{middle:g} {end:g}Q{middle:g} {half:g} {side:g} {half:g}"
    if "DIAGONAL" in words:
        ends = ("0 20", "10 0") if "RIGHT" in words else ("0 0", "10 20")
        (ax, ay), (bx, by) = (one.split() for one in ends)
        return stroke, f"M{x + int(ax)} {ay}L{x + int(bx)} {by}"
    # Straight lines go over the edge of their cells; with soft edges that would show as dots.
    stroke += ' shape-rendering="crispEdges"'
    sides = set(words)
    across = "HORIZONTAL" in sides
    left, right = across or "LEFT" in sides, across or "RIGHT" in sides
    upright = "VERTICAL" in sides
    up, down = upright or "UP" in sides, upright or "DOWN" in sides
    path = ""
    if left or right:
        begin = x - _OVER if left else middle - width / 2
        end = x + WIDTH + _OVER if right else middle + width / 2
        path += f"M{begin:g} {half:g}h{end - begin:g}"
    if up or down:
        top = -_OVER if up else half - width / 2
        bottom = HEIGHT + _OVER if down else half + width / 2
        path += f"M{middle:g} {top:g}v{bottom - top:g}"
    return stroke, path


def _block(text: str, x: int) -> str:
    """The path of a part of a filled cell."""
    words = unicodedata.name(text).split()
    part = next((_EIGHTHS[one] for one in words if one in _EIGHTHS), 8) / 8
    if "HALF" in words:
        part = 0.5
    elif any(one.startswith("QUARTER") for one in words):
        part *= 2
    wide, high = WIDTH * part, HEIGHT * part
    left, top, width, height = {
        "LEFT": (0.0, 0.0, wide, float(HEIGHT)),
        "RIGHT": (WIDTH - wide, 0.0, wide, float(HEIGHT)),
        "UPPER": (0.0, 0.0, float(WIDTH), high),
        "LOWER": (0.0, HEIGHT - high, float(WIDTH), high),
    }.get(words[0], (0.0, 0.0, float(WIDTH), float(HEIGHT)))
    return f"M{x + left:g} {top:g}h{width:g}v{height:g}h{-width:g}z"


def _texts(row: Row) -> Iterator[str]:
    """The words of a row, each held to its cells; signs that are no letters stand alone."""
    for start, run in _runs(row):
        bold = ' class="b"' if run[0].style.bold else ""
        for x, text, cells in _words(run, start):
            yield (
                f'<text x="{x * WIDTH}" y="{_BASE}" fill="{run[0].style.color}"{bold} '
                f'textLength="{cells * WIDTH}" lengthAdjust="spacingAndGlyphs">'
                f"{escape(text)}</text>"
            )


def _words(run: Row, start: int) -> Iterator[tuple[int, str, int]]:
    """Where each word begins, the word, and how many cells it takes."""
    word, at = "", 0
    for x, cell in enumerate((*run, Cell(" ", run[0].style)), start):
        text = "" if is_line(cell.text) or is_block(cell.text) else cell.text.strip()
        if text and text.isascii():
            word, at = word + text, at if word else x
            continue
        if word:
            yield at, word, len(word)
            word = ""
        if text:
            follows = x - start + 1
            wide = follows < len(run) and run[follows].text == ""
            yield x, text, 2 if wide else 1


# --- The whole -------------------------------------------------------------------------------


def moving(moments: Sequence[Moment], title: str, told: str) -> str:
    """Frames one after another, again and again; `told` says in words what is to be seen."""
    first = moments[0].frame
    behind = first[0][0].style.behind
    width, height = len(first[0]) * WIDTH, len(first) * HEIGHT
    total = sum(one.seconds for one in moments)
    rows: dict[str, int] = {}
    spans: dict[tuple[int, int], int] = {}
    uses: list[str] = []
    for y in range(len(first)):
        begin = 0
        for n in range(1, len(moments) + 1):
            if n < len(moments) and moments[n].frame[y] == moments[begin].frame[y]:
                continue
            content = drawn(moments[begin].frame[y], behind)
            if content:
                row = rows.setdefault(content, len(rows))
                kind = ""
                if (begin, n) != (0, len(moments)):
                    kind = f' class="s{spans.setdefault((begin, n), len(spans))}"'
                uses.append(f'<use href="#r{row}" y="{y * HEIGHT}"{kind}/>')
            begin = n
    at = [sum(one.seconds for one in moments[:n]) / total * 100 for n in range(len(moments) + 1)]
    styles = [
        f"@keyframes s{n}{{{_visible(at[begin], at[end])}}}"
        f".s{n}{{animation:s{n} {total:g}s step-end infinite}}"
        for (begin, end), n in spans.items()
    ]
    last = [f".s{n}" for (_, end), n in spans.items() if end == len(moments)]
    others = [f".s{n}" for (_, end), n in spans.items() if end != len(moments)]
    still = f"{','.join(last)}{{animation:none}}" if last else ""
    still += f"{','.join(others)}{{animation:none;visibility:hidden}}" if others else ""
    motion = "".join(styles)
    if styles:
        motion += f"@media (prefers-reduced-motion:reduce){{{still}}}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-labelledby="t d">\n'
        f'<title id="t">{escape(title)}</title>\n<desc id="d">{escape(told)}</desc>\n'
        f"<style>text{{font:16px {_FONT};white-space:pre}}.b{{font-weight:bold}}{motion}</style>\n"
        f'<rect width="{width}" height="{height}" fill="{behind}"/>\n<defs>\n'
        + "".join(f'<g id="r{n}">{content}</g>\n' for content, n in rows.items())
        + "</defs>\n"
        + "\n".join(uses)
        + "\n</svg>\n"
    )


def still(frame: Frame, title: str) -> str:
    """One frame; its words are those of the rows."""
    words = "\n".join("".join(cell.text for cell in row).rstrip() for row in frame)
    return moving([Moment(frame, 1.0)], title, words)


def _visible(begin: float, end: float) -> str:
    """The steps of a row that is to be seen from one moment to another, in percent."""
    hidden, shown = "{visibility:hidden}", "{visibility:visible}"
    steps = ["" if begin == 0 else f"0%{hidden}", f"{begin:.3f}%{shown}"]
    return "".join([*steps, "" if end >= 100 else f"{end:.3f}%{hidden}"])
