"""Folding: what a text is when somebody looks for it, however it was typed or pasted.

Case, accents, quotes, hyphens, dashes, blanks and signs that nobody sees make no difference;
numbers are told by their figures. Every place that looks something up folds here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from so_tui.core.text import clean

_QUOTES = "'\"`´‘’‚‛“”„‟‹›«»′″‴ʹʺʻʼʽʾʿˈ＇＂ꞌ"
_TYPED = str.maketrans(dict.fromkeys(_QUOTES))
_SHOWN = re.compile(r"<U\+[0-9A-Fa-f]{4,6}>")
"""How `clean` writes what has no shape of its own."""

_PLAIN = str.maketrans(
    {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe",
     "þ": "th", "ŋ": "n"}
)  # fmt: skip
"""Letters that are written with others on a keyboard without them, and have no accent to take."""

_VOICING = 8
"""The class of the marks that make another letter of a kana, and are no accents."""

_SIGNS_OF_ASCII = rb"!#%&()*,-./:;?@[\]_{}"
_BLANK = bytes.maketrans(_SIGNS_OF_ASCII, b" " * len(_SIGNS_OF_ASCII))
_DROPPED = "".join(one for one in _QUOTES if one.isascii()).encode()
_TIED = _DROPPED + b"-_."
_FIGURES = re.compile(r"(?<!\S)[^\s\d]*\d\S*(?: [^\s\d]*\d\S*)+")
"""Words with figures that follow each other: a number as people group it."""


def folded(text: str) -> str:
    """The words of a text with one blank between them, whatever their case, accents and signs.

    Folding twice gives the same as folding once. A text of signs alone is folded to its case
    only, so that nothing that can be seen becomes nothing.
    """
    return _spaced(text, " ") or _bare(text)


def key(text: str) -> str:
    """What two texts have in common that name the same: the folded text without its blanks."""
    # Marks that blanks kept apart stand in their order once they are together.
    return unicodedata.normalize("NFC", folded(text).replace(" ", ""))


def searchable(text: str) -> str:
    """What `Sought` looks into: the folded text, its hyphenated words in one, and its numbers."""
    spaced = _spaced(text, " ") or _bare(text)
    joined = _spaced(text, "")
    return "\n".join(dict.fromkeys(filter(None, (spaced, joined, *_numbers(spaced)))))


def searchable_all(texts: Iterable[str]) -> str:
    """What `Sought` looks into for any of some texts: the lines of `searchable` of each.

    Plain ones are folded in one go, which is what makes ten thousand cases bearable.
    """
    given = list(texts)
    texts = [text.replace("\n", " ") for text in given]
    if not _is_plain(whole := "\n".join(texts)):
        plain = list(map(_is_plain, texts))
        # As they were given: a blank in a newline's place would be part of an escape code.
        others = [text for text, is_plain in zip(given, plain, strict=True) if not is_plain]
        texts = [text for text, is_plain in zip(texts, plain, strict=True) if is_plain]
        return "\n".join([searchable_all(texts), *map(searchable, others)])
    spaced = _plain(whole, " ").split("\n")
    found = "\n".join(dict.fromkeys(" ".join(line.split()) for line in spaced))
    tied = "\n".join(text for text in texts if "-" in text or "." in text or "_" in text)
    joined = dict.fromkeys(" ".join(line.split()) for line in _plain(tied, "").split("\n"))
    signs = [_bare(text) for text, line in zip(texts, spaced, strict=False) if not line.strip()]
    return "\n".join([found, *joined, *_numbers(found), *signs])


def _numbers(spaced: str) -> Iterator[str]:
    """The figures that stand in groups, as one number each."""
    return (run.group().replace(" ", "") for run in _FIGURES.finditer(spaced))


def _is_plain(text: str) -> bool:
    """Whether nothing in it breaks a line, or takes something of the text behind with it."""
    return text.isascii() and not _runs_on(text)


_runs_on = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]").search


class Sought(NamedTuple):
    """What somebody looks for, folded once. `words`: each in the ways in which it may stand."""

    words: tuple[tuple[str, ...], ...]
    phrase: tuple[str, ...]

    def is_in(self, text: str) -> bool:
        """Whether each word is somewhere in a searchable text."""
        return all(any(way in text for way in word) for word in self.words)

    def stands_in(self, text: str) -> bool:
        """Whether the words stand together, in their order, in a searchable text."""
        return any(way in text for way in self.phrase)

    def names_in(self, text: str) -> bool:
        """Whether they stand together there and cut no number; a number alone, as a whole word."""
        return any(way in text and _uncut(way, text) for way in self.phrase)


def sought(words: str) -> Sought:
    """What was typed to find something."""
    words = unicodedata.normalize("NFC", words)
    spaced = folded(words)
    numbered = spaced.split() if all(map(_has_figure, spaced.split())) else []
    typed = clean(words).split()
    return Sought(
        # A sign on its own between words is none of them.
        words=tuple(map(_ways, [one for one in typed if _spaced(one, "")] or typed)),
        phrase=tuple(filter(None, dict.fromkeys((*_ways(words), "".join(numbered))))),
    )


def _uncut(way: str, text: str) -> bool:
    """Whether what stands in a text does so without a figure beside its own."""
    if way.replace(" ", "").isdigit():
        before, behind = r"(?<!\S)", r"(?!\S)"
    else:
        before = r"(?<!\d)" if way[0].isdigit() else ""
        behind = r"(?!\d)" if way[-1].isdigit() else ""
    return re.search(f"{before}{re.escape(way)}{behind}", text) is not None


def _ways(text: str) -> tuple[str, ...]:
    return tuple(filter(None, dict.fromkeys((folded(text), _spaced(text, "")))))


def _has_figure(word: str) -> bool:
    return any(one.isdigit() for one in word)


def _bare(text: str) -> str:
    """A text in which nothing but signs is: its case, and single blanks."""
    said = clean(text)
    seen = _SHOWN.sub("", said).strip() or said
    return " ".join(unicodedata.normalize("NFKC", seen.casefold()).split())


def _spaced(text: str, hyphen: str) -> str:
    """The folded words, with `hyphen` in the place of what ties two of them together."""
    if text.isascii():
        return " ".join(_plain(clean(text, lines=True), hyphen).split())
    # Put together first: a letter whose accent stands apart could be read as the end of a code.
    text = unicodedata.normalize("NFC", text)
    text = _SHOWN.sub("", clean(text, lines=True)).translate(_TYPED)
    for _ in range(2):  # what is taken apart may have a case of its own (UAX #15, Unicode D146)
        text = unicodedata.normalize("NFKD", text.casefold())
    kept = text.translate(_TYPED).translate(_PLAIN).translate(_SIGNS[hyphen])
    return " ".join(unicodedata.normalize("NFC", kept).split())


def _plain(text: str, hyphen: str) -> str:
    """A clean text in ASCII, folded, with its blanks as they are."""
    # As bytes: a table of them is a hundred times as fast as one of letters.
    said = _SHOWN.sub("", text).lower().encode("ascii")
    return said.translate(_BLANK, _DROPPED if hyphen else _TIED).decode("ascii")


class _Signs(dict[int, str]):
    """What each sign of a decomposed text becomes, worked out once for a sign."""

    def __init__(self, hyphen: str) -> None:
        super().__init__()
        self._hyphen = hyphen

    def __missing__(self, code: int) -> str:
        self[code] = becomes = _becomes(chr(code), self._hyphen)
        return becomes


_SIGNS = {hyphen: _Signs(hyphen) for hyphen in (" ", "")}


def _becomes(one: str, hyphen: str) -> str:
    category = unicodedata.category(one)
    if category == "Mn" and (unicodedata.combining(one) or _varies(one)):
        return one if unicodedata.combining(one) == _VOICING else ""
    if category in ("Pd", "Pc") or one in "-−⁃.":
        return hyphen
    if category[0] in "PZ" or category == "Cc":
        return " "
    if category[0] == "N" and one.isdigit():
        return str(unicodedata.digit(one))
    return "" if category == "Cf" else one


def _varies(one: str) -> bool:
    """Whether a mark only says how the sign before it is drawn."""
    return "\ufe00" <= one <= "\ufe0f" or "\U000e0100" <= one <= "\U000e01ef"
