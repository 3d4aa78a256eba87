"""Standard output and error that take nothing: what is saved is said, with the code for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from so_tui.cli.program import COMMANDS
from tests.cli.running import ROOT, Book
from tests.discs.making import loose, study

READS = [
    ["cases"], ["cases", "--json"], ["show", "rosa"], ["show", "rosa", "--json"], ["next"], ["due"],
    ["due", "--count"], ["today"], ["history"], ["report"], ["script", "rosa", "pathology"],
    ["conflicts"], ["help"], ["reasons", "rosa"], ["offices"], ["locate"], ["kinds"], ["problems"],
    ["completion", "bash"],
    ["check"], ["paper", "call-sheet", "rosa", "--format", "txt", "-o", "-"],
    ["export", "rosa"], ["restore", "--list"], ["--help"], ["--version"], ["log", "--help"],
    ["disc", "{folder}/disc"],
]  # fmt: skip
STAYS = [["serve"]]
"""Those that go on once they have said where they are."""

WRITES = [
    ["new", "June"], ["companion", "add", "rosa", "--name", "Elena"],
    ["question", "add", "rosa", "--text", "What now?"],
    ["item", "add", "rosa", "block"], ["release", "add", "rosa", "pathology"],
    ["log", "rosa", "pathology", "spoke", "--about", "P1"],
    ["log", "--for", "rosa:P1", "--for", "ana:P1", "pathology", "spoke"], ["backup"],
]  # fmt: skip
"""Those that write something of what they made to standard output."""

TALKS = [
    ["case", "set", "rosa", "--note", "x"], ["status", "rosa", "on-hold"], ["undo"],
    ["person", "set", "rosa", "--legal-name", "Rosa M."],
    ["reason", "rosa", "more-options", "applies"],
    ["visit", "set", "rosa", "--doctor", "Dr Okoye"], ["import", "data/samples/rush.json"],
    ["mark", "rosa", "visit_needs"], ["contact", "remove", "rosa", "1"], ["erase", "rosa", "--yes"],
    ["export", "rosa", "-o", "{folder}/out.json"],
    ["office", "add", "rosa", "radiology", "--name", "X"], ["unmark", "rosa", "visit_needs"],
    ["redo"], ["put-back", "rosa", "1"], ["choose", "rosa", "1", "1"], ["join"],
    ["restore", "{backup}", "--yes"],
]  # fmt: skip
"""Those that only say on standard error what they did."""


def a_change(book: Book) -> None:
    book("case", "set", "rosa", "--note", "x")


def a_change_undone(book: Book) -> None:
    a_change(book)
    book("undo")


def a_mark(book: Book) -> None:
    book("mark", "rosa", "visit_needs")


def a_conflict(book: Book) -> None:
    """What two people gave differently."""
    other = _elsewhere(book)
    for one, name in ((other, "Rosa A."), (book, "Rosa B.")):
        one("person", "set", "rosa", "--legal-name", name)
    other("export", "rosa", "-o", str(book.path.with_name("other.json")))
    book("import", str(book.path.with_name("other.json")))


def a_copy(book: Book) -> None:
    """What a sync tool leaves beside a casebook."""
    other = _elsewhere(book)
    a_change(other)
    copy = book.path.with_name("casebook.sync-conflict-20261120-101010-ABCDEFG.json")
    other("backup", "-o", str(copy))


def _elsewhere(book: Book) -> Book:
    folder = book.path.parent
    other = Path(shutil.copytree(folder, folder.with_name(f"{folder.name}-other")))
    return Book(other)


BEFORE = {
    "undo": a_change, "redo": a_change_undone, "unmark": a_mark, "choose": a_conflict,
    "join": a_copy, "restore": a_change,
}  # fmt: skip
"""What has to be done first, so that there is something to do."""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A casebook with two cases of one lab, and an entry in the log."""
    folder = tmp_path_factory.mktemp("prepared")
    book = Book(folder)
    for name in ("Rosa", "Ana"):
        book("new", name)
        book("office", "add", name, "pathology", "--name", "City Lab")
    book("log", "rosa", "pathology", "no-answer")
    book("backup")
    loose(folder / "disc", study(1))
    return folder


@pytest.fixture
def folder(prepared: Path, tmp_path: Path) -> Path:
    """The same casebook, to be written to."""
    return Path(shutil.copytree(prepared, tmp_path / "book"))


def _run(folder: Path, words: list[str], redirect: str) -> subprocess.CompletedProcess[bytes]:
    backup = max((one.stem for one in folder.glob("casebook.json.backups/*.json")), default="")
    named = [word.format(folder=folder, backup=backup) for word in words]
    file = str(folder / "casebook.json")
    return subprocess.run(
        ["bash", "-c", f'exec "$0" "$@" {redirect}', sys.executable, "-m", "so_tui",
         "--file", file, "--today", "2026-11-25", *named],
        capture_output=True, check=False, cwd=ROOT, stdin=subprocess.DEVNULL,
        env={
            "PATH": os.environ["PATH"], "HOME": str(folder), "SO_TUI_ACTOR": "Elena",
            "SO_TUI_HOME": str(folder / "home"),
        },
    )  # fmt: skip


def _files(folder: Path) -> dict[str, bytes]:
    return {
        one.name: one.read_bytes()
        for one in folder.glob("casebook.json*")
        if one.is_file() and not one.name.endswith(".lock")
    }


def _named() -> Iterator[str]:
    for words in (*READS, *STAYS, *WRITES, *TALKS):
        yield words[0]


def test_every_command_is_tried() -> None:
    assert set(COMMANDS) <= {*_named()}


@pytest.mark.parametrize("redirect", [">/dev/full", ">&-"])
@pytest.mark.parametrize("words", [*READS, *STAYS], ids=" ".join)
def test_what_reads_says_that_its_output_is_not_whole(
    folder: Path, words: list[str], redirect: str
) -> None:
    before = _files(folder)
    done = _run(folder, words, redirect)
    assert done.returncode == 8
    assert b"Nothing was changed. What was to be written to standard output is" in done.stderr
    assert b"of its own" not in done.stderr
    assert _files(folder) == before


@pytest.mark.parametrize(("redirect", "why"), [(">/dev/full", b"full"), (">&-", b"closed")])
@pytest.mark.parametrize("words", WRITES, ids=" ".join)
def test_what_writes_says_that_it_is_saved(
    folder: Path, words: list[str], redirect: str, why: bytes
) -> None:
    done = _run(folder, words, redirect)
    assert done.returncode == 8
    (last,) = done.stderr.splitlines()[-1:]
    assert last.startswith((b"It is saved. What was", b"The backup is kept. What was"))
    assert why in last
    if words[0] != "backup":
        assert len(Book(folder)("history", "--json").json["changes"]) > 5


@pytest.mark.parametrize("redirect", ["2>/dev/full", "2>&-"])
@pytest.mark.parametrize("words", [*WRITES, *TALKS], ids=" ".join)
def test_where_nothing_can_be_said_the_data_is_there_and_the_code_says_it(
    folder: Path, words: list[str], redirect: str
) -> None:
    if words[0] in BEFORE:
        BEFORE[words[0]](Book(folder))
    usual_folder = Path(shutil.copytree(folder, folder.parent / "usual"))
    usual = _run(usual_folder, words, "")
    assert usual.returncode == 0, usual.stderr
    done = _run(folder, words, redirect)
    assert usual.stderr
    assert done.returncode == 8
    assert len(done.stdout.splitlines()) == len(usual.stdout.splitlines())
    assert _told(folder) == _told(usual_folder)


def _told(folder: Path) -> list[tuple[str, str]]:
    """What the casebook tells of its cases and of its history."""
    book = Book(folder)
    cases = [(one["label"], one["next"]) for one in book("cases", "--json").json["cases"]]
    changes = book("history", "--all", "--json").json["changes"]
    return [*cases, *((one["verb"], one["sentence"]) for one in changes)]


@pytest.mark.parametrize("redirect", ["2>/dev/full", "2>&-"])
@pytest.mark.parametrize("words", READS, ids=" ".join)
def test_what_reads_gives_its_data_where_nothing_can_be_said(
    folder: Path, words: list[str], redirect: str
) -> None:
    before = _files(folder)
    usual, done = _run(folder, words, ""), _run(folder, words, redirect)
    assert done.stdout == usual.stdout
    assert usual.returncode == 0
    assert done.returncode == (8 if usual.stderr else 0)
    assert _files(folder) == before


@pytest.mark.parametrize("words", [["new", "June"], ["item", "add", "rosa", "block"]])
def test_a_reader_that_left_is_told_from_what_is_saved(folder: Path, words: list[str]) -> None:
    done = _piped(folder, words)
    assert done.returncode == 141
    assert b"It is saved. What was to be written to standard output" in done.stderr


def test_a_reader_that_left_is_no_fault_where_nothing_is_saved(folder: Path) -> None:
    done = _piped(folder, ["kinds"])
    assert (done.returncode, done.stderr) == (141, b"")


def _piped(folder: Path, words: list[str]) -> subprocess.CompletedProcess[bytes]:
    """A command whose reader is gone before it begins."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        return subprocess.run(
            [sys.executable, "-m", "so_tui", "--file", str(folder / "casebook.json"), *words],
            stdout=writing, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, check=False, cwd=ROOT,
            env={
                "PATH": os.environ["PATH"], "HOME": str(folder),
                "SO_TUI_HOME": str(folder / "home"),
            },
        )  # fmt: skip
    finally:
        os.close(writing)


def test_nothing_can_be_written_at_all_and_yet_it_is_saved(folder: Path) -> None:
    for redirect in (">/dev/full 2>/dev/full", ">&- 2>&-", ">&- 2>&- <&-"):
        assert _run(folder, ["new", "June", "--another"], redirect).returncode == 8
    labels = [one["label"] for one in Book(folder)("cases", "--json").json["cases"]]
    assert labels.count("June") == 3


def test_a_closed_stream_never_becomes_the_casebook(tmp_path: Path) -> None:
    """With standard output closed, the next file that is opened would have its number."""
    (tmp_path / "home").mkdir()
    for redirect in (">&-", "2>&-", "<&- >&- 2>&-"):
        _run(tmp_path, ["new", "June", "--another"], redirect)
    book = Book(tmp_path)
    assert [one["label"] for one in book("cases", "--json").json["cases"]] == ["June"] * 3
    assert book("check").code == 0
