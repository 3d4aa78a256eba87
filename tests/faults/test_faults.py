"""Short runs of the fault scripts; the deep tier runs them longer, and by hand they run in full."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from so_tui.store import disk
from tests.e2e.terminal import needs_tmux
from tests.faults import full_disk
from tests.faults.calls import try_points
from tests.faults.damaged import damage_often
from tests.faults.deeds import DEEDS
from tests.faults.histories import live_often
from tests.faults.hostile_text import try_texts
from tests.faults.kills import kill_often
from tests.faults.powercut import cut_often
from tests.faults.writers import KILLED, PROCESSES, Figure, share, write_at_once

DEEP = os.environ.get("SO_TUI_DEEP") == "1"


def test_kills_at_any_moment_lose_nothing() -> None:
    figure = kill_often(1_000 if DEEP else 70)
    print(figure)
    assert figure.good, (figure.unreadable, figure.lost, figure.strays)
    assert figure.deeds.keys() == DEEDS.keys()


def test_damage_is_named_and_brought_back_and_nothing_is_written_over() -> None:
    figure = damage_often(500 if DEEP else 60)
    print(figure)
    assert figure.good, (figure.silent, figure.overwritten, figure.not_back)


def test_a_fault_at_any_system_call_leaves_the_old_or_the_new_and_says_so() -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    figure = try_points(None if DEEP else 24)
    print(figure)
    assert figure.points >= (300 if DEEP else 24)
    assert not figure.bad


def test_a_power_cut_at_any_point_loses_nothing_that_was_confirmed() -> None:
    figure = cut_often(6_000 if DEEP else 500)
    print(figure)
    assert figure.points >= 70
    assert not figure.bad


@pytest.mark.parametrize("flush", ["_flush", "_flush_data", "flush_folder"])
def test_the_power_cuts_find_out_a_store_that_forgets_a_flush(
    monkeypatch: pytest.MonkeyPatch, flush: str
) -> None:
    monkeypatch.setattr(disk, flush, lambda of: None)
    assert cut_often(1_500).bad


def test_people_who_work_apart_lose_nothing_and_come_to_the_same() -> None:
    figure = live_often(20_000 if DEEP else 300)
    print(figure)
    assert figure.conflicts > 0
    assert not figure.bad


def test_many_who_write_at_once_lose_nothing() -> None:
    figure = Figure()
    write_at_once(figure, 50 if DEEP else 12)
    print(figure)
    assert figure.killed == KILLED
    assert figure.acknowledged > (PROCESSES - KILLED) * (50 if DEEP else 12)
    assert not figure.bad


def test_apps_and_commands_on_one_casebook_end_with_the_same_screens() -> None:
    needs_tmux()
    figure = Figure()
    share(figure, 30.0 if DEEP else 3.0)
    print(figure, *figure.bad, sep="\n")
    assert figure.pressed > 0
    assert not figure.bad


def test_hostile_text_does_nothing_to_the_terminal() -> None:
    figure = try_texts(6 if DEEP else 1)
    print(figure, *figure.crashes, *figure.controls, sep="\n")
    assert figure.places > 300
    assert figure.good


def test_a_full_disk_is_said_and_loses_nothing() -> None:
    figure = full_disk.Figure()
    full_disk.fill(figure)
    print(figure)
    assert figure.saved > 0
    assert figure.refused == 5
    assert not figure.bad


def test_the_kills_find_out_a_store_that_writes_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def in_place(path: Path, data: bytes) -> disk.Signature:
        with path.open("wb", buffering=0) as file:
            for at in range(0, len(data), 100_000):
                file.write(data[at : at + 100_000])
                time.sleep(0.002)  # a disk that is not the fastest
        return disk.signature(path)

    monkeypatch.setattr(disk, "replace", in_place)
    assert not kill_often(150).good
