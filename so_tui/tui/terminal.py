"""The terminal that the app runs in: what it sends can do no harm, what it draws stays in place."""

from __future__ import annotations

import os
import selectors
import time
from threading import Lock
from typing import Any

from textual import constants, events
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from so_tui import crash_log
from so_tui.tui.cursor_placing import CursorPlacing
from so_tui.tui.messages import Fault, Gone
from so_tui.tui.terminal_input import Escape, Pasted, TerminalInput, Text, Token
from so_tui.tui.textual_private import KeyParser

_LOOK = 0.05
"""Seconds between two looks at whether something waited too long for its rest."""

GONE = 2.0
"""Seconds of nothing but ends of file after which the terminal counts as gone."""

_MOST = 4096
"""Bytes that are read at once."""


class Terminal(LinuxDriver):
    """Textual's driver for terminals: no byte ends the app, and no sign moves what follows it."""

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._placing = CursorPlacing()
        self._order = Lock()

    def write(self, data: str) -> None:
        """Draw, with the cursor put right behind what terminals measure differently."""
        with self._order:  # the thread that reads asks the terminal for some modes
            super().write(self._placing(data))

    def run_input_thread(self) -> None:
        """Read what the terminal sends until the app is done with it."""
        try:
            self._read()
        except Exception as fault:  # noqa: BLE001 - told and logged; the app ends by it
            self.send_message(Fault(crash_log.told(fault)))

    def _read(self) -> None:
        read = TerminalInput(constants.ESCAPE_DELAY)
        parser = KeyParser()
        silent = 0
        with selectors.DefaultSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                tokens: list[Token] = []
                if selector.select(_LOOK):
                    data = self._bytes()
                    silent = 0 if data else silent + 1
                    if silent * _LOOK > GONE:
                        # Mostly the signal that says so has ended the app by then.
                        self.send_message(Gone())
                        return
                    if not data:
                        self.exit_event.wait(_LOOK)
                    tokens += read.feed(data, time.monotonic())
                else:
                    tokens += read.tick(time.monotonic())
                for token in tokens:
                    for message in messages_of(token, parser):
                        self.process_message(message)

    def _bytes(self) -> bytes:
        """What the terminal sent; nothing at an end of file, which may be one key of it."""
        try:
            return os.read(self.fileno, _MOST)
        except OSError:
            return b""

    def process_message(self, message: Message) -> None:
        """Hand on what was read; of the size, only what the terminal itself has."""
        if isinstance(message, events.Resize):
            real = os.get_terminal_size(self.fileno)
            if real.columns and tuple(message.size) != tuple(real):
                return
        super().process_message(message)


def messages_of(token: Token, parser: KeyParser) -> list[Message]:
    """What a token is to the app."""
    match token:
        case Escape():
            return [events.Key("escape", "\x1b")]
        case Pasted(text):
            return [events.Paste(text)]
        case Text(text):
            return [one for character in text for one in parser.text(character)]
        case _:
            return parser.sequence(token.text)
