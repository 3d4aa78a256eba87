"""Only what is right to the letter comes in, at the gate itself and through the server."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from so_tui.web.guard import SOCKET, TICKET, Asked, Guard
from so_tui.web.pages import HEADERS
from so_tui.web.server import Site, listening

PORT = 41234


def near(right: str) -> list[str]:
    """What is nearly a text."""
    return [
        "", right[:1], right[:-1], right[1:], right.upper(), f"{right}x", f"x{right}", f"{right}.",
        f"{right},{right}", f"{right}/", right.replace("127.0.0.1", "localhost"),
        right.replace("127.0.0.1", "127.0.0.2"), right.replace("127.0.0.1", "[::1]"),
        right.replace("http:", "https:"), right.rpartition(":")[0], right.partition(":")[0],
        f"{right[:-1]}9", "null", "*", "evil.example", f"http://{right}.evil.example",
        f"evil.example#{right}",
    ]  # fmt: skip


def spoiled(right: str) -> st.SearchStrategy[str]:
    """What is nearly a text, or nothing like it, and never the text itself."""
    swapped = st.integers(0, len(right) - 1).map(lambda at: right[:at] + "~" + right[at + 1 :])
    some = st.one_of(st.sampled_from(near(right)), swapped, st.text(max_size=50))
    return some.filter(lambda one: one != right)


def lists(right: str) -> st.SearchStrategy[tuple[str, ...]]:
    """What may come in the place of one text: it alone in half of all cases."""
    wrong = spoiled(right)
    others = st.one_of(
        st.just(()),
        wrong.map(lambda one: (one,)),
        wrong.map(lambda one: (right, one)),
        wrong.map(lambda one: (one, right)),
        st.just((right, right)),
    )
    return st.one_of(st.just((right,)), others)


PLACES = st.sampled_from(["", SOCKET, "page.js", "nothing-like-it"])


@pytest.mark.parametrize("name", ["", SOCKET, "page.js"])
@pytest.mark.parametrize("part", ["method", "path", "hosts", "origins", "keys"])
def test_one_part_that_is_wrong_is_enough_to_be_refused(name: str, part: str) -> None:
    guard = Guard(PORT)
    right = Asked("GET", guard.page + name, (guard.host,), (guard.origin,), (), (guard.key,))
    assert guard.judged(right) == "comes"
    was = getattr(right, part)
    if isinstance(was, str):
        wrongs: list[Any] = [one for one in near(was) if not one.startswith((was, guard.page))]
    else:
        (one,) = was
        others = [other for other in near(one) if other != one]
        wrongs = [(one, one), *((other,) for other in others)]
        wrongs += [(one, other) for other in others] + [(other, one) for other in others]
        if part != "origins" or name == SOCKET:
            wrongs.append(())
    for wrong in wrongs:
        assert guard.judged(replace(right, **{part: wrong})) == "refused", wrong


@given(st.data())
def test_a_request_comes_in_when_all_of_it_is_right_and_not_otherwise(data: st.DataObject) -> None:
    guard = Guard(PORT)
    ticket = guard.address.partition("=")[2]
    name = data.draw(PLACES)
    path = data.draw(st.one_of(st.just(guard.page + name), spoiled(guard.page)))
    asked = Asked(
        method=data.draw(st.sampled_from(["GET", "GET", "GET", "HEAD", "POST", "get", "OPTIONS"])),
        path=path,
        hosts=data.draw(lists(guard.host)),
        origins=data.draw(lists(guard.origin)),
        tickets=data.draw(lists(ticket)),
        keys=data.draw(lists(guard.key)),
    )
    at_gate = (
        asked.method == "GET"
        and asked.hosts == (guard.host,)
        and path.startswith(guard.page)
        and (
            asked.origins == (guard.origin,) or (not asked.origins and path != guard.page + SOCKET)
        )
    )
    knows = asked.keys == (guard.key,)
    may_enter = asked.tickets == (ticket,) and path == guard.page
    expected = "comes" if knows else "enters" if may_enter else "refused"
    assert guard.judged(asked) == (expected if at_gate else "refused")


def test_the_ticket_works_once_and_what_was_refused_does_not_use_it_up() -> None:
    guard = Guard(PORT)
    ticket = guard.address.partition("=")[2]
    asked = Asked("GET", guard.page, [guard.host], [], [ticket], [])
    assert guard.judged(replace(asked, method="HEAD")) == "refused"
    assert guard.judged(replace(asked, hosts=["evil.example"])) == "refused"
    assert guard.judged(asked) == "enters"
    assert guard.judged(asked) == "refused"
    assert guard.judged(replace(asked, keys=[guard.key])) == "comes"


def test_what_one_server_gave_is_nothing_to_another() -> None:
    one, other = Guard(PORT), Guard(PORT)
    secrets = {one.key, one.page, one.address, other.key, other.page, other.address}
    assert len(secrets) == 6
    asked = Asked("GET", other.page, [other.host], [other.origin], [], [one.key])
    assert other.judged(asked) == "refused"


@pytest.mark.parametrize("port", [1024, 65535])
def test_the_address_fits_into_a_line(port: int) -> None:
    address = Guard(port).address
    assert len(address) <= 80
    assert address[-1].isalnum()  # terminals leave other signs out of a link


# --- Through the server ------------------------------------------------------------------------


@dataclass(frozen=True)
class Running:
    """A server that answers in a thread of its own; its app is one that ends at once."""

    guard: Guard

    def answered(self, request: bytes) -> tuple[int, bytes]:
        """The status, and all that is answered to some bytes; 0 where nothing is answered."""
        _, _, port = self.guard.host.partition(":")
        with socket.create_connection(("127.0.0.1", int(port)), timeout=20) as line:
            line.sendall(request)
            said = b""
            while b"\r\n\r\n" not in said:
                more = line.recv(4096)
                if not more:
                    break
                said += more
        words = said.split(b" ", 2)
        return (int(words[1]) if len(words) > 1 else 0), said


@pytest.fixture(scope="module")
def site() -> Iterator[Running]:
    on = listening(0)
    guard = Guard(on.getsockname()[1])
    loop, begun = asyncio.new_event_loop(), threading.Event()
    ended = loop.create_future()

    async def answer() -> None:
        made = Site(guard, ["true"], {"PATH": "/usr/bin:/bin"})
        runner = web.AppRunner(made.application(), access_log=None)
        await runner.setup()
        await web.SockSite(runner, on).start()
        begun.set()
        await ended
        await runner.cleanup()

    thread = threading.Thread(target=loop.run_until_complete, args=(answer(),))
    thread.start()
    begun.wait()
    yield Running(guard)
    loop.call_soon_threadsafe(ended.set_result, None)
    thread.join()
    loop.close()


UPGRADE = (
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)


def headers(right: str) -> st.SearchStrategy[tuple[str, ...]]:
    """Values of one header, as they can be sent."""
    return lists(right).filter(
        lambda many: all(one.isascii() and one.isprintable() and ";" not in one for one in many)
    )


@given(st.data())
def test_through_the_server_too_only_what_is_right_comes_in(
    site: Running, data: st.DataObject
) -> None:
    guard = site.guard
    name = data.draw(st.sampled_from([SOCKET, SOCKET, "", "page.js", "terminal.js"]))
    hosts, origins = data.draw(headers(guard.host)), data.draw(headers(guard.origin))
    keys = data.draw(headers(guard.key))
    lines = [f"Host: {one}" for one in hosts]
    lines += [f"Origin: {one}" for one in origins]
    lines += [f"Cookie: {guard.cookie}={one}" for one in keys]
    text = "".join(f"{one}\r\n" for one in lines) + (UPGRADE if name == SOCKET else "")
    status, said = site.answered(f"GET {guard.page}{name} HTTP/1.1\r\n{text}\r\n".encode())
    right = hosts == (guard.host,) and keys == (guard.key,)
    right = right and (origins == (guard.origin,) or (not origins and name != SOCKET))
    if right:
        assert status == (101 if name == SOCKET else 200)
    else:
        # What is no request at all (two hosts) is refused before anybody looks at it.
        assert status in (400, 403)
        assert guard.key.encode() not in said.replace(f"{guard.cookie}=".encode(), b"")


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "DELETE", "HEAD", "OPTIONS", "CONNECT", "TRACE", "PROPFIND"]
)
@pytest.mark.parametrize("name", ["", SOCKET])
def test_nothing_but_reading_is_answered(site: Running, method: str, name: str) -> None:
    guard = site.guard
    request = (
        f"{method} {guard.page}{name} HTTP/1.1\r\nHost: {guard.host}\r\nOrigin: {guard.origin}\r\n"
        f"Cookie: {guard.cookie}={guard.key}\r\nContent-Length: 0\r\n\r\n"
    )
    assert site.answered(request.encode())[0] == 403


@pytest.mark.parametrize("name", ["", "page.js", "nothing", "%2e%2e/x", SOCKET, f"?{TICKET}=x"])
@pytest.mark.parametrize("knows", [True, False])
def test_each_answer_has_the_policy(site: Running, name: str, knows: bool) -> None:
    guard = site.guard
    cookie = f"Cookie: {guard.cookie}={guard.key}\r\n" if knows else ""
    request = f"GET {guard.page}{name} HTTP/1.1\r\nHost: {guard.host}\r\n{cookie}\r\n"
    said = site.answered(request.encode())[1].decode()
    for header, value in HEADERS.items():
        assert f"\r\n{header}: {value}\r\n" in said
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_no_other_place_of_this_computer_answers(site: Running) -> None:
    _, _, port = site.guard.host.partition(":")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", int(port)), timeout=5)
