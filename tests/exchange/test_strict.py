"""JSON from anywhere is read to the letter, or refused with the place of its fault."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from so_tui.core.text import clean
from so_tui.errors import RefusedInputError
from so_tui.exchange.strict import MAX_BYTES, MAX_DEPTH, MAX_DIGITS, path, quoted, read
from tests.hostile import PAYLOADS

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=12,
)


def refused(data: bytes) -> RefusedInputError:
    with pytest.raises(RefusedInputError) as caught:
        read(data, "rosa.json")
    assert str(caught.value).startswith("rosa.json was not taken in: ")
    return caught.value


@given(VALUES)
def test_what_is_written_well_is_read_as_it_is(value: object) -> None:
    assert read(json.dumps(value).encode(), "rosa.json") == value


def test_a_byte_order_mark_of_utf_8_is_passed_over() -> None:
    assert read(b'\xef\xbb\xbf{"a": 1}', "rosa.json") == {"a": 1}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_other_encodings_are_named(encoding: str) -> None:
    assert "UTF-8" in str(refused('{"a": 1}'.encode(encoding)))


def test_a_wrong_byte_is_found_by_line_and_column() -> None:
    assert refused(b'{\n "a": "caf\xe9"\n}').where == "line 2, column 11"


def test_a_file_of_the_largest_size_is_read_and_one_byte_more_is_not() -> None:
    most = b'"' + b"x" * (MAX_BYTES - 2) + b'"'
    assert len(read(most, "rosa.json")) == MAX_BYTES - 2
    assert "larger than 10.0 MiB" in str(refused(most + b" "))


def test_nesting_ends_at_its_bound() -> None:
    assert read(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH, "rosa.json")
    deeper = b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1)
    assert refused(deeper).where == f"line 1, column {MAX_DEPTH + 1}"
    assert refused(b'{"a":' * 100_000).where


def test_brackets_inside_a_text_are_not_nesting() -> None:
    text = '[{"' * 100 + "\\"
    assert read(json.dumps([text]).encode(), "rosa.json") == [text]


def test_a_whole_number_keeps_its_digits_up_to_the_bound() -> None:
    longest = "9" * MAX_DIGITS
    assert read(f"[-{longest}]".encode(), "rosa.json") == [-int(longest)]
    assert refused(f'{{"n": 1{longest}}}'.encode()).where == "$.n"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"])
def test_what_is_no_number_is_refused_where_it_stands(number: str) -> None:
    fault = refused(f'{{"items": [1, {{"n": {number}}}]}}'.encode())
    assert fault.where == "$.items[1].n"
    assert number in str(fault)


def test_a_name_that_stands_twice_is_refused_where_it_stands() -> None:
    assert refused(b'{"a": {"b": 1, "c": 2, "b": 1}}').where == "$.a.b"


def test_the_first_fault_is_the_one_that_is_told() -> None:
    assert refused(b'{"a": {"n": NaN}, "b": {"c": 1, "c": 2}}').where == "$.a.n"
    assert refused(b'{"a": {"n": NaN, "n": 1}}').where == "$.a.n"


@pytest.mark.parametrize("cut", range(1, 20))
def test_a_file_that_breaks_off_is_known_as_such(cut: int) -> None:
    assert "ends before it is complete" in str(refused(b'{"label": ["Rosa"]}'[:-cut] or b"{"))


def test_what_follows_the_end_is_refused() -> None:
    assert refused(b'{"a": 1}\n{"a": 2}').where == "line 2, column 1"


def test_a_place_is_written_as_a_json_path() -> None:
    assert path(()) == "$"
    assert path(("cases", 0, "visit", "day")) == "$.cases[0].visit.day"
    assert path(("items", "0-a", 'x"y')) == '$.items["0-a"]["x\\"y"]'


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_name_in_a_file_reaches_the_sentence_raw(payload: str) -> None:
    fault = refused(f'{{{json.dumps(payload)}: {{"n": NaN}}}}'.encode())
    assert clean(fault.sentence) == fault.sentence
    assert clean(fault.where) == fault.where
    assert len(quoted(payload)) <= 60
