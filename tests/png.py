"""The ink of a picture: where on a page something is drawn."""

from __future__ import annotations

import struct
import zlib
from typing import NamedTuple


class Ink(NamedTuple):
    """How wide and high a picture is, and the box around all that is not white, in pixels."""

    width: int
    height: int
    left: int
    top: int
    right: int
    bottom: int


def ink(png: bytes) -> Ink:
    """Where the ink of a picture is: eight bits a channel, not interlaced (ISO/IEC 15948)."""
    at, data, head = 8, b"", b""
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        head = body if kind == b"IHDR" else head
        data += body if kind == b"IDAT" else b""
        at += length + 12
    width, height, depth, color, _, _, interlace = struct.unpack(">IIBBBBB", head)
    assert (depth, interlace) == (8, 0)
    size = {0: 1, 2: 3, 6: 4}[color]
    rows, above = zlib.decompress(data), bytes(width * size)
    columns, lines = [], []
    for y in range(height):
        start = y * (width * size + 1)
        above = _unfiltered(rows[start], rows[start + 1 : start + 1 + width * size], above, size)
        if above.strip(b"\xff"):
            lines.append(y)
            first = next(n for n, one in enumerate(above) if one != 255)
            last = next(n for n in range(len(above) - 1, -1, -1) if above[n] != 255)
            columns += [first // size, last // size]
    return Ink(width, height, min(columns), lines[0], max(columns), lines[-1])


def _unfiltered(kind: int, row: bytes, above: bytes, size: int) -> bytes:
    made = bytearray(row)
    for n in range(len(made)):
        left = made[n - size] if n >= size else 0
        up, corner = above[n], above[n - size] if n >= size else 0
        match kind:
            case 1:
                made[n] = (made[n] + left) & 255
            case 2:
                made[n] = (made[n] + up) & 255
            case 3:
                made[n] = (made[n] + (left + up) // 2) & 255
            case 4:
                guess = left + up - corner
                near = min((left, up, corner), key=lambda one: abs(guess - one))
                made[n] = (made[n] + near) & 255
    return bytes(made)
