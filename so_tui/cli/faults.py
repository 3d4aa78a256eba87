"""What happens when the program itself goes wrong: a sentence and a number, never health data."""

from __future__ import annotations

import logging
import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING

from so_tui import crash_log
from so_tui.cli import stderr

if TYPE_CHECKING:
    from sys import UnraisableHookArgs


def install() -> None:
    """Let every fault of this process be told so, wherever it happens."""
    sys.excepthook = hook
    threading.excepthook = _in_thread
    sys.unraisablehook = _unraisable
    # Without a handler of its own, a library's log goes to the terminal with what it quotes.
    logging.lastResort = None
    logging.raiseExceptions = False


def hook(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    """Python's `sys.excepthook`: the process ends with exit code 1 after it."""
    stderr.tell("Stopped." if isinstance(fault, KeyboardInterrupt) else crash_log.told(fault))


def _in_thread(args: threading.ExceptHookArgs) -> None:
    crash_log.told(args.exc_value)


def _unraisable(args: UnraisableHookArgs) -> None:
    crash_log.told(args.exc_value)
