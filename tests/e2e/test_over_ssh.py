"""Over a real SSH line: a whole session, and lines that drop at any moment."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import Book
from tests.e2e.dropping import DROPS, Figure, at_the_end_of, drop_often
from tests.e2e.sshd import Server, serving
from tests.e2e.terminal import Terminal, needs_tmux

# What needs a server of its own belongs to the deep tier.
pytestmark = pytest.mark.deep
DEEP = os.environ.get("SO_TUI_DEEP") == "1"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for all of these."""
    with serving(tmp_path_factory.mktemp("sshd")) as found:
        yield found


def test_a_whole_session_is_typed_over_a_line_and_all_is_there_again(
    server: Server, tmp_path: Path
) -> None:
    needs_tmux()
    book = Book(tmp_path / "book")
    with Terminal(tmp_path / "terminal", 80, 24, {}) as at:
        at.run(*server.words(book))
        at.until("begin with a name")
        at.press_and_see("a", lambda look: "New case" in look.text)
        at.type("Rosa M.")
        at.press_and_see("Tab")
        at.type("17 dec")
        at.until("Thu 17 Dec 2026")
        at.press("C-s")
        at.until("1 Reasons")
        at.press_and_see("1")  # a case opens at the next step
        at.press_and_see("Space", lambda look: "applies" in look.text)
        at.press_and_see("3", lambda look: "3 Pathology" in look.text)
        at.press_and_see("o", lambda look: "A new office" in look.text)
        at.press_and_see("Enter", lambda look: "Name" in look.text)
        at.type("St. Luke's")
        at.press("C-s")
        at.until(lambda shown: "St. Luke's" in shown and "saved" in shown)
        at.press_and_see("c", lambda look: "What came of it" in look.text)
        at.press("h")
        at.until("to ask → asked")
        at.press("C-s")
        at.until("asked")
        at.press_and_see("u", lambda look: "Undid" in look.text)
        at.press_and_see("U", lambda look: "Redid" in look.text)
        at.press("q")
        at.until("ended with 0")
        case = book("show", "--json").json["case"]
        assert case["label"] == "Rosa M."
        assert case["visit"]["day"] == "2026-12-17"
        assert len(case["contacts"]) == 1
        at.run(*server.words(book))
        at.until("Rosa M.")
        at.press_and_see("3", lambda look: "St. Luke's" in look.text)
        assert "asked" in at.screen()
        at.press("q")
        at.until("ended with 0")


def test_no_mouse_is_asked_for_over_a_line(server: Server, tmp_path: Path) -> None:
    book = Book(tmp_path / "book")
    book("new", "Rosa M.")
    with at_the_end_of(server, book) as line:
        assert b"\x1b[?1000h" not in line.shown
        assert b"\x1b[?1003h" not in line.shown


def test_an_arrow_whose_bytes_come_apart_is_still_an_arrow(server: Server, tmp_path: Path) -> None:
    book = Book(tmp_path / "book")
    book("new", "Ana")
    book("new", "Ben")
    with at_the_end_of(server, book) as line:
        for pause in (0.2, 1.0):
            os.write(line.terminal, b"\x1b")
            time.sleep(pause)
            line.type("[A")
        line.type("q")
        assert line.gone() == 0
    cases = book("cases", "--json").json["cases"]
    assert len(cases) == 2, "the A of a torn arrow puts no case away"


def test_a_line_that_drops_anywhere_ends_it_and_loses_nothing(
    server: Server, tmp_path: Path
) -> None:
    figure = Figure()
    drop_often(figure, server, tmp_path, 200 if DEEP else len(DROPS))
    print(figure)
    assert figure.dropped >= len(DROPS)
    assert set(figure.where) == set(DROPS)
    assert not figure.bad, figure.bad
