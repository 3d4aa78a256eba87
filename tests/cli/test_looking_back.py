"""Looking back and handing on by commands: history, putting back, today."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Book


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A casebook with two cases of the same lab."""
    made = Book(tmp_path)
    lab = ("--name", "Luke Lab", "--phone", "203-555-0177")
    for case, which in (("Rosa M.", lab), ("Ben K.", ("--pick", "Luke"))):
        made("new", case, "--visit", "2026-12-03")
        made("office", "add", case, "pathology", *which)
    return made


def test_the_history_numbers_each_change_and_tells_before_and_after(book: Book) -> None:
    book("item", "set", "rosa", "P1", "asked")
    lines = book("history", "rosa", "--fields").lines
    at = max(n for n, line in enumerate(lines) if not line.startswith("- "))
    assert lines[at].startswith(f"{len(book('history', 'rosa').lines)}. ")
    assert any("P1" in line and "to ask → asked" in line for line in lines[at:])


def test_a_case_is_put_back_to_how_it_was_and_that_undone(book: Book) -> None:
    before = book("show", "rosa", "--json").json["case"]
    number = len(book("history", "rosa").lines)
    book("item", "set", "rosa", "P1", "asked")
    after = book("show", "rosa", "--json").json["case"]
    said = book("put-back", "rosa", str(number))
    assert "Put back to how it was" in said.talk
    assert book("show", "rosa", "--json").json["case"] == before
    book("undo", "rosa")
    assert book("show", "rosa", "--json").json["case"] == after


@pytest.mark.parametrize("number", ["0", "99", "x"])
def test_a_change_that_is_none_is_told(book: Book, number: str) -> None:
    said = book.try_("put-back", "rosa", number)
    assert said.code == 3
    assert "There is no change" in said.talk


def test_what_is_so_already_is_not_put_back(book: Book) -> None:
    number = len(book("history", "rosa").lines)
    assert book.try_("put-back", "rosa", str(number)).code == 5


def test_a_case_is_handed_over(book: Book) -> None:
    assert "Ana" in book("case", "hand-over", "rosa", "Ana").talk
    assert book("show", "rosa", "--json").json["case"]["has_it"] == "Ana"
    assert book.try_("case", "hand-over", "rosa", "Ana").code == 5


def test_today_names_an_office_once_with_all_its_cases(book: Book) -> None:
    calls = book("today", "--json").json["calls"]
    lab = next(one for one in calls if one["office"] == "Luke Lab")
    assert lab["phone"] == "203-555-0177"
    assert {case["label"] for case in lab["cases"]} == {"Rosa M.", "Ben K."}
    lines = [line for line in book("today").lines if line.startswith("Luke Lab, 203-555-0177: ")]
    assert len(lines) == 2


def test_a_day_without_calls_says_so(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book("new", "June")
    book("status", "june", "closed")
    assert book("today").lines == ["Nothing to call today."]
