"""The page about discs tells the truth: its commands run, its example is what comes out."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import get_args

import pytest

from so_tui.core.disc.findings import Verdict
from so_tui.discs import limits
from tests.cli.running import ROOT, Book
from tests.discs.making import loose, study
from tests.knowledge import catalogue

PAGE = (ROOT / "docs" / "disc.md").read_text("utf-8")
COMMANDS = re.findall(r"^(so-tui disc [^#\n]*)", PAGE, re.MULTILINE)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    book = Book(tmp_path / "book")
    book("new", "Rosa M.")
    book("person", "set", "--legal-name", "Rosa Marín", "--born", "1968-04-09")
    book("office", "add", "radiology", "--name", "Harbor Imaging")
    book("item", "remove", "Rosa M.", "R1")
    book("item", "remove", "Rosa M.", "R2")
    book("item", "add", "ct", "--study-date", "2026-11-12", "--body-part", "chest")
    book("item", "add", "pet", "--study-date", "2026-11-14")
    return book


def test_its_example_is_what_comes_out(book: Book, tmp_path: Path) -> None:
    (example,) = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    disc = loose(tmp_path / "disc", study(3))
    assert book.try_("disc", str(disc), "rosa").out == example


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_runs(book: Book, tmp_path: Path, command: str) -> None:
    disc = loose(tmp_path / "disc", study(3), study(2, day="20261114", modality="PT"))
    words = [str(disc) if word == "DISC" else word for word in shlex.split(command)[1:]]
    assert book(*words).out


def test_every_verdict_stands_in_the_table_with_its_words_and_the_problem_it_becomes() -> None:
    assert len(COMMANDS) == 5
    rows = re.findall(r"^\| (.*?) \| `(\w+)` \| (.*?) \|$", PAGE, re.MULTILINE)
    words = catalogue().words
    assert {code: text for text, code, _ in rows} == {
        code: words[f"disc.{code}"] for code in get_args(Verdict)
    }
    names = {one.name for one in catalogue().problems.values()}
    for _, _, recorded in rows:
        assert {*re.findall(r"\*(.*?)\*", recorded)} <= names


def test_the_bounds_it_names_are_those_that_hold() -> None:
    said = " ".join(PAGE.split())
    assert f"{limits.MEMORY >> 30} GiB of memory" in said
    assert f"{limits.PROCESSOR} seconds of the processor" in said
    assert f"{limits.FILES:,} files at most" in said
    assert f"folders {limits.DEPTH} deep" in said
    assert f"{limits.ONE_FILE:.0f} seconds for one file" in said
    assert f"{limits.HEADER >> 20} MiB of a header" in said
    assert limits.ALL == 600
