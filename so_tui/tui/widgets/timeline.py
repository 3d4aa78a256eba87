"""The timeline's pane: one cursor for the drawing and the list, and a window that follows it."""

from __future__ import annotations

from msgspec.structs import replace
from textual import events

from so_tui.core.timeline import drawn_at
from so_tui.core.timeline_axis import FITS, Look, closer, followed, panned
from so_tui.core.timeline_layout import Layout
from so_tui.tui.messages import Clicked
from so_tui.tui.targets import Target
from so_tui.tui.views.not_saved import with_waiting
from so_tui.tui.views.rows import Panel, line_width, targets
from so_tui.tui.views.time_lines import Chosen, at, fold_of, folds
from so_tui.tui.views.timeline import Place, placed, target_of_row
from so_tui.tui.widgets.pane import Pane


class TimelinePane(Pane):
    """The drawing, with the list by day beside or below it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.look: Look = FITS
        """How somebody looks at the drawing."""
        self._place: Place | None = None
        self._drawn: Layout | None = None
        self._explained: Target | None = None

    def build(self, cells: int, lines: int) -> Panel | None:
        """The pane's content, as somebody looks at it."""
        if self.view is None:
            return None
        self._explained = self.target
        made = placed(self.view, cells, lines, self.look, self._explained, self._place)
        self._place, self._drawn = made, made.drawn
        return with_waiting(made.panel, self.view, self.pane, cells)

    def moved(self) -> None:
        """Explain what is under the cursor, if it is something else, and bring it in sight."""
        if self.target != self._explained:
            self._follow()
            self.make()

    # --- Looking ---

    def action_act(self, id: str) -> None:
        """Do one of the pane's actions; some of them only look elsewhere."""
        match id, self._drawn:
            case "time.closer" | "time.farther", Layout(axis=axis):
                self._look(closer(axis, self.look, 1 if id == "time.closer" else -1))
                self._look(self._following())
            case "time.earlier" | "time.later", Layout(axis=axis):
                self._look(panned(axis, self.look, 1 if id == "time.later" else -1))
            case "time.fit", _:
                self._look(Look(unfolded=self.look.unfolded))
            case _:
                super().action_act(id)

    def go_along(self, by: int) -> None:
        """Go to the mark before or behind the one under the cursor, on its line."""
        if self.view is None or self.target is None or self._drawn is None:
            return
        row = self._drawn.timeline.row_of(self.target.step)
        if row is not None:
            n = row.steps.index(self.target.step) + by
            if 0 <= n < len(row.steps):
                self._go_to(Chosen(step=row.steps[n]))

    def open(self, target: Target) -> None:
        """Open what a row stands for; a folded line opens here."""
        if call := folds(target):
            before = len(self.rows)
            self._look(replace(self.look, unfolded=self.look.unfolded ^ {call}))
            self.show_below(len(self.rows) - before)
        else:
            super().open(target)

    def _look(self, look: Look) -> None:
        if look != self.look:
            self.look = look
            self.rebuild()

    def _follow(self) -> None:
        self.look = self._following()

    def _following(self) -> Look:
        """The look with the mark under the cursor in sight."""
        step = self.view.plan.step(self.target.step) if self.view and self.target else None
        day = drawn_at(step, self.view.today) if self.view and step is not None else None
        if self._drawn is None or self.view is None or day is None:
            return self.look
        return followed(self._drawn.axis, self.look, max(day, self.view.today))

    # --- The mouse ---

    def on_click(self, event: events.Click) -> None:
        """A click on a mark or a line of the drawing puts the cursor there."""
        panel = self._panel
        x, y = event.x - 2, event.y - 1
        above = 0 <= y < len(panel.above)
        beside = bool(panel.beside) and y >= 0 and 0 <= x < line_width(panel.beside[0])
        if self._drawn is None or not (above or beside):
            return  # it is for the list
        event.prevent_default()
        self.post_message(Clicked(self.pane))
        found = at(self._drawn, y, x)
        if found is None:
            return
        before = self.target
        self._go_to(found)
        if self.target is not None and (found.fold or (self.target == before and event.chain > 1)):
            self.open(self.target)

    def _go_to(self, chosen: Chosen) -> None:
        """Put the cursor on the list's row of what stands in the drawing."""
        there = list(targets(self.rows))
        target = next((n for n, one in enumerate(there) if one and self._is(one, chosen)), -1)
        self._move_to(target)

    def _is(self, target: Target, chosen: Chosen) -> bool:
        if chosen.fold:
            return target == fold_of(chosen.fold)
        if chosen.step:
            return target.step == chosen.step
        if self.view is None or self._drawn is None:
            return False
        over = (row for group in self._drawn.timeline.groups for row in group.over)
        return any(row.id == chosen.row and target_of_row(self.view, row) == target for row in over)
