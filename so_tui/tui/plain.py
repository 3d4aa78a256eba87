"""The one way in which text gets on screen: cleaned, measured in cells, never read as markup."""

from __future__ import annotations

import functools
import itertools

from rich.cells import cell_len
from textual.content import Content

from so_tui.core.text import clean
from so_tui.tui import graphemes

CUT = "…"
"""What stands at the end of a text that was cut."""


def plain(text: str, *, lines: bool = False) -> Content:
    """The text as content for a widget or a title: its brackets are only brackets."""
    return Content(clean(text, lines=lines))


def one_line(text: str) -> str:
    """The text cleaned and on one line, for a row."""
    return text if text.isascii() and text.isprintable() else clean_inside(text)


@functools.lru_cache(maxsize=2048)
def clean_inside(text: str) -> str:
    """The text cleaned, with the blanks around it kept: rows are padded with them.

    What only changes the character before it cannot begin a text: it would change what another
    text ends with.
    """
    inner = clean(text)
    while inner and not cell_len(inner[0]):
        inner = inner[1:]
    lead = len(text) - len(text.lstrip(" "))
    trail = len(text) - len(text.rstrip(" ")) if inner else 0
    return f"{' ' * lead}{inner}{' ' * trail}"


def width(text: str) -> int:
    """How many cells the text takes."""
    return len(text) if text.isascii() else cell_len(text)


def cut(text: str, cells: int) -> str:
    """The text, ended by `CUT` where it would take more than so many cells."""
    text = one_line(text)
    if width(text) <= cells:
        return text
    return graphemes.first(text, cells - 1).rstrip() + CUT if cells > 0 else ""


def fill(text: str, cells: int) -> str:
    """The text in exactly so many cells: cut, or with blanks behind it."""
    text = cut(text, cells)
    return text + " " * max(0, cells - width(text))


def wrap(text: str, cells: int, indent: str = "") -> list[str]:
    """The text in lines of at most so many cells; `indent` stands before all but the first.

    Lines that the text has of itself stay; a word longer than a line is broken between graphemes.
    """
    lines: list[str] = []
    for paragraph in clean(text, lines=True).split("\n"):
        lines += _wrapped(_words(paragraph), max(1, cells), indent)
    return lines


def _words(text: str) -> list[str]:
    """What stands between blanks; a blank with a mark on it is no blank."""
    if text.isascii():
        return text.split()
    units = graphemes.units(text)
    return ["".join(word) for blank, word in itertools.groupby(units, str.isspace) if not blank]


def _wrapped(words: list[str], cells: int, indent: str) -> list[str]:
    lines: list[str] = []
    line = ""
    for word in words:
        longer = f"{line} {word}" if line.strip() else f"{line}{word}"
        if width(longer) <= cells:
            line = longer
            continue
        if line.strip():
            lines.append(line)
            line = indent
        for unit in [word] if width(line + word) <= cells else graphemes.units(word):
            if width(line + unit) > cells:
                lines += [line] if line.strip() else []
                line = indent if width(indent + unit) <= cells else ""
            line += unit
    return [*lines, line]
