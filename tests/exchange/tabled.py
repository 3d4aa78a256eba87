"""Tables of the samples and of cases drawn at random.

Write the golden ones anew with `python -m tests.exchange.tabled`.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core.calendar import for_region
from so_tui.core.case import Case, Office, Part
from so_tui.core.changes import AnyPage, Pages, Pen, apply
from so_tui.core.joining import as_they_stand, importing
from so_tui.core.pages import Page, as_case, as_office
from so_tui.core.papers.model import Paper
from so_tui.core.plan import plan
from so_tui.core.text import clean
from so_tui.core.tree import plain, typed
from so_tui.exchange.casefile import CaseFile
from so_tui.exchange.formats import Incoming, Outgoing, Telling, csv
from so_tui.exchange.tables.columns import NAMES
from tests.deeds import NOW, TODAY, pen
from tests.knowledge import catalogue
from tests.strategies import casebooks
from tests.tui.desk import sample

GOLDEN = Path(__file__).parents[1] / "golden" / "csv"
SAMPLES = ("midway", "many-offices", "fresh")
READ = tuple(one for one in NAMES if one != "due")
"""The tables that can be read."""

P = TypeVar("P", bound=Part)


def pages_of(cases: Iterable[Case], offices: Iterable[Office]) -> dict[tuple[str, str], AnyPage]:
    """A casebook with these in it."""
    found: dict[tuple[str, str], AnyPage] = {}
    for case in cases:
        found["cases", case.id] = Page(kind="cases", id=case.id, value=case)
    for office in offices:
        found["offices", office.id] = Page(kind="offices", id=office.id, value=office)
    return found


def written(pages: Pages, table: str, **asked: str) -> bytes:
    """A table of all that is in a casebook."""
    offices = {one.id: as_office(one).value for one in pages.values() if one.kind == "offices"}
    calendar = for_region("US", catalogue())

    def paper(case: Case, kind: str) -> Paper:
        raise AssertionError("a table has no papers")

    telling = Telling(
        today=TODAY, now=NOW, catalogue=catalogue(), calendar=calendar, paper=paper,
        plan=lambda case: plan(case, offices, calendar, catalogue(), TODAY),
        history=lambda case: (), changed=lambda id_: None, office_changes=lambda id_: 0,
    )  # fmt: skip
    outgoing = Outgoing(
        cases=tuple(as_case(one).value for one in pages.values() if one.kind == "cases"),
        offices=tuple(offices.values()),
        history=None,
        asked={"table": table, **asked},
        telling=telling,
    )
    assert csv.FORMAT.writes is not None
    return b"".join(csv.FORMAT.writes(outgoing))


def read(data: bytes, pages: Pages | None = None, by: Pen | None = None) -> CaseFile:
    """What a table makes of a casebook, which is empty if left out."""
    assert csv.FORMAT.reads is not None
    return csv.FORMAT.reads(
        Incoming(data=data, name="a.csv", catalogue=catalogue(), pen=by or pen(), pages=pages or {})
    )


def taken(data: bytes, pages: Pages, by: Pen | None = None) -> dict[tuple[str, str], AnyPage]:
    """A casebook after a table was taken in."""
    file = read(data, pages, by)
    edits = [*as_they_stand(file.cases, file.offices, pages, file.over)]
    return (
        {**pages, **apply(pages, importing(file.cases, edits, by or pen()))} if edits else {**pages}
    )


def values(pages: Pages) -> dict[tuple[str, str], Any]:
    """What people see of a casebook."""
    return {key: one.value for key, one in pages.items()}


@st.composite
def drawn(
    draw: st.DrawFn, text: st.SearchStrategy[str] | None = None
) -> dict[tuple[str, str], AnyPage]:
    """A casebook with a case whose ids are such as a file can have, and whose offices have names;
    some of its texts as they were drawn."""
    case, offices = draw(casebooks())
    named = [replace(one, name=one.name or f"{id_} lab") for id_, one in offices.items()]
    parts = (case.offices, case.items, case.releases, case.contacts, case.papers, offices)
    known = {case.id, *(id_ for one in parts for id_ in one)}
    case = with_ids(case, known)
    if text is not None:
        items = {id_: replace(one, note=draw(text)) for id_, one in case.items.items()}
        person = replace(case.person, legal_name=clean(draw(text)), address=draw(text))
        case = replace(case, items=items, person=person, note=draw(text))
    return pages_of([case], [with_ids(one, known) for one in named])


def with_ids(part: P, known: Collection[str]) -> P:
    """A part in which each of some short ids is a UUID."""
    after: P = typed(_with_ids(plain(part), known), type(part), "")
    return after


def _with_ids(value: Any, known: Collection[str]) -> Any:
    if isinstance(value, dict):
        return {
            _with_ids(key, known): _with_ids(inside, known)
            for key, inside in value.items()
            if key != "marks"
        }
    if isinstance(value, list):
        return [_with_ids(one, known) for one in value]
    return str(uuid.uuid5(uuid.NAMESPACE_OID, value)) if value in known else value


def golden() -> Mapping[str, bytes]:
    """Each table of each sample, by the name of its file."""
    found: dict[str, bytes] = {}
    for name in SAMPLES:
        file = sample(name)
        for table in NAMES:
            found[f"{name}-{table}.csv"] = written(pages_of(file.cases, file.offices), table)
    return found


def main() -> None:
    """Write the golden tables anew."""
    GOLDEN.mkdir(exist_ok=True)
    for old in GOLDEN.iterdir():
        old.unlink()
    for name, data in golden().items():
        (GOLDEN / name).write_bytes(data)


if __name__ == "__main__":
    main()
