"""The command for discs: what it tells, what it compares, and what it records."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pydicom import config

from so_tui.core.text import clean
from so_tui.discs import asking
from tests.cli.running import ROOT, Book
from tests.discs.making import loose, many, slice_of, study, with_list
from tests.hostile import PAYLOADS


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A case that asks for a CT of 12 Nov and a PET of 14 Nov."""
    book = Book(tmp_path / "book")
    book("new", "Rosa M.")
    book("person", "set", "--legal-name", "Rosa Marín", "--born", "1968-04-09")
    book("office", "add", "radiology", "--name", "Harbor Imaging")
    for kind, day in (("ct", "2026-11-12"), ("pet", "2026-11-14")):
        book("item", "add", kind, "--study-date", day)
    book("item", "set", "R1", "not-needed")  # the usual items, that name no scan
    book("item", "set", "R3", "asked")
    book("item", "set", "R4", "asked")
    return book


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    return with_list(tmp_path / "disc", study(3), study(2, day="20261114", modality="PT"))


@pytest.fixture
def part(tmp_path: Path) -> Path:
    return loose(tmp_path / "disc", study(3))


def test_without_a_case_it_tells_what_is_on_the_disc(book: Book, whole: Path) -> None:
    said = book("disc", str(whole))
    assert said.lines == [
        "Rosa Marin, born 9 Apr 1968",
        "- Sat 14 Nov 2026: PET chest; 1 series, 2 images",
        "- Thu 12 Nov 2026: CT chest; 1 series, 3 images",
        "DICOM files: 5. Other files: 1.",
        "✓ This disc can be read here.",
    ]
    assert said.talk == ""


def test_with_a_case_it_says_that_all_is_there(book: Book, whole: Path) -> None:
    said = book("disc", str(whole), "rosa")
    assert said.lines[-3:] == [
        "✓ This disc matches what was asked for.",
        "✓ R3 CT 12 Nov 2026: it is there.",
        "✓ R4 PET 14 Nov 2026: it is there.",
    ]


def test_what_is_missing_ends_with_nine(book: Book, part: Path) -> None:
    said = book.try_("disc", str(part), "rosa")
    assert said.code == 9
    assert "! R4 PET 14 Nov 2026: missing on this disc." in said.lines
    assert said.talk.endswith("Nothing was changed. Look at what is marked ! or ?.\n")


def test_recording_is_one_change_that_can_be_undone(book: Book, part: Path) -> None:
    before = book("show", "--json").json
    said = book.try_("disc", str(part), "rosa", "--record")
    assert said.code == 9
    assert (
        "From a disc: R3 CT 12 Nov 2026: arrived; R4 PET 14 Nov 2026: a scan is not on the disc."
        in said.talk
    )
    assert "It is saved." in said.talk
    told = book("show").out
    assert "a scan is not on the disc" in told
    book("undo")
    assert book("show", "--json").json["items"] == before["items"]


def test_who_looked_makes_it_usable(book: Book, whole: Path) -> None:
    said = book("disc", str(whole), "Rosa M.", "--checked-by", "Elena")
    assert "R3 CT 12 Nov 2026: usable; R4 PET 14 Nov 2026: usable." in said.talk
    again = book.try_("disc", str(whole), "Rosa M.", "--record")
    assert again.code == 5
    assert "nothing to record" in again.talk
    assert book("disc", str(whole), "Rosa M.").code == 0


def test_another_name_is_recorded_on_all_that_was_asked_for(book: Book, tmp_path: Path) -> None:
    other = loose(tmp_path / "disc", study(2, name="Lopez^Ana"))
    said = book.try_("disc", str(other), "rosa", "--record")
    assert "! Another person’s name is on this disc." in said.lines
    assert "The name on it: Ana Lopez." in said.out
    assert "R3 CT 12 Nov 2026: another person's name is on it" in said.talk


def test_an_office_can_be_named(book: Book, part: Path) -> None:
    book("office", "add", "radiology", "--name", "Shore PET")
    book("item", "set", "R4", "--office", "shore")
    assert book.try_("disc", str(part), "rosa").code == 9
    assert book("disc", str(part), "rosa", "--office", "harbor").code == 0


def test_json_has_all_of_it(book: Book, part: Path) -> None:
    said = book.try_("disc", str(part), "rosa", "--json").json
    assert said["verdict"] == "missing"
    assert said["people"][0]["studies"][0]["series"] == [
        {"modality": "CT", "called": "CT", "body_part": "CHEST", "description": "", "files": 3,
         "cut": 0}
    ]  # fmt: skip
    assert [(one["item"], one["how"]) for one in said["items"]] == [
        ("R3 CT 12 Nov 2026", "there"), ("R4 PET 14 Nov 2026", "missing"),
    ]  # fmt: skip
    alone = book("disc", str(part), "--json").json
    assert (alone["verdict"], "items" in alone) == ("read", False)


def test_recording_needs_a_case(book: Book, part: Path) -> None:
    for more in (["--record"], ["--office", "x"], ["--checked-by", "Elena"]):
        said = book.try_("disc", str(part), *more)
        assert said.code == 2
        assert "Name the case behind the path" in said.talk


def test_without_the_part_it_ends_with_twelve_and_says_how_to_add_it(
    book: Book, part: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    said = book.try_("disc", str(part))
    assert said.code == 12
    assert asking.ADD in said.talk


def test_no_disc_writes_to_the_terminal_what_is_no_text(book: Book, tmp_path: Path) -> None:
    (tmp_path / "disc").mkdir()
    with config.disable_value_validation():
        for n, payload in enumerate(PAYLOADS):
            data = slice_of(day=f"{2000 + n}0101")
            text = payload.encode("utf-8", "replace").decode()
            data.PatientName = data.StudyDescription = text
            data.save_as(tmp_path / "disc" / f"IM{n}")
    for words in (["rosa"], [], ["--json"]):
        said = book.try_("disc", str(tmp_path / "disc"), *words)
        assert len(said.lines) > len(PAYLOADS)
        for line in (*said.lines, *said.talk.splitlines()):
            assert clean(line.strip()) == line.strip()


def _started(path: Path, folder: Path, terminal: int) -> subprocess.Popen[bytes]:
    # Where tests run in the background of a shell, SIGINT may be ignored from the start.
    program = (
        "import signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from so_tui.cli import main\n"
        f"main(['disc', {str(path)!r}])\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", program], stdin=terminal, stderr=terminal,
        stdout=subprocess.PIPE, cwd=ROOT,
        env={
            "PATH": os.environ["PATH"], "SO_TUI_HOME": str(folder / "home"),
            "TERM": "xterm-256color",
        },
    )  # fmt: skip


def test_a_bar_shows_how_far_it_is_and_ctrl_c_ends_all_of_it(tmp_path: Path) -> None:
    path = many(tmp_path / "disc", 4_000)
    ours, theirs = pty.openpty()
    with _started(path, tmp_path, theirs) as process:
        os.close(theirs)
        seen = b""
        while b"/4000" not in seen:
            seen += os.read(ours, 4096)
        children = _children(process.pid)
        assert children
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 130
        assert process.stdout is not None
        assert process.stdout.read() == b""
    while b"Nothing was changed" not in seen:
        seen += os.read(ours, 4096)
    os.close(ours)
    for _ in range(200):
        if not any(Path(f"/proc/{one}").exists() for one in children):
            break
        time.sleep(0.05)
    assert not [one for one in children if Path(f"/proc/{one}").exists()]


def _children(pid: int) -> list[int]:
    """The processes that one has begun."""
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(one) for one in found.read_text().split()] if found.exists() else []
