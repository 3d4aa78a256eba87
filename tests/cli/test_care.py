"""Taking care of the casebook, as a person meets it at the command line."""

from __future__ import annotations

import json
from pathlib import Path

from tinydb import TinyDB

from so_tui.store import backups
from so_tui.store.casebook import Casebook
from so_tui.store.ledger import journal_file
from tests.cli.running import Book
from tests.store.books import hit_history


def test_a_check_says_that_all_is_well_and_changes_nothing(rosa: Book) -> None:
    before = rosa.bytes()
    said = rosa("check")
    assert all(line.startswith("✓ ") for line in said.lines)
    assert "Plans were made for 1 case." in said.out
    assert rosa.bytes() == before
    assert {one["state"] for one in rosa("check", "--json").json["findings"]} == {"well"}


def test_damage_is_named_with_what_to_do_and_comes_back(rosa: Book) -> None:
    Casebook(rosa.path).back_up()
    rosa("new", "Ana T.")
    rosa.path.write_bytes(rosa.path.read_bytes()[:-40])
    said = rosa.try_("cases")
    assert said.code == 6
    assert "so-tui restore" in said.talk
    said = rosa.try_("check")
    assert said.code == 6
    assert said.lines[0].startswith("! ")
    damaged = rosa.path.read_bytes()
    said = rosa.try_("restore")
    assert said.code == 2
    assert "2 cases" in said.talk
    assert rosa.path.read_bytes() == damaged
    assert "Set aside" in rosa("restore", "--yes").talk
    assert len(rosa("cases").lines) == 2
    (aside,) = rosa.path.parent.glob("casebook.json.set-aside-*")
    assert aside.read_bytes() == damaged
    said = rosa.try_("check")
    assert said.code == 9
    kept = sorted(rosa.path.parent.glob("*.set-aside-*"))
    assert [line for line in said.lines if not line.startswith("✓")] == [
        f"? {one} was set aside. Remove it when nothing in it is missed." for one in kept
    ]
    for one in kept:
        one.unlink()
    assert rosa("check").code == 0


def test_a_backup_is_kept_listed_and_brought_back(rosa: Book) -> None:
    said = rosa("backup")
    kept = Path(said.lines[0])
    assert kept.exists()
    assert not journal_file(rosa.path).exists()
    rosa("new", "Ana T.")
    (line,) = rosa("restore", "--list").lines
    name = line.split(":")[0]
    assert name == kept.stem
    rosa("restore", name, "--yes")
    assert len(rosa("cases").lines) == 1
    assert rosa.try_("restore", "20200101T000000.000Z-ab", "--yes").code == 6


def test_the_whole_casebook_goes_into_one_file_that_stock_tinydb_opens(
    rosa: Book, tmp_path: Path
) -> None:
    rosa("new", "Ana T.")
    to = tmp_path / "copy.json"
    rosa("backup", "-o", str(to))
    assert to.stat().st_mode & 0o777 == 0o600
    with TinyDB(to) as stock:
        assert len(stock.table("cases")) == 2
    assert rosa.try_("backup", "-o", str(to)).code == 8
    other = Book(tmp_path / "other")
    other.path.parent.mkdir(exist_ok=True)
    to.rename(other.path)
    assert other("cases").lines == rosa("cases").lines


def test_without_a_casebook_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    said = Book(tmp_path).try_("backup")
    assert said.code == 6
    assert not (tmp_path / "casebook.json.backups").exists()


def test_a_case_is_erased_everywhere_and_what_cannot_be_reached_is_said(rosa: Book) -> None:
    rosa("backup")
    rosa("new", "Ana Zwetschge")
    rosa("backup")
    said = rosa.try_("erase", "Ana Zwetschge")
    assert said.code == 2
    assert "Nothing was erased" in said.talk
    said = rosa("erase", "Ana Zwetschge", "--yes")
    assert "cannot be reached" in said.talk
    folder = rosa.path.parent
    files = [one for one in folder.rglob("*") if one.is_file()]
    assert not [one for one in files if b"Zwetschge" in one.read_bytes()]
    assert len(rosa("cases").lines) == 1
    # Each was asked for beside what the fold before it kept.
    assert len(backups.listed(rosa.path)) == 4
    assert json.loads(rosa.path.read_bytes())["summaries"]


def test_a_copy_that_a_sync_tool_left_is_named_before_and_after(rosa: Book) -> None:
    rosa("new", "Ana Zwetschge")
    copy = rosa.path.with_name("casebook.sync-conflict-20261125-101010-ABCDEFG.json")
    rosa("backup", "-o", str(copy))
    said = rosa.try_("erase", "Ana Zwetschge")
    assert f"hold Ana Zwetschge, too: {copy.name}. --in-copies erases it there." in said.talk
    said = rosa("erase", "Ana Zwetschge", "--yes")
    assert f"{copy} is a copy such as Syncthing leaves, and still holds the case." in said.talk
    assert "Remove the copy yourself" in said.talk
    rosa("join")
    rosa("backup", "-o", str(copy))
    said = rosa("erase", "Ana Zwetschge", "--yes", "--in-copies")
    assert "Erased too in a copy beside the casebook." in said.talk
    assert b"Zwetschge" not in copy.read_bytes()


def test_the_list_says_what_is_in_each_backup_and_which_is_damaged(rosa: Book) -> None:
    rosa("backup")
    rosa("new", "Ana T.")
    said = rosa("backup")
    assert "Kept 2 cases and 2 changes" in said.talk
    newest, before, *_ = rosa("restore", "--list").lines
    assert "2 cases and 2 changes, as written" in newest
    assert "2 cases and 2 changes, as written" in before  # with the journal it had
    kept = Path(said.lines[0])
    kept.write_bytes(kept.read_bytes()[:-1])
    newest, before, *_ = rosa("restore", "--list").lines
    assert "damaged: it has" in newest
    assert "as written" in before
    assert rosa.try_("check").code == 9
    assert rosa.try_("restore", kept.stem, "--yes").code == 6


def test_a_list_of_no_backups_says_so_and_how_to_keep_one(rosa: Book) -> None:
    said = rosa("restore", "--list")
    assert not said.data
    assert "No backup of" in said.talk
    assert "so-tui backup" in said.talk
    rosa("backup")
    assert rosa("restore", "--list").talk == ""


def test_before_an_earlier_state_comes_back_the_cases_that_differ_are_named(rosa: Book) -> None:
    name = Path(rosa("backup").lines[0]).stem
    rosa("new", "Ana T.")
    rosa("new", "Bo K.")
    said = rosa.try_("restore", name)
    assert said.code == 2
    assert "Not in it: Ana T., Bo K." in said.talk
    assert "Made since, and not in it: 2 changes." in said.talk
    assert len(rosa("cases").lines) == 3


def test_where_nothing_is_wrong_nothing_is_brought_back(rosa: Book) -> None:
    before = rosa.bytes()
    said = rosa("restore", "--yes")
    assert "nothing to bring back" in said.talk
    assert rosa.bytes() == before
    assert not list(rosa.path.parent.glob("*.set-aside-*"))


def test_where_nothing_can_be_read_nothing_is_put_in_its_place(rosa: Book) -> None:
    rosa.path.write_bytes(b"")
    journal_file(rosa.path).unlink(missing_ok=True)
    said = rosa.try_("restore", "--yes")
    assert said.code == 6
    assert "Nothing can be brought back" in said.talk
    assert rosa.bytes() == b""


def test_where_there_is_nothing_at_all_that_is_said(book: Book) -> None:
    for words in (("check",), ("restore",), ("restore", "--list")):
        said = book.try_(*words)
        assert said.code == 6
        assert "no casebook" in said.talk
    assert not book.path.parent.joinpath("casebook.json.lock").exists()


def test_a_backup_goes_to_no_link_and_over_no_file(rosa: Book, tmp_path: Path) -> None:
    to, link = tmp_path / "copy.json", tmp_path / "link.json"
    link.symlink_to(to)
    assert rosa.try_("backup", "-o", str(link)).code == 8
    said = rosa("backup", "-o", str(to))
    assert said.lines == [str(to)]
    assert "1 case and 1 change" in said.talk
    assert rosa.try_("backup", "-o", str(to)).code == 8
    assert rosa("backup", "-o", str(to), "--force").code == 0


def test_a_damaged_backup_is_left_unless_it_may_go(rosa: Book) -> None:
    kept = Path(rosa("backup").lines[0])
    rosa("new", "Ana T.")
    kept.write_bytes(b"junk")
    said = rosa("erase", "Rosa", "--yes")
    assert f"{kept} may still hold the case" in said.talk
    (kept, *_) = (Path(line) for line in rosa("backup").lines)
    kept.write_bytes(b"junk")
    said = rosa("erase", "Ana T.", "--yes", "--drop-damaged")
    assert "could not be read: 2 backups." in said.talk
    assert not kept.exists()


def test_a_case_whose_beginning_was_undone_can_be_erased(rosa: Book) -> None:
    rosa("new", "Ana Zwetschge")
    rosa("undo")
    assert len(rosa("cases").lines) == 1
    assert rosa.try_("erase", "Nobody", "--yes").code == 3
    rosa("erase", "Ana Zwetschge", "--yes")
    files = [one for one in rosa.path.parent.rglob("*") if one.is_file()]
    assert not [one for one in files if b"Zwetschge" in one.read_bytes()]
    assert len(rosa("cases").lines) == 1


def test_a_state_that_was_left_for_an_earlier_one_can_come_back(rosa: Book) -> None:
    name = Path(rosa("backup").lines[0]).stem
    rosa("new", "Ana T.")
    rosa("restore", name, "--yes")
    assert len(rosa("cases").lines) == 1
    (left,) = (one for one in rosa("restore", "--list").lines if "2 cases and 2 changes" in one)
    rosa("restore", left.split(":")[0], "--yes")
    assert len(rosa("cases").lines) == 2


def test_a_change_onto_a_damaged_history_is_saved_and_the_damage_is_told(rosa: Book) -> None:
    Casebook(rosa.path).fold()
    hit_history(rosa.path)
    for said in (rosa("case", "set", "--note", "saved"), rosa("item", "add", "block")):
        assert f"The history of {rosa.path} is damaged." in said.talk
        assert "Run so-tui check" in said.talk
    assert "saved" in rosa("show", "rosa").out
    assert rosa.try_("check").code == 6
    rosa("restore", "--yes")
    assert "damaged" not in rosa("case", "set", "--note", "mended").talk
