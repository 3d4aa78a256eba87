"""What makes many plans is worked out before the lock is taken, and again where others wrote."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.casework import Casework
from so_tui.core import verbs
from so_tui.core.case import CaseOffice, Office
from so_tui.core.changes import Change, Pen
from so_tui.errors import BusyCasebookError, SoTuiError
from so_tui.store.casebook import Casebook
from tests.conftest import DEEP
from tests.deeds import TODAY, pen
from tests.kept import kept
from tests.knowledge import catalogue

Deed = Callable[[Casework, Pen], Change]


def book(path: Path) -> None:
    """Three cases that share an office."""
    work = Casework.open(path)
    office = verbs.new_office(pen("o"), Office(id="", name="The Lab", phone="203-555-0177"))
    work.write([office])
    for n, label in enumerate(("Rosa", "Ana", "Ben")):
        case = verbs.new_case(pen("c", n), catalogue(), label, day=TODAY)
        work.write([case])
        page = work.case(case.edits[0].page[1])
        here = CaseOffice(number=0, call="pathology", office=office.edits[0].page[1])
        work.write([verbs.add_office(page, pen("h", n), here, "the lab")])


def an_office(field: str, value: str) -> Deed:
    """The lab is called otherwise, or has another number."""

    def change(work: Casework, by: Pen) -> Change:
        page = work.office_page(next(iter(work.offices())))
        return verbs.edit_office(page, by, replace(page.value, **{field: value}))

    return change


def a_case(which: int, note: str) -> Deed:
    """A note in a case."""

    def change(work: Casework, by: Pen) -> Change:
        pages = work.cases()
        return verbs.set_details(pages[which % len(pages)], by, note=note)

    return change


def removed(which: int) -> Deed:
    """A case is removed."""

    def change(work: Casework, by: Pen) -> Change:
        pages = work.cases()
        return verbs.remove_case(pages[which % len(pages)], by)

    return change


deeds = st.one_of(
    st.builds(an_office, st.sampled_from(["name", "phone"]), st.sampled_from(["A", "B", "C"])),
    st.builds(a_case, st.integers(0, 2), st.sampled_from(["x", "y"])),
    st.builds(removed, st.integers(0, 2)),
)


def state(path: Path) -> tuple[object, ...]:
    """All that the casebook holds, and what lists tell of it."""
    work = Casework.open(path)
    pages = {key: work.snapshot.pages[key] for key in work.snapshot.pages}
    return pages, dict(work.store.summaries()), work.history()


def written(path: Path, mine: Deed, theirs: list[Deed], *, meanwhile: bool) -> tuple[object, ...]:
    """The state after one writer's change and another's, who began from the same state.

    `meanwhile`: theirs come while mine is worked out; else before it.
    """
    book(path)
    me, they = Casework.open(path), Casework.open(path, sparing=True)
    kept(they).wait = 0.05
    change = mine(me, pen("me"))
    changes = []
    for n, deed in enumerate(theirs):
        with suppress(SoTuiError):
            changes.append(deed(they, pen("they", n)))
    waiting = iter(changes)
    if not meanwhile:
        for one in waiting:
            they.write([one])
        me.write([change])
        return state(path)
    real = Casebook._summaries
    busy = itertools.count()

    def working(self: Casebook, *given: Any) -> Any:
        # Theirs comes in the middle of mine, so that the lock must be free.
        if self is kept(me) and (one := next(waiting, None)) is not None:
            they.write([one])
            next(busy)
        return real(self, *given)

    with mock.patch.object(Casebook, "_summaries", working):
        me.write([change])
    assert next(busy) == len(changes)
    return state(path)


def agree(mine: Deed, theirs: list[Deed]) -> None:
    """Both ways come to the same."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name / "casebook.json" for name in ("meanwhile", "before")]
        found = [written(path, mine, theirs, meanwhile=n == 0) for n, path in enumerate(paths)]
    assert found[0] == found[1]


@settings(max_examples=300 if DEEP else 25, deadline=None)
@given(
    st.builds(an_office, st.sampled_from(["name", "phone"]), st.sampled_from(["A", "B", "C"])),
    st.lists(deeds, max_size=3),
)
def test_two_writers_at_once_come_to_what_one_after_another_do(
    mine: Deed, theirs: list[Deed]
) -> None:
    agree(mine, theirs)


def test_one_who_is_always_overtaken_holds_the_lock_at_last(tmp_path: Path) -> None:
    path = tmp_path / "casebook.json"
    book(path)
    me, they = Casework.open(path), Casework.open(path)
    kept(they).wait = 0.05
    change = an_office("name", "A")(me, pen("me"))
    notes = (a_case(0, f"note {n}")(they, pen("they", n)) for n in itertools.count())
    real, came = Casebook._summaries, list[bool]()

    def working(self: Casebook, *given: Any) -> Any:
        if self is kept(me):
            try:
                they.write([next(notes)])
                came.append(True)
            except BusyCasebookError:
                came.append(False)
        return real(self, *given)

    with mock.patch.object(Casebook, "_summaries", working):
        me.write([change])
    assert came == [True, True, True, False]
    assert [one.name for one in Casework.open(path).offices().values()] == ["A"]


def test_the_law_finds_what_was_worked_out_of_another_state(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = Casebook._work_out

    def stale(self: Casebook, *given: Any) -> Any:
        return real(self, *given)._replace(state=self._ledger.refresh())

    monkeypatch.setattr(Casebook, "_work_out", stale)
    with pytest.raises(AssertionError):
        agree(an_office("name", "A"), [a_case(0, "x")])
