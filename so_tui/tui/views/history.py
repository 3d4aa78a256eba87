"""The history of a case: each change in a line, and what it did to each field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from so_tui.core import dates
from so_tui.core.case import Case, Office
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import Change
from so_tui.core.folding import searchable, sought
from so_tui.core.looking_back import Told, told
from so_tui.core.text import counted
from so_tui.tui.targets import Target
from so_tui.tui.views.rows import BLANK, Bit, Line, Made, Panel, Row, fit, marked, said


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """A case with the changes that led to it, the latest first; `zone` is where it is read.

    `offices` are the casebook's, by their ids."""

    case: Case
    changes: Sequence[Change]
    catalogue: Catalogue
    offices: Mapping[str, Office] = {}
    today: dt.date
    zone: dt.tzinfo | None

    def when(self, change: Change) -> str:
        """The moment of a change, by the clock of whoever reads it."""
        at = change.at.astimezone(self.zone)
        return f"{dates.weekday(at.date(), self.today)} {at:%H:%M}"

    def fields(self, change: Change) -> tuple[Told, ...]:
        """What a change did, field by field."""
        return told(change, self.case, self.catalogue, self.offices)

    def having(self, words: str) -> list[Change]:
        """The changes with all the words in what is said of them."""
        wanted = sought(words)
        if not wanted.words:
            return list(self.changes)
        return [one for one in self.changes if wanted.is_in(searchable(self._text(one)))]

    def _text(self, change: Change) -> str:
        lines = (one.line for one in self.fields(change))
        return " ".join((self.when(change), change.actor, change.sentence, *lines))

    def panel(self, cells: int, words: str, back: str = "") -> Panel:
        """The changes in rows of so many cells; `back` is the key that shows all of them."""
        found = self.having(words)
        count = counted(len(found), "change") if found else "none"
        if not found:
            nothing = (
                f"No change has these words. {back} shows all." if words else "No changes yet."
            )
            return Panel(title=self._title, rows=(Row((Bit(nothing, "note"),)),), aside=count)
        rows = Made(
            [Target("change", one.id) for one in found],
            lambda n: Row(self._line(found[n], cells), Target("change", found[n].id)),
        )
        return Panel(title=self._title, rows=rows, aside=f"{count}, the latest first")

    @property
    def _title(self) -> str:
        return f"History of {self.case.label}"

    def _line(self, change: Change, cells: int) -> Line:
        wide = cells >= 100
        who = 12 if wide else 8
        when = fit([Bit(self.when(change), "dim")], 21 if wide else 16)
        fields = self.fields(change)
        more = f" (+{len(fields) - 1})" if len(fields) > 1 else ""
        # Where there is room what was, and what is since, stand in the same line.
        did = f" · {fields[0].line}{more}" if fields else ""
        what = [Bit(change.sentence), Bit(did, "dim")]
        lead = (*when, Bit(" "), *fit([Bit(change.actor, "strong")], who), Bit(" "))
        taken = (21 if wide else 16) + who + 2
        return (*lead, *fit(what, max(1, cells - taken)))

    def details(self, change: Change | None, cells: int) -> Panel:
        """All that one change did, in rows of so many cells."""
        if change is None:
            return Panel(title="Before and after", rows=())
        rows = said(f"{self.when(change)}, {change.actor}: {change.sentence}", cells, "strong")
        rows.append(BLANK)
        rows += _fields(self.fields(change), cells)
        return Panel(title="Before and after", rows=tuple(rows))


def _fields(fields: Iterable[Told], cells: int) -> list[Row]:
    rows: list[Row] = []
    for one in fields:
        rows += marked("·", one.line, cells)
    return rows or said("Nothing in this case.", cells, "dim")
