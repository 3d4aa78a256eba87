"""The words to say, beside a form or below it, and the line that names the form's keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from so_tui.tui.keys import Keymap
from so_tui.tui.plain import plain, width

State = Literal["none", "away", "whole", "part"]
"""Whether there are no words, and of those there are nothing, all or a part can be seen."""

_GAP = "  "


class Words(VerticalScroll, can_focus=False):
    """What to say on a call; keys scroll it while the focus stays in the form."""

    def __init__(self, title: str) -> None:
        super().__init__(id="form-side")
        self.border_title = plain(title)
        self._text = Static(id="form-words", markup=False)
        self._said = ""

    def compose(self) -> ComposeResult:
        """One text."""
        yield self._text

    def say(self, lines: Sequence[str]) -> bool:
        """Show these lines, from the first if they are others. Whether they are."""
        text = "\n".join(lines)
        if text == self._said:
            return False
        self._said = text
        self._text.update(plain(text, lines=True))
        self.scroll_home(animate=False)
        return True

    @property
    def state(self) -> State:
        """How much of the words can be seen."""
        if not self._said:
            return "none"
        if not self.display or not self.size.height:
            return "away"
        return "part" if self.max_scroll_y > 0 else "whole"

    def turn_page(self) -> None:
        """Go on to what is not seen yet; behind the end, begin again."""
        if self.scroll_y >= self.max_scroll_y:
            self.scroll_home(animate=False, immediate=True)
        else:
            self.scroll_lines(max(1, self.size.height - 1))

    def scroll_lines(self, lines: int) -> None:
        """Scroll by lines, down or up."""
        self.scroll_relative(y=lines, animate=False, immediate=True)


def foot(
    keymap: Keymap, ends_with: str, words: State, room: int, *, of_several: bool = False
) -> str:
    """The keys of a form in one line: those most needed, in words as long as there is room for.

    `ends_with`: what the key that ends the form does; `of_several`: others follow the form.
    """
    if of_several:
        return _foot_of_several(keymap, ends_with, room)
    save = f"{keymap.named('form.save')} {ends_with}"
    back = f"{keymap.named('form.cancel')} back"
    help_ = f"{keymap.named('form.help')} help"
    show, more = keymap.named("form.words"), keymap.named("form.words_next")
    long = {"away": f"{show} what to say", "part": f"{more} more to say"}.get(words, "")
    short = {"away": f"{show} words", "part": f"{more} more"}.get(words, "")
    lines = (
        (save, back, help_, long), (save, back, help_, short), (save, back, long),
        (save, back, short), (save, short), (short or save,),
    )  # fmt: skip
    return next((line for one in lines if width(line := _joined(one)) <= room), "")


def _foot_of_several(keymap: Keymap, ends_with: str, room: int) -> str:
    save = f"{keymap.named('form.save')} {ends_with}"
    skip = f"{keymap.named('form.skip')} skip"
    stop = f"{keymap.named('form.cancel')} stop"
    help_ = f"{keymap.named('form.help')} help"
    # The button names what saves; the two ways on without an answer are always named.
    lines = ((save, skip, stop, help_), (save, skip, stop), (skip, stop))
    return next((line for one in lines if width(line := _joined(one)) <= room), _joined(lines[-1]))


def _joined(parts: Iterable[str]) -> str:
    return _GAP.join(filter(None, parts))
