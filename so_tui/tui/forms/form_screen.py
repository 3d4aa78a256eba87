"""The one screen behind all forms: it builds the entries, reads them, and saves.

A form is data. What somebody typed is never lost: leaving keeps it as a draft, a save that did
not work leaves everything as it stands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Input, TextArea

from so_tui.core import dates
from so_tui.core.changes import Change
from so_tui.core.text import capital, changed
from so_tui.errors import SoTuiError
from so_tui.tui import keys
from so_tui.tui.forms.checks import Checks
from so_tui.tui.forms.choices import Choices
from so_tui.tui.forms.entries import Cleaned, Entry, entry_for
from so_tui.tui.forms.fields import Field, Values
from so_tui.tui.forms.filling import Filling
from so_tui.tui.forms.form import Desk, Form
from so_tui.tui.forms.frame import Frame
from so_tui.tui.forms.layout import Said
from so_tui.tui.forms.meanwhile import Watch
from so_tui.tui.forms.rare import folding, words
from so_tui.tui.forms.saving import Saving
from so_tui.tui.forms.sheet import Body
from so_tui.tui.outbox import NotSavedError
from so_tui.tui.screens.app_screen import AppScreen
from so_tui.tui.screens.leaving import LeftOnce

_FEW = 3
_SMALL = 20
"""Lines of a window that may not show all that stands above a question."""


class FormScreen(LeftOnce[Values | None], ModalScreen[Values | None], AppScreen[Values | None]):
    """A form over the screen. Gives what was typed once it is saved, None when it was left."""

    AUTO_FOCUS = ""
    # None of them of priority: keys typed just before must reach their entry first.
    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.bindings("form"), keys.binding("app.help"), keys.binding("app.palette"),
    ]  # fmt: skip

    def __init__(self, form: Form, desk: Desk) -> None:
        super().__init__(name="form")
        self.form = form
        self.desk = desk
        self.filling = Filling(form.ordered, form.values, desk.reading)
        self._watch = Watch(form, self.filling.fields, desk.look)
        self._way = Saving(form, desk)
        self.set_class(form.side is not None, "-sided")
        self.set_class(bool(form.side_cells), "-reads")
        self._checks = Checks(form, self.filling)
        self._cleaned: list[str] = []
        self._notice = ""
        self._new_day = ""
        self._saving = False
        self.goes_on = False
        """Whether the next of several forms is wanted: this one was saved or skipped."""
        self.entries: dict[str, Entry] = {}

    # --- Building ----------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """The entries, the hint, the button, and the words beside them."""
        draft = self.desk.typed.get(self.form.key)
        self._begun = self.filling.go_on(draft)
        if draft:
            again = self.desk.keymap.named("form.afresh")
            self._notice = f"Going on with what you typed before. {again} starts afresh."
        self.entries = {
            name: entry_for(field, self.filling.raw(name))
            for name, field in self.filling.fields.items()
        }
        self._body = Body(
            tuple(self.entries.values()), folding(self.form.fields), self._folded,
            self.desk.keymap.key("form.more"),
        )  # fmt: skip
        self._frame = Frame(self.form, self.desk.keymap, self._body)
        yield self._frame

    def _folded(self, fields: Sequence[Field], room: int) -> tuple[str, ...]:
        """What the fields hold that are rarely needed."""
        return words(fields, self.filling, room)

    def on_mount(self) -> None:
        """Put the cursor where most people begin."""
        self.set_class(self.form.asks, "-asks")
        self._offer(self.filling.values)
        for name in self._begun:
            self._follow(name)
        first = self.form.focus or self.form.fields[0].name
        self.entries[first].focus(scroll_visible=False)
        self._show()

    def on_resize(self, event: events.Resize) -> None:
        """Fit the form to the window."""
        self._frame.fit(event.size)

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
            if entry.raw != self.filling.raw(name):
                self.filling.type(name, entry.raw)
                self._checks.wrong.pop(name, None)
                self._notice = ""
                self._follow(name)
                self._keep_typed()
        self._show()

    def _follow(self, name: str) -> None:
        values = self.filling.values
        self._offer(values)
        if self.form.react is not None:
            followed = self.filling.follow(self.form.react(name, values))
            for other in followed:
                self.entries[other].raw = self.filling.raw(other)
            if followed:
                self._offer(self.filling.values)

    def _offer(self, values: Values) -> None:
        """Offer what can be chosen now that other fields hold these values."""
        for other, options in self.form.offers(values).items() if self.form.offers else ():
            entry = self.entries[other]
            if isinstance(entry, Choices):
                entry.offer(options)
                self.filling.offer(other, entry.raw)

    def _show(self) -> None:
        beside = self.filling.beside
        values = self.filling.values
        if self.form.notes is not None:
            beside.update(self.form.notes(values))
        for name, news in self._watch.news.notes.items():
            beside[name] = " ".join(filter(None, (beside.get(name, ""), news)))
        here = self._here()
        self._body.show(Said(beside, self._checks.wrong, here))
        hint = self.filling.fields[here].hint if here else ""
        if self.form.asks and self.size.height < _SMALL:
            hint = f"{hint} {self.desk.keymap.named('form.words_up')} scrolls up.".strip()
        self._frame.say(
            " ".join(filter(None, (self._new_day, self._watch.news.hint, self._notice or hint)))
        )
        if self.form.side is not None:
            self._frame.tell(list(self.form.side(values)))

    def _here(self) -> str:
        return next((name for name, entry in self.entries.items() if entry is self.focused), "")

    def on_descendant_focus(self) -> None:
        """Another entry has the focus: say its hint. One that was folded is shown."""
        if self.is_mounted and self.entries:
            if self._here() in self._body.rare:
                self._body.unfold(True)
            self._show()

    # --- What folds --------------------------------------------------------------------------

    def focus_next(self, selector: str | type[Widget] = "*") -> Widget | None:
        """Go on to the next entry; what is rarely needed opens for who goes on into it."""
        if self._here() == self._before_fold and not self._body.is_open:
            return self._go_into_fold(0) or super().focus_next(selector)
        return super().focus_next(selector)

    def focus_previous(self, selector: str | type[Widget] = "*") -> Widget | None:
        """Go back to the entry before; what is rarely needed opens for who goes back into it."""
        if not self._here() and not self._body.is_open:
            return self._go_into_fold(-1) or super().focus_previous(selector)
        return super().focus_previous(selector)

    def _go_into_fold(self, place: int) -> Widget | None:
        """Open what folds and go to one of its fields; None where nothing folds."""
        folded = [one for name, one in self.entries.items() if name in self._body.rare]
        if not folded:
            return None
        self._body.unfold(True)
        return folded[place].focus(scroll_visible=False)

    @property
    def _before_fold(self) -> str:
        """The last field that never folds."""
        return [one.name for one in self.form.ordered if one.name not in self._body.rare][-1]

    def on_body_more_pressed(self) -> None:
        """A click on the line of what folds is its key."""
        self._toggle_more()

    def _toggle_more(self) -> None:
        """Show the fields that are rarely needed and go to the first, or fold them."""
        if not self._body.rare:
            self.tell("All fields of this form are shown.")
        elif not self._body.is_open:
            self._go_into_fold(0)
        else:
            if self._here() in self._body.rare:
                self.entries[self._before_fold].focus()
            self._body.unfold(False)
            self._show()

    # --- Going on, saving, leaving -----------------------------------------------------------

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the next field, and saves on the last."""
        await self._go_on()

    async def on_choices_submitted(self, event: Choices.Submitted) -> None:
        """Enter goes to the next field, and saves on the last."""
        self._noticed()
        await self._go_on()

    async def _go_on(self) -> None:
        if self._here() == self.form.ordered[-1].name:
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
        if self._is_untouched and not self.holding:
            self.desk.typed.drop(self.form.key)
            self.goes_on = True
            self.dismiss(None)
            return
        values = self._checked()
        if values is None or self._asks(values):
            return
        self._saving = True
        try:
            await self._way.write(values)
        except SoTuiError as error:
            self._notice = error.sentence
            if self.holding:
                self._notice += f" {self.desk.keymap.named('form.save')} saves again."
            self._show()
            return
        finally:
            self._saving = False
        self.desk.typed.drop(self.form.key)
        if cleaned := self._what_was_cleaned():
            self.desk.tell(cleaned)
        self.goes_on = True
        self.dismiss(values)

    @property
    def _is_untouched(self) -> bool:
        """Whether saving would say nothing: the form only changes what there is, and nobody did."""
        return self.form.change is not None and not (self.form.creates or self.filling.changed)

    @property
    def written(self) -> Change | None:
        """The change that the form wrote, if it wrote one."""
        return self._way.written

    @property
    def holding(self) -> frozenset[str]:
        """The change that could not be saved and that this form looks after, by its id."""
        return self._way.holding

    async def save_again(self) -> None:
        """Try again what could not be saved, unless somebody has typed on since."""
        if self._way.tried(self.filling.values):
            await self.action_save()

    def refresh_case(self) -> None:
        """Say what others changed meanwhile; what was typed stays."""
        if not self.is_mounted or not self.entries:
            return
        self._noticed()
        if self._watch.tell(self.filling.changed, self.desk.pen().actor, self.filling.values):
            self._show()

    def day_changed(self, today: dt.date) -> None:
        """It is another day: what was typed keeps its meaning, what is said follows the day."""
        if not self.is_mounted or not self.entries or today == self.desk.reading.today:
            return
        self._noticed()
        self.desk = replace(self.desk, reading=replace(self.desk.reading, today=today))
        self.filling.turn(today)
        for name, entry in self.entries.items():
            if entry.raw != self.filling.raw(name):
                entry.raw = self.filling.raw(name)
        self._keep_typed()
        day = dates.weekday(today, today)
        # It stays until the form closes: who types on would miss it otherwise.
        self._new_day = f"It is {day} now. The days in this form stay as they are."
        self._show()

    def tell(self, sentence: str, bad: bool = False) -> None:
        """Say a sentence at the foot of the form."""
        self._notice = sentence
        self._show()

    def _checked(self) -> Values | None:
        """All values, or None when one does not fit; then its sentence stands at its field."""
        values = self._checks.read()
        if values is not None:
            lists = ((name, one) for name, one in self.entries.items() if isinstance(one, Choices))
            return Values(values, {name: one.typed for name, one in lists})
        self._notice = ""
        self._go_to_what_is_wrong()
        return None

    def _asks(self, values: Values) -> bool:
        """Ask about what may be a slip, and go there; whether there was something to ask."""
        if not self._checks.asks(values):
            return False
        self._notice = f"{self.desk.keymap.named('form.save')} again saves it so."
        self._go_to_what_is_wrong()
        return True

    def _go_to_what_is_wrong(self) -> None:
        if self._checks.wrong.keys() & self._body.rare:
            self._body.unfold(True)
        self._show()
        self.entries[self._checks.first].focus(scroll_visible=False)

    def _what_was_cleaned(self) -> str:
        sentences = list(self._cleaned)
        values = self.filling.values
        for name in self.filling.changed:
            given, value = self.filling.raw(name), values[name]
            if isinstance(given, str) and isinstance(value, str):
                sentences.append(changed(given, value))
        return " ".join(dict.fromkeys(filter(None, sentences)))

    async def action_leave(self) -> None:
        """Go back. What was typed is kept, and offered when the form opens again.

        What was to be saved waits outside the form; what was typed since goes with it.
        """
        if self._frame.words_lie_over:
            self._frame.toggle_words()  # they lie over the form like a window of their own
            return
        self._noticed()
        if self.holding and not self._watch.is_erased and (values := self._checked()) is not None:
            await self._leave_waiting(values)
            return
        if self._keep_typed() and not self._watch.is_erased:
            self.desk.tell("What you typed is kept. Open the form again to go on with it.")
        self.dismiss(None)

    async def _skip(self) -> None:
        """Go on to the next of several forms; what was typed is kept, as by leaving."""
        if not self.form.place:
            self.tell("No other question follows this one.")
            return
        self.goes_on = True
        await self.action_leave()

    def _keep_typed(self) -> bool:
        """Keep what differs from what the fields held; whether anything does."""
        kept = {} if self.form.menu else self.filling.draft()
        self.desk.typed.keep(self.form.key, self.form.title, kept)
        return bool(kept)

    async def _leave_waiting(self, values: Values) -> None:
        again = self.desk.keymap.named("save.again")
        said = f"It is not saved yet. It is kept and tried again; {again} does so now."
        if not self._way.tried(values):
            try:
                await self._way.write(values)
                said = "Saved now."
            except NotSavedError:
                pass  # it waits, as what was typed before did
            except SoTuiError as fault:
                said = fault.sentence
        self.desk.typed.drop(self.form.key)
        self.desk.tell(said)
        self.dismiss(None)

    async def action_afresh(self) -> None:
        """Put every field back to what it was before anything was typed."""
        self.desk.typed.drop(self.form.key)
        await self._way.withdraw()
        self._checks.wrong = {}
        self._notice = "Started afresh."
        self.filling.afresh()
        for name, entry in self.entries.items():
            entry.raw = self.filling.raw(name)
        self._offer(self.filling.values)
        self._show()

    # --- Keys ---------------------------------------------------------------------------------

    async def action_act(self, id: str) -> None:
        """Do an action of forms, by its id."""
        match id:
            case "form.save":
                await self.action_save()
            case "form.cancel":
                await self.action_leave()
            case "form.more":
                self._toggle_more()
            case "form.skip":
                await self._skip()
            case "form.afresh":
                await self.action_afresh()
            case "form.help" | "app.help":
                await self.app.run_action("app.act('app.help')")
            case "app.palette":
                await self.app.run_action("app.act('app.palette')")
            case "form.words_down" | "form.words_up" if self.form.side is None:
                rows = _FEW if id == "form.words_down" else -_FEW
                self._body.scroll_relative(y=rows, animate=False, immediate=True)
            case _ if self.form.side is None:
                self.tell("There is nothing to say here.")
            case "form.copy":
                self.action_copy()
            case _ if not self._frame.act_on_words(id, _FEW):
                self.tell(f"{capital(self.form.side_named)} stands beside the form.")

    def action_copy(self) -> None:
        """Copy the words to say, and show them whole."""
        from so_tui.tui.screens.copy import CopyScreen
        from so_tui.tui.views.copying import Copyable

        if self.form.side is not None:
            words = "\n".join(line for line in self.form.side(self.filling.values) if line)
            self.app.push_screen(CopyScreen([Copyable(self.form.side_title, words)]))
