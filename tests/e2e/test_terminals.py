"""Real terminals of many kinds: what is drawn, what is refused, and coming back from the shell."""

from __future__ import annotations

import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import ROOT, Book
from tests.e2e.terminal import Terminal, needs_tmux

pytestmark = pytest.mark.usefixtures("tmux")


@pytest.fixture
def tmux() -> None:
    """Only where there is tmux."""
    needs_tmux()


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A casebook with one case."""
    made = Book(tmp_path / "book")
    made("new", "Rosa M.", "--visit", "2026-12-17")
    return made


@pytest.fixture
def terminal(tmp_path: Path, book: Book) -> Iterator[Terminal]:
    """A terminal of 80 columns and 24 lines."""
    environment = {"PYTHONPATH": str(ROOT), **book.environment}
    with Terminal(tmp_path / "terminal", 80, 24, environment) as at:
        yield at


def words(book: Book, **environment: str) -> list[str]:
    """The words that start the screen, with other words in the environment."""
    others = [f"{name}={value}" for name, value in environment.items()]
    app = [sys.executable, "-m", "so_tui", "--file", str(book.path), "--today", book.today]
    return ["env", *others, *app]


@pytest.mark.parametrize("term", ["linux", "vt100", "screen-256color", "xterm-256color"])
def test_each_kind_of_terminal_is_drawn_and_left_as_it_was(
    term: str, book: Book, terminal: Terminal
) -> None:
    terminal.run(*words(book, TERM=term))
    terminal.until("Rosa M.")
    terminal.press("3")
    shown = terminal.until("3 Pathology")
    plain = term in ("linux", "vt100")
    assert ("+- 1" in shown or "+= " in shown or "#" in shown) is plain
    assert shown.isascii() is plain
    terminal.press("q")
    terminal.until("ended with 0")


def test_where_output_is_not_utf_8_plain_characters_are_drawn(
    book: Book, terminal: Terminal
) -> None:
    terminal.run(*words(book, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0"))
    terminal.until("Rosa M.")
    terminal.press("3")
    assert terminal.until("3 Pathology").isascii()
    terminal.press("q")
    terminal.until("ended with 0")


def test_a_terminal_that_cannot_draw_is_told_the_commands(book: Book, terminal: Terminal) -> None:
    terminal.run(*words(book, TERM="dumb"))
    shown = terminal.until("ended with 2")
    assert "so-tui next" in shown.replace("\n", "")


def test_no_terminal_at_all_is_told_the_commands(book: Book) -> None:
    done = subprocess.run(
        words(book, **book.environment), cwd=ROOT, capture_output=True, text=True, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 2
    assert "so-tui next" in done.stderr


def test_ctrl_z_goes_to_the_shell_and_fg_comes_back_with_all_that_was_typed(
    book: Book, terminal: Terminal
) -> None:
    terminal.run("env", "PS1=ready ", "bash", "--norc", "-i")
    terminal.type(shlex.join(words(book)) + "\n")
    terminal.until("Rosa M.")
    terminal.press("1")
    terminal.press("C-z")
    terminal.until("Stopped")
    terminal.type("echo back in the shell\n")
    terminal.until("back in the shell")
    terminal.type("fg\n")
    terminal.until("1 Reasons")
    terminal.press("space")
    terminal.until("Peace of mind")
    terminal.press("q")
    terminal.until(lambda shown: shown.rstrip().endswith("ready"))


def test_a_number_reaches_the_clipboard_of_a_terminal_that_takes_it(
    book: Book, terminal: Terminal, tmp_path: Path
) -> None:
    book("office", "add", "pathology", "--name", "Harbor Lab", "--phone", "203-555-0177")
    terminal.run("sleep", "0")
    terminal._tmux("set-option", "-s", "set-clipboard", "on")
    terminal.run(*words(book))
    terminal.until("Rosa M.")
    terminal.press("3", "g", "y")
    terminal.until("Copy")
    terminal.press("Enter")
    shown = terminal.until("not every one takes it")
    assert "203-555-0177" in shown
    for _ in range(100):
        if (found := terminal._tmux("show-buffer", check=False)) == "203-555-0177":
            break
        time.sleep(0.05)
    assert found == "203-555-0177"
