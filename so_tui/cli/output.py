"""All that is written to stdout: data, and nothing else. No other module writes there.

Where it cannot be written, `streams` says so.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

import msgspec

from so_tui.cli import progress
from so_tui.core.text import clean


def at_terminal() -> bool:
    """Whether what is written is read on a terminal."""
    return sys.stdout.isatty()


def encoding() -> str:
    """How text is written there."""
    return sys.stdout.encoding or "utf-8"


def say(lines: Iterable[str], *, goes_on: bool = False) -> None:
    """Write lines of text, each cleaned, so that no line can do anything to a terminal.

    `goes_on`: more is being done, and how much of it may be shown below.
    """
    text = "".join(f"{clean(line)}\n" for line in lines)
    data = text.encode(encoding(), "backslashreplace")
    if goes_on:
        with progress.hidden():
            _write(data)
    else:
        _send(data)


def say_json(value: Any) -> None:
    """Write a plain value as JSON, in UTF-8 whatever the locale (RFC 8259 §8.1)."""
    say_encoded(as_json(value))


def as_json(value: Any) -> msgspec.Raw:
    """A plain value as `say_json` takes it inside another one: all that many of them need."""
    return msgspec.Raw(msgspec.json.encode(_cleaned(value)))


def say_encoded(value: msgspec.Raw) -> None:
    """Write what `as_json` made as `say_json` writes it."""
    _send(msgspec.json.format(memoryview(value), indent=2))
    _write(b"\n")


def send(data: bytes) -> None:
    """Write bytes as they are."""
    _send(data)


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value, lines=True)
    if isinstance(value, dict):
        return {_cleaned(key): _cleaned(inside) for key, inside in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(inside) for inside in value]
    return value


def _send(data: bytes) -> None:
    progress.stop()
    _write(data)


def _write(data: bytes) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
