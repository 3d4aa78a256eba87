"""Fields whose caret stops only between graphemes, and which delete whole ones.

Textual counts code points. Wherever it would put the caret, by a key, a click or an edit, the
caret goes on in its direction to the next place between graphemes.
"""

from __future__ import annotations

from rich.segment import Segment
from textual.strip import Strip
from textual.widgets import Input, TextArea
from textual.widgets.input import Selection
from textual.widgets.text_area import EditResult, Location
from textual.widgets.text_area import Selection as Selected

from so_tui.tui import graphemes


def in_one_style(strip: Strip) -> Strip:
    """The strip with each grapheme in the style in which it begins.

    Textual colors one code point for the caret, and would tear off what belongs to it.
    """
    text = strip.text
    if graphemes.all_alone(text):
        return strip
    segments: list[Segment] = []
    at = begin = 0
    for segment in strip:
        at += len(segment.text)
        end = graphemes.border(text, at, ahead=True)
        if end > begin:
            segments.append(Segment(text[begin:end], segment.style))
        begin = end
    return Strip(segments).adjust_cell_length(strip.cell_length)


class WholeInput(Input):
    """One line of text in whole graphemes."""

    def render_line(self, y: int) -> Strip:
        """The line, with the caret over a whole grapheme."""
        return in_one_style(super().render_line(y))

    def validate_selection(self, selection: Selection) -> Selection:
        """Both ends between graphemes, and inside the text."""
        was = self.selection
        start, end = super().validate_selection(selection)
        return Selection(
            graphemes.border(self.value, start, ahead=start > was.start),
            graphemes.border(self.value, end, ahead=end > was.end),
        )

    def delete(self, start: int, end: int) -> None:
        """Delete what is between two places, and no half of a grapheme."""
        start, end = sorted((start, end))
        super().delete(
            graphemes.border(self.value, max(0, start), ahead=False),
            graphemes.border(self.value, min(end, len(self.value)), ahead=True),
        )


class WholeTextArea(TextArea):
    """Many lines of text in whole graphemes."""

    def render_line(self, y: int) -> Strip:
        """One line, with the caret over a whole grapheme."""
        return in_one_style(super().render_line(y))

    def validate_selection(self, selection: Selected) -> Selected:
        """Both ends between graphemes."""
        was = self.selection
        return Selected(
            self._border(selection.start, ahead=selection.start > was.start),
            self._border(selection.end, ahead=selection.end > was.end),
        )

    def delete(
        self, start: Location, end: Location, *, maintain_selection_offset: bool = True
    ) -> EditResult:
        """Delete what is between two places, and no half of a grapheme."""
        start, end = sorted((start, end))
        return super().delete(
            self._border(start, ahead=False),
            self._border(end, ahead=True),
            maintain_selection_offset=maintain_selection_offset,
        )

    def get_cursor_line_end_location(self) -> Location:
        """The end of the line on screen: before its last grapheme where the line goes on below."""
        return self._border(super().get_cursor_line_end_location(), ahead=False)

    def _border(self, place: Location, *, ahead: bool) -> Location:
        row, column = place
        if not 0 <= row < self.document.line_count:
            return place
        line = self.document[row]
        return row, graphemes.border(line, min(column, len(line)), ahead=ahead)
