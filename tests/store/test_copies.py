"""Copies that sync tools and others leave beside a casebook are named and taken in."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from so_tui import caretaking
from so_tui.casework import Casework
from so_tui.store import copies
from so_tui.store.casebook import Casebook
from so_tui.store.ledger import journal_file
from tests.deeds import pen
from tests.store.books import begun, book, labels, names, noted, states, value

NAMES = [
    "casebook.sync-conflict-20261125-101010-ABCDEFG.json",
    "casebook.json.sync-conflict-20261125-101010-ABCDEFG.journal",
    "casebook (conflicted copy 2026-11-25 101010).json",
    "casebook (Ana's conflicted copy 2026-11-25).json",
    "casebook (Ana's conflicted copy 2026-11-25 (1)).json",
    "casebook_conflict-20261125-101010.json",
    "casebook (SFConflict ana@example.org 2026-11-25-10-10-10).json",
    "casebook.json~",
    "casebook.json.~1~",
    "casebook.json.bak",
    "casebook (1).json",
    "casebook - Copy.json",
    "casebook-LAPTOP.json",
    "casebook-DESKTOP-4K2.json",
    "casebook-Anas-MacBook-Pro.json",
    "casebook.json-LAPTOP.journal",
    "Kopie von casebook.json",
    "Copy of casebook.json",
    "Copy of casebook (2).json",
    "casebook - Kopie.json",
]
OTHERS = [
    "casebook.json.set-aside-20261125T101010Z-0000", "notes.json", "casebook-2.json.txt",
    "mycasebook.json", "casebook-LAPTOP.json", "Kopie von casebook.json",
    "casebook-ana.json",
    "casebook.json.lock", "casebook.json.mark", "casebook.json.open",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_copy_is_known_by_its_name(tmp_path: Path, name: str) -> None:
    kept = book(tmp_path, 1)
    kept.path.with_name(name).write_bytes(kept.path.read_bytes())
    assert [one.path.name for one in copies.beside(kept.path)] == [name]
    assert name in kept.copies
    assert states(kept.path) == {"well", "mind"}


@pytest.mark.parametrize("name", OTHERS)
def test_other_files_are_none(tmp_path: Path, name: str) -> None:
    kept = book(tmp_path, 1)
    kept.path.with_name(name).touch()
    assert copies.beside(kept.path) == []


def apart(folder: Path) -> tuple[Casebook, Casebook]:
    """A casebook on two computers, changed on both."""
    ours = book(folder / "ours", 1)
    shutil.copytree(folder / "ours", folder / "theirs")
    theirs = Casebook(folder / "theirs" / "casebook.json")
    ours.write([begun(2), noted(1, "ours")])
    theirs.write([begun(3), noted(1, "theirs", actor="ana")])
    return ours, theirs


def test_what_only_a_copy_holds_comes_in_once_and_the_copy_is_kept(tmp_path: Path) -> None:
    ours, theirs = apart(tmp_path)
    log = journal_file(theirs.path).read_bytes()
    ours.path.with_name(NAMES[1]).write_bytes(log)
    theirs.fold()
    data = theirs.path.read_bytes()
    ours.path.with_name(NAMES[0]).write_bytes(data)
    work = Casework.open(ours.path)
    taken = caretaking.take_in(work, ours.path, (), pen())
    assert [(one.changes, one.fault) for one in taken] == [(2, ""), (0, "")]
    assert taken[0].to_choose == 1
    assert [one.kept.read_bytes() for one in taken if one.kept] == [data, log]
    again = Casebook(ours.path)
    assert labels(again.read()) == ["Case 1", "Case 2", "Case 3"]
    assert value(again.read()).note in ("ours", "theirs")
    assert copies.beside(ours.path) == []
    before = again.read().revision
    assert caretaking.take_in(work, ours.path, (), pen()) == []
    (once_more,) = caretaking.take_in(work, ours.path, [theirs.path], pen())
    assert (once_more.changes, once_more.kept) == (0, theirs.path)
    assert Casebook(ours.path).read().revision == before


def test_a_copy_that_is_not_whole_is_named_and_left(tmp_path: Path) -> None:
    ours, theirs = apart(tmp_path)
    theirs.fold()
    copy = ours.path.with_name(NAMES[0])
    copy.write_bytes(theirs.path.read_bytes()[:-40])
    before = names(ours.path.parent)
    (one,) = caretaking.take_in(Casework.open(ours.path), ours.path, (), pen())
    assert "not a whole copy" in one.fault
    assert (one.kept, names(ours.path.parent)) == (None, before)


def test_a_journal_whose_casebook_is_not_here_is_named_and_left(tmp_path: Path) -> None:
    ours, other = book(tmp_path / "ours", 1), book(tmp_path / "other", 5)
    other.write([noted(5, "of another")])
    ours.path.with_name(NAMES[1]).write_bytes(journal_file(other.path).read_bytes())
    (one,) = caretaking.take_in(Casework.open(ours.path), ours.path, (), pen())
    assert "came before the page" in one.fault
    assert labels(Casebook(ours.path).read()) == ["Case 1"]


@given(st.integers(0, 4), st.integers(0, 4), st.booleans())
def test_a_casebook_that_is_given_is_taken_in_with_its_journal(
    folded: int, after: int, cut: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = apart(Path(folder))
        for n in range(folded):
            theirs.write([begun(10 + n)])
        theirs.fold()
        for n in range(after):
            theirs.write([begun(20 + n)])
        log = journal_file(theirs.path)
        cut = cut and after > 0
        if cut:
            log.write_bytes(log.read_bytes()[:-7])
        files = {one: one.read_bytes() for one in theirs.path.parent.iterdir() if one.is_file()}
        before = Casebook(ours.path).read().revision
        work = Casework.open(ours.path)
        (one,) = caretaking.take_in(work, ours.path, [theirs.path], pen())
        assert {name: name.read_bytes() for name in files} == files
        if cut:
            assert f"{log}, in which the copy goes on, is not whole" in one.fault
            assert Casebook(ours.path).read().revision == before
        else:
            assert (one.changes, one.fault) == (2 + folded + after, "")
            wanted = [1, 2, 3, *range(10, 10 + folded), *range(20, 20 + after)]
            assert labels(Casebook(ours.path).read()) == sorted(f"Case {n}" for n in wanted)
