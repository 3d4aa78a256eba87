"""What stands around the entries of a form: its frame, the hint, the foot, the words to say."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.widgets import Button, Static

from so_tui.core.text import capital
from so_tui.tui.forms.form import Form
from so_tui.tui.forms.sheet import Body
from so_tui.tui.forms.words import Words, foot
from so_tui.tui.keys import Keymap
from so_tui.tui.plain import plain, wrap
from so_tui.tui.widgets.drawn import Drawn

_HINT_ROWS = 4

_AROUND = 5
"""Rows around the entries with a hint of two."""

_ASKED = 24
"""Lines that a form which asks is given in a window that has more."""

WIDE = 100
"""From so many columns on, what a form has to say stands beside it."""


_FORM = 40
"""Columns that a form needs beside words that may not be wrapped."""


class Keys(Drawn):
    """The line that names the keys of a form; a click on one is that key."""

    def on_click(self, event: events.Click) -> None:
        """Do what stands there."""
        self.press_at(event)


class Frame(Horizontal):
    """A form's body with what is said around it, fitted to the window."""

    def __init__(self, form: Form, keymap: Keymap, body: Body) -> None:
        super().__init__(id="form-row")
        self._form, self._keymap, self._body = form, keymap, body
        self.words = Words(form.side_title)
        self._hint = Static(id="form-hint", markup=False)
        self._keys = Keys(id="form-keys")
        self._hint_rows = 1
        self._wide = False
        self._opened = False  # the words stand below the form

    def compose(self) -> ComposeResult:
        """The body, the hint, the button with the keys, and the words beside them."""
        with Vertical(id="form") as box:
            box.border_title = plain(self._form.title)
            box.border_subtitle = plain(self._form.place)
            yield self._body
            yield self._hint
            with Horizontal(id="form-foot"):
                yield Button(plain(capital(self._form.ends_with)), id="form-save", compact=True)
                yield self._keys
        yield self.words

    def name_keys(self) -> None:
        """Name the keys of the form in its foot, as many as there is room for."""
        line = foot(
            self._keymap, self._form.is_kept, self.words.state, self._keys.content_size.width,
            of_several=bool(self._form.place), named=self._form.side_named,
        )  # fmt: skip
        self._keys.draw([line])

    def fit(self, window: Size) -> None:
        """Put the words beside the form or leave them to a key, and fit all to the window."""
        beside = self._form.side_cells
        self._wide = window.width >= (beside + _FORM if beside else WIDE)
        self.screen.set_class(self._wide, "-wide")
        self._fit(window)
        self.call_after_refresh(self.name_keys)

    def on_body_arranged(self) -> None:
        """Be as high as what there is to see."""
        self._fit(self.screen.size)

    def _fit(self, window: Size) -> None:
        """Leave the entries what the frame, the hint and the button do not need."""
        lines = window.height
        room = lines - lines // 2 if self.words_lie_over else lines
        if self._form.asks:
            # It stands still while what is said to the answer makes it longer.
            top = max(0, lines - _ASKED) // 2
            self.styles.margin = (top, 0, 0, 0)
            room -= top
        around = 3 + self._hint_rows
        rows = max(3, room - around)
        self._body.styles.max_height = rows
        if not self.words_lie_over:
            self._body.rows_for_all = max(1, room - 4)
            self._body.show_all_that_fits()
        if rows != self._body.rows:
            self._body.rows = rows
            self._body.arrange_entries()
        if self._wide and self._form.side is not None:
            # Both boxes are as high as the one that has more to show.
            # A hint of two rows makes them no higher: a click would find what it aims at moved.
            needs = max(self._body.needs + max(around, _AROUND), self.words.needs)
            self.styles.height = min(lines, max(needs, 1))
        else:
            self.styles.height = "auto"

    def say(self, hint: str) -> None:
        """Show the hint, in as many rows as it needs: what went wrong is said to its end."""
        room = self._hint.size.width or self.screen.size.width
        rows = min(max(1, len(wrap(hint, room))), _HINT_ROWS)
        if rows != self._hint_rows:
            self._hint_rows = rows
            self._hint.styles.height = rows
            self._fit(self.screen.size)
        self._hint.update(plain(hint))

    # --- The words to say --------------------------------------------------------------------

    def tell(self, lines: list[str]) -> None:
        """Show what to say, and name the key that is about it."""
        if self.words.say(lines):
            self._fit(self.screen.size)
            self.call_after_refresh(self.name_keys)

    @property
    def words_lie_over(self) -> bool:
        """Whether the words lie below the form, where there is no room beside it."""
        return self._opened and not self._wide

    def toggle_words(self) -> bool:
        """Show the words below the form, or put them away; False where they stand beside it."""
        if self._wide:
            return False
        self._opened = not self._opened
        self.screen.set_class(self._opened, "-words")
        self._fit(self.screen.size)
        self.call_after_refresh(self.name_keys)
        return True

    def act_on_words(self, action: str, lines: int) -> bool:
        """Do an action that is about the words; False where it cannot be done here."""
        match action:
            case "form.words_next" if self.words.state != "away":
                self.words.turn_page()
            case "form.words" | "form.words_next":
                return self.toggle_words()
            case "form.words_down":
                self.words.scroll_lines(lines)
            case _:
                self.words.scroll_lines(-lines)
        return True
