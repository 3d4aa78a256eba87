"""No command opens a connection: not to any network, and not to a name server."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from so_tui.cli.program import COMMANDS
from tests.cli.running import ROOT
from tests.cli.test_imports import COMMAND_LINES

WATCHED = """
import sys

def told(event, args):
    if event.startswith("socket.") and event not in ("socket.__new__",):
        sys.__stderr__.write(f"NETWORK {event}\\n")

sys.addaudithook(told)
from so_tui.cli import main
main(sys.argv[1:])
"""


def _watched(folder: Path, program: str, *words: str) -> bytes:
    done = subprocess.run(
        [sys.executable, "-c", program, "--today", "2026-11-25", *words],
        capture_output=True, check=False, cwd=ROOT, stdin=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "SO_TUI_HOME": str(folder / "home")},
    )  # fmt: skip
    return done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_opens_a_connection(command: str, tmp_path: Path) -> None:
    _watched(tmp_path, WATCHED, "new", "Rosa")
    assert b"NETWORK" not in _watched(tmp_path, WATCHED, *COMMAND_LINES[command])


def test_a_connection_would_be_seen(tmp_path: Path) -> None:
    tries = WATCHED.replace(
        "main(sys", "import socket\nsocket.socket().connect_ex(('127.0.0.1', 9))\nmain(sys"
    )
    assert b"NETWORK socket.connect" in _watched(tmp_path, tries, "kinds")
