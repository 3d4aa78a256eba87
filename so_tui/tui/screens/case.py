"""The case: header, panes and footer; turns what panes say into changes."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widget import Widget

from so_tui.core.steps import Step
from so_tui.tui import actions, keys
from so_tui.tui.actions import Verb
from so_tui.tui.messages import Clicked, Moved, NextState, Picked
from so_tui.tui.panes import FIRST, HEAD, PANES, USUAL_BELOW
from so_tui.tui.screens.writing import WritingScreen
from so_tui.tui.targets import Target
from so_tui.tui.views.arrangement import arrangement, beside, head_rows
from so_tui.tui.views.copying import of_row
from so_tui.tui.views.steps import target_of
from so_tui.tui.where import Where
from so_tui.tui.widgets.bars import Foot, Head, Notice, Strip
from so_tui.tui.widgets.case_panes import case_panes
from so_tui.tui.widgets.pane import Pane
from so_tui.tui.widgets.place import Place
from so_tui.tui.widgets.timeline import TimelinePane


class CaseScreen(WritingScreen):
    """One case: as many of its panes are on screen as fit."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("case", "lists")]
    AUTO_FOCUS = ""

    def __init__(self, case: str, pane: str = HEAD) -> None:
        super().__init__(case)
        self._begins = pane
        pane = FIRST if pane == HEAD else pane
        self._here: str = pane
        self._below = pane if PANES[pane].place == "below" else USUAL_BELOW
        self._whole = False
        self._doing: Target | None = None
        self._on_head = False
        """Whether the header has the focus; else the pane `_here` has."""

    @property
    def where(self) -> Where:
        """Where one is here."""
        return Where("case", self._case_id)

    def compose(self) -> ComposeResult:
        """Header, strip, cards, the place below them, footer."""
        yield Head(id="head")
        yield Notice(id="notice")
        with Place(id="body"):
            yield Strip(id="strip")
            with Place(id="panes"):
                with Place(id="cards"):
                    yield from case_panes("card")
                with Place(id="below"):
                    yield from case_panes("below")
        yield Foot(id="foot")

    def on_mount(self) -> None:
        """Show the case, the focus on its next step."""
        self.refresh_case()
        if self.seen is not None:  # else somebody removed it meanwhile, and it is left
            self.go(self._begins)

    def target(self) -> Target:
        """What the row with the cursor stands for, else the pane it is in; in the header the
        next step."""
        if self._on_head:
            return self.query_one(Head).target or Target("pane", call=PANES[self._here].call)
        target = self._pane().target
        if target is not None and self._doing is not None and self._doing.is_same(target):
            return self._doing
        return target or Target("pane", call=PANES[self._here].call)

    def run_form(self, action: str, target: Target | None = None) -> None:
        """Open the form of an action, in a worker that can wait for it."""
        self.open_form(self._form(action, target or self.target()))

    async def _form(self, action: str, target: Target) -> None:
        from so_tui.tui.forms.registry import form_for  # loaded when the first form is opened

        await form_for(action)(self, actions.subject(action, target, self.view))

    def go(self, pane: str, target: Target | None = None) -> bool:
        """Give the focus to a pane or the header, and the cursor to the row of a thing, if there
        is one."""
        self._on_head = pane == HEAD
        if pane == HEAD:
            self._give_focus(self.query_one(Head))
            # The timeline explains the step under its cursor: that of the header, too.
            return self.query_one(TimelinePane).seek(self.target())
        self._here = pane
        if PANES[pane].place == "below":
            self._below = pane
        self._give_focus(widget := self._pane())
        return target is None or widget.seek(target)

    def _give_focus(self, widget: Widget) -> None:
        self.offer()
        before = self.focused
        # They would be told later, and be drawn once more.
        widget.has_focus = True
        self._lay_out()
        if before is not None and before is not widget:
            before.has_focus = False
        self.set_focus(widget, scroll_visible=False)

    # --- State down ---

    def watch_seen(self) -> None:
        """Hand the new state to all that draw it."""
        self.query_one(Head).view = self.seen
        self.query_one(Strip).view = self.seen
        for pane in self.query(Pane):
            pane.view = self.seen
        self.offer()

    def watch_fresh(self) -> None:
        """Mark what was changed just now wherever it stands."""
        for pane in self.query(Pane):
            pane.fresh = self.fresh

    @property
    def listing(self) -> Pane:
        """The pane that has the focus."""
        return self._pane()

    def _pane(self) -> Pane:
        return self.query_one(f"#{self._here}", Pane)

    def offer(self) -> None:
        """Name the keys that work here, in the footer."""
        target = self.target()
        does, words = actions.offered(target, self.view, self.so.offers)
        if self._on_head:
            words["step.next"] = "Its row"
            self.query_one(Head).opens = words.get("row.open", "")
        self.foot(does, words)

    # --- Messages up ---

    async def on_picked(self, message: Picked) -> None:
        """Enter: do the step that is to be done here, or open the thing."""
        await self.when_shown(partial(self._open, message.target))

    async def _open(self, target: Target) -> None:
        if self._doing is not None and self._doing.is_same(target):
            target = self._doing
        self.run_form(actions.opening(target, self.view), target)

    async def on_next_state(self, message: NextState) -> None:
        """Space: move the thing on, or ask what must be known first."""
        await self.when_shown(partial(self._move_on, message.target))

    async def _move_on(self, target: Target) -> None:
        verb = actions.next_state(target, self.view)
        if verb is None:
            self.run_form("item.usable", target)
        else:
            await self.change(verb)

    async def change(self, verb: Verb) -> None:
        """Do a verb on the case as it is shown. Raises SoTuiError where it cannot be done."""
        await self.write(verb(self.page, self.pen()), by_key=True)

    def on_moved(self, _: Moved) -> None:
        """The cursor stands elsewhere: other keys may work there.

        A pane that comes into sight beside the one in use says so as well, and changes nothing.
        """
        if self._doing is not None and not self._doing.is_same(self._pane().target):
            self._doing = None
        if self.seen is not None:
            self.offer()

    # --- Keys ---

    def on_key(self) -> None:
        """Each key takes away what was said about the one before."""
        self.tell("")

    async def act(self, id: str) -> None:
        """Do an action of this screen, by its id."""
        match id.split("."):
            case ["pane", "next"]:
                self.go(beside(self.place, 1))
            case ["pane", "previous"]:
                self.go(beside(self.place, -1))
            case ["pane", "maximize"]:
                self._whole = not self._whole
                self.go(self._here)
            case ["pane", name]:
                self.go(name)
            case ["row", "filter"]:
                self.go(self._here)
                await self.search()
            case ["text", "copy"]:
                await self._copy()
            case ["screen", _]:
                await self.so.go(id, self.page.id)
            case ["app", "back"]:
                await self._back()
            case ["step", "next"]:
                self._go_to_next()
            case ["step", "done"]:
                await self.change(actions.mark(self.target(), self.view))
            case ["reason", "walk"]:
                self.go("reasons")
                self.run_form(id)
            case ["row", "remove"]:
                await self.change(actions.removal(self.target(), self.view))
            case _:
                self.run_form(id)

    async def _copy(self) -> None:
        from so_tui.tui.screens.copy import CopyScreen

        if found := of_row(self.view, self.target()):
            await self.app.push_screen(CopyScreen(found))
        else:
            self.tell("There is nothing on this row to copy.")

    @property
    def place(self) -> str:
        """The pane that has the focus, or the header."""
        return HEAD if self._on_head else self._here

    def _go_to_next(self) -> None:
        """Go to the header, and from there to the row of its step."""
        step = self.plan.first
        if not self._on_head:
            self.go(HEAD)
            return
        if step is None:
            self.tell(self.view.word("next", "nothing"))
            return
        self.go_to(step)
        key = self.so.keymap.named("row.open")
        self.tell(f"The next step is here. {key}: {actions.doing(step)[1]}.")

    def go_to(self, step: Step) -> None:
        """Bring the cursor to the row of a step: in its own pane, else in the timeline."""
        target = target_of(step, self.case)
        pane: str = "reasons" if step.id.startswith("reason:") else step.call
        if not self.go(pane, target):
            self.go("timeline", target)
        self.query_one(TimelinePane).seek(target)
        self._doing = target
        self.offer()

    async def _back(self) -> None:
        """One step back: out of the filter, of the whole screen, of the case."""
        if self._pane().words:
            self._pane().words = ""
        elif self._whole:
            self._whole = False
            self._lay_out()
        else:
            await self.so.show_casebook()

    def on_below(self) -> None:
        """The header is left for the pane below it."""
        self.go(self._here)

    def on_clicked(self, message: Clicked) -> None:
        """The focus is in another pane now."""
        self.go(message.pane)

    # --- Layout ---

    def on_resize(self) -> None:
        """Another size may show other panes; focus and row stay."""
        self._lay_out()

    def _lay_out(self) -> None:
        columns, lines = self.app.size
        now = arrangement(columns, lines, self._here, self._below, whole=self._whole)
        for pane in self.query(Pane):
            _show(pane, pane.pane in now.shown)
        _show(self.query_one("#cards"), now.cards)
        _show(self.query_one("#below"), now.below)
        strip = self.query_one(Strip)
        _show(strip, now.strip != "none")
        strip.upright = now.strip == "column"
        self.query_one("#body").set_class(strip.upright, "-upright")
        _tall(self.query_one(Head), head_rows(columns, lines))
        strip.window = (columns, lines)
        strip.here = self._here


def _tall(widget: Widget, lines: int) -> None:
    """Give a widget so many lines; what is so already costs no new layout."""
    if widget.styles.height is None or widget.styles.height.value != lines:
        widget.styles.height = lines


def _show(widget: Widget, shown: bool) -> None:
    """Show or hide a widget; what is so already costs no new layout."""
    if widget.display != shown:
        widget.display = shown
