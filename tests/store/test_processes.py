"""Several processes, and processes that die, lose nothing that was acknowledged."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from so_tui.errors import BusyCasebookError
from so_tui.store import backups
from so_tui.store.casebook import Casebook
from so_tui.store.ledger import journal_file
from so_tui.store.lock import held
from tests.store.books import DEEP, OWN, begun, book, case, labels, names, value

ROOT = Path(__file__).parents[2]
KILLS = 1_000 if DEEP else 40
CHANGES = 50 if DEEP else 15
HOLD = """
import sys, time
from pathlib import Path
from so_tui.store.lock import held
with held(Path(sys.argv[1]), 5.0):
    print("held", flush=True)
    time.sleep(600)
"""


@contextmanager
def process(*words: str) -> Iterator[subprocess.Popen[str]]:
    """A Python process that has said its first line; killed at the end if it still runs."""
    with subprocess.Popen(
        [sys.executable, *words], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as running:
        try:
            assert running.stdout is not None
            assert running.stdout.readline()
            yield running
        finally:
            running.kill()


def said(running: subprocess.Popen[str]) -> list[str]:
    """All further lines of a process, once it has ended."""
    assert running.stdout is not None
    # A line that a kill cut short was not said.
    return [line for line in running.stdout.read().splitlines(keepends=True) if line[-1:] == "\n"]


def written_by(name: int, numbers: list[str]) -> set[str]:
    """The labels of the cases that a writer has acknowledged."""
    return {f"Case {name * 10_000 + int(number)}" for number in numbers}


def test_two_processes_writing_at_once_lose_nothing(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    words = ("-m", "tests.store.writer", str(kept.path))
    with (
        process(*words, "1", str(CHANGES)) as one,
        process(*words, "2", str(CHANGES)) as two,
    ):
        first, second = said(one), said(two)
    assert (len(first), len(second)) == (CHANGES, CHANGES)
    assert set(labels(kept.read())) == {
        "Case 1", *written_by(1, first), *written_by(2, second),
    }  # fmt: skip
    history = kept.history()
    assert [change.counter for change in history] == list(range(1, 4 * CHANGES + 2))
    assert kept.read().revision == 2 * CHANGES + 1
    # Both wrote the same note apart: one is shown, and none is lost.
    page = kept.read().pages["cases", case(1).id]
    notes = [value(kept.read()).note, *(str(one.value) for one in page.apart["note"])]
    assert {note.split()[0] for note in notes} == {"1", "2"}


@pytest.mark.deep
def test_a_kill_at_any_moment_of_a_save_loses_nothing_that_was_acknowledged(
    tmp_path: Path,
) -> None:
    kept = book(tmp_path, 1)
    dice = random.Random(7)
    acknowledged: set[str] = set()
    for kill in range(1, KILLS + 1):
        with process("-m", "tests.store.writer", str(kept.path), str(kill), "9999") as writer:
            time.sleep(dice.uniform(0.0, 0.05))
            writer.kill()
            numbers = said(writer)
        reader = Casebook(kept.path)
        there = set(labels(reader.read()))
        acknowledged |= written_by(kill, numbers)
        assert acknowledged <= there
        # The one save that was under way may have come through, or not; nothing else has.
        assert there - acknowledged <= {"Case 1", f"Case {kill * 10_000 + len(numbers)}"}
        assert len(reader.history()) == 2 * len(there) - 1
        acknowledged = there
        if kill % 20 == 0:  # begin anew, so that a save takes the same time throughout
            kept.path.unlink()
            journal_file(kept.path).unlink(missing_ok=True)
            shutil.rmtree(backups.folder_of(kept.path), ignore_errors=True)
            kept, acknowledged = book(tmp_path, 1), set()
    kept.write([begun(2)])
    assert names(tmp_path) <= OWN


def test_a_reader_sees_the_old_or_the_new_while_someone_writes(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    with process("-m", "tests.store.writer", str(kept.path), "1", str(CHANGES)) as writer:
        revision, looks = 0, 0
        while writer.poll() is None:
            snapshot = Casebook(kept.path).read()
            assert len(labels(snapshot)) == snapshot.revision
            assert snapshot.revision >= revision
            revision, looks = snapshot.revision, looks + 1
    assert looks > 0
    assert Casebook(kept.path).read().revision == CHANGES + 1


def test_one_who_waits_too_long_is_told_and_may_read_meanwhile(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    before = kept.path.read_bytes()
    with process("-c", HOLD, str(kept.path)) as holder:
        waiting = Casebook(kept.path, wait=0.05)
        with pytest.raises(BusyCasebookError, match="try again in a moment") as said:
            waiting.write([begun(2)])
        assert f"(process {holder.pid} on " in said.value.sentence
        assert labels(waiting.read()) == ["Case 1"]
    assert kept.path.read_bytes() == before


def test_the_lock_of_a_process_that_died_is_free_at_once(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    with process("-c", HOLD, str(kept.path)) as holder:
        holder.kill()
        holder.wait()
        Casebook(kept.path, wait=0.5).write([begun(2)])
    assert labels(kept.read()) == ["Case 1", "Case 2"]


def test_one_who_waits_writes_as_soon_as_the_other_is_done(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    waiter = threading.Thread(target=lambda: Casebook(kept.path, wait=30.0).write([begun(2)]))
    with held(kept.path, 1.0):
        waiter.start()
        time.sleep(0.05)
        assert labels(kept.read()) == ["Case 1"]
    waiter.join()
    assert labels(kept.read()) == ["Case 1", "Case 2"]


def test_threads_of_one_process_lose_nothing_to_each_other(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    kept.wait = 30.0
    threads = [threading.Thread(target=lambda n=n: kept.write([begun(n)])) for n in range(2, 10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(labels(Casebook(kept.path).read())) == 9
