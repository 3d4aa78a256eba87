"""Whatever the disk does, the old casebook or the new one is there, and a sentence says which."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from so_tui.core.changes import Edit
from so_tui.errors import CasebookError, UnconfirmedSaveError
from so_tui.store.casebook import Casebook
from tests.store.books import (
    OWN,
    begun,
    book,
    case,
    change,
    labels,
    mode,
    names,
    noted,
    value,
)

NOBODY = 65534
CALLS = (
    "open", "write", "fchmod", "fsync", "fdatasync", "fstat", "ftruncate", "replace", "close",
    "unlink", "mkdir",
)  # fmt: skip
"""System calls of a save that can be made to go wrong."""


class Faults:
    """Lets the nth of some system calls go wrong, once or from then on."""

    def __init__(
        self, patch: pytest.MonkeyPatch, calls: tuple[str, ...], nth: int, code: int, lasting: bool
    ) -> None:
        self.left, self.code, self.lasting = nth, code, lasting
        self.met = ""
        for name in calls:
            patch.setattr(os, name, self._faulty(name, getattr(os, name)))

    def _faulty(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            self.left -= 1
            if self.left == 0 or (self.lasting and self.left < 0):
                self.met = self.met or name
                if name == "close":  # the system lets go of the file all the same
                    real(*args, **kwargs)
                raise OSError(self.code, os.strerror(self.code))
            return real(*args, **kwargs)

        return call


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "lasting"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO], ids=["full", "broken"])
@pytest.mark.parametrize("saves", [0, 1, 2], ids=["first save", "new journal", "next line"])
def test_a_fault_at_any_point_of_a_save_leaves_the_old_or_the_new(
    tmp_path: Path, code: int, lasting: bool, saves: int
) -> None:
    points = set()
    for nth in range(1, 100):
        folder = tmp_path / str(nth) / "so-tui"
        kept = Casebook(folder / "casebook.json")
        for number in range(saves):
            kept.write([begun(10 + number)])
        old = labels(kept.read())
        with pytest.MonkeyPatch.context() as patch:
            faults = Faults(patch, CALLS, nth, code, lasting)
            failed = None
            try:
                kept.write([begun(2)])
            except CasebookError as fault:
                failed = fault
        points.add(faults.met)
        now = labels(Casebook(kept.path).read())
        new = sorted([*old, "Case 2"])
        assert now in (old, new)
        if failed is None:
            assert now == new
        elif not isinstance(failed, UnconfirmedSaveError):
            assert now == old
            assert str(kept.path) in failed.sentence
        # Whatever happened, saving once more is safe, and leaves nothing lying about.
        kept.write([begun(2)])
        assert labels(Casebook(kept.path).read()) == new
        assert len(kept.history()) == len(new)
        assert names(folder) <= OWN
        if not faults.met:
            break
    met = {"open", "write", "close"}
    met |= {"fdatasync"} if saves == 2 else {"fsync", "replace"}
    assert met <= points
    assert not faults.met


def test_a_full_disk_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = book(tmp_path, 1)
    before = kept.path.read_bytes()
    with monkeypatch.context() as patch:
        Faults(patch, ("write",), 1, errno.ENOSPC, True)
        with pytest.raises(CasebookError, match="the disk is full") as said:
            kept.write([begun(2)])
    assert "unchanged" in said.value.sentence
    assert kept.path.read_bytes() == before
    assert names(tmp_path) == {"casebook.json", "casebook.json.lock", "casebook.json.mark"}
    assert labels(kept.read()) == ["Case 1"]


def test_a_write_that_takes_only_a_part_is_carried_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = book(tmp_path, 1)
    real = os.write
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda file, data: real(file, bytes(data[:7])))
        kept.write([begun(2)])
    assert labels(Casebook(kept.path).read()) == ["Case 1", "Case 2"]


def test_a_save_that_the_disk_did_not_confirm_is_said_to_be_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = book(tmp_path, 1)
    with monkeypatch.context() as patch:
        Faults(patch, ("fsync",), 2, errno.EIO, True)
        with pytest.raises(UnconfirmedSaveError, match="was saved, but"):
            kept.write([begun(2)])
        with pytest.raises(UnconfirmedSaveError, match="was saved, but"):
            kept.write([begun(2)])
    assert kept.write([begun(2)]).touched == frozenset()
    assert labels(kept.read()) == ["Case 1", "Case 2"]


def test_an_interrupted_save_leaves_nothing_lying_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = book(tmp_path, 1)

    def interrupted(descriptor: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", interrupted)
        with pytest.raises(KeyboardInterrupt):
            kept.write([begun(2)])
    assert names(tmp_path) == {"casebook.json", "casebook.json.lock", "casebook.json.mark"}
    assert labels(kept.read()) == ["Case 1"]


def test_a_file_made_read_only_is_not_replaced_though_its_folder_would_allow_it(
    tmp_path: Path,
) -> None:
    kept = book(tmp_path, 1)
    before = kept.path.read_bytes()
    kept.path.chmod(0o444)
    with pytest.raises(CasebookError, match="could not be saved"):
        kept.write([begun(2)])
    assert kept.path.read_bytes() == before
    assert mode(kept.path) == 0o444
    assert labels(Casebook(kept.path).read()) == ["Case 1"]


@contextlib.contextmanager
def any_user() -> Iterator[None]:
    """As a user whom modes bind; the superuser may do everything."""
    superuser = os.geteuid() == 0
    if superuser:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if superuser:
            os.seteuid(0)


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that every user can reach."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_a_casebook_in_a_folder_that_may_only_be_read_can_be_read(shared: Path) -> None:
    path = book(shared, 1).path
    path.with_name("casebook.json.lock").unlink()
    path.chmod(0o644)
    shared.chmod(0o555)
    try:
        with any_user():
            assert labels(Casebook(path).read()) == ["Case 1"]
            with pytest.raises(CasebookError, match="this user is not allowed to"):
                Casebook(path).write([begun(2)])
        assert names(shared) == {"casebook.json", "casebook.json.mark"}
    finally:
        shared.chmod(0o755)


def test_a_casebook_that_may_not_be_read_is_told_and_not_taken_for_a_new_one(
    shared: Path,
) -> None:
    path = book(shared, 1).path
    before = path.read_bytes()
    path.chmod(0o000)
    shared.chmod(0o777)
    with any_user():
        for attempt in (
            lambda: Casebook(path).read(),
            lambda: Casebook(path).write([begun(2)]),
        ):
            with pytest.raises(CasebookError, match="this user is not allowed to"):
                attempt()
    path.chmod(0o600)
    assert path.read_bytes() == before


def test_reading_needs_no_lock_and_leaves_none(tmp_path: Path) -> None:
    path = book(tmp_path, 1).path
    path.with_name("casebook.json.lock").unlink()
    reader = Casebook(path)
    assert labels(reader.read()) == ["Case 1"]
    assert len(reader.history()) == 1
    assert names(tmp_path) == {"casebook.json", "casebook.json.mark"}


def test_a_mode_that_let_others_read_is_closed_by_the_next_save(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    kept.path.chmod(0o666)
    old = os.umask(0)
    try:
        kept.write([begun(2)])
    finally:
        os.umask(old)
    assert mode(kept.path) == 0o600


def test_what_a_killed_save_left_is_swept_and_nothing_else_is(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    stray = tmp_path / ".casebook.json.0123456789abcdef.part"
    others = {".other.json.0123.part", "casebook.json.bak", ".casebook.json.swp", "notes.part"}
    for name in [stray.name, *others]:
        (tmp_path / name).write_text("x")
    kept.read()
    assert stray.exists()
    Casebook(kept.path).write([begun(2)])
    assert names(tmp_path) == {*OWN, *others} - {"casebook.json.backups"}


def test_a_link_laid_where_the_temporary_file_goes_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = book(tmp_path / "book", 1)
    target = tmp_path / "target"
    target.write_text("mine")
    monkeypatch.setattr("secrets.token_hex", lambda size: "known")
    (kept.path.parent / ".casebook.json.journal.known.part").symlink_to(target)
    monkeypatch.setattr("so_tui.store.disk.sweep", lambda path: None)
    with pytest.raises(CasebookError, match="could not be saved"):
        kept.write([begun(2)])
    assert target.read_text() == "mine"
    assert labels(kept.read()) == ["Case 1"]


@pytest.mark.parametrize("kind", ["pipe", "folder", "circle", "below a file", "long name"])
def test_what_cannot_be_a_casebook_is_told_at_once(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "casebook.json"
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case "circle":
            path.symlink_to(path)
        case "below a file":
            path.write_text("mine")
            path = path / "casebook.json"
        case "long name":
            path = tmp_path / ("x" * 300)
    for attempt in (
        lambda: Casebook(path).read(),
        lambda: Casebook(path).write([begun(1)]),
    ):
        with pytest.raises(CasebookError) as said:
            attempt()
        assert str(path) in said.value.sentence
        assert said.value.sentence.endswith(".")


def test_a_value_that_json_cannot_hold_is_refused_before_the_disk_is_touched(
    tmp_path: Path,
) -> None:
    kept = book(tmp_path, 1)
    before = kept.path.read_bytes()
    path = f"cases/{case(1).id}/note"
    for wrong in (float("nan"), float("inf"), "\ud800"):
        bad = change(Edit(op="set", path=path, before=wrong, after="x"))
        with pytest.raises(CasebookError, match="was not saved"):
            kept.write([bad])
        assert kept.path.read_bytes() == before
    assert value(kept.read()).note == ""
    kept.write([noted(1, "fine")])
    assert value(kept.read()).note == "fine"
