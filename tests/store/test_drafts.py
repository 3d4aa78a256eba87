"""Drafts: what is not in the casebook yet survives on the disk, for its owner alone."""

from __future__ import annotations

import datetime as dt
import stat
import uuid
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from so_tui.caretaking import check, erase
from so_tui.core.changes import Change, Edit
from so_tui.errors import CasebookError
from so_tui.store.drafts import Draft, Drafts, Unwritten
from tests.tui.desk import TODAY, casework
from tests.tui.full_disk import begun

NOW = dt.datetime(2026, 11, 25, 9, 30, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of the test's own."""
    monkeypatch.setenv("SO_TUI_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Where a casebook lies."""
    (tmp_path / "book").mkdir()
    return tmp_path / "book" / "rosa.json"


def draft(number: int = 1, note: str = "ask Marta") -> Draft:
    """A draft with one change in it."""
    edit = Edit(op="set", path=f"cases/{uuid.uuid4()}/note", before="", after=note, over=("a",))
    change = Change(
        id=str(uuid.uuid4()), actor="rosa", at=NOW, verb="set_details", sentence="Changed the note",
        edits=(edit,),
    )  # fmt: skip
    return Draft(id=str(uuid.uuid4()), number=number, content=Unwritten(changes=(change,)))


def test_drafts_come_back_whole_and_in_their_order(book: Path) -> None:
    second, first = draft(2), draft(1)
    for one in (second, first):
        Drafts(book).put(one)
    assert Drafts(book).read().drafts == (first, second)
    assert Drafts(book).read().faults == ()


def test_a_draft_is_for_its_owner_alone_and_its_name_tells_nothing(book: Path) -> None:
    one = draft()
    path = Drafts(book).put(one)
    assert path == book.parent / "rosa.json.drafts" / f"{one.id}.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_draft_says_its_version_and_kind(book: Path) -> None:
    stored = msgspec.json.decode(Drafts(book).put(draft()).read_bytes())
    assert stored["version"] == 1
    assert stored["content"]["kind"] == "changes"


def test_a_draft_that_is_put_again_takes_the_place_of_what_it_was(book: Path) -> None:
    one = draft()
    drafts = Drafts(book)
    drafts.put(one)
    later = Draft(id=one.id, number=1, content=draft(note="ask Ana").content)
    drafts.put(later)
    assert drafts.read().drafts == (later,)


def test_nothing_is_left_when_the_last_draft_goes(book: Path) -> None:
    one = draft()
    drafts = Drafts(book)
    drafts.put(one)
    drafts.drop(one.id)
    drafts.drop(one.id)
    assert list(book.parent.iterdir()) == []


def test_where_the_folder_takes_nothing_the_state_folder_does(book: Path, home: Path) -> None:
    book.with_name("rosa.json.drafts").write_text("in the way")
    one = draft()
    path = Drafts(book).put(one)
    assert path.is_relative_to(home)
    assert "rosa" not in str(path)
    assert Drafts(book).read().drafts == (one,)
    assert Drafts(book.with_name("ana.json")).read().drafts == ()


def test_the_folder_of_a_casebook_that_is_gone_is_not_made_anew(book: Path, home: Path) -> None:
    book.parent.rmdir()
    assert Drafts(book).put(draft()).is_relative_to(home)
    assert not book.parent.exists()


def test_it_is_said_when_no_place_takes_a_draft(book: Path, home: Path) -> None:
    book.with_name("rosa.json.drafts").write_text("in the way")
    home.write_text("in the way")
    with pytest.raises(CasebookError, match="A copy could not be kept"):
        Drafts(book).put(draft())


def test_a_link_to_a_folder_is_no_folder_for_drafts(book: Path, tmp_path: Path, home: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    book.with_name("rosa.json.drafts").symlink_to(tmp_path / "elsewhere")
    assert Drafts(book).put(draft()).is_relative_to(home)
    assert list((tmp_path / "elsewhere").iterdir()) == []


DAMAGED: dict[str, Callable[[bytes], bytes]] = {
    "cut off": lambda data: data[:40],
    "not JSON": lambda data: b"\xff\xfe",
    "another shape": lambda data: b'{"version": 1, "number": 1, "content": {"kind": "changes"}}',
    "a field too many": lambda data: data.replace(b'"version":1', b'"version":1,"more":2'),
    "a field of a change too many": lambda data: data.replace(b'"actor"', b'"more":1,"actor"'),
    "another kind": lambda data: data.replace(b'"changes","changes"', b'"dreams","changes"'),
    "no version": lambda data: data.replace(b'"version":1,', b""),
    "deep": lambda data: b"[" * 100_000,
}


@pytest.mark.parametrize("how", DAMAGED)
def test_a_damaged_draft_is_set_aside_and_named(book: Path, how: str) -> None:
    whole = draft(2)
    drafts = Drafts(book)
    drafts.put(whole)
    path = drafts.put(draft())
    damaged = DAMAGED[how](path.read_bytes())
    assert damaged != path.read_bytes()
    path.write_bytes(damaged)
    found = drafts.read()
    assert found.drafts == (whole,)
    (fault,) = found.faults
    aside = path.with_name(f"{path.name}.damaged")
    assert str(aside) in fault
    assert aside.read_bytes() == damaged
    assert drafts.read().faults == ()


def test_a_draft_of_a_newer_so_tui_is_left_as_it_is(book: Path) -> None:
    drafts = Drafts(book)
    path = drafts.put(draft())
    path.write_bytes(b'{"version": 2, "dreams": []}')
    found = drafts.read()
    assert found.drafts == ()
    assert "newer so-tui" in found.faults[0]
    assert path.read_bytes() == b'{"version": 2, "dreams": []}'


def test_what_a_killed_program_left_half_written_is_swept(book: Path) -> None:
    drafts = Drafts(book)
    path = drafts.put(draft())
    (path.parent / ".x.json.part").write_text("half")
    drafts.read()
    assert [one.name for one in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_draft_of_a_case_that_is_erased_goes_with_it_wherever_it_lies(
    tmp_path: Path, elsewhere: bool
) -> None:
    begun(tmp_path, "midway")
    path = tmp_path / "casebook.json"
    case = casework(tmp_path).cases()[0].id
    if elsewhere:
        path.with_name("casebook.json.drafts").write_text("in the way")
    edit = Edit(op="set", path=f"cases/{case}/note", before="", after="ask Marta")
    one = draft()
    change = replace(one.content.changes[0], edits=(edit,))
    copy = Drafts(path).put(replace(one, content=Unwritten(changes=(change,))))
    other = Drafts(path).put(draft(2))
    assert any(str(copy.parent) in found.sentence for found in check(path, TODAY))
    assert erase(path, case).drafts == 1
    assert not copy.exists()
    assert other.exists()


def test_a_home_that_vanished_is_not_made_anew(home: Path) -> None:
    with pytest.raises(CasebookError, match="could not be kept"):
        Drafts(home / "casebook.json").put(draft())
    assert not home.exists()
