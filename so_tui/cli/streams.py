"""Standard output and error as they really are: full, closed, or without a reader.

Python tells of a stream that takes nothing only where it is written to, and again when it ends.
Here the first fault is kept, what comes after it goes nowhere, and one sentence says what holds.
"""

from __future__ import annotations

import errno
import io
import os
import select
import sys
from typing import TextIO

import click

from so_tui.cli import stderr
from so_tui.cli.context import CommandContext
from so_tui.errors import OutputError, SoTuiError

READER_LEFT = 141
"""What a command ends with when its reader went away: 128 and SIGPIPE's number."""

_WHY = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is used up",
    errno.EFBIG: "the system allows no file as large as that",
    errno.EBADF: "it is closed",
    errno.EPIPE: "its reader went away",
    errno.EIO: "the disk or the terminal reported an error",
}


class ReaderLeftError(SoTuiError):
    """Whoever read the output went away."""

    exit_code = READER_LEFT


class _Stream(io.RawIOBase):
    """One of the two. `loud`: its first fault is raised, and not only kept."""

    def __init__(self, descriptor: int, *, loud: bool) -> None:
        super().__init__()
        self._descriptor, self._loud = descriptor, loud
        self.fault: OSError | None = None

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def isatty(self) -> bool:
        return os.isatty(self._descriptor)

    def write(self, data: io._ReadableBuffer) -> int:  # type: ignore[name-defined]
        whole = memoryview(data).cast("B")
        while self.fault is None:
            try:
                return os.write(self._descriptor, whole)
            except BlockingIOError:
                select.select([], [self._descriptor], [])
            except OSError as fault:
                self.fault = fault
                if self._loud:
                    raise told(fault, "standard output") from None
        return len(whole)


def told(fault: OSError, name: str) -> SoTuiError:
    """What a stream's fault means: what holds, and what could not be written.

    A reader that went away is no fault where nothing was to be saved.
    """
    context = click.get_current_context(silent=True)
    of = context.find_object(CommandContext) if context is not None else None
    saved = of.saved if of is not None else ""
    why = _WHY.get(fault.errno or 0) or f"the system says “{fault.strerror or fault}”"
    lost = f"What was to be written to {name} is not all there: {why}."
    if isinstance(fault, BrokenPipeError):
        return ReaderLeftError(f"{saved} {lost}" if saved else "")
    return OutputError(f"{saved or 'Nothing was changed.'} {lost}")


_watched: list[_Stream] = []


def watch() -> None:
    """Look after both streams of this process from now on.

    What was closed when it began is held, so that no file that is opened takes its place.
    """
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:  # writing to it fails from now on, and reading finds nothing
            os.open(os.devnull, os.O_RDONLY)
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = _text(1, sys.stdout, loud=True)
    sys.stderr = _text(2, sys.stderr, loud=False)


def let_go() -> None:
    """Give both streams back as they were, to what draws on them by itself."""
    _watched.clear()
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__


def ended(code: int) -> int:
    """The exit code, once all was written that can be: that of a fault where all else went well."""
    try:
        sys.stdout.flush()
    except SoTuiError as fault:
        code = code or stderr.refuse(fault)
    for stream in _watched:
        if stream.fault is not None and not code:
            code = told(stream.fault, "standard error").exit_code
    return code


def _text(descriptor: int, was: TextIO | None, *, loud: bool) -> io.TextIOWrapper:
    """A stream of text like the one that was there, that tells."""
    raw = _Stream(descriptor, loud=loud)
    _watched.append(raw)
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=(was.encoding if was is not None else None) or "utf-8",
        errors=(was.errors if was is not None else None) or "backslashreplace",
        line_buffering=not loud or raw.isatty(),
    )
