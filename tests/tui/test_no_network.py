"""No screen and no key opens a connection: not to any network, and not to a name server."""

from __future__ import annotations

import contextlib
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from so_tui.tui.app import SoTui
from so_tui.tui.keys import ACTIONS, BY_ID
from tests.tui.desk import app, screen_text
from tests.tui.test_every_key import PRESSED

_QUIET = ("socket.__new__",)
"""Making a socket reaches nobody; the loop of events makes a pair of them, without a name."""

_seen: list[list[str]] = []


def _told(event: str, args: tuple[Any, ...]) -> None:
    if _seen and event.startswith("socket.") and event not in _QUIET:
        _seen[-1].append(event)


@pytest.fixture(scope="module", autouse=True)
def _watched() -> None:
    sys.addaudithook(_told)  # it cannot be taken away again, so it looks only while it is asked


@contextlib.contextmanager
def watching() -> Iterator[list[str]]:
    """Whatever reaches for a network while this lasts."""
    found: list[str] = []
    _seen.append(found)
    try:
        yield found
    finally:
        _seen.remove(found)


async def _press(so: SoTui, keys: tuple[str, ...], size: tuple[int, int]) -> None:
    async with so.run_test(size=size) as pilot:
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        screen_text(so)


@pytest.mark.parametrize("id_", PRESSED)
async def test_no_action_opens_a_connection(tmp_path: Path, id_: str) -> None:
    more = ("rush",) if BY_ID[id_].place == "casebook" else ()
    for nth, key in enumerate(BY_ID[id_].keys.split(",")):
        folder = tmp_path / str(nth)
        folder.mkdir()
        with watching() as found:
            so = app(folder, *PRESSED[id_].samples, *more)
            await _press(so, (*PRESSED[id_].after, key), PRESSED[id_].size)
        assert not found, key


@pytest.mark.deep
@pytest.mark.parametrize("screen", ["", "T", "H", "question_mark", "ctrl+p", "N", "y", "g", "c"])
async def test_no_key_on_any_screen_opens_a_connection(tmp_path: Path, screen: str) -> None:
    keys = list(dict.fromkeys(key for one in ACTIONS for key in one.keys.split(",")))
    # What leaves the program comes by itself at the end of the walk over the others.
    stay = [key for key in keys if key not in (*BY_ID["app.suspend"].keys.split(","), "q")]
    walk = [part for key in stay for part in (*((screen,) if screen else ()), key, "escape")]
    with watching() as found:
        await _press(app(tmp_path, "midway", "rush"), (*walk, "q"), (120, 40))
    assert not found


@pytest.mark.parametrize("reach", [
    lambda one: one.connect_ex(("127.0.0.1", 9)),
    lambda one: one.bind(("127.0.0.1", 0)),
    lambda one: one.sendto(b"", ("127.0.0.1", 9)),
    lambda one: socket.getaddrinfo("localhost", 9),
])  # fmt: skip
async def test_a_connection_that_a_key_opens_would_be_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reach: Any
) -> None:
    def opens(self: SoTui) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
            reach(one)

    monkeypatch.setattr(SoTui, "_change_colors", opens)
    with watching() as found:
        await _press(app(tmp_path, "midway"), ("1",), (120, 40))
        assert not found
    (tmp_path / "again").mkdir()
    with watching() as found:
        await _press(app(tmp_path / "again", "midway"), ("f4",), (120, 40))
    assert found
