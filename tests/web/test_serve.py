"""`so-tui serve` as its user meets it: it shows the screen, keeps to itself, and ends in order."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from aiohttp import WSServerHandshakeError

from tests.cli.running import ROOT, Book, start
from tests.web.serving import browser, enter, served, window

ENDED = "Ended. What was saved is saved, and what was half typed is kept."


@pytest.fixture
def rosa(tmp_path: Path) -> Book:
    """A casebook with Rosa's case."""
    book = Book(tmp_path)
    book("new", "Rosa Quintanilla", "--visit", "2026-12-17")
    return book


async def test_a_page_shows_the_case_and_a_key_that_is_typed_is_saved(
    rosa: Book, tmp_path: Path
) -> None:
    async with served(tmp_path, "--file", str(rosa.path)) as site, browser() as client:
        await enter(client, site)
        async with window(client, site) as page:
            await page.until("Rosa Quintanilla")
            await page.until("NEXT")
            await page.type("1")
            await page.until("1 Reasons")
            await page.type(" ")
            await page.until("1 marked")
            await page.until("✓ saved")
            assert "Peace of mind" in rosa("history").out
            await page.type("?")
            await page.until("Doing things")
            await page.type("\x1b")
            await page.type("q")
            assert await page.closed() == 1000
        code, said = await site.end()
    assert (code, said.splitlines()[-1]) == (0, ENDED)
    assert "Quintanilla" not in said
    assert "Traceback" not in said


async def test_the_address_works_once(rosa: Book, tmp_path: Path) -> None:
    async with served(tmp_path, "--file", str(rosa.path)) as site:
        async with browser() as client:
            await enter(client, site)
            for place in (site.page, site.address):
                async with client.get(place) as answer:
                    assert answer.status == 200
            (cookie,) = client.cookie_jar
            assert cookie["httponly"]
            assert cookie["samesite"] == "Strict"
            assert cookie["path"] == f"/{site.page.split('/')[3]}/"
        async with browser() as other, other.get(site.address) as answer:
            assert answer.status == 403
            assert "Each address works once" in await answer.text()
            with pytest.raises(WSServerHandshakeError):
                async with window(other, site):
                    pass


async def test_the_demo_is_one_for_all_pages_and_gone_at_the_end(tmp_path: Path) -> None:
    async with served(tmp_path, "--demo", "--ascii") as site, browser() as client:
        await enter(client, site)
        async with window(client, site) as page:
            text = await page.until("Rosa M.")
            assert not set("│─╮▌") & set(text)
            await page.type("1")
            await page.until("2 marked")
            await page.type("g ")
            await page.until("1 marked")
        async with window(client, site) as page:
            await page.until("Rosa M.")
            await page.type("1")
            await page.until("1 marked")
        code, said = await site.end()
    assert code == 0
    assert said.startswith("This is the demo")
    assert not (tmp_path / "home").exists() or not list((tmp_path / "home").rglob("casebook*"))


async def test_a_casebook_is_begun_where_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "new.json"
    async with served(tmp_path, "--file", str(path)) as site, browser() as client:
        await enter(client, site)
        async with window(client, site) as page:
            await page.until("no casebook at")
        code, said = await site.end()
    assert code == 0
    assert f"There is no casebook at {path} yet." in said


@pytest.mark.parametrize(
    ("number", "expected"), [(signal.SIGINT, 0), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
async def test_it_ends_in_order_with_every_page(
    rosa: Book, tmp_path: Path, number: int, expected: int
) -> None:
    async with served(tmp_path, "--file", str(rosa.path)) as site, browser() as client:
        await enter(client, site)
        async with window(client, site) as page, window(client, site) as other:
            await page.until("Rosa")
            await other.until("Rosa")
            apps = _begun_by(site.process.pid)
            assert len(apps) == 2
            site.process.send_signal(number)
            assert await page.closed() == 1001
            assert await other.closed() == 1001
        code, said = await site.ended()
    assert (code, said.splitlines()[-1]) == (expected, ENDED)
    assert not [one for one in apps if _lives(one)]


async def test_what_is_half_typed_is_kept_when_the_page_is_closed(
    rosa: Book, tmp_path: Path
) -> None:
    async with served(tmp_path, "--file", str(rosa.path)) as site, browser() as client:
        await enter(client, site)
        async with window(client, site) as page:
            await page.until("Rosa")
            (app,) = _begun_by(site.process.pid)
            await page.type("D")
            await page.until("Save")
            await page.type(" Aunt Ines")
            await page.until("Aunt Ines")
        async with asyncio.timeout(20):
            while _lives(app):
                await asyncio.sleep(0.05)
        async with window(client, site) as page:
            await page.until("is kept; open the form to go on.")


async def test_no_app_outlives_a_server_that_was_killed(rosa: Book, tmp_path: Path) -> None:
    async with served(tmp_path, "--file", str(rosa.path)) as site, browser() as client:
        await enter(client, site)
        async with window(client, site) as page:
            await page.until("Rosa")
            (app,) = _begun_by(site.process.pid)
            await page.type("?")
            await page.until("Doing things")
            await asyncio.sleep(1)  # an app that still draws would notice by what it draws
            site.process.kill()
            async with asyncio.timeout(20):
                while _lives(app):
                    await asyncio.sleep(0.05)


UNHEARD_OF = ("{", "[]", '["run", "x"]', '["stdin", 1]', '["resize", {"width": "x"}]', "[" * 5000)


async def test_a_page_that_sends_what_no_page_does_is_closed_alone(tmp_path: Path) -> None:
    async with served(tmp_path, "--demo") as site, browser() as client:
        await enter(client, site)
        async with window(client, site) as other:
            for sent in UNHEARD_OF:
                async with window(client, site) as page:
                    await page.socket.send_str(sent)
                    assert await page.closed() == 1003, sent
            await other.until("Rosa")
        assert (await site.end())[0] == 0


async def test_a_window_of_another_size_is_drawn_anew(tmp_path: Path) -> None:
    async with served(tmp_path, "--demo") as site, browser() as client:
        await enter(client, site)
        async with window(client, site) as page:
            await page.until("0 Visit")
            await page.resize(40, 12)
            await page.type("?")
            text = await page.until("Doing things")
            first, *_ = text.splitlines()
            assert (len(first), first[-1] in "╮┓") == (40, True)


async def test_why_an_app_did_not_begin_is_said_on_the_page(rosa: Book, tmp_path: Path) -> None:
    async with served(tmp_path, "--file", str(rosa.path)) as site, browser() as client:
        await enter(client, site)
        rosa.path.write_bytes(rosa.bytes()[:-9])
        async with window(client, site) as page:
            await page.closed()
            assert "so-tui restore" in page.text
        _, said = await site.end()
    assert "restore" not in said


def test_a_damaged_casebook_is_told_before_anything_is_served(rosa: Book, tmp_path: Path) -> None:
    rosa.path.write_bytes(rosa.bytes()[:-9])
    done = start("--file", str(rosa.path), "serve", folder=tmp_path)
    assert done.returncode == 6
    assert b"so-tui restore" in done.stderr
    assert done.stdout == b""


def test_a_port_that_is_taken_is_named(rosa: Book, tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = rosa.try_("serve", "--port", str(port))
    assert said.code == 2
    assert f"cannot listen on port {port}" in said.talk
    assert said.data == b""


@pytest.mark.parametrize("lacks", ["aiohttp", "textual_serve"])
def test_without_its_part_it_says_how_to_install_it(tmp_path: Path, lacks: str) -> None:
    program = f"import sys; sys.modules[{lacks!r}] = None\nfrom so_tui.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "serve"], capture_output=True, text=True, check=False,
        cwd=ROOT, env={"PATH": os.environ["PATH"], "SO_TUI_HOME": str(tmp_path / "home")},
    )  # fmt: skip
    assert done.returncode == 12
    assert "pip install 'so-tui[serve]'" in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "home").exists()


WATCHED = """
import sys

def told(event, args):
    if event.startswith("socket.") and event != "socket.__new__":
        sys.__stderr__.write(f"NETWORK {event} {args[1:]}\\n")

sys.addaudithook(told)
from so_tui.cli import main
main(sys.argv[1:])
"""


async def test_it_listens_on_the_loopback_and_reaches_for_nothing(tmp_path: Path) -> None:
    async with served(tmp_path, "--demo", program=("-c", WATCHED)) as site, browser() as client:
        await enter(client, site)
        async with window(client, site) as page:
            await page.until("Rosa")
        _, said = await site.end()
    told = [line for line in said.splitlines() if line.startswith("NETWORK")]
    assert told == ["NETWORK socket.bind (('127.0.0.1', 0),)"]


async def test_the_server_itself_loads_no_screen(tmp_path: Path) -> None:
    program = ("-X", "importtime", "-m", "so_tui")
    async with served(tmp_path, "--demo", program=program) as site, browser() as client:
        await enter(client, site)
        _, said = await site.end()
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in said.splitlines()}
    assert "aiohttp" in loaded
    assert not {"textual", "rich", "jinja2"} & loaded


async def test_nothing_of_the_app_is_left_for_others_to_read(rosa: Book, tmp_path: Path) -> None:
    async with served(tmp_path, "--file", str(rosa.path)) as site, browser() as client:
        await enter(client, site)
        async with window(client, site) as page:
            await page.until("Rosa")
        await site.end()
    files = [one for one in tmp_path.rglob("*") if one.is_file()]
    assert files
    for one in files:
        assert not stat.S_IMODE(one.stat().st_mode) & 0o077 or one == rosa.path, one


def _begun_by(pid: int) -> list[int]:
    """The processes that one began and that are still there."""
    return [
        int(one) for file in Path(f"/proc/{pid}/task").glob("*/children")
        for one in file.read_text().split()
    ]  # fmt: skip


def _lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
