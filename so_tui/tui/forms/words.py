"""The words to say, beside a form or below it, and the line that names the form's keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from so_tui.tui.keys import Keymap
from so_tui.tui.plain import plain, wrap
from so_tui.tui.views.rows import Bit, Line, line_width

State = Literal["none", "away", "whole", "part"]
"""Whether there are no words, and of those there are nothing, all or a part can be seen."""

SAY = "what to say"
"""What the words are called, unless a form shows others."""

_GAPS = ("   ", "  ")
"""What stands between two keys, the wider where there is room."""


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

    @property
    def needs(self) -> int:
        """The rows that all of the words take, with their frame."""
        cells = self._text.size.width
        lines = self._said.split("\n")
        return 2 + sum(len(wrap(line, cells - 1)) for line in lines) if cells else 0

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
    keymap: Keymap, kept: bool, words: State, room: int, *, of_several: bool = False,
    named: str = SAY,
) -> Line:  # fmt: skip
    """The keys of a form in one line, behind its button: as many as there is room for.

    The way out is the last that goes, and what saves the last before it; words are left out and
    gaps drawn together first. `kept`: whether what was typed is kept when the form is left;
    `of_several`: others follow it; `named`: what the words are. A click on a key is that key.
    """

    def key(id_: str, does: str = "") -> Line:
        pressed = keymap.pressed(id_)
        said = (Bit(keymap.named(id_), "key", pressed),)
        return (*said, Bit(f" {does}", "dim", pressed)) if does else said

    save, out, help_ = key("form.save"), key("form.cancel"), key("form.help", "help")
    if of_several:
        skip, stop = key("form.skip", "skip"), key("form.cancel", "stop")
        return _fitting(
            room, (save, skip, stop, help_), (save, skip, stop), (save, skip, out), (save, stop),
            (save, out), (out,),
        )  # fmt: skip
    back, kept_back = key("form.cancel", "back"), key("form.cancel", "keeps it for later")
    leave = kept_back if kept else back
    long: Line = ()
    short: Line = ()
    if words == "away":
        long, short = key("form.words", named), key("form.words", "words")
    elif words == "part":
        more = "more to say" if named == SAY else f"more of {named}"
        long, short = key("form.words_next", more), key("form.words_next", "more")
    return _fitting(
        room, (save, leave, help_, long), (save, leave, help_, short), (save, back, help_, short),
        (save, back, short), (save, out, short), (save, back), (save, out), (out,),
    )  # fmt: skip


def _fitting(room: int, *lines: tuple[Line, ...]) -> Line:
    """The first of these lines for which there is room; at the least an empty one."""
    for parts in lines:
        told = [part for part in parts if part]
        for gap in _GAPS:
            gaps = [(Bit(gap),)] * (len(told) - 1) + [()]
            pairs = zip(told, gaps, strict=True)
            line = tuple(bit for pair in pairs for part in pair for bit in part)
            if line_width(line) <= room:
                return line
    return ()
