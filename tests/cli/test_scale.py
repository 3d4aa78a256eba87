"""What commands look at: operations are counted, since time is a matter of benchmarks."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from benchmarks.grown import DAY, grow
from so_tui import assets
from so_tui.store import snapshot_format
from so_tui.store.snapshot_format import About
from tests.cli.running import Book

CASES = 40


class Looks:
    """How often each case was decoded, and the whole history or file."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.cases = Counter[str]()
        self.whole = 0

        def page(raw: Any, kind: str, key: str, path: Path) -> Any:
            self.cases[key] += kind == "cases"
            return pages(raw, kind, key, path)

        def index(*given: Any) -> Any:
            self.whole += 1
            return indexes(*given)

        def history(data: bytes, about: About, path: Path) -> Any:
            self.whole += 1
            return histories(data, about, path)

        pages, indexes = snapshot_format.page, snapshot_format.index
        histories = snapshot_format.history
        monkeypatch.setattr(snapshot_format, "page", page)
        monkeypatch.setattr(snapshot_format, "index", index)
        monkeypatch.setattr(snapshot_format, "history", history)


@pytest.fixture
def many(tmp_path: Path) -> Book:
    """A casebook of many cases, each as long as real ones."""
    book = Book(tmp_path, today=DAY.isoformat(), actor="elena")
    grow(book.path, CASES)
    return book


@pytest.mark.parametrize(
    "words",
    [
        ("show", "Case 7"), ("show", "Case 7", "--json"), ("next", "Case 7"), ("due", "Case 7"),
        ("history", "Case 7"), ("history", "00000007", "--fields"),
        ("item", "set", "Case 7", "P1", "asked"), ("export", "Case 7"),
        ("log", "Case 7", "pathology", "spoke", "--about", "P1"), ("script", "Case 7", "pathology"),
        ("case", "set", "Case 7", "--label", "Rosa"), ("case", "archive", "Case 7"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_command_about_one_case_decodes_that_case_and_reads_no_other(
    many: Book, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    looks = Looks(monkeypatch)
    many(*words)
    assert (len(+looks.cases), looks.whole) == (1, 0)


def test_a_command_finds_its_case_after_the_labels_changed_in_the_journal(many: Book) -> None:
    many("case", "set", "Case 7", "--label", "Rosa")
    assert many("show", "Rosa").lines[0] == "Case Rosa"
    assert many.try_("show", "Case 7").code != 0
    many("case", "remove", "Rosa")
    assert many.try_("show", "Rosa").code != 0


@pytest.mark.parametrize("cases", [1, CASES])
@pytest.mark.parametrize(
    "words",
    [
        ("cases",), ("cases", "--json"), ("next",), ("next", "--json"), ("due",), ("due", "--all"),
        ("due", "--json"), ("due", "--count"), ("today",), ("today", "--json"), ("report",),
        ("history",), ("check",), ("paper", "caseload", "-o", "-"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_the_field_knows_is_read_as_often_for_many_cases_as_for_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], cases: int
) -> None:
    book = Book(tmp_path, today=DAY.isoformat(), actor="elena")
    grow(book.path, cases)
    read = Counter[str]()
    real = assets.read_data

    def counting(name: str) -> bytes:
        read[name] += 1
        return real(name)

    monkeypatch.setattr(assets, "read_data", counting)
    book.try_(*words)
    # Once for what is looked up without a casebook, once as the casebook is opened.
    assert read
    assert max(read.values()) <= 2, read.most_common(3)
