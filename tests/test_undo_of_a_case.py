"""Undo of one case reads what concerns it alone, and does what it would do with all there is."""

from __future__ import annotations

import itertools
from contextlib import suppress
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from so_tui.casework import Casework
from so_tui.core import verbs
from so_tui.core.calendar import for_region
from so_tui.core.case import CaseOffice, Office
from so_tui.errors import SoTuiError
from so_tui.store.aside import Aside
from tests.cli.running import Book
from tests.conftest import DEEP
from tests.deeds import DEEDS, pen
from tests.knowledge import catalogue
from tests.memory_store import MemoryStore

CALENDAR = for_region("US", catalogue())


def begun() -> tuple[Casework, list[str]]:
    """Three cases that share an office."""
    work = Casework(MemoryStore(), Aside(Path("nowhere")), catalogue(), CALENDAR)
    seeds = itertools.count(1000)
    office = verbs.new_office(pen("rosa", next(seeds)), Office(id="", name="The Lab"))
    work.write([office])
    ids = []
    for label in ("Rosa", "Ana", "Ben"):
        case = verbs.new_case(pen("rosa", next(seeds)), catalogue(), label)
        work.write([case])
        ids.append(case.edits[0].page[1])
        here = CaseOffice(number=0, call="pathology", office=office.edits[0].page[1])
        work.write([verbs.add_office(work.case(ids[-1]), pen("rosa", next(seeds)), here, "lab")])
    return work, ids


def do(work: Casework, case: str, name: str, seed: int, data: st.DataObject) -> None:
    page = work.case(case)
    pages = {("cases", case): page}
    for one in page.value.offices.values():
        pages["offices", one.office] = work.office_page(one.office)  # type: ignore[assignment]
    with suppress(SoTuiError, KeyError, IndexError):
        work.write([DEEDS[name](data, pages, pen("rosa" if seed % 4 else "ben", seed))])


STEP = st.tuples(
    st.integers(0, 2),
    st.sampled_from([*sorted(DEEDS), "undo", "undo", "redo", "both", "office"]),
)


@settings(max_examples=400 if DEEP else 30, deadline=None)
@given(st.lists(STEP, max_size=14), st.integers(0, 2), st.sampled_from(["undo", "redo"]), st.data())
def test_it_is_undone_as_with_the_whole_history(
    steps: list[tuple[int, str]], which: int, way: str, data: st.DataObject
) -> None:
    work, ids = begun()
    for seed, (n, name) in enumerate(steps):
        case = ids[n]
        with suppress(SoTuiError):
            if name in ("undo", "redo"):
                getattr(work, name)(pen("rosa", seed), case=case)
            elif name == "both":
                by = pen("rosa", seed)
                work.write([
                    verbs.one_call(by, [
                        verbs.hand_over(work.case(one), by, f"Elena {seed}") for one in ids[:2]
                    ])
                ])  # fmt: skip
            elif name == "office":
                (office,) = {one.office for one in work.case(case).value.offices.values()}
                page = work.office_page(office)
                change = verbs.edit_office(
                    page, pen("rosa", seed), Office(id=office, name="The Lab", phone=f"{seed}")
                )
                work.write([change])
            else:
                do(work, case, name, seed, data)
    case = ids[which]
    only = {one.id for one in work.history([("cases", case)])}
    assert back(work, only, None, way) == back(work, None, case, way)


def back(work: Casework, only: set[str] | None, case: str | None, way: Any) -> object:
    """What would be written, or why nothing can be."""
    try:
        found = work._back(pen("rosa", 99), only, case, way)
    except SoTuiError as fault:
        return fault.sentence
    return found.change.undoes, found.change.edits, found.passed, found.left


def test_nothing_of_another_case_is_read(tmp_path: Path) -> None:
    book = Book(tmp_path)
    for label in ("Rosa", "Ana"):
        book("new", label)
    work = Casework.open(book.path, sparing=True)
    (rosa,) = [page.id for page in work.cases() if page.value.label == "Rosa"]
    asked = []
    real = work.store.history

    def history(pages: object = None) -> object:
        asked.append(pages)
        return real(pages)  # type: ignore[arg-type]

    work.store.history = history  # type: ignore[method-assign, assignment]
    work.undo(pen("Elena", 7), case=rosa)
    assert asked
    assert all(pages and {id_ for _, id_ in pages} == {rosa} for pages in asked)  # type: ignore[attr-defined]
