"""The real program with a terminal of its own, for what is typed there and nowhere else."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.cli.running import ROOT

PATIENCE = 60.0
"""Seconds to wait for a question or the end; stretching a passphrase takes some of them."""

_BEGUN = """
import os, sys
os.open(sys.argv[1], os.O_RDWR)  # which becomes the terminal of this process
{then}
"""
_SO_TUI = """
sys.argv[:2] = ["so-tui"]
{first}
from so_tui.cli import main
sys.exit(main())
"""
_OTHER = "os.execvp(sys.argv[2], sys.argv[2:])"


@dataclass(frozen=True)
class Typed:
    """What came of a command: what the terminal showed, and what its streams had."""

    code: int
    shown: str
    out: bytes
    talk: str
    arguments: bytes
    """Of the process, as others on the computer see them while it waits."""


def typed(
    *words: str,
    answers: Sequence[tuple[str, str]],
    folder: Path,
    stdin: bytes = b"",
    first: str = "",
) -> Typed:
    """Run so-tui on a terminal that is not its standard input, and answer what it asks there.

    `answers`: a piece of each question and what to type then; it is only typed while nothing that
    is typed is shown. `first`: Python that runs before the program does.
    """
    return _typed(_SO_TUI.format(first=first), words, answers, folder, stdin)


def typed_to(
    *command: str, answers: Sequence[tuple[str, str]], folder: Path, stdin: bytes = b""
) -> Typed:
    """The same with another program, which is not shown what is typed either."""
    return _typed(_OTHER, command, answers, folder, stdin)


def _typed(
    then: str, words: Sequence[str], answers: Sequence[tuple[str, str]], folder: Path, stdin: bytes
) -> Typed:
    master, slave = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", _BEGUN.format(then=then), os.ttyname(slave), *words],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True, cwd=ROOT,
        env={
            "PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8",
            "SO_TUI_HOME": str(folder / "home"), "SO_TUI_ACTOR": "Elena",
        },
    )  # fmt: skip
    shown, arguments = "", b""
    try:
        assert process.stdin is not None
        process.stdin.write(stdin)
        process.stdin.close()
        process.stdin = None
        for question, answer in answers:
            before = shown
            while question not in shown[len(before) :]:
                shown += _read(master, process)
            while then == _OTHER and _echoes(slave):
                time.sleep(0.01)  # age asks first, and hides what is typed then
            assert not _echoes(slave), "what is typed would be seen"
            arguments += Path(f"/proc/{process.pid}/cmdline").read_bytes()
            os.write(master, answer.encode())
        out, talk = process.communicate(timeout=PATIENCE)
        while select.select([master], [], [], 0)[0]:
            shown += os.read(master, 4096).decode()
        assert _echoes(slave), "the terminal stayed without echo"
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
        os.close(master)
        os.close(slave)
    return Typed(process.returncode, shown, out, talk.decode(), arguments)


def _echoes(terminal: int) -> bool:
    return bool(termios.tcgetattr(terminal)[3] & termios.ECHO)


def _read(master: int, process: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + PATIENCE
    while not select.select([master], [], [], 0.2)[0]:
        if process.poll() is not None:
            assert process.stderr is not None
            raise AssertionError(f"it ended instead: {process.stderr.read().decode()}")
        if time.monotonic() > deadline:
            raise AssertionError("it asked nothing")
    return os.read(master, 4096).decode()
