"""The words of a line that is being typed in a shell, and words written so that a shell takes them
as they are."""

from __future__ import annotations

from typing import NamedTuple

_BLANK = " \t\n"
_REDIRECTS = "<>"
_BARE = frozenset("_./,+-:=@%")
"""What needs no quoting, as letters, figures and all signs beyond ASCII need none."""

_IN_DOUBLE = '"\\$`'
"""What means something between double quotes, and loses that behind a backslash."""


class Line(NamedTuple):
    """A line up to the cursor: the words before the one that is being typed, and that one.

    `kept`: how many characters of the word the shell leaves alone, and puts the rest behind them;
    `quote`: the quote that is open in it; `to_file`: whether it names the file of a redirection.
    """

    words: tuple[str, ...]
    word: str
    kept: int = 0
    quote: str = ""
    to_file: bool = False


def split(line: str, *, breaks: str = "", fish: bool = False) -> Line:
    """A line up to the cursor as words without their quotes; what is not closed yet counts too.

    `breaks`: signs behind which this shell takes what follows for a word of its own, though for a
    command it is the same one (COMP_WORDBREAKS). `fish`: a backslash counts in single quotes, too.
    """
    words: list[str] = []
    now, begun, quote, kept = "", False, "", 0
    opened, to_file = 0, False
    signs = iter(line)
    for sign in signs:
        if quote:
            if sign == quote:
                kept = len(now) if sign in breaks else kept
                quote = ""
            elif sign == "\\" and (quote == '"' or fish):
                after = next(signs, "")
                escapes = _IN_DOUBLE if quote == '"' else "'\\"
                now += after if after in escapes else sign + after
            else:
                now += sign
        elif sign in _BLANK or sign in _REDIRECTS:
            digits = sign in _REDIRECTS and now.isdecimal()  # as in 2>file
            if begun and not to_file and not digits:
                words.append(now)
            if begun or sign in _REDIRECTS:
                to_file = sign in _REDIRECTS
            now, begun, kept = "", False, 0
        else:
            begun = True
            if sign == "\\":
                now += next(signs, "")
            elif sign in "'\"":
                quote, opened = sign, len(now)
            else:
                now += sign
                kept = len(now) if sign in breaks else kept
    return Line(tuple(words), now, opened if quote else kept, quote, to_file)


def quoted(text: str, quote: str = "") -> str:
    """A text as bash takes it for just this text; `quote`: the quote that is open before it, which
    bash closes behind it. It holds for any text without control characters."""
    if quote == "'":
        return _within(quote, text.replace("'", "'\\''"))
    if quote == '"':
        escaped = "".join(f"\\{sign}" if sign in _IN_DOUBLE else sign for sign in text)
        # Between double quotes nothing keeps an interactive shell from looking for a past line.
        return _within(quote, escaped.replace("!", '"\\!"'))
    return "".join(sign if _is_bare(sign) else f"\\{sign}" for sign in text)


def _within(quote: str, body: str) -> str:
    """What stands between quotes, so that bash neither takes its first sign for the quote that was
    typed nor its last one for the quote that closes."""
    return f"{quote * body.startswith(quote)}{body}{quote * body.endswith(quote)}"


def _is_bare(sign: str) -> bool:
    return not sign.isascii() or sign.isalnum() or sign in _BARE
