"""What is erased is gone everywhere, also when it was erased in several goes."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from so_tui import atomic, caretaking
from so_tui.casework import Casework
from so_tui.core.changes import Edit
from so_tui.errors import NotFoundError
from so_tui.store import backups, derived, disk
from so_tui.store.casebook import Casebook
from so_tui.store.erasing import erase
from so_tui.store.interface import Derived, Fingerprint, Kept
from so_tui.store.ledger import journal_file
from so_tui.store.repair import recovery
from tests.deeds import pen
from tests.store.books import (
    NOW,
    OWN,
    begun,
    book,
    case,
    change,
    labels,
    names,
    noted,
    states,
    value,
)
from tests.store.test_copies import NAMES

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
    assert (erased.backups, erased.left) == (3, ())
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
    kept = Casebook(tmp_path / "casebook.json", now=lambda: NOW - dt.timedelta(days=40))
    kept.write([begun(1), begun(2)])
    kept.write([begun(3)])
    kept.fold()
    (damaged,) = backups.listed(kept.path)
    damaged.path.write_bytes(b"junk")
    erased = erase(kept.path, case(1).id, now=lambda: NOW)
    assert (erased.left, erased.dropped) == ((damaged.path, damaged.journal), 0)
    assert damaged.path.read_bytes() == b"junk"
    erased = erase(kept.path, case(2).id, now=lambda: NOW, drop_damaged=True)
    assert (erased.left, erased.dropped) == ((), 1)
    assert not damaged.path.exists()
    assert not damaged.journal.exists()
    assert labels(kept.read()) == ["Case 3"]


def told(folder: Path) -> Casebook:
    """A casebook with a case in each of its files: snapshot, journal and two backups."""
    kept = book(folder, 1)
    kept.write([begun(2, SECRET)])
    kept.fold()
    kept.write([noted(2, SECRET)])
    kept.fold()
    kept.write([noted(2, SECRET + " again", over=(noted(2, SECRET).id,))])
    return kept


class Stopped(BaseException):
    """As if the process had been killed."""


def test_erasing_that_is_stopped_at_any_step_goes_on_where_it_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = 0
    for stop_at in range(100):
        folder = tmp_path / str(stop_at)
        kept = told(folder)
        done = 0

        def counting(step: Callable[..., Any], stop: int = stop_at) -> Callable[..., Any]:
            def tried(*words: Any, **options: Any) -> Any:
                nonlocal done
                if done == stop:
                    raise Stopped
                done += 1
                return step(*words, **options)

            return tried

        with monkeypatch.context() as patched:
            for of, name in ((disk, "replace"), (disk, "remove"), (atomic, "flush_folder")):
                patched.setattr(of, name, counting(getattr(of, name)))
            try:
                erase(kept.path, case(2).id)
            except Stopped:
                steps += 1
            else:
                break
        assert "Case 1" in labels(Casebook(kept.path).read()), "readable at each moment"
        assert "damaged" not in states(kept.path)
        with contextlib.suppress(NotFoundError):
            erase(kept.path, case(2).id)
        assert holding(folder, SECRET) == set(), f"stopped at step {stop_at}"
        assert labels(Casebook(kept.path).read()) == ["Case 1"]
    assert steps > 8


def test_a_change_that_took_back_one_of_the_case_s_names_nobody(tmp_path: Path) -> None:
    kept = book(tmp_path, 1, 2)
    notes = [Edit(op="set", path=f"cases/{case(n).id}/note", after="both") for n in (1, 2)]
    both = msgspec.structs.replace(change(*notes), sentence=f"Noted for {SECRET} and Case 1")
    kept.write([both])
    back = Edit(op="set", path=f"cases/{case(1).id}/note", after="", over=(both.id,))
    undone = msgspec.structs.replace(
        change(back), verb="undo", undoes=both.id, sentence=f"Undid: {both.sentence}"
    )
    kept.write([undone])
    again = msgspec.structs.replace(
        change(msgspec.structs.replace(back, after="both", over=(undone.id,))),
        verb="redo", undoes=undone.id, sentence=f"Redid: {both.sentence}",
    )  # fmt: skip
    kept.write([again])
    erase(kept.path, case(2).id)
    assert holding(tmp_path, SECRET) == set()
    assert [one.sentence for one in kept.history()][1:] == [
        "A change to 2 cases (test)", "A change to a case (undo)", "A change to a case (redo)",
    ]  # fmt: skip
    assert value(kept.read()).note == "both"


def test_after_erasing_the_case_does_not_come_back_by_a_restore(tmp_path: Path) -> None:
    kept = told(tmp_path)
    erase(kept.path, case(2).id)
    kept.write([begun(3)])
    kept.path.write_bytes(kept.path.read_bytes()[:100])
    found = recovery.newest(kept.path)
    assert sorted(found.cases.values()) == ["Case 1", "Case 3"]
    assert found.notes == (f"{kept.path.name} is not as it was written.",)


def test_a_state_set_aside_that_holds_the_case_is_named(tmp_path: Path) -> None:
    kept = told(tmp_path)
    earlier = recovery.of_backup(kept.path, backups.listed(kept.path)[0].name)
    aside = recovery.restore(kept.path, earlier, NOW)
    erased = erase(kept.path, case(2).id)
    assert set(erased.left) == set(aside)


# --- Copies beside it ----------------------------------------------------------------------------


def with_copy(folder: Path, name: str, kind: str) -> tuple[Casebook, Path]:
    """A casebook with the case to erase, and a copy of some kind beside it."""
    kept = book(folder, 1)
    if kind == "another's":
        kept.fold()
        other = kept.path.read_bytes()
    kept.write([begun(2, SECRET)])
    copy = kept.path.with_name(name)
    if kind == "journal":
        copy.write_bytes(journal_file(kept.path).read_bytes())
        return kept, copy
    if kind == "continued":
        journal_file(copy).write_bytes(journal_file(kept.path).read_bytes())
        copy.write_bytes(kept.path.read_bytes())
        return kept, copy
    kept.fold()
    data = kept.path.read_bytes()
    if kind == "another's":
        data = other
    elif kind == "cut":
        data = data[:-9]
    elif kind == "edited":
        tables = json.loads(data)
        for page in tables["cases"].values():
            page["value"]["note"] = "by hand"
        data = json.dumps(tables).encode()
    copy.write_bytes(data)
    return kept, copy


KINDS = ("whole", "another's", "cut", "edited", "journal", "continued")


@pytest.mark.parametrize("in_copies", [False, True])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", NAMES)
def test_no_copy_beside_it_is_passed_over_in_silence(
    tmp_path: Path, name: str, kind: str, in_copies: bool
) -> None:
    """What holds the case still is named; what is not whole is left as it was."""
    kept, copy = with_copy(tmp_path, name, kind)
    before = {one: one.read_bytes() for one in (copy, journal_file(copy)) if one.exists()}
    erased = erase(kept.path, case(2).id, in_copies=in_copies)
    there = {tmp_path / one for one in holding(tmp_path, SECRET)}
    assert there == {one.path for one in erased.holding}
    assert erased.copies == (kind == "whole" and in_copies)
    for one, data in before.items():
        assert (one.read_bytes() == data) == (not erased.copies)
    if erased.copies:
        assert not there
        assert [one.fault for one in caretaking.take_in(work(kept), kept.path, [copy], pen())] == [
            ""
        ]
        assert labels(kept.read()) == ["Case 1"]


def work(kept: Casebook) -> Casework:
    return Casework.open(kept.path)


@pytest.mark.parametrize("what", get_args(Derived))
@pytest.mark.parametrize("name", [one for one in NAMES if "journal" not in one])
def test_copies_of_what_was_worked_out_go_with_it(tmp_path: Path, name: str, what: Derived) -> None:
    """Nothing is lost by it, and they say what the case said; another's file of that name stays."""
    kept = book(tmp_path, 1)
    kept.write([begun(2, SECRET)])
    told = Kept(Fingerprint(1, 1), {}, f"{case(2).id} {SECRET}".encode())
    derived.write(kept.path, what, "now", {case(2).id: told})
    copy = tmp_path / name.replace("casebook", "casebook.json", 1).replace(
        ".json", f".{what}"
    ).replace(f"casebook.{what}", "casebook.json", 1)
    copy.write_bytes(derived.derived_file(kept.path, what).read_bytes())
    assert [one.path for one in derived.copied(kept.path)] == [copy]
    assert erase(kept.path, case(2).id).left == ()
    assert holding(tmp_path, SECRET) == set()
    kept.write([begun(3, SECRET)])
    copy.write_text(f"notes on {case(3).id}, {SECRET}")
    assert erase(kept.path, case(3).id).left == (copy,)
    assert holding(tmp_path, SECRET) == {copy.name}


def test_a_folder_where_something_was_kept_stops_no_erasing(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    kept.write([begun(2)])
    for file in derived.derived_files(kept.path):
        file.mkdir()
    erase(kept.path, case(2).id)
    assert labels(kept.read()) == ["Case 1"]
    assert all(one.is_dir() for one in derived.derived_files(kept.path))
