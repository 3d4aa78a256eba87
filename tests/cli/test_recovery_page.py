"""Each command that the page on recovery shows does what the page says it does."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from so_tui import assets
from so_tui.exchange import sealing
from so_tui.store import backups, copies
from so_tui.store.casebook import Casebook
from so_tui.store.ledger import journal_file
from tests.cli.running import ROOT, Book, Said
from tests.cli.typing import typed
from tests.exchange.age_by_hand import sealed
from tests.store.books import flipped

PAGE = (ROOT / "docs" / "recovery.md").read_text("utf-8")
SHOWN = list(
    dict.fromkeys(
        line
        for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
        for line in block.splitlines()
    )
)


def a_look(book: Book, give: Callable[..., Said]) -> None:
    assert give().code == 0
    data = book.path.read_bytes()
    book.path.write_bytes(flipped(data, len(data) // 2))
    assert give().code == 6


def a_restore(book: Book, give: Callable[..., Said]) -> None:
    Casebook(book.path).back_up()
    book.path.write_bytes(book.path.read_bytes()[:-40])
    assert give("--yes").code == 0
    assert "Rosa" in book("cases").out
    assert list(book.path.parent.glob("casebook.json.set-aside-*"))


def a_list(book: Book, give: Callable[..., Said]) -> None:
    Casebook(book.path).back_up()
    (one,) = backups.listed(book.path)
    assert one.name in give().out


def an_earlier_state(book: Book, give: Callable[..., Said]) -> None:
    Casebook(book.path).back_up()
    before = backups.listed(book.path)
    book("new", "Ana T.")
    assert give("--yes", name=before[0].name).code == 0
    assert "Ana" not in book("cases").out
    assert len(backups.listed(book.path)) > len(before)  # the state that was left is kept, too


def a_copy(book: Book, give: Callable[..., Said]) -> None:
    copy = book.path.parent / "casebook-copy.json.age"
    words = ["--file", str(book.path), "backup", "-o", str(copy), "--passphrase"]
    answers = [("Passphrase", "quiet river\n"), ("again", "quiet river\n")]
    assert typed(*words, answers=answers, folder=book.path.parent).code == 0
    plain = sealing.unseal(sealing.look(copy.read_bytes(), ""), sealing.Passphrase("quiet river"))
    other = Book(book.path.parent / "other")
    other.path.write_bytes(plain)
    assert "Rosa" in other("cases").out
    assert json.loads(plain)["cases"]


def a_copy_brought_back(book: Book, give: Callable[..., Said]) -> None:
    copy = book.path.parent / "casebook-copy.json.age"
    plain = copy.with_suffix("")
    book("backup", "-o", str(plain))
    copy.write_bytes(sealed(plain.read_bytes(), "quiet river", 2))
    other = Book(book.path.parent / "other")
    words = ["--file", str(other.path), "restore", str(copy), "--yes"]
    answers = [("Passphrase", "quiet river\n")]
    assert typed(*words, answers=answers, folder=other.path.parent).code == 0
    assert "Rosa" in other("cases").out


def a_join(book: Book, give: Callable[..., Said]) -> None:
    other = Book(book.path.parent / "other")
    shutil.copytree(book.path.parent, other.path.parent, dirs_exist_ok=True,
                    ignore=shutil.ignore_patterns("other", "home"))  # fmt: skip
    other("new", "Ana T.")
    Casebook(other.path).fold()
    copy = book.path.with_name("casebook (conflicted copy).json")
    shutil.copy(other.path, copy)
    assert "conflicted copy" in book("cases").talk
    assert give().code == 0
    assert "Ana" in book("cases").out
    assert not copy.exists()


def an_erasing(book: Book, give: Callable[..., Said]) -> None:
    Casebook(book.path).back_up()
    assert give("--yes").code == 0
    left = [one for one in book.path.parent.rglob("*") if one.is_file() and one.name[0] != "."]
    assert not [one for one in left if b"Rosa" in one.read_bytes()]


TRIED = {
    "so-tui check": a_look,
    "so-tui restore": a_restore,
    "so-tui restore --list": a_list,
    "so-tui restore 20261125T093000.000Z-9d0c6a51f2b7e344": an_earlier_state,
    "so-tui backup -o /media/stick/casebook-copy.json.age --passphrase": a_copy,
    "so-tui restore /media/stick/casebook-copy.json.age": a_copy_brought_back,
    "so-tui join": a_join,
    "so-tui erase rosa": an_erasing,
}


def test_every_command_that_is_shown_is_tried() -> None:
    assert set(SHOWN) == set(TRIED)


@pytest.mark.parametrize("line", SHOWN)
def test_a_command_that_is_shown_does_what_is_said(rosa: Book, line: str) -> None:
    def give(*more: str, name: str = "") -> Said:
        words = shlex.split(line)[1:]
        if name:
            words[1] = name
        return rosa.try_(*words, *more)

    TRIED[line](rosa, give)


def test_each_sync_tool_of_the_page_is_known_by_the_name_it_gives_and_none_is_left_out(
    rosa: Book, tmp_path: Path
) -> None:
    table = PAGE.partition("| tool | such as |")[2].partition("\n\n")[0]
    named = re.findall(r"^\| ([^|]+) \| `([^`]+)` \|$", table, re.MULTILINE)
    (tmp_path / "tools").mkdir()
    for _, name in named:
        (tmp_path / "tools" / name).write_bytes(rosa.path.read_bytes())
    there = copies.beside(tmp_path / "tools" / "casebook.json")
    found = {(one.by, one.path.name) for one in there}
    assert found == set(named)
    tools = {one["by"] for one in tomllib.loads(assets.read_data("copies.toml").decode())["copy"]}
    assert tools - {by for by, _ in named} == {
        "a file manager or a browser", "rsync, cp or an editor",
    }  # fmt: skip


def test_a_fold_while_the_files_are_copied_takes_nothing_from_the_copy_unsaid(
    rosa: Book, tmp_path: Path
) -> None:
    """The last app to leave folds: the journal that is copied after that is not there any more."""
    rosa("new", "Ana T.")
    for first in ("casebook.json", "casebook.json.journal"):
        whole = {one.name: one.read_bytes() for one in rosa.path.parent.iterdir() if one.is_file()}
        shutil.copytree(rosa.path.parent, work := tmp_path / f"work-{first}",
                        ignore=shutil.ignore_patterns("work-*", "copy-*"))  # fmt: skip
        copy = Book(tmp_path / f"copy-{first}")
        (copy.path.parent / first).write_bytes(whole[first])
        Casebook(work / "casebook.json").fold()
        for one in work.iterdir():
            if one.is_file() and one.name != first:
                (copy.path.parent / one.name).write_bytes(one.read_bytes())
        said = copy.try_("cases")
        assert "Ana" in said.out or said.code == 6
        assert journal_file(copy.path).exists() or said.code == 6 or "Ana" in said.out
