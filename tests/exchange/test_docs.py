"""The page about the case file tells the truth: its example works, and it names every field."""

from __future__ import annotations

import re
from pathlib import Path

from docs import make_casefile
from so_tui.exchange.casefile import dump, load
from so_tui.exchange.schema import schema
from so_tui.exchange.strict import MAX_BYTES, MAX_DEPTH, MAX_DIGITS
from tests.knowledge import catalogue

PAGE = (Path(__file__).parents[2] / "docs" / "casefile.md").read_text("utf-8")


def test_the_example_is_read_and_is_written_just_so() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    file = load(example.encode(), "example.json", catalogue())
    assert file.cases[0].label == "Rosa M."
    assert dump(file.cases, file.offices) == example.encode()


def test_the_tables_are_as_the_table_of_fields_says() -> None:
    assert make_casefile.page() == PAGE, "write it anew: python -m docs.make_casefile"


def test_every_field_and_every_word_a_field_can_hold_is_named() -> None:
    named = set(re.findall(r"`([a-z_]+)`", PAGE))
    for part, told in schema()["$defs"].items():
        fields = set(told["properties"])
        assert fields <= named, f"{part}: {fields - named}"
        for field, value in told["properties"].items():
            kinds = (value, value.get("items", {}), *value.get("anyOf", ()))
            words = {word for kind in kinds for word in kind.get("enum", ())}
            assert words - {1, 2, "so-tui case file"} <= named, f"{part}.{field}"


def test_the_bounds_it_names_are_those_that_hold() -> None:
    assert f"more than {MAX_BYTES // 1024 // 1024} MiB" in PAGE
    assert f"nesting deeper than {MAX_DEPTH}" in PAGE
    assert f"more than {MAX_DIGITS} digits" in PAGE
