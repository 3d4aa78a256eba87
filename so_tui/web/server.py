"""The server of the page: it listens on the loopback alone, and begins an app for each page.

textual-serve's own server has no place for any of this: it takes a fixed port, runs its command
through a shell, prints what the app says together with local variables, lets everybody in, and
makes its routes where nothing can stand before them. So only what it brings for the browser is
used of it, its terminal.
"""

from __future__ import annotations

import asyncio
import json
import signal
import socket
from collections.abc import Mapping, Sequence

from aiohttp import WSCloseCode, WSMsgType, web
from aiohttp.typedefs import Handler

from so_tui import crash_log
from so_tui.web import pages
from so_tui.web.guard import LOOPBACK, SOCKET, TICKET, Asked, Guard
from so_tui.web.session import Session, cells

REFUSED = (
    "so-tui shows nothing here.\n\n"
    "Each address works once, in one browser. For a new one, press Ctrl+C where so-tui serve "
    "runs, and start it again. If yours was new, somebody else has used it.\n"
)

_COLUMNS, _ROWS = 80, 24

_MOST_SENT = 1 << 20
"""Bytes of one message; a pasted text may be long."""

_HEARTBEAT = 15.0
"""Seconds after which a browser that does not answer is half way to be gone."""

_PARTING = 1.0
"""Seconds for a browser to agree that its socket is closed."""

_LONGEST = 10.0
"""Seconds for all apps to end, each by itself or by force."""

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def listening(port: int) -> socket.socket:
    """A socket on the loopback; a free port is found for 0. Raises OSError."""
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((LOOPBACK, port))
        made.listen()
    except OSError:
        made.close()
        raise
    return made


class Site:
    """Answers requests, each only after the guard has judged it.

    `command` begins the app; a size is added to it.
    """

    def __init__(
        self, guard: Guard, command: Sequence[str], environment: Mapping[str, str]
    ) -> None:
        self._guard, self._command, self._environment = guard, command, environment
        self._answers = pages.answers()
        self._open: set[web.WebSocketResponse] = set()
        self._ending: int = signal.SIGHUP

    def application(self) -> web.Application:
        """The application. There are no routes: what stands before them answers all of it."""

        @web.middleware
        async def answered(request: web.Request, handler: Handler) -> web.StreamResponse:
            return await self._answered(request)

        made = web.Application(middlewares=[answered])
        made.on_response_prepare.append(_with_headers)
        made.on_shutdown.append(self._close)
        return made

    def end_with(self, number: int) -> None:
        """End the apps by this signal from now on."""
        self._ending = number

    async def _answered(self, request: web.Request) -> web.StreamResponse:
        try:
            return await self._answer(request)
        except (ConnectionError, web.HTTPException):
            raise
        except Exception as fault:  # noqa: BLE001 - told by a number; a log would quote values
            return web.Response(status=500, text=crash_log.told(fault))

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        guard = self._guard
        match guard.judged(_asked(request, guard.cookie)):
            case "refused":
                return web.Response(status=403, text=REFUSED)
            case "enters":
                answer = _made(pages.entered(guard.page))
                answer.set_cookie(
                    guard.cookie, guard.key, path=guard.page, httponly=True, samesite="Strict"
                )
                return answer
        name = request.path.removeprefix(guard.page)
        if name == SOCKET:
            return await self._shown(request)
        if name in self._answers:
            return _made(self._answers[name])
        return web.Response(status=404, text="There is nothing of that name here.\n")

    async def _shown(self, request: web.Request) -> web.StreamResponse:
        """An app for as long as the page's socket is open."""
        page = web.WebSocketResponse(
            timeout=_PARTING, heartbeat=_HEARTBEAT, max_msg_size=_MOST_SENT
        )
        if not page.can_prepare(request):
            return web.Response(status=404, text="Only a page of so-tui talks here.\n")
        await page.prepare(request)
        self._open.add(page)
        try:
            columns = cells(request.query.get("width"), _COLUMNS)
            rows = cells(request.query.get("height"), _ROWS)
            session = await Session.begin(self._command, columns, rows, self._environment)
            drawing = asyncio.create_task(_draw(session, page))
            try:
                await _hear(session, page)
            finally:
                drawing.cancel()
                (fault,) = await asyncio.gather(drawing, return_exceptions=True)
                if isinstance(fault, Exception) and not isinstance(fault, ConnectionError):
                    crash_log.told(fault)
                await asyncio.shield(session.end(self._ending))
        finally:
            self._open.discard(page)
        return page

    async def _close(self, application: web.Application) -> None:
        await asyncio.gather(
            *(one.close(code=WSCloseCode.GOING_AWAY) for one in self._open), return_exceptions=True
        )


async def _draw(session: Session, page: web.WebSocketResponse) -> None:
    """Send on what the app draws; when it ends, its last words, and the end."""
    async for piece in session.drawn():
        await page.send_bytes(piece)
    if said := (await session.last_words()).strip():
        lines = "\r\n".join(_plain(line) for line in said.splitlines())
        await page.send_bytes(f"\x1b[?1049l\x1b[H\x1b[2J{lines}\r\n".encode())
    await page.close()


def _plain(line: str) -> str:
    return "".join(one for one in line if one.isprintable())


async def _hear(session: Session, page: web.WebSocketResponse) -> None:
    """Hand on what the page sends, until it is gone, or sends what no page does."""
    async for message in page:
        if message.type != WSMsgType.TEXT or not await _told(session, page, message.data):
            await page.close(code=WSCloseCode.UNSUPPORTED_DATA)
            return


async def _told(session: Session, page: web.WebSocketResponse, text: str) -> bool:
    """Do what one message says; whether it says anything."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return False
    match message:
        case ["stdin", str(keys)]:
            await session.typed(keys)
        case ["resize", {"width": int(columns), "height": int(rows)}]:
            await session.sized(cells(columns, _COLUMNS), cells(rows, _ROWS))
        case ["focus" | "blur" as word]:
            await session.looked_at(word == "focus")
        case ["ping", str(moment)]:
            await page.send_json(["pong", moment])
        case _:
            return False
    return True


def _asked(request: web.Request, cookie: str) -> Asked:
    """What a request says of itself, read here, so that nothing that is twice gets lost."""
    parts = (
        part.strip().partition("=")
        for line in request.headers.getall("Cookie", [])
        for part in line.split(";")
    )
    return Asked(
        method=request.method,
        path=request.path,
        hosts=request.headers.getall("Host", []),
        origins=request.headers.getall("Origin", []),
        tickets=request.query.getall(TICKET, []),
        keys=[value for name, _, value in parts if name == cookie],
    )


def _made(answer: pages.Answer) -> web.Response:
    return web.Response(body=answer.content, headers={"Content-Type": answer.kind})


async def _with_headers(request: web.BaseRequest, response: web.StreamResponse) -> None:
    response.headers.update(pages.HEADERS)


def _fault(loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    """A fault that nothing waits for; the usual way of telling it would quote values."""
    fault = context.get("exception")
    crash_log.told(fault if isinstance(fault, BaseException) else None)


async def serve(site: Site, on: socket.socket) -> int:
    """Answer until a signal asks for the end; its number, once every app has ended."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_fault)
    asked: asyncio.Future[int] = loop.create_future()

    def end(number: int) -> None:
        if not asked.done():
            asked.set_result(number)

    for one in ENDING:
        loop.add_signal_handler(one, end, one)
    runner = web.AppRunner(site.application(), access_log=None, shutdown_timeout=_LONGEST)
    await runner.setup()
    try:
        await web.SockSite(runner, on).start()
        number = await asked
        site.end_with(signal.SIGTERM)
        return number
    finally:
        await runner.cleanup()
