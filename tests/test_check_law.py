"""A check that is quick says what a plain one says, and counts truly how far it has come."""

from __future__ import annotations

import datetime as dt
import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from so_tui import caretaking, casework
from so_tui.casework import Casework
from so_tui.core import verbs
from so_tui.core.case import Case
from so_tui.core.changes import AnyPage, Change, apply
from so_tui.core.plan import Plan
from so_tui.core.plan import plan as planned
from so_tui.core.tally import Tally
from so_tui.core.text import counted
from so_tui.core.tree import ChangeError
from so_tui.errors import CasebookError, NewerCasebookError, SoTuiError
from so_tui.store import backups, snapshot_format
from so_tui.store.casebook import Casebook
from so_tui.store.ledger import Ledger, journal_file
from so_tui.store.repair import checking
from so_tui.store.repair.checking import Finding
from tests.conftest import DEEP
from tests.deeds import TODAY, pen
from tests.faults.damaged import HARM
from tests.store.books import lived, noted

# --- The plain check: one thing after the other, all of it in memory ------------------------------


def plainly(path: Path) -> list[Finding]:
    """What a check finds that does the content and the plans in the plainest way."""
    content = mock.patch.object(checking, "_content", lambda path, tally: _content(path))
    found = []
    with content:
        found += list(checking.check(path))
    if not any(one.state == "damaged" for one in found):
        found += _plans(Casework.open(path))
    return found


def _content(path: Path) -> Iterator[Finding]:
    if not path.exists():
        return
    try:
        snapshot = Casebook(path).read()
        _, stored = Ledger(path).history()
    except NewerCasebookError:
        return
    except CasebookError as fault:
        yield Finding(state="damaged", sentence=fault.sentence)
        return
    pages: dict[tuple[str, str], AnyPage] = {}
    changes: list[Change] = []
    faults: list[str] = []
    for key in snapshot.pages:
        try:
            pages[key] = snapshot.pages[key]
        except CasebookError as fault:
            faults.append(fault.sentence)
    for key_, raw in stored.items():
        try:
            changes.append(snapshot_format.change(raw, key_, path))
        except CasebookError as fault:
            faults.append(fault.sentence)
    for one in faults:
        yield Finding(state="damaged", sentence=one)
    if faults:
        return
    cases = sum(kind == "cases" for kind, _ in pages)
    parts = counted(cases, "case"), counted(len(pages) - cases, "office")
    said = f"Looked at {', '.join(parts)} and {counted(len(changes), 'change')}"
    yield Finding(state="well", sentence=f"{said}: all fit the model.")
    again: dict[tuple[str, str], AnyPage] = {}
    try:
        for one_ in sorted(changes, key=lambda one: one.stamp):
            again |= apply(again, one_)
    except ChangeError as fault:
        yield Finding(
            state="mind",
            sentence=f"The history does not tell how all of it came about: {fault} The cases "
            "themselves are as they were written, and nothing needs to be done.",
        )
        return
    apart = [
        key for key, page in pages.items() if key not in again or again[key].value != page.value
    ]
    if apart:
        yield Finding(
            state="mind",
            sentence=f"The history makes {len(apart)} of the cases and offices other than they "
            "are. They are shown as they were saved. Keep a copy with so-tui backup -o FILE, and "
            "look through them.",
        )
    else:
        yield Finding(
            state="well", sentence="The history makes just these cases and offices."
        )  # fmt: skip


def _plans(work: Casework) -> Iterator[Finding]:
    made = 0
    for page in work.cases():
        try:
            work.plan(page, TODAY)
        except (SoTuiError, ArithmeticError, LookupError, TypeError, ValueError) as fault:
            said = f"No plan can be made for {page.value.label} ({type(fault).__name__}). "
            said += "What was saved of it is all there: see so-tui show and so-tui history."
            yield Finding(state="mind", sentence=said)
        else:
            made += 1
    yield Finding(state="well", sentence=f"Plans were made for {counted(made, 'case')}.")


# --- What is done to a casebook -------------------------------------------------------------------


def _files(path: Path) -> list[Path]:
    kept = backups.listed(path)
    files = [path, journal_file(path), *(f for one in kept for f in (one.path, one.journal))]
    return [one for one in files if one.exists()]


def bytes_harmed(path: Path, chance: Random) -> None:
    """Some bytes of some file are other ones, or the file is gone."""
    file = chance.choice(_files(path))
    data = file.read_bytes()
    kind = chance.choice([*HARM, ""])
    if kind and data:
        file.write_bytes(HARM[kind](data, chance))
    else:
        file.unlink()


def written_by_another(path: Path, chance: Random) -> None:
    """Another program wrote the file, with something changed in it or not."""
    Casebook(path).fold()
    tables = json.loads(path.read_bytes())
    _harm(tables, chance)
    path.write_text(json.dumps(tables))


def summed_up_anew(path: Path, chance: Random) -> None:
    """Something was changed in it, and all checksums fit: only the content tells."""
    Casebook(path).fold()
    tables = json.loads(path.read_bytes())
    _harm(tables, chance)
    about = msgspec.convert(tables.pop("about")["1"], snapshot_format.About)
    history = tables.pop("history", {})
    tables.pop("places", None)
    raws = {key: msgspec.Raw(msgspec.json.encode(one)) for key, one in history.items()}
    encoded = [(name, msgspec.json.encode(table)) for name, table in tables.items()]
    path.write_bytes(snapshot_format.whole(about, encoded, raws))


def _harm(tables: dict[str, Any], chance: Random) -> None:
    table = chance.choice(["cases", "history", "summaries"])
    found = tables.get(table)
    for _ in range(chance.randint(1, 2)):
        if not found:
            return
        key = chance.choice(sorted(found))
        match chance.choice(["gone", "other", "unfit", "key"]):
            case "gone" if table == "history":
                del found[min(found, key=lambda one: found[one]["counter"])]
            case "gone":
                del found[key]
            case "other" if table == "cases":
                found[key]["value"]["label"] = chance.choice(["Another", "", "Case 1"])
            case "other" if table == "history":
                found[key]["sentence"] = "Another"
            case "other":
                found[key] |= {"label": "Another", "removed": chance.random() < 0.5}
            case "unfit":
                found[key] = chance.choice([{}, {"id": 7}, [], None])
            case _:
                found[str(int(key) + 1)] = found.pop(key)


def one_removed(path: Path, chance: Random) -> None:
    """A case is removed, by a change in the journal."""
    work = Casework.open(path)
    pages = work.cases()
    if pages:
        work.write([verbs.remove_case(chance.choice(pages), pen(seed=chance.getrandbits(32)))])


def an_older_file(path: Path, chance: Random) -> None:
    """An older file, whole, lies in the place of the casebook or of its journal."""
    place = chance.choice([path, journal_file(path)])
    before = place.read_bytes() if place.exists() else b""
    Casework.open(path).write([noted(chance.randint(1, 6), f"She called {chance.random()}.")])
    if chance.random() < 0.5:
        Casebook(path).fold()
    place.write_bytes(before)


HARMS = (bytes_harmed, written_by_another, summed_up_anew, one_removed, an_older_file)


def harmed(path: Path, which: list[int], seed: int) -> None:
    """A casebook that was lived in, and what was done to it then."""
    lived(path.parent)
    Casework.open(path).write([noted(n, "She called.") for n in range(1, 7)])
    chance = Random(seed)
    for one in which:
        if path.exists():
            with suppress(SoTuiError, ValueError, KeyError, TypeError, AttributeError):
                HARMS[one](path, chance)


class Counted:
    """What is told of how much is done."""

    def __init__(self) -> None:
        self.done, self.all, self.calls = 0, 0, 0

    def __call__(self, done: int, of_all: int) -> None:
        assert 0 <= done <= of_all
        self.done, self.all = done, of_all
        self.calls += 1


def some_plans_fail(labels: set[str]) -> Any:
    """Of cases with these labels no plan can be made."""
    real = planned

    def failing(case: Case, *given: Any) -> Plan:
        if case.label in labels:
            raise LookupError(case.label)
        return real(case, *given)

    return mock.patch.object(casework, "plan", failing)


def contradicted(path: Path, found: list[Finding]) -> set[str]:
    """The files that are said to be well and not to be, or twice not to be as so-tui wrote them."""
    names = set()
    for file in (path, journal_file(path)):
        well = [one for one in found if one.state == "well" and f"{file.name} " in one.sentence]
        about = re.compile(rf"{re.escape(file.name)}(?!\.?\w)")
        harm = [one for one in found if one.state == "damaged" and about.search(one.sentence)]
        # Of what is in a file many things may be wrong; each names its place.
        whole = [one for one in harm if not re.search(r" (cases|offices|history)/", one.sentence)]
        if len(well) > 1 or len(whole) > 1 or (well and harm):
            names.add(file.name)
    return names


def agree(which: list[int], seed: int, failing: set[str]) -> set[str]:
    """Hold the quick check to the plain one; returns the states that were found."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "casebook.json"
        harmed(path, which, seed)
        count = Counted()
        with some_plans_fail(failing):
            quick = list(caretaking.check(path, TODAY, progress=count))
            plain = plainly(path)
        assert {(one.state, one.sentence) for one in quick} == {
            (one.state, one.sentence) for one in plain
        }
        assert not contradicted(path, quick)
        assert count.done == count.all
        if "well" in {one.state for one in quick if one.sentence.startswith("Looked at")}:
            assert count.all >= 6
        return {one.state for one in quick}


@settings(max_examples=600 if DEEP else 120, deadline=None)
@given(
    st.lists(st.integers(0, len(HARMS) - 1), max_size=3),
    st.integers(0, 2**32),
    st.sets(st.sampled_from([f"Case {n}" for n in range(1, 7)]), max_size=2),
)
def test_a_check_finds_what_a_plain_one_finds(
    which: list[int], seed: int, failing: set[str]
) -> None:
    agree(which, seed, failing)


@pytest.mark.deep
def test_the_harm_done_is_of_every_kind() -> None:
    """Else the law would hold of casebooks to which nothing happened."""
    sentences = set()
    for seed in range(100):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "casebook.json"
            harmed(path, [seed % 3], seed)
            sentences |= {one.sentence.replace(folder, "") for one in checking.check(path)}
    for words in (
        "another program changed", "cannot be read", "do not agree", "The history makes",
        "does not tell how all of it came about", "The backup",
    ):  # fmt: skip
        assert any(words in one for one in sentences), words


def test_the_law_finds_a_check_that_makes_no_plan_of_what_summaries_call_removed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def by_labels(work: Casework, today: dt.date, tally: Tally) -> Iterator[Finding]:
        made = len(work.labels())
        yield Finding(state="well", sentence=f"Plans were made for {counted(made, 'case')}.")

    monkeypatch.setattr(caretaking, "_plans", by_labels)
    with pytest.raises(AssertionError):
        _each(60)


def _each(count: int) -> None:
    for seed in range(count):
        agree([2], seed, set())


# --- The count ------------------------------------------------------------------------------------


@given(st.lists(st.one_of(st.integers(0, 9), st.tuples(st.integers(0, 9), st.integers(0, 9)))))
def test_a_tally_never_counts_more_than_all_and_ends_at_it(
    steps: list[int | tuple[int, int]],
) -> None:
    count = Counted()
    tally = Tally(count)
    for step in steps:
        if isinstance(step, int):
            tally.expect(step)
        else:
            of, taken = step
            for n, _ in enumerate(tally.each(range(of))):
                if n == taken:
                    break
    tally.end()
    assert count.done == count.all
