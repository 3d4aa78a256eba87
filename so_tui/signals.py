"""Signals that end the app: a line that drops (SIGHUP) and a request to stop (SIGTERM).

The signals are blocked in every thread, and one thread waits for them. So they are heard when
the loop that draws stands still, as it does when a link froze in the middle of a screen.
"""

from __future__ import annotations

import contextlib
import os
import signal
import termios
import threading
from collections.abc import Callable, Iterator
from typing import Any

SIGNALS = frozenset({signal.SIGHUP, signal.SIGTERM})

PATIENCE = 1.5
"""Seconds for an orderly end after SIGTERM."""

_INPUT, _SCREEN = 0, 2
"""Where keys come from, and where the screen is drawn."""

_LEAVE = (
    b"\x18\x1b[?2026l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l\x1b[?1004l"
    b"\x1b[?2004l\x1b[?2048l\x1b[?7h\x1b[<u\x1b[?1049l\x1b[?25h\x1b[0m"
)
"""Whatever was being written is cut off (CAN, ECMA-48 §8.3.6); out of the second screen, with a
cursor, without mouse, focus, paste and resize reports (xterm's names)."""


@contextlib.contextmanager
def heard(keep: Callable[[], None], stop: Callable[[int], None]) -> Iterator[None]:
    """While it lasts, the two signals end the process with 128 and their number.

    To be entered before any thread is started. `keep` puts what is unsaved onto the disk; it is
    called in a thread of its own. `stop` asks the app for an orderly end with an exit code.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    terminal = _modes()
    threading.Thread(target=_wait, args=(keep, stop, terminal), daemon=True).start()
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _wait(
    keep: Callable[[], None], stop: Callable[[int], None], terminal: list[Any] | None
) -> None:
    number = signal.sigwait(SIGNALS)
    code = 128 + number
    # However long the disk takes, the process is gone by then.
    last = threading.Timer(PATIENCE, _end, (code, terminal))
    last.daemon = True
    last.start()
    keep()
    if number == signal.SIGHUP:
        _end(code, terminal)  # mostly there is no terminal any more, and nothing to wait for
    stop(code)


def _end(code: int, terminal: list[Any] | None) -> None:
    """Give the terminal back as far as that goes without waiting, and end."""
    with contextlib.suppress(OSError, termios.error):
        if terminal is not None:
            termios.tcsetattr(_INPUT, termios.TCSANOW, terminal)
    with contextlib.suppress(OSError):
        os.set_blocking(_SCREEN, False)
        os.write(_SCREEN, _LEAVE)
    with contextlib.suppress(OSError):
        os.set_blocking(_SCREEN, True)  # the shell has the same open file
    os._exit(code)


def _modes() -> list[Any] | None:
    try:
        return termios.tcgetattr(_INPUT)
    except (OSError, termios.error):
        return None
