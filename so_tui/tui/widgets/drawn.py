"""What every widget of so-tui is: lines of bits, of which only those that differ are redrawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.reactive import var
from textual.strip import Strip
from textual.widget import Widget

from so_tui.tui import plain
from so_tui.tui.marks import in_ascii
from so_tui.tui.views.rows import Line, key_at, line_width
from so_tui.tui.widgets.styles import inked


def until(before: Line, after: Line) -> int:
    """How many cells are drawn to make one line into another: from the left to where they differ.

    Textual draws a line of a widget from its left edge on; so only what stays the same at the end
    can be left alone, and a slow link notices each cell less.
    """
    if before == after:
        return 0
    old, new = line_width(before), line_width(after)
    return max(old, new) if old != new else new - _same_end(before, after)


def _same_end(before: Line, after: Line) -> int:
    same = 0
    for one, two in zip(reversed(before), reversed(after), strict=False):
        if one != two:
            blanks = min(_blanks(one.text), _blanks(two.text)) if one.style == two.style else 0
            return same + blanks
        same += plain.width(two.text)
    return same


def _blanks(text: str) -> int:
    return len(text) - len(text.rstrip(" "))


def _one_ground(last: Segment, style: Style) -> bool:
    return (
        last.style is not None
        and last.style.bgcolor == style.bgcolor
        and not (style.underline or style.reverse or last.style.underline or last.style.reverse)
    )


class Drawn(Widget):
    """Draws the lines it was given. Text on it is never markup."""

    virtual_size: var[Size] = var(Size(0, 0))
    """As Textual has it; but nothing here is placed by it, so no second drawing follows when it
    becomes known."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: Sequence[Line] = ()
        self._inks: dict[str, Style] = {}
        self._inked_for: object = None
        self._fits: Size | None = None
        self._painting = False
        self._drawn_as: object = None
        self._strips: dict[int, tuple[Line, Strip]] = {}
        """The lines that were drawn in one look, each with what it was drawn from."""

    def fit(self) -> None:
        """Make the lines for the size there is now; a widget whose lines depend on it does so."""

    def on_resize(self) -> None:
        """Fit the lines to the size, if they were not asked for before this was said."""
        self._fit_once()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines as Textual asks for them, which it does before it says how many there are.

        So the first drawing has all there is to see, and no second one follows it. Each line is
        drawn from what the widget holds now: Textual's cache of lines knows only what was said to
        be dirty while the widget was in sight, and would show a pane that comes back as it was.
        With each key Textual asks every widget in sight for all its lines; so one that was drawn
        is kept, with what it was drawn from.
        """
        self._painting = True
        self._fit_once()
        self._painting = False
        ground, filters = self.background_colors[1], self.get_line_filters()
        drawn_as = (
            self.visual_style, self.app.theme, self.app.has_class("-ascii"),
            self.size.width, crop.x, crop.right, ground, *filters,
        )  # fmt: skip
        if drawn_as != self._drawn_as:
            self._drawn_as = drawn_as
            self._strips.clear()
        strips: list[Strip] = []
        for y in crop.line_range:
            line = self._lines[y] if y < len(self._lines) else ()
            kept = self._strips.get(y)
            if kept is None or kept[0] != line:
                strip = self.render_line(y)
                for one in filters:
                    strip = strip.apply_filter(one, ground)
                kept = self._strips[y] = (line, strip.crop(crop.x, crop.right))
            strips.append(kept[1])
        return strips

    def fit_later(self) -> None:
        """Fit the lines once there is a place to draw on, be it as large as before."""
        self._fits = None

    def _fit_once(self) -> None:
        if self._fits != self.size:
            self._fits = self.size
            self.fit()

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Draw again, as Textual does; but what is about to be laid out is drawn then, once."""
        repaint = repaint and self.display and not layout
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def press_at(self, event: events.Click) -> bool:
        """Do the key that stands where a click was; whether one does."""
        line = self._lines[event.y] if event.y < len(self._lines) else ()
        if key := key_at(line, event.x):
            self.app.simulate_key(key)
        return bool(key)

    def draw(self, lines: Sequence[Line]) -> None:
        """Show these lines, refreshing only those that changed."""
        before, self._lines = self._lines, lines
        if self._painting:
            return  # they are asked for now
        for y in range(max(len(before), len(lines))):
            if y >= len(before) or y >= len(lines):
                self.refresh(Region(0, y, self.size.width, 1))
            elif cells := until(before[y], lines[y]):
                self.refresh(Region(0, y, cells, 1))

    @property
    def lines(self) -> list[str]:
        """What is drawn, line by line, without styles."""
        return ["".join(bit.text for bit in line) for line in self._lines]

    def render_line(self, y: int) -> Strip:
        """One line of the widget, as Textual asks for it."""
        base = self.visual_style.rich_style
        line = self._lines[y] if y < len(self._lines) else ()
        in_plain = self.app.has_class("-ascii")
        segments: list[Segment] = []
        for text, words, _ in line:
            text = plain.one_line(text)
            if in_plain:
                text = in_ascii(text, plain.width(text))
            style = self._style(words)
            last = segments[-1] if segments else None
            # Each change of colors costs bytes. Blanks look alike in every color of one ground.
            same = last and (last.style == style or (text.isspace() and _one_ground(last, style)))
            if last and same:
                segments[-1] = Segment(last.text + text, last.style)
            elif text:
                segments.append(Segment(text, style))
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def _style(self, words: str) -> Style:
        base = self.visual_style
        if self._inked_for != (base, self.app.theme):
            self._inked_for = (base, self.app.theme)
            self._inks.clear()
        if words not in self._inks:
            self._inks[words] = inked(self.app, words, base)
        return self._inks[words]
