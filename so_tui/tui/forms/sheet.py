"""The body of a form: entries below each other, and one widget that draws all words around them.

Labels, headings, what was understood and what is missing are drawn by a single sheet that lies
under the entries, so that a form of twenty fields is little more than twenty widgets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.screen import Screen

from so_tui.tui.forms.entries import Entry
from so_tui.tui.forms.fields import SHORT
from so_tui.tui.plain import fill, width, wrap
from so_tui.tui.views.rows import Bit, Line
from so_tui.tui.widgets.drawn import Drawn

_WIDEST_LABEL = 20


class Sheet(Drawn):
    """Draws the words of a form, line by line, as plain text."""


class Body(VerticalScroll, can_focus=False):
    """The entries of a form over their sheet; it scrolls when they do not fit."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        super().__init__(id="form-body")
        self.entries = entries
        self._sheet = Sheet()
        self._said: Mapping[str, str] = {}
        self._wrong: Mapping[str, str] = {}
        self._here = ""
        self._below: dict[str, int] = {}  # rows of words below each entry
        self._follows = False  # the next layout may take the focus out of sight

    def compose(self) -> ComposeResult:
        """The sheet below, the entries above it."""
        yield self._sheet
        yield from self.entries

    def show(self, said: Mapping[str, str], wrong: Mapping[str, str], here: str) -> None:
        """Say beside or under the fields what was understood and what is missing.

        `here` names the field that has the focus.
        """
        self._said, self._wrong, self._here = said, wrong, here
        self.arrange_entries()

    def on_mount(self) -> None:
        """Hear of every layout: only then is it known where an entry stands."""
        self.screen.screen_layout_refresh_signal.subscribe(self, self._laid_out)

    def on_resize(self) -> None:
        """Fit the entries to the new width, and follow the focus: long hints leave less room."""
        self.arrange_entries()

    def watch_virtual_size(self) -> None:
        """Keep what has the focus in sight when what is above it grows."""
        self._follows = True

    def _laid_out(self, _screen: Screen[object]) -> None:
        """Have what has the focus in sight, and the terminal's cursor in it."""
        here = self._focused()
        if here is None:
            return
        if self._follows:
            self._follows = False
            self.scroll_to_region(self._to_see(here), animate=False, immediate=True)
        self._point()

    def _to_see(self, here: Entry) -> Region:
        """What has the focus, with as much as there is room for of what is said to it: first
        what stands below, as it follows from what was typed, then what stands above."""
        region, room = here.virtual_region, self.scrollable_content_region.height
        below = min(self._below.get(here.field.name, 0), max(0, room - region.height))
        above = min(here.styles.margin.top, max(0, room - region.height - below))
        return region.grow((above, 0, below, 0))

    def _focused(self) -> Entry | None:
        return next((entry for entry in self.entries if entry.has_focus), None)

    def _point(self) -> None:
        """Put the terminal's cursor where the focus is: screen readers go by it."""
        here = self._focused()
        if here is not None and self.app.cursor_position != here.cursor_screen_offset:
            self.app.cursor_position = here.cursor_screen_offset
            here.refresh(Region(0, 0, 1, 1))  # the cursor goes where it is told with a drawing

    def arrange_entries(self) -> None:
        """Give each entry its place, and the sheet its words."""
        room = self.scrollable_content_region.width
        if room <= 0:
            return
        labels = [width(entry.field.label) for entry in self.entries]
        left = min(max(labels, default=0), _WIDEST_LABEL, room // 3) + 3
        lines: list[Line] = []
        below: list[Line] = []
        for entry in self.entries:
            gap = len(below)  # margins above and below would not add up, so all is above
            above = tuple(self._above(entry, bool(lines), room))
            below, beside = self._around(entry, left, room)
            self._below[entry.field.name] = len(below)
            rows = entry.rows(room - left)
            _place(entry, left, entry.cells(room - left), rows, gap + len(above))
            lines += above
            lines.append((self._label(entry, left), *beside))
            lines += [()] * (rows - 1)
            if entry.field.above:
                below.append(())
            lines += below
        if self._sheet.styles.height is None or self._sheet.styles.height.value != len(lines):
            self._sheet.styles.height = len(lines)
        self._sheet.draw(lines)
        self._follows = True
        self.call_after_refresh(self._laid_out, self.screen)  # where no layout follows

    def _above(self, entry: Entry, after_others: bool, room: int) -> Iterator[Line]:
        if entry.field.heading:
            if after_others:
                yield ()
            yield (Bit(entry.field.heading, "title"),)
        *told, asked = entry.field.above or ("",)
        for text in told:
            yield from ((Bit(line),) for line in wrap(text, room))
            yield ()
        if asked:
            yield from ((Bit(line, "title"),) for line in wrap(asked, room))
            yield ()

    def _label(self, entry: Entry, left: int) -> Bit:
        here = entry.field.name == self._here
        label = fill(f"{'›' if here else ' '} {entry.field.label}", left - 1)
        return Bit(f"{label} ", "here" if here else "")

    def _around(self, entry: Entry, left: int, room: int) -> tuple[list[Line], Line]:
        """What stands below an entry, and what beside it."""
        below: list[Line] = []
        beside: Line = ()
        name = entry.field.name
        indent = Bit(" " * left)
        if said := self._said.get(name, ""):
            cells = entry.cells(room - left) + 1
            if entry.field.kind in SHORT and width(said) <= room - left - cells:
                beside = (Bit(" " * cells), Bit(said, "dim"))
            else:
                style = "" if entry.field.above else "dim"  # it is what the question leads to
                below += [(indent, Bit(line, style)) for line in wrap(said, room - left)]
        if wrong := self._wrong.get(name, ""):
            lines = wrap(f"! {wrong}", room - left, "  ")
            below += [(indent, Bit(line, "late")) for line in lines]
        return below, beside


def _place(entry: Entry, left: int, cells: int, rows: int, above: int) -> None:
    """Set an entry's size and margins, where they are not so already."""
    wanted = (above, 0, 0, left)
    if tuple(entry.styles.margin) != wanted:
        entry.styles.margin = wanted
    for name, value in (("width", cells), ("height", rows)):
        now = getattr(entry.styles, name)
        if now is None or now.value != value:
            setattr(entry.styles, name, value)
