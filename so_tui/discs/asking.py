"""Asking the child what is on a disc: begun, waited for, and ended whatever happens.

What it answers is taken as what a stranger says: bounded, typed, and cleaned once more.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, NoReturn

import msgspec

from so_tui.core.case import Part
from so_tui.core.disc.findings import Disc
from so_tui.core.tally import Progress, nobody
from so_tui.core.text import clean
from so_tui.discs import limits
from so_tui.errors import MissingPartError, NotFoundError, RefusedInputError, StoppedError

_PATIENCE = 2.0
"""Seconds that the child has to be gone."""

_LOOK = 0.2
"""Seconds from one look whether it is to be stopped to the next."""

CHILD = ("-P", "-B", "-m", "so_tui.discs.child")
"""The words that begin the child. -P: no folder in which it happens to be begun has a say in what
is loaded; -B: nothing is written beside it."""

ADD = "pip install 'so-tui[disc]'"
"""What adds the part that reads discs."""


class _Answer(Part, frozen=True):
    """One line of what the child says."""

    done: int = 0
    all: int = 0
    fault: str = ""
    number: int | None = None
    disc: Disc | None = None


def require_part() -> None:
    """Raise MissingPartError where the part that reads discs is not installed."""
    if importlib.util.find_spec("pydicom") is None:
        raise MissingPartError(
            "The part of so-tui that reads discs is not installed. "
            f"Install it with: {ADD}. Nothing was changed."
        )


def read(
    path: Path, progress: Progress = nobody, is_stopped: Callable[[], bool] = lambda: False
) -> Disc:
    """What is on a disc: a folder, a ZIP, or one file.

    `is_stopped` is asked now and then; StoppedError is raised once it says so. Raises
    MissingPartError without pydicom, NotFoundError where nothing has that name, and
    RefusedInputError for what is no disc, cannot be opened, or asks for more than is allowed.
    """
    require_part()
    child = subprocess.Popen(
        [sys.executable, *CHILD],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        cwd="/", start_new_session=True,
    )  # fmt: skip
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        try:
            child.stdin.write(msgspec.json.encode({"path": os.fsdecode(path.absolute())}))
            child.stdin.close()
        except (BrokenPipeError, UnicodeEncodeError):
            pass  # it says so by answering nothing
        return _answered(child.stdout, path, progress, is_stopped)
    finally:
        child.kill()
        # A disc that hangs holds its reader until the system gives up; nobody waits for that.
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(_PATIENCE)
        child.stdout.close()


def _answered(
    answers: IO[bytes], path: Path, progress: Progress, is_stopped: Callable[[], bool]
) -> Disc:
    number = answers.fileno()
    os.set_blocking(number, False)
    began = heard = time.monotonic()
    waiting, taken = b"", 0
    with selectors.DefaultSelector() as selector:
        selector.register(number, selectors.EVENT_READ)
        while True:
            if is_stopped():
                raise StoppedError("Stopped. Nothing was changed.")
            now = time.monotonic()
            if now - heard > limits.SILENCE or now - began > limits.ALL + limits.SILENCE:
                _refuse(path, "it takes too long")
            if not selector.select(_LOOK):
                continue
            part = os.read(number, 1 << 16)
            heard = time.monotonic()
            taken += len(part)
            if not part or taken > limits.ANSWER:
                _refuse(path, "it asks for more time or memory than a disc may have")
            *lines, waiting = (waiting + part).split(b"\n")
            for line in lines:
                try:
                    answer = msgspec.json.decode(line, type=_Answer)
                except msgspec.DecodeError:
                    _refuse(path, "what it says makes no sense")
                if answer.fault:
                    _tell(path, answer)
                if answer.disc is not None:
                    return _clean(answer.disc)
                progress(answer.done, answer.all)


def _tell(path: Path, answer: _Answer) -> NoReturn:
    named = clean(str(path))
    match answer.fault:
        case "no_part":
            raise MissingPartError(
                "The part of so-tui that reads discs cannot be used. "
                f"Install it anew with: {ADD}. Nothing was changed."
            )
        case "not_opened" if answer.number in (2, 20):  # ENOENT, ENOTDIR
            raise NotFoundError(f"There is nothing at {named}. Look at the path. Is the disc in?")
        case "not_opened":
            _refuse(path, os.strerror(answer.number or 0))
        case "no_disc":
            raise RefusedInputError(
                f"{named} is no folder, no ZIP and no file that can be read. "
                "Open the disc first, as with any disc, and name its folder. Nothing was changed."
            )
        case "too_large":
            _refuse(path, "it is larger than a disc may be")
        case _:
            _refuse(path, "the ZIP is damaged. Copy it once more, or ask for it again")


def _refuse(path: Path, why: str) -> NoReturn:
    raise RefusedInputError(f"{clean(str(path))} cannot be read here: {why}. Nothing was changed.")


def _clean(disc: Disc) -> Disc:
    """The findings with every text cleaned, and nothing in them too long."""
    return msgspec.convert(_cleaned(msgspec.to_builtins(disc)), Disc)


def _cleaned(value: Any) -> Any:
    match value:
        case str():
            return clean(value)[: limits.TEXT]
        case dict():
            return {key: _cleaned(inside) for key, inside in value.items()}
        case list() | tuple():
            return [_cleaned(inside) for inside in value]
        case _:
            return value
