"""The mark of what was confirmed last: one that comes back older blocks nothing."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from so_tui.errors import CasebookError, OtherStateError
from so_tui.store import backups
from so_tui.store.casebook import Casebook
from so_tui.store.high_water import mark_file
from so_tui.store.ledger import journal_file
from so_tui.store.repair.checking import check
from tests.store.books import begun, book, labels

DEEDS = st.lists(st.sampled_from(["save", "save", "fold", "back up"]), min_size=1, max_size=9)


@given(DEEDS, st.data())
def test_an_older_mark_alone_takes_nothing_away(deeds: list[str], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        kept = book(Path(folder), 1)
        marks = [mark_file(kept.path).read_bytes()]
        for n, deed in enumerate(deeds):
            match deed:
                case "save":
                    kept.write([begun(10 + n)])
                case "fold":
                    kept.fold()
                case _:
                    kept.back_up()
            marks.append(mark_file(kept.path).read_bytes())
        before = labels(kept.read())
        folded = sum(deed != "save" for deed in deeds)
        if folded >= backups.RECENT // 2:
            marks = marks[-2:]  # of what was before, the journal may not be kept any more
        mark_file(kept.path).write_bytes(data.draw(st.sampled_from(marks)))
        assert not [one for one in check(kept.path) if one.state == "damaged"]
        again = Casebook(kept.path)
        assert labels(again.read()) == before
        again.write([begun(99)])
        assert labels(Casebook(kept.path).read()) == sorted([*before, "Case 99"])


@given(st.integers(1, 4), st.integers(1, 4))
def test_a_casebook_of_another_line_is_refused_with_the_mark_of_before(
    ours: int, theirs: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        kept = book(Path(folder) / "ours", 1)
        shutil.copytree(kept.path.parent, Path(folder) / "theirs")
        other = Casebook(Path(folder) / "theirs" / kept.path.name)
        for n in range(ours):
            kept.write([begun(10 + n)])
        mark = mark_file(kept.path).read_bytes()
        for n in range(theirs):
            other.write([begun(30 + n)])
        other.fold()
        kept.fold()
        kept.path.write_bytes(other.path.read_bytes())
        mark_file(kept.path).write_bytes(mark)
        with pytest.raises(OtherStateError):
            Casebook(kept.path).read()


@given(DEEDS, st.data())
def test_whichever_files_are_put_together_what_the_mark_names_is_there_or_they_are_refused(
    deeds: list[str], data: st.DataObject
) -> None:
    """A sync tool brings each file on its own: an older journal beside a newer snapshot, too."""
    with tempfile.TemporaryDirectory() as folder:
        kept = book(Path(folder) / "kept", 1)
        states = [(files(kept.path), labels(kept.read()))]
        for n, deed in enumerate(["save", "fold", *deeds, "save"]):
            kept.write([begun(10 + n)]) if deed == "save" else kept.fold()
            states.append((files(kept.path), labels(kept.read())))
        there = Path(folder) / "there" / kept.path.name
        there.parent.mkdir()
        brought = data.draw(st.sets(st.integers(0, 2), min_size=1), "files that were brought")
        which = [
            data.draw(st.sampled_from(states), "from") if n in brought else states[-1]
            for n in range(3)
        ]
        for n, file in enumerate((there, journal_file(there), mark_file(there))):
            if (said := which[n][0][n]) is not None:
                file.write_bytes(said)
        try:
            found = labels(Casebook(there).read())
        except CasebookError:
            assert [one for one in check(there) if one.state == "damaged"]
        else:
            assert set(which[2][1]) <= set(found)


def files(path: Path) -> list[bytes | None]:
    """What the snapshot, the journal and the mark are; None of one that is not there."""
    every = (path, journal_file(path), mark_file(path))
    return [one.read_bytes() if one.exists() else None for one in every]


def test_backups_that_are_asked_for_one_after_the_other_are_all_there(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    asked = []
    for n in range(backups.RECENT // 2):
        kept.write([begun(10 + n)])
        asked.append(kept.back_up().name)
    assert set(asked) <= {one.name for one in backups.listed(kept.path)}
