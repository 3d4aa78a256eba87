"""`so-tui serve` as a process of its own, and a page that is open there."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pyte
from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar, WSMsgType

from tests.cli.running import ROOT, TODAY

PATIENCE = 12.0
COLUMNS, ROWS = 80, 24


@dataclass
class Served:
    """A server that runs, and the address that it told."""

    process: Process
    address: str

    @property
    def page(self) -> str:
        """The page without the ticket."""
        return self.address.partition("?")[0]

    @property
    def origin(self) -> str:
        """Where the page comes from."""
        return self.address[: self.address.index("/", len("http://"))]

    async def end(self, number: int = signal.SIGINT) -> tuple[int, str]:
        """End it by a signal: its exit code, and all that it said."""
        self.process.send_signal(number)
        return await self.ended()

    async def ended(self) -> tuple[int, str]:
        """Its exit code, and all that it said."""
        async with asyncio.timeout(PATIENCE):
            out, said = await self.process.communicate()
        assert out == b"", "the address is all that is data"
        assert self.process.returncode is not None
        return self.process.returncode, said.decode()


@asynccontextmanager
async def served(
    folder: Path,
    *words: str,
    options: Sequence[str] = (),
    program: Sequence[str] = ("-m", "so_tui"),
) -> AsyncIterator[Served]:
    """A server in a home of its own; `words` go before the command and `options` behind it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, *program, "--today", TODAY, *words, "serve", *options,
        stdin=DEVNULL, stdout=PIPE, stderr=PIPE, cwd=ROOT,
        env={
            "PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8",
            "SO_TUI_HOME": str(folder / "home"), "SO_TUI_ACTOR": "Elena",
        },
    )  # fmt: skip
    try:
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            address = (await process.stdout.readline()).decode().strip()
        yield Served(process, address)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


class Window:
    """What a page shows, and the keys that it sends."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)

    @property
    def text(self) -> str:
        """What it shows now."""
        return "\n".join(self._screen.display)

    async def until(self, wanted: str) -> str:
        """What it shows once a text is there."""
        deadline = time.monotonic() + PATIENCE
        while wanted not in self.text:
            left = deadline - time.monotonic()
            try:
                message = await self.socket.receive(max(left, 0.001))
            except TimeoutError:
                raise AssertionError(f"never showed {wanted!r}, but:\n{self.text}") from None
            assert message.type == WSMsgType.BINARY, f"{message} for {wanted!r}:\n{self.text}"
            self._stream.feed(message.data)
        return self.text

    async def type(self, keys: str) -> None:
        """Send keys."""
        await self.socket.send_json(["stdin", keys])

    async def resize(self, columns: int, rows: int) -> None:
        """Give it another size, as a person does by dragging."""
        self._screen.resize(rows, columns)
        self._screen.reset()
        await self.socket.send_json(["resize", {"width": columns, "height": rows}])

    async def closed(self) -> int | None:
        """The code with which the server closes it, once it does."""
        async with asyncio.timeout(PATIENCE):
            while (message := await self.socket.receive()).type == WSMsgType.BINARY:
                self._stream.feed(message.data)
        return self.socket.close_code


@asynccontextmanager
async def browser() -> AsyncIterator[ClientSession]:
    """A browser's memory for cookies."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as client:
        yield client


async def enter(client: ClientSession, site: Served) -> None:
    """Open the address that was told."""
    async with client.get(site.address) as answer:
        assert answer.status == 200


@asynccontextmanager
async def window(client: ClientSession, site: Served) -> AsyncIterator[Window]:
    """A page that is open."""
    where = f"{site.page.replace('http', 'ws', 1)}socket?width={COLUMNS}&height={ROWS}"
    async with client.ws_connect(where, headers={"Origin": site.origin}) as socket:
        yield Window(socket)
