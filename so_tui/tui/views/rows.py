"""Rows: what a pane draws, without knowing how."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, overload

import msgspec

from so_tui.tui import plain
from so_tui.tui.targets import Target


class Bit(NamedTuple):
    """A piece of text in one style; styles are words, several with blanks between them.

    `key`: the key that a click on it is, as Textual names it; "" for none.
    """

    text: str
    style: str = ""
    key: str = ""


Line = tuple[Bit, ...]


class Row(msgspec.Struct, frozen=True):
    """One line of a pane. `more` rows continue the one above, as parts of the same thing."""

    line: Line = ()
    target: Target | None = None
    more: bool = False

    @property
    def text(self) -> str:
        """What the row says, without its styles."""
        return "".join(bit.text for bit in self.line)


class Made(Sequence[Row]):
    """Rows that are made when they are seen: `make` is given a number, and made once for it."""

    def __init__(self, targets: Sequence[Target | None], make: Callable[[int], Row]) -> None:
        self.targets = targets
        self._make = make
        self._made: dict[int, Row] = {}

    def __len__(self) -> int:
        return len(self.targets)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | list[Row]:
        if isinstance(at, slice):
            return [self[n] for n in range(*at.indices(len(self)))]
        n = at + len(self) if at < 0 else at
        if not 0 <= n < len(self):
            raise IndexError(at)
        if n not in self._made:
            self._made[n] = self._make(n)
        return self._made[n]


def targets(rows: Sequence[Row]) -> Sequence[Target | None]:
    """What each row stands for; no row is made for it."""
    return rows.targets if isinstance(rows, Made) else [row.target for row in rows]


class Come(NamedTuple):
    """How far something has come: what is there of what is asked, and the mark of what presses
    most, in the style `tint`. `now`: whether all of it is there since just now."""

    there: int
    asked: int
    mark: str = ""
    tint: str = ""
    now: bool = False


class Panel(msgspec.Struct, frozen=True):
    """A pane's content: its title, what stands at the title's right, and its rows.

    `aside_key`: the key that a click on `aside` is. `above` stays in place while the rows scroll,
    and so does `beside`, at the left of the rows. `start` is the column from which something
    longer than the pane is shown. `come`: how far what is asked for has come, at the lower edge.
    """

    title: str
    rows: Sequence[Row]
    aside: str = ""
    aside_key: str = ""
    come: Come | None = None
    above: tuple[Line, ...] = ()
    beside: tuple[Line, ...] = ()
    start: int = 0


BLANK = Row()


def line_width(line: Iterable[Bit]) -> int:
    """How many cells a line takes."""
    return sum(plain.width(bit.text) for bit in line)


def key_at(line: Iterable[Bit], x: int) -> str:
    """The key that a click on a cell of a line is; "" for none."""
    for bit in line:
        x -= plain.width(bit.text)
        if x < 0:
            return bit.key
    return ""


def fit(left: Iterable[Bit], cells: int, right: Iterable[Bit] = ()) -> Line:
    """A line in exactly so many cells: `left`, blanks, `right`.

    The left side is cut first; the right side only when it alone does not fit.
    """
    behind = _cut([bit._replace(text=plain.one_line(bit.text)) for bit in right], cells)
    taken = line_width(behind)
    room = cells - taken - (1 if taken and taken < cells else 0)
    before = _cut([bit._replace(text=plain.one_line(bit.text)) for bit in left], max(0, room))
    gap = cells - taken - line_width(before)
    return (*before, Bit(" " * gap), *behind) if gap else (*before, *behind)


def _cut(bits: list[Bit], cells: int) -> list[Bit]:
    if line_width(bits) <= cells:
        return bits
    kept: list[Bit] = []
    left = cells - 1
    for bit in bits:
        size = plain.width(bit.text)
        if size > left:
            # One cell more than there is room for, so that the cut shows.
            kept += [bit._replace(text=plain.cut(bit.text, left + 1))] if cells > 0 else []
            break
        kept.append(bit)
        left -= size
    return kept


def said(text: str, cells: int, style: str = "", target: Target | None = None) -> list[Row]:
    """A text of any length as rows; the first carries the target."""
    return [
        Row((Bit(line, style),), target if n == 0 else None, more=n > 0)
        for n, line in enumerate(plain.wrap(text, cells))
    ]


def pair(
    left: str, right: str, cells: int, style: str = "", target: Target | None = None, *,
    more: bool = False,
) -> list[Row]:  # fmt: skip
    """Two texts at both ends of a line; what has no room there goes on below, and is not cut.

    `style` is that of the left one.
    """
    left, right = plain.one_line(left), plain.one_line(right)
    if plain.width(left) + 1 + plain.width(right) <= cells:
        lines = [fit([Bit(left, style)], cells, [Bit(right)] if right else ())]
    else:
        befores, behinds = (plain.wrap(one, cells) if one else [] for one in (left, right))
        lines = [fit([Bit(one, style)], cells) for one in befores]
        lines += [fit((), cells, [Bit(one)]) for one in behinds]
    return [Row(line, target, more=more or n > 0) for n, line in enumerate(lines)]


def marked(
    mark: str, text: str, cells: int, style: str = "", target: Target | None = None, tint: str = ""
) -> list[Row]:
    """A text behind a mark, its further lines indented below the text. `tint`: the style of the
    mark, where that of the text is another."""
    lines = plain.wrap(text, max(1, cells - 2))
    rows = [Row((Bit(f"{mark} ", tint or style), Bit(lines[0], style)), target)]
    rows += [Row((Bit("  "), Bit(line, style)), more=True) for line in lines[1:]]
    return rows
