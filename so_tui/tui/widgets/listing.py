"""A framed list: one widget that has the focus as a whole, with a cursor on its rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.geometry import Offset
from textual.reactive import var

from so_tui.tui import keys
from so_tui.tui.messages import Moved, NextState, Picked
from so_tui.tui.targets import Target
from so_tui.tui.views.border import filtered, framed
from so_tui.tui.views.fresh import OLD, Fresh
from so_tui.tui.views.rows import Panel, Row, line_width, targets
from so_tui.tui.widgets.held import Held


class Listing(Held):
    """Rows in a frame, with a cursor on those that stand for something."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("pane")]

    words: var[str] = var("", init=False)
    """Words that a row must have to be shown."""

    fresh: var[Fresh] = var(OLD, init=False)
    """What was changed just now."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, classes="pane")
        self._panel = Panel(title="", rows=())
        self._cursor = -1
        self._top = 0
        self._behind = False
        self.typing = False
        """Whether the words are being typed just now."""

    # --- State in ---

    @property
    def shows_all(self) -> str:
        """The key that brings back the rows without the words, as a sentence names it."""
        return keys.in_force(self.app).named("search.clear" if self.typing else "app.back")

    def build(self, cells: int, lines: int) -> Panel | None:
        """The content for so many cells and lines; None while there is nothing to show."""
        raise NotImplementedError

    def watch_words(self) -> None:
        """Show only rows that have the words."""
        self.rebuild()

    def watch_fresh(self) -> None:
        """Mark the rows of what was changed just now, and no others."""
        if not self._behind:
            self.update()

    def fit(self) -> None:
        """Rows depend on the width."""
        self.rebuild()

    @property
    def target(self) -> Target | None:
        """What the row under the cursor stands for."""
        self._catch_up()
        row = self._row(self._cursor)
        return row.target if row else None

    @property
    def rows(self) -> Sequence[Row]:
        """The rows as built, whether in sight or not."""
        self._catch_up()
        return self._panel.rows

    def seek(self, target: Target) -> bool:
        """Put the cursor on the row of a thing. Says whether there is one."""
        there = targets(self.rows)
        same = [n for n, one in enumerate(there) if target.is_same(one)]
        exact = [n for n in same if there[n] == target]
        found = exact or same
        if found:
            self._move_to(found[0])
        return bool(found)

    def rebuild(self) -> None:
        """Make the rows anew and draw what differs; out of sight, once somebody asks for them."""
        if not self.size.area:
            self._behind = True
            self.fit_later()
            return
        self._behind = False
        before = self.target
        self._make_anew()
        self._show_cursor()
        self.update()
        if self.target != before:
            self.post_message(Moved(self.target))

    def _catch_up(self) -> None:
        if self._behind:
            self._behind = False
            self._make_anew()

    def _make_anew(self) -> None:
        before, at = self.target, self._cursor
        self.make()
        self._cursor = self._again(before, at)
        self.moved()

    def make(self) -> None:
        """Make the rows anew; nothing is drawn yet."""
        made = self.build(*self._room())
        if made is not None:
            self._panel = filtered(made, self.words, self.shows_all)

    def _again(self, before: Target | None, at: int) -> int:
        """The row of the same thing, else the nearest one that stands for something."""
        there = targets(self.rows)
        if before is not None and before in there:
            return there.index(before)
        for n, one in enumerate(there):
            if before is not None and before.is_same(one):
                return n
        found = [n for n, one in enumerate(there) if one is not None]
        return min(found, key=lambda n: abs(n - at), default=-1)

    # --- Moving ---

    def action_act(self, id: str) -> None:
        """Do one of the actions that belong to a pane."""
        page = max(1, self._room()[1] - len(self._panel.above) - 1)
        target = self.target
        match id:
            case "row.down":
                self._step(1)
            case "row.up":
                self._step(-1)
            case "row.page_down":
                self._step(1, page)
            case "row.page_up":
                self._step(-1, page)
            case "row.first":
                self._move_to(self._next(-1, 1))
                self._rows_from(0)
            case "row.last":
                self._move_to(self._next(len(self.rows), -1))
                self._rows_from(len(self.rows))
            case "row.open" if target is not None:
                self.open(target)
            case "item.next_state" if target is not None:
                self.post_message(NextState(target))
            case "time.left" | "time.right":
                self.go_along(-1 if id == "time.left" else 1)

    def open(self, target: Target) -> None:
        """Say that somebody opens what a row stands for."""
        self.post_message(Picked(target))

    def go_along(self, by: int) -> None:
        """Go to the right or left, in a pane that has something there."""

    def on_mouse_scroll_down(self) -> None:
        """Scroll, the cursor staying where it is."""
        self._rows_from(self._top + 3)

    def on_mouse_scroll_up(self) -> None:
        """Scroll back."""
        self._rows_from(self._top - 3)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the row that was clicked; a second click opens it."""
        n = event.y - 1 - len(self._panel.above) + self._top
        row = self._row(n)
        if row is not None and row.more:
            n = next((m for m in range(n, -1, -1) if not self.rows[m].more), n)
            row = self._row(n)
        if row is None or row.target is None:
            return
        if n == self._cursor and event.chain > 1:
            self.open(row.target)
        self._move_to(n)

    def _row(self, n: int) -> Row | None:
        return self.rows[n] if 0 <= n < len(self.rows) else None

    def _next(self, n: int, by: int) -> int:
        """The next row in a direction that stands for something, or -1."""
        n += by
        while (row := self._row(n)) is not None:
            if row.target is not None:
                return n
            n += by
        return -1

    def _step(self, by: int, rows: int = 1) -> None:
        to = self._next(self._cursor, by)
        while to >= 0 and abs(to - self._cursor) < rows and (far := self._next(to, by)) >= 0:
            to = far
        if to >= 0:
            self._move_to(to)
        elif by < 0:
            self._rows_from(max(0, self._top - rows))
        else:
            # Past the last thing there may be lines to read.
            self._rows_from(self._top + rows)

    def _move_to(self, n: int) -> None:
        if n < 0 or n == self._cursor:
            return
        self._cursor = n
        # Straight to the screen and before the drawing, so that all that follows is one drawing.
        self.screen.post_message(Moved(self.target))
        self._show_cursor()
        self.moved()
        self.update()

    def moved(self) -> None:
        """The cursor moved: a pane that explains its row does so here."""

    def show_below(self, rows: int) -> None:
        """Scroll so that as many rows below the cursor are in sight as can be, and the cursor."""
        last = self._cursor + rows - self._list_lines() + 1
        self._rows_from(max(self._top, min(self._cursor, last)))

    def _rows_from(self, top: int) -> None:
        self._top = max(0, min(top, len(self.rows) - self._list_lines()))
        self.update()

    def _show_cursor(self) -> None:
        """Scroll as little as needed to have the whole of the cursor's row in sight."""
        lines = self._list_lines()
        self._top = max(0, min(self._top, len(self.rows) - lines))
        if self._cursor < 0:
            return
        last = self._cursor
        while (row := self._row(last + 1)) is not None and row.more:
            last += 1
        if self._next(self._cursor, -1) < 0 and last < lines:
            self._top = 0
        if self._top <= self._cursor and last < self._top + lines:
            return
        # Half a page at once: each line that moves is drawn anew, and a slow line notices.
        beyond = lines // 2 if self._cursor > self._top else -(lines // 2)
        wanted = last - lines + 1 if beyond > 0 else self._cursor
        self._top = max(0, min(wanted + beyond, len(self.rows) - lines))
        self._top = min(max(self._top, last - lines + 1), self._cursor)

    # --- Drawing ---

    def _room(self) -> tuple[int, int]:
        """Cells and lines inside the frame; of the whole screen before there is a frame."""
        size = self.size if self.size.area else self.app.size
        return max(1, size.width - 4), max(1, size.height - 2)

    def _list_lines(self) -> int:
        return max(1, self._room()[1] - len(self._panel.above))

    def update(self) -> None:
        """Draw the lines that differ."""
        width, height = self.size
        if width < 5 or height < 2:
            self.fit_later()
            return
        self.draw(
            framed(
                self.panel, (width, height), cursor=self._cursor, top=self._top,
                focused=self.has_focus, words=self.words, fresh=self.fresh.rows(self._panel.rows),
            )
        )  # fmt: skip

    @property
    def panel(self) -> Panel:
        """The content as it is drawn."""
        return self._panel

    @property
    def spot(self) -> Offset:
        """Where the terminal's cursor stands: on the row."""
        y = 1 + len(self._panel.above) + max(0, self._cursor - self._top)
        beside = line_width(self._panel.beside[0]) + 2 if self._panel.beside else 0
        return Offset(2 + beside, y)
