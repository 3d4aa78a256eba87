"""The real program in a terminal: bytes nobody can read, keys typed ahead, midnight, hang-ups."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.running import ROOT, Book
from tests.e2e.seen import Seen, seen


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A casebook with the case of Rosa, who calls a lab."""
    made = Book(tmp_path / "book")
    made("import", str(ROOT / "data" / "samples" / "midway.json"))
    return made


@contextmanager
def program(
    book: Book, *, day: bool = True, size: tuple[int, int] = (80, 24), **more: str
) -> Iterator[Seen]:
    """The screen on a casebook."""
    environment = {
        "PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT), "HOME": str(book.path.parent), **book.environment, **more,
    }  # fmt: skip
    words = [sys.executable, "-m", "so_tui", "--file", str(book.path)]
    if "LC_CTYPE" not in more:  # what starts the program is Python, too, and may have set it
        words = ["env", "-u", "LC_CTYPE", *words]
    with seen([*words, *(["--today", book.today] if day else [])], environment, size) as at:
        at.until("Help")
        yield at


def left(at: Seen) -> int:
    """What it ends with when it is left by its key."""
    at.still()
    at.send(b"q")
    end = time.monotonic() + 10
    while at.code is None and time.monotonic() < end:
        at.take(0.05)
    assert at.code is not None, at.text()
    return at.code


def faults(book: Book) -> str:
    """What is logged of faults."""
    log = Path(book.environment["SO_TUI_HOME"]) / "errors.log"
    return log.read_text() if log.exists() else ""


# --- Bytes that nobody can read ------------------------------------------------------------------

NOBODY_CAN_READ = [
    b"\xe9", b"\xf8", b"\xff", b"\x1b[M \xc8\x25", b"\x1b[99999999;1u", b"\x1b[97;1:3u",
    b"\x1b]11;rgb:00/00/00\x07", b"\x1bP>|term\x1b\\", b"\x1b[?62;22c", b"\x1b[57358;1;97u",
    bytes(range(0x80, 0x100)),
]  # fmt: skip


def test_bytes_that_nobody_can_read_do_nothing(book: Book) -> None:
    with program(book) as at:
        at.send(b"3")
        before = at.still()
        for data in NOBODY_CAN_READ:
            at.send(data)
            assert at.still(0.15) == before, data
        at.send(b"\xe9")
        time.sleep(0.15)
        at.send(b"4")
        assert "4 Radiology ━" in at.until("┏━ 4 Radiology")
        assert left(at) == 0
    assert faults(book) == ""


def test_a_size_that_the_terminal_does_not_have_is_not_believed(book: Book) -> None:
    with program(book) as at:
        before = at.still()
        at.send(b"\x1b[48;9999;9999;0;0t")
        assert at.still() == before
        assert left(at) == 0


def test_an_end_of_file_that_is_only_a_key_leaves_the_app_listening(book: Book) -> None:
    with program(book) as at:
        at.still()
        raw = termios.tcgetattr(at.line.terminal)
        cooked = termios.tcgetattr(at.line.terminal)
        cooked[3] |= termios.ICANON
        termios.tcsetattr(at.line.terminal, termios.TCSANOW, cooked)
        at.send(b"\x04")
        at.still()
        termios.tcsetattr(at.line.terminal, termios.TCSANOW, raw)
        at.send(b"4")
        at.until("┏━ 4 Radiology")
        assert left(at) == 0


def test_in_a_field_only_what_is_text_is_typed(book: Book) -> None:
    with program(book) as at:
        at.send(b"3")
        at.send(b"/")
        at.until("Show only rows")
        for data in NOBODY_CAN_READ[:-1]:
            at.send(data)
        at.send("é二".encode())
        # What the list is narrowed by stands in its frame, and nothing else was typed.
        at.until("/é二")
        assert "/é二 ▱" in at.still().replace("二  ", "二 ")
    assert faults(book) == ""


# --- Keys typed ahead ----------------------------------------------------------------------------

AHEAD = {
    "a case": b"\x1b" + b"aNora Maria\x13",
    "a call": b"3cv\x13",
    "a filter": b"\x1b/nora",
    "the next step": b"n\rv\x13",
    "a promise": b"3cp\t\t+3\x13",
}
"""What people type at one go, by what it is."""


@pytest.mark.parametrize(
    ("name", "busy"),
    [
        ("a call", True),
        *(
            pytest.param(name, busy, marks=pytest.mark.deep)
            for name in AHEAD
            for busy in (False, True)
            if (name, busy) != ("a call", True)
        ),
    ],
)
def test_keys_in_one_piece_do_what_they_do_one_by_one(
    tmp_path: Path, name: str, busy: bool
) -> None:
    shown: list[str] = []
    for way in ("one by one", "in one piece"):
        one = Book(tmp_path / way.replace(" ", ""))
        one("import", str(ROOT / "data" / "samples" / "midway.json"))
        one("import", str(ROOT / "data" / "samples" / "rush.json"))
        work = subprocess.Popen([sys.executable, "-c", "while True: pass"]) if busy else None
        try:
            with program(one) as at:
                at.send(b"\r")
                at.still()
                if way == "in one piece":
                    at.send(AHEAD[name])
                else:
                    for byte in AHEAD[name]:
                        at.send(bytes([byte]))
                        at.still(0.2)
                at.still(1.0)
                at.send(b"\x1b[20~")  # a key that does nothing takes away what was said
                shown.append(at.still(0.4))
        finally:
            if work is not None:
                work.kill()
                work.wait()
    assert shown[0] == shown[1]


# --- Midnight ------------------------------------------------------------------------------------


def _zone(until_midnight: float) -> tuple[str, dt.date]:
    """A zone in which midnight is so many seconds away, and the day it is there (POSIX TZ)."""
    now = dt.datetime.now(dt.UTC)
    night = dt.datetime.combine(now.date() + dt.timedelta(days=1), dt.time(), dt.UTC)
    ahead = int((night - now).total_seconds() - until_midnight)
    if ahead > 12 * 3600:
        ahead -= 24 * 3600
    there = now + dt.timedelta(seconds=ahead)
    sign, ahead = ("-" if ahead > 0 else ""), abs(ahead)
    zone = f"XXX{sign}{ahead // 3600}:{ahead // 60 % 60:02}:{ahead % 60:02}"
    return zone, there.date()


@pytest.mark.deep
def test_after_midnight_every_screen_shows_the_new_day_within_a_minute(book: Book) -> None:
    zone, today = _zone(25)
    tomorrow = today + dt.timedelta(days=1)
    with program(book, day=False, TZ=zone) as at:
        at.send(b"T")
        at.until(f"{today:%a} {today.day} {today:%b}")
        at.send(b"\x1b")
        at.still()
        at.send(b"0vDr Night")
        at.still()
        time.sleep(25)
        said = at.until(f"It is {tomorrow:%a} {tomorrow.day}")
        assert "Dr Night" in said
        at.send(b"\x1b")
        at.still()
        at.send(b"T")
        at.until(f"{tomorrow:%a} {tomorrow.day} {tomorrow:%b}")
        assert left(at) == 0
    assert faults(book) == ""


# --- Hang-ups ------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_terminal_that_is_still_there_gets_its_modes_back(
    book: Book, number: signal.Signals
) -> None:
    with program(book) as at:
        at.still()
        at.line.shown = b""
        at.line.app.send_signal(number)
        written = at.line.read(quiet=0.5)
        assert at.line.gone() == 128 + number
        for mode in (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1003l", b"\x1b[?2004l", b"\x1b[<u"):
            assert mode in written, mode
        lflag = termios.tcgetattr(at.line.terminal)[3]
        assert lflag & termios.ECHO
        assert lflag & termios.ICANON
        assert os.get_blocking(at.line.terminal)


# --- What the locale says of the terminal --------------------------------------------------------


@pytest.mark.parametrize(
    ("locale", "plain"),
    [
        ("LANG=C", True), ("LANG=POSIX", True), ("LC_ALL=C", True), ("LANG=", False),
        ("LC_ALL=C.UTF-8 LANG=C", False), ("LANG=C LC_CTYPE=C.UTF-8", False),
        ("LANG=C PYTHONUTF8=1", False),
    ],
)  # fmt: skip
def test_a_locale_of_ascii_alone_is_drawn_in_plain_signs(
    book: Book, locale: str, plain: bool
) -> None:
    chosen = dict(one.split("=") for one in locale.split())
    with program(book, day=True, size=(80, 24), **chosen) as at:
        assert at.still().isascii() == plain


def test_the_setting_draws_all_signs_in_whatever_locale(book: Book) -> None:
    home = Path(book.environment["SO_TUI_HOME"])
    home.mkdir(exist_ok=True)
    (home / "settings.toml").write_text("ascii = false\n")
    with program(book, LANG="C") as at:
        assert not at.still().isascii()
