"""The short look at a case file and the thorough one say the same of every file."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from so_tui.core import pace
from so_tui.core.case import Case, Office
from so_tui.core.tree import fields, member_type, part_in
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
    written = canonical(plain)
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


TEXTS = ("", " a", "a ", "a\nb", "e\u0301", "a\u202eb", "x" * 501, "slides", "A" * 8)
NUMBERS = (-1, 0, 10**9, 400)
DAYS = ("1849-12-31", "2200-01-01", "2026-11-25")


def leaves(value: Any, field: str = "") -> Iterator[tuple[Any, str | int, str]]:
    """Where a leaf lies, by what holds it and its key there, and the name of its field."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inside in list(pairs):
        name = str(key) if isinstance(key, str) and len(key) < 30 else field
        if isinstance(inside, dict | list):
            yield from leaves(inside, name)
        else:
            yield value, key, name


def likely(leaf: Any) -> tuple[Any, ...]:
    """What could stand in the place of a leaf, right or wrong, of its own kind."""
    if isinstance(leaf, bool) or leaf is None:
        return ()
    if isinstance(leaf, int):
        return NUMBERS
    return DAYS if len(leaf) == 10 and leaf[4] == leaf[7] == "-" else TEXTS


def test_whatever_stands_in_each_field_is_judged_alike() -> None:
    seen: set[str] = set()
    for story in ("finished", "many-offices", "midway"):
        file = sample(story)
        plain = msgspec.json.decode(line(document(file.cases, file.offices)))
        for holder, key, name in list(leaves(plain)):
            if name in seen:
                continue
            seen.add(name)
            was = holder[key]
            for value in likely(was):
                holder[key] = value
                written = canonical(plain)
                assert either(written) == thorough(written), (name, value)
            holder[key] = was
    assert len(seen) > 60


def collections(value: Any, of: Any, field: str = "") -> Iterator[tuple[dict[str, Any], str]]:
    """What has parts by name in a plain value of a type, and the name of its field."""
    if not isinstance(value, dict):
        return
    if (member := member_type(of)) is not None:
        if value:
            yield value, field
        for inside in value.values():
            yield from collections(inside, member)
    elif (part := part_in(of)) is not None:
        for name, inside in value.items():
            yield from collections(inside, fields(part)[name], name)


def test_the_name_of_each_part_is_judged_alike() -> None:
    seen: set[str] = set()
    for story in ("finished", "many-offices", "midway"):
        file = sample(story)
        plain = msgspec.json.decode(line(document(file.cases, file.offices)))
        parts: list[tuple[Any, Any]] = [(one, Case) for one in plain["cases"]] + [
            (one, Office) for one in plain["offices"]
        ]
        for holder, name in [found for one, of in parts for found in collections(one, of)]:
            if name in seen:
                continue
            seen.add(name)
            was = dict(holder)
            key = next(iter(was))
            for other in ("", "x", key.upper(), f"{key}\n", f" {key}", f"{key}e\u0301", "A" * 41):
                holder.clear()
                holder.update({other if one == key else one: two for one, two in was.items()})
                written = canonical(plain)
                assert either(written) == thorough(written), (name, other)
            holder.clear()
            holder.update(was)
    assert seen >= {
        "people",
        "offices",
        "items",
        "contacts",
        "reasons",
        "marks",
        "moves",
        "effects",
    }


@pytest.mark.parametrize("days", [-1, 0, pace.LONGEST, pace.LONGEST + 1])
def test_what_an_office_takes_is_judged_alike(days: int) -> None:
    file = sample("midway")
    plain = msgspec.json.decode(line(document(file.cases, file.offices)))
    (track, *_) = pace.offered(catalogue())
    plain["offices"][0]["takes"] = {track: days}
    written = canonical(plain)
    assert either(written) == thorough(written)


def test_a_name_that_stands_twice_is_seen_by_the_short_look_too() -> None:
    file = sample("midway")
    written = line(document(file.cases, file.offices))
    twice = written.replace(b'"label":', b'"label":"Somebody else","label":', 1)
    assert "stands twice" in str(either(twice))
    assert either(twice) == thorough(twice)


def canonical(plain: Any) -> bytes:
    """A plain document as it is written; as JSON where no document is of that shape."""
    try:
        return line(msgspec.convert(plain, Document))
    except msgspec.ValidationError:
        return msgspec.json.encode(plain)
