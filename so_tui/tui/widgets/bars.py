"""The lines around the panes: header, strip and footer. They are told what to show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.reactive import var

from so_tui.tui.panes import FIRST
from so_tui.tui.views.foot import foot, told
from so_tui.tui.views.head import head
from so_tui.tui.views.notice import SAVED, Standing, notice
from so_tui.tui.views.rows import Line
from so_tui.tui.views.strip import strip
from so_tui.tui.views.view import View
from so_tui.tui.widgets.drawn import Drawn


class Head(Drawn):
    """Whose case, when the visit is, the next step, and whether all is saved."""

    view: var[View | None] = var(None, init=False)
    saved: var[str] = var(SAVED, init=False)

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
            self.draw(head(self.view, self.saved, self.size.width))


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

    view: var[View | None] = var(None, init=False)
    here: var[str] = var[str](FIRST, init=False)
    window: var[tuple[int, int]] = var((0, 0), init=False)
    """Columns and lines of the window that the screen was laid out in; under another screen that
    may be an earlier one."""

    def watch_window(self) -> None:
        """The words depend on it."""
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
        if self.view is not None and self.window != (0, 0):
            self.draw([strip(self.view, self.here, self.window)])


class Foot(Drawn):
    """The keys that work here, or a sentence about what was just done."""

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
        if self.styles.height is None or self.styles.height.value != len(lines):
            self.styles.height = len(lines)
        self.draw(lines)
