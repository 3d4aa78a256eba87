"""Cleaning of every text that comes in: typed, pasted, imported, or read from a terminal.

What is left is text and nothing else. It cannot move a cursor, change a color, hide a word
or turn a line around. Meaning is kept: nothing is escaped, and markup stays as it was typed.
"""

from __future__ import annotations

import re
import unicodedata

MAX_LINE = 500
"""How many characters a field of one line may hold."""

MAX_TEXT = 20_000
"""How many characters a field of many lines may hold."""

MAX_MARKS = 8
"""How many marks may stand on one letter; no script writes more."""

_ENDS = r"(?:\x07|\x1b\\|\x9c)"
_SEQUENCE = re.compile(
    # CSI: parameters, then one final letter.
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    # OSC, DCS, SOS, PM and APC carry a text up to their end. Without an end, only the opening
    # goes, so that one stray byte cannot swallow the rest of a note.
    rf"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])(?:[^\x07\x1b\x9c\r\n]*{_ENDS})?"
    # All others are one or two bytes after ESC, for instance a reset or a character set.
    r"|\x1b[ -/]*[0-~]"
)
_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_ONE_LINE = re.compile(r"[\n\t]+")
_PLAIN = re.compile("[ -~\xa1-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e]*")
"""Texts that are clean already: letters of Latin and marks of print, none of which joins another,
is hidden, or has another form."""

# Format characters that do have a shape of their own: number and verse signs.
_SHAPED = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2") | {
    "\U000110bd",
    "\U000110cd",
}
# Characters of other categories that show nothing: fillers, joiners and inherent vowels.
_EMPTY = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_JOINERS = frozenset("\u200c\u200d")


def clean(text: str, *, lines: bool = False) -> str:
    """A text without anything that is not text, in Unicode's composed form (NFC, UAX #15).

    Takes any `str`, lone surrogates included. Control characters and escape sequences go.
    Line breaks and tabs stay only with `lines`; else each run of them becomes one space.
    Hidden characters become visible, such as `<U+202E>`; at most `MAX_MARKS` marks stay on a
    letter; blanks around the text go. Cleaning twice gives the same as cleaning once.
    """
    if _PLAIN.fullmatch(text):
        return text.strip()
    text = _CONTROL.sub("", _BREAK.sub("\n", _SEQUENCE.sub("", text)))
    if not lines:
        text = _ONE_LINE.sub(" ", text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        # A mark after a shown character may compose with its last sign, hence once more.
        text = unicodedata.normalize("NFC", _shown(text))
        text = _capped(text)
    return text.strip()


def changed(before: str, after: str) -> str:
    """A sentence saying what cleaning changed, or "" when nothing a person would miss.

    `before` is the text as it came in, `after` what `clean` made of it.
    """
    plain = _SEQUENCE.sub("", before)
    broken = _BREAK.sub("\n", plain).strip()
    said = []
    if plain != before or _CONTROL.search(_BREAK.sub("\n", plain)):
        said.append("control characters were taken out")
    if _ONE_LINE.search(broken) and not _ONE_LINE.search(after):
        said.append("the lines were joined")
    composed = unicodedata.normalize("NFC", _CONTROL.sub("", broken))
    shown = _shown(composed)
    if shown != composed:
        said.append("hidden characters are now shown")
    shown = unicodedata.normalize("NFC", shown)
    if _capped(shown) != shown:
        said.append("marks piled on one letter were taken off")
    return f"The text was changed: {', '.join(said)}." if said and before != after else ""


def too_long(text: str, *, lines: bool = False) -> str:
    """A sentence when a cleaned text is longer than its field may hold, else ""."""
    most = MAX_TEXT if lines else MAX_LINE
    if len(text) <= most:
        return ""
    return f"That text has {len(text):,} characters; {most:,} fit here. Shorten it and try again."


def _shown(text: str) -> str:
    """The text with every hidden character written out by its number."""
    last = len(text) - 1
    return "".join(
        f"<U+{ord(one):04X}>"
        if _is_hidden(one)
        and not (0 < index < last and one in _JOINERS and _joins(text[index - 1], text[index + 1]))
        else one
        for index, one in enumerate(text)
    )


def _joins(before: str, after: str) -> bool:
    """Whether a joiner belongs between two characters."""
    left, right = unicodedata.category(before), unicodedata.category(after)
    # Persian, Hindi and other scripts spell with joiners, always inside a word; pictures of
    # several people are joined likewise, behind a tone of skin or a variation selector too.
    spelled = left[0] in "LM" and right[0] == "L"
    return spelled or (right == "So" and left in ("So", "Sk", "Mn"))


def _is_hidden(one: str) -> bool:
    if one in _EMPTY or "\U000e0000" <= one <= "\U000e007f":
        return True
    return unicodedata.category(one) == "Cf" and one not in _SHAPED


def _capped(text: str) -> str:
    kept = []
    run = 0
    for one in text:
        run = run + 1 if unicodedata.category(one)[0] == "M" else 0
        if run <= MAX_MARKS:
            kept.append(one)
    return "".join(kept)


def ended(sentence: str) -> str:
    """The sentence with a full stop, unless it has an end: a label may have one, as in Sam T."""
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."


def as_sentence(words: str) -> str:
    """The words with a capital first and one end: a question or an abbreviation ends itself."""
    return capital(words[:-1] if words.endswith(("?.", "!.", "..")) else words)


def capital(words: str) -> str:
    """The words with a capital first."""
    return words[:1].upper() + words[1:]


def counted(count: int, thing: str) -> str:
    """A number of things: `1 case`, `2 cases`."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def the_last(count: int, thing: str) -> str:
    """The last of a row of things: `the last save`, `the last 2 saves`."""
    return f"the last {thing}" if count == 1 else f"the last {count} {thing}s"


def shortened(text: str, most: int = 60) -> str:
    """A text in one line for a sentence: what is longer is cut, with a sign that it was."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    end = most - 1
    while end > 1 and (unicodedata.category(text[end])[0] == "M" or not _may_part(text, end)):
        end -= 1  # a mark stays with its letter, a picture in one piece
    return f"{text[:end].rstrip()}…"


def _may_part(text: str, at: int) -> bool:
    return text[at] not in _JOINERS and text[at - 1] not in _JOINERS
