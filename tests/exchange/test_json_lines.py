"""JSON lines: any number of cases, a case file to a line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.grown import grow
from so_tui import importing
from so_tui.core.case import Case, Office
from so_tui.core.changes import Change
from so_tui.errors import RefusedInputError
from so_tui.exchange.casefile import CaseFile, document, line, load
from so_tui.exchange.formats import Incoming, json_lines
from so_tui.importing import AT_ONCE, Source
from so_tui.sharing import removed
from tests.cli.running import Book
from tests.deeds import pen
from tests.exchange.sample_cases import STORIES
from tests.handed import export
from tests.knowledge import catalogue
from tests.test_casework import begin, desk
from tests.tui.desk import sample


def read(data: bytes) -> CaseFile:
    """What is in lines."""
    reads = json_lines.FORMAT.reads
    assert reads is not None
    return reads(Incoming(data=data, name="a", catalogue=catalogue(), pen=pen(), pages={}))


@pytest.mark.parametrize("history", [True, False])
@pytest.mark.parametrize("size", [12, pytest.param(450, marks=pytest.mark.deep)])
def test_as_many_cases_as_there_are_go_out_and_come_in(
    tmp_path: Path, size: int, history: bool
) -> None:
    grow(tmp_path / "mine.json", size)
    mine, theirs = desk(tmp_path, "mine"), desk(tmp_path, "theirs")
    ids = [*mine.labels()]
    data = export(mine, ids, history=history, format_="json-lines")
    assert data.count(b"\n") == len(ids) >= size
    load(data.splitlines()[-1], "a", catalogue())  # each is a case file by itself
    importing.import_(theirs, [Source("all.jsonl", data)], pen("luis"))
    assert export(theirs, ids, history=history, format_="json-lines") == data
    again = importing.import_(theirs, [Source("all.jsonl", data)], pen("luis", 1))
    assert again.new == frozenset()
    theirs.undo(pen("luis", 2))
    assert theirs.labels() == {}
    theirs.redo(pen("luis", 3))
    shown = export(mine, ids, history=False, format_="json-lines")
    assert export(theirs, ids, history=False, format_="json-lines") == shown


def test_of_many_cases_each_is_a_change_and_all_are_undone_as_one(tmp_path: Path) -> None:
    mine, theirs = desk(tmp_path, "mine"), desk(tmp_path, "theirs")
    pages = begin(mine, pen(), *(f"Case {n}" for n in range(AT_ONCE + 1)))
    ids = [page.id for page in pages]
    data = export(mine, ids, history=False, format_="json-lines")
    importing.import_(theirs, [Source("all.jsonl", data)], pen("luis"))
    assert [one.value for one in theirs.cases()] == [one.value for one in mine.cases()]
    (alone, whole) = theirs.history({("cases", ids[0])})
    assert [one.page for one in alone.edits] == [("cases", ids[0])]
    assert whole.sentence.startswith("Imported Case ")
    assert {one.case for one in theirs.summaries(pen().today)} == set(ids)
    theirs.undo(pen("luis", 1))
    assert theirs.cases() == []
    assert len(removed(theirs)) == 0, "nobody removed them"


@given(data=st.data())
def test_lines_in_any_order_with_any_cut_are_taken_in_whole_or_refused(data: st.DataObject) -> None:
    stories = data.draw(st.lists(st.sampled_from(sorted(STORIES)), unique=True, min_size=1))
    files = [sample(story) for story in stories]
    lines = [_written(file.cases, file.offices, file.history) for file in files]
    text = b"".join(data.draw(st.permutations(lines)))
    cut = data.draw(st.integers(0, len(text)))
    assert {case.id for case in read(text).cases} == {
        case.id for file in files for case in file.cases
    }
    ends = text[:cut].count(b"\n")
    if text[:cut].endswith(b"}") or (text[:cut].endswith(b"\n") and ends):
        assert len(read(text[:cut]).cases) in (ends, ends + 1)
    else:
        with pytest.raises(RefusedInputError, match=r"line|empty"):
            read(text[:cut])


def _written(
    cases: Iterable[Case], offices: Iterable[Office], history: Iterable[Change] | None
) -> bytes:
    return line(document(cases, offices, history)) + b"\n"


def test_a_line_that_does_not_fit_is_named_by_its_number(tmp_path: Path) -> None:
    book, file = Book(tmp_path), sample("midway")
    one = _written(file.cases, file.offices, None)
    path = tmp_path / "some.jsonl"
    for rest, says in {
        one + one: "stands in two lines",
        one + b"{}": "line 2",
        one + one[:-5]: "line 2",
    }.items():
        path.write_bytes(rest)
        said = book.try_("import", str(path))
        assert said.code == 4, said.talk
        assert says in said.talk
    assert not book.path.exists()
    path.write_bytes(one)
    assert "Took in Rosa M." in book("import", str(path)).talk
