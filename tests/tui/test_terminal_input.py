"""What a terminal sends: text and keys come through, and what nobody can read does nothing."""

from __future__ import annotations

from collections.abc import Sequence as Many

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual._keyboard_protocol import FUNCTIONAL_KEYS
from textual._xterm_parser import XTermParser
from textual.keys import REPLACED_KEYS

from so_tui.tui.terminal_input import (
    HALF,
    PASTING,
    Escape,
    Pasted,
    Sequence,
    TerminalInput,
    Text,
    Token,
)
from so_tui.tui.textual_private import KeyParser
from so_tui.tui.typed_keys import meant

DELAY = 0.1

HIGH = range(0x80, 0x100)


def tokens(*parts: bytes, silence: float = 0.0) -> list[Token]:
    """All that comes of some parts, one right behind the other, and of a silence at the end."""
    reader, found = TerminalInput(DELAY), list[Token]()
    for part in parts:
        found += reader.feed(part, 0.0)
    return joined([*found, *(reader.tick(silence) if silence else [])])


def joined(found: Many[Token]) -> list[Token]:
    """Neighboring texts as one: in how many pieces they came means nothing."""
    whole: list[Token] = []
    for one in found:
        if isinstance(one, Text) and whole and isinstance(whole[-1], Text):
            whole[-1] = Text(whole[-1].text + one.text)
        else:
            whole.append(one)
    return whole


REPORTS = [
    b"\x1b[A", b"\x1b[1;5B", b"\x1bOP", b"\x1b[[A", b"\x1b[<0;12;3M", b"\x1b[57358;1;65u",
    b"\x1b[M \xc8\x25", b"\x1b[?62;c", b"\x1b]11;rgb:00/00/00\x07", b"\x1bP>|kitty\x1b\\", b"\x1b",
    b"\x1b[200~two\nlines\x1b[201~", b"j", "é二".encode(), b"\xe9", b"\xff", b"\x1bb", b"\r",
]  # fmt: skip

streams = st.lists(st.sampled_from(REPORTS) | st.binary(max_size=4), max_size=12).map(b"".join)


@given(streams, st.data())
def test_it_does_not_matter_in_what_pieces_bytes_come(stream: bytes, data: st.DataObject) -> None:
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=6).map(sorted))
    parts = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert tokens(*parts, silence=9) == tokens(stream, silence=9)


@given(st.binary(max_size=60), st.text("abc 17é二🙂", max_size=5))
def test_after_any_bytes_and_a_silence_what_is_typed_comes_through(
    before: bytes, typed: str
) -> None:
    reader = TerminalInput(DELAY)
    reader.feed(before, 0.0)
    reader.tick(PASTING)
    reader.tick(PASTING * 2)
    found = joined(reader.feed(typed.encode(), PASTING * 3))
    assert found == ([Text(typed)] if typed else [])


@given(st.text(st.characters(exclude_characters="\x1b\n", exclude_categories=["Cs"]), max_size=30))
def test_text_comes_through_as_it_is(typed: str) -> None:
    assert tokens(typed.encode()) == ([Text(typed)] if typed else [])


@pytest.mark.parametrize("first", HIGH)
def test_bytes_that_are_no_character_take_nothing_along(first: int) -> None:
    for second in (None, *HIGH):
        data = bytes([first] if second is None else [first, second])
        found = tokens(data + b"j")
        assert isinstance(found[-1], Text)
        assert found[-1].text.endswith("j")
        readable = data.decode("utf-8", "ignore")
        assert found[-1].text == f"{readable}j"


@pytest.mark.parametrize("half", [b"\xe9", b"\xf0\x9f", b"\xe4\xba", b"\x1b[M", b"\x1b[M "])
def test_half_a_character_or_report_swallows_no_key_after_a_silence(half: bytes) -> None:
    reader = TerminalInput(DELAY)
    assert reader.feed(half, 0.0) == []
    assert reader.tick(HALF) == []
    assert reader.feed(b"j", HALF + 0.01) == [Text("j")]


@given(st.binary(min_size=3, max_size=3))
def test_an_old_mouse_report_is_dropped_whole(where: bytes) -> None:
    assert tokens(b"k\x1b[M" + where + b"j") == [Text("kj")]


def test_escape_and_letters_in_one_piece_are_escape_and_letters() -> None:
    assert tokens(b"\x1bjj\x1b\x1b[A", silence=1) == [
        Escape(), Text("jj"), Escape(), Sequence("\x1b[A"),
    ]  # fmt: skip


@given(streams)
def test_whatever_comes_is_read_to_the_end(stream: bytes) -> None:
    parser = KeyParser()
    for token in tokens(stream, silence=9):
        match token:
            case Text(text):
                for character in text:
                    parser.text(character)
            case Sequence(text):
                parser.sequence(text)
    assert [one.key for one in keys(parser.text("j"))] == ["j"]


def keys(found: Many[object]) -> list[events.Key]:
    """Those that are keys."""
    return [one for one in found if isinstance(one, events.Key)]


# --- Keys that are no text ----------------------------------------------------------------------

NO_TEXT = sorted(
    {
        f"\x1b[{code[:-1]};{modifier};{text}u"
        for code, name in FUNCTIONAL_KEYS.items()
        if code.endswith("u") and len(name) > 1 and name not in REPLACED_KEYS
        and not 57409 <= int(code[:-1]) <= 57416
        for modifier in ("", "1", "2", "65", "129")
        for text in ("97", "65", "49")
    }
)  # fmt: skip
"""Every key of kitty's protocol that has a name of its own, with a text."""


@pytest.mark.parametrize("sequence", NO_TEXT[:: max(1, len(NO_TEXT) // 60)])
def test_a_key_that_is_no_text_types_nothing(sequence: str) -> None:
    for one in keys(KeyParser().sequence(sequence)):
        was = meant(one)
        assert was is None or not was.is_printable


def test_every_key_that_is_no_text_types_nothing() -> None:
    typed = {
        sequence
        for sequence in NO_TEXT
        for one in keys(KeyParser().sequence(sequence))
        if (was := meant(one)) is not None and was.is_printable
    }
    assert typed == set()


@given(st.integers(0x20, 0x1FFFF).map(chr).filter(str.isprintable))
def test_every_character_that_is_typed_keeps_its_text(character: str) -> None:
    found = [meant(one) for one in keys(KeyParser().text(character))]
    assert [one.character for one in found if one is not None] == [character]


@pytest.mark.parametrize("character", ["\ue000", "\uf8ff", "\ufffe", "\U000f0000", "\ufdd0"])
def test_what_is_no_character_is_no_key(character: str) -> None:
    assert [meant(one) for one in keys(KeyParser().text(character))] == [None]


@pytest.mark.parametrize("modifier", [5, 7, 9, 17, 33])  # with Alt a keyboard may type a sign
def test_a_letter_under_ctrl_and_its_like_types_nothing(modifier: int) -> None:
    for one in keys(KeyParser().sequence(f"\x1b[97;{modifier};97u")):
        was = meant(one)
        assert was is not None
        assert not was.is_printable


def test_figures_and_signs_of_the_keypad_are_text() -> None:
    for sequence, text in (("\x1b[57413;;43u", "+"), ("\x1b[57399;;48u", "0")):
        (one,) = keys(KeyParser().sequence(sequence))
        was = meant(one)
        assert was is not None
        assert was.character == text


def test_textual_still_has_what_the_parser_stands_on() -> None:
    parser = XTermParser()
    for name in ("last_x", "last_y", "mouse_pixels", "terminal_size", "terminal_pixel_size"):
        assert hasattr(parser, name)


# --- Reports that are torn, long, or have no end --------------------------------------------------


def test_the_rest_of_a_report_that_a_slow_line_tore_types_nothing() -> None:
    reader = TerminalInput(DELAY)
    assert reader.feed(b"\x1b]11;rgb:00", 0.0) == []
    assert reader.tick(0.3) == []
    assert reader.feed(b"00/c/\x07j", 0.4) == [Text("j")]


@given(st.integers(1, 300), st.sampled_from([b"T", b"u", b"M", b"~"]))
def test_a_sequence_of_any_length_is_dropped_or_taken_whole(length: int, final: bytes) -> None:
    reader = TerminalInput(DELAY)
    reader.feed(b"\x1b[" + b"1" * length, 0.0)
    found = reader.feed(b"111" + final + b"j", 0.05)
    assert joined(found)[-1] == Text("j")


def test_a_paste_without_an_end_is_taken_after_a_while_and_keys_work_again() -> None:
    reader = TerminalInput(DELAY)
    assert reader.feed(b"\x1b[200~hello", 0.0) == []
    assert reader.tick(PASTING / 2) == []
    assert reader.tick(PASTING + 0.1) == [Pasted("hello")]
    assert reader.feed(b"j", PASTING + 0.2) == [Text("j")]


def test_enter_from_a_terminal_that_was_not_ready_is_enter() -> None:
    assert tokens(b"/rosa\n") == [Text("/rosa\r")]


def test_escape_before_a_letter_that_also_begins_a_report_is_escape() -> None:
    assert tokens(b"\x1bX\x07", silence=1) == [Escape(), Text("X\x07")]
    assert tokens(b"\x1bP", silence=1) == [Escape(), Text("P")]
    assert tokens(b"\x1bPj") == [Escape(), Text("Pj")]


def test_a_key_under_ctrl_is_that_key_whatever_text_comes_with_it() -> None:
    assert [one.key for one in keys(KeyParser().sequence("\x1b[97;5;99u"))] == ["ctrl+a"]
