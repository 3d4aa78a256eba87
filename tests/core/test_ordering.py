"""The list of cases: what is urgent stands first, and what is over last."""

from __future__ import annotations

import datetime as dt

import pytest

from so_tui.core.ordering import COLUMNS, Column, ordered
from so_tui.core.steps import Next
from so_tui.core.summary import Count, Summary
from so_tui.core.texts import texts
from tests.tui.desk import TODAY, sample


def one(label: str, **fields: object) -> Summary:
    given: dict[str, object] = {"case": label, "made_for": TODAY, "counts": {}, "label": label}
    return Summary(**{**given, **fields})  # type: ignore[arg-type]  # fields by name


def day(number: int) -> dt.date:
    return dt.date(2026, 12, number)


def then(short: str, number: int) -> Next:
    return Next(opens=short, call="visit", what=short, short=short, needed_by=day(number))


CASES = [
    one("closed", status="closed", least_float=0, visit=day(1)),
    one("Ben", next=then("b", 4), least_float=3, visit=day(20), has_it="Ana", late=1,
        counts={"pathology": Count(1, 2, "late")}),
    one("ana", next=then("c", 3), least_float=2, visit=day(21), has_it="Zoe",
        counts={"pathology": Count(0, 2, "due")}),
    one("put away", archived=True, least_float=0),
    one("Cleo", late=3, counts={"pathology": Count(2, 2, "none")}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("by", "labels"),
    [
        ("urgency", ["ana", "Ben", "Cleo"]),
        ("label", ["ana", "Ben", "Cleo"]),
        ("visit", ["Ben", "ana", "Cleo"]),
        ("next", ["Ben", "ana", "Cleo"]),
        ("needed", ["ana", "Ben", "Cleo"]),
        ("pathology", ["Ben", "ana", "Cleo"]),
        ("late", ["Cleo", "Ben", "ana"]),
        ("has_it", ["Ben", "ana", "Cleo"]),
    ],
)
def test_each_column_orders_the_cases(by: Column, labels: list[str]) -> None:
    found = [case.label for case in ordered(CASES, by)]
    assert found == [*labels, "closed", "put away"]


@pytest.mark.parametrize("by", COLUMNS)
def test_backwards_leaves_what_is_over_and_what_is_empty_at_the_end(by: Column) -> None:
    found = [case.label for case in ordered(CASES, by, backwards=True)]
    assert found[-2:] == ["closed", "put away"]
    if by in ("visit", "needed", "next", "has_it"):
        assert found[2] == "Cleo"


def test_every_text_of_a_case_is_found_and_no_code_is() -> None:
    found = list(texts(sample("midway").cases[0]))
    assert "Rosa M." in found
    assert any("S26-1042" in text for text in found)
    assert "pathology" not in found
    assert "to_ask" not in found
