"""A line that drops, or a request to stop, loses nothing and leaves nothing running."""

from __future__ import annotations

import fcntl
import os
import signal
import struct
import termios
import time
from pathlib import Path

import pytest

from tests.cli.running import Book
from tests.e2e.line import Line, line


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A casebook with one case."""
    made = Book(tmp_path / "book")
    made("new", "Rosa M.")
    return made


def typed(book: Book) -> str:
    """What lies in the drafts."""
    folder = book.path.with_name("casebook.json.drafts")
    return "".join(one.read_text() for one in folder.glob("*.json"))


def _form(at: Line) -> None:
    at.type("0")
    at.type("j")  # the row of the doctor
    at.type("v")
    if b"Ctrl+S" not in at.shown:  # the form is loaded when the first one opens
        at.read(until=b"Ctrl+S")
    at.type("Dr Zwetschge")
    at.until("Zwetschge")


@pytest.mark.parametrize("where", ["panes", "help", "palette", "form", "list"])
def test_a_line_that_drops_ends_it_at_once(book: Book, where: str) -> None:
    with line(book) as at:
        match where:
            case "help":
                at.type("?")
            case "palette":
                at.type("\x10")
            case "form":
                _form(at)
            case "list":
                at.type("\x1b")
        os.close(at.terminal)
        assert at.gone() == 128 + signal.SIGHUP
    if where == "form":
        assert "Zwetschge" in typed(book)


def test_what_was_half_typed_is_offered_at_the_next_start(book: Book) -> None:
    with line(book) as at:
        _form(at)
        os.close(at.terminal)
        at.gone()
    with line(book) as at:
        at.until("is kept; open the form")
        at.type("0")
        at.type("v")
        at.until("Going on with what you typed before")
        at.type("\x13")
        at.type("q")
        assert at.gone() == 0
    assert book("show", "--json").json["case"]["visit"]["doctor"] == "Dr Zwetschge"
    assert typed(book) == ""


def test_what_is_typed_is_on_the_disk_within_a_second(book: Book) -> None:
    with line(book) as at:
        _form(at)
        time.sleep(1.0)
        at.app.kill()
        at.app.wait()
    assert "Zwetschge" in typed(book)


def test_a_request_to_stop_ends_it_in_order(book: Book) -> None:
    with line(book) as at:
        _form(at)
        at.app.terminate()
        at.read(quiet=1.0)
        assert at.gone() == 128 + signal.SIGTERM
        assert b"\x1b[?1049l" in at.shown, "the terminal is given back"
    assert "Zwetschge" in typed(book)


@pytest.mark.deep
@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_link_that_froze_while_it_draws_does_not_keep_it(
    book: Book, number: signal.Signals
) -> None:
    with line(book) as at:
        _form(at)
        # Nobody reads what it draws any more, and it is made to draw a lot.
        end = time.monotonic() + 3
        while time.monotonic() < end:
            rows = 39 + int(time.monotonic() * 10) % 2
            fcntl.ioctl(at.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, 120, 0, 0))
            at.app.send_signal(signal.SIGWINCH)
            time.sleep(0.02)
        at.app.send_signal(number)
        assert at.gone() == 128 + number
    assert "Zwetschge" in typed(book)


def test_the_demo_leaves_nothing_behind(tmp_path: Path) -> None:
    made = Book(tmp_path / "book")
    made.environment["TMPDIR"] = str(tmp_path / "tmp")
    (tmp_path / "tmp").mkdir()
    with line(made, demo=True) as at:
        assert list((tmp_path / "tmp").iterdir())
        os.close(at.terminal)
        at.gone()
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_walk_through_the_made_up_case_leaves_nothing_behind(tmp_path: Path) -> None:
    made = Book(tmp_path / "book")
    made.environment["TMPDIR"] = str(tmp_path / "tmp")
    (tmp_path / "tmp").mkdir()
    with line(made) as at:
        at.type("d")
        at.until("Try:")
        assert list((tmp_path / "tmp").iterdir())
        at.type("3j ")
        os.close(at.terminal)
        at.gone()
    assert list((tmp_path / "tmp").iterdir()) == []
    assert not made.path.exists()
