"""Keys typed ahead do what they would have done one at a time.

A slow line delivers several keys at once. Textual hands each to whoever has the focus at that
moment, before an earlier key has moved it or opened what the next ones are for. Here a key waits
until all that the one before it set going has come to rest: its messages, the work it began, the
screen it opened with its focus.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from typing import TypeVar

from rich.console import RenderableType
from textual import events
from textual.app import App
from textual.driver import Driver
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.worker import Worker, get_current_worker

from so_tui.tui.typed_keys import meant

PATIENCE = 5.0
"""Seconds after which a key goes on although what the one before it began is not at rest."""

_ANSWER = 0.5
"""Seconds that one widget may take to answer; it may have gone meanwhile."""

BESIDE = "follow"
"""The group of workers that no key began: nothing waits for them."""

_T = TypeVar("_T")


class InOrder(App[None]):
    """An app that takes one key or paste at a time."""

    def __init__(self, driver: type[Driver] | None = None) -> None:
        super().__init__(driver_class=driver)
        self.taken = 0
        """How many keys and pastes were taken so far."""
        self._ahead: deque[events.Key | events.Paste] = deque()
        self._leaving = False
        self._waiting: set[Worker[object]] = set()
        self._resting = asyncio.Event()
        self._settling: asyncio.Task[None] | None = None

    def on_mount(self) -> None:
        """What was typed while the app started waits for its first screen."""
        self._settle()

    def exit(
        self, result: None = None, return_code: int = 0, message: RenderableType | None = None
    ) -> None:
        """Leave. What is typed behind that is for nobody here: it would open what is closing."""
        self._leaving = True
        self._ahead.clear()
        super().exit(result, return_code, message)

    async def on_event(self, event: events.Event) -> None:
        """Take a key now, or after those typed before it."""
        if self._leaving and isinstance(event, events.InputEvent | events.Paste):
            return
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
            return
        key = meant(event) if isinstance(event, events.Key) else event
        if key is None:
            return
        self._ahead.append(key)
        if self._resting.is_set():
            await self._take()

    async def _take(self) -> None:
        self._resting.clear()
        self.taken += 1
        await self.take(self._ahead.popleft())
        self._settle()

    async def take(self, event: events.Key | events.Paste) -> None:
        """Hand a key or a paste to whom it is for now."""
        await super().on_event(event)

    async def at_rest(self) -> None:
        """Wait until every key so far has done what it does."""
        while self._ahead or not self._resting.is_set():
            await self._resting.wait()
            await asyncio.sleep(0)

    async def answered(self, screen: Screen[_T]) -> _T | None:
        """Open a screen and wait for its result, in a worker; keys go to the screen meanwhile."""
        worker = get_current_worker()
        answer = self.push_screen(screen, wait_for_dismiss=True)
        self._waiting.add(worker)
        try:
            return await answer
        finally:
            self._waiting.discard(worker)

    # --- Coming to rest ---

    def _settle(self) -> None:
        self._settling = asyncio.create_task(self._come_to_rest())

    async def _come_to_rest(self) -> None:
        deadline = asyncio.get_running_loop().time() + PATIENCE
        quiet = 0
        while quiet < 2 and asyncio.get_running_loop().time() < deadline:
            for pump in self._chain():
                await _answer(pump)
            quiet = 0 if self._is_busy() else quiet + 1
            if not quiet:
                await asyncio.sleep(0.001)
        self._resting.set()
        if self._ahead:
            self.call_later(self._go_on)

    async def _go_on(self) -> None:
        if self._ahead and self._resting.is_set():
            await self._take()

    def _chain(self) -> Iterator[MessagePump]:
        """Those a key goes through: from the widget with the focus to the app, and back."""
        screen = self.screen if self.screen_stack else None
        if screen is not None and screen.focused is not None:
            yield from (one for one in screen.focused.ancestors_with_self if one is not self)
        elif screen is not None:
            yield screen
        yield self

    def _is_busy(self) -> bool:
        """Whether something that a key began still goes on."""
        if any(
            not worker.is_finished and worker.group != BESIDE and worker not in self._waiting
            for worker in self.workers
        ):
            return True
        if not self.screen_stack:
            return True
        screen = self.screen
        return bool(
            self.message_queue_size
            or screen.message_queue_size
            or any(one.message_queue_size for one in screen.walk_children())
        )


async def _answer(pump: MessagePump) -> None:
    """Wait until a part of the app has done all that it was sent so far."""
    done = asyncio.Event()
    if not pump.is_running or not pump.call_later(done.set):
        return
    try:
        async with asyncio.timeout(_ANSWER):
            await done.wait()
    except TimeoutError:
        return  # it is gone, or at work: who asks looks again
