"""Where everything in the body of a form stands, in cells: worked out without any widget.

Labels stand in one column, fields in another, each between two edges; what is said to a field
stands beside it or below. Where there is no room for two columns, labels stand above; so they do
over a choice of many options that takes fewer rows in the whole width.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from so_tui.tui.forms.fields import SHORT, Field, Kind
from so_tui.tui.forms.grid import grid
from so_tui.tui.plain import cut, fill, width, wrap
from so_tui.tui.views.rows import Bit, Line, fit

_WIDTHS: Mapping[Kind, int] = {"day": 17, "time": 14, "number": 11}
"""Cells of fields that hold little; all that can stand in them, or the example, fits."""

_LEAST = 24
"""Cells that a field has beside its label; where there are fewer, the label stands above."""

_MANY = 3
"""Rows of a choice beside its label that are too many, if the whole width takes fewer."""

_SAID = 3
"""Rows that are left for what is said, in a form that shows by itself what folds."""

_POINTER = 2
_GAP = 1
_EDGES = 2

EDGES = ("▏", "▕")
EDGES_HERE = ("▐", "▌")
"""The edges of a field, and of the one with the focus: to be told apart without colors."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands in the body, inside its edges.

    `above` are the rows of words right above it, `below` those right below.
    """

    x: int
    y: int
    cells: int
    rows: int
    above: int = 0
    below: int = 0


@dataclass(frozen=True, slots=True)
class More:
    """The line into which the fields that are rarely needed fold.

    `names`: those fields, none where nothing folds; `words` say what they hold, and `key` opens
    them.
    """

    names: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    key: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What stands around the fields: what was understood, what is wrong, and where one is."""

    said: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    here: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """The lines that are drawn, the place of each field that is shown, the rows of `More`."""

    lines: Sequence[Line]
    places: Mapping[str, Place]
    more: range = range(0)

    def at(self, y: int) -> str:
        """The field to which a row belongs, or ""."""
        for name, place in self.places.items():
            if place.y - place.above <= y < place.y + place.rows + place.below:
                return name
        return ""


def rows_of(of: Field, cells: int) -> int:
    """How many rows a field takes in so many cells."""
    if of.kind == "lines":
        return of.rows
    if of.kind not in ("choice", "many"):
        return 1
    if of.listed:
        return max(1, min(len(of.options), of.rows)) + of.filtering
    return grid([width(one.label) for one in of.options], cells).rows


def cells_of(of: Field, room: int) -> int:
    """How many of the cells that there are a field takes."""
    return min(room, _WIDTHS[of.kind]) if of.kind in SHORT else room


def label_cells(fields: Sequence[Field], room: int) -> int:
    """The cells of the column of labels; 0 where they stand above their fields."""
    left = _POINTER + max((width(one.label) for one in fields), default=0) + _GAP
    return left if room - left - _EDGES >= _LEAST else 0


def arrange(fields: Sequence[Field], room: int, around: Said, more: More, rows: int = 0) -> Layout:
    """The layout of a form's fields, those that fold last, in a body of so many cells.

    Where all of it fits into so many `rows`, blank ones stand around what takes several.
    """
    airy = _Arranging(fields, room, around, more, airy=True).layout()
    if len(airy.lines) <= rows:
        return airy
    return _Arranging(fields, room, around, more).layout()


def fits_open(fields: Sequence[Field], room: int, around: Said, more: More, rows: int) -> bool:
    """Whether all fields have room in so many rows, also those that fold, and the blank ones.

    So has what is said to fields while somebody types, as a rule.
    """
    more = replace(more, words=more.words[:1], is_open=True)
    return len(_Arranging(fields, room, around, more, airy=True).layout().lines) + _SAID <= rows


class _Arranging:
    """A layout on its way: lines are added from the top down."""

    def __init__(
        self, fields: Sequence[Field], room: int, around: Said, more: More, airy: bool = False
    ) -> None:
        self.airy, self.was_large = airy, False
        self.fields, self.room, self.around, self.more = fields, room, around, more
        self.labels = label_cells(fields, room)
        self.x = (self.labels or _POINTER) + 1
        self.cells = max(1, room - self.x - 1)
        self.lines: list[Line] = []
        self.places: dict[str, Place] = {}

    def layout(self) -> Layout:
        rows = range(0)
        for one in self.fields:
            folds = one.name in self.more.names
            if folds and not rows:
                self._breathe(True)
                first = len(self.lines)
                self.lines += self._folded()
                rows = range(first, len(self.lines))
            if not folds or self.more.is_open:
                self._add(one)
        return Layout(tuple(self.lines), self.places, rows)

    def _add(self, one: Field) -> None:
        here = one.name == self.around.here
        label = f"{'›' if here else ' '} {one.label}"
        style = "here" if here else ""
        is_above = not self.labels or self._is_better_wide(one)
        above: list[Line] = [(Bit(cut(label, self.room), style),)] if is_above else []
        self._breathe(is_above or rows_of(one, self.cells) > 1)
        above = [*self._above(one), *above]
        self.lines += above
        x = _POINTER + 1 if is_above else self.x
        cells = cells_of(one, max(1, self.room - x - 1))
        rows = rows_of(one, cells)
        below, beside = self._around(one, cells)
        y = len(self.lines)
        for row in range(rows):
            first = self.labels and not row and not is_above
            lead = Bit(fill(label, self.labels), style) if first else Bit(" " * (x - 1))
            left, right = EDGES_HERE if here else EDGES
            edge = "here" if here else "frame"
            line = (lead, Bit(left, edge), Bit(" " * cells), Bit(right, edge))
            self.lines.append((*line, *beside) if not row else line)
        self.lines += below
        self.places[one.name] = Place(
            x, y, cells, rows, above=len(above), below=len(below)
        )  # fmt: skip
        if one.above:
            self.lines.append(())

    def _breathe(self, is_large: bool) -> None:
        """Leave a row blank before and after what takes several, where there is room."""
        if self.airy and self.lines and self.lines[-1] and (is_large or self.was_large):
            self.lines.append(())
        self.was_large = is_large

    def _is_better_wide(self, one: Field) -> bool:
        """Whether a choice takes fewer rows below its label, in the whole width."""
        if one.kind not in ("choice", "many") or one.listed:
            return False
        beside = rows_of(one, self.cells)
        return beside > _MANY and rows_of(one, self.room - _POINTER - _EDGES) + 1 < beside

    def _above(self, one: Field) -> Iterator[Line]:
        if one.heading:
            if self.lines and self.lines[-1]:
                yield ()
            yield (Bit(one.heading, "title"),)
        *told, asked = one.above or ("",)
        for text in told:
            yield from ((Bit(line),) for line in wrap(text, self.room))
            yield ()
        if asked:
            yield from ((Bit(line, "title"),) for line in wrap(asked, self.room))
            yield ()

    def _around(self, one: Field, cells: int) -> tuple[list[Line], Line]:
        """What stands below a field, and what beside it."""
        below: list[Line] = []
        beside: Line = ()
        indent = Bit(" " * self.x)
        # First what is wrong: where there is little room, the rest is out of sight.
        if wrong := self.around.wrong.get(one.name, ""):
            lines = wrap(f"! {wrong}", self.cells, "  ")
            below += [(indent, Bit(line, "late")) for line in lines]
        if said := self.around.said.get(one.name, ""):
            if one.kind in SHORT and width(said) < self.cells - cells:
                beside = (Bit(" "), Bit(said, "dim"))
            else:
                style = "" if one.above else "dim"  # it is what the question leads to
                below += [(indent, Bit(line, style)) for line in wrap(said, self.cells)]
        return below, beside

    def _folded(self) -> Iterator[Line]:
        """The line of what folds, and more of them where it has much to say."""
        mark = "▾ " if self.more.is_open else "▸ "
        key = (Bit(self.more.key, "key"),) if self.more.key else ()
        for n, line in enumerate(self.more.words):
            lead = Bit(mark if not n else " " * _POINTER, "strong")
            yield fit((lead, Bit(line, "strong")), self.room, key if not n else ())


def room_for_more(room: int, key: str) -> int:
    """The cells that each line of what folds has, beside its mark and the key."""
    return max(8, room - _POINTER - (width(key) + 2 if key else 0))
