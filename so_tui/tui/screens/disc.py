"""A disc: read while one waits, then told; one key records what was found."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen

from so_tui.core.disc.findings import Disc
from so_tui.core.disc.telling import Told
from so_tui.discs import asking
from so_tui.errors import SoTuiError, StoppedError
from so_tui.tui import keys
from so_tui.tui.key_queue import BESIDE
from so_tui.tui.messages import Picked
from so_tui.tui.screens.app_screen import AppScreen
from so_tui.tui.screens.leaving import LeftOnce
from so_tui.tui.views import disc as view
from so_tui.tui.views.rows import Panel
from so_tui.tui.widgets.bars import Foot
from so_tui.tui.widgets.listing import Listing

_LOOK = 0.2
"""Seconds from one look how far it has come to the next."""


class Found(NamedTuple):
    """What is said of a disc: how it compares, what recording it does, and what is on it."""

    told: Sequence[Told]
    does: Sequence[str]
    contents: Sequence[str]


class DiscScreen(LeftOnce[Disc | None], ModalScreen[Disc | None], AppScreen[Disc | None]):
    """Reads a disc, then shows what was found. Gives the disc once it is to be recorded."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.bound("leave", "app.back", "app.quit"),
        *keys.bound("app.act('app.help')", "app.help"),
    ]
    AUTO_FOCUS = "#disc"

    def __init__(self, path: Path, compare: Callable[[Disc], Found]) -> None:
        super().__init__(name="disc")
        self._path, self._compare = path, compare
        self._disc: Disc | None = None
        self._far = (0, 0)
        self._left = threading.Event()
        self.fault: SoTuiError | None = None
        """Why the disc could not be read."""

    def compose(self) -> ComposeResult:
        """What is found, and what to do."""
        yield Lines(self._panel)
        yield Foot(id="foot")

    def on_mount(self) -> None:
        """Begin to read, beside all that keys do: one of them stops it."""
        self._looking = self.set_interval(_LOOK, self.query_one(Lines).rebuild)
        self.run_worker(self._read(), group=BESIDE)

    def on_unmount(self) -> None:
        """Nobody waits for the disc any more."""
        self._left.set()

    async def _read(self) -> None:
        try:
            disc = await asyncio.to_thread(asking.read, self._path, self._count, self._left.is_set)
        except StoppedError:
            return
        except SoTuiError as fault:
            self.fault = fault
            self.dismiss(None)
            return
        finally:
            self._looking.stop()
        self._disc, self._found = disc, self._compare(disc)
        self.query_one(Lines).rebuild()
        leaves = keys.in_force(self.app).named("app.back")
        records = f"{self._records} records this. " if self._found.does else ""
        self.tell(f"{records}{leaves} goes back.")

    def _count(self, done: int, of_all: int) -> None:
        """Told by the thread that reads."""
        self._far = done, of_all

    @property
    def _records(self) -> str:
        return keys.in_force(self.app).named("row.open")

    def _panel(self, cells: int) -> Panel:
        if self._disc is None:
            return view.reading(*self._far, keys.in_force(self.app).named("app.back"))
        return view.panel(self._found.told, self._found.does, self._found.contents, cells)

    def on_picked(self, message: Picked) -> None:
        """Record what was found, if there is something to record."""
        if self._disc is not None and self._found.does:
            self.dismiss(self._disc)
        elif self._disc is not None:
            self.tell("There is nothing to record of this disc.")

    def action_leave(self) -> None:
        """Stop reading, or go back; nothing is recorded."""
        self.dismiss(None)


class Lines(Listing):
    """What is said of a disc, in a list that scrolls."""

    def __init__(self, make: Callable[[int], Panel]) -> None:
        super().__init__(id="disc")
        self._of = make

    def build(self, cells: int, lines: int) -> Panel:
        """The rows for so many cells."""
        return self._of(cells)
