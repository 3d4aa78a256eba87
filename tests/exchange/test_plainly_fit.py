"""The short look at a case file and the thorough one say the same of every file."""

from __future__ import annotations

import copy
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from so_tui.core.case import Case, Office
from so_tui.errors import RefusedInputError
from so_tui.exchange import casefile
from so_tui.exchange.casefile import CaseFile, Document, document, line, load
from so_tui.exchange.plainly_fit import is_plainly_fit
from tests.exchange.sample_cases import STORIES
from tests.hostile import HARMLESS, PAYLOADS
from tests.knowledge import catalogue
from tests.tui.desk import sample

_VALUES: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(
        [
            *PAYLOADS,
            *HARMLESS,
            "",
            " ",
            "a ",
            " a",
            "a  b",
            "a\nb",
            "x" * 501,
            "x" * 20_001,
            "é",
            "e\u0301",
        ]
    ),
    st.integers(-2, 2) | st.sampled_from([10**9, 10**9 - 1, 400, 2**63]),
    st.sampled_from(["1849-12-31", "2200-01-01", "2026-11-25", "10:00:00", "10:00:00Z", "slides"]),
    st.none() | st.booleans() | st.just([1, 1]) | st.just([0, 8]) | st.just({}),
)


def thorough(data: bytes) -> CaseFile | str:
    """What the look that names places makes of a file."""
    try:
        return load(b" " + data, "a", catalogue())
    except RefusedInputError as fault:
        return fault.sentence


def either(data: bytes) -> CaseFile | str:
    """What is made of it as it is."""
    try:
        return load(data, "a", catalogue())
    except RefusedInputError as fault:
        return fault.sentence


@pytest.mark.parametrize("story", sorted(STORIES))
@settings(max_examples=100)
@given(data=st.data())
def test_what_is_plainly_fit_is_what_the_thorough_look_makes_of_it(
    story: str, data: st.DataObject
) -> None:
    file = sample(story)
    plain = msgspec.to_builtins(document(file.cases, file.offices))
    for _ in range(data.draw(st.integers(0, 2))):
        _put(plain, data)
    try:
        written = line(msgspec.convert(plain, Document))
    except msgspec.ValidationError:
        written = msgspec.json.encode(plain)
    assert either(written) == thorough(written)


def _put(plain: Any, data: st.DataObject) -> None:
    """Put some value, or some name, somewhere into a plain value."""
    at = plain
    while True:
        keys = (
            sorted(at) if isinstance(at, dict) else range(len(at)) if isinstance(at, list) else []
        )
        if not keys:
            return
        key = data.draw(st.sampled_from(list(keys)))
        inside = at[key]
        if not isinstance(inside, dict | list) or not inside or data.draw(st.integers(0, 5)) == 0:
            if isinstance(at, dict) and data.draw(st.integers(0, 9)) == 0:
                at[data.draw(st.sampled_from(["x", "", "A" * 40, str(key).upper()]))] = at.pop(key)
            else:
                at[key] = copy.deepcopy(data.draw(_VALUES))
            return
        at = inside


def test_a_file_in_one_line_is_plainly_fit() -> None:
    every: list[Case | Office] = []
    for story in sorted(STORIES):
        file = sample(story)
        written = document(file.cases, file.offices)
        assert casefile.line(written).count(b"\n") == 0
        every += [*written.cases, *written.offices]
    assert [one for one in every if not is_plainly_fit(one, catalogue())] == []
