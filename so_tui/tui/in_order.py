"""Keys typed ahead do what they would have done one at a time.

A slow line delivers several keys at once. Textual hands each to whoever has the focus at that
moment, before an earlier Tab has moved it: a name, Tab and a date would all land in the first
field. Here a key waits until the one before it has come to rest.
"""

from __future__ import annotations

from collections import deque

from textual import events, on
from textual.app import App
from textual.message import Message


class Rest(Message):
    """Follows a key along its way, from the widget it was for up to the app."""


class InOrder(App[None]):
    """An app that takes one key or paste at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.taken = 0
        """How many keys and pastes were taken so far."""
        self._ahead: deque[events.Key | events.Paste] = deque()
        self._taking = False

    async def on_event(self, event: events.Event) -> None:
        """Take a key now, or after those typed before it."""
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
        elif self._taking:
            self._ahead.append(event)
        else:
            await self._take(event)

    async def _take(self, event: events.Key | events.Paste) -> None:
        self._taking = True
        self.taken += 1
        await super().on_event(event)
        if not (self.focused or self.screen).post_message(Rest()):
            await self._go_on()  # whoever it was for is gone

    @on(Rest)
    async def _go_on(self) -> None:
        self._taking = False
        if self._ahead:
            await self._take(self._ahead.popleft())
