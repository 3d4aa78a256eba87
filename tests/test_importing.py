"""What becomes of a case that is here already, by each way in which a file can be taken in."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui import importing
from so_tui.casework import Casework
from so_tui.core.case import Case
from so_tui.core.changes import Change, adding, conflicts
from so_tui.core.fields import is_noted
from so_tui.core.pages import Apart
from so_tui.core.tree import Plain, plain
from so_tui.errors import SoTuiError
from so_tui.exchange.casefile import load
from so_tui.importing import Imported, OnConflict, Source
from tests.deeds import DEEDS, OFFICE, a_case, pen
from tests.handed import export
from tests.kept import kept
from tests.knowledge import catalogue
from tests.test_casework import desk, shown

ALONE = sorted(DEEDS.keys() - {"new_office", "remove_office", "remove_case"})


def apart(data: st.DataObject, folder: Path) -> tuple[Casework, Casework]:
    """Two casebooks that began with one case, and in which people worked apart since."""
    case = a_case()
    here = {id_: replace(one, office=OFFICE.id) for id_, one in case.offices.items()}
    edits = (adding("cases", replace(case, offices=here)), adding("offices", OFFICE))
    by = pen("elena", 3)
    start = Change(
        id=by.new_id(), actor="elena", at=by.now, verb="new_case", sentence="Began", edits=edits
    )
    mine, theirs = desk(folder, "mine"), desk(folder, "theirs")
    mine.write([start])
    # The same case, known by the same changes.
    importing.import_(theirs, [Source("a.json", export(mine, [case.id]))], pen("luis", 9))
    for name, work in (("elena", mine), ("luis", theirs)):
        writer = pen(name, 4)
        deeds = data.draw(st.lists(st.sampled_from(ALONE), max_size=5))
        for deed in ("edit_office", *deeds) if name == "luis" else deeds:
            try:
                work.write([DEEDS[deed](data, work.snapshot.pages, writer)])
            except SoTuiError:
                continue
    return mine, theirs


def leaves(value: Plain, path: str = "") -> dict[str, Plain]:
    """Every value in a plain one that holds no other, by its path."""
    if isinstance(value, dict):
        found: dict[str, Plain] = {}
        for key, inside in value.items():
            found |= leaves(inside, f"{path}/{key}")
        return found
    return {path: value}


def kept_beside(both: Mapping[str, tuple[Apart, ...]], path: str) -> list[Plain]:
    """What conflicts have at a path; of a part that was given as a whole, what it has there."""
    return [
        leaves(one.value, f"/{at}").get(path)
        for at, values in both.items()
        if path == f"/{at}" or path.startswith(f"/{at}/")
        for one in values
    ]


def parts(value: object, path: str = "") -> set[str]:
    """The paths of all that stands in a collection."""
    found: set[str] = set()
    if isinstance(value, msgspec.Struct):
        for field, inside in msgspec.structs.asdict(value).items():
            found |= parts(inside, f"{path}/{field}")
    elif isinstance(value, dict):
        for id_, inside in value.items():
            found |= {f"{path}/{id_}"} | parts(inside, f"{path}/{id_}")
    return found


@pytest.mark.parametrize("history", [True, False], ids=["history", "bare"])
@pytest.mark.parametrize("way", get_args(OnConflict))
@given(data=st.data())
def test_each_way_does_what_it_says_and_is_undone_as_one(
    way: OnConflict, history: bool, data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        mine, theirs = apart(data, Path(folder))
        (page,) = mine.cases()
        # Conflicts hold what a file without history cannot say.
        if not history and any(one.kind != "number" for one in theirs.conflicts(theirs.cases()[0])):
            return
        file = export(theirs, [page.id], history=history)
        theirs_case: Case = load(file, "a", catalogue()).cases[0]
        was, source = shown(mine), Source("a.json", file)

        def taken(seed: int) -> Imported:
            return importing.import_(mine, [source], pen("elena", seed), on_conflict=way)

        before = kept(mine).path.read_bytes(), len(mine.history())
        mine.is_trial = True
        tried = taken(6)
        would = shown(mine)
        mine.is_trial = False
        assert kept(mine).path.read_bytes() == before[0]
        mine.snapshot = mine.store.read()
        assert shown(mine) == was, "nothing is written"
        done = taken(6)
        assert done == tried
        assert shown(mine) == would, "what was told is what is done"

        after = mine.case(page.id)
        match way:
            case "skip":
                assert shown(mine) == was
                assert done.skipped == {page.id}
            case "replace":
                assert plain(after.value) == plain(theirs_case)
            case "copy":
                assert after.value == page.value
                (copy,) = done.copies
                assert mine.case(copy).value == replace(theirs_case, id=copy)
            case "merge":
                old, new, seen = page.value, theirs_case, after.value
                assert history or parts(seen) >= parts(old) | parts(new), "no part goes"
                if not history:
                    both = conflicts(after)
                    mine_, theirs_, told = (leaves(plain(one)) for one in (old, new, seen))
                    for path in mine_.keys() | theirs_.keys():
                        here, there = mine_.get(path), theirs_.get(path)
                        # What nobody typed goes with the value that it is about.
                        if here != there and not is_noted("cases", path[1:]):
                            # What is not filled in is not written: None.
                            values = [told.get(path), *kept_beside(both, path)]
                            assert here is None or here in values, f"{path}: ours is gone"
                            assert there is None or there in values, f"{path}: theirs is gone"
        if way != "copy":
            again = taken(7)
            assert again.new == frozenset(), "twice changes nothing"
        if done.new:
            mine.undo(pen("elena", 8))
            assert {k: v.value for k, v in shown(mine).items() if not v.removed} == {
                k: v.value for k, v in was.items() if not v.removed
            }
