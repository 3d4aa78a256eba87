"""The entries of a form: one widget for each field, with the same few words for all of them.

An entry holds a raw, and says when it changed.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.widgets import Input, TextArea

from so_tui.core.text import changed
from so_tui.tui.forms.choices import Choices
from so_tui.tui.forms.fields import Field, Raw, typed_text
from so_tui.tui.paths import PathSuggester
from so_tui.tui.widgets.caret import WholeInput, WholeTextArea


@dataclass
class Cleaned(Message):
    """A text that came in was changed; the sentence says how."""

    sentence: str


class Line(WholeInput):
    """One line of text. Pasted lines are joined, and cleaned before anything shows them."""

    BINDINGS = [  # noqa: RUF012 - Textual's own way to declare keys
        Binding("up", "screen.focus_previous", show=False),
        Binding("down", "screen.focus_next", show=False),
    ]

    def __init__(self, field: Field, value: str) -> None:
        super().__init__(
            typed_text(value, lines=False),
            placeholder=field.example,
            compact=True,
            classes="entry",
            suggester=PathSuggester() if field.is_path else None,
        )
        self.cursor_blink = False
        self.field = field

    @property
    def raw(self) -> Raw:
        """What stands there."""
        return self.value

    @raw.setter
    def raw(self, given: Raw) -> None:
        with self.prevent(Input.Changed):
            self.value = typed_text(str(given), lines=False)

    def on_paste(self, event: events.Paste) -> None:
        """Take in all lines, joined by blanks."""
        event.prevent_default()
        event.stop()
        text = typed_text(event.text, lines=False)
        if sentence := changed(event.text, text):
            self.post_message(Cleaned(sentence))
        start, end = sorted(self.selection)
        self.replace(text, start, end)


class Lines(WholeTextArea):
    """Many lines of text; Tab goes on to the next field."""

    BINDINGS = [  # noqa: RUF012 - Textual's own way to declare keys
        Binding("ctrl+r", "screen.act('form.afresh')", show=False, id="form.afresh"),
    ]

    def __init__(self, field: Field, value: str) -> None:
        super().__init__(
            typed_text(value, lines=True), soft_wrap=True, tab_behavior="focus", compact=True,
            classes="entry", highlight_cursor_line=False, placeholder=field.example,
        )  # fmt: skip
        self.cursor_blink = False
        self.field = field

    @property
    def raw(self) -> Raw:
        """What stands there."""
        return self.text

    @raw.setter
    def raw(self, given: Raw) -> None:
        with self.prevent(TextArea.Changed):
            self.load_text(typed_text(str(given), lines=True))

    def on_paste(self, event: events.Paste) -> None:
        """Take in the text with its lines."""
        event.prevent_default()
        event.stop()
        text = typed_text(event.text, lines=True)
        if sentence := changed(event.text, text):
            self.post_message(Cleaned(sentence))
        start, end = sorted(self.selection)
        self.move_cursor(self.replace(text, start, end).end_location)


Entry = Line | Lines | Choices


def entry_for(field: Field, given: Raw) -> Entry:
    """The widget for a field, holding a raw."""
    if isinstance(given, frozenset) or field.kind in ("choice", "many"):
        return Choices(field, given)
    return Lines(field, given) if field.kind == "lines" else Line(field, given)
