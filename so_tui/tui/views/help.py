"""The help: every key, the keys of this place first, in as many columns as fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from so_tui.core.catalogue import Catalogue
from so_tui.core.folding import Sought, searchable, sought
from so_tui.tui import keys, plain
from so_tui.tui.keys import Keymap, Place
from so_tui.tui.marks import MARKS
from so_tui.tui.views.rows import BLANK, Bit, Line, Row, fit, said

HERE: Mapping[str, tuple[Place, ...]] = {
    "case": ("case", "lists", "pane", "app"),
    "casebook": ("casebook", "lists", "pane", "app"),
    "today": ("today", "lists", "pane", "app"),
    "history": ("history", "lists", "pane", "app"),
    "form": ("form",),
}
"""The places whose actions work on a screen, by its name."""

COLUMN = 52
"""Cells from which a column of keys can be read; a second one asks for twice as many."""

_GAP, _KEYS, _MARKS = 3, 12, 4
"""Cells between columns, and for keys and for marks before what they mean."""


class Entry(msgspec.Struct, frozen=True):
    """A key or a mark, and what it means. `also`: other words by which it is found; `id`: the
    action's, or ""."""

    name: str
    text: str
    also: str = ""
    id: str = ""


class Section(msgspec.Struct, frozen=True):
    """Entries under a heading; `room`: cells for their names, 0 where they have none."""

    heading: str
    entries: tuple[Entry, ...]
    room: int = _KEYS


def sections(
    catalogue: Catalogue, keymap: Keymap, place: str = "", turn: Sequence[str] = ()
) -> list[Section]:
    """All of the help: the keys of a place before all others, then marks, words, where to turn."""
    here = HERE.get(place, ())
    found: list[tuple[int, Section]] = []
    for n, (group, heading) in enumerate(keys.GROUPS.items()):
        actions = [one for one in keys.ACTIONS if one.group == group]
        ranks = [here.index(one.place) if one.place in here else len(here) for one in actions]
        found.append(
            (min(ranks) * len(keys.GROUPS) + n,
             Section(heading, tuple(_entry(one, keymap) for one in actions)))
        )  # fmt: skip
    found.sort(key=lambda pair: pair[0])
    words = catalogue.words
    marks = tuple(
        Entry(mark, words[f"mark.{name}"])
        for name, mark in MARKS.items()
        if f"mark.{name}" in words
    )
    explained = tuple(Entry("", text) for key, text in words.items() if key.startswith("explain."))
    return [
        *(section for _, section in found),
        Section("Marks", marks, _MARKS),
        Section("Words", explained, 0),
        *([Section("Where to turn", tuple(Entry("", one) for one in turn), 0)] if turn else []),
    ]


def _entry(action: keys.Action, keymap: Keymap) -> Entry:
    names = ", ".join(keys.keys_of(action, keymap.moved)) or keymap.key("app.palette")
    return Entry(names, keymap.help(action), f"{action.label} {action.also}", action.id)


def narrowed(all_: Sequence[Section], words: str) -> list[Section]:
    """What of the help has all the words, in what it says or in what it is called."""
    if not words.strip():
        return list(all_)
    wanted = sought(words)
    kept = [msgspec.structs.replace(one, entries=tuple(_having(one, wanted))) for one in all_]
    return [one for one in kept if one.entries]


def _having(one: Section, wanted: Sought) -> Iterator[Entry]:
    for entry in one.entries:
        if wanted.is_in(searchable(f"{one.heading} {entry.name} {entry.text} {entry.also}")):
            yield entry


def help_rows(all_: Sequence[Section], cells: int) -> list[Row]:
    """Sections in rows of so many cells: in columns where two have room, each section below the
    column that is the shortest so far, so that what comes first stands at the top."""
    count = max(1, (cells + _GAP) // (COLUMN + _GAP))
    width = (cells - (count - 1) * _GAP) // count
    columns: list[list[Row]] = [[] for _ in range(count)]
    for one in all_:
        column = min(columns, key=len)
        column += [BLANK] if column else []
        column += _column(one, width)
    if count == 1:
        return columns[0]
    rows: list[Row] = []
    for n in range(max(map(len, columns))):
        line: list[Bit] = []
        for column in columns:
            line += [Bit(" " * _GAP)] if line else []
            line += fit(column[n].line if n < len(column) else (), width)
        rows.append(Row(tuple(line)))
    return rows


def _column(one: Section, cells: int) -> list[Row]:
    rows = [Row((Bit(one.heading, "title"),))]
    for entry in one.entries:
        rows += _named(entry, cells, one.room)
    return rows


def _named(entry: Entry, cells: int, room: int) -> Iterator[Row]:
    if not room:
        yield from said(entry.text, cells)
        return
    names = plain.wrap(entry.name, room - 1)
    rows = said(entry.text, max(10, cells - room))
    for n in range(max(len(names), len(rows))):
        lead: Line = fit([Bit(names[n] if n < len(names) else "", "key")], room)
        yield Row((*lead, *(rows[n].line if n < len(rows) else ())), more=n > 0)
