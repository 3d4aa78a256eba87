"""What this process keeps to from its first moment, so that health data stays where it belongs."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Iterator

_TELLING = (
    "TEXTUAL", "TEXTUAL_LOG", "TEXTUAL_DEBUG", "TEXTUAL_DRIVER", "TEXTUAL_PRESS",
    "TEXTUAL_SCREENSHOT", "TEXTUAL_SCREENSHOT_FILENAME", "TEXTUAL_SCREENSHOT_LOCATION",
    "TEXTUAL_DEVTOOLS_HOST", "TEXTUAL_DEVTOOLS_PORT",
)  # fmt: skip
"""Switches of the environment that write typed text or pictures of the screen to files."""

_PR_SET_DUMPABLE = 4  # linux/prctl.h


def keep_private() -> None:
    """Let no other user read what this process writes, and leave no picture of its memory.

    New files are for this user alone (umask 077), core dumps and other processes' looks into its
    memory are off, and switches of the environment that would log what is typed are taken out.
    """
    os.umask(0o077)
    for name in _TELLING:
        os.environ.pop(name, None)
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        _not_dumpable()


def suit_slow_lines() -> None:
    """Over SSH, wait longer for the rest of a key whose bytes come apart (milliseconds).

    Textual reads this when it is loaded.
    """
    if over_ssh():
        os.environ.setdefault("ESCDELAY", "400")


def over_ssh() -> bool:
    """Whether the person sits at another computer."""
    return any(os.environ.get(name) for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"))


def hurry() -> None:
    """Look for no garbage while much is being made that stays: modules, styles, widgets."""
    gc.disable()


def settle() -> None:
    """End the hurry: look for garbage again, but not among what was made so far."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


@contextlib.contextmanager
def in_a_hurry() -> Iterator[None]:
    """Look for no garbage while it lasts: what is made is large, and has no circles in it."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _not_dumpable() -> None:
    # A handler of core dumps that the system runs is not bound by the limit; this binds it.
    import ctypes

    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
