"""The app in a terminal that remembers what was drawn: what a person sees, cell by cell."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pyte
from textual import events
from textual.driver import Driver
from textual.geometry import Size
from textual.keys import _character_to_key
from textual.pilot import Pilot

from so_tui.tui.app import SoTui
from so_tui.tui.widgets.looking import Looking

STILL = 0.004
"""Seconds; Textual draws at most sixty times in one."""


class Watched(Driver):
    """A terminal of a size that can change; it shows what is written to it."""

    def __init__(
        self,
        app: Any,
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self.cells = size or (80, 24)
        self.written = 0
        self._screen = pyte.Screen(*self.cells)
        self._stream = pyte.Stream(self._screen)
        self._new: list[str] = []

    @property
    def shown(self) -> pyte.Screen:
        """What the terminal shows, made when somebody looks."""
        self._stream.feed("".join(self._new))
        self._new.clear()
        return self._screen

    def write(self, data: str) -> None:
        """Draw."""
        self.written += len(data)
        self._new.append(data)

    def start_application_mode(self) -> None:
        """Say how large the terminal is."""
        self._say_size()

    def resize(self, cells: tuple[int, int]) -> None:
        """Give it another size; what was on it may be anything until it is drawn."""
        self.cells = cells
        self._new.clear()
        self._screen.resize(cells[1], cells[0])
        self._screen.reset()
        self._say_size()

    def _say_size(self) -> None:
        size = Size(*self.cells)
        self.send_message(events.Resize(size, size))

    def disable_input(self) -> None:
        """There is none."""

    def stop_application_mode(self) -> None:
        """Nothing to give back."""


def key(name: str) -> events.Key:
    """A key as the terminal sends it, by its name or its character."""
    if len(name) == 1:
        return events.Key(_character_to_key(name) if not name.isalnum() else name, name)
    if name.startswith("shift+") and len(name) == 7:
        return events.Key(name[-1].upper(), name[-1].upper())
    return events.Key(name, {"space": " ", "escape": "\x1b"}.get(name))


class Sight:
    """Somebody at the app: presses keys, waits until all is drawn, and looks."""

    def __init__(self, app: SoTui, pilot: Pilot[object]) -> None:
        self.app, self.pilot = app, pilot

    @property
    def terminal(self) -> Watched:
        """What the app draws on."""
        driver = self.app._driver
        assert isinstance(driver, Watched)
        return driver

    async def press(self, *names: str) -> None:
        """Press keys, each once the one before has done what it does."""
        for name in names:
            self.app.post_message(key(name))
            await self.rested()

    async def rested(self) -> None:
        """Wait until every key has done what it does, however long each is in coming."""
        come = asyncio.Event()
        self.app.call_later(come.set)  # it stands in line behind the keys there are
        await come.wait()
        await self.app.key_queue.at_rest()

    async def drawn(self) -> None:
        """Wait until all that there is to draw is drawn, also what a list looks at bit by bit."""
        await self.rested()
        still = 0
        for _ in range(4000):
            before = self.terminal.written
            await self.app.key_queue.at_rest()
            await asyncio.sleep(STILL)
            at_work = self._is_at_work()
            still = 0 if at_work or self.terminal.written != before else still + 1
            if still == 3:
                return
        screen = self.app.screen
        raise AssertionError(f"{screen} never stood still: {[*screen.walk_children()]}")

    def _is_at_work(self) -> bool:
        """Whether there is more to come, however long this process was not let run."""
        app, screen = self.app, self.app.screen
        widgets = screen.query("*")
        return (
            not screen.is_mounted
            or any(not one.is_mounted for one in widgets)
            or any(one.message_queue_size for one in (app, screen, *widgets))
            # Textual draws on a timer: what it is to draw is known before.
            or any((screen._layout_required, screen._scroll_required, screen._repaint_required))
            or bool(screen._dirty_widgets or screen._callbacks)
            or any(one.left for one in screen.query(Looking))
        )

    def look(self) -> list[str]:
        """The lines on the screen; behind each what its cells look like, where they differ."""
        screen, lines = self.terminal.shown, []
        for y in range(screen.lines):
            row = screen.buffer[y]
            cells = [row[x] for x in range(screen.columns)]
            lines.append("".join(cell.data for cell in cells))
            looks: list[str] = []
            last = "-"
            for x, cell in enumerate(cells):
                # Colors are left out: Rich keeps for a style those it was drawn in first, so that
                # two apps of one process may differ in them.
                marked = f"{'u' * cell.underscore}{'r' * cell.reverse}"
                look = f"{marked}{'b' * cell.bold}" if cell.data.strip() else marked
                look = look if cell.data.strip() or not last.startswith(marked) else last
                if look != last:
                    looks.append(f"{x}:{look}")
                    last = look
            lines.append("    " + " ".join(looks))
        return lines


async def watch(
    app: SoTui, size: tuple[int, int], script: Callable[[Sight], Awaitable[None]]
) -> None:
    """Run an app made with `driver=Watched`, and what somebody does at it, to its end."""
    failed: list[BaseException] = []

    async def begun(pilot: Pilot[object]) -> None:
        try:
            sight = Sight(app, pilot)
            await sight.drawn()
            await script(sight)
        except BaseException as fault:
            failed.append(fault)
            raise
        finally:
            app.exit()

    # A task of its own: Textual knows by the context which app one is in.
    running = asyncio.create_task(app.run_async(headless=False, size=size, auto_pilot=begun))
    await asyncio.wait([running])
    if failed:
        running.exception()
        raise failed[0]
    await running
    assert app.return_code == 0, "the app ended by a fault"


def sit(app: SoTui, size: tuple[int, int], script: Callable[[Sight], Awaitable[None]]) -> None:
    """Run an app and what somebody does at it, from where nothing runs yet."""
    asyncio.run(watch(app, size, script))
