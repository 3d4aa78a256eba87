"""All that is done with private names of Textual; each has a test that notices when it moves."""

from __future__ import annotations

import re
import sys

from rich.text import Text
from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.message import Message

from so_tui import crash_log


class QuietFaults(App[None]):
    """An app whose faults are told without what was on screen.

    Textual prints each frame's variables when it stops by a fault: names and diagnoses would
    stay in the terminal's scrollback.
    """

    def _fatal_error(self) -> None:
        self.panic(Text(crash_log.told(sys.exc_info()[1])))


_KITTY_KEY = re.compile(r"\x1b\[(\d{1,7})[\d:]*;(\d{1,3});[\d:]+u")
_COMMANDS = 0b111100
"""The bits of Ctrl, Super, Hyper and Meta in a key of kitty's protocol."""


class KeyParser:
    """Textual's reading of keys, clicks and reports, a whole one at a time.

    What it cannot read gives nothing, and leaves nothing behind that would swallow the next key.
    """

    def __init__(self) -> None:
        self._parser = XTermParser()

    def text(self, character: str) -> list[Message]:
        """The key of a character that was typed."""
        return self._fed(character)

    def sequence(self, text: str) -> list[Message]:
        """What a control sequence stands for; nothing where it stands for nothing."""
        key = _KITTY_KEY.fullmatch(text)
        if key is not None and (int(key[2]) - 1) & _COMMANDS:
            # Under Ctrl and its like a key is that key, whatever text comes with it.
            text = f"\x1b[{key[1]};{key[2]}u"
        found = self._fed(text)
        if not found:
            self._afresh()
        return found

    def _fed(self, text: str) -> list[Message]:
        try:
            return list(self._parser.feed(text))
        except (ValueError, OverflowError, ParseError, RuntimeError):
            # Figures that no key has; the parser ends with them.
            self._afresh()
            return []

    def _afresh(self) -> None:
        before, self._parser = self._parser, XTermParser()
        for name in ("last_x", "last_y", "mouse_pixels", "terminal_size", "terminal_pixel_size"):
            setattr(self._parser, name, getattr(before, name))
