"""A paper as PDF, by typst: tagged (PDF/UA-1), and never with a box in place of a letter.

typst is loaded when a paper is made, and by no other module.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from typing import Literal, NamedTuple

import msgspec

from so_tui.core.papers.model import Paper, texts, with_texts
from so_tui.core.script import BLANK
from so_tui.errors import OutputError

Size = Literal["letter", "a4"]

_MISSING = re.compile(r"the text `\"(.*?)\"` could not be displayed")
_NUMBERED = re.compile(r"\\u\{([0-9a-f]+)\}")
_LONG = 24
"""From how many letters on a word may part at the end of a line."""

_PIECE = 6
_BESIDE_PICTURES = frozenset("\u200d\u20e3\ufe0e\ufe0f")


class Drawn(NamedTuple):
    """A PDF, and the pictures (emoji) that no font has and that were left out of it."""

    data: bytes
    left_out: tuple[str, ...]


def draw(paper: Paper, layout: bytes, size: Size, *, large: bool, page: str, day: dt.date) -> Drawn:
    """The paper as the bytes of a PDF, in the way `layout` says.

    `page` says which page of how many it is; `day` is when it was made. Letters that the program
    has no font for are drawn with one of the system. Raises OutputError naming all the letters
    that no font has.
    """
    missing, data = _compiled(paper, layout, size, large, page, day, system=False)
    if missing:
        missing, data = _compiled(paper, layout, size, large, page, day, system=True)
    pictures = tuple(one for one in missing if _is_picture(one))
    if pictures:
        # A picture in a name is no reason to print nothing.
        bare = with_texts(paper, lambda text: _without(text, pictures))
        missing, data = _compiled(bare, layout, size, large, page, day, system=True)
    if missing:
        raise OutputError(_said(missing))
    return Drawn(data, tuple(one for one in pictures if one not in _BESIDE_PICTURES))


def _compiled(
    paper: Paper, layout: bytes, size: Size, large: bool, page: str, day: dt.date, *, system: bool
) -> tuple[tuple[str, ...], bytes]:
    """The letters that no font has, each once, or the PDF."""
    import typst

    try:
        made = typst.compile(
            layout,
            format="pdf",
            pdf_standards="ua-1",
            sys_inputs=inputs(paper, size, large=large, page=page),
            ignore_system_fonts=not system,
            timestamp=dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC),
        )
    except typst.TypstError as fault:
        missing = tuple(dict.fromkeys(_letters(fault.diagnostic)))
        if not missing:
            raise OutputError(
                f"The paper could not be drawn: {fault.message}. "
                "Add --format txt for plain text. Nothing was written."
            ) from fault
        return missing, b""
    assert isinstance(made, bytes)
    return (), made


def inputs(paper: Paper, size: Size, *, large: bool, page: str) -> dict[str, str]:
    """What the layout is given of a paper: data, and nothing that is read as markup."""
    words = {word for text in texts(paper) for word in text.split()}
    given = {
        "paper": msgspec.to_builtins(paper),
        "size": "us-letter" if size == "letter" else "a4",
        "large": large,
        "page": page,
        "blank": BLANK,
        "numbers": sorted(word for word in words if _is_number(word)),
        "parted": {word: _parted(word) for word in words if len(word) > _LONG},
    }
    return {"paper": msgspec.json.encode(given).decode()}


def _letters(diagnostic: str) -> Iterable[str]:
    """The letters that a fault of typst names."""
    for found in _MISSING.findall(diagnostic):
        text = _NUMBERED.sub(lambda number: chr(int(number[1], 16)), found)
        yield from (one for one in text if not one.isspace() and unicodedata.category(one) != "Cf")


def _is_number(word: str) -> bool:
    """Whether a word has figures and no letter that is written from the right."""
    kinds = {unicodedata.bidirectional(one) for one in word}
    return "EN" in kinds and not kinds & {"R", "AL"} and len(word) <= _LONG


def _parted(word: str) -> list[str]:
    """A long word in pieces, between which a line may end; none begins with a mark."""
    pieces = [""]
    for one in word:
        joined = unicodedata.category(one)[0] == "M" or "\u200d" in (one, pieces[-1][-1:])
        if len(pieces[-1]) >= _PIECE and not joined:
            pieces.append("")
        pieces[-1] += one
    return pieces


def _is_picture(one: str) -> bool:
    """Whether a sign is an emoji or a part of one, and no letter of a name."""
    return one in _BESIDE_PICTURES or unicodedata.category(one) in ("So", "Sk")


def _without(text: str, pictures: Iterable[str]) -> str:
    gone = {*pictures} | _BESIDE_PICTURES
    bare = "".join(one for one in text if one not in gone)
    return "\n".join(" ".join(line.split()) for line in bare.split("\n"))


def _said(letters: Iterable[str]) -> str:
    """Which letters are missing, all of them, and what to do."""
    shown = [
        one if one.isprintable() and not unicodedata.combining(one) else f"U+{ord(one):04X}"
        for one in letters
    ]
    fonts = sorted({font for one in letters if (font := _font_for(one))})
    install = f"Install {' and '.join(fonts)}, or add" if fonts else "Add"
    return (
        f"No font here has these letters: {' '.join(shown)}. "
        f"{install} --format txt for plain text. Nothing was written."
    )


def _font_for(letter: str) -> str:
    """A free font that has a letter; "" for what is in none."""
    script = unicodedata.name(letter, "").partition(" ")[0]
    if not script or unicodedata.category(letter)[0] not in "LMN":
        return ""
    if script in ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "HALFWIDTH", "FULLWIDTH"):
        return "Noto Sans CJK"
    return f"Noto Sans {script.capitalize()}"
