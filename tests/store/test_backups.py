"""Backups: kept before another snapshot takes the place of one, few, and read again."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from so_tui.errors import CasebookError, DamagedCasebookError
from so_tui.store import backups, disk, migrations
from so_tui.store.backups import Backup
from so_tui.store.casebook import Casebook
from so_tui.store.ledger import journal_file
from so_tui.store.repair import recovery
from tests.store.books import NOW, begun, book, flipped, labels, lived, mode, names, states

WHEN = st.integers(0, 3 * 365 * 24 * 60).map(lambda minutes: NOW + dt.timedelta(minutes=minutes))


def test_each_fold_keeps_what_it_takes_the_place_of(tmp_path: Path) -> None:
    kept = lived(tmp_path)
    newest, oldest = backups.listed(kept.path)
    assert (newest.journal.exists(), oldest.journal.exists()) == (True, True)
    assert set(recovery.of_backup(kept.path, oldest.name).cases.values()) == {
        "Case 1", "Case 2", "Case 3",
    }  # fmt: skip
    assert len(recovery.of_backup(kept.path, newest.name).cases) == 4
    assert mode(backups.folder_of(kept.path)) == 0o700
    assert {mode(one) for one in backups.folder_of(kept.path).iterdir()} == {0o600}


@given(st.lists(WHEN, max_size=80, unique=True), st.integers(0, 10**8))
def test_backups_are_few_and_the_newest_of_their_hours_days_and_months(
    times: list[dt.datetime], size: int
) -> None:
    kept = [
        Backup(at=at, generation=f"{n:x}", path=Path(f"{n}"), size=size)
        for n, at in enumerate(sorted(times, reverse=True))
    ]
    gone = backups.surplus(kept, 1 << 20)
    left = [one for one in kept if one not in gone]
    assert left[: backups.ALWAYS] == kept[: backups.ALWAYS]
    bound = max(backups.LEAST_BYTES, backups.SHARE << 20)
    fitting = size * backups.RECENT <= bound
    assert not fitting or left[: backups.RECENT] == kept[: backups.RECENT]
    assert len(left) <= backups.RECENT + backups.HOURS + backups.DAYS + backups.MONTHS
    bytes_ = sum(one.size for one in left[backups.ALWAYS :])
    assert bytes_ <= bound
    assert backups.surplus(left, 1 << 20) == []
    if size == 0:
        assert {one.at.date() for one in kept[:1]} <= {one.at.date() for one in left}
        months = list(dict.fromkeys(f"{one.at:%Y%m}" for one in kept))[: backups.MONTHS]
        assert set(months) <= {f"{one.at:%Y%m}" for one in left}


def test_an_older_casebook_is_kept_before_it_is_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = book(tmp_path, 1)
    kept.write([begun(2)])
    before = kept.path.read_bytes()
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, lambda tables: tables))
    monkeypatch.setattr(migrations, "SCHEMA", migrations.SCHEMA + 1)
    Casebook(kept.path).write([begun(3)])
    (one,) = backups.listed(kept.path)
    assert one.path.read_bytes() == before
    assert labels(Casebook(kept.path).read()) == ["Case 1", "Case 2", "Case 3"]
    assert not journal_file(kept.path).exists()


def test_where_nothing_can_be_kept_the_journal_goes_on(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    backups.folder_of(kept.path).write_text("in the way")
    kept.write([begun(2)])
    with pytest.raises(CasebookError):
        kept.fold()
    kept.write([begun(3)])
    assert labels(Casebook(kept.path).read()) == ["Case 1", "Case 2", "Case 3"]


def test_a_backup_is_read_again_when_it_is_kept(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    kept.write([begun(2)])
    data = kept.path.read_bytes()
    when = kept.path.stat()
    with kept.path.open("r+b") as file:  # a bit flips on the disk while the casebook is open
        file.seek(len(data) - 60)
        file.write(bytes([data[-60] ^ 1]))
    os.utime(kept.path, ns=(when.st_atime_ns, when.st_mtime_ns))
    with pytest.raises(DamagedCasebookError):
        kept.fold()
    assert backups.listed(kept.path) == []
    assert labels(kept.read()) == ["Case 1", "Case 2"]


def test_what_a_killed_erasing_left_among_the_backups_is_swept(tmp_path: Path) -> None:
    kept = lived(tmp_path)
    stray = backups.folder_of(kept.path) / ".20261125.json.0123.part"
    stray.write_text("x")
    Casebook(kept.path).write([begun(7)])
    assert not stray.exists()


def test_a_backup_whose_journal_is_damaged_is_not_kept(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    for n in (2, 3):
        kept.write([begun(n)])
    log = journal_file(kept.path)
    when = log.stat()
    log.write_bytes(flipped(log.read_bytes(), when.st_size // 2))
    os.utime(log, ns=(when.st_atime_ns, when.st_mtime_ns))
    with pytest.raises(DamagedCasebookError):
        kept.fold()
    assert backups.listed(kept.path) == []
    assert labels(kept.read()) == ["Case 1", "Case 2", "Case 3"]


def test_one_that_is_not_as_written_drives_out_no_other(tmp_path: Path) -> None:
    kept = lived(tmp_path)
    before = backups.listed(kept.path)
    data, when = kept.path.read_bytes(), kept.path.stat()
    kept.path.write_bytes(flipped(data, len(data) - 60))
    os.utime(kept.path, ns=(when.st_atime_ns, when.st_mtime_ns))
    for _ in range(3):
        with pytest.raises(DamagedCasebookError):
            kept.fold()
    assert backups.listed(kept.path) == before


def test_folds_that_fail_again_and_again_leave_the_state_before_among_the_backups(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = lived(tmp_path)
    (before, *_) = backups.listed(kept.path)

    def full(path: Path, data: bytes) -> disk.Signature:
        raise CasebookError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(disk, "replace", full)
        for _ in range(4):
            with pytest.raises(CasebookError, match="full"):
                kept.fold()
    assert before in backups.listed(kept.path)
    kept.path.write_bytes(b"")
    found = recovery.newest(kept.path)
    assert sorted(found.cases.values()) == [f"Case {n}" for n in range(1, 7)]


def test_half_of_a_pair_is_swept(tmp_path: Path) -> None:
    kept = lived(tmp_path)
    (newest, *_) = backups.listed(kept.path)
    newest.path.unlink()
    Casebook(kept.path).write([begun(7)])
    assert not newest.journal.exists()


def test_a_disk_without_second_names_keeps_copies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*paths: Path, **options: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refused)
    kept = lived(tmp_path)
    assert [len(recovery.of_backup(kept.path, one.name).cases) for one in backups.listed(kept.path)]
    assert {mode(one) for one in backups.folder_of(kept.path).iterdir()} == {0o600}
    kept.path.write_bytes(b"junk")
    aside = recovery.restore(kept.path, recovery.newest(kept.path), NOW)
    assert aside[0].read_bytes() == b"junk"
    assert {mode(one) for one in aside} == {0o600}
    assert len(labels(kept.read())) == 6


def test_a_backup_kept_by_hand_has_bytes_of_its_own(tmp_path: Path) -> None:
    kept = lived(tmp_path)
    made = kept.back_up()
    assert not made.path.samefile(kept.path)
    kept.path.write_bytes(b"")
    assert len(recovery.newest(kept.path).cases) == 6
    assert names(tmp_path) >= {"casebook.json.backups"}


def renamed(tables: dict[str, Any]) -> dict[str, Any]:
    """A step to another schema in which every case has another label."""
    cases = {
        key: {**page, "value": {**page["value"], "label": page["value"]["label"] + " (new)"}}
        for key, page in tables["cases"].items()
    }
    return {**tables, "cases": cases}


def test_a_backup_of_an_older_schema_comes_back_as_today_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = book(tmp_path, 1)
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, renamed))
    monkeypatch.setattr(migrations, "SCHEMA", migrations.SCHEMA + 1)
    Casebook(kept.path).write([begun(2)])
    (one,) = backups.listed(kept.path)
    assert json.loads(one.path.read_bytes())["about"]["1"]["schema"] == migrations.SCHEMA - 1
    recovery.restore(kept.path, recovery.of_backup(kept.path, one.name), NOW)
    assert json.loads(kept.path.read_bytes())["about"]["1"]["schema"] == migrations.SCHEMA
    assert labels(Casebook(kept.path).read()) == ["Case 1 (new)"]


def test_a_clock_that_was_wrong_once_ends_no_keeping_of_backups(tmp_path: Path) -> None:
    wrong = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
    times = [NOW, wrong, *(NOW + dt.timedelta(hours=n) for n in range(1, 12))]
    clock = iter(times)
    kept = Casebook(tmp_path / "casebook.json", now=lambda: next(clock))
    kept.write([begun(1)])
    for n in range(len(times)):
        kept.write([begun(n + 2)])
        kept.fold()
    there = backups.listed(kept.path)
    assert {one.at for one in there} == set(times)
    assert there[0].at == times[-1], "the newest is that which was kept last"


def test_a_planted_link_gets_no_backups_and_changes_no_modes(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    folder = tmp_path / "team"
    folder.mkdir()
    folder.chmod(0o2770)
    kept = book(folder, 1)
    kept.write([begun(2)])
    backups.folder_of(kept.path).symlink_to(home)
    with pytest.raises(CasebookError, match="is a link"):
        kept.back_up()
    assert (names(home), mode(home)) == (set(), 0o700)
    assert labels(Casebook(kept.path).read()) == ["Case 1", "Case 2"]
    assert "mind" in states(kept.path)


@pytest.mark.parametrize("later", [0, 1, 3])
def test_a_journal_that_cannot_be_removed_is_no_part_of_the_next_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, later: int
) -> None:
    kept = lived(tmp_path)
    kept.write([begun(7)])

    def stays(path: Path) -> None:
        raise CasebookError(f"The casebook {path} could not be saved.")

    with monkeypatch.context() as patch:
        patch.setattr(disk, "remove", stays)
        made = kept.back_up()
    assert journal_file(kept.path).exists()
    assert not made.journal.exists()
    # It goes on as if the journal were gone, for others as well.
    for n in range(later):
        Casebook(kept.path).write([begun(8 + n)])
    there = labels(Casebook(kept.path).read())
    assert len(there) == len(recovery.of_backup(kept.path, made.name).cases) + later
    Casebook(kept.path).back_up()
    assert not journal_file(kept.path).exists()
