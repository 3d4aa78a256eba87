"""The whole story of one second opinion, by commands alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from so_tui.casework import Casework
from so_tui.core.headline import sentence
from tests.cli.running import Book
from tests.e2e.by_commands import command
from tests.e2e.story import STORY, TODAY, content


def _tell(book: Book) -> None:
    """Make the case of the story in a casebook."""
    for fact in STORY:
        words, stdin = command(fact)
        book(*words, stdin=stdin)


@pytest.fixture
def told(tmp_path: Path) -> Book:
    """A casebook in which the story was told."""
    book = Book(tmp_path, today=TODAY.isoformat())
    _tell(book)
    return book


def test_all_of_it_is_there_when_the_casebook_is_opened_again(told: Book) -> None:
    shown = told("show").out
    for fact in (
        "Case Rosa M.",
        "Diagnosis: breast cancer, operated on 3 November",
        "Visit: Thu 17 Dec 2026 10:30 America/New_York, in 15 business days",
        "Visit, doctor: Dr Lindqvist",
        "Peace of mind: applies, note: I want to be sure nothing was missed.",
        "Oncologist office: Valley Oncology, phone: 203-555-0143, fax: 203-555-0144",
        "Release 1 for Valley Oncology, which paper: authorization",
        "O5 operative note: asked",
        "promised for Tue 1 Dec 2026",
        "P1 stained slides: asked",
        "number on it: S26-1042",
        "R3 mammogram left breast 8 Oct: to ask",
        "Contact 1, Wed 25 Nov 2026: Oncologist, promised, Valley Oncology, with whom: Ana",
        "Contact 2, Wed 25 Nov 2026: Pathology, spoke, St. Luke's Pathology",
        "Question 1 for second doctor: Which of the records did you read?",
    ):
        assert fact in shown, fact


def test_the_next_step_is_the_plans(told: Book) -> None:
    work = Casework.open(told.path)
    (page,) = work.cases()
    plan = work.plan(page, TODAY)
    assert plan.next is not None
    line = sentence(plan.next, work.catalogue.words, TODAY)
    assert told("next").lines == [line]


def test_what_is_due_holds_the_chases_and_the_promises(told: Book) -> None:
    steps = told("due", "--within", "6", "--json").json["steps"]
    assert any(one["promised"] == "2026-12-01" for one in steps)
    asks = [one for one in steps if one["id"].startswith("ask_release:")]
    assert "St. Luke's Pathology" in {one["office"] for one in asks}
    assert any(one["item"] == "R3" and one["what"] == "ask" for one in steps)


def test_it_travels_into_another_casebook_and_comes_out_as_the_same_bytes(
    told: Book, tmp_path: Path
) -> None:
    file = tmp_path / "rosa.json"
    told("export", "rosa", "-o", str(file))
    other = Book(tmp_path / "elsewhere", actor="Luis", today="2026-11-30")
    other("import", str(file))
    assert other("export", "rosa").data == file.read_bytes()
    here, there = Casework.open(told.path), Casework.open(other.path)
    assert content(here.cases()[0], here.offices()) == content(there.cases()[0], there.offices())


def test_all_of_it_can_be_undone_and_done_again(told: Book) -> None:
    exported = told("export", "--no-history").data
    for _ in STORY:
        told("undo")
    assert told("cases", "--json").json["cases"] == []
    assert told.try_("undo").code == 5
    for _ in STORY:
        told("redo")
    assert told.try_("redo").code == 5
    assert told("export", "--no-history").data == exported


def test_told_twice_it_is_the_same_case_with_other_ids(told: Book, tmp_path: Path) -> None:
    again = Book(tmp_path / "again", today=TODAY.isoformat())
    _tell(again)
    one, two = Casework.open(told.path), Casework.open(again.path)
    (first,), (second,) = one.cases(), two.cases()
    assert first.id != second.id
    assert content(first, one.offices()) == content(second, two.offices())


def test_a_case_that_differs_in_one_word_has_another_content(told: Book) -> None:
    work = Casework.open(told.path)
    before = content(work.cases()[0], work.offices())
    told("item", "set", "P2", "--note", "with addenda")
    work.refresh()
    assert content(work.cases()[0], work.offices()) != before
