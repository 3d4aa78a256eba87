"""Pictures in PNG (ISO/IEC 15948): their rows, and small ones in shades of gray."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

HEAD = b"\x89PNG\r\n\x1a\n"
_SHADES = 16


class Picture(NamedTuple):
    """How wide and high a picture is, how many bytes a dot takes, and its rows from the top."""

    width: int
    height: int
    size: int
    rows: tuple[bytes, ...]


def read(png: bytes) -> Picture:
    """A picture of eight bits a channel that is not interlaced."""
    at, data, head = len(HEAD), b"", b""
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        head = body if kind == b"IHDR" else head
        data += body if kind == b"IDAT" else b""
        at += length + 12
    width, height, depth, color, _, _, interlace = struct.unpack(">IIBBBBB", head)
    assert (depth, interlace) == (8, 0)
    size = {0: 1, 2: 3, 6: 4}[color]
    return Picture(width, height, size, tuple(_rows(zlib.decompress(data), width * size, size)))


def grayed(png: bytes) -> bytes:
    """A picture whose colors are shades of gray already, in four bits a dot."""
    found = read(png)
    packed = bytearray()
    for row in found.rows:
        shades = [one * _SHADES // 256 for one in row[:: found.size]]
        shades += [0] * (len(shades) % 2)
        packed += b"\0" + bytes(a << 4 | b for a, b in zip(shades[::2], shades[1::2], strict=True))
    head = struct.pack(">IIBBBBB", found.width, found.height, 4, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(packed), 9)), (b"IEND", b""))
    return HEAD + b"".join(_part(kind, body) for kind, body in parts)


def _part(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _rows(data: bytes, length: int, size: int) -> Iterator[bytes]:
    above = bytes(length)
    for start in range(0, len(data), length + 1):
        above = _unfiltered(data[start], data[start + 1 : start + 1 + length], above, size)
        yield above


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
