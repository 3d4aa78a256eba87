"""The driver that draws for a page in a browser; it keeps what `Terminal` keeps of a terminal."""

from __future__ import annotations

import json
import os
import selectors
import sys
import time
from threading import Lock
from typing import Any

from textual import constants, events
from textual.app import App
from textual.drivers.web_driver import WebDriver

from so_tui import crash_log
from so_tui.tui.cursor_placing import CursorPlacing
from so_tui.tui.messages import Fault, Gone
from so_tui.tui.terminal import messages_of
from so_tui.tui.terminal_input import TerminalInput
from so_tui.tui.textual_private import KeyParser
from so_tui.web.packets import DATA, META, Packet, Packets

_LOOK = 0.05
_MOST = 4096
_NO_MOUSE = "\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l"

_TOLD = frozenset({"resize", "focus", "blur"})
"""What a page says besides keys."""


class Browser(WebDriver):
    """Textual's driver for browsers: it ends with its page, and no byte makes it deaf."""

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._of, self._with_mouse = app, mouse
        self._placing = CursorPlacing()
        self._order = Lock()
        self._is_gone = False

    def start_application_mode(self) -> None:
        """Begin to draw, looked at: a page that is opened has the focus."""
        super().start_application_mode()
        if not self._with_mouse:
            self.write(_NO_MOUSE)
        # Behind the word that it has none, with which Textual begins.
        self._of.call_later(self._of.post_message, events.AppFocus())

    def write(self, data: str) -> None:
        """Draw, with the cursor put right behind what terminals measure differently."""
        with self._order:
            try:
                super().write(self._placing(data))
            except OSError:
                self._gone()

    def write_meta(self, data: dict[str, object]) -> None:
        """Say something to the server, which may be gone."""
        try:
            super().write_meta(data)
        except OSError:
            self._gone()

    def run_input_thread(self) -> None:
        """Read what the page sends until the app is done with it."""
        try:
            self._read()
        except Exception as fault:  # noqa: BLE001 - told and logged; the app ends by it
            self.send_message(Fault(crash_log.told(fault)))

    def _read(self) -> None:
        keys, parser, packets = TerminalInput(constants.ESCAPE_DELAY), KeyParser(), Packets()
        assert sys.__stdin__ is not None
        source = sys.__stdin__.fileno()
        with selectors.DefaultSelector() as selector:
            selector.register(source, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                tokens = []
                if selector.select(_LOOK):
                    piece = os.read(source, _MOST)
                    if not piece:
                        self._gone()
                        return
                    for packet in packets.feed(piece):
                        if packet.kind == DATA:
                            tokens += keys.feed(packet.content, time.monotonic())
                        else:
                            self._told(packet)
                else:
                    tokens += keys.tick(time.monotonic())
                for token in tokens:
                    for message in messages_of(token, parser):
                        if not isinstance(message, events.Resize):
                            self.process_message(message)

    def _told(self, packet: Packet) -> None:
        """Take what is said about the page; its size comes this way alone."""
        if packet.kind == META:
            said = json.loads(packet.content)
            if said["type"] in _TOLD:
                self.on_meta(said["type"], said)

    def _gone(self) -> None:
        if not self._is_gone:
            self._is_gone = True
            self.send_message(Gone())
