"""The body of a form: entries below each other, and one widget that draws all words around them.

Labels, edges, headings, what was understood and what is missing are drawn by a single sheet that
lies under the entries, so that a form of twenty fields is little more than twenty widgets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.message import Message
from textual.screen import Screen

from so_tui.tui.forms.entries import Entry
from so_tui.tui.forms.fields import Field
from so_tui.tui.forms.layout import Layout, More, Place, Said, arrange, fits_open, room_for_more
from so_tui.tui.widgets.drawn import Drawn

Worded = Callable[[Sequence[Field], int], tuple[str, ...]]
"""What fields hold that fold, in lines of so many cells."""


class Sheet(Drawn):
    """Draws the words of a form, line by line, as plain text."""

    @dataclass
    class Pressed(Message):
        """A row was clicked where no entry lies over it."""

        row: int

    def on_click(self, event: events.Click) -> None:
        """Say which row was clicked."""
        self.post_message(self.Pressed(event.y))


class Body(VerticalScroll, can_focus=False):
    """The entries of a form over their sheet; it scrolls when they do not fit."""

    class MorePressed(Message):
        """The line of what folds was clicked."""

    class Arranged(Message):
        """The entries need another number of rows than before."""

    def __init__(
        self, entries: Sequence[Entry], rare: frozenset[str], worded: Worded, key: str
    ) -> None:
        """`rare` names the entries that fold, `worded` says what they hold, `key` opens them."""
        super().__init__(id="form-body")
        self.entries = entries
        self.rare = rare
        self.is_open = False
        self._worded, self._key = worded, key
        self._sheet = Sheet()
        self._around = Said()
        self._layout = Layout((), {})
        self.rows = 0
        """Rows that there are for it in the window."""
        self.rows_for_all = 0
        """Rows that there are for it above a short hint; 0 where that is not known yet."""
        self._judged = (0, 0)  # the room for which it was last seen whether all fields fit
        self._is_told = False  # somebody opened or folded what folds
        self._follows = False  # the next layout may take the focus out of sight
        for entry in entries:
            entry.display = entry.field.name not in rare

    def compose(self) -> ComposeResult:
        """The sheet below, the entries above it."""
        yield self._sheet
        yield from self.entries

    @property
    def needs(self) -> int:
        """The rows that all there is to see takes."""
        return len(self._layout.lines)

    def show(self, around: Said) -> None:
        """Say beside or under the fields what was understood and what is missing."""
        self._around = around
        self.arrange_entries()

    def unfold(self, is_open: bool) -> None:
        """Show the entries that are rarely needed, or fold them, and leave it so."""
        self._is_told = True
        self._unfold(is_open)

    def _unfold(self, is_open: bool) -> None:
        if is_open == self.is_open or not self.rare:
            return
        self.is_open = is_open
        for entry in self.entries:
            if entry.field.name in self.rare:
                entry.display = is_open
        self.arrange_entries()

    def on_mount(self) -> None:
        """Hear of every layout: only then is it known where an entry stands."""
        self.screen.screen_layout_refresh_signal.subscribe(self, self._laid_out)

    def on_resize(self) -> None:
        """Fit the entries to the new width, and follow the focus: long hints leave less room."""
        self.show_all_that_fits()
        self.arrange_entries()

    def show_all_that_fits(self) -> None:
        """Show what is rarely needed where there is room for it, and fold it where there is not.

        That is seen anew in another room alone, so that nothing moves while somebody types.
        """
        room = self.scrollable_content_region.width
        judged = (room, self.rows_for_all)
        if not all(judged) or judged == self._judged or self._is_told or not self.rare:
            return
        self._judged = judged
        here = self._focused()
        if here is not None and here.field.name in self.rare:
            return
        fields = [entry.field for entry in self.entries]
        more = self._more(fields, room)
        self._unfold(fits_open(fields, room, self._around, more, self.rows_for_all))

    def on_sheet_pressed(self, event: Sheet.Pressed) -> None:
        """A click on the line of what folds opens or folds it; one on a label goes to its field."""
        if event.row in self._layout.more:
            self.post_message(self.MorePressed())
        elif name := self._layout.at(event.row):
            next(entry for entry in self.entries if entry.field.name == name).focus()

    def watch_virtual_size(self) -> None:
        """Keep what has the focus in sight when what is above it grows."""
        self._follows = True

    def _laid_out(self, _screen: Screen[object]) -> None:
        """Have what has the focus in sight, and the terminal's cursor in it."""
        here = self._focused()
        if here is None:
            return
        if self._follows:
            self.scroll_to_region(self._to_see(here), animate=False, immediate=True)
            # There may not be room yet to scroll to where it was told to stand.
            place = self._layout.places.get(here.field.name)
            top = self.scroll_offset.y
            seen = range(top, top + self.scrollable_content_region.height)
            self._follows = place is not None and place.y not in seen
        self._point()

    def _to_see(self, here: Entry) -> Region:
        """What has the focus, with as much as there is room for of what is said to it: first
        what stands below, as it follows from what was typed, then what stands above."""
        region, room = here.virtual_region, self.scrollable_content_region.height
        place = self._layout.places.get(here.field.name)
        below = min(place.below if place else 0, max(0, room - region.height))
        above = min(place.above if place else 0, max(0, room - region.height - below))
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
        before = self.needs
        fields = [entry.field for entry in self.entries]
        self._layout = arrange(fields, room, self._around, self._more(fields, room), self.rows)
        below = 0
        for entry in self.entries:
            place = self._layout.places.get(entry.field.name)
            if place is not None:
                _put(entry, place, place.y - below)
                below = place.y + place.rows
        lines = self._layout.lines
        if self._sheet.styles.height is None or self._sheet.styles.height.value != len(lines):
            self._sheet.styles.height = len(lines)
        self._sheet.draw(lines)
        self._follows = True
        self.call_after_refresh(self._laid_out, self.screen)  # where no layout follows
        if self.needs != before:
            self.post_message(self.Arranged())

    def _more(self, fields: Sequence[Field], room: int) -> More:
        if not self.rare:
            return More()
        folded = [one for one in fields if one.name in self.rare]
        words = ("More",) if self.is_open else self._worded(folded, room_for_more(room, self._key))
        return More(self.rare, words, self._key, self.is_open)


def _put(entry: Entry, place: Place, above: int) -> None:
    """Set an entry's size and margins, where they are not so already."""
    wanted = (above, 0, 0, place.x)
    if tuple(entry.styles.margin) != wanted:
        entry.styles.margin = wanted
    for name, value in (("width", place.cells), ("height", place.rows)):
        now = getattr(entry.styles, name)
        if now is None or now.value != value:
            setattr(entry.styles, name, value)
