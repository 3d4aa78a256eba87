"""The one screen behind all forms: it builds the entries, reads them, and saves.

A form is data. What somebody typed is never lost: leaving keeps it as a draft, a save that did
not work leaves everything as it stands.
"""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static, TextArea

from so_tui.core.text import changed
from so_tui.errors import SoTuiError, UsageError
from so_tui.tui.forms.choices import Choices
from so_tui.tui.forms.drafts import drafts_of
from so_tui.tui.forms.entries import Cleaned, Entry, entry_for
from so_tui.tui.forms.fields import (
    Raw,
    Value,
    Values,
    raw,
    read,
    said,
)
from so_tui.tui.forms.form import Desk, Form
from so_tui.tui.forms.meanwhile import News, news, pages_at
from so_tui.tui.forms.saving import Saving
from so_tui.tui.forms.sheet import Body
from so_tui.tui.plain import plain, wrap
from so_tui.tui.unsaved import NotSavedError

_HINT_ROWS = 4

WIDE = 100
"""From so many columns on, what a form has to say stands beside it."""


class FormScreen(ModalScreen[Values | None]):
    """A form over the screen. Gives what was typed once it is saved, None when it was left."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        # Not of priority: keys typed just before it must reach their entry first.
        Binding("ctrl+s", "save", "Save", id="form.save"),
        Binding("escape", "leave", "Back", id="form.cancel"),
        Binding("ctrl+r", "afresh", "Start afresh", id="form.afresh"),
        Binding("f1", "app.act('app.help')", "Help", id="form.help"),
        Binding("f2", "words", "What to say", id="form.words"),
        Binding("f3", "copy", "Copy", id="form.copy"),
        Binding("ctrl+down", "side(3)", show=False),
        Binding("ctrl+up", "side(-3)", show=False),
    ]

    def __init__(self, form: Form, desk: Desk) -> None:
        super().__init__()
        self.form = form
        self.desk = desk
        self._fields = {one.name: one for one in form.fields}
        self._first: dict[str, Raw] = {
            one.name: raw(one, form.values.get(one.name)) for one in form.fields
        }
        self._base = pages_at(form.paths, desk.look())
        self._news = News()
        self._way = Saving(form, desk)
        self._known = dict(self._first)
        self._touched: set[str] = set()
        self._wrong: dict[str, str] = {}
        self._cleaned: list[str] = []
        self._notice = ""
        self._saving = False
        self._hint_rows = 1
        self.entries: dict[str, Entry] = {}

    # --- Building ----------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """The entries, the hint, the button, and the words beside them."""
        draft = drafts_of(self.app).get(self.form.key)
        for name, kept in draft.items():
            if name in self._known:
                self._known[name] = kept
                self._touched.add(name)
        if draft:
            self._notice = "Going on with what you typed before. Ctrl+R starts afresh."
        self.entries = {
            name: entry_for(field, self._known[name]) for name, field in self._fields.items()
        }
        self._body = Body(tuple(self.entries.values()))
        self._hint = Static(id="form-hint", markup=False)
        self._words = Static(id="form-words", markup=False)
        self._side = VerticalScroll(self._words, id="form-side", can_focus=False)
        self._keys = Static(id="form-keys", markup=False)
        with Horizontal(id="form-row"):
            with Vertical(id="form") as box:
                box.border_title = plain(self.form.title)
                yield self._body
                yield self._hint
                with Horizontal(id="form-foot"):
                    yield Button(plain("Save"), id="form-save", compact=True)
                    yield self._keys
            yield self._side

    def on_mount(self) -> None:
        """Put the cursor where most people begin."""
        if self.form.side is None:
            self._side.display = False
        self._side.border_title = plain(self.form.side_title)
        self._offer(self._values())
        first = self.form.focus or self.form.fields[0].name
        self.entries[first].focus(scroll_visible=False)
        self._show()

    def on_resize(self, event: events.Resize) -> None:
        """Put the words to say beside the form, or leave them to a key."""
        wide, sided = event.size.width >= WIDE, self.form.side is not None
        self.set_class(wide, "-wide")
        self.set_class(sided, "-sided")
        more = "   F2 what to say" if sided and not wide else ""
        self._keys.update(plain(f"Ctrl+S save   Esc back{more}"))
        self._fit()

    def _fit(self) -> None:
        """Leave the entries what the frame, the hint and the button do not need."""
        lines = self.size.height
        above = self.has_class("-words") and not self.has_class("-wide")
        room = lines - lines // 2 if above else lines
        self._body.styles.max_height = max(3, room - 3 - self._hint_rows)

    def _say(self, words: str) -> None:
        """Show the hint, in as many rows as it needs: what went wrong is said to its end."""
        room = self._hint.size.width or self.size.width
        rows = min(max(1, len(wrap(words, room))), _HINT_ROWS)
        if rows != self._hint_rows:
            self._hint_rows = rows
            self._hint.styles.height = rows
            self._fit()
        self._hint.update(plain(words))

    # --- While somebody types ----------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        """A line changed."""
        self._noticed()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """A long text changed."""
        self._noticed()

    def on_choices_changed(self, event: Choices.Changed) -> None:
        """Another option was chosen."""
        self._noticed()

    def on_cleaned(self, event: Cleaned) -> None:
        """A pasted text was cleaned: say so."""
        self._cleaned.append(event.sentence)
        self._notice = event.sentence
        self._show()

    def _noticed(self) -> None:
        """Take note of what changed, fill what follows from it, and say how it is understood."""
        for name, entry in self.entries.items():
            if entry.raw != self._known[name]:
                self._known[name] = entry.raw
                self._touched.add(name)
                self._wrong.pop(name, None)
                self._notice = ""
                self._follow(name)
                self._keep_typed()
        self._show()

    def _follow(self, name: str) -> None:
        values = self._values()
        self._offer(values)
        if self.form.react is not None:
            for other, value in self.form.react(name, values).items():
                if other not in self._touched:
                    self._put(other, raw(self._fields[other], value))

    def _offer(self, values: Values) -> None:
        """Offer what can be chosen now that other fields hold these values."""
        for other, options in self.form.offers(values).items() if self.form.offers else ():
            entry = self.entries[other]
            if isinstance(entry, Choices):
                entry.offer(options)
                self._known[other] = entry.raw

    def _put(self, name: str, given: Raw) -> None:
        self._known[name] = given
        self.entries[name].raw = given

    def _values(self) -> Values:
        """What is typed so far; what cannot be read counts as nothing."""
        return Values(self._read()[0])

    def _read(self) -> tuple[dict[str, Value], dict[str, str]]:
        """Each value, None where it does not fit, and there the sentence that says so."""
        values: dict[str, Value] = {}
        wrong: dict[str, str] = {}
        for name, field in self._fields.items():
            try:
                values[name] = read(field, self._known[name], self.desk.reading)
            except UsageError as error:
                values[name], wrong[name] = None, error.sentence
        return values, wrong

    def _show(self) -> None:
        beside = {
            name: said(field, self._known[name], self.desk.reading)
            for name, field in self._fields.items()
        }
        values = self._values()
        if self.form.notes is not None:
            beside.update(self.form.notes(values))
        for name, words in self._news.notes.items():
            beside[name] = " ".join(filter(None, (beside.get(name, ""), words)))
        here = self._here()
        self._body.show(beside, self._wrong, here)
        hint = self._fields[here].hint if here else ""
        self._say(" ".join(filter(None, (self._news.hint, self._notice or hint))))
        if self.form.side is not None:
            self._words.update(plain("\n".join(self.form.side(values)), lines=True))

    def _here(self) -> str:
        return next((name for name, entry in self.entries.items() if entry is self.focused), "")

    def on_descendant_focus(self) -> None:
        """Another entry has the focus: say its hint."""
        if self.is_mounted and self.entries:
            self._show()

    # --- Going on, saving, leaving -----------------------------------------------------------

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the next field, and saves on the last."""
        await self._go_on()

    async def on_choices_submitted(self, event: Choices.Submitted) -> None:
        """Enter goes to the next field, and saves on the last; a letter does in a menu."""
        if self.form.menu or not event.by_key:
            self._noticed()
            await self._go_on()

    async def _go_on(self) -> None:
        if self._here() == self.form.fields[-1].name:
            await self.action_save()
        else:
            self.focus_next()

    async def on_button_pressed(self, event: Button.Pressed) -> None:
        """Save."""
        await self.action_save()

    async def action_save(self) -> None:
        """Save what was typed; where something does not fit, say so and go there."""
        if self._saving:
            return
        self._noticed()
        values = self._checked()
        if values is None:
            return
        if not self.form.creates and not self._touched:
            self.dismiss(values if self.form.change is None else None)
            return
        self._saving = True
        try:
            await self._way.write(values)
        except SoTuiError as error:
            self._notice = error.sentence
            if self.holding:
                self._notice += " Ctrl+S saves again."
            self._show()
            return
        finally:
            self._saving = False
        drafts_of(self.app).drop(self.form.key)
        if cleaned := self._what_was_cleaned():
            self.desk.tell(cleaned)
        self.dismiss(values)

    @property
    def holding(self) -> frozenset[str]:
        """The change that could not be saved and that this form looks after, by its id."""
        return self._way.holding

    async def save_again(self) -> None:
        """Try again what could not be saved, unless somebody has typed on since."""
        if self._way.tried(self._values()):
            await self.action_save()

    def refresh_case(self) -> None:
        """Say what others changed meanwhile; what was typed stays."""
        if not self.is_mounted or not self.entries:
            return
        self._noticed()
        try:
            now = pages_at(self.form.paths, self.desk.look())
        except SoTuiError:
            return  # the header says what is wrong with the casebook
        touched = {name for name in self._touched if self._known[name] != self._first[name]}
        me = self.desk.pen().actor
        self._news = news(self._fields, self.form.paths, self._base, now, touched=touched, me=me)
        self._show()

    def tell(self, sentence: str) -> None:
        """Say a sentence at the foot of the form."""
        self._notice = sentence
        self._show()

    def _checked(self) -> Values | None:
        """All values, or None when one does not fit; then its sentence stands at its field."""
        values, wrong = self._read()
        if not wrong and self.form.check is not None:
            wrong = dict(self.form.check(Values(values)))
        self._wrong = wrong
        if not wrong:
            lists = ((name, one) for name, one in self.entries.items() if isinstance(one, Choices))
            return Values(values, {name: one.typed for name, one in lists})
        first = next(name for name in self._fields if name in wrong)
        self._notice = ""
        self._show()
        self.entries[first].focus()
        return None

    def _what_was_cleaned(self) -> str:
        sentences = list(self._cleaned)
        for name, given in self._known.items():
            value = self._values()[name]
            if isinstance(given, str) and isinstance(value, str):
                sentences.append(changed(given, value))
        return " ".join(dict.fromkeys(filter(None, sentences)))

    async def action_leave(self) -> None:
        """Go back. What was typed is kept, and offered when the form opens again.

        What was to be saved waits outside the form; what was typed since goes with it.
        """
        self._noticed()
        if self.holding and (values := self._checked()) is not None:
            await self._leave_waiting(values)
            return
        if self._keep_typed():
            self.desk.tell("What you typed is kept. Open the form again to go on with it.")
        self.dismiss(None)

    def _keep_typed(self) -> bool:
        """Keep what differs from what the fields held; whether anything does."""
        kept = {
            name: self._known[name]
            for name in self._touched
            if self._known[name] != self._first[name] and not self.form.menu
        }
        drafts_of(self.app).keep(self.form.key, self.form.title, kept)
        return bool(kept)

    async def _leave_waiting(self, values: Values) -> None:
        said = "It is not saved yet. It is kept and tried again; R does so now."
        if not self._way.tried(values):
            try:
                await self._way.write(values)
                said = "Saved now."
            except NotSavedError:
                pass  # it waits, as what was typed before did
            except SoTuiError as fault:
                said = fault.sentence
        drafts_of(self.app).drop(self.form.key)
        self.desk.tell(said)
        self.dismiss(None)

    async def action_afresh(self) -> None:
        """Put every field back to what it was before anything was typed."""
        drafts_of(self.app).drop(self.form.key)
        await self._way.withdraw()
        self._touched.clear()
        self._wrong = {}
        self._notice = "Started afresh."
        for name, given in self._first.items():
            self._put(name, given)
        self._show()

    def action_words(self) -> None:
        """Show the words to say below the form, or put them away."""
        if self.form.side is not None:
            self.toggle_class("-words")
            self._fit()

    def action_copy(self) -> None:
        """Copy the words to say, and show them whole."""
        from so_tui.tui.screens.copy import CopyScreen
        from so_tui.tui.views.copying import Copyable

        if self.form.side is not None:
            words = "\n".join(line for line in self.form.side(self._values()) if line)
            self.app.push_screen(CopyScreen([Copyable(self.form.side_title, words)]))

    def action_side(self, rows: int) -> None:
        """Scroll the words to say."""
        self._side.scroll_relative(y=rows, animate=False)
