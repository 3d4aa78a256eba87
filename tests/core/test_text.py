"""Every text that comes in is cleaned once, and stays a person's text."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import TypeVar

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from so_tui.core.text import MAX_LINE, MAX_MARKS, MAX_TEXT, changed, clean, too_long
from tests.hostile import HARMLESS, PAYLOADS

# All code points, lone surrogates included, with the troublesome ones met often.
TROUBLE = "\x1b\x9b\x9d\x07\\[]P;0m\r\n\t\x85\u2028\u200c\u200d\u200b\u202e\u0301\u0338>ae\ud800 "
TEXTS = st.text(st.one_of(st.sampled_from(TROUBLE), st.characters()))

INVISIBLE_OR_ACTIVE = {"Cc", "Cs"}
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"


Test = TypeVar("Test", bound=Callable[..., None])


def every_payload(test: Test) -> Test:
    """Try each payload beside what hypothesis thinks of."""
    for payload in PAYLOADS:
        test = example(payload)(test)
    return test


@every_payload
@given(TEXTS)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    for lines in (False, True):
        once = clean(text, lines=lines)
        assert clean(once, lines=lines) == once


@every_payload
@given(TEXTS)
def test_nothing_that_acts_on_a_terminal_is_left(text: str) -> None:
    assert not {unicodedata.category(one) for one in clean(text)} & INVISIBLE_OR_ACTIVE
    kept = set(clean(text, lines=True)) - {"\n", "\t"}
    assert not {unicodedata.category(one) for one in kept} & INVISIBLE_OR_ACTIVE
    assert not set(clean(text)) & set(BIDI + "\u2028\u2029")
    clean(text).encode("utf-8")


@every_payload
@given(TEXTS)
def test_what_is_left_is_composed_and_has_no_blanks_around(text: str) -> None:
    for lines in (False, True):
        cleaned = clean(text, lines=lines)
        assert unicodedata.is_normalized("NFC", cleaned)
        assert cleaned == cleaned.strip()


@given(st.text(st.characters(categories=("L", "N", "P", "S"))))
def test_letters_numbers_and_signs_only_get_composed(text: str) -> None:
    filler = "\u115f\u1160\u3164\uffa0"
    text = "".join(one for one in text if one not in filler)
    assert clean(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert clean(text) == text
    assert changed(text, clean(text)) == ""


@given(st.text(st.characters(max_codepoint=0x2070), min_size=1))
@example("".join(map(chr, range(0xA1, 0x300))))
@example("".join(map(chr, range(0x2000, 0x2070))))
def test_the_short_way_and_the_long_way_end_at_the_same(text: str) -> None:
    # A control character goes in any case, and nothing with one in it goes the short way.
    assert clean(text) == clean(f"{text}\0")
    for one in text:
        assert clean(f"a{one}b") == clean(f"a{one}b\0")


@pytest.mark.parametrize("text", PAYLOADS)
def test_a_payload_that_lost_more_than_blanks_is_told(text: str) -> None:
    after = clean(text)
    composed = unicodedata.normalize("NFC", text.encode("utf-16", "replace").decode("utf-16"))
    assert bool(changed(text, after)) == (after != composed.strip())


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x9b31mred", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]52;c;c3RvbGVu\x1b\\after", "after"),
        ("\x1b]0;never ends", "0;never ends"),
        ("\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b(0line", "line"),
        ("\x1bcreset", "reset"),
        ("nul\x00inside", "nulinside"),
        ("trailing escape\x1b", "trailing escape"),
        ("evil\u202etxt", "evil<U+202E>txt"),
        ("a\U000e0041b", "a<U+E0041>b"),
        ("zero\u200bwidth", "zero<U+200B>width"),
        ("\ud800lone", "lone"),
        ("first\r\nsecond\n\n\tthird", "first second third"),
        ("line\u2028end\u2029", "line end"),
        ("  Rosa  ", "Rosa"),
    ],
)
def test_this_becomes_that(text: str, left: str) -> None:
    assert clean(text) == left


def test_a_note_keeps_its_lines_and_tabs() -> None:
    assert clean("first\r\nsecond\n\n\tthird\rfourth", lines=True) == (
        "first\nsecond\n\n\tthird\nfourth"
    )


def test_a_joiner_stays_inside_a_word_and_is_shown_elsewhere() -> None:
    assert clean("می\u200cخواهم") == "می\u200cخواهم"
    assert clean("\u200dfirst") == "<U+200D>first"
    assert clean("last\u200c") == "last<U+200C>"
    assert clean("two\u200d\u200djoiners") == "two<U+200D><U+200D>joiners"


def test_marks_piled_on_a_letter_are_taken_off_past_eight() -> None:
    left = clean("z" + "\u0335" * 40 + "a")
    assert left == "z" + "\u0335" * MAX_MARKS + "a"
    assert "marks" in changed("z" + "\u0335" * 40, left)


def test_the_sentence_names_all_that_was_done() -> None:
    before = "\x1b[1mone\ntwo\u202e"
    assert changed(before, clean(before)) == (
        "The text was changed: control characters were taken out, the lines were joined, "
        "hidden characters are now shown."
    )


def test_a_text_that_is_too_long_is_refused_with_a_sentence_and_never_cut() -> None:
    assert too_long("x" * MAX_LINE) == ""
    assert "500 fit here" in too_long("x" * (MAX_LINE + 1))
    assert too_long("x" * MAX_TEXT, lines=True) == ""
    assert "20,000 fit here" in too_long("x" * (MAX_TEXT + 1), lines=True)
    assert len(clean("x" * 10_000)) == 10_000
