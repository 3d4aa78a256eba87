"""The lines around the panes: header, strip and footer. They are told what to show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.geometry import Offset
from textual.reactive import var

from so_tui.core.walk import Walk
from so_tui.tui import keys
from so_tui.tui.messages import Below, Clicked, NextState, Picked
from so_tui.tui.panes import FIRST, HEAD
from so_tui.tui.targets import Target
from so_tui.tui.views.foot import foot, told
from so_tui.tui.views.head import head
from so_tui.tui.views.notice import SAVED, Standing, notice
from so_tui.tui.views.rows import Line
from so_tui.tui.views.steps import target_of
from so_tui.tui.views.strip import column, strip
from so_tui.tui.views.view import View
from so_tui.tui.views.walk import walk_lines
from so_tui.tui.widgets.drawn import Drawn
from so_tui.tui.widgets.held import Held


class Head(Held):
    """Whose case, when the visit is, the next step, and whether all is saved.

    It has the focus as a pane has: Enter does the next step, wherever its row stands.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("pane")]

    view: var[View | None] = var(None, init=False)
    saved: var[str] = var(SAVED, init=False)
    opens: var[str] = var("", init=False)
    """What Enter does, in a word."""

    @property
    def target(self) -> Target | None:
        """What the next step is about; None where there is none."""
        step = self.view.plan.first if self.view is not None else None
        return target_of(step, self.view.case) if step is not None and self.view else None

    def action_act(self, id: str) -> None:
        """Do the step, or go on to the panes below."""
        if id in ("row.open", "item.next_state"):
            made = Picked if id == "row.open" else NextState
            self.post_message(made(self.target or Target("pane")))
        elif id in ("row.down", "row.page_down", "row.first"):
            self.post_message(Below())

    def on_click(self, event: events.Click) -> None:
        """Take the focus; a click on the step does it."""
        self.post_message(Clicked(HEAD))
        if event.y > 0:
            self.action_act("row.open")

    def watch_opens(self) -> None:
        """Name what Enter does."""
        self.update()

    def watch_view(self) -> None:
        """Show the new state."""
        self.update()

    def watch_saved(self) -> None:
        """Show how durable the last change is."""
        self.update()

    def fit(self) -> None:
        """The words depend on the width."""
        self.update()

    def update(self) -> None:
        """Draw what differs."""
        if self.view is not None:
            self.draw(
                head(
                    self.view, self.saved, self.size.width, rows=self.size.height,
                    focused=self.has_focus, opens=self.opens,
                )
            )  # fmt: skip

    @property
    def spot(self) -> Offset:
        """Where the terminal's cursor stands: on the next step."""
        return Offset(0, min(1, self.size.height - 1))


class Notice(Drawn):
    """What is not saved, in lines of its own; it takes no room while all is well."""

    standing: var[Standing] = var(Standing(), init=False)

    def on_mount(self) -> None:
        """There is nothing to say yet."""
        self.display = False

    def watch_standing(self) -> None:
        """Say what there is to say now."""
        self.update()

    def fit(self) -> None:
        """The words depend on the width."""
        self.update()

    def update(self) -> None:
        """Draw what differs, in as many lines as it takes."""
        lines = notice(self.standing, self.size.width or self.app.size.width)
        self.display = bool(lines)
        if self.styles.height is None or self.styles.height.value != len(lines):
            self.styles.height = len(lines)
        self.draw(lines)


class Strip(Drawn):
    """How the panes stand, where only one of them is on screen."""

    def on_click(self, event: events.Click) -> None:
        """A click on a pane's name is its key."""
        self.press_at(event)

    view: var[View | None] = var(None, init=False)
    here: var[str] = var[str](FIRST, init=False)
    upright: var[bool] = var(default=False, init=False)
    """Whether it is a column."""
    window: var[tuple[int, int]] = var((0, 0), init=False)
    """Columns and lines of the window that the screen was laid out in; under another screen that
    may be an earlier one."""

    def watch_window(self) -> None:
        """The words depend on it."""
        self.update()

    def watch_upright(self) -> None:
        """It is a line or a column now."""
        self.update()

    def watch_view(self) -> None:
        """Show the new state."""
        self.update()

    def watch_here(self) -> None:
        """Another pane is on screen."""
        self.update()

    def fit(self) -> None:
        """The words depend on the width."""
        self.update()

    def update(self) -> None:
        """Draw what differs."""
        if self.view is None or self.window == (0, 0):
            return
        if self.upright:
            self.draw(column(self.view, self.here, self.size.width, self.size.height))
        else:
            self.draw([strip(self.view, self.here, self.window)])


def walked(app: object) -> Walk | None:
    """How far a walk through a made-up case has come in an app; None where nobody walks."""
    return getattr(getattr(app, "walking", None), "walk", None)


class Foot(Drawn):
    """The keys that work here, or a sentence about what was just done."""

    def on_click(self, event: events.Click) -> None:
        """A click on a key is that key."""
        self.press_at(event)

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._works: frozenset[str] = frozenset()
        self._words: Mapping[str, str] = {}
        self._keymap: Mapping[str, str] = {}
        self._sentence = ""
        self._bad = False

    @property
    def sentence(self) -> str:
        """What is being told, or ""."""
        return self._sentence

    def offer(
        self, works: frozenset[str], words: dict[str, str], keymap: Mapping[str, str]
    ) -> None:
        """Name the keys that work here. `words` renames actions for what is under the cursor."""
        self._works, self._words, self._keymap = works, words, keymap
        self.update()

    def tell(self, sentence: str, *, bad: bool = False) -> None:
        """Say a sentence in the place of the keys; an empty one brings them back."""
        self._sentence, self._bad = sentence, bad
        self.update()

    def fit(self) -> None:
        """The words depend on the width."""
        self.update()

    def update(self) -> None:
        """Draw what differs; a long sentence takes more than one line."""
        cells = self.size.width
        if cells < 1:
            return
        lines: Sequence[Line]
        if self._sentence:
            lines = told(self._sentence, cells, bad=self._bad)
        else:
            lines = foot(self._works, self._keymap, cells, self._words)
        if (walk := walked(self.app)) is not None:
            lines = [*walk_lines(walk, cells, keys.in_force(self.app)), *lines]
        if self.styles.height is None or self.styles.height.value != len(lines):
            self.styles.height = len(lines)
        self.draw(lines)
