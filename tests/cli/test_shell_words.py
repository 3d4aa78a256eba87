"""A word that is completed reaches the program as it is, whatever stands in it."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from so_tui.cli.shell_words import Line, quoted, split

BREAKS = " \t\n\"'@><=;|&(:"
"""What bash has in COMP_WORDBREAKS when nobody changed it."""

TEXT = st.text("'\"\\$`! a", max_size=4) | st.text(
    st.sampled_from("'\"\\$`!(){}[]<>|&;#*?~=:@^%,- ax")
    | st.characters(exclude_categories=["C", "Zl", "Zp"]),
    max_size=12,
)
QUOTES = st.sampled_from(["", "'", '"'])


MEANT = [
    "~", "~root", "~/x", "a=~/b", "{a,b}", "{1..3}", "*", "?[a-z]*", "$HOME", "$(echo x)",
    "`echo x`", "!!", "#x", "a;b", "a&", "<(ls)", "(ls)", ">x", "\\", "a\\", "'", '"', "=ls", "-n",
]  # fmt: skip
"""What bash would make something else of."""


@example(MEANT)
@given(texts=st.lists(TEXT.filter(bool), min_size=1, max_size=20))
def test_bash_takes_a_quoted_text_for_just_this_text(texts: list[str]) -> None:
    if shutil.which("bash") is None:
        pytest.skip("bash is not installed")
    for quote in ("", "'", '"'):
        words = " ".join(completed(quote, quoted(one, quote)) for one in texts)
        told = subprocess.run(
            ["bash", "--norc", "-c", f"printf '%s\\0' {words}"],
            capture_output=True, check=True, env={"LANG": "C.UTF-8"},
        )  # fmt: skip
        assert told.stdout.decode().split("\0")[:-1] == texts


def completed(quote: str, found: str) -> str:
    """What bash makes of a word of which a quote was typed, by readline's `insert_match`: it puts
    no quote behind the one that is there, and none that closes behind one."""
    begun = "" if quote and found.startswith(quote) else quote
    return f"{begun}{found}{'' if found.endswith(quote) else quote}"


@given(text=TEXT)
def test_between_double_quotes_no_line_of_the_past_is_called(text: str) -> None:
    signs = iter(completed('"', quoted(text, '"')))
    for sign in signs:
        if sign == "\\":
            next(signs)
        assert sign != "!"


@given(before=TEXT, text=TEXT, quote=QUOTES, breaks=st.sampled_from(["", BREAKS]))
def test_a_quoted_text_is_read_as_it_was(before: str, text: str, quote: str, breaks: str) -> None:
    word = completed(quote, quoted(text, quote))
    line = split(f"so-tui {quoted(before) or chr(39) * 2} {word}", breaks=breaks)
    assert line.words == ("so-tui", before)
    assert line.word == text


@given(text=TEXT, ends=st.tuples(st.integers(0, 12), st.integers(0, 12)), quote=QUOTES)
def test_what_a_shell_puts_behind_what_it_keeps_makes_the_word(
    text: str, ends: tuple[int, int], quote: str
) -> None:
    begin, end = sorted(ends)
    typed = f"{quoted(text[:begin])}{quote}{_typed(text[begin:end], quote)}"
    line = split(f"so-tui {typed}", breaks=BREAKS)
    # As bash does it: what is behind the last sign that breaks words, or behind the open quote.
    kept = _kept_by_bash(typed)
    rest = quoted(text[line.kept :], line.quote)
    begins = kept[: len(kept) - 1] if line.quote and rest.startswith(line.quote) else kept
    whole = split(f"so-tui {begins}{rest}", breaks=BREAKS)
    assert whole.word == text


def _typed(text: str, quote: str) -> str:
    """A text as a person types it behind an open quote, which stays open."""
    match quote:
        case "'":
            return text.replace("'", "'\\''")
        case '"':
            return "".join(f"\\{one}" if one in '"\\$`' else one for one in text)
        case _:
            return quoted(text)


def _kept_by_bash(typed: str) -> str:
    """How much of a word bash leaves alone: read by its own rule, from the left."""
    quote, keeps, at = "", 0, 0
    while at < len(typed):
        sign = typed[at]
        if sign == "\\" and quote != "'":
            at += 1
        elif quote:
            if sign == quote:
                quote, keeps = "", at + 1
        elif sign in BREAKS:
            quote, keeps = (sign if sign in "'\"" else ""), at + 1
        at += 1
    return typed[:keeps]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("so-tui ", Line(("so-tui",), "")),
        ("so-tui sh", Line(("so-tui",), "sh")),
        ("so-tui --place=wi", Line(("so-tui",), "--place=wi", kept=8)),
        ("so-tui 'Ro sa", Line(("so-tui",), "Ro sa", quote="'")),
        ('so-tui --office="Mercy L', Line(("so-tui",), "--office=Mercy L", kept=9, quote='"')),
        ('so-tui ab"c d', Line(("so-tui",), "abc d", kept=2, quote='"')),
        ('so-tui "a b"c', Line(("so-tui",), "a bc", kept=3)),
        ("so-tui a\\ b", Line(("so-tui",), "a b")),
        ("so-tui a\\", Line(("so-tui",), "a")),
        ('so-tui "" x', Line(("so-tui", ""), "x")),
        ("so-tui export > fi", Line(("so-tui", "export"), "fi", to_file=True)),
        ("so-tui export 2>fi", Line(("so-tui", "export"), "fi", to_file=True)),
        ("so-tui export >out ro", Line(("so-tui", "export"), "ro")),
        ("", Line((), "")),
    ],
)
def test_a_line_is_read_up_to_its_cursor(line: str, wanted: Line) -> None:
    assert split(line, breaks=BREAKS) == wanted


def test_fish_has_a_backslash_in_single_quotes() -> None:
    assert split("so-tui 'it\\'s \\\\ x", fish=True) == Line(("so-tui",), "it's \\ x", quote="'")
