"""Case files come in whole or not at all, and go out without harming what is there."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from so_tui import importing, imports_told
from so_tui.cli.context import CommandContext
from so_tui.core.folding import key
from so_tui.exchange import formats
from tests.cli.running import ROOT, Book, start
from tests.deeds import pen
from tests.test_casework import desk

MALFORMED = sorted((ROOT / "tests" / "exchange" / "malformed").iterdir())
MIDWAY = ROOT / "data" / "samples" / "midway.json"


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# --- Import ----------------------------------------------------------------------------------


def test_a_case_file_comes_in_and_goes_out_as_the_same_bytes(book: Book, tmp_path: Path) -> None:
    said = book("import", str(MIDWAY))
    assert said.out == ""
    assert "Rosa M." in said.talk
    assert book("export", "rosa", "--no-history").data == MIDWAY.read_bytes()
    exported = book("export", "rosa").data
    other = Book(tmp_path / "elsewhere", actor="Luis")
    other("import", "-", stdin=exported)
    assert other("export").data == exported


def test_importing_a_file_with_its_history_again_changes_nothing(book: Book) -> None:
    book("import", str(MIDWAY))
    exported = book("export", "--all").data
    before = book.bytes()
    said = book("import", "-", stdin=exported)
    assert "Nothing new in Rosa M." in said.talk
    assert book("export", "--all").data == exported
    assert book.bytes() == before


def test_a_case_that_is_there_is_joined_with_one_without_history(book: Book) -> None:
    book("import", str(MIDWAY))
    before = book.bytes()
    assert book("import", str(MIDWAY)).talk == "Nothing new in Rosa M.\n"
    assert book.bytes() == before


def test_each_way_for_a_case_that_is_there_says_what_it_did(book: Book) -> None:
    book("import", str(MIDWAY))
    book("case", "set", "Rosa M.", "--note", "Mine")
    before = book.bytes()
    for way, says in {
        "skip": "Would leave Rosa M. as it is: it is here already.",
        "replace": "Would make Rosa M. what the file shows.",
        "copy": "beside the one that is here",
        "merge": "Would change Rosa M. 1 conflict",
    }.items():
        tried = book("import", str(MIDWAY), "--on-conflict", way, "--dry-run")
        assert "Tried only; nothing is changed." in tried.talk
        assert says in tried.talk
        assert book.bytes() == before
    assert (
        "Made Rosa M. what the file shows."
        in book("import", str(MIDWAY), "--on-conflict", "replace").talk
    )
    assert "Mine" not in book("show", "Rosa M.").out
    book("undo")
    assert "Mine" in book("show", "Rosa M.").out
    copied = book("import", str(MIDWAY), "--on-conflict", "copy")
    assert "There is a case with this label already" in copied.talk
    assert len(book("cases").out.splitlines()) >= 2


def test_a_case_file_can_come_from_standard_input(book: Book) -> None:
    book("import", "-", stdin=MIDWAY.read_bytes())
    assert "Rosa M." in book("cases").out


def test_several_files_come_in_together(book: Book) -> None:
    book("import", str(MIDWAY), str(MIDWAY.with_name("fresh.json")))
    assert len(book("cases", "--json").json["cases"]) == 2


@pytest.mark.parametrize("file", MALFORMED, ids=lambda file: file.stem)
def test_a_malformed_file_is_refused_and_the_casebook_stays_as_it_was(
    rosa: Book, file: Path
) -> None:
    before = rosa.bytes()
    said = rosa.try_("import", str(file))
    assert said.code == 4
    assert said.out == ""
    assert said.talk.startswith(f"{file} was not taken in: ")
    assert len(said.talk.splitlines()) == 1
    assert rosa.bytes() == before


def test_with_one_bad_file_among_good_ones_none_comes_in(rosa: Book) -> None:
    before = rosa.bytes()
    said = rosa.try_("import", str(MIDWAY), str(MALFORMED[0]))
    assert said.code == 4
    assert rosa.bytes() == before


def test_a_refused_import_makes_no_casebook(book: Book) -> None:
    assert book.try_("import", str(MALFORMED[0])).code == 4
    assert not book.path.exists()


def test_what_is_no_file_is_refused_and_never_waited_for(rosa: Book, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, tmp_path, tmp_path / "nowhere.json"):
        said = rosa.try_("import", str(path))
        assert said.code == 4, path
        assert said.talk.startswith(f"{path} was not taken in: ")


def test_standard_input_is_read_once(rosa: Book) -> None:
    said = rosa.try_("import", "-", "-", stdin=MIDWAY.read_bytes())
    assert said.code == 2
    assert "standard input" in said.talk


def test_a_name_with_escapes_cannot_reach_the_terminal(rosa: Book) -> None:
    said = rosa.try_("import", "\x1b]0;owned\x07.json")
    assert said.code == 4
    assert "\x1b" not in said.talk


def test_a_name_that_is_not_text_is_refused_in_a_sentence(tmp_path: Path) -> None:
    done = start("import", "a\udcff.json", folder=tmp_path)
    assert done.returncode == 4
    assert b"was not taken in" in done.stderr


# --- Export ----------------------------------------------------------------------------------


def test_an_exported_file_is_for_its_owner_alone(rosa: Book, tmp_path: Path) -> None:
    to = tmp_path / "rosa.json"
    said = rosa("export", "-o", str(to))
    assert said.out == ""
    assert _mode(to) == 0o600
    assert to.read_bytes() == rosa("export").data
    assert [one.name for one in tmp_path.iterdir() if "rosa" in one.name] == ["rosa.json"]


def test_a_file_that_is_there_is_kept_unless_forced(rosa: Book, tmp_path: Path) -> None:
    to = tmp_path / "rosa.json"
    to.write_text("mine")
    said = rosa.try_("export", "-o", str(to))
    assert said.code == 8
    assert "--force" in said.talk
    assert to.read_text() == "mine"
    rosa("export", "-o", str(to), "--force")
    assert to.read_bytes() == rosa("export").data
    assert _mode(to) == 0o600


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_a_link_is_not_followed(rosa: Book, tmp_path: Path, force: list[str]) -> None:
    target, link = tmp_path / "target", tmp_path / "link.json"
    target.write_text("mine")
    link.symlink_to(target)
    assert rosa.try_("export", "-o", str(link), *force).code == 8
    assert target.read_text() == "mine"
    assert link.is_symlink()


def test_where_nothing_can_be_written_it_says_so(rosa: Book, tmp_path: Path) -> None:
    for to in (tmp_path, tmp_path / "nowhere" / "rosa.json"):
        said = rosa.try_("export", "-o", str(to), "--force")
        assert said.code == 8
        assert said.talk.endswith(".\n")


def test_the_history_can_be_left_at_home(rosa: Book) -> None:
    assert b'"history"' in rosa("export").data
    assert b'"history"' not in rosa("export", "--no-history").data


def test_with_several_cases_the_ones_to_export_are_named(rosa: Book, tmp_path: Path) -> None:
    rosa("new", "June")
    assert rosa.try_("export").code == 3
    assert rosa.try_("export", "rosa", "--all").code == 2
    both = rosa("export", "--all").data
    assert both == rosa("export", "june", "rosa", "june").data
    other = Book(tmp_path / "elsewhere")
    other("import", "-", stdin=both)
    assert other("export", "--all").data == both


def test_whose_case_goes_out_is_said_where_a_part_of_its_label_named_it(book: Book) -> None:
    book("new", "Ana-María", "--visit", "2026-12-17")
    assert "“ana” was read as Ana-María." in book("export", "ana").talk
    assert "was read as" not in book("export", "ana maria").talk


def test_a_home_in_a_name_that_was_quoted_is_found_for_import_as_for_export(
    rosa: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    rosa("export", "Rosa", "-o", "~/rosa.json")
    assert "Nothing new in Rosa." in rosa("import", "~/rosa.json").talk
    unknown = rosa.try_("import", "~nosuch/rosa.json")
    assert unknown.code != 0
    assert "~nosuch/rosa.json was not taken in: nothing says where that home is." in unknown.talk


def test_where_everything_lies(rosa: Book) -> None:
    assert rosa("locate").lines[0] == f"casebook: {rosa.path}"
    found = rosa("locate", "--json").json
    assert found["casebook"] == {"path": str(rosa.path), "exists": True}
    assert set(found) == {"casebook", "settings", "system", "errors"}


# --- Casebooks that cannot be used -----------------------------------------------------------


@pytest.mark.parametrize("words", [["cases"], ["new", "June"], ["next"], ["undo"]])
def test_a_damaged_casebook_is_told_and_left_untouched(book: Book, words: list[str]) -> None:
    book.path.parent.mkdir(exist_ok=True)
    book.path.write_bytes(b"")
    said = book.try_(*words)
    assert said.code == 6
    assert str(book.path) in said.talk
    assert book.bytes() == b""


def test_a_format_that_nobody_knows_is_refused_and_all_there_are_are_named(rosa: Book) -> None:
    said = rosa.try_("export", "--format", "papyrus")
    assert said.code == 2
    assert all(name in said.talk for name in formats.writable())
    assert rosa("export", "--format", "case").data == rosa("export").data


def test_a_case_file_that_is_checked_is_told_as_what_it_is(book: Book, tmp_path: Path) -> None:
    book("new", "Rosa")
    data = book("export", "--all").data
    book.path.write_bytes(data)
    for words in (["check"], ["check", "--json"], ["cases"]):
        said = book.try_(*words)
        assert said.code == 6
        assert "is a case file that was exported" in said.talk
        assert "damaged" not in said.talk
    assert book.bytes() == data


def test_a_path_without_a_casebook_is_said_before_the_screen_opens(tmp_path: Path) -> None:
    context = CommandContext(tmp_path / "casebook.json")
    assert str(tmp_path / "casebook.json") in context.is_new
    Book(tmp_path)("new", "Rosa")
    assert context.is_new == ""
    assert CommandContext().is_new == ""


def test_what_is_for_the_family_has_no_history_and_no_note_that_another_logged(
    tmp_path: Path,
) -> None:
    book = Book(tmp_path, actor="elena")
    book("new", "Rosa")
    for n, who in enumerate(("elena", "luis", "elena")):
        by = Book(tmp_path, actor=who)
        by("log", "Rosa", "oncologist", "spoke", "--note", f"Note {n} of {who}")
    given = book("export", "Rosa", "--for", "family").out
    assert "Note 0 of elena" in given
    assert "Note 2 of elena" in given
    assert "luis" not in given
    assert '"history"' not in given
    # What she corrected is hers.
    book("contact", "set", "Rosa", "2", "--note", "Note 1, corrected")
    assert "Note 1, corrected" in book("export", "Rosa", "--for", "family").out
    (tmp_path / "given.json").write_text(given)
    there = Book(tmp_path / "there", actor="ana")
    assert "Took in Rosa" in there("import", str(tmp_path / "given.json")).talk


def test_what_strangers_files_brought_to_light(book: Book, tmp_path: Path) -> None:
    """Each is one of its kind; the laws of the formats have the rest."""
    half = tmp_path / "half.json"
    half.write_bytes(b'{"format":"so-tui case file","version":2,"cases":[],"x\\ud800":1}')
    assert "half of a character" in book.try_("import", str(half)).talk
    (tmp_path / "a.csv").write_text("Patient\nRosa\n")
    (tmp_path / "b.csv").write_text("Patient\nSam\n")
    said = book.try_("import", str(tmp_path / "a.csv"), str(tmp_path / "b.csv"))
    assert said.code != 0
    assert "Import each table by itself." in said.talk
    book("new", "Rosa")
    away = Book(tmp_path / "away")
    (tmp_path / "rosa.json").write_text(book("export", "Rosa").out)
    away("import", str(tmp_path / "rosa.json"))
    away("case", "remove", "Rosa")
    (tmp_path / "gone.json").write_text(away("export", "--all").out)
    for way in ("copy", "replace"):
        said = book("import", "--on-conflict", way, "--dry-run", str(tmp_path / "gone.json"))
        assert "Would remove Rosa, as the file says." in said.talk
    book("import", "--on-conflict", "replace", str(tmp_path / "gone.json"))
    assert "Rosa" not in book("cases").out
    said = book.try_("import", "--json", "--take", "1", "--case", "Nobody", str(_visit(tmp_path)))
    assert said.code != 0
    assert said.out == ""


def _visit(folder: Path) -> Path:
    path = folder / "visit.ics"
    path.write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//E//E\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\n"
        "UID:1@e\r\nDTSTAMP:20261124T100000Z\r\nDTSTART:20261218T091500Z\r\nSUMMARY:C\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    return path


def test_telling_of_an_import_looks_at_each_case_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: dict[int, int] = {}
    for size in (10, 100):
        work = desk(tmp_path, str(size))
        rows = "".join(f"Case {n}\n" for n in range(size))
        read = importing.Source("a.csv", f"Patient\n{rows}".encode())
        imported = importing.import_(work, [read], pen("elena"))
        count = 0

        def counted(label: str) -> str:
            nonlocal count
            count += 1
            return key(label)

        monkeypatch.setattr(imports_told, "key", counted)
        assert len(imports_told.each(work, imported)) == size
        looks[size] = count
    assert looks[100] <= 12 * looks[10]


@pytest.mark.parametrize("trial", [True, False])
@given(notes=st.dictionaries(st.sampled_from("ABCD"), st.sampled_from(["x", "y"]), min_size=1))
@settings(max_examples=5)
def test_what_is_new_and_what_is_changed_are_told_apart(
    tmp_path_factory: pytest.TempPathFactory, trial: bool, notes: dict[str, str]
) -> None:
    folder = tmp_path_factory.mktemp("told")
    book = Book(folder / "book")
    first, then = folder / "first.csv", folder / "then.csv"
    first.write_text("Patient,Notes\nA,x\nB,x\n", "utf-8")
    then.write_text("Patient,Notes\n" + "".join(f"{a},{b}\n" for a, b in notes.items()), "utf-8")
    book("import", str(first))
    said = book("import", *(["--dry-run"] if trial else []), str(then)).talk
    for name, note in notes.items():
        did = "Took in" if name in "CD" else "Changed" if note == "y" else "Nothing new in"
        would = {"Took in": "Would take in", "Changed": "Would change"}
        assert f"{would.get(did, did) if trial else did} {name}." in said
