"""Faults planted in the program: each script finds the one that it is there to find."""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from so_tui import atomic
from so_tui.core.changes import AnyPage, Change, Pages, apply
from so_tui.store import backups, casebook, disk, erasing, succession, transaction
from so_tui.store.ledger import Ledger
from so_tui.store.repair.joining import Joining
from tests.faults import calls, histories, kills, witness
from tests.faults.calls import try_points
from tests.faults.deeds import DEEDS, prepared
from tests.faults.histories import live_often
from tests.faults.kills import kill_often
from tests.faults.powercut import cut_often
from tests.faults.strange import try_often
from tests.faults.writers import Figure, write_at_once


def only(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Let the kills come in the middle of these deeds alone, on small casebooks."""
    monkeypatch.setattr(kills, "DEEDS", {name: DEEDS[name] for name in names})
    monkeypatch.setattr(kills, "SIZES", {200_000: 1})


@pytest.mark.deep
def test_the_kills_find_out_a_store_that_writes_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def in_place(path: Path, data: bytes) -> disk.Signature:
        with path.open("wb", buffering=0) as file:
            for at in range(0, len(data), 100_000):
                file.write(data[at : at + 100_000])
                time.sleep(0.002)  # a disk that is not the fastest
        return disk.signature(path)

    monkeypatch.setattr(disk, "replace", in_place)
    assert not kill_often(150).good


def test_the_kills_find_out_a_store_that_keeps_the_history_and_not_its_effect(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def forgets(work: Any, summaries: Any, outdated: Any) -> Any:
        work._fresh = {key: work._before.pages.get(key) or one for key, one in work._fresh.items()}
        return commit(work, summaries, outdated)

    commit = transaction.Transaction.commit
    only(monkeypatch, "saves")
    monkeypatch.setattr(transaction.Transaction, "commit", forgets)
    figure = kill_often(16)
    assert any("not what its history leads to" in one for one in figure.lost)


def test_the_kills_find_out_an_erasing_that_takes_other_cases_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def takes_all(tables: Any, case: str, path: Path) -> Any:
        left = without(tables, case, path)
        left["cases"].clear()
        left["history"].clear()
        return left

    without = erasing.without
    only(monkeypatch, "erases")
    monkeypatch.setattr(kills, "MOMENTS", (0.06,))
    monkeypatch.setattr(erasing, "without", takes_all)
    figure = kill_often(16)
    assert any("lack changes that were there" in one for one in figure.lost)


def test_the_witness_tells_a_change_that_nobody_was_at(tmp_path: Path) -> None:
    path = tmp_path / "casebook.json"
    ids = prepared(path, 1)
    seen = witness.Witness(path)
    said: list[str] = []
    with contextlib.suppress(StopIteration):
        DEEDS["saves"](path, ids, until(said, 3))
    assert len(said) == 3
    assert not list(seen.faults(said))
    seen = witness.Witness(path)
    said.clear()
    with contextlib.suppress(StopIteration):
        DEEDS["saves"](path, ids, until(said, 3))
    assert list(seen.faults(said[:1])) == ["2 changes are there that nobody was at"]


def until(said: list[str], count: int) -> Callable[[str], None]:
    """Takes down so many acknowledgments and ends the deed."""

    def acknowledge(word: str) -> None:
        said.append(word)
        if len(said) == count:
            raise StopIteration

    return acknowledge


@pytest.mark.deep
def test_the_calls_find_out_a_deed_that_writes_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    monkeypatch.setattr(calls, "FAULTS", (("error=EIO", ""), ("signal=KILL", "")))
    figure = try_points(states={"in place": ("next line",)})
    assert any("ended with 1" in one for one in figure.untold)
    assert any("unreadable" in one for one in figure.bad)


@pytest.mark.deep
@pytest.mark.parametrize("flush", ["flush", "flush_data", "flush_folder"])
def test_the_power_cuts_find_out_a_store_that_forgets_a_flush(
    monkeypatch: pytest.MonkeyPatch, flush: str
) -> None:
    monkeypatch.setattr(atomic, flush, lambda of: None)
    assert cut_often(500).bad


@pytest.mark.deep
def test_the_power_cuts_find_out_an_erasing_that_leaves_the_backups(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(erasing, "_rewrite", lambda path, backup, case: None)
    assert any("tells of the case that was erased" in one for one in cut_often(300).bad)


@pytest.mark.deep
def test_a_journal_that_a_power_cut_brings_back_does_no_harm(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The snapshot names the states it came of; so what comes back is known as one of those.
    monkeypatch.setattr(disk, "remove", lambda path: path.unlink(missing_ok=True))
    assert not cut_often(1_000).bad


def test_the_writers_find_out_a_store_without_a_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(casebook, "held", lambda path, wait: contextlib.nullcontext())
    figure = Figure()
    write_at_once(figure, 12)
    assert figure.bad


def test_the_histories_find_out_a_merge_in_which_the_last_to_come_wins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def last_wins(pages: Pages, change: Change) -> dict[tuple[str, str], AnyPage]:
        every = {stamp.change for page in pages.values() for stamp in page.stamps.values()}
        edits = tuple(
            replace(edit, over=tuple(sorted({*edit.over, *every}))) if edit.op == "set" else edit
            for edit in change.edits
        )
        return apply(pages, replace(change, edits=edits))

    monkeypatch.setattr(histories, "apply", last_wins)
    figure = live_often(60)
    assert any("another order" in one for one in figure.bad)
    assert any(" wrote " in one for one in figure.bad)


def test_the_histories_find_out_a_merge_that_keeps_one_value_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def keeps_one(pages: Pages, change: Change) -> dict[tuple[str, str], AnyPage]:
        return {key: replace(page, apart={}) for key, page in apply(pages, change).items()}

    monkeypatch.setattr(histories, "apply", keeps_one)
    assert any(" wrote " in one for one in live_often(60).bad)


# --- Files in strange hands --------------------------------------------------------------------


def test_a_state_that_nobody_compares_with_what_is_known_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(succession, "continues", lambda about, mark, journals: True)
    monkeypatch.setattr(backups, "newest", lambda path: None)
    assert try_often(40, deeds=("older", "copied")).silent


@pytest.mark.deep
def test_a_journal_that_may_go_any_way_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(succession, "place_in", lambda mark, generation: [])
    assert try_often(60, deeds=("other line",)).silent


def test_an_edit_by_hand_that_nobody_looks_for_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ledger, "_refuse_outside", lambda self, state: None)
    figure = try_often(30, deeds=("by hand",))
    assert figure.silent or figure.bad


def test_joining_that_joins_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Joining, "take", lambda self, changes: None)
    assert try_often(30, deeds=("older", "other line", "by hand")).bad
