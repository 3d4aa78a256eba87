"""The one way in which text gets on screen: cleaned, measured in cells, never read as markup."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from so_tui.core.text import clean

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
    """The text cleaned, with the blanks around it kept: rows are padded with them."""
    inner = clean(text)
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
    return set_cell_size(text, cells - 1).rstrip() + CUT if cells > 0 else ""


def fill(text: str, cells: int) -> str:
    """The text in exactly so many cells: cut, or with blanks behind it."""
    text = cut(text, cells)
    return text + " " * max(0, cells - width(text))


def wrap(text: str, cells: int, indent: str = "") -> list[str]:
    """The text in lines of at most so many cells; `indent` stands before all but the first.

    Lines that the text has of itself stay; a word longer than a line is broken.
    """
    lines: list[str] = []
    for paragraph in clean(text, lines=True).split("\n"):
        lines += _wrapped(paragraph.split(), max(1, cells), indent)
    return lines


def _wrapped(words: list[str], cells: int, indent: str) -> Iterator[str]:
    line = ""
    for word in words:
        longer = f"{line} {word}" if line.strip() else f"{line}{word}"
        if width(longer) <= cells:
            line = longer
            continue
        if line.strip():
            yield line
            line = indent
        rest = word
        while width(line + rest) > cells > width(line):
            head = set_cell_size(rest, cells - width(line)).rstrip(" ")
            if not head:
                break
            yield line + head
            rest = rest[len(head) :]
            line = indent
        line += rest
    yield line
