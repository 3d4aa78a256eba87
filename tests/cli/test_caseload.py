"""Many cases by command: found, listed for the day, counted, looked back at, reported."""

from __future__ import annotations

import configparser
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cli.running import ROOT, Book

MIDWAY = str(ROOT / "data" / "samples" / "midway.json")
LATER = "2026-12-02"
"""A week after the cases were begun, when some of them are late."""

COMMANDS = (ROOT / "docs" / "commands.md").read_text("utf-8")


@pytest.fixture
def several(book: Book) -> Book:
    """Four cases with offices, two of them Elena's; some are late."""
    book("import", MIDWAY)
    for label, visit, who in (
        ("June", "2026-12-10", "Elena"), ("Ana", "2027-02-18", "Marc"), ("Kim", "", ""),
    ):  # fmt: skip
        book("new", label, *(["--visit", visit] if visit else []))
        book("case", "hand-over", label, who) if who else None
        book("office", "add", label, "pathology", "--name", f"{label}'s Lab")
    book.today = LATER
    return book


def _labels(book: Book, *words: str) -> list[str]:
    return [one["label"] for one in book("cases", *words, "--json").json["cases"]]


def test_cases_are_found_by_words_in_any_text(several: Book) -> None:
    assert _labels(several, "--search", "JUNE lab") == ["June"]
    assert _labels(several, "--search", "s26-1042") == ["Rosa M."]
    assert _labels(several, "--search", "nothing of that") == []
    assert several("cases", "--search", "nothing of that").lines == ["No case fits that."]


def test_cases_are_found_by_who_has_them(several: Book) -> None:
    assert set(_labels(several, "--whose", "elena")) == {"Rosa M.", "June"}
    assert _labels(several, "--whose", "mar") == ["Ana"]
    assert _labels(several, "--whose", "none") == ["Kim"]
    assert _labels(several, "--whose", "") == ["Kim"]
    said = several.try_("cases", "--whose", "Otto")
    assert said.code == 3
    assert "Elena, Marc" in said.talk
    found = several("cases", "--json").json["cases"]
    assert {one["label"]: one["has_it"] for one in found} == {
        "Rosa M.": "Elena", "June": "Elena", "Ana": "Marc", "Kim": None,
    }  # fmt: skip
    assert ", Marc has it; " in several("cases", "--search", "ana").out


def test_only_what_is_late_and_in_any_order(several: Book) -> None:
    late = {one["label"] for one in several("cases", "--json").json["cases"] if one["late"]}
    assert set(_labels(several, "--late")) == late
    assert 0 < len(late) < 4
    assert _labels(several, "--sort", "label") == ["Ana", "June", "Kim", "Rosa M."]
    assert _labels(several, "--sort", "visit") == ["June", "Rosa M.", "Ana", "Kim"]
    assert _labels(several, "--sort", "has-it")[-1] == "Kim"
    assert several.try_("cases", "--sort", "shoe").code == 2


def test_today_says_each_papers_number(several: Book) -> None:
    assert any(re.search(r": P1 ", line) for line in several("today").lines)


def test_what_today_says_log_takes(several: Book) -> None:
    """Every call of the day, logged word for word as the JSON says it."""
    calls = several("today", "--json").json["calls"]
    logged = 0
    for one in (log for call in calls for log in call["log"]):
        office = ["--office", one["office"]] if one["office"] else []
        parts = [word for part in one["for"] for word in ("--for", part)]
        several("log", *parts, one["call"], "voicemail", *office)
        several("undo")
        logged += 1
    assert logged >= 3
    for call in calls:
        for case in call["cases"]:
            about = {step["item"] for step in case["steps"] if step["naming"] == "do"} - {None}
            assert set(case["items"]) == about
            names = {item["item"] for item in several("show", case["case"], "--json").json["items"]}
            assert about <= names


@settings(max_examples=8, deadline=None)
@given(st.data())
def test_on_any_day_of_any_cases_log_takes_what_today_says(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Law: whatever cases, offices and day there are, what `today --json` names can be logged."""
    day = data.draw(st.sampled_from(["2026-11-25", "2026-12-04", "2026-12-14", "2026-12-17"]))
    book = Book(tmp_path_factory.mktemp("any"), today=day)
    samples = ["midway", "rush", "many-offices", "no-date", "fresh"]
    for name in data.draw(st.lists(st.sampled_from(samples), min_size=1, max_size=3, unique=True)):
        book("import", str(ROOT / "data" / "samples" / f"{name}.json"))
    if data.draw(st.booleans()):
        book("new", "No office", "--visit", "2026-12-18")
    for one in (log for call in book("today", "--json").json["calls"] for log in call["log"]):
        office = ["--office", one["office"]] if one["office"] else []
        parts = [word for part in one["for"] for word in ("--for", part)]
        book("log", *parts, one["call"], "voicemail", *office)


def test_due_counts_and_names_nobody(several: Book) -> None:
    (line,) = several("due", "--count").lines
    assert re.fullmatch(r"\d+ late, \d+ due by Wed 9 Dec 2026\.", line)
    found = several("due", "--count", "--json").json
    assert set(found) == {"today", "until", "due", "late"}
    assert found["due"] == len(several("due", "--json").json["steps"])
    assert found["late"] == sum(one["late"] for one in several("cases", "--json").json["cases"])


def test_due_ends_with_10_only_when_something_is_late(several: Book) -> None:
    said = several.try_("due", "--exit-code")
    assert said.code == 10
    assert said.lines == several("due").lines, "without --exit-code it ends with 0"
    assert several.try_("due", "kim", "--exit-code").code == 0
    assert several.try_("due", "--count", "--exit-code", "--json").code == 10


def test_the_history_of_all_cases(several: Book) -> None:
    lines = several("history").lines
    assert lines == several("history", "--all").lines
    assert any(", Elena: June: Began the case June" in line for line in lines)
    changes = several("history", "--all", "--json").json["changes"]
    began = next(one for one in changes if one["sentence"] == "Began the case June")
    assert [one["label"] for one in began["cases"]] == ["June"]
    assert len(changes) == len(lines)
    assert several.try_("history", "june", "--all").code == 2
    several("case", "remove", "june")
    assert any("June: " in line for line in several("history").lines)
    assert any(line.startswith("- Rosa M., ") for line in several("history", "--fields").lines)


def test_one_case_alone_has_its_numbers(book: Book) -> None:
    book("new", "Rosa")
    assert book("history").lines[0].startswith("1. ")
    assert not book("history", "--all").lines[0].startswith("1. ")


def test_a_month_in_numbers(book: Book) -> None:
    for name in ("Ann", "Bea"):
        book("new", name)
        book("office", "add", name, "pathology", "--name", "City Lab")
        book("item", "set", name, "P1", "asked", "--on", "2026-11-02")
        book("item", "set", name, "P2", "asked", "--on", "2026-10-30")
    book("item", "set", "ann", "P1", "arrived", "--on", "2026-11-09")
    book("item", "set", "bea", "P1", "arrived", "--on", "2026-11-04")
    assert book("report").lines == ["City Lab: 2 asked, 2 arrived, 4 business days (2 to 5)"]
    assert book("report", "--month", "2026-10").lines == ["City Lab: 2 asked, 0 arrived"]
    assert book("report", "--month", "2026-01").lines == [
        "Nothing was asked for and nothing came in that month."
    ]
    assert book("report", "--json").json == {
        "month": "2026-11",
        "offices": [
            {"office": "City Lab", "asked": 2, "arrived": 2, "days": 4, "shortest": 2, "longest": 5}
        ],
    }
    for bad in ("2026-13", "2026", "nov", "2026-11-01", "0001-01"):
        assert book.try_("report", "--month", bad).code == 2


# --- What the documents say for schedules ----------------------------------------------------


def _fences(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", COMMANDS, re.DOTALL)


def test_the_line_for_cron_mails_only_what_is_late(several: Book, tmp_path: Path) -> None:
    (line,) = _fences("crontab")
    fields = line.split(None, 5)
    assert fields[:5] == ["0", "8", "*", "*", "1-5"]
    assert "%" not in fields[5], "cron reads it as the end of a line"
    program = tmp_path / "bin" / "so-tui"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -m so_tui --file "{several.path}" '
        f'--today "{LATER}" "$@"\n'
    )
    program.chmod(0o755)

    def mailed() -> str:
        done = subprocess.run(
            ["/bin/sh", "-c", fields[5]], capture_output=True, check=False, cwd=ROOT,
            env={
                "PATH": f"{program.parent}:/usr/bin:/bin", "HOME": str(tmp_path),
                "SO_TUI_HOME": str(tmp_path / "home"),
            },
        )  # fmt: skip
        return done.stdout.decode()

    assert re.fullmatch(r"so-tui: \d+ late, \d+ due by .*\n", mailed())
    for name in ("rosa", "june", "ana"):
        several("status", name, "closed")
    assert mailed() == ""


def test_the_units_for_systemd_run_a_command_that_is_there(several: Book) -> None:
    service, timer = (_unit(text) for text in _fences("ini"))
    program, *words = service["Service"]["ExecStart"].split()
    assert program.endswith("/so-tui")
    assert several.try_(*words).code == 10
    assert timer["Timer"]["OnCalendar"] == "Mon..Fri 08:00"
    assert timer["Install"]["WantedBy"] == "timers.target"


def _unit(text: str) -> configparser.ConfigParser:
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[method-assign, assignment]
    unit.read_string(text)
    return unit


def test_every_command_of_the_page_is_one(several: Book) -> None:
    several.today = "2026-11-25"
    mine = several("show", "june", "--json").json["case"]
    (lab,) = (one["office"] for one in mine["offices"].values() if one["call"] == "pathology")
    several("office", "join", lab, "St. Luke's Pathology")
    for fence in ("Many cases", "On a schedule"):
        part = COMMANDS.partition(f"## {fence}\n")[2].partition("\n## ")[0]
        for block in re.findall(r"```sh\n(.*?)```", part, re.DOTALL):
            for line in block.splitlines():
                words = line.partition("#")[0].split()
                assert words[0] == "so-tui"
                assert several.try_(*words[1:]).code in (0, 3), line
