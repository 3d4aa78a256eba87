"""The process that reads a disc: `asking` begins it, and nobody types it.

It is told a path on standard input and answers in lines of JSON. It bounds itself before it looks
at a byte: memory, processor, no file written, no process begun. Whatever a disc does to what reads
it, that ends with this process.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import msgspec

_ELSEWHERE = (
    "socket.",
    "urllib.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.system",
)
"""Python's names (audit events) for what leads out of a process."""

EVERY = 0.1
"""Seconds from one word on how far it has come to the next."""


class Asked(msgspec.Struct, frozen=True):
    """What is to be read."""

    path: str


def main() -> None:
    """Read one disc, and say what is on it."""
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # who asked is gone
    sys.addaudithook(_stay)
    # Pixels are never looked at, and what does that is slow to load and wants much memory.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    warnings.simplefilter("ignore")
    try:
        import pydicom  # noqa: F401
    except ImportError:
        _say({"fault": "no_part"})
        return
    from so_tui.discs import dicom, gathering, places

    asked = msgspec.json.decode(sys.stdin.buffer.read(1 << 16), type=Asked)
    _bound()
    tell = _progress()
    try:
        listing = places.listing(Path(asked.path), lambda: tell(0, 0))
    except places.NotReadableError:
        _say({"fault": "damaged"})
        return
    except OSError as fault:
        _say({"fault": "not_opened", "number": fault.errno})
        return
    except MemoryError:
        _say({"fault": "too_large"})
        return
    if listing is None:
        _say({"fault": "no_disc"})
        return

    def timed(entry: places.Entry) -> dicom.Found | dicom.Listed | None:
        with _hurried():
            return dicom.read(entry)

    disc = gathering.gathered(listing, tell, timed)
    _say({"disc": msgspec.to_builtins(disc)})


def _stay(event: str, _: object) -> None:
    """Let nothing that is loaded here reach for a network, or begin another program."""
    if event.startswith(_ELSEWHERE):
        raise PermissionError(f"{event} is nothing that reading a disc needs")


def _bound() -> None:
    """Let this process have little, and do nothing but read."""
    import resource

    from so_tui.discs import limits

    for name, most in (
        ("RLIMIT_AS", limits.MEMORY), ("RLIMIT_CPU", limits.PROCESSOR), ("RLIMIT_CORE", 0),
        ("RLIMIT_FSIZE", 0), ("RLIMIT_NPROC", 0), ("RLIMIT_NOFILE", 32),
    ):  # fmt: skip
        # A system may have no such limit, or a lower one already.
        with contextlib.suppress(AttributeError, OSError, ValueError):
            resource.setrlimit(getattr(resource, name), (most, most))


class _TooSlowError(BaseException):
    """One file took too long; not caught by whoever catches every Exception."""


@contextlib.contextmanager
def _hurried() -> Iterator[None]:
    """While it lasts, the time of one file runs. Raises NotReadableError where it is over."""
    from so_tui.discs import limits
    from so_tui.discs.places import NotReadableError

    signal.signal(signal.SIGALRM, _over)
    signal.setitimer(signal.ITIMER_REAL, limits.ONE_FILE)
    try:
        yield
    except _TooSlowError:
        raise NotReadableError("too_slow") from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _over(number: int, frame: object) -> NoReturn:
    raise _TooSlowError


def _progress() -> Callable[[int, int], None]:
    last = 0.0

    def tell(done: int, of_all: int) -> None:
        nonlocal last
        if time.monotonic() - last >= EVERY or 0 < done == of_all:
            last = time.monotonic()
            _say({"done": done, "all": of_all})

    return tell


def _say(what: dict[str, object]) -> None:
    os.write(1, msgspec.json.encode(what) + b"\n")


if __name__ == "__main__":
    main()
