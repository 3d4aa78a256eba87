"""The whole story of one second opinion by keyboard alone, in a real terminal."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from so_tui.casework import Casework
from tests.cli.running import Book
from tests.e2e.by_commands import command
from tests.e2e.by_keys import Hands, tell
from tests.e2e.story import STORY, content
from tests.e2e.terminal import Terminal, needs_tmux

SIZES = [(120, 40)]


def _start(book: Book, terminal: Terminal) -> Hands:
    program = [sys.executable, "-m", "so_tui"]
    terminal.run(*program, "--file", str(book.path), "--today", book.today)
    terminal.until("Help")
    return Hands(terminal)


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_the_story(tmp_path: Path, columns: int, rows: int) -> None:
    needs_tmux()
    book = Book(tmp_path)
    environment = {**book.environment, "PYTHONPATH": str(Path(__file__).parents[2])}
    with Terminal(tmp_path / "t", columns, rows, environment) as terminal:
        hands = _start(book, terminal)
        for fact in STORY:
            tell(hands, fact)
    by_commands = Book(tmp_path / "other")
    for fact in STORY:
        words, stdin = command(fact)
        by_commands(*words, stdin=stdin)
    here, there = Casework.open(book.path), Casework.open(by_commands.path)
    ours = content(here.cases()[0], here.offices())
    theirs = content(there.cases()[0], there.offices())
    assert _standing(ours) == _standing(theirs)


def _standing(held: Any) -> Any:
    """Where each item of a case stands, and what was answered."""
    case = held["case"]
    items = {name: item.get("state", "to_ask") for name, item in case["items"].items()}
    return items, {name: one.get("reply") for name, one in case["reasons"].items()}
