"""Chromium without a window, told what to do by its own protocol (Chrome DevTools)."""

from __future__ import annotations

import asyncio
import base64
import itertools
import re
import shutil
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

PROGRAM = shutil.which("chromium") or shutil.which("google-chrome")

QUIET = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
    "--remote-debugging-port=0", "--no-first-run", "--no-default-browser-check",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-default-apps", "--disable-extensions", "--disable-domain-reliability",
    "--disable-client-side-phishing-detection", "--metrics-recording-only", "--no-pings",
    "--disable-features=OptimizationHints,MediaRouter,Translate,DialMediaRouteProvider",
)  # fmt: skip
"""Nothing that Chromium does of itself: what is asked for is what the page asks for."""

PATIENCE = 30.0


class RefusedError(Exception):
    """What was asked of Chromium could not be done."""


class Tab:
    """One page in Chromium, and all that it asked for."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket = socket
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._numbers = itertools.count(1)
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self._session: str | None = None
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for message in self._socket:
            if message.type == WSMsgType.TEXT:
                self._take(message.json())

    def _take(self, said: dict[str, Any]) -> None:
        given = said.get("params", {})
        match said.get("method"):
            case None:
                self._waiting.pop(said["id"]).set_result(said)
            case "Network.requestWillBeSent":
                self.asked.append(given["request"]["url"])
            case "Network.webSocketCreated":
                self.asked.append(given["url"])
            case "Log.entryAdded":
                self.complaints.append(given["entry"]["text"])
            case "Runtime.exceptionThrown":
                self.complaints.append(str(given["exceptionDetails"]))

    async def do(self, method: str, **given: Any) -> Any:
        """Have something done; what it gives."""
        number = next(self._numbers)
        self._waiting[number] = done = asyncio.get_running_loop().create_future()
        told = {"id": number, "method": method, "params": given}
        await self._socket.send_json(told | ({"sessionId": self._session} if self._session else {}))
        async with asyncio.timeout(PATIENCE):
            said = await done
        if "error" in said:
            raise RefusedError(said["error"]["message"])
        return said["result"]

    async def begin(self) -> None:
        """Look at an empty page."""
        made = await self.do("Target.createTarget", url="about:blank")
        joined = await self.do("Target.attachToTarget", targetId=made["targetId"], flatten=True)
        self._session = joined["sessionId"]
        for one in ("Network", "Page", "Log", "Runtime"):
            await self.do(f"{one}.enable")

    async def go(self, address: str) -> None:
        """Go to an address, as a person does who types it."""
        await self.do("Page.navigate", url=address)

    async def value(self, expression: str) -> Any:
        """What an expression is in the page."""
        said = await self.do(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in said, said
        return said["result"].get("value")

    async def until(self, expression: str) -> None:
        """Wait until an expression holds in the page."""
        async with asyncio.timeout(PATIENCE):
            while True:
                # A page that goes away meanwhile answers nothing.
                with suppress(RefusedError):
                    if await self.value(expression):
                        return
                await asyncio.sleep(0.05)

    async def press(self, key: str, code: int = 0) -> None:
        """Press a key: a character, or one that is named, with its number."""
        text = key if len(key) == 1 else {"Enter": "\r"}.get(key, "")
        given = {"key": key, "windowsVirtualKeyCode": code or ord(key.upper()[0]), "text": text}
        await self.do("Input.dispatchKeyEvent", type="keyDown", **given)
        await self.do("Input.dispatchKeyEvent", type="keyUp", **given)

    async def picture(self) -> bytes:
        """The page as PNG."""
        said = await self.do("Page.captureScreenshot", format="png")
        return base64.b64decode(said["data"])


@asynccontextmanager
async def chromium(folder: Path, *words: str) -> AsyncIterator[Tab]:
    """A Chromium that keeps what it keeps in a folder, as long as it lasts."""
    assert PROGRAM is not None, "Chromium is not installed"
    process = await asyncio.create_subprocess_exec(
        PROGRAM, *QUIET, f"--user-data-dir={folder}", *words, "about:blank",
        stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE,
    )  # fmt: skip
    assert process.stderr is not None
    try:
        async with asyncio.timeout(PATIENCE):
            found = None
            while found is None:
                found = re.search(rb"listening on (ws://\S+)", await process.stderr.readline())
        draining = asyncio.create_task(process.stderr.read())
        async with (
            ClientSession() as client,
            client.ws_connect(found[1].decode(), max_msg_size=0) as socket,
        ):
            yield Tab(socket)
        process.terminate()
        await draining
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
