"""After what terminals measure differently, the cursor is placed anew.

Emoji, joined signs and marks of many scripts take one cell in one terminal and two in another.
Whatever is written behind them would move, borders too. So the stream of output is followed, and
around each such grapheme the terminal is told where the cursor belongs by Textual's measure.
"""

from __future__ import annotations

import re

from rich.cells import cell_len

from so_tui.tui import graphemes

_differs = re.compile(rf"[^\x00-\x7f{graphemes.ALONE}]").search

# ECMA-48: control sequences, strings up to their end, other escapes, controls; and text.
_TOKEN = re.compile(
    r"\x1b\[(?P<parameters>[0-?]*)[ -/]*(?P<final>[@-~])"
    r"|(?P<string>\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\))"
    r"|(?P<unfinished>\x1b(?:\[[0-?]*[ -/]*|[\]PX^_][^\x07\x1b]*\x1b?|[ -/]*)\Z)"
    r"|\x1b[ -/]*[0-~]?"
    r"|(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
    r"|[\x00-\x1f\x7f-\x9f]"
)
_place = re.compile(r"(\d*)(?:;(\d*))?").fullmatch
_MOVE = re.compile(r"\x1b\[\d*(?:;\d*)?[Hf]")

_STAYS = frozenset("mJK")
"""Final letters after which the cursor is where it was: colors, and erasing."""

_KEPT_MODES = re.compile(r"\?(?:7|25|100[0-6]|101[56]|2004|2026|2048)").fullmatch
"""Private modes that leave the cursor in its place; another screen or origin does not."""

_MOST_UNREAD = 64


def _to(row: int, column: int) -> str:
    return f"\x1b[{row};{column + 1}H"


class CursorPlacing:
    """Follows a terminal's output and adds to it the moves that keep every cell in its place.

    Call it with each piece of output, in order; it returns what is to be written instead. A piece
    may end anywhere. As long as nothing in it is measured differently, it is returned as it is,
    and read only when a later piece needs to know where the cursor was.
    """

    def __init__(self) -> None:
        self._unread: list[str] = []
        self._unfinished = ""
        self._row: int | None = None  # from 1; None where it is not known for sure
        self._column = 0
        self._last = ""  # the grapheme before the cursor, which more text may still continue

    def __call__(self, data: str) -> str:
        """The output, with the cursor placed where terminals would differ."""
        if not _differs(data):
            self._put_off(data)
            return data
        for earlier in self._unread:
            self._read(earlier)
        self._unread.clear()
        return self._read(data)

    def _put_off(self, data: str) -> None:
        # After a move, where the cursor was before does not matter.
        if _MOVE.search(data) or len(self._unread) >= _MOST_UNREAD:
            self._unread.clear()
            self._row, self._last, self._unfinished = None, "", ""
        self._unread.append(data)

    def _read(self, data: str) -> str:
        """The data as it is to be written; what began in an earlier piece was written there."""
        written = len(self._unfinished)
        data, self._unfinished = self._unfinished + data, ""
        made: list[str] = []
        for token in _TOKEN.finditer(data):
            made.append(self._text(token[0]) if token["text"] else token[0])
            if not token["text"]:
                self._follow(token)
        return "".join(made)[written:]

    def _follow(self, token: re.Match[str]) -> None:
        self._last = ""
        if token["unfinished"]:
            self._unfinished = token[0]
        elif token["final"] in ("H", "f") and (place := _place(token["parameters"])):
            self._row = int(place[1] or 1) or 1
            self._column = (int(place[2] or 1) or 1) - 1
        elif not (
            token["string"]
            or token["final"] in _STAYS
            or (token["final"] in ("h", "l") and _KEPT_MODES(token["parameters"]))
            or token[0] == "\x07"
        ):
            self._row = None

    def _text(self, text: str) -> str:
        if self._row is None:
            return text
        row, begun = self._row, self._last
        made: list[str] = []
        if not _differs(begun + text):
            self._column += cell_len(text)
            self._last = text[-1]
            return text
        self._column -= cell_len(begun)
        for unit in graphemes.units(begun + text):
            cells = cell_len(unit)
            end = self._column + cells
            if not _differs(unit):
                made.append(unit[len(begun) :])
            else:
                if cells and not begun:
                    # What stood there before shows through where a terminal draws fewer cells.
                    made += [" " * cells, _to(row, self._column)]
                made += [unit[len(begun) :], _to(row, end)]
            begun = ""
            self._column = end
            self._last = unit
        return "".join(made)
