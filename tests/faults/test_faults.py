"""Short runs of the fault scripts; the deep tier runs them longer, and by hand they run in full."""

from __future__ import annotations

import os
import shutil

import pytest

from tests.e2e.terminal import needs_tmux
from tests.faults import full_disk
from tests.faults.calls import try_points
from tests.faults.damaged import damage_often
from tests.faults.deeds import DEEDS
from tests.faults.histories import live_often
from tests.faults.hostile_text import try_texts
from tests.faults.kills import kill_often
from tests.faults.powercut import cut_often
from tests.faults.strange import try_often
from tests.faults.walk import walk
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


def test_files_in_strange_hands_lose_nothing_without_a_word() -> None:
    figure = try_often(500 if DEEP else 80)
    print(figure)
    assert figure.named > 0
    assert figure.whole > 0
    assert figure.good, (figure.silent, figure.bad)


@pytest.mark.deep
def test_a_fault_at_any_system_call_leaves_the_old_or_the_new_and_says_so() -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    figure = try_points(900 if DEEP else 24)
    print(figure)
    assert figure.points >= (300 if DEEP else 24)
    assert figure.missed < figure.points / 20
    assert not figure.bad
    assert not figure.untold


@pytest.mark.deep
def test_a_fault_at_any_system_call_of_a_check_is_told_in_a_sentence() -> None:
    assert not try_points(60, states={"check": ("next line",)}).untold


def test_a_power_cut_at_any_point_loses_nothing_that_was_confirmed() -> None:
    figure = cut_often(6_000 if DEEP else 500)
    print(figure)
    assert figure.points >= 70
    assert not figure.bad


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


@pytest.mark.deep
def test_apps_and_commands_on_one_casebook_end_with_the_same_screens() -> None:
    needs_tmux()
    figure = Figure()
    share(figure, 30.0 if DEEP else 3.0)
    print(figure, *figure.bad, sep="\n")
    assert figure.pressed > 0
    assert not figure.bad


@pytest.mark.deep
def test_hostile_text_does_nothing_to_the_terminal() -> None:
    figure = try_texts(6 if DEEP else 1)
    print(figure, *figure.crashes, *figure.controls, sep="\n")
    assert figure.places > 300
    assert figure.good


@pytest.mark.deep
def test_a_walk_at_random_ends_nothing() -> None:
    figure = walk(6_000 if DEEP else 400, 77)  # others are walked by hand, at random
    print(figure)
    assert figure.starts > 0
    assert not figure.bad, figure


@pytest.mark.parametrize("mounted", [True, False])
def test_a_full_disk_is_said_and_loses_nothing(mounted: bool) -> None:
    figure = full_disk.Figure()
    full_disk.fill(figure, mounted)
    print(figure)
    assert figure.saved > 0
    assert figure.refused == 5
    assert not figure.bad


@pytest.mark.parametrize("mounted", [True, False])
def test_a_copy_for_which_there_is_no_room_stays_and_comes_in_later(mounted: bool) -> None:
    figure = full_disk.Figure()
    full_disk.join(figure, mounted)
    print(figure)
    assert (figure.saved, figure.refused) == (20, 1)
    assert not figure.bad
