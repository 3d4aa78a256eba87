"""A real terminal to type into and to read from: tmux, on a socket of its own."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType

import pytest

PATIENCE = 20.0
"""Seconds to wait for something to appear; machines that run tests may be slow."""


def needs_tmux() -> None:
    """Skip where there is no tmux, and say so."""
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")


class Terminal:
    """One tmux window of a fixed size, in which one command runs."""

    def __init__(
        self, folder: Path, columns: int, rows: int, environment: Mapping[str, str]
    ) -> None:
        self.socket = folder / "tmux.sock"
        self.columns, self.rows = columns, rows
        # A clean environment: nothing of the machine that runs the tests reaches the app.
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            **environment,
        }
        folder.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._tmux("kill-server", check=False)

    def _tmux(self, *words: str, check: bool = True) -> str:
        done = subprocess.run(
            ["tmux", "-S", str(self.socket), "-f", "/dev/null", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if check and done.returncode:
            raise AssertionError(f"tmux {words[0]}: {done.stderr}")
        return done.stdout

    def run(self, *command: str) -> None:
        """Start a command in a fresh window; when it ends the window shows `ended with N`."""
        self._tmux("kill-server", check=False)
        line = f"{shlex.join(command)}; echo ended with $?; sleep 1000"
        size = ["-x", str(self.columns), "-y", str(self.rows)]
        self._tmux("new-session", "-d", "-s", "it", *size, line)
        self._tmux("set-option", "-g", "status", "off")
        self._tmux("resize-window", "-t", "it", *size)

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size, as a person does by dragging."""
        self.columns, self.rows = columns, rows
        self._tmux("resize-window", "-t", "it", "-x", str(columns), "-y", str(rows))

    def press(self, *keys: str) -> None:
        """Press keys by tmux's names, such as `Enter`, `C-s`, `Tab`, `c`."""
        for key in keys:
            self._tmux("send-keys", "-t", "it", key)
            # A lone Escape and the key after it would otherwise be one Alt chord.
            time.sleep(0.15 if key == "Escape" else 0.03)

    def type(self, text: str) -> None:
        """Type a text as it is."""
        self._tmux("send-keys", "-t", "it", "-l", text)

    def screen(self) -> str:
        """What the window shows now, a line a row."""
        return self._tmux("capture-pane", "-t", "it", "-p")

    def until(self, wanted: str | Callable[[str], bool]) -> str:
        """The screen once it shows a text (or satisfies a test); fails after `PATIENCE`."""
        shows = (lambda screen: wanted in screen) if isinstance(wanted, str) else wanted
        deadline = time.monotonic() + PATIENCE
        while not shows(screen := self.screen()):
            if time.monotonic() > deadline:
                raise AssertionError(f"never showed {wanted!r}; the last screen was:\n{screen}")
            time.sleep(0.05)
        return screen

    def settled(self) -> str:
        """The screen once it has stood still for a moment."""
        last = self.screen()
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            time.sleep(0.25)
            now = self.screen()
            if now == last:
                return now
            last = now
        raise AssertionError("the screen never stood still")

    def bytes_after(self, *keys: str) -> bytes:
        """What the program sent to the terminal in answer to keys, escape sequences and all."""
        log = self.socket.with_name("bytes")
        log.write_bytes(b"")
        self._tmux("pipe-pane", "-t", "it", f"cat > {shlex.quote(str(log))}")
        self.press(*keys)
        self.settled()
        self._tmux("pipe-pane", "-t", "it")
        return log.read_bytes()


def line_with(screen: str, text: str) -> str:
    """The first row that has a text."""
    return next(row for row in screen.splitlines() if text in row)


def words(screen: str) -> str:
    """The screen's text with frames and runs of blanks folded, to search across columns."""
    return re.sub(r"[\s│╭╮╰╯─|+]+", " ", screen)
