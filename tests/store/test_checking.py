"""A check names what is wrong, with what to do, and changes nothing."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from so_tui.errors import CasebookError
from so_tui.store import backups, migrations
from so_tui.store.high_water import mark_file
from so_tui.store.ledger import journal_file
from so_tui.store.lock import lock_file
from so_tui.store.repair.checking import check
from tests.store.books import begun, book, case, flipped, lived, states


def found(path: Path, state: str) -> list[str]:
    """The sentences of a check with a state."""
    return [one.sentence for one in check(path) if one.state == state]


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


def test_a_mark_that_says_nothing_is_named_and_harms_nothing(tmp_path: Path) -> None:
    kept = lived(tmp_path)
    mark_file(kept.path).write_bytes(flipped(mark_file(kept.path).read_bytes(), 12))
    (said,) = found(kept.path, "mind")
    assert "The next save writes it anew" in said
    kept.write([begun(7)])
    assert states(kept.path) == {"well"}
    mark_file(kept.path).unlink()
    (said,) = found(kept.path, "mind")
    assert "after the casebook was copied" in said


def test_each_damaged_file_is_named_though_another_is_too(tmp_path: Path) -> None:
    kept = lived(tmp_path)
    kept.path.write_bytes(kept.path.read_bytes()[:-9])
    log = journal_file(kept.path)
    log.write_bytes(flipped(log.read_bytes(), log.stat().st_size // 3))
    (newest, _) = backups.listed(kept.path)
    newest.journal.write_bytes(flipped(newest.journal.read_bytes(), 100))
    damaged = found(kept.path, "damaged")
    assert len(damaged) == len(set(damaged)) == 2
    assert str(kept.path) in damaged[0]
    assert str(log) in damaged[1]
    (said,) = found(kept.path, "mind")
    assert newest.name in said
    assert "journal" in said


def test_a_file_that_another_program_wrote_is_checked_by_its_content(tmp_path: Path) -> None:
    kept = lived(tmp_path)
    kept.fold()
    tables = json.loads(kept.path.read_bytes())
    kept.path.write_text(json.dumps(tables))
    assert "damaged" not in states(kept.path)
    (key,) = [key for key, page in tables["cases"].items() if page["id"] == case(3).id]
    tables["cases"][key]["value"]["label"] = 7
    kept.path.write_text(json.dumps(tables))
    (said, *_) = found(kept.path, "damaged")
    assert key in said


def test_a_history_that_tells_it_otherwise_is_said(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    tables = json.loads(kept.path.read_bytes())
    (page,) = tables["cases"].values()
    page["value"]["label"] = "Somebody else"
    kept.path.write_text(json.dumps(tables))
    (said,) = found(kept.path, "damaged")
    assert "another program changed in it: Case 1." in said


def test_an_older_schema_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = book(tmp_path, 1)
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, lambda tables: tables))
    monkeypatch.setattr(migrations, "SCHEMA", migrations.SCHEMA + 1)
    (said,) = found(kept.path, "mind")
    assert f"older so-tui (schema {migrations.SCHEMA - 1})" in said


def test_a_newer_schema_is_refused_by_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "STEPS", (*migrations.STEPS, lambda tables: tables))
        patched.setattr(migrations, "SCHEMA", migrations.SCHEMA + 1)
        kept = lived(tmp_path)
    before = kept.path.read_bytes()
    (said,) = found(kept.path, "damaged")
    assert "newer so-tui" in said
    assert kept.path.read_bytes() == before


def test_folders_that_let_others_in_are_named(tmp_path: Path) -> None:
    kept = lived(tmp_path)
    backups.folder_of(kept.path).chmod(0o755)
    (said,) = found(kept.path, "mind")
    assert f"chmod 700 {backups.folder_of(kept.path)}" in said
    backups.folder_of(kept.path).chmod(0o700)
    tmp_path.chmod(0o777)
    (said,) = found(kept.path, "mind")
    assert "Anyone on this computer" in said


@pytest.mark.parametrize("kind", ["pipe", "link", "folder"])
def test_what_has_the_name_of_the_lock_and_is_none_is_named(tmp_path: Path, kind: str) -> None:
    kept = book(tmp_path, 1)
    lock = lock_file(kept.path)
    lock.unlink()
    if kind == "pipe":
        os.mkfifo(lock)
    elif kind == "link":
        lock.symlink_to(tmp_path / "elsewhere")
    else:
        lock.mkdir(mode=0o755)
    said = found(kept.path, "mind")
    assert any(one.startswith(f"Nothing can be saved. {lock} is not a file") for one in said)
    assert not any("chmod 600" in one for one in said)
    with pytest.raises(CasebookError):
        kept.write([begun(9)])
