"""The journal: what an interrupted save leaves is cut off, and anything else is named."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from so_tui.errors import CasebookError, DamagedCasebookError
from so_tui.store import high_water, journal
from so_tui.store.casebook import Casebook
from so_tui.store.journal import DamagedJournalError, Place
from so_tui.store.ledger import journal_file
from tests.store.books import OWN, begun, book, labels, names, noted, value

texts = st.text(max_size=80)


def lines(*notes: str) -> tuple[bytes, list[Place]]:
    """A journal with a record for each text, and the places behind head and records."""
    data, place = journal.head_line("ab12")
    places = [place]
    for note in notes:
        one, place = journal.line({"put": {"cases": {"1": {"note": note}}}}, place)
        data += one
        places.append(place)
    return data, places


@given(st.lists(texts, max_size=5))
def test_what_was_put_in_is_read_from_the_beginning_and_from_any_place(notes: list[str]) -> None:
    data, places = lines(*notes)
    found = journal.read(data, Place())
    assert found.head is not None
    assert (found.head.generation, found.place, found.rest) == ("ab12", places[-1], 0)
    assert len(found.records) == len(notes)
    for n, place in enumerate(places):
        assert len(journal.read(data[place.offset :], place).records) == len(notes) - n


@given(st.lists(texts, min_size=1, max_size=3), st.data())
def test_cut_anywhere_behind_the_mark_it_ends_at_a_whole_line(
    notes: list[str], data: st.DataObject
) -> None:
    whole, places = lines(*notes)
    confirmed = data.draw(st.sampled_from(places)).offset
    end = data.draw(st.integers(confirmed, len(whole)))
    found = journal.read(whole[:end], Place(), confirmed=confirmed)
    assert confirmed <= found.place.offset <= end
    assert found.place.offset + found.rest == end
    assert found.place in [Place(), *places]


@given(st.lists(texts, min_size=1, max_size=3), st.data())
def test_an_end_that_went_missing_is_named(notes: list[str], data: st.DataObject) -> None:
    whole, _ = lines(*notes)
    end = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(DamagedJournalError):
        journal.read(whole[:end], Place(), confirmed=len(whole))


@given(st.lists(texts, min_size=1, max_size=3), st.data())
def test_a_flipped_bit_is_named(notes: list[str], data: st.DataObject) -> None:
    whole, _ = lines(*notes)
    broken = bytearray(whole)
    broken[data.draw(st.integers(0, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(DamagedJournalError):
        journal.read(bytes(broken), Place(), confirmed=len(whole))


@given(st.lists(texts, min_size=2, max_size=4), st.data())
def test_lines_left_out_doubled_or_moved_are_named(notes: list[str], data: st.DataObject) -> None:
    whole, places = lines(*notes)
    cut = [whole[a.offset : b.offset] for a, b in pairwise(places)]
    head = whole[: places[0].offset]
    n = data.draw(st.integers(0, len(cut) - 2))
    for others in (cut[:n] + cut[n + 1 :], [*cut[: n + 1], *cut[n:]]):
        with pytest.raises(DamagedJournalError):
            journal.read(head + b"".join(others), Place())


@pytest.mark.parametrize("lost", ["begin", "middle", "end", "all"])
def test_what_a_power_cut_left_as_nuls_was_never_confirmed(lost: str) -> None:
    whole, places = lines("one", "two" * 20)
    begin, end = places[1].offset, len(whole)
    cut = {
        "begin": (begin, begin + 5), "middle": (begin + 20, begin + 30),
        "end": (end - 9, end), "all": (begin, end),
    }[lost]  # fmt: skip
    broken = whole[: cut[0]] + b"\0" * (cut[1] - cut[0]) + whole[cut[1] :]
    found = journal.read(broken, Place(), confirmed=begin)
    assert (len(found.records), found.place, found.rest) == (1, places[1], end - begin)


def test_a_save_is_a_line_and_the_file_of_tinydb_stays_as_it_is(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    before = kept.path.read_bytes()
    kept.write([begun(2)])
    length = journal_file(kept.path).stat().st_size
    kept.write([noted(1, "x")])
    assert kept.path.read_bytes() == before
    assert journal_file(kept.path).stat().st_size > length
    assert names(tmp_path) == OWN - {"casebook.json.backups"}
    assert Casebook(kept.path).read() == kept.read()


def test_folded_the_one_file_is_all_there_is(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    kept.write([begun(2)])
    kept.write([noted(1, "x")])
    before, history = kept.read(), kept.history()
    kept.fold()
    assert not journal_file(kept.path).exists()
    after = Casebook(kept.path)
    assert after.read().pages == before.pages
    assert (after.read().counter, after.read().revision) == (before.counter, before.revision)
    assert after.history() == history
    kept.write([begun(3)])
    assert labels(after.read()) == ["Case 1", "Case 2", "Case 3"]


def test_a_journal_past_its_bound_is_folded_by_the_save_that_makes_it_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("so_tui.store.state.FOLD_BYTES", 4096)
    kept = book(tmp_path, 1)
    longest = 0
    for n in range(2, 60):
        kept.write([begun(n)])
        if journal_file(kept.path).exists():
            longest = max(longest, journal_file(kept.path).stat().st_size)
    assert len(labels(Casebook(kept.path).read())) == 59
    assert longest <= max(4096, kept.path.stat().st_size // 4)
    assert len(kept.history()) == 59


def test_a_fold_that_was_killed_before_the_journal_went_loses_and_doubles_nothing(
    tmp_path: Path,
) -> None:
    kept = book(tmp_path, 1)
    kept.write([begun(2)])
    old = journal_file(kept.path).read_bytes()
    kept.fold()
    journal_file(kept.path).write_bytes(old)
    again = Casebook(kept.path)
    assert labels(again.read()) == ["Case 1", "Case 2"]
    again.write([begun(3)])
    assert labels(Casebook(kept.path).read()) == ["Case 1", "Case 2", "Case 3"]
    assert labels(kept.read()) == ["Case 1", "Case 2", "Case 3"]


def test_a_save_that_was_cut_short_is_cut_off_by_the_next(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    kept.write([begun(2)])
    kept.read()
    with journal_file(kept.path).open("ab") as file:
        file.write(b'0123abcd 400 {"put":{"cases":')
    assert labels(kept.read()) == ["Case 1", "Case 2"]
    assert labels(Casebook(kept.path).read()) == ["Case 1", "Case 2"]
    kept.write([begun(3)])
    assert labels(Casebook(kept.path).read()) == ["Case 1", "Case 2", "Case 3"]


def test_a_journal_that_is_shorter_than_it_was_is_damage(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    kept.write([begun(2)])
    end = journal_file(kept.path).stat().st_size
    kept.write([begun(3)])
    for length in (0, 10, end, end + 10):
        whole = journal_file(kept.path).read_bytes()
        journal_file(kept.path).write_bytes(whole[:length])
        for attempt in (
            lambda: Casebook(kept.path).read(),
            lambda: Casebook(kept.path).write([begun(4)]),
            lambda: kept.write([begun(4)]),
        ):
            with pytest.raises(DamagedCasebookError, match="journal is damaged"):
                attempt()
        assert journal_file(kept.path).read_bytes() == whole[:length]
        journal_file(kept.path).write_bytes(whole)
    assert len(labels(kept.read())) == 3


def test_a_journal_that_is_missing_is_damage(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    kept.write([begun(2)])
    journal_file(kept.path).unlink()
    with pytest.raises(DamagedCasebookError, match="it is missing"):
        Casebook(kept.path).read()


def test_a_journal_of_another_casebook_is_not_taken_for_ones_own(tmp_path: Path) -> None:
    kept, other = book(tmp_path / "one", 1), book(tmp_path / "other", 1)
    kept.write([begun(2)])
    other.write([begun(3)])
    theirs = journal_file(other.path).read_bytes()
    journal_file(kept.path).write_bytes(theirs)
    high_water.mark_file(kept.path).write_bytes(b"")
    with pytest.raises(DamagedCasebookError, match="belongs to another"):
        Casebook(kept.path).write([begun(4)])
    assert journal_file(kept.path).read_bytes() == theirs


def test_a_casebook_that_vanished_is_told_and_not_begun_anew(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    kept.path.unlink()
    for attempt in (kept.read, lambda: kept.write([begun(2)])):
        with pytest.raises(CasebookError, match="is gone"):
            attempt()
    assert names(tmp_path) == {"casebook.json.lock", "casebook.json.mark"}


def test_following_reads_only_what_was_appended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = book(tmp_path, *range(1, 200))
    kept.write([noted(1, "first")])
    follower = Casebook(kept.path)
    follower.read()
    size = journal_file(kept.path).stat().st_size
    kept.write([noted(2, "second")])
    added = journal_file(kept.path).stat().st_size - size
    read: list[int] = []
    real = journal.read

    def counted(data: bytes, begin: Place, **known: Any) -> journal.Found:
        read.append(len(data))
        return real(data, begin, **known)

    monkeypatch.setattr(journal, "read", counted)
    monkeypatch.setattr("so_tui.store.disk.read_begin", None)
    assert value(follower.read(), 2).note == "second"
    assert read == [added]


# --- What is left of a damaged journal ---------------------------------------------------------


def notes_in(found: journal.Salvaged) -> list[str]:
    """The texts of the records that were had."""
    return [json.loads(bytes(record.put["cases"]["1"]))["note"] for record in found.records]


@given(st.data())
def test_one_damage_costs_no_more_than_the_lines_it_touches(data: st.DataObject) -> None:
    whole, places = lines("one", "two", "three", "four")
    begin = data.draw(st.integers(0, len(whole) - 1))
    end = data.draw(st.integers(begin + 1, len(whole)))
    hole = data.draw(st.sampled_from([b"\0", b"x", b"\n", b"9"])) * (end - begin)
    found = journal.salvage(whole[:begin] + hole + whole[end:])
    ends = [place.offset for place in places]
    untouched = [
        note
        for note, (first, last) in zip(["one", "two", "three", "four"], pairwise(ends), strict=True)
        if last <= begin or first >= end
    ]
    assert set(untouched) <= set(notes_in(found))
    assert found.lost or notes_in(found) == ["one", "two", "three", "four"]


@given(st.integers(0, 10**4), st.integers(0, 7))
def test_a_flipped_bit_never_passes_for_what_was_written(at: int, bit: int) -> None:
    whole, _ = lines("one", "two", "three")
    at %= len(whole)
    found = journal.salvage(whole[:at] + bytes([whole[at] ^ 1 << bit]) + whole[at + 1 :])
    assert set(notes_in(found)) <= {"one", "two", "three"}
    assert len(found.records) >= 2
    assert found.unchecked == 0


def test_a_line_behind_one_that_is_gone_is_told_to_be_unchecked() -> None:
    whole, places = lines("one", "two", "three")
    first, second = places[1].offset, places[2].offset
    found = journal.salvage(whole[:first] + b"\0" * (second - first) + whole[second:])
    assert notes_in(found) == ["one", "three"]
    assert (found.lost, found.unchecked) == (second - first, 1)
