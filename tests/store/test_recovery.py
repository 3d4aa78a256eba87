"""What is damaged comes back as the newest good state, and what is erased is gone everywhere."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from so_tui.errors import CasebookError, DamagedCasebookError
from so_tui.store import backups, migrations, recovery
from so_tui.store.backups import Backup
from so_tui.store.casebook import Casebook
from so_tui.store.checking import check
from so_tui.store.erasing import erase
from so_tui.store.ledger import journal_file
from so_tui.store.mark import lock_file
from tests.store.books import NOW, OWN, begun, book, case, labels, mode, names, noted, value

WHEN = st.integers(0, 3 * 365 * 24 * 60).map(lambda minutes: NOW + dt.timedelta(minutes=minutes))


def lived(folder: Path) -> Casebook:
    """A casebook with two backups and a journal, six cases in all."""
    kept = book(folder, 1)
    for n in (2, 3):
        kept.write([begun(n)])
    kept.fold()
    kept.write([begun(4)])
    kept.fold()
    for n in (5, 6):
        kept.write([begun(n)])
    return kept


def states(path: Path) -> set[str]:
    """Which states a check finds."""
    return {one.state for one in check(path)}


# --- Backups ---------------------------------------------------------------------------------


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
    assert len(left) <= backups.ALWAYS + backups.HOURS + backups.DAYS + backups.MONTHS
    bytes_ = sum(one.size for one in left[backups.ALWAYS :])
    assert bytes_ <= max(backups.LEAST_BYTES, backups.SHARE << 20)
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
    monkeypatch.setattr(migrations, "STEPS", (lambda tables: tables,))
    monkeypatch.setattr(migrations, "SCHEMA", 2)
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


# --- Bringing back ---------------------------------------------------------------------------

HARM: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "NULs": lambda data: b"\0" * len(data),
    "cut": lambda data: data[: len(data) // 2],
    "a flipped bit": lambda data: (
        data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 4]) + data[len(data) // 2 + 1 :]
    ),
    "junk behind it": lambda data: data + b"junk",
}


@pytest.mark.parametrize("harm", HARM)
def test_a_damaged_snapshot_loses_nothing_while_the_one_before_it_is_kept(
    tmp_path: Path, harm: str
) -> None:
    kept = lived(tmp_path)
    good = kept.read()
    damaged = HARM[harm](kept.path.read_bytes())
    kept.path.write_bytes(damaged)
    assert "damaged" in states(kept.path)
    found = recovery.newest(kept.path)
    assert kept.path.read_bytes() == damaged
    aside = recovery.restore(kept.path, found, NOW)
    assert damaged in [one.read_bytes() for one in aside]
    again = Casebook(kept.path)
    assert again.read().pages == good.pages
    assert again.read().revision > good.revision
    assert len(again.history()) == 6
    assert "damaged" not in states(kept.path)
    assert labels(kept.read()) == labels(good), "one who has it open follows"
    kept.write([begun(7)])
    assert len(labels(again.read())) == 7


def test_of_a_damaged_journal_every_whole_line_comes_back(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    ends = []
    for n in (2, 3, 4):
        kept.write([begun(n)])
        ends.append(journal_file(kept.path).stat().st_size)
    log = bytearray(journal_file(kept.path).read_bytes())
    log[(ends[0] + ends[1]) // 2] ^= 1
    journal_file(kept.path).write_bytes(log)
    with pytest.raises(DamagedCasebookError):
        Casebook(kept.path).read()
    found = recovery.newest(kept.path)
    assert any("not as they were written" in note for note in found.notes)
    recovery.restore(kept.path, found, NOW)
    assert labels(Casebook(kept.path).read()) == ["Case 1", "Case 2", "Case 4"]


def test_a_journal_without_its_casebook_and_a_casebook_without_its_journal_come_back(
    tmp_path: Path,
) -> None:
    kept = lived(tmp_path)
    data = kept.path.read_bytes()
    kept.path.unlink()
    recovery.restore(kept.path, recovery.newest(kept.path), NOW)
    assert len(labels(Casebook(kept.path).read())) == 6
    other = lived(tmp_path / "other")
    journal_file(other.path).unlink()
    found = recovery.newest(other.path)
    assert "are missing" in " ".join(found.notes)
    recovery.restore(other.path, found, NOW)
    assert len(labels(Casebook(other.path).read())) == 4
    assert data


def test_without_any_whole_snapshot_what_fits_the_model_comes_back(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    kept.write([begun(2)])
    kept.path.write_bytes(kept.path.read_bytes().replace(b"Case 1", b"Case 9"))
    found = recovery.newest(kept.path)
    assert sorted(found.cases.values()) == ["Case 2", "Case 9"]
    assert found.notes


def test_an_earlier_state_comes_back_and_what_was_there_is_set_aside(tmp_path: Path) -> None:
    kept = lived(tmp_path)
    before = kept.path.read_bytes(), journal_file(kept.path).read_bytes()
    oldest = backups.listed(kept.path)[-1]
    aside = recovery.restore(kept.path, recovery.of_backup(kept.path, oldest.name), NOW)
    assert labels(kept.read()) == ["Case 1", "Case 2", "Case 3"]
    assert tuple(one.read_bytes() for one in aside) == before
    (change,) = kept.write([begun(7)]).changes
    assert change.counter == 7, "counters never go back"


def test_a_damaged_lock_file_says_nothing_and_harms_nothing(tmp_path: Path) -> None:
    kept = lived(tmp_path)
    for data in (b"", b"\0" * 200, b"x" * 200, b"00000000 ab 999999999\n"):
        lock_file(kept.path).write_bytes(data)
        assert len(labels(Casebook(kept.path).read())) == 6


def test_a_damaged_backup_is_named_and_the_one_before_it_is_taken(tmp_path: Path) -> None:
    kept = lived(tmp_path)
    newest, _ = backups.listed(kept.path)
    newest.path.write_bytes(newest.path.read_bytes()[:-9])
    assert any(newest.name in one.sentence for one in check(kept.path) if one.state == "mind")
    with pytest.raises(CasebookError, match="Choose another"):
        recovery.of_backup(kept.path, newest.name)
    kept.path.write_bytes(b"")
    found = recovery.newest(kept.path)
    assert len(found.cases) == 6


# --- Checking --------------------------------------------------------------------------------


def test_a_casebook_that_is_well_is_said_to_be(tmp_path: Path) -> None:
    kept = lived(tmp_path)
    assert states(kept.path) == {"well"}
    before = {one: one.read_bytes() for one in tmp_path.rglob("*") if one.is_file()}
    list(check(kept.path))
    assert {one: one.read_bytes() for one in tmp_path.rglob("*") if one.is_file()} == before


def test_modes_that_let_others_read_are_named(tmp_path: Path) -> None:
    kept = lived(tmp_path)
    journal_file(kept.path).chmod(0o644)
    (found,) = [one for one in check(kept.path) if one.state == "mind"]
    assert "chmod 600" in found.sentence


# --- Erasing ---------------------------------------------------------------------------------

SECRET = "Rosa Zwetschge"


def holding(folder: Path, word: str) -> set[str]:
    """The files that hold a word."""
    return {
        one.name for one in folder.rglob("*") if one.is_file() and word.encode() in one.read_bytes()
    }


def test_what_is_erased_is_in_no_file_any_more(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    both = [begun(2, SECRET), noted(1, "hers stays")]
    kept.write(both)
    kept.fold()
    kept.write([noted(2, SECRET)])
    kept.fold()
    kept.write([noted(2, SECRET + " again", over=(noted(2, SECRET).id,))])
    assert len(holding(tmp_path, SECRET)) >= 4
    erased = erase(kept.path, case(2).id)
    assert (erased.backups, erased.left) == (2, ())
    assert holding(tmp_path, SECRET) == set()
    assert holding(tmp_path, case(2).id) == set()
    assert labels(kept.read()) == ["Case 1"]
    assert value(kept.read()).note == "hers stays"
    assert [change.pages for change in kept.history()] == [
        frozenset({("cases", case(1).id)})
    ] * 2  # fmt: skip
    assert states(kept.path) == {"well"}
    assert names(tmp_path) <= OWN


def test_an_erased_case_is_not_found_again(tmp_path: Path) -> None:
    kept = book(tmp_path, 1, 2)
    erase(kept.path, case(2).id)
    with pytest.raises(Exception, match="not in the casebook"):
        erase(kept.path, case(2).id)


def test_a_backup_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    kept = lived(tmp_path)
    newest, _ = backups.listed(kept.path)
    newest.path.write_bytes(b"junk")
    assert erase(kept.path, case(1).id).left == (newest.path,)
