"""The words commands take: codes, days, times, numbers, and texts from anywhere but argv."""

from __future__ import annotations

from pathlib import Path

import pytest

from so_tui.cli import stderr
from tests.cli.running import Book


@pytest.mark.parametrize("word", ["on-its-way", "on_its_way", "On its way", "on"])
def test_a_code_is_read_as_people_write_it(rosa: Book, word: str) -> None:
    rosa("item", "set", "P1", word)
    assert "P1 stained slides: on its way" in rosa("show").out


def test_a_beginning_that_fits_several_codes_is_none(rosa: Book) -> None:
    assert rosa.try_("item", "set", "P1", "a").code == 2


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-12-18", "2026-12-18"),
        ("18 dec", "2026-12-18"),
        ("fri", "2026-11-27"),
        ("+1w", "2026-12-02"),
        ("+2w", "2026-12-09"),
        ("5 jan", "2027-01-05"),
    ],
)
def test_a_day_is_read_as_people_write_it(rosa: Book, typed: str, day: str) -> None:
    rosa("visit", "set", "--day", typed)
    assert rosa("cases", "--json").json["cases"][0]["visit"] == day


def test_numbers_for_a_day_are_read_as_the_settings_say(rosa: Book, tmp_path: Path) -> None:
    rosa("visit", "set", "--day", "4/5/2027")
    assert rosa("cases", "--json").json["cases"][0]["visit"] == "2027-04-05"
    (tmp_path / "home").mkdir(exist_ok=True)
    (tmp_path / "home" / "settings.toml").write_text('date_order = "dmy"')
    rosa("visit", "set", "--day", "4/5/2027")
    assert rosa("cases", "--json").json["cases"][0]["visit"] == "2027-05-04"


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--day", "someday", "not a day"),
        ("--day", "2026-02-30", "no day 30"),
        ("--time", "2:30", "Morning or afternoon"),
        ("--zone", "Atlantis", "not a time zone"),
        ("--how", "by-boat", "in-person, video"),
    ],
)
def test_a_value_that_makes_no_sense_is_told(
    rosa: Book, option: str, value: str, says: str
) -> None:
    before = rosa.bytes()
    said = rosa.try_("visit", "set", option, value)
    assert said.code == 2
    assert says in said.talk
    assert rosa.bytes() == before


@pytest.mark.parametrize("pieces", ["-1", "1.5", "many", "９", "1000000", "9" * 5000])
def test_a_number_of_pieces_is_a_number(rosa: Book, pieces: str) -> None:
    assert rosa.try_("item", "set", "P1", "--pieces", pieces).code == 2


@pytest.mark.parametrize(
    "words",
    [
        ["--today", "2026-1-1", "next"],
        ["--today", "tomorrow", "next"],
        ["--today", "20261125", "next"],
        ["nonsense"],
        ["show", "--nope"],
        ["show", "a", "b"],
        ["log", "pathology"],
        ["due", "--within", "-1"],
        ["due", "--within", "soon"],
        ["--demo", "next"],
        ["--ascii", "next"],
    ],
    ids=" ".join,
)
def test_words_that_make_no_command_are_told_in_a_sentence_or_two(
    rosa: Book, words: list[str]
) -> None:
    said = rosa.try_(*words)
    assert said.code == 2
    assert said.out == ""
    assert len(said.talk.splitlines()) <= 2
    assert "Traceback" not in said.talk


# --- Texts -----------------------------------------------------------------------------------


def test_only_one_text_comes_from_standard_input(rosa: Book) -> None:
    before = rosa.bytes()
    said = rosa.try_("case", "set", "--note", "-", "--diagnosis", "-", stdin="text")
    assert said.code == 2
    assert "Only one text" in said.talk
    assert rosa.bytes() == before


def test_text_that_is_not_utf8_is_refused(rosa: Book) -> None:
    before = rosa.bytes()
    assert rosa.try_("case", "set", "--note", "-", stdin=b"caf\xe9").code == 4
    assert rosa.bytes() == before


def test_a_text_that_is_far_too_long_is_refused(rosa: Book) -> None:
    assert rosa.try_("case", "set", "--note", "-", stdin="x" * (stderr.MAX_PIPED + 1)).code == 4
    said = rosa.try_("case", "set", "--note", "-", stdin="x" * 30_000)
    assert said.code == 2
    assert "20,000 fit" in said.talk


def test_what_is_not_text_is_taken_out_and_said(rosa: Book) -> None:
    said = rosa("case", "set", "--note", "-", stdin="a\x1b[31mred\x07 \u202eb")
    assert "control characters were taken out" in said.talk
    assert rosa("show", "--json").json["case"]["note"] == "ared <U+202E>b"


HOSTILE = "\x1b]52;c;AAAA\x07\x9b31mRosa\x00\u202e[red]\x7f\u2028x"


def test_hostile_text_comes_in_by_every_way_and_never_reaches_the_terminal(book: Book) -> None:
    book("new", HOSTILE)
    book("case", "set", "--note", HOSTILE, "--diagnosis", "-", stdin=HOSTILE)
    book("office", "add", "pathology", "--name", HOSTILE, "--phone", HOSTILE)
    book("item", "set", "P1", "--detail", HOSTILE, "--why", HOSTILE, "asked")
    book("log", "pathology", "spoke", "--about", "P2", "--with", HOSTILE, "--note", HOSTILE)
    book("question", "add", "--text", HOSTILE)
    for words in (["show"], ["cases"], ["next"], ["due", "--all"], ["history"], ["offices"],
                  ["script", "pathology"], ["show", "--json"], ["export"]):  # fmt: skip
        said = book(*words)
        bad = {one for one in said.out + said.talk if ord(one) < 32 or 127 <= ord(one) < 160}
        assert bad <= {"\n"}, words
        assert not {"\u202e", "\u2028"} & set(said.out), words
    asked = book.try_("show", HOSTILE + "zzz")
    assert asked.code == 3
    assert "\x1b" not in asked.talk


def test_at_a_terminal_a_text_is_asked_for(rosa: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stderr, "at_terminal", lambda: True)
    said = rosa("new", stdin="June\n")
    assert said.talk.startswith("Label: ")
    assert len(said.lines) == 1, "the question is talk, not data"
    several = rosa("case", "set", "june", "--note", "-", stdin="one\ntwo\n")
    assert "Ctrl+D" in several.talk
    assert rosa("show", "june", "--json").json["case"]["note"] == "one\ntwo"


def test_at_a_terminal_several_texts_are_asked_for_in_turn(
    rosa: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stderr, "at_terminal", lambda: True)
    rosa("person", "set", "--legal-name", "-", "--email", "-", stdin="Rosa Marín\nr@example\n")
    person = rosa("show", "--json").json["case"]["person"]
    assert person == {"legal_name": "Rosa Marín", "email": "r@example"}
