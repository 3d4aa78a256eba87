"""The table of all cases."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace
from textual import events

from so_tui.core.masking import masked_summary
from so_tui.core.summary import Summary
from so_tui.tui.views.cases import Shown, Table, column_at, ordered_by
from so_tui.tui.views.rows import Panel
from so_tui.tui.widgets.looking import Looking

_HEADINGS, _BEFORE = 1, 2
"""The line of the headings, and the cells of the frame before each line."""


class CaseList(Looking):
    """The cases, a line each."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.shown = Shown()
        self._cases: list[Summary] = []

    def on_click(self, event: events.Click) -> None:
        """Do the key that was clicked, or order by the column whose heading was; else the listing
        moves the cursor."""
        if self.press_at(event):
            event.prevent_default()
        elif event.y == _HEADINGS and self._panel.above:
            event.prevent_default()
            if column := column_at(self._room()[0], event.x - _BEFORE):
                self.show(ordered_by(self.shown, column))

    def show(self, shown: Shown) -> None:
        """Show other cases, or in another order; the cursor stays on its case."""
        self.shown = shown
        self.rebuild()

    def in_sight(self) -> Sequence[str]:
        """The cases whose rows are in sight now."""
        return [one.case for one in self._cases[self._top : self._top + self._list_lines()]]

    def make(self) -> None:
        """Find the cases anew; the overview knows their words better than their rows."""
        made = self.build(*self._room())
        if made is not None:
            self._panel = made

    def build(self, cells: int, lines: int) -> Panel | None:
        """The cases as they are known by now."""
        so, shown = self.so, replace(self.shown, reading=self.left)
        self._cases = self.overview.found(
            self.words, by=shown.by, backwards=shown.backwards, whose=shown.whose,
            archived=shown.archived,
        )  # fmt: skip
        if not self._cases and not shown.archived:
            shown = replace(shown, put_away=self.overview.put_away)
        cases = self.overview.told_apart(self._cases)
        if so.hidden:
            cases = [masked_summary(one) for one in cases]
        table = Table(
            today=so.today(), calendar=so.casework.calendar, catalogue=so.casework.catalogue,
            changed=so.changed(), keymap=so.keymap, back=self.shows_all,
        )  # fmt: skip
        return table.panel(cases, cells, shown, self.words, lines)
