"""One page that is open: the app in a process of its own, drawing for that page alone."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping, Sequence

from so_tui.web import packets

PATIENCE = 3.0
"""Seconds that an app has to end by itself; its own patience is shorter."""

MOST_CELLS = 1000
"""Columns or rows; no window has more."""

_PIECE = 1 << 16
_MOST_SAID = 1 << 14

_TERMINAL = {
    "TERM": "xterm-256color",
    "COLORTERM": "truecolor",
    "TEXTUAL_COLOR_SYSTEM": "truecolor",
}
"""What the page can draw."""


def cells(value: object, otherwise: int) -> int:
    """A number of columns or rows that somebody sent, or another one where it is none."""
    if isinstance(value, str):
        value = int(value) if value.isascii() and value.isdecimal() and len(value) < 6 else None
    if not isinstance(value, int) or isinstance(value, bool):
        return otherwise
    return min(max(value, 1), MOST_CELLS)


class Session:
    """An app that was begun for one page."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._said = bytearray()
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def begin(
        cls, command: Sequence[str], columns: int, rows: int, environment: Mapping[str, str]
    ) -> Session:
        """Begin an app in a window of a size."""
        process = await asyncio.create_subprocess_exec(
            *command, "--size", f"{columns}x{rows}", stdin=PIPE, stdout=PIPE, stderr=PIPE,
            env={**environment, **_TERMINAL},
            # Ctrl+C in the terminal is for the server alone, which ends each app in order.
            start_new_session=True,
        )  # fmt: skip
        return cls(process)

    async def drawn(self) -> AsyncIterator[bytes]:
        """What the app draws, until it ends."""
        out, whole = self._process.stdout, packets.Packets()
        assert out is not None
        begun = b""
        while not begun.endswith(packets.BEGUN):
            more = await out.read(1)
            if not more:
                return
            begun = (begun + more)[-len(packets.BEGUN) :]
        while piece := await out.read(_PIECE):
            for packet in whole.feed(piece):
                if packet.kind == packets.DATA:
                    yield packet.content

    async def typed(self, keys: str) -> None:
        """Hand keys to the app."""
        await self._send(packets.data(keys.encode("utf-8", "replace")))

    async def sized(self, columns: int, rows: int) -> None:
        """Tell the app that its window has another size."""
        await self._send(packets.meta({"type": "resize", "width": columns, "height": rows}))

    async def looked_at(self, focus: bool) -> None:
        """Tell the app whether its window has the focus."""
        await self._send(packets.meta({"type": "focus" if focus else "blur"}))

    async def end(self, number: int = signal.SIGHUP) -> None:
        """End the app by a signal, as a line that drops or a request to stop does.

        By then nobody may read what it draws any more.
        """
        self._signal(number)
        try:
            async with asyncio.timeout(PATIENCE):
                await self._ended()
        except TimeoutError:
            self._signal(signal.SIGKILL)
            await self._ended()

    async def _ended(self) -> None:
        out = self._process.stdout
        assert out is not None
        while await out.read(_PIECE):
            pass  # what waits in the pipe would keep it from ending
        await self._process.wait()

    async def last_words(self) -> str:
        """What the app said when it ended: why it did not begin, or that it went wrong."""
        await self._process.wait()
        await asyncio.shield(self._listening)
        return bytes(self._said).decode("utf-8", "replace")

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(number)

    async def _send(self, packet: bytes) -> None:
        pipe = self._process.stdin
        assert pipe is not None
        # An app that is ending takes nothing more; that it ended shows where it is read.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            pipe.write(packet)
            await pipe.drain()

    async def _listen(self) -> None:
        said = self._process.stderr
        assert said is not None
        while piece := await said.read(_PIECE):
            self._said += piece[: _MOST_SAID - len(self._said)]
