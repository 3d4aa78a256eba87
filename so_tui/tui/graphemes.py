"""Graphemes: what a person sees as one character, and no cut, caret or mark may split.

The clusters are those of UAX #29. Most texts are of characters that each stand alone, and for
them no table is loaded.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left, bisect_right
from itertools import accumulate

from rich.cells import cell_len

ALONE = (
    r" -~\xa0-\xac\xae-\u02ff"  # Latin
    r"\u0370-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ff"  # Greek
    r"\u0400-\u0482\u048a-\u052f"  # Cyrillic
    r"\u1e00-\u1eff"  # Latin with two accents, as in Vietnamese
    r"\u2010-\u2027\u2030-\u203a\u20ac←↑→↓−≠≤≥"  # punctuation, arrows, signs
    r"\u2500-\u259f■□▰▱▸◂▾△▼◆○◉●◐◔★✓✗"  # lines, blocks, and the marks of this program
    r"\u3001-\u3020\u3041-\u3096\u309b-\u309f\u30a0-\u30ff"  # Kana
    r"\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60"  # Chinese, Hangul, wide letters
)
"""Characters, written as a regular expression's set, that never join their neighbors, and on whose
width all terminals agree."""

all_alone = re.compile(f"[{ALONE}]*").fullmatch
"""Finds the whole text when all its characters stand alone, else nothing."""

_JOINER = "\N{ZERO WIDTH JOINER}"


def units(text: str) -> tuple[str, ...]:
    """The graphemes of a text, in order; the cells of each add up to those of the text.

    What is measured only together with the grapheme before stays with it: what follows a joiner,
    and what takes no cell.
    """
    return tuple(text) if all_alone(text) else _units(text)


@functools.lru_cache(maxsize=1024)
def _units(text: str) -> tuple[str, ...]:
    from wcwidth import iter_graphemes  # here, as most texts do without

    made: list[str] = []
    for cluster in iter_graphemes(text):
        if made and (made[-1].endswith(_JOINER) or cell_len(cluster) == 0):
            made[-1] += cluster
        else:
            made.append(cluster)
    return tuple(made)


def first(text: str, cells: int) -> str:
    """The longest beginning of the text, in whole graphemes, that so many cells have room for."""
    taken = 0
    at = 0
    for unit in units(text):
        taken += cell_len(unit)
        if taken > cells:
            break
        at += len(unit)
    return text[:at]


def without_last(text: str) -> str:
    """The text without its last grapheme, as Backspace leaves it."""
    return text[: before(text, len(text))]


def before(text: str, at: int) -> int:
    """The last border between graphemes before a place in the text; its start at the start."""
    borders = _borders(text)
    return borders[max(0, bisect_left(borders, at) - 1)]


def after(text: str, at: int) -> int:
    """The first border between graphemes after a place in the text; its end at the end."""
    borders = _borders(text)
    return borders[min(bisect_right(borders, at), len(borders) - 1)]


def border(text: str, at: int, *, ahead: bool) -> int:
    """The place itself when it is between graphemes, else the border ahead of it or behind it."""
    borders = _borders(text)
    here = bisect_left(borders, at)
    if here < len(borders) and borders[here] == at:
        return at
    return after(text, at) if ahead else before(text, at)


@functools.lru_cache(maxsize=64)
def _borders(text: str) -> tuple[int, ...]:
    return (0, *accumulate(map(len, units(text))))
