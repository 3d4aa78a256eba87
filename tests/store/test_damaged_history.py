"""Damage in what was saved before is told beside what is saved, and takes nothing of it along."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from so_tui.errors import CasebookError, DamagedCasebookError
from so_tui.store import high_water
from so_tui.store.casebook import Casebook
from so_tui.store.ledger import journal_file
from so_tui.store.repair import reconstruct
from so_tui.store.repair.recovery import restore
from tests.store.books import (
    NOW,
    begun,
    book,
    flipped,
    history_begins,
    labels,
    lived,
    noted,
    states,
)


def hit(path: Path, where: str, share: float, how: str) -> bool:
    """Damage a file of a casebook at a share of it; whether anything is otherwise then."""
    file = {
        "history": path, "journal": journal_file(path), "mark": high_water.mark_file(path),
    }[where]  # fmt: skip
    if not file.exists():
        return False
    data = file.read_bytes()
    begin = history_begins(path) if where == "history" else 0
    at = begin + int(share * (len(data) - 1 - begin))
    file.write_bytes(flipped(data, at) if how == "flip" else data[:at])
    return True


deeds = st.lists(st.sampled_from(["app", "command", "look", "fold", "leave"]), max_size=6)


@given(
    st.sampled_from(["history", "history", "journal", "mark"]),
    st.floats(0, 1),
    st.sampled_from(["flip", "cut"]),
    deeds,
    st.lists(st.booleans(), max_size=2),
)
def test_damage_is_told_at_the_next_save_or_leaving_and_nothing_saved_is_lost(
    where: str, share: float, how: str, after: list[str], before: list[bool]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        kept = lived(Path(folder))
        path, saved = kept.path, {f"Case {n}" for n in range(1, 7)}
        app = Casebook(path)
        app.read()
        if before:
            kept.fold()
        for n, _ in enumerate(before[1:], 7):
            app.write([begun(n)])
            saved.add(f"Case {n}")
        hit(path, where, share, how)
        for n, deed in enumerate(after, 20):
            told, refused = "", False
            try:
                match deed:
                    case "app" | "command":
                        store = app if deed == "app" else Casebook(path, sparing=True)
                        store.write([begun(n)])
                        saved.add(f"Case {n}")
                        told = store.fault
                    case "look":
                        Casebook(path).read()
                        continue
                    case "fold":
                        app.fold()
                        told = app.fault
                    case "leave":
                        with app.present():
                            pass
                        told = app.fault
            except CasebookError as fault:
                told, refused = fault.sentence, True
            if "damaged" in states(path):
                assert "is damaged" in told
                assert "so-tui check" in told
            else:
                assert not told or refused
        with contextlib.suppress(DamagedCasebookError):
            assert set(labels(Casebook(path).read())) == saved
        # A backup has what the mark or the snapshot lost; a journal, all lines but those hit.
        if where != "journal" and "damaged" in states(path):
            restore(path, reconstruct.newest(path), NOW)
            assert set(labels(Casebook(path).read())) >= saved
            assert Casebook(path).fault == ""


def test_what_was_told_is_not_told_once_it_is_mended(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    kept.write([begun(2)])
    kept.fold()
    good = kept.path.read_bytes()
    app = Casebook(kept.path)
    assert app.fault == ""
    kept.path.write_bytes(flipped(good, len(good) - 9))
    assert app.fault.startswith(f"The history of {kept.path} is damaged.")
    app.write([noted(1, "saved all the same")])
    assert "is damaged" in app.fault
    whole = tmp_path / "mended"
    whole.write_bytes(good)
    shutil.move(whole, kept.path)
    assert app.fault == ""
