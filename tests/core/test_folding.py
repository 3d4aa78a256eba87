"""What is typed finds what was written, however either was typed; and nothing else."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from so_tui.core.folding import folded, key, searchable, searchable_all, sought

WORDS = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("aeiouAEI éÉñßẞıİŁøÆ'’‘´-–—_.\u00a0\u00ad\u200b１２3４٣ç\u0301\u0323ﬁΣςŒ"),
    ),
    max_size=25,
)
LETTERS = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), min_size=1, max_size=8)

SAME = [
    ("José", "jose"), ("JOSE", "Jose\u0301"), ("Strauß", "STRAUSS"), ("STRAUẞ", "strauss"),
    ("Işıl", "isil"), ("İPEK", "ipek"), ("O'Brien", "O’Brien"), ("O´Brien", "obrien"),
    ("Mary-Ann", "Mary–Ann"), ("Mary\u2011Ann", "mary ann"), ("Mary Ann", "Mary\u00a0 Ann"),
    ("Rosa", "Ro\u00adsa"), ("Rosa", "Ro\u200bsa"), ("Ｒｏｓａ １", "rosa 1"), ("Łódź", "lodz"),
    ("Sørensen", "sorensen"), ("Æsa", "aesa"), ("St. Mary's", "St Mary’s"), ("٣", "3"),
    ("Σίσυφος", "ΣΊΣΥΦΟΣ"), ("\u110b\u1161", "아"), ("ｶﾞ", "ガ"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_is_written_in_two_ways_is_the_same(one: str, other: str) -> None:
    assert folded(one) == folded(other)
    assert sought(other).is_in(searchable(one))
    assert sought(one).stands_in(searchable(other))


@pytest.mark.parametrize(
    ("one", "other"), [("Mary-Ann", "MaryAnn"), ("R.T.", "RT"), ("St. Mary's", "St.Marys")]
)
def test_what_is_tied_or_written_in_one_is_the_same(one: str, other: str) -> None:
    assert key(one) == key(other)
    assert sought(other).is_in(searchable(one))
    assert sought(one).stands_in(searchable(other))


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("5551234567", "Call (555) 123-4567 after noon"), ("555 123 4567", "555.123.4567"),
        ("555-123-4567", "5551234567"), ("１２３４", "MRN 12-34"), ("12 34 5", "MRN 12345"),
        ("s261042", "S26-1042"), ("S26 1042", "s26-1042"), ("S26-1042", "S261042"),
        ("261042", "S26-1042"),
    ],
)  # fmt: skip
def test_a_number_is_found_by_its_figures(typed: str, written: str) -> None:
    assert sought(typed).is_in(searchable(written))
    assert sought(typed).stands_in(searchable(written))


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("anna", "An apple and na"),
        ("1234", "12 apples and 34 pears"),
        ("がく", "かく"),
        ("é!", "b"),
    ],
)
def test_what_is_something_else_is_not_found(typed: str, written: str) -> None:
    assert not sought(typed).stands_in(searchable(written))


@given(WORDS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert key(key(text)) == key(text)


@given(WORDS, st.sampled_from(["NFC", "NFD"]), st.booleans())
def test_a_text_is_found_by_itself_however_it_is_composed(
    text: str, form: str, upper: bool
) -> None:
    typed = unicodedata.normalize(form, text)  # type: ignore[arg-type]
    if upper and text.isascii():
        typed = typed.upper()
    assert folded(typed) == folded(text)
    assert sought(typed).is_in(searchable(text))
    if folded(text):
        assert sought(typed).stands_in(searchable(text))


@given(st.lists(LETTERS, min_size=1, max_size=4), st.data())
def test_quotes_hyphens_blanks_and_unseen_signs_make_no_difference(
    words: list[str], data: st.DataObject
) -> None:
    between = data.draw(st.sampled_from([" ", "-", "–", "\u00a0", "\u2009", "\u2010", "  ", " - "]))
    inside = data.draw(st.sampled_from(["", "\u00ad", "’", "'", "\u200d\u200b", "\ufe0f"]))
    written = between.join(f"{word[:1]}{inside}{word[1:]}" for word in words)
    assert folded(written) == " ".join(words)


@given(st.lists(LETTERS, min_size=1, max_size=4), LETTERS)
def test_plain_words_are_found_where_they_stand_and_nowhere_else(
    words: list[str], typed: str
) -> None:
    assert sought(typed).is_in(searchable(" ".join(words))) == any(typed in one for one in words)


@given(st.text(st.sampled_from("0123456789"), min_size=2, max_size=12), st.data())
def test_figures_are_found_however_both_are_grouped(number: str, data: st.DataObject) -> None:
    def grouped() -> str:
        signs = st.sampled_from(["", "", " ", "-", ".", " (", ") "])
        return "".join(f"{one}{data.draw(signs)}" for one in number)

    assert sought(grouped()).is_in(searchable(grouped()))


@given(
    st.lists(st.one_of(WORDS, st.text(), st.text(st.sampled_from("aB3.-_ '\n\t<U+200E>\x1b[\x07"))))
)
def test_many_texts_folded_in_one_go_are_what_each_is_by_itself(texts: list[str]) -> None:
    lines = {line for text in texts for line in searchable(text).split("\n")} - {""}
    assert {*searchable_all(texts).split("\n")} - {""} == lines
