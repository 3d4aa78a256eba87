"""Calendars by the commands: what the page shows works, and nothing is taken unasked."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.cli.running import ROOT, Book
from tests.exchange.calendars import read
from tests.exchange.test_invitations import INVITED, calendar

PAGE = (ROOT / "docs" / "formats.md").read_text("utf-8")
SECTION = PAGE.partition("\n## Calendar\n")[2].partition("\n## ")[0]
LINES = "".join(re.findall(r"```sh\n(.*?)```", SECTION, re.DOTALL)).splitlines()


@pytest.fixture(name="book")
def _book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Book:
    monkeypatch.chdir(tmp_path)
    book = Book(tmp_path / "book")
    book("new", "Rosa", "--visit", "2026-12-21", "--time", "9:00", "--zone", "America/New_York")
    Path("invitation.ics").write_bytes(calendar(INVITED))
    return book


def test_the_lines_of_the_page_do_what_it_says(book: Book) -> None:
    said = [book(*shlex.split(line)[1:]) for line in LINES]
    assert len(said) == 5
    tasks, events = (read(Path(one).read_bytes()) for one in ("rosa.ics", "rosa-days.ics"))
    assert {one.name for one in tasks.values()} == {"VEVENT", "VTODO"}
    assert {one.name for one in events.values()} == {"VEVENT"}
    assert b"Rosa" not in Path("rosa.ics").read_bytes()
    assert b"Rosa: visit" in Path("all.ics").read_bytes()
    assert said[-2].out.startswith("1  Visit on Thu 17 Dec 2026 at 10:30 (America/New_York)")
    assert "10:30" in book("show", "rosa").out
    assert book("show", "rosa", "--json").json["visit"] == "2026-12-17"


def test_a_calendar_that_is_kept_changes_only_with_the_cases(book: Book) -> None:
    line = ("export", "--all", "-o", "new.ics", "--force")
    assert " ".join(line) in SECTION
    book(*line)
    first = Path("new.ics").read_bytes()
    book(*line)
    assert Path("new.ics").read_bytes() == first
    book("visit", "set", "rosa", "--day", "2026-12-22")
    book(*line)
    assert Path("new.ics").read_bytes() != first


def test_nothing_is_taken_until_it_is_said(book: Book) -> None:
    before = book.bytes()
    assert "Nothing was taken." in book("import", "invitation.ics").talk
    book("import", "invitation.ics", "--case", "rosa", "--take", "1", "--dry-run")
    assert book.bytes() == before
    book("import", "invitation.ics", "--case", "rosa", "--take", "1")
    canceled = calendar(INVITED, head="METHOD:CANCEL")
    Path("canceled.ics").write_bytes(canceled)
    book("import", "canceled.ics", "--case", "rosa", "--take", "all")
    refused = book.try_("import", "canceled.ics", "--case", "rosa", "--take", "all")
    assert refused.code != 0
    assert "the visit has no day. Nothing was changed." in refused.talk
    book("undo")
    assert book("show", "rosa", "--json").json["visit"] == "2026-12-17"


def test_of_all_what_does_not_fit_is_told_and_left_out(book: Book) -> None:
    other = INVITED.replace("one@", "two@").replace("1217T", "1203T") + "\nSTATUS:CANCELLED"
    Path("both.ics").write_bytes(calendar(INVITED, other))
    before = book.bytes()
    refused = book.try_("import", "both.ics", "--case", "rosa", "--take", "1,2")
    assert "Taken after the others that were chosen, one does not fit." in refused.talk
    assert book.bytes() == before
    said = book("import", "both.ics", "--case", "rosa", "--take", "all", "--json")
    assert said.json["taken"] == [1]
    assert "Left out, since it does not fit the case: Canceled visit on Thu 3 Dec" in said.talk
    assert book("show", "rosa", "--json").json["visit"] == "2026-12-17"


def test_what_is_removed_is_taken_back_and_not_sent_on(book: Book) -> None:
    book("new", "Tim", "--visit", "2026-12-21")
    book("export", "--all", "-o", "all.ics")
    was = read(Path("all.ics").read_bytes())
    book("case", "remove", "Tim")
    said = book("export", "--all", "-o", "all.ics", "--force").talk
    assert "removed where the file is imported" not in said
    now = read(Path("all.ics").read_bytes())
    assert was.keys() <= now.keys()
    gone = [uid for uid, one in now.items() if one["STATUS"] == "CANCELLED" and uid in was]
    assert len(gone) > 5
    assert all(now[uid]["SEQUENCE"] > was[uid]["SEQUENCE"] for uid in gone)


def test_a_change_of_an_office_makes_its_cases_rise(book: Book) -> None:
    book("office", "add", "rosa", "pathology", "--name", "Lab")
    book("export", "rosa", "-o", "a.ics")
    book("office", "closed", "rosa", "Lab", "--first", "2026-12-01", "--last", "2026-12-31")
    book("export", "rosa", "-o", "b.ics")
    was, now = (read(Path(one).read_bytes()) for one in ("a.ics", "b.ics"))
    assert all(now[uid]["SEQUENCE"] > one["SEQUENCE"] for uid, one in was.items())
