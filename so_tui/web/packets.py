"""What goes between the page's server and the app: letters, lengths and contents.

The form is that of Textual's driver for browsers: a letter for the kind, the length in four bytes
with the highest first, and so many bytes. The app says a line of its own before the first one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple

BEGUN = b"__GANGLION__\n"
"""What the app says before its first packet."""

DATA, META = b"D", b"M"
"""Drawing and keys; and what is said about them, as JSON."""

_HEAD = 5


class Packet(NamedTuple):
    """One whole packet."""

    kind: bytes
    content: bytes


def data(content: bytes) -> bytes:
    """A packet of keys."""
    return _packed(DATA, content)


def meta(value: Mapping[str, object]) -> bytes:
    """A packet that says something about the page, such as its size."""
    return _packed(META, json.dumps(value).encode())


def _packed(kind: bytes, content: bytes) -> bytes:
    return kind + len(content).to_bytes(4, "big") + content


class Packets:
    """Puts packets together from the pieces in which they come."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def feed(self, piece: bytes) -> Iterator[Packet]:
        """The packets that are whole by now."""
        self._waiting += piece
        while len(self._waiting) >= _HEAD:
            end = _HEAD + int.from_bytes(self._waiting[1:_HEAD], "big")
            if len(self._waiting) < end:
                return
            packet = Packet(bytes(self._waiting[:1]), bytes(self._waiting[_HEAD:end]))
            del self._waiting[:end]
            yield packet
