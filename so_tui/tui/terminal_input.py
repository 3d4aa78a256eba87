"""What a terminal sends, cut into what it means: text, keys' sequences, Escape, pasted text.

Bytes that nobody can read are dropped here, so that they type nothing and do nothing: what is
not UTF-8, half a character, mouse reports of old terminals, answers to questions nobody asked.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from typing import NamedTuple

HALF = 0.1
"""Seconds of silence after which half a character, or half a report, is dropped."""

TORN = 2.0
"""Seconds in which a slow line may bring the rest of a key's sequence, or of a report."""

PASTING = 3.0
"""Seconds of silence after which a paste without an end is taken as it came."""

_ESC = 0x1B
_PASTE, _PASTED = b"\x1b[200~", b"\x1b[201~"

_CSI = re.compile(rb"\x1b\[(?:\[[@-~]|(?!\[)[0-?]*[ -/]*[@-~])")
_SS3 = re.compile(rb"\x1bO[0-9;]*[@-~]")
_CSI_BEGUN = re.compile(rb"\x1b\[(?:\[|[0-?]*[ -/]*)\Z")
_SS3_BEGUN = re.compile(rb"\x1bO[0-9;]*\Z")
_STRING = re.compile(rb"\x1b(?:\]|P[0-9>!$+|])[^\x1b\x07]*(?:\x07|\x1b\\)", re.DOTALL)
_STRING_BEGUN = re.compile(rb"\x1b(?:\]|P(?:\Z|[0-9>!$+|]))[^\x1b\x07]*\x1b?\Z", re.DOTALL)
"""Answers to what was asked of the terminal (OSC, DCS); nobody types them."""

_OLD_MOUSE = b"\x1b[M"
_OLD_MOUSE_BYTES = 6

_OF_TWO = frozenset(b"bf\x7f\t")
"""Behind Escape these are a key: a word back and on, taking a word away, Shift+Tab."""

_LONGEST = 64
"""Bytes; no key's sequence is longer. What is goes on to its end, and is dropped whole."""

_MOST = 4096
"""Bytes after which what has no end is dropped."""


class Text(NamedTuple):
    """Characters as they were typed."""

    text: str


class Sequence(NamedTuple):
    """The control sequence of one key, click or report (ECMA-48 §5.4), whole."""

    text: str


class Escape(NamedTuple):
    """The key Escape, by itself."""


class Pasted(NamedTuple):
    """A text that was pasted as a whole."""

    text: str


Token = Text | Sequence | Escape | Pasted


class TerminalInput:
    """Cuts bytes, in whatever pieces they come, into tokens.

    `escape_delay`: seconds after which an Escape that nothing followed is the key.
    """

    def __init__(self, escape_delay: float) -> None:
        self._escape_delay = escape_delay
        self._waiting = b""
        self._pasting: bytearray | None = None
        self._decoder = getincrementaldecoder("utf-8")("ignore")
        self._since = 0.0

    def feed(self, data: bytes, now: float) -> list[Token]:
        """The tokens that are whole with these bytes. `now`: seconds by any clock."""
        tokens = self.tick(now)
        self._waiting += data
        self._since = now
        self._cut(tokens)
        return tokens

    def tick(self, now: float) -> list[Token]:
        """The tokens that are whole because nothing followed for a while."""
        silence = now - self._since
        tokens: list[Token] = []
        if silence >= HALF:
            self._decoder.reset()
        if self._pasting is not None and silence >= PASTING:
            self._pasted(len(self._pasting), tokens)
        while self._waiting and silence >= self._patience():
            self._give_up(tokens)
        return tokens

    def _patience(self) -> float:
        """How long what is waiting may wait for its rest, in seconds."""
        if len(self._waiting) == 1:
            return self._escape_delay
        if self._waiting.startswith(_OLD_MOUSE) or self._waiting == b"\x1bP":
            return HALF
        return TORN

    def _give_up(self, tokens: list[Token]) -> None:
        """Take what waited too long for what it can be by itself."""
        begun, rest = self._waiting, b""
        if begun in (b"\x1b", b"\x1bP"):
            # Escape alone, or somebody's Escape before a letter that also begins a report.
            tokens.append(Escape())
            rest = begun[1:]
        self._waiting = b""
        if rest:
            self._text(rest, tokens)

    def _cut(self, tokens: list[Token]) -> None:
        while self._waiting:
            if self._pasting is not None:
                if not self._paste(tokens):
                    return
                continue
            at = self._waiting.find(_ESC)
            if at != 0:
                text = self._waiting if at < 0 else self._waiting[:at]
                self._waiting = self._waiting[len(text) :]
                self._text(text, tokens)
                continue
            self._decoder.reset()
            if not self._sequence(tokens):
                return

    def _sequence(self, tokens: list[Token]) -> bool:
        """Cut off what begins with Escape; False while it may go on."""
        held = self._waiting
        if len(held) == 1:
            return False
        if held.startswith(_OLD_MOUSE):
            if len(held) < _OLD_MOUSE_BYTES:
                return False
            self._waiting = held[_OLD_MOUSE_BYTES:]
            return True
        if held.startswith(_PASTE):
            self._waiting, self._pasting = held[len(_PASTE) :], bytearray()
            return True
        if whole := _CSI.match(held) or _SS3.match(held):
            self._waiting = held[whole.end() :]
            if whole.end() <= _LONGEST:
                tokens.append(Sequence(whole.group().decode("ascii")))
            return True
        if whole := _STRING.match(held):
            self._waiting = held[whole.end() :]
            return True
        begun = _CSI_BEGUN.match(held) or _SS3_BEGUN.match(held) or _STRING_BEGUN.match(held)
        if begun and len(held) < _MOST:
            return False
        if begun:
            self._waiting = b""
            return True
        if held[1] in _OF_TWO:
            tokens.append(Sequence(held[:2].decode("ascii")))
            self._waiting = held[2:]
        elif held[1:2] in (b"[", b"O"):
            # It was begun and something else came between: nobody can read it.
            cut = re.match(rb"\x1b[\[O][0-?]*[ -/]*", held)
            self._waiting = held[cut.end() if cut else 2 :]
        else:
            tokens.append(Escape())
            self._waiting = held[1:]
        return True

    def _paste(self, tokens: list[Token]) -> bool:
        """Take in what is pasted; False while it goes on."""
        assert self._pasting is not None
        begun = len(self._pasting)
        self._pasting += self._waiting
        self._waiting = b""
        end = self._pasting.find(_PASTED, max(0, begun - len(_PASTED)))
        if end < 0:
            return False
        self._pasted(end, tokens)
        return True

    def _pasted(self, end: int, tokens: list[Token]) -> None:
        """Take what was pasted up to a byte; what stands behind its end is for itself."""
        assert self._pasting is not None
        text = self._pasting[:end].decode("utf-8", "ignore").replace("\0", "")
        self._waiting = bytes(self._pasting[end + len(_PASTED) :])
        self._pasting = None
        tokens.append(Pasted(text))

    def _text(self, data: bytes, tokens: list[Token]) -> None:
        if text := self._decoder.decode(data):
            # Enter, pressed while the terminal still turned it into a new line.
            tokens.append(Text(text.replace("\n", "\r")))
