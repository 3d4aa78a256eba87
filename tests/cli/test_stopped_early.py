"""Ctrl+C at any moment from our first line on: a sentence and 130, never a traceback.

Before that Python itself loads, and nothing that so-tui does can be heard.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.running import Book
from tests.conftest import DEEP

ROOT = Path(__file__).parents[2]

PROGRAM = (
    "import os, signal\n"
    # Where tests run in the background of a shell, SIGINT may be ignored from the start.
    "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    # It is told when the program hears for the first time, however long that takes.
    "real = signal.signal\n"
    "def heard(number, handler):\n"
    "    before, signal.signal = real(number, handler), real\n"
    "    ours = callable(handler) and handler is not signal.default_int_handler\n"
    "    os.write(1, b'.' if ours else b'!')\n"
    "    return before\n"
    "from so_tui.cli import main\n"
    "signal.signal = heard\n"
    "main()\n"
)
COMMANDS = {
    "cases": (), "check": (), "case": ("set", "Rosa", "--note", "called"),
    "import": ("nothing.json",),
}  # fmt: skip
MOMENTS = [n / 12 for n in range(13)] if DEEP else [0.0, 0.02, 0.06, 0.15, 0.3]
"""Seconds behind our first line; a command takes less than the last of the deep tier."""


@pytest.mark.parametrize("command", COMMANDS)
def test_ctrl_c_while_it_starts_says_so_and_ends_with_130(tmp_path: Path, command: str) -> None:
    book = Book(tmp_path)
    book("new", "Rosa")
    environment = {"PATH": os.environ["PATH"], "SO_TUI_HOME": str(tmp_path / "home")}
    words = ["-f", str(book.path), command, *COMMANDS[command]]
    ended = set()
    for moment in MOMENTS:
        with subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *words],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=environment,
        ) as process:  # fmt: skip
            assert process.stdout is not None
            assert process.stdout.read(1) == b"."
            time.sleep(moment)
            process.send_signal(signal.SIGINT)
            try:
                _, said = process.communicate(timeout=30)
            finally:
                process.kill()
        assert b"Traceback" not in said, (moment, said)
        assert process.returncode >= 0, (moment, said)
        if process.returncode == 130:
            assert b"Stopped" in said, (moment, said)
        ended.add(process.returncode)
    assert 130 in ended
