"""The command that makes papers: files, sentences and codes as everywhere else."""

from __future__ import annotations

import datetime as dt
import errno
import io
import os
import re
import shlex
import stat
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from so_tui import papers as papers_of_all
from so_tui import unnamed
from so_tui.casework import Casework
from so_tui.papers import papers, scope
from tests.cli.running import ROOT, Book

MIDWAY = str(ROOT / "data" / "samples" / "midway.json")


@pytest.fixture
def midway(book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Book:
    """A casebook with the case of Rosa in the middle of it; files go into a folder of their own."""
    book("import", MIDWAY)
    folder = tmp_path / "out"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return book


def files() -> list[str]:
    return sorted(one.name for one in Path().iterdir())


def test_without_a_kind_the_papers_are_listed(midway: Book) -> None:
    said = midway("paper")
    assert {line.partition(":")[0] for line in said.lines} == set(papers().kinds())
    assert all(one.about in said.out for one in papers().descriptions)


def test_a_paper_is_a_pdf_for_its_owner_alone_with_a_name_that_tells_nobody(midway: Book) -> None:
    said = midway("paper", "authorization", "rosa m", "--office", "st luke")
    assert files() == ["authorization-P1.pdf"]
    (path,) = Path().iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert PdfReader(path).pages[0].extract_text().startswith("Authorization")
    assert said.data == b""
    assert said.talk.splitlines() == [
        "Wrote “Authorization to release health records” into authorization-P1.pdf. "
        "The file is not encrypted.",
        "Still blank: the day or event with which it ends. "
        "To be written by hand: the signature; the day of the signature.",
        "It stands alone: send a letter or a fax cover as a paper of its own.",
        "This office takes its own form. Write what stands here onto that one.",
        "Made an authorization for St. Luke's Pathology; release 1 is to sign.",
        "Once it is signed, say so with: so-tui release set 'Rosa M.' 1 --signed today",
    ]


def test_a_paper_that_is_there_is_only_written_over_with_force(midway: Book) -> None:
    path = Path("letter-P1.pdf")
    path.write_text("mine")
    words = ("paper", "letter", "rosa", "--office", "pathology")
    said = midway.try_(*words)
    assert said.code == 8
    assert "is there already" in said.talk
    assert path.read_text() == "mine"
    midway(*words, "--force")
    assert path.read_bytes().startswith(b"%PDF")


def test_a_paper_goes_to_standard_output_as_text_or_as_it_is_asked_for(midway: Book) -> None:
    words = ("paper", "letter", "rosa", "--office", "pathology", "-o", "-")
    said = midway(*words)
    assert "Request for records" in said.out
    assert "S26-1042" in said.out
    whole = "Nothing it needs is left blank but what is written by hand: the signature."
    assert said.talk == f"{whole}\n"
    pdf = midway(*words, "--format", "pdf").data
    assert "S26-1042" in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert files() == []


def test_the_ending_of_a_file_tells_its_format(midway: Book) -> None:
    for name, begins in (("a.txt", b"Fax"), ("a.pdf", b"%PDF"), ("a", b"%PDF"), ("b.TXT", b"Fax")):
        midway("paper", "fax", "rosa", "--office", "center", "-o", name, "--pages", "4")
        assert Path(name).read_bytes().startswith(begins)
    midway("paper", "fax", "rosa", "--office", "center", "-o", "c.pdf", "--format", "txt")
    assert Path("c.pdf").read_bytes().startswith(b"Fax")


@pytest.mark.parametrize(
    ("size", "region", "width"),
    [(None, "US", 612), (None, "GB", 595), ("a4", "US", 595), ("letter", "GB", 612)],
)
def test_a_page_is_of_the_size_of_the_region_or_as_asked(
    midway: Book, size: str | None, region: str, width: int
) -> None:
    home = Path(midway.environment["SO_TUI_HOME"])
    home.mkdir(exist_ok=True)
    (home / "settings.toml").write_text(f'region = "{region}"\n')
    options = ("--size", size) if size else ()
    midway("paper", "letter", "rosa", "--office", "pathology", "-o", "a.pdf", *options)
    assert round(PdfReader("a.pdf").pages[0].mediabox.width) == width


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("lettr", "rosa"), 2, "no paper. There is: access-request, authorization"),
        (("letter", "nobody"), 3, "nobody"),
        (("letter", "rosa"), 3, "Say with --office whom it is for. There is: Center Hospital"),
        (("letter", "rosa", "--office", "moon"), 3, "moon"),
        (("authorization", "rosa", "--office", "center"), 5, "no authorization for"),
        (("letter", "rosa", "--office", "center", "--pages", "3"), 2, "Leave out --pages"),
        (("fax", "rosa", "--office", "center", "--pages", "0"), 2, "--pages"),
        (("letter", "rosa", "--office", "center", "-o", "a.txt", "--large"), 2, "for PDF"),
        (("letter", "rosa", "--office", "center", "-o", "no/a.pdf"), 8, "could not be written"),
        (("letter", "rosa", "--office", "center", "-o", "."), 8, "could not be written"),
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_said_and_nothing_is_written(
    midway: Book, words: tuple[str, ...], code: int, said: str
) -> None:
    before = midway.bytes()
    found = midway.try_("paper", *words)
    assert (found.code, found.data) == (code, b"")
    assert said in found.talk
    assert files() == []
    assert midway.bytes() == before


def test_a_casebook_is_never_written_over_by_a_paper(midway: Book) -> None:
    before = midway.bytes()
    words = ("paper", "letter", "rosa", "--office", "center", "--force", "-o", str(midway.path))
    said = midway.try_(*words)
    assert said.code == 8
    assert midway.bytes() == before


def test_letters_that_no_font_has_leave_no_file(midway: Book) -> None:
    midway("person", "set", "rosa", "--legal-name", "Rosa \U00013000")
    said = midway.try_("paper", "letter", "rosa", "--office", "center")
    assert said.code == 8
    assert "No font here has these letters: \U00013000." in said.talk
    assert files() == []
    assert "\U00013000" in midway(
        "paper", "letter", "rosa", "--office", "center", "-o", "-"
    ).out  # fmt: skip


def test_a_label_stands_in_for_a_name_and_that_is_said(rosa: Book, tmp_path: Path) -> None:
    rosa("case", "set", "rosa", "--label", "Rosa 🌻")
    rosa("office", "add", "rosa", "pathology", "--name", "St. Luke's")
    path = tmp_path / "x.pdf"
    said = rosa("paper", "letter", "--office", "luke", "-o", str(path))
    assert "The name on it is the label “Rosa 🌻”" in said.talk
    assert "Rosa" in PdfReader(path).pages[0].extract_text()


def test_a_case_without_an_office_is_told_what_to_do(rosa: Book) -> None:
    said = rosa.try_("paper", "letter")
    assert said.code == 3
    assert said.talk == ("No office of this case can get it yet. Add one with: so-tui office add\n")


def test_a_paper_says_from_which_change_of_the_case_it_was_made(midway: Book) -> None:
    midway("item", "set", "rosa", "P2", "asked")
    made = midway("paper", "letter", "rosa", "--office", "pathology", "-o", "-").lines[-1]
    last = midway("history", "rosa").lines[-1].partition(".")[0]
    assert made == f"Made on Wed 25 Nov 2026 from the case as it was after change {last}."


def test_nothing_of_the_screen_and_no_typst_is_loaded_for_plain_text(midway: Book) -> None:
    from tests.cli.test_imports import _loaded

    home = Path(midway.environment["SO_TUI_HOME"])
    told = (
        "from so_tui.cli.program import run\n"
        f"run(['--file', {str(midway.path)!r}, 'paper', 'letter', 'rosa', '--office', 'luke', "
        "'-o', {!r}])"
    )
    for name, loads in (("a.txt", False), ("a.pdf", True)):
        names = _loaded(told.format(os.fspath(Path(name).absolute())), home)
        assert ("typst" in names) == loads
        assert "textual" not in names


# --- About all of a case, and about all cases -----------------------------------------------

SAMPLES = sorted((ROOT / "data" / "samples").glob("*.json"))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda one: one.stem)
def test_the_gaps_of_the_packet_are_the_gaps_that_show_tells(book: Book, sample: Path) -> None:
    book("import", str(sample))
    shown = book("show").lines
    counts = [re.fullmatch(r"(\w+): (\d+) of (\d+) there", line) for line in shown]
    told = {one[1][0]: (int(one[2]), int(one[3])) for one in counts if one is not None}
    packet = book("paper", "packet", "-o", "-").out
    gaps, _, rest = packet.partition("\nNot there yet\n")[2].partition("\nThere\n")
    there = rest.partition("\n\n")[0]
    assert sum(asked for _, asked in told.values()) > 3
    for letter, (have, asked) in told.items():
        assert len(re.findall(rf"^\d+\. {letter}\d", there, re.MULTILINE)) == have
        assert len(re.findall(rf"^\d+\. {letter}\d", gaps, re.MULTILINE)) == asked - have


def test_a_paper_about_all_of_a_case_is_for_no_office(midway: Book) -> None:
    for kind in ("packet", "handover", "comparison"):
        midway("paper", kind, "rosa")
        said = midway.try_("paper", kind, "rosa", "--office", "luke", "--force")
        assert (said.code, said.talk) == (2, f"A {kind} is for no office. Leave out --office.\n")
    assert files() == ["comparison.pdf", "handover.pdf", "packet.pdf"]
    assert "R3 mammogram" in "".join(one.extract_text() for one in PdfReader("packet.pdf").pages)


def test_a_caseload_is_about_all_cases_and_names_whom_today_names(midway: Book) -> None:
    midway("import", str(ROOT / "data" / "samples" / "rush.json"))
    said = midway("paper", "caseload", "-o", "-").out
    flat = " ".join(said.split())
    for line in midway("today").lines:
        office, _, rest = line.partition(", ")
        assert office in flat
        assert " ".join(rest.partition(": ")[2].partition(": ")[2].split()) in flat
    for line in midway("cases").lines:
        assert line.partition(" (")[0] in flat
    assert not re.search("(breast|colon) cancer", said)
    refused = midway.try_("paper", "caseload", "rosa")
    assert (refused.code, refused.talk) == (
        2, "A caseload is about all cases. Leave out the case.\n"
    )  # fmt: skip
    midway("paper", "caseload")
    assert files() == ["caseload.pdf"]


# --- All that are due -----------------------------------------------------------------------


def test_all_papers_that_are_due_are_in_a_folder_with_a_list_of_them(midway: Book) -> None:
    alone = midway("paper", "letter", "rosa", "--office", "luke", "-o", "-").out
    before, history = midway("show", "rosa").lines, midway("history", "rosa").lines
    said = midway("paper", "all", "rosa m", "--format", "txt")
    (folder,) = Path().iterdir()
    assert (folder.name, stat.S_IMODE(folder.stat().st_mode)) == ("papers", 0o700)
    made = {one.name for one in folder.iterdir()}
    assert said.talk.startswith(
        f"Wrote {len(made) - 1} papers into papers, with a list of them in list.txt. "
        f"The files are not encrypted.\nMade {len(made) - 1} papers: "
    )
    told = (folder / "list.txt").read_text("utf-8")
    assert {line.partition(":")[0] for line in told.splitlines()[1:] if line[:1] != " "} | {
        "list.txt"
    } == made
    assert "authorization-P1.txt" in made
    assert "Still blank: the day or event with which it ends." in told
    assert all(stat.S_IMODE(one.stat().st_mode) == 0o600 for one in folder.iterdir())
    # Each is what it is when it is made alone.
    assert (folder / "letter-P1.txt").read_text("utf-8") == alone
    # They are one change.
    assert len(noted(midway)) == len(made) - 1
    assert len(midway("history", "rosa").lines) == len(history) + 1
    midway("undo")
    assert midway("show", "rosa").lines == before


def test_the_history_is_read_once_for_all_papers(
    midway: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads, plans = count(), count()
    history, plan = Casework.history, Casework.plan

    def read(self: Casework, *args: Any) -> Any:
        next(reads)
        return history(self, *args)

    def planned(self: Casework, *args: Any) -> Any:
        next(plans)
        return plan(self, *args)

    monkeypatch.setattr(Casework, "history", read)
    monkeypatch.setattr(Casework, "plan", planned)
    work = Casework.open(midway.path)
    page = work.cases()[0]
    made = list(papers_of_all.due(work, page, dt.date(2026, 11, 25)))
    assert len(made) > 5
    assert (next(reads), next(plans)) == (1, 1)


def test_where_one_paper_is_there_or_cannot_be_drawn_none_is_written(midway: Book) -> None:
    midway("paper", "all", "rosa", "-o", "out")
    before = {one.name: one.read_bytes() for one in Path("out").iterdir()}
    assert all(data.startswith(b"%PDF") for name, data in before.items() if name != "list.txt")
    Path("out/letter-P1.pdf").write_bytes(b"mine")
    Path("out/call-sheet-P1.pdf").unlink()
    said = midway.try_("paper", "all", "rosa", "-o", "out")
    assert said.code == 8
    assert "is there already" in said.talk
    assert Path("out/letter-P1.pdf").read_bytes() == b"mine"
    assert not Path("out/call-sheet-P1.pdf").exists()
    midway("undo")  # that they were made
    midway("paper", "all", "rosa", "-o", "out", "--force")
    assert {one.name: one.read_bytes() for one in Path("out").iterdir()}.keys() == before.keys()
    assert Path("out/letter-P1.pdf").read_bytes().startswith(b"%PDF")
    midway("person", "set", "rosa", "--legal-name", "Rosa \U00013000")
    assert midway.try_("paper", "all", "rosa", "-o", "new").code == 8
    assert files() == ["out"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--office", "luke"), 2, "Leave out --office and --pages"),
        (("--pages", "3"), 2, "Leave out --office and --pages"),
        (("-o", "-"), 2, "go into a folder"),
        (("--format", "txt", "--large"), 2, "for PDF"),
        (("-o", "no/such"), 8, "could not be made"),
    ],
)
def test_all_papers_that_cannot_be_made_are_said(
    midway: Book, words: tuple[str, ...], code: int, said: str
) -> None:
    found = midway.try_("paper", "all", "rosa", *words)
    assert found.code == code
    assert said in found.talk
    assert files() == []


def test_no_paper_is_due_for_a_case_that_has_ended(midway: Book) -> None:
    midway("status", "rosa", "closed")
    found = midway.try_("paper", "all", "rosa")
    assert (found.code, files()) == (3, [])
    assert "No paper is due" in found.talk


# --- What was made stands in the history ---------------------------------------------------------

FOR = [
    (kind, office)
    for kind in papers().kinds() if scope(kind) != "casebook"
    for office in (("St. Luke's Pathology", "Center") if scope(kind) == "office" else ("",))
]  # fmt: skip


def noted(book: Book) -> list[str]:
    return [line for line in book("show", "rosa").lines if line.startswith("Paper made ")]


@pytest.mark.parametrize(("kind", "office"), FOR)
def test_a_paper_that_was_written_is_noted_once_and_undo_takes_it_back(
    midway: Book, kind: str, office: str
) -> None:
    before, history = midway("show", "rosa").lines, midway("history", "rosa").lines
    words = ("paper", kind, "rosa", *(("--office", office) if office else ()))
    midway.try_(*words, "-o", "-")
    assert midway("show", "rosa").lines == before  # what is only read is not noted
    said = midway.try_(*words, "-o", "a.txt")
    if said.code == 5:
        assert midway("show", "rosa").lines == before  # there is none for such an office
        return
    assert said.code == 0
    (line,) = noted(midway)
    whom = f", for: {office}" if office else ""
    assert line.startswith(f"Paper made Wed 25 Nov 2026: {kind.replace('-', ' ')}{whom}")
    (told,) = midway("history", "rosa").lines[len(history) :]
    assert f"{kind.replace('-', ' ')}{f' for {office}' if office else ''}" in told
    midway("undo")
    assert midway("show", "rosa").lines == before
    assert Path("a.txt").is_file()


def test_a_paper_without_a_room_on_the_disk_is_not_noted(
    midway: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = midway.bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(unnamed, "put", full)
        said = midway.try_("paper", "letter", "rosa", "--office", "luke", "-o", "a.txt")
    assert said.code == 8
    assert "a.txt could not be written" in said.talk
    assert midway.bytes() == before


def test_what_is_offered_next_can_be_typed_as_it_stands(midway: Book) -> None:
    said = midway("paper", "letter", "rosa", "--office", "st luke", "-o", "a.txt")
    line = next(one for one in said.talk.splitlines() if "has-our-request" in one)
    _, *words = shlex.split(line.partition("log that with: ")[2])
    midway(*words)
    shown = midway("show", "rosa").lines
    (entry,) = (one for one in shown if "Wed 25 Nov 2026: " in one and "has our request" in one)
    assert "how: letter" in entry
    assert "about P" in entry
    midway("paper", "authorization", "rosa", "--office", "st luke", "-o", "b.txt")
    said = midway("paper", "authorization", "rosa", "--office", "st luke", "-o", "c.txt")
    line = next(one for one in said.talk.splitlines() if "release set" in one)
    _, *words = shlex.split(line.partition("say so with: ")[2])
    midway(*words)
    assert any("signed on: Wed 25 Nov 2026" in one for one in midway("show", "rosa").lines)
    # It is past that now: a further print leaves it there.
    said = midway("paper", "authorization", "rosa", "--office", "st luke", "-o", "d.txt")
    assert "to sign" not in said.talk
    assert any("signed on: Wed 25 Nov 2026" in one for one in midway("show", "rosa").lines)
