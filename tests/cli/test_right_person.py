"""The right person, the right office: what is meant is found, and nothing else is touched."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.cli.reference import every
from tests.cli.running import Book, start


@pytest.fixture
def two(book: Book) -> Book:
    """Fadela, and José with a lab whose name was pasted."""
    book("new", "Fadela", "--visit", "2026-12-17")
    book("new", "José")
    book("office", "add", "jose", "pathology", "--name", "St. Mary’s", "--phone", "(555) 123-4567")
    return book


def test_a_label_that_is_there_already_is_asked_about(two: Book) -> None:
    before = two.bytes()
    for label in ("fadela", "FADELA", "Fa\u00addela"):
        said = two.try_("new", label)
        assert said.code == 5
        assert "Fadela (" in said.talk
        assert "visit Thu 17 Dec 2026" in said.talk
        assert two.bytes() == before
    assert two.try_("case", "set", "jose", "--label", "fadela").code == 5
    assert two.try_("case", "set", "jose", "--label", "JOSÉ").code == 0
    assert two("new", "fadela", "--another").code == 0
    said = two.try_("status", "FADELA", "going")
    assert said.code == 3
    assert "visit Thu 17 Dec 2026" in said.talk


def test_an_import_of_a_label_that_is_there_says_so(two: Book) -> None:
    exported = two("export", "fadela", "--no-history").data.replace(b"Fadela", b"Jos\xc3\xa9")
    two("case", "remove", "fadela")
    said = two.try_("import", "-", stdin=exported)
    assert said.code == 0
    assert "There is a case with this label already: José (" in said.talk


def test_an_office_that_is_known_is_not_made_twice_nor_written_over(two: Book) -> None:
    before = two.bytes()
    said = two.try_(
        "office", "add", "fadela", "pathology", "--name", "st marys", "--phone", "999"
    )  # fmt: skip
    assert said.code == 5
    assert "is known already, with another phone (555) 123-4567" in said.talk
    assert two.bytes() == before
    said = two("office", "add", "fadela", "pathology", "--name", "St. Mary's")
    assert "was taken from the casebook" in said.talk
    assert two("offices").lines == ["St. Mary’s, (555) 123-4567"]
    two("office", "add", "fadela", "radiology", "--name", "St Marys", "--another", "--phone", "9")
    assert len(two("offices").lines) == 2
    assert two.try_("office", "add", "jose", "visit", "--name", "st marys").code == 5


def test_two_offices_are_joined_and_that_is_undone_as_one(two: Book) -> None:
    two("office", "add", "fadela", "pathology", "--name", "Saint Mary", "--phone", "777")
    two("item", "set", "fadela", "P1", "asked")
    before = [two("show", one, "--json").json for one in ("fadela", "jose")]
    said = two("office", "join", "777", "5551234567")
    assert "1 case named it: Fadela (" in said.talk
    assert two("offices").lines == ["St. Mary’s, (555) 123-4567"]
    assert "St. Mary’s" in two("show", "fadela").out
    assert "Saint Mary" not in "".join(two("script", "fadela", "pathology").lines)
    two("undo")
    assert [two("show", one, "--json").json for one in ("fadela", "jose")] == before
    assert len(two("offices").lines) == 2
    assert two.try_("office", "join", "saint", "saint").code == 5


def test_what_is_nearly_a_command_an_option_or_a_code_is_offered(two: Book) -> None:
    assert "Did you mean 'log'?" in two.try_("lgo").talk
    assert "Did you mean '--visit'?" in two.try_("new", "--vist", "x").talk
    assert "Did you mean decided-not or deciding?" in two.try_("status", "jose", "decidde-not").talk
    assert "Did you mean stained-slides" in two.try_("item", "add", "jose", "staind-slidse").talk
    assert "Did you mean José?" in two.try_("show", "jsoe").talk
    assert "Did you mean St. Mary’s?" in two.try_("office", "remove", "jose", "sant mary").talk


def test_usage_stands_on_lines_and_help_is_a_command_too(two: Book) -> None:
    said = two.try_("item")
    assert said.code == 2
    assert "\n  add " in said.talk
    assert two("help").out == two("--help").out
    assert two("help", "item", "set").out == two("item", "set", "--help").out
    assert two.try_("help", "nope").code == 2
    assert two.try_("help", "show", "all").code == 2
    assert two("-V").out == two("--version").out


def test_the_demo_works_with_every_kind_of_command_and_keeps_nothing(
    two: Book, tmp_path: Path
) -> None:
    before = two.bytes()
    told = start("--today", two.today, "--demo", "cases", folder=tmp_path)
    assert b"Rosa M." in told.stdout
    said = start("--today", two.today, "--demo", "item", "set", "P1", "asked", folder=tmp_path)
    assert said.returncode == 0
    assert b"is not kept" in said.stderr
    assert two.bytes() == before
    assert not (tmp_path / "home" / "casebook.json").exists()
    assert two.try_("--demo", "cases").code == 2, "it has a casebook of its own"


def test_a_backup_says_how_large_it_is(two: Book) -> None:
    said = two("backup")
    assert " 0 bytes" not in said.talk
    assert " KB, and read it again" in said.talk


def test_of_two_insurers_both_are_named(two: Book) -> None:
    for name in ("Aetna", "Blue Plan"):
        two("office", "add", "jose", "visit", "--name", name, "--as", "insurer")
    said = two.try_("log", "jose", "visit", "spoke", "--office", "insurer")
    assert said.code == 3
    assert "2 offices of José fit “insurer”: Aetna (visit), Blue Plan (visit)." in said.talk
    two("log", "jose", "visit", "spoke", "--office", "blue")


def test_what_is_written_to_a_case_named_by_a_part_says_whose_it_is(book: Book) -> None:
    book("new", "Ana-María")
    said = book("status", "ana", "going")
    assert said.talk.startswith("“ana” was read as Ana-María.\n")
    for words in (("undo", "María"), ("redo", "María"), ("put-back", "María", "1"),
                  ("log", "--for", "María:P1", "pathology", "spoke")):  # fmt: skip
        assert "“María” was read as Ana-María." in book(*words).talk
    assert "read as" not in book("status", "ana maria", "on-hold").talk
    id_ = book("cases", "--json").json["cases"][0]["id"]
    assert "read as" not in book("status", id_[:4], "going").talk


def test_nobody_is_named_by_a_part_of_a_number_or_one_letter_of_an_id(book: Book) -> None:
    book("new", "1")
    book("new", "12")
    book("case", "remove", "1")
    before = book("history", "--all", "--json").json
    twelve = book("cases", "--json").json["cases"][0]["id"]
    for words in (("item", "set", "1", "P1", "ready"), ("status", twelve[0], "going"),
                  ("log", "1", "pathology", "spoke", "--about", "P2")):  # fmt: skip
        said = book.try_(*words)
        assert said.code == 3
        assert "No case fits" in said.talk
    for command in ("remove", "archive"):
        said = book.try_("case", command, "1")
        assert said.code == 5
        how = f"“1” is only part of “12”. If that case is meant, say: so-tui case {command} "
        assert f"{how}{twelve[:8]}." in said.talk
    assert book("history", "--all", "--json").json == before


PARTING: list[tuple[str, ...]] = [
    ("case", "remove"), ("case", "archive"), ("erase",), ("item", "remove", "P1"),
    ("companion", "remove", "1"), ("question", "remove", "1"), ("contact", "remove", "1"),
    ("release", "remove", "1"), ("office", "remove", "pathology"),
]  # fmt: skip


def test_every_command_that_takes_something_away_is_among_these() -> None:
    names = {tuple(name.split()[1:]) for name, _, _ in every()}
    taking = {name for name in names if name[-1] in ("remove", "archive", "erase")}
    assert taking == {one[:2] for one in PARTING}


@pytest.mark.parametrize("words", PARTING)
def test_what_takes_something_away_wants_the_whole_label_or_the_id(
    book: Book, words: tuple[str, ...]
) -> None:
    book("new", "Ana-María")
    book("office", "add", "pathology", "--name", "Labs")
    book("companion", "add", "--name", "Ben")
    book("question", "add", "--text", "Which?")
    book("log", "pathology", "spoke")
    book("release", "add", "pathology")
    named = words[:2]
    rest = words[len(named) :]
    before = book("history", "--all", "--json").json
    said = book.try_(*named, "Ana", *rest, *["--yes"][: words == ("erase",)])
    assert said.code == 5
    (how,) = re.findall(r"say: so-tui (.*?)\. Nothing was changed", said.talk)
    assert book("history", "--all", "--json").json == before
    book(*shlex.split(how), *["--yes"][: words == ("erase",)])
    assert book("history", "--all", "--json").json != before


def test_cases_of_one_label_are_told_apart_by_all_that_tell_of_several(book: Book) -> None:
    ids = [book("new", "Rosa M", "--visit", "2026-12-03").lines[0],
           book("new", "rosa m", "--another", "--visit", "2026-12-04").lines[0],
           book("new", "Ben", "--visit", "2026-12-07").lines[0]]  # fmt: skip
    twins = [f"Rosa M ({ids[0][:8]})", f"rosa m ({ids[1][:8]})"]
    for id_ in ids:
        book("office", "add", id_, "pathology", "--name", "Labs", "--phone", "555-201-3000")
    logged = book("log", *(f"--for={id_}:P1" for id_ in ids), "pathology", "voicemail").talk
    told = {
        "log": logged,
        **{" ".join(one): book(*one).out
           for one in (["today"], ["due", "--all"], ["next"], ["history", "--all"],
                       ["history", "--all", "--fields"],
                       ["paper", "caseload", "-o", "-", "--format", "txt"])},
    }  # fmt: skip
    for what, said in told.items():
        assert all(one in said for one in twins), what
        assert "Ben" in said, what
        assert "Ben (" not in said, what
    assert "(" not in "".join(one["label"] for one in book("next", "--json").json["cases"])
    book("case", "remove", ids[0])
    assert "rosa m (" not in book("next").out
    assert all(one in book("history", "--all").out for one in twins), "what is removed, too"


def test_what_two_people_did_apart_in_cases_of_one_label_says_in_which(
    book: Book, tmp_path: Path
) -> None:
    ids = [book("new", "Rosa M").lines[0], book("new", "Rosa M", "--another").lines[0]]
    other = Book(tmp_path / "other", actor="Sam")
    other("import", "-", stdin=book("export", "--all").data)
    for id_ in ids:
        book("case", "set", id_, "--note", "here")
        other("case", "set", id_, "--note", "there")
    book("import", "-", stdin=other("export", "--all").data)
    assert all(f"Rosa M ({id_[:8]}). " in book("conflicts").out for id_ in ids)


def test_the_same_number_grouped_otherwise_is_no_other_phone(two: Book, tmp_path: Path) -> None:
    said = two("office", "add", "Fadela", "pathology", "--name", "st marys",
               "--phone", "555.123.4567")  # fmt: skip
    assert "was taken from the casebook" in said.talk
    assert two("offices").lines == ["St. Mary’s, (555) 123-4567"]
    said = two("office", "add", "Fadela", "radiology", "--name", "Lakeside",
               "--phone", "555 123 4567")  # fmt: skip
    assert "Known with the same phone: St. Mary’s (" in said.talk
    assert "so-tui office join makes them one." in said.talk
    other = Book(tmp_path / "other", actor="Sam")
    other("import", "-", stdin=two("export", "--all").data)
    two("office", "set", "Fadela", "Lakeside", "--phone", "555-999-0000")
    other("office", "set", "Fadela", "Lakeside", "--phone", "(555) 999 0000")
    two("import", "-", stdin=other("export", "--all").data)
    assert two("conflicts").lines == ["There is no conflict to settle."]
