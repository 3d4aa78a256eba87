"""What an import says: what it changed of offices, what came back, and what stays as it was."""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path

import pytest

from tests.cli.running import ROOT, Book


@pytest.fixture(name="both")
def _both(tmp_path: Path) -> tuple[Book, Book]:
    """Two people who have the case of Tim, with an office, and the first one Ann at it, too."""
    here, there = Book(tmp_path / "1", actor="Ana"), Book(tmp_path / "2", actor="Ben")
    here("new", "Tim")
    here("office", "add", "tim", "pathology", "--name", "Lab X", "--phone", "555-100-0000")
    here("new", "Ann")
    here("office", "add", "ann", "pathology", "--pick", "Lab X")
    handed(here, there)
    return here, there


def handed(one: Book, other: Book, *options: str) -> str:
    """Tim's case goes from one to the other, who is told of it."""
    file = str(one.path.parent / "tim.json")
    one("export", "tim", "-o", file, "--force")
    return other("import", file, *options).talk


def test_each_field_of_an_office_that_is_other_now_is_told(both: tuple[Book, Book]) -> None:
    here, there = both
    there("office", "set", "tim", "Lab X", "--phone", "555-222-2222", "--fax", "555-333-3333")
    said = handed(there, here)
    assert "Lab X: phone 555-100-0000 → 555-222-2222, in 2 cases." in said.splitlines()
    assert "Lab X: fax empty → 555-333-3333, in 2 cases." in said.splitlines()
    assert "Lab X" not in handed(there, here)
    there("office", "set", "tim", "Lab X", "--phone", "555-444-4444")
    there("office", "closed", "tim", "Lab X", "--first", "2026-12-24")
    file = str(there.path.parent / "again.json")
    there("export", "tim", "-o", file)
    told = here("import", file, "--json").json["offices"]
    assert [(one["name"], one["cases"]) for one in told] == [("Lab X", 2), ("Lab X", 2)]
    phone = next(one for one in told if one["field"] == "phone")
    assert (phone["before"], phone["after"]) == ("555-222-2222", "555-444-4444")


def test_a_copy_of_the_casebook_tells_of_offices_as_well(both: tuple[Book, Book]) -> None:
    here, there = both
    there("office", "set", "tim", "Lab X", "--phone", "555-222-2222")
    file = str(there.path.parent / "copy.json")
    there("backup", "-o", file)
    said = here("join", file).talk
    assert "Lab X: phone 555-100-0000 → 555-222-2222, in 2 cases." in said.splitlines()


def test_a_case_that_was_removed_here_and_comes_back_is_said_to(both: tuple[Book, Book]) -> None:
    here, there = both
    here("case", "remove", "tim")
    there("case", "set", "tim", "--note", "x")
    said = handed(there, here)
    assert "Tim was removed here and is back: it was changed elsewhere apart from that." in said


def test_a_case_that_is_brought_back_is_not_said_to_have_changed(both: tuple[Book, Book]) -> None:
    here, there = both
    here("case", "remove", "tim")
    assert "stays removed" in handed(there, here)
    assert "Tim was removed here and is back." in handed(there, here, "--bring-back")


def test_a_case_is_not_removed_twice(both: tuple[Book, Book]) -> None:
    here, there = both
    for one in both:
        one("case", "remove", "tim")
    said = handed(there, here)
    assert "Removed Tim" not in said
    assert "Tim" in said


def test_of_an_import_that_was_undone_no_removal_is_told(both: tuple[Book, Book]) -> None:
    here, there = both
    there("undo")
    said = handed(here, there)
    assert "its import was undone here" in said
    assert "removal" not in said
    assert "Took in Tim." in handed(here, there, "--bring-back")
    assert "Tim" in there("cases").out


def test_who_names_a_removed_case_is_told_not_to(both: tuple[Book, Book]) -> None:
    here, _ = both
    here("case", "remove", "tim")
    file = str(here.path.parent / "x.json")
    assert "To leave it out, do not name it." in here("export", "tim", "-o", file).talk
    said = here("export", "--all", "-o", file, "--force").talk
    assert "To leave it out, name the cases to export." in said


def test_a_case_file_that_is_named_as_a_copy_is_sent_to_import(both: tuple[Book, Book]) -> None:
    here, _ = both
    file = here.path.parent / "casebook (conflicted copy 9).json"
    here("export", "tim", "-o", str(file))
    line = f"so-tui import {shlex.quote(str(file))}"
    said = here("cases").talk
    assert line in said
    assert "so-tui join" not in said
    refused = here.try_("join")
    assert (refused.code, line in refused.talk) == (4, True)
    assert "left as it is" not in refused.talk
    commands = [one for one in refused.talk.splitlines() if "so-tui import" in one]
    for command in commands:
        words = shlex.split(command.partition("so-tui import ")[2])
        assert words == [str(file)]
    assert commands


def test_a_casebook_is_sent_to_join(both: tuple[Book, Book]) -> None:
    here, there = both
    file = str(there.path.parent / "copy.json")
    there("backup", "-o", file)
    refused = here.try_("import", file)
    assert refused.code == 4
    assert "so-tui join" in refused.talk


_PLAIN = re.compile(
    r"shlex\.quote\(.*\)|infile\.typed\(.*\)|label|some|more|place|to\.call|made\.described\.sent"
    r"|.*\.number|command|_read_as\(source\)|.*(\.id|\.case)\[:8\]|.* \* bool\(asked\)"
    r"|'cases --all' if put_away else 'new'"
)
"""What may stand in a command line to type: what is quoted, or has no blank by its nature."""


def _lines(tree: ast.AST) -> list[str]:
    """The values that stand in command lines which the sentences of a module tell to type."""
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inside = False
            for part in node.values:
                if isinstance(part, ast.Constant):
                    text = str(part.value)
                    begins = text.rfind(": so-tui ")
                    inside = (
                        "." not in text[begins:] if begins >= 0 else (inside and ". " not in text)
                    )
                elif inside and isinstance(part, ast.FormattedValue):
                    found.append(ast.unparse(part.value))
    return found


def test_each_command_line_to_type_quotes_what_it_names() -> None:
    told = [
        (file.name, one)
        for file in (ROOT / "so_tui").rglob("*.py")
        for one in _lines(ast.parse(file.read_text()))
    ]
    assert len(told) > 5
    assert [one for one in told if not _PLAIN.fullmatch(one[1])] == []
