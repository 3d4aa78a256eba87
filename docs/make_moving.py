"""Write the moving picture of the README, `docs/pictures/one-call.svg`: one call is logged.

The real program runs in a terminal of its own, on the demo's case, and keys are pressed. Run it
from the checkout, then look at the picture:

    python -m docs.make_moving
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pyte

from docs.drawing import Cell, Frame, Moment, Style, moving, seen

PICTURE = Path(__file__).parent / "pictures" / "one-call.svg"
TODAY = "2026-11-25"
COLUMNS, ROWS = 100, 30
BEHIND, LETTERS, QUIET, KEY = "#14171c", "#e6e6e6", "#a9b1ba", "#7aa2c8"

BEGIN = 20.0
"""Seconds that the program has to show its first screen."""

STILL = 0.5
"""Seconds without a change after which a screen has come to rest."""


class Step(NamedTuple):
    """What is pressed, how that is told, and for how long one looks at what it does.

    `shows`: words that stand on the screen then.
    """

    typed: str
    key: str
    told: str
    seconds: float
    shows: str = ""


STEPS = (
    Step("", "", "The header says what to do next: one call.", 3.5, "NEXT"),
    Step("3", "3", "The papers that this office has.", 3.5, "Pathology"),
    Step("c", "c", "On the phone: the form has the words to say.", 5.0, "Save"),
    Step("h", "h", "They have our request. The papers move with it.", 4.0, "asked"),
    Step(
        "\x13", "Ctrl+S", "Saved: the rows have moved, and the next step is another.", 6.0, "asked"
    ),
)
"""One call, from the step that asks for it to the next one."""

TITLE = "One call is logged in so-tui"


class Window:
    """A terminal of its own in which the program runs."""

    def __init__(self, words: Sequence[str], home: str) -> None:
        self.screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self.screen)
        child, self._end = pty.fork()
        if child == 0:
            environment = {
                "PATH": os.environ["PATH"], "HOME": home, "SO_TUI_HOME": f"{home}/so-tui",
                "SO_TUI_ACTOR": "Elena", "LANG": "C.UTF-8", "TERM": "xterm-256color",
                "COLORTERM": "truecolor", "TZ": "America/New_York",
            }  # fmt: skip
            os.execvpe(words[0], list(words), environment)
        self._child = child
        size = struct.pack("HHHH", ROWS, COLUMNS, 0, 0)
        fcntl.ioctl(self._end, termios.TIOCSWINSZ, size)

    def type(self, keys: str) -> None:
        """Send keys to it."""
        os.write(self._end, keys.encode())

    def rested(self, shows: str) -> Frame:
        """What it shows once some words are there and nothing changes any more."""
        deadline = time.monotonic() + BEGIN
        while time.monotonic() < deadline:
            if select.select([self._end], [], [], STILL)[0]:
                self._stream.feed(os.read(self._end, 1 << 16))
            elif shows in "\n".join(self.screen.display):
                return seen(self.screen, LETTERS, BEHIND)
        text = "\n".join(self.screen.display)
        raise SystemExit(f"“{shows}” was never to be seen, but:\n{text}")

    def close(self) -> None:
        """Let the line drop."""
        os.close(self._end)
        os.waitpid(self._child, 0)


def captioned(frame: Frame, step: Step) -> Frame:
    """A frame with a line below it that says which key was pressed, and what that does."""
    blank = Cell(" ", Style(LETTERS, BEHIND))
    line = [blank]
    if step.key:
        line += [Cell(one, Style(BEHIND, KEY, bold=True)) for one in f" {step.key} "] + [blank]
    line += [Cell(one, Style(QUIET, BEHIND)) for one in step.told]
    line += [blank] * (COLUMNS - len(line))
    return (*frame, (blank,) * COLUMNS, tuple(line))


def recorded(home: str) -> list[Moment]:
    """Each step, with what the program shows by then."""
    window = Window([sys.executable, "-m", "so_tui", "--today", TODAY, "--demo"], home)
    moments: list[Moment] = []
    try:
        for step in STEPS:
            if step.typed:
                window.type(step.typed)
            moments.append(Moment(captioned(window.rested(step.shows), step), step.seconds))
    finally:
        window.close()
    return moments


def told() -> str:
    """What the picture shows, in words, for those who do not see it."""
    return " ".join(f"{f'Press {one.key}. ' if one.key else ''}{one.told}" for one in STEPS)


def main() -> None:
    """Write the picture."""
    with tempfile.TemporaryDirectory() as home:
        PICTURE.write_text(moving(recorded(home), TITLE, told()), encoding="utf-8")


if __name__ == "__main__":
    main()
