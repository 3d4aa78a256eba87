"""The list of cases as a table: as many columns as fit, each row made when it is seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Literal

import msgspec
from msgspec.structs import replace

from so_tui.core import dates, headline, quiet
from so_tui.core.calendar import Calendar
from so_tui.core.catalogue import Catalogue
from so_tui.core.conflict_words import to_settle
from so_tui.core.finding import behind
from so_tui.core.ordering import Column, needed_by, nothing
from so_tui.core.summary import Count, Summary
from so_tui.core.text import counted
from so_tui.tui import plain
from so_tui.tui.keys import Keymap
from so_tui.tui.marks import MARKS, pressing, style_of
from so_tui.tui.targets import Target
from so_tui.tui.views.beginning import beginning
from so_tui.tui.views.names import case_name, is_told_apart
from so_tui.tui.views.progress import bar
from so_tui.tui.views.rows import BLANK, Bit, Line, Made, Panel, Row, fit, line_width, said

HEADINGS: Mapping[Column, str] = {
    "urgency": "Days", "label": "Case", "visit": "Visit", "next": "Next step",
    "needed": "Needed", "oncologist": "Doctor", "pathology": "Lab", "radiology": "Scans",
    "late": "Late", "has_it": "Who",
}  # fmt: skip
"""What stands above each column. The business days left stand where urgency does."""

ORDERS: Mapping[Column, str] = {
    "urgency": "most urgent first", "label": "by case", "visit": "by visit",
    "next": "by next step", "needed": "by day needed", "oncologist": "by oncologist",
    "pathology": "by pathology", "radiology": "by radiology", "late": "most late first",
    "has_it": "by who has it",
}  # fmt: skip
"""Each order in words."""

Drawn = Literal["far", "there"]
"""What is drawn beside the columns: how many days are left, and how much is there."""

_LAYOUTS: tuple[tuple[int, Mapping[Column | Drawn, int]], ...] = (
    (166, {"label": 36, "visit": 15, "urgency": 5, "far": 10, "next": 0, "needed": 10,
           "there": 13, "oncologist": 6, "pathology": 6, "radiology": 6, "late": 4,
           "has_it": 14}),
    (110, {"label": 20, "visit": 10, "urgency": 5, "next": 0, "needed": 10, "there": 6,
           "oncologist": 6, "pathology": 6, "radiology": 6, "late": 4, "has_it": 9}),
    (92, {"label": 20, "visit": 10, "urgency": 5, "next": 0, "needed": 10, "oncologist": 6,
          "pathology": 5, "radiology": 5, "late": 4}),
    (70, {"label": 15, "visit": 6, "urgency": 5, "next": 0, "needed": 6, "oncologist": 6,
          "pathology": 5, "radiology": 5, "late": 4}),
    (52, {"label": 15, "urgency": 5, "next": 0, "needed": 6, "late": 4}),
    (0, {"label": 14, "next": 0, "needed": 6}),
)  # fmt: skip
"""From so many cells on, these columns, each with its cells; 0 takes what is left."""

_LABEL = 10
"""So many cells of a label stay beside all marks: eight of it at least, and where it is cut."""

_RIGHT: frozenset[Column | Drawn] = frozenset({"urgency", "late"})


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What of the list is shown, and in which order."""

    by: Column = "urgency"
    backwards: bool = False
    whose: str | None = None
    archived: bool = False
    reading: int = 0
    """How many cases have yet to be read before all texts can be searched."""
    put_away: int = 0
    """How many cases are not shown, since they were put away."""

    def in_words(self, count: int, words: str) -> str:
        """What stands at the right of the title."""
        parts = [counted(count, "case") if count else "no cases", ORDERS[self.by]]
        if self.backwards:
            parts[-1] += ", backwards"
        if self.whose is not None:
            parts.append(f"{self.whose}’s" if self.whose else "nobody’s")
        if self.archived:
            parts.append("with archived")
        if self.reading and words:
            parts.append(f"{self.reading} to look through")
        return " · ".join(parts)


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """How rows are made: the day, the knowledge, and which cases changed since one looked.

    `back` is the key that shows all cases again.
    """

    today: dt.date
    calendar: Calendar
    catalogue: Catalogue
    changed: Collection[str] = ()
    keymap: Keymap = Keymap()
    back: str = ""

    def panel(
        self, cases: Sequence[Summary], cells: int, shown: Shown, words: str, lines: int = 0
    ) -> Panel:
        """The table in rows of so many cells, of which so many lines are in sight."""
        columns = next(columns for least, columns in _LAYOUTS if cells >= least)
        rows: Sequence[Row] = Made(
            [Target("case", one.case) for one in cases],
            lambda n: Row(self._line(cases[n], columns, cells), Target("case", cases[n].case)),
        )
        if not cases:
            narrowed = words or shown.whose is not None
            rows = tuple(self._nothing(cells, lines, narrowed, shown.put_away))
        heads = {one: _heading(one, shown) for one in columns}
        above = (_line_of(columns, cells, heads),)
        return Panel(
            title="Cases", aside=shown.in_words(len(cases), words), rows=rows,
            above=above if cases else (),
        )  # fmt: skip

    def _nothing(self, cells: int, lines: int, narrowed: object, put_away: int) -> list[Row]:
        words = self.catalogue.words
        if narrowed:
            return [Row((Bit(f"No case is found so. {self.back} shows all.", "note"),))]
        turn: list[Row] = []
        for line in quiet.lines(self.catalogue, self.calendar.region):
            turn += said(line, cells, "dim")
        if not put_away:
            return beginning(words, self.keymap, cells, lines, turn)
        new, shows = map(self.keymap.named, ("casebook.new", "casebook.archived"))
        text = f"{nothing(put_away, words)} Press {shows} to see, {new} to begin another."
        return [*said(text, cells, "", Target("pane")), BLANK, *turn]

    def _line(self, one: Summary, columns: Mapping[Column | Drawn, int], cells: int) -> Line:
        late = "late" if one.late and not one.is_over else ""
        rest = "dim" if one.is_over else ""
        bits: dict[Column | Drawn, list[Bit]] = {
            "label": self._label(one, columns["label"], brief="visit" not in columns),
            "visit": [Bit(self._visit(one, columns.get("visit", 0)), rest)],
            "urgency": [Bit(self._left(one), rest)],
            "needed": [Bit(self._needed(one, columns["needed"]), late)],
            "late": [Bit(str(one.late) if late else "", late)],
            "has_it": [Bit(one.has_it, rest)],
        }
        bits["far"] = self._far(one, columns.get("far", 0))
        bits["there"] = _there(one, columns.get("there", 0))
        for call in ("oncologist", "pathology", "radiology"):
            bits[call] = _count(one.counts.get(call), over=one.is_over)
        taken = sum(columns.values()) + len(columns) - 1
        bits["next"] = [Bit(self._next(one, cells - taken), rest)]
        return _line_of(columns, cells, bits)

    def _label(self, one: Summary, cells: int, *, brief: bool) -> list[Bit]:
        """The label, what is to be seen in its case, and the diagnosis: the label goes first."""
        marks = self._marked(one, cells)
        name = case_name(one, max(1, cells - line_width(marks)))
        room = cells - plain.width(name) - line_width(marks)
        about = f" {one.diagnosis}" if one.diagnosis and not brief and room > 2 else ""
        return [Bit(name, "dim" if one.is_over else "strong"), *marks, Bit(about, "dim")]

    def _marked(self, one: Summary, cells: int) -> Line:
        """That two people changed it apart, and that it is new: as much as its label leaves room
        for."""
        new = (Bit(" new", "note"),) if one.case in self.changed else ()
        apart = MARKS["apart"] if one.conflicts else ""
        wordy = (Bit(f" {apart} {to_settle(one.conflicts)}", "accent"),) if apart else ()
        brief = (Bit(f" {apart}{one.conflicts}", "accent"),) if apart else ()
        whole = plain.width(plain.one_line(one.label))
        if whole + line_width((*wordy, *new)) <= cells:
            return (*wordy, *new)
        least = _LABEL + (len(behind(one.case)) if is_told_apart(one) else 0)
        room = cells - min(whole, least)
        return next((few for few in ((*brief, *new), brief) if line_width(few) <= room), ())

    def _visit(self, one: Summary, cells: int) -> str:
        if one.visit is None:
            return "no date" if cells > len("no day") else "no day"
        day = one.visit
        return _fitting([dates.weekday(day, self.today), *dates.brief(day, self.today)], cells)

    def _left(self, one: Summary) -> str:
        if one.visit is None or one.is_over:
            return ""
        left = self.calendar.between(self.today, one.visit)
        return "past" if one.visit < self.today else str(left)

    def _far(self, one: Summary, cells: int) -> list[Bit]:
        """The business days until the visit as a stroke, of two days a cell."""
        if one.visit is None or one.is_over or one.visit < self.today:
            return []
        days = self.calendar.between(self.today, one.visit)
        return [Bit("━" * min(cells, (days + 1) // 2), "dim")]

    def _needed(self, one: Summary, cells: int) -> str:
        day = needed_by(one)
        if day is None or one.is_over:
            return ""
        return _fitting([dates.short(day, self.today), *dates.brief(day, self.today)], cells)

    def _next(self, one: Summary, cells: int) -> str:
        if one.is_over or one.status == "on_hold":
            words = "archived" if one.archived else self.catalogue.words[f"status.{one.status}"]
            return words if one.is_over or one.next is None else f"{words}: {one.next.short}"
        if one.next is None:
            return self.catalogue.words["next.nothing"]
        what = headline.said(one.next, self.catalogue.words, self.today)
        short = one.next.short
        return what if plain.width(what) <= cells else short[:1].upper() + short[1:]


def _fitting(words: Sequence[str], cells: int) -> str:
    """The first of some words that fits, else the last."""
    return next((one for one in words if plain.width(one) <= cells), words[-1])


def _there(one: Summary, cells: int) -> list[Bit]:
    """What is there of all that is asked for, as a bar."""
    if one.is_over:
        return []
    there = sum(count.there for count in one.counts.values())
    asked = sum(count.asked for count in one.counts.values())
    return bar(there, asked, min(asked, cells - 1))


def _line_of(
    columns: Mapping[Column | Drawn, int], cells: int, bits: Mapping[Column | Drawn, list[Bit]]
) -> Line:
    """One line of the table, each column in its cells with a blank behind it."""
    rest = cells - sum(columns.values()) - len(columns) + 1
    line: list[Bit] = []
    for n, (name, size) in enumerate(columns.items()):
        room = max(1, size or rest)
        here = bits[name]
        line += [Bit(" ")] if n else []
        line += fit((), room, here) if name in _RIGHT else fit(here, room)
    return tuple(line)


def column_at(cells: int, x: int) -> Column | None:
    """The column by which the cases are ordered whose heading stands at a cell of the line."""
    columns = next(columns for least, columns in _LAYOUTS if cells >= least)
    rest = max(1, cells - sum(columns.values()) - len(columns) + 1)
    start = 0
    for name, size in columns.items():
        if start <= x < start + (size or rest):
            return None if name == "far" or name == "there" else name
        start += (size or rest) + 1
    return None


def ordered_by(shown: Shown, column: Column) -> Shown:
    """What is shown once somebody wants this order; the same once more turns it round."""
    same = column == shown.by
    return replace(shown, by=column, backwards=same and not shown.backwards)


def _heading(one: Column | Drawn, shown: Shown) -> list[Bit]:
    if one == "far":
        return []
    if one == "there":
        return [Bit("There", "dim")]
    arrow = ("↑" if shown.backwards else "↓") if one == shown.by else ""
    return [Bit(f"{HEADINGS[one]}{arrow}", "dim chosen" if arrow else "dim")]


def _count(count: Count | None, *, over: bool) -> list[Bit]:
    """What is there of what was asked for, behind the mark of what presses most."""
    if count is None:
        return []
    words = f"{count.there}/{count.asked}"
    if over:
        return [Bit(words, "dim")]
    return [Bit(pressing(count.urgency), style_of(count.urgency)), Bit(words)]
