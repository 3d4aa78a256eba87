"""What is damaged comes back as the newest good state that can be put together."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from so_tui.errors import CasebookError, DamagedCasebookError
from so_tui.store import backups, contents
from so_tui.store.casebook import Casebook
from so_tui.store.ledger import journal_file
from so_tui.store.lock import lock_file
from so_tui.store.repair import recovery
from so_tui.store.repair.checking import check
from tests.store.books import NOW, begun, book, labels, lived, noted, states, value

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


def test_a_journal_in_which_only_the_end_of_a_line_is_damaged_loses_nothing(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    for n in (2, 3):
        kept.write([begun(n)])
    log = journal_file(kept.path).read_bytes()
    journal_file(kept.path).write_bytes(log[:-1] + b"x")
    found = recovery.newest(kept.path)
    assert (found.well, len(found.cases)) == (False, 3)
    recovery.restore(kept.path, found, NOW)
    assert labels(kept.read()) == ["Case 1", "Case 2", "Case 3"]


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
    assert "journal is missing" in " ".join(found.notes)
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


# --- Without a snapshot that vouches for itself ------------------------------------------------


def aged(folder: Path) -> Casebook:
    """A folded casebook whose backups are gone, with four cases, one of them changed."""
    kept = lived(folder)
    kept.write([noted(4, "a note")])
    kept.fold()
    for one in backups.listed(kept.path):
        backups.drop(one)
    return kept


def test_from_a_whole_history_the_cases_are_made_again(tmp_path: Path) -> None:
    kept = aged(tmp_path)
    good = kept.read()
    wanted = {key: page.value for key, page in good.pages.items()}
    data = kept.path.read_bytes()
    kept.path.write_bytes(data.replace(b"Case 4", b"Case 9", 1))
    found = recovery.newest(kept.path)
    assert (found.changes, found.missing) == (7, 0)
    recovery.restore(kept.path, found, NOW)
    again = Casebook(kept.path)
    assert {key: page.value for key, page in again.read().pages.items()} == wanted
    assert states(kept.path) == {"well", "mind"}  # only what was set aside


def test_cases_whose_history_is_damaged_are_as_they_were(tmp_path: Path) -> None:
    kept = aged(tmp_path)
    good = dict(kept.read().pages)
    data = kept.path.read_bytes()
    at = data.rindex(b"Changed")
    kept.path.write_bytes(data[:at] + b"\0\0\0" + data[at + 3 :])
    found = recovery.newest(kept.path)
    assert (found.changes, found.missing) == (6, 1)
    recovery.restore(kept.path, found, NOW)
    assert dict(Casebook(kept.path).read().pages) == good


def test_of_a_snapshot_that_was_cut_every_whole_document_comes_back(tmp_path: Path) -> None:
    kept = aged(tmp_path)
    data = kept.path.read_bytes()
    cases = json.loads(data)["cases"]
    for share in (0.1, 0.3, 0.5, 0.9):
        cut = data[: int(len(data) * share)]
        kept.path.write_bytes(cut)
        found = recovery.newest(kept.path)
        whole = [
            page["value"]["label"] for key, page in cases.items()
            if f'"{key}":{json.dumps(page, separators=(",", ":"))}'.encode() in cut
        ]  # fmt: skip
        assert sorted(found.cases.values()) == sorted(whole)
        assert any("Look through the cases" in note for note in found.notes)


def test_where_nothing_can_be_read_nothing_is_made_up(tmp_path: Path) -> None:
    kept = aged(tmp_path)
    kept.path.write_bytes(b"\0" * 5000)
    found = recovery.newest(kept.path)
    assert (found.cases, found.changes, found.well) == ({}, 0, False)


def test_documents_newer_than_a_gap_between_backups_come_from_the_damaged_file(
    tmp_path: Path,
) -> None:
    kept = lived(tmp_path)
    kept.fold()
    kept.write([noted(1, "late")])
    kept.fold()
    backups.drop(backups.listed(kept.path)[0])
    kept.write([noted(2, "latest")])
    kept.path.write_bytes(kept.path.read_bytes()[:-3])
    found = recovery.newest(kept.path)
    assert any("Look through the cases" in note for note in found.notes)
    recovery.restore(kept.path, found, NOW)
    now = Casebook(kept.path).read()
    assert (value(now, 1).note, value(now, 2).note) == ("late", "latest")


def test_where_only_backups_are_left_no_new_casebook_is_begun(tmp_path: Path) -> None:
    kept = lived(tmp_path)
    kept.path.unlink()
    journal_file(kept.path).unlink()
    with pytest.raises(DamagedCasebookError, match="only backups"):
        Casebook(kept.path).read()
    with pytest.raises(DamagedCasebookError, match="only backups"):
        Casebook(kept.path).write([begun(9)])
    assert not kept.path.exists()
    recovery.restore(kept.path, recovery.newest(kept.path), NOW)
    assert labels(Casebook(kept.path).read()) == ["Case 1", "Case 2", "Case 3", "Case 4"]


# --- States that do not belong together --------------------------------------------------------


def test_after_an_earlier_state_was_brought_back_damage_brings_back_that_and_what_followed(
    tmp_path: Path,
) -> None:
    kept = lived(tmp_path)
    oldest = backups.listed(kept.path)[-1]
    recovery.restore(kept.path, recovery.of_backup(kept.path, oldest.name), NOW)
    kept.write([begun(8)])
    kept.path.write_bytes(b"")
    found = recovery.newest(kept.path)
    assert sorted(found.cases.values()) == ["Case 1", "Case 2", "Case 3", "Case 8"]
    assert found.notes == ("casebook.json is not as it was written.",)


def test_an_earlier_casebook_put_under_a_later_journal_is_told_from_it(tmp_path: Path) -> None:
    kept = lived(tmp_path)
    earlier = backups.listed(kept.path)[-1].path.read_bytes()
    made = kept.back_up()
    kept.write([begun(7)])
    kept.path.write_bytes(earlier)
    found = recovery.newest(kept.path)
    assert made.name in found.source
    assert sorted(found.cases.values()) == [f"Case {n}" for n in range(1, 8)]
    backups.drop(made)
    found = recovery.newest(kept.path)
    assert "Case 7" in found.cases.values()
    assert any("are not in it" in note for note in found.notes)


def test_who_saved_while_someone_looked_is_not_passed_over(tmp_path: Path) -> None:
    kept = lived(tmp_path)
    oldest = backups.listed(kept.path)[-1]
    found = recovery.of_backup(kept.path, oldest.name)
    kept.write([begun(7)])
    before = kept.path.read_bytes(), journal_file(kept.path).read_bytes()
    with pytest.raises(CasebookError, match="meanwhile"):
        recovery.restore(kept.path, found, NOW)
    assert (kept.path.read_bytes(), journal_file(kept.path).read_bytes()) == before


def test_the_bytes_of_an_interrupted_save_are_no_damage(tmp_path: Path) -> None:
    kept = lived(tmp_path)
    with journal_file(kept.path).open("ab") as log:
        log.write(b"5be20d77 8120 {")
    found = recovery.newest(kept.path)
    assert (found.well, len(found.cases)) == (True, 6)


def test_how_an_earlier_state_differs_is_told(tmp_path: Path) -> None:
    kept = lived(tmp_path)
    kept.write([noted(2, "new")])
    earlier = recovery.of_backup(kept.path, backups.listed(kept.path)[-1].name)
    apart = contents.apart(earlier, recovery.newest(kept.path))
    assert apart.lacking == ("Case 4", "Case 5", "Case 6")
    assert (apart.other, apart.besides, apart.changes) == (("Case 2",), (), 4)
