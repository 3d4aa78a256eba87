"""A real terminal to type into and to read from: tmux, on a socket of its own."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import pytest

PATIENCE = 20.0
"""Seconds to wait for something to appear; machines that run tests may be slow."""

_FRAME = re.compile("[│┃║|]")


def needs_tmux() -> None:
    """Skip where there is no tmux, and say so."""
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")


@dataclass(frozen=True)
class Look:
    """What the window shows at one moment, and where its cursor is."""

    text: str
    x: int
    y: int

    @property
    def lines(self) -> list[str]:
        """The rows of the screen."""
        return self.text.split("\n")

    @property
    def before(self) -> str:
        """What stands before the cursor in its row; at the end of a text a blank may follow."""
        return self.lines[self.y][: self.x].rstrip()

    @property
    def row(self) -> str:
        """The row with the cursor, as far as the frame around it reaches."""
        return self.framed.get(self.y, "")

    @property
    def framed(self) -> dict[int, str]:
        """The rows of the frame that has the cursor in it, by their line on screen."""
        line = self.lines[self.y]
        ends = [one.start() for one in _FRAME.finditer(line)]
        first = max((end for end in ends if end < self.x), default=-1)
        last = min((end for end in ends if end >= self.x), default=len(line))
        if first < 0:
            return {self.y: line.strip()}
        top = bottom = self.y
        while _FRAME.match(self.lines[top - 1], first):
            top -= 1
        while _FRAME.match(self.lines[bottom + 1], first):
            bottom += 1
        return {y: self.lines[y][first + 1 : last].strip() for y in range(top, bottom + 1)}

    @property
    def goes_on(self) -> bool:
        """Whether the frame with the cursor has more rows below those in sight."""
        return any("↓" in line for line in self.lines[max(self.framed) + 1 :][:1])


class Terminal:
    """One tmux window of a fixed size, in which one command runs."""

    def __init__(
        self, folder: Path, columns: int, rows: int, environment: Mapping[str, str]
    ) -> None:
        self.folder = folder
        self.columns, self.rows = columns, rows
        self._began = False
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
        # Relative to its folder: the path of a socket must be short.
        done = subprocess.run(
            ["tmux", "-S", "tmux.sock", "-f", "/dev/null", *words],
            cwd=self.folder,
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
        begun = f"echo $$ > pid; exec {shlex.join(command)}"
        line = f"sh -c {shlex.quote(begun)}; echo ended with $?; sleep 1000"
        if self._began:
            self._tmux("respawn-window", "-k", "-t", "it", line)
            return
        self._began = True
        size = ["-x", str(self.columns), "-y", str(self.rows)]
        self._tmux("new-session", "-d", "-s", "it", *size, line)
        self._tmux("set-option", "-g", "status", "off")
        self._tmux("resize-window", "-t", "it", *size)

    def kill(self) -> None:
        """End the command at once, as a lost connection or an empty battery does."""
        os.kill(int((self.folder / "pid").read_text()), signal.SIGKILL)
        self.until("ended with 137")

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size, as a person does by dragging."""
        self.columns, self.rows = columns, rows
        self._tmux("resize-window", "-t", "it", "-x", str(columns), "-y", str(rows))

    def press(self, *keys: str) -> None:
        """Press keys by tmux's names, such as `Enter`, `C-s`, `Tab`, `c`, one after another."""
        self._tmux("send-keys", "-t", "it", *keys)

    def type(self, text: str) -> None:
        """Type a text; a new line is the Enter key."""
        for n, line in enumerate(text.split("\n")):
            if n:
                self.press("Enter")
            if line:
                self._tmux("send-keys", "-t", "it", "-l", "--", line)

    def look(self) -> Look:
        """What the window shows now, with its cursor."""
        where, _, text = self._tmux(
            "display-message", "-p", "-t", "it", "#{cursor_x} #{cursor_y}", ";",
            "capture-pane", "-p", "-t", "it",
        ).partition("\n")  # fmt: skip
        x, y = where.split()
        return Look(text, int(x), int(y))

    def screen(self) -> str:
        """What the window shows now, a line a row."""
        return self.look().text

    def until(self, wanted: str | Callable[[str], bool]) -> str:
        """The screen once it shows a text (or satisfies a test); fails after `PATIENCE`."""
        if isinstance(wanted, str):
            return self.look_until(lambda look: wanted in look.text, wanted).text
        return self.look_until(lambda look: wanted(look.text)).text

    def look_until(self, wanted: Callable[[Look], bool], name: str = "") -> Look:
        """What the window shows once that satisfies a test; fails after `PATIENCE`."""
        deadline = time.monotonic() + PATIENCE
        while not wanted(look := self.look()):
            if time.monotonic() > deadline:
                raise AssertionError(
                    f"never showed {name or wanted!r}; the last screen was:\n{look.text}"
                )
            time.sleep(0.01)
        return look

    def press_and_see(self, key: str, done: Callable[[Look], bool] = lambda look: True) -> Look:
        """Press a key that changes the screen, and look once it has done so and stands still.

        `done` says more about what is to be seen then.
        """
        before = self.look()
        self.press(key)
        self.look_until(lambda now: now != before and done(now), f"what {key} does")
        return self._still(self.look())

    def settled(self, pause: float = 0.25) -> Look:
        """What the window shows once it has stood still for so many seconds."""
        return self._still(self.look(), pause)

    def _still(self, last: Look, pause: float = 0.02) -> Look:
        # A screen that stands still may be that of a program which has not had its turn yet.
        deadline = time.monotonic() + PATIENCE
        worked = self._worked()
        while time.monotonic() < deadline:
            time.sleep(pause)
            now, work = self.look(), self._worked()
            if now == last and work == worked and work is not None:
                return now
            last, worked = now, work
        raise AssertionError("the screen never stood still")

    def _worked(self) -> int | None:
        """What the command has done so far (ticks); `None` while it is at work."""
        pid = (self.folder / "pid").read_text().strip()
        ticks = 0
        try:
            for thread in Path(f"/proc/{pid}/task").iterdir():
                state, *rest = (thread / "stat").read_text().rpartition(")")[2].split()
                if state == "R":
                    return None
                ticks += int(rest[10]) + int(rest[11])
        except (FileNotFoundError, ProcessLookupError):
            return 0  # it has ended
        return ticks
