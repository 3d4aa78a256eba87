"""Keys typed ahead do what they would have done one at a time.

A slow line delivers several keys at once. Textual hands each to whoever has the focus at that
moment, before an earlier key has moved it or opened what the next ones are for. Here a key waits
until all that the one before it set going has come to rest: its messages, the work it began, the
screen it opened with its focus, the size that a pane takes.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, TypeVar

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.worker import Worker, get_current_worker

from so_tui.tui.screens.app_screen import AppScreen
from so_tui.tui.typed_keys import meant

PATIENCE = 5.0
"""Seconds after which a key goes on although what the one before it began is not at rest."""

_ANSWER = 0.5
"""Seconds that one widget may take to answer; it may have gone meanwhile."""

DRAWN = 0.03
"""Seconds that what a key did has to be drawn before it is looked at whether all is at rest: who
typed it sees it sooner. A key that waits for that ends them."""

BESIDE = "follow"
"""The group of workers that no key began: nothing waits for them."""

_T = TypeVar("_T")


class KeyQueue:
    """Takes one key or paste at a time for an app, which gets it back once it is its turn.

    `hand_over` gives a key or a paste to whom it is for now; `rested` is called when all that one
    set going has come to rest.
    """

    def __init__(
        self,
        app: App[Any],
        hand_over: Callable[[events.Key | events.Paste], Awaitable[None]],
        rested: Callable[[], None] = lambda: None,
    ) -> None:
        self.taken = 0
        """How many keys and pastes were taken so far."""
        self._app, self._hand_over, self._rested = app, hand_over, rested
        self._ahead: deque[events.Key | events.Paste] = deque()
        self._leaving = False
        self._waiting: set[Worker[object]] = set()
        self._resting, self._wanted = asyncio.Event(), asyncio.Event()
        self._settling: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """What was typed while the app started waits for its first screen."""
        self._settle()

    def end(self) -> None:
        """What is typed from now on is for nobody here: it would open what is closing."""
        self._leaving = True
        self._ahead.clear()

    async def takes(self, event: events.Event) -> bool:
        """Take a key now, or after those typed before it; whether an event is one of those."""
        if self._leaving and isinstance(event, events.InputEvent | events.Paste):
            return True
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            return False
        key = meant(event) if isinstance(event, events.Key) else event
        if key is None:
            return True
        self._ahead.append(key)
        if self._resting.is_set():
            await self._take()
        else:
            self._wanted.set()
        return True

    async def _take(self) -> None:
        self._resting.clear()
        self._wanted.clear()
        self.taken += 1
        await self._hand_over(self._ahead.popleft())
        self._settle()

    async def at_rest(self) -> None:
        """Wait until every key so far has done what it does."""
        while self._ahead or not self._resting.is_set():
            self._wanted.set()
            await self._resting.wait()
            await asyncio.sleep(0)

    async def answered(self, screen: Screen[_T]) -> _T | None:
        """Open a screen and wait for its result, in a worker; keys go to the screen meanwhile."""
        worker = get_current_worker()
        answer = self._app.push_screen(screen, wait_for_dismiss=True)
        self._waiting.add(worker)
        try:
            return await answer
        finally:
            self._waiting.discard(worker)

    # --- Coming to rest ---

    def _settle(self) -> None:
        self._settling = asyncio.create_task(self._come_to_rest())

    async def _come_to_rest(self) -> None:
        if not self._ahead:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(DRAWN):
                    await self._wanted.wait()
        deadline = asyncio.get_running_loop().time() + PATIENCE
        quiet = 0
        while quiet < 2 and asyncio.get_running_loop().time() < deadline:
            for pump in self._chain():
                await _answer(pump)
            await self._draw()
            quiet = 0 if self._is_busy() else quiet + 1
            if not quiet:
                await asyncio.sleep(0.001)
        self._rested()
        self._resting.set()
        if self._ahead:
            self._app.call_later(self._go_on)

    async def _draw(self) -> None:
        screen = self._app.screen if self._app.screen_stack else None
        if not isinstance(screen, AppScreen):
            return
        try:
            async with asyncio.timeout(_ANSWER):
                await screen.laid_out()
        except TimeoutError:
            return  # the screen is gone; the one below it is looked at next

    async def _go_on(self) -> None:
        if self._ahead and self._resting.is_set():
            await self._take()

    def _chain(self) -> Iterator[MessagePump]:
        """Those a key goes through: from the widget with the focus to the app, and back."""
        app = self._app
        screen = app.screen if app.screen_stack else None
        if screen is not None and screen.focused is not None:
            yield from (one for one in screen.focused.ancestors_with_self if one is not app)
        elif screen is not None:
            yield screen
        yield app

    def _is_busy(self) -> bool:
        """Whether something that a key began still goes on."""
        if any(
            not worker.is_finished and worker.group != BESIDE and worker not in self._waiting
            for worker in self._app.workers
        ):
            return True
        if not self._app.screen_stack:
            return True
        screen = self._app.screen
        return bool(
            self._app.message_queue_size
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
