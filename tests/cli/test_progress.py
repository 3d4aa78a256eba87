"""What takes long shows that it goes on, and what is stopped says what holds by then."""

from __future__ import annotations

import io
import os
import pty
import select
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import so_tui
from so_tui.cli import output, progress, stderr
from so_tui.cli.program import COMMANDS
from tests.cli.running import Book
from tests.conftest import DEEP

_OURS = str(Path(so_tui.__file__).parent)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal on standard error, on which nothing is waited for."""
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(progress, "AFTER", 0.0)
    monkeypatch.setattr(progress, "EVERY", 0.001)
    monkeypatch.setenv("TERM", "xterm")
    return stream


def until(stream: Terminal, words: str) -> None:
    """Wait until something is there."""
    for _ in range(5000):
        if words in stream.getvalue():
            return
        time.sleep(0.001)
    raise AssertionError(f"{words} never came: {stream.getvalue()!r}")


def test_a_bar_shows_how_far_it_has_come_and_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = terminal(monkeypatch)
    with progress.shown():
        until(seen, "One moment")
        progress.count(3, 12)
        until(seen, "3/12")
    assert seen.getvalue().endswith("\r\x1b[K\x1b[?25h")


def test_nothing_is_drawn_over_what_is_told_or_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = terminal(monkeypatch)
    with progress.shown():
        until(seen, "One moment")
        stderr.tell("It is saved.")
        # The bar was taken away first, and comes back below.
        assert "\r\x1b[K\x1b[?25hIt is saved.\n" in seen.getvalue()
        at = len(seen.getvalue())
        for _ in range(5000):
            if "One moment" in seen.getvalue()[at:]:
                break
            time.sleep(0.001)
        output.say(["a line"])
        at = len(seen.getvalue())
        time.sleep(0.05)
        assert seen.getvalue()[at:] == ""
    assert seen.getvalue().endswith("\r\x1b[K\x1b[?25h")


@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_terminal_that_cannot_draw_gets_nothing(
    monkeypatch: pytest.MonkeyPatch, term: str
) -> None:
    seen = terminal(monkeypatch)
    monkeypatch.setenv("TERM", term)
    with progress.shown():
        time.sleep(0.05)
    assert seen.getvalue() == ""


STAYS = {"serve"}
"""What goes on until it is stopped, and so has no end to wait for."""


@pytest.mark.parametrize("command", [one for one in COMMANDS if one not in STAYS])
def test_in_a_pipe_no_command_shows_any(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr(progress, "AFTER", 0.0)
    book = Book(tmp_path)
    book("new", "Rosa", "--visit", "2026-12-17")
    said = book.try_(command)
    for text in (said.data.decode(errors="replace"), said.talk):
        assert "One moment" not in text
        assert "\x1b" not in text


SLOWED = """
import sys, time
import so_tui.glances as module
from so_tui.cli import progress, program, streams
progress.AFTER = 0.05
real = module._anew
def slow(*given):
    time.sleep(0.3)
    return real(*given)
module._anew = slow
streams.watch()
sys.exit(streams.ended(program.run(sys.argv[1:])))
"""


def at_a_terminal(book: Book, *words: str, stop: bytes = b"") -> tuple[int, bytes]:
    """Run a slowed command at a terminal of its own; Ctrl+C once `stop` is seen."""
    id_, descriptor = pty.fork()
    if id_ == 0:
        os.environ.update(book.environment, TERM="xterm")
        command = ["--file", str(book.path), "--today", book.today, *words]
        os.execv(sys.executable, [sys.executable, "-c", SLOWED, *command])
    seen, stopped = b"", not stop
    while select.select([descriptor], [], [], 60)[0]:
        try:
            some = os.read(descriptor, 65536)
        except OSError:
            break
        if not some:
            break
        seen += some
        if not stopped and stop in seen:
            os.write(descriptor, b"\x03")
            stopped = True
    os.close(descriptor)
    return os.waitstatus_to_exitcode(os.waitpid(id_, 0)[1]), seen


def test_at_a_real_terminal_the_bar_is_gone_before_the_first_line(tmp_path: Path) -> None:
    book = Book(tmp_path)
    for label in ("Rosa", "Ana"):
        book("new", label)
    code, seen = at_a_terminal(book, "cases")
    assert code == 0
    before, gone, lines = seen.rpartition(b"\r\x1b[K\x1b[?25h")
    assert gone
    assert b"One moment" in before
    assert b"/2" in before
    assert lines.decode().splitlines() == book("cases").lines


def test_ctrl_c_at_a_real_terminal_leaves_all_as_it_was(tmp_path: Path) -> None:
    book = Book(tmp_path)
    for label in ("Rosa", "Ana", "Ben", "Eva"):
        book("new", label)
    before = book.path.with_name("casebook.json.journal").read_bytes()
    code, seen = at_a_terminal(book, "cases", stop=b"One moment")
    assert code == 130
    assert seen.endswith(b"Stopped. Nothing was changed.\r\n")
    assert b"Traceback" not in seen
    assert book.path.with_name("casebook.json.journal").read_bytes() == before


@settings(max_examples=60 if DEEP else 8, deadline=None)
@given(st.integers(1, 6), st.integers(0, 3), st.booleans())
def test_import_and_export_count_each_case_never_more_than_all_and_end_at_it(
    cases: int, there: int, once_more: bool
) -> None:
    told: list[tuple[int, int]] = []
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        patched.setattr(progress, "count", lambda done, of_all: told.append((done, of_all)))
        mine, theirs = Book(Path(folder) / "mine"), Book(Path(folder) / "theirs")
        for n in range(cases):
            mine("new", f"Case {n}")
        for n in range(there):
            theirs("new", f"Other {n}")
        file = str(Path(folder) / "all.json")
        deeds = [(mine, ("export", "--all", "-o", file)), (theirs, ("import", file))]
        for book, words in deeds + deeds[1:] * once_more:
            told.clear()
            book(*words)
            assert all(0 <= done <= of_all for done, of_all in told)
            assert {of_all for _, of_all in told} == {cases}
            assert told[-1] == (cases, cases)
