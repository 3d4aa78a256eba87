"""Ctrl+C at any moment of a command: its last sentence is true of the files, byte by byte."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import pathlib
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import filelock
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import so_tui
from so_tui.casework import Casework
from so_tui.cli import context
from so_tui.cli.care import HALF_WAY
from so_tui.cli.context import CommandContext
from so_tui.core.changes import Change
from tests.cli.running import Book, Said
from tests.conftest import DEEP

_OURS = str(Path(so_tui.__file__).parent)
_FILES = (_OURS, *(str(one.__file__) for one in (pathlib, os, shutil, filelock)))
"""What calls the system for files."""
NOW = dt.datetime(2026, 11, 25, 15, tzinfo=dt.UTC)

DONE = {
    "Stopped. The backup is kept.", "Stopped. The casebook is brought back.",
    "Stopped. The case is erased.", "Stopped. What could be taken in of the copies is saved.",
}  # fmt: skip
"""What is said of a command that had nothing left to do but to say so."""


class Deed(NamedTuple):
    """A command. `again`: that it can be given once more where it was stopped half-way, and what
    it is then; `file`: the file that it writes; `kept`: whether it changes no case."""

    words: tuple[str, ...]
    again: tuple[str, ...] = ()
    file: str = ""
    kept: bool = False


DEEDS = (
    Deed(("cases",), kept=True),
    Deed(("due",), kept=True),
    Deed(("export", "--all"), kept=True),
    Deed(("case", "set", "Rosa", "--note", "she called")),
    Deed(("log", "Rosa", "pathology", "no-answer")),
    Deed(("log", "--for", "Rosa:P1", "--for", "Ana:P1", "pathology", "spoke")),
    Deed(("new", "June")),
    Deed(("undo", "Rosa")),
    Deed(("put-back", "Rosa", "1")),
    Deed(("case", "remove", "Rosa")),
    Deed(("import", "{folder}/ben.json")),
    Deed(("import", "{folder}/ben.json", "{folder}/eva.json")),
    Deed(("export", "Rosa", "-o", "{folder}/new.json"), file="new.json", kept=True),
    Deed(("export", "--all", "-o", "{folder}/old.json", "--force"), file="old.json", kept=True),
    Deed(("backup",), kept=True),
    Deed(("backup", "-o", "{folder}/copy.json"), file="copy.json", kept=True),
    Deed(("restore", "{backup}", "--yes"), again=("restore", "{backup}", "--yes")),
    Deed(("join",), again=("join",)),
    Deed(("erase", "Rosa", "--yes"), again=("erase", "Rosa", "--yes")),
)


class Prepared:
    """A casebook with all that the deeds are done with, put back before each try."""

    def __init__(self, folder: Path) -> None:
        self.kept, self.folder = folder / "kept", folder / "book"
        self.book = Book(self.folder)
        for name in ("ben", "eva"):
            other = Book(folder / name)
            other("new", name.title(), "--visit", "2026-12-17")
            other("export", name, "-o", str(self.folder / f"{name}.json"))
        for label in ("Rosa", "Ana"):
            self.book("new", label, "--visit", "2026-12-17")
            self.book("office", "add", label, "pathology", "--name", "City Lab")
        self.book("export", "--all", "-o", str(self.folder / "old.json"))
        self.backup = Path(self.book("backup").lines[0]).stem
        for day in ("20261120", "20261121"):
            self._copy(folder / day, f"casebook.sync-conflict-{day}-101010-ABCDEFG.json")
        self.book("case", "set", "Rosa", "--note", "at home")
        self.rosa = Casework.open(self.book.path).find("Rosa").id.encode()
        shutil.copytree(self.folder, self.kept)
        self.moments: dict[tuple[Deed, At], int] = {}
        self.done: dict[Deed, tuple[dict[str, bytes], State]] = {}
        self.before = self.now()

    def _copy(self, folder: Path, name: str) -> None:
        """What a sync tool leaves of a casebook that was changed on another computer."""
        shutil.copytree(self.folder, folder)
        Book(folder)("case", "set", "Ana", "--note", f"from {folder.name}")
        Book(folder)("backup", "-o", str(self.folder / name))

    def words(self, deed: tuple[str, ...]) -> list[str]:
        return [one.format(folder=self.folder, backup=self.backup) for one in deed]

    def now(self) -> tuple[dict[str, bytes], State]:
        """The bytes of all files but those that say who writes, and what the casebook says."""
        return files(self.folder), state(self.book)

    def tried(self, deed: Deed, at: At, stop: int = 0) -> Said:
        """The deed done anew, stopped at a moment of a kind; not at all when it is 0."""
        shutil.rmtree(self.folder)
        shutil.copytree(self.kept, self.folder)
        with always_the_same(), stopped_at(stop, at) as count:
            try:
                said = self.book.try_(*self.words(deed.words))
            except KeyboardInterrupt:  # before the first line of all, or behind the last
                said = Said(130, b"", "Stopped.")
        self.moments[deed, at] = count[0]
        return said

    def count(self, deed: Deed, at: At) -> int:
        """At how many moments of a kind the deed can be stopped."""
        if (deed, at) not in self.moments:
            said = self.tried(deed, at)
            assert said.code == 0, said.talk
            self.done[deed] = self.now()
        return self.moments[deed, at]


State = tuple[Mapping[Any, object], tuple[Change, ...]]


def state(book: Book) -> State:
    """All that a casebook says: its pages, and its history."""
    work = Casework.open(book.path)
    pages = work.snapshot.pages
    return {(kind, id_): pages[kind, id_].value for kind in ("cases", "offices")
            for id_ in pages.ids(kind) if not pages[kind, id_].removed}, work.history()  # fmt: skip


def told(state: State) -> object:
    """What a casebook says, without when it was written: a second try writes the rest later."""
    return state[0], [(one.verb, one.sentence) for one in state[1]]


def files(folder: Path) -> dict[str, bytes]:
    """The bytes of all files in a folder, but of what is no part of any casebook."""
    return {
        str(one.relative_to(folder)): one.read_bytes()
        for one in sorted(folder.rglob("*"))
        if one.is_file() and not one.name.endswith((".lock", ".day"))
    }


@contextmanager
def always_the_same() -> Iterator[None]:
    """While it lasts, new ids and the moment are the same ones each time."""
    number = itertools.count(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(context, "new_id", lambda: f"00000000-0000-4000-8000-{next(number):012}")
        patch.setattr(CommandContext, "now", lambda _: NOW)
        yield


At = Callable[[str, FrameType, Any], bool]


def anywhere(event: str, frame: FrameType, what: Any) -> bool:
    """As a function of the program begins."""
    return event == "call" and frame.f_code.co_filename.startswith(_OURS)


_CHANGING = {
    "link", "mkdir", "open", "pwrite", "rename", "replace", "rmdir", "ftruncate", "unlink", "write",
}  # fmt: skip


def behind_a_change(event: str, frame: FrameType, what: Any) -> bool:
    """Right behind a call of the system that makes the files other ones."""
    called = event == "c_return" and what.__module__ == "posix" and what.__name__ in _CHANGING
    return called and frame.f_code.co_filename.startswith(_FILES)


@contextmanager
def stopped_at(call: int, at: At) -> Iterator[list[int]]:
    """Ctrl+C at one of the moments of a kind; gives how many there were."""
    count = [0]

    def called(frame: FrameType, event: str, what: object) -> None:
        if at(event, frame, what):
            count[0] += 1
            if count[0] == call:
                sys.setprofile(None)
                raise KeyboardInterrupt

    sys.setprofile(called)
    try:
        yield count
    finally:
        sys.setprofile(None)


def check(here: Prepared, deed: Deed, said: Said) -> None:
    """The last sentence is true."""
    (before, was), (after, then) = here.before, here.done[deed]
    files_now, now = here.now()
    assert not [one for one in here.folder.rglob(".*") if one.is_file()]
    if said.code == 0:
        assert now == then
        return
    assert said.code == 130, said.talk
    assert "Traceback" not in said.talk
    last = said.talk.strip().splitlines()[-1]
    match last:
        case "Stopped. Nothing was changed.":
            assert files_now == before
        case "Stopped. It is saved." if not deed.kept:
            assert now == then
        case "Stopped while it was being saved. See with so-tui history whether it was.":
            assert now in (was, then)
        case _ if last == f"Stopped. {HALF_WAY}":
            assert deed.again
        case "Stopped. No case was changed. so-tui restore --list shows whether it was kept.":
            assert now == was
            assert "damaged" not in here.book("restore", "--list").out
        case "Stopped.":  # before a command began, or behind its end
            assert files_now == before or now == then
        case _ if deed.file:
            path = here.folder / deed.file
            new = after[deed.file]
            if last == f"Stopped. The file {path} is written.":
                assert files_now[deed.file] == new
            elif deed.file in before:
                end = "as it was, or the new one."
                assert last == f"Stopped. No case was changed. The file {path} is {end}"
                assert files_now[deed.file] in (before[deed.file], new)
            else:
                end = "not there, or whole."
                assert last == f"Stopped. No case was changed. The file {path} is {end}"
                assert files_now.get(deed.file, new) == new
            assert now == was
        case _:
            assert last in DONE, last
            assert now == then
    if deed.again:
        once_more = here.book.try_(*here.words(deed.again))
        assert once_more.code in (0, 3), once_more.talk
        assert told(here.now()[1]) == told(then)
        if deed.words[0] == "erase":
            own = (data for name, data in files(here.folder).items() if "casebook" in name
                   and "conflict" not in name)  # fmt: skip
            assert not any(here.rosa in data for data in own)
    looked = here.book.try_("check")
    assert looked.code == 0 or "The casebook works." in looked.talk, looked.out


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return Prepared(tmp_path_factory.mktemp("stopped"))


# Where it comes as a generator is closed, Python drops it, and the command goes on.
dropped = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@dropped
@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: " ".join(deed.words))
def test_ctrl_c_behind_each_change_of_a_file_says_truly_what_holds(
    here: Prepared, deed: Deed
) -> None:
    count = here.count(deed, behind_a_change)
    for moment in range(1, count + 1, 1 if DEEP else max(1, count // 8)):
        check(here, deed, here.tried(deed, behind_a_change, moment))


@dropped
@settings(max_examples=400 if DEEP else 40, deadline=None)
@given(st.sampled_from(DEEDS), st.floats(0, 1))
def test_ctrl_c_at_any_moment_says_truly_what_holds(
    here: Prepared, deed: Deed, when: float
) -> None:
    said = here.tried(deed, anywhere, max(1, round(when * here.count(deed, anywhere))))
    check(here, deed, said)
