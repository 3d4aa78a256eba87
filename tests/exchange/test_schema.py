"""The JSON Schema says of a case file what a schema can say, and is current."""

from __future__ import annotations

import json

import pytest

from so_tui import assets
from so_tui.exchange.schema import as_bytes, schema
from tests.exchange import small
from tests.exchange.test_malformed import FOLDER
from tests.exchange.validation import check_schema, faults


def test_the_shipped_schema_is_the_one_the_types_make() -> None:
    told = "run: python -m so_tui.exchange.schema > data/casefile.schema.json"
    assert assets.read_data("casefile.schema.json") == as_bytes(), told


def test_it_is_itself_a_schema() -> None:
    check_schema()


def test_every_part_is_described() -> None:
    assert all(part["description"] for part in schema()["$defs"].values())


@pytest.mark.parametrize("history", [True, False])
def test_a_good_case_file_keeps_to_it(history: bool) -> None:
    assert faults(small.plain(history=history)) == []


@pytest.mark.parametrize(
    "name",
    [
        "bad-date", "eighth-weekday", "fraction", "history-as-object", "history-without-counter",
        "id-in-capitals", "key-not-an-id", "list-at-top", "missing-field", "negative-count",
        "newer-version", "not-a-case-file", "not-an-id", "null-label", "unknown-field",
        "takes-too-long", "unknown-state", "version-as-text", "wrong-type", "wrong-type-of-cases",
    ],
)  # fmt: skip
def test_a_malformed_file_does_not(name: str) -> None:
    plain = json.loads((FOLDER / f"{name}.json").read_bytes())
    assert faults(plain)
