"""The age format with a passphrase, written after its specification (C2SP age.md) and nothing else.

Slow and plain. It writes files that no program does, such as those that ask for little work, so
that laws can be tried on many, or for too much, with all else about them in order.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
from collections.abc import Sequence

CHUNK = 64 * 1024
MOST_COMPUTED = 12
"""A header that asks for more work than this is written without doing it."""


def sealed(data: bytes, passphrase: str, work: int, *, stanzas: int = 1) -> bytes:
    """Bytes as a file that a passphrase opens with 2 to the power of `work` rounds."""
    file_key, salt, nonce = b"k" * 16, b"s" * 16, b"n" * 16
    wrap = hashlib.scrypt(
        passphrase.encode(), salt=b"age-encryption.org/v1/scrypt" + salt,
        n=1 << min(work, MOST_COMPUTED), r=8, p=1, maxmem=64 * 1024 * 1024, dklen=32,
    )  # fmt: skip
    body = _base64(aead(wrap, bytes(12), file_key))
    one = b"-> scrypt %s %d\n%s\n" % (_base64(salt), work, body)
    begin = b"age-encryption.org/v1\n" + one * stanzas + b"---"
    mac = hmac.digest(hkdf(file_key, b"", b"header"), begin, "sha256")
    payload = hkdf(file_key, nonce, b"payload")
    chunks = [data[at : at + CHUNK] for at in range(0, len(data), CHUNK)] or [b""]
    each = (
        aead(payload, n.to_bytes(11, "big") + bytes([n == len(chunks) - 1]), one)
        for n, one in enumerate(chunks)
    )
    return begin + b" " + _base64(mac) + b"\n" + nonce + b"".join(each)


def armored(data: bytes, end: bytes = b"\n") -> bytes:
    """A sealed file as text, as it stands in a message."""
    text = base64.b64encode(data)
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    begin, last = b"-----BEGIN AGE ENCRYPTED FILE-----", b"-----END AGE ENCRYPTED FILE-----"
    return b"".join(line + end for line in (begin, *lines, last))


def _base64(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def hkdf(key: bytes, salt: bytes, info: bytes) -> bytes:
    """32 bytes made of a key (RFC 5869, SHA-256)."""
    drawn = hmac.digest(salt or bytes(32), key, "sha256")
    return hmac.digest(drawn, info + b"\x01", "sha256")


def aead(key: bytes, nonce: bytes, data: bytes) -> bytes:
    """ChaCha20-Poly1305 (RFC 8439 §2.8), without anything beside the data."""
    stream = b"".join(_block(key, n + 1, nonce) for n in range(-(-len(data) // 64)))
    coded = bytes(a ^ b for a, b in zip(data, stream, strict=False))
    once = _block(key, 0, nonce)[:32]
    padded = coded + bytes(-len(coded) % 16)
    return coded + _poly1305(once, padded + struct.pack("<QQ", 0, len(coded)))


def _poly1305(key: bytes, message: bytes) -> bytes:
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    s, total, prime = int.from_bytes(key[16:], "little"), 0, (1 << 130) - 5
    for at in range(0, len(message), 16):
        total = (total + int.from_bytes(message[at : at + 16] + b"\x01", "little")) * r % prime
    return ((total + s) & ((1 << 128) - 1)).to_bytes(16, "little")


_ROUND = (
    (0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
    (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14),
)  # fmt: skip


def _block(key: bytes, counter: int, nonce: bytes) -> bytes:
    begun = struct.unpack("<16I", b"expand 32-byte k" + key + struct.pack("<I", counter) + nonce)
    state = list(begun)
    for _ in range(10):
        for quarter in _ROUND:
            _quarter(state, quarter)
    return struct.pack("<16I", *((a + b) & 0xFFFFFFFF for a, b in zip(state, begun, strict=True)))


def _quarter(state: list[int], at: Sequence[int]) -> None:
    a, b, c, d = at
    for one, other, third, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
        state[one] = (state[one] + state[other]) & 0xFFFFFFFF
        mixed = state[third] ^ state[one]
        state[third] = ((mixed << turn) | (mixed >> (32 - turn))) & 0xFFFFFFFF
