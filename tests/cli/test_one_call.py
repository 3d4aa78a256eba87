"""One call about several cases: logged by one command as one change, undone and redone whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cli.running import Book, start

NAMES = ["Ann", "Bea", "Cleo", "Dora", "Edda", "Fay", "Gila", "Hana", "Ines", "June", "Kay", "Lou"]


@pytest.fixture
def twelve(book: Book) -> Book:
    """Twelve cases whose slides lie at one lab."""
    for name in NAMES:
        book("new", name, "--visit", "2026-12-17")
        book("office", "add", name, "pathology", "--name", "City Lab", "--phone", "203-555-0177")
    return book


def _states(book: Book) -> list[tuple[str, ...]]:
    cases = [book("show", name, "--json").json["items"] for name in NAMES]
    return [tuple(one["state"] for one in items if one["call"] == "pathology") for items in cases]


def _contacts(book: Book) -> list[int]:
    return [len(book("show", name, "--json").json["case"].get("contacts", {})) for name in NAMES]


def test_twelve_cases_of_one_lab_are_one_change(twelve: Book) -> None:
    before = _states(twelve)
    parts = [word for name in NAMES for word in ("--for", f"{name}:P1,P2")]
    said = twelve("log", *parts, "pathology", "promised", "--promise", "2026-12-04")
    assert len(said.lines) == 12
    assert "Logged one call in 12 cases. Each keeps only its own part." in said.talk
    assert "Ann, P1 " in said.talk
    logged = _states(twelve)
    assert all(states[:2] == ("asked", "asked") for states in logged)
    assert _contacts(twelve) == [1] * 12
    for name in NAMES:
        last = twelve("history", name, "--json").json["changes"][-1]
        assert last["sentence"] == "Logged one call in 12 cases. Each keeps only its own part"
    twelve("undo")
    assert _states(twelve) == before
    assert _contacts(twelve) == [0] * 12
    twelve("redo")
    assert _states(twelve) == logged
    assert _contacts(twelve) == [1] * 12


def test_a_call_for_one_case_is_the_same_as_without_for(twelve: Book) -> None:
    twelve("log", "--for", "ann:P1", "pathology", "spoke")
    twelve("log", "bea", "pathology", "spoke", "--about", "P1")
    ann, bea = (twelve("history", name, "--json").json["changes"][-1] for name in ("ann", "bea"))
    assert ann["sentence"] == bea["sentence"]


def test_a_case_named_twice_has_one_entry_with_all_its_items(twelve: Book) -> None:
    twelve("log", "--for", "ann:P1", "--for", "bea:P1", "--for", "ann:P2", "pathology", "spoke")
    assert _contacts(twelve)[:2] == [1, 1]
    assert _states(twelve)[0][:2] == ("asked", "asked")
    assert _states(twelve)[1][:2] == ("asked", "to_ask")


def test_a_label_may_have_a_colon(twelve: Book) -> None:
    twelve("new", "Mum: second")
    twelve("office", "add", "Mum: second", "pathology", "--name", "City Lab")
    twelve("log", "--for", "Mum: second:P1", "--for", "ann", "pathology", "spoke")
    twelve("log", "--for", "Mum: second", "--for", "ann:P2", "pathology", "spoke")
    assert len(twelve("show", "Mum", "--json").json["case"]["contacts"]) == 2


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (["--for", "nobody:P1", "--for", "ann:P1"], 3, "nobody"),
        (["--for", "ann:P99", "--for", "bea:P1"], 3, "P99"),
        (["--for", "ann:X1", "--for", "bea:P1"], 3, "X1"),
        (["--for", "ann:P1", "--about", "P1"], 2, "--about"),
        (["ann", "--for", "ann:P1"], 2, "CASE"),
        (["--for", "ann:P1", "--for", "bea:P1", "--state", "P1=asked"], 2, "case by case"),
        (["--for", "ann:P1", "--for", "zoe:P1"], 2, "City Lab: Ann; Other Lab: Zoe"),
    ],
)
def test_what_does_not_fit_changes_nothing(
    twelve: Book, words: list[str], code: int, part: str
) -> None:
    twelve("new", "Zoe")
    twelve("office", "add", "zoe", "pathology", "--name", "Other Lab")
    before = twelve.bytes()
    said = twelve.try_("log", *words, "pathology", "spoke")
    assert said.code == code
    assert part in said.talk
    assert twelve.bytes() == before


def test_an_export_of_one_of_the_cases_names_no_other(twelve: Book, tmp_path: Path) -> None:
    parts = [word for name in NAMES[:3] for word in ("--for", f"{name}:P1")]
    twelve("log", *parts, "pathology", "spoke")
    for name in NAMES[:2]:
        twelve("export", name, "-o", str(tmp_path / f"{name}.json"))
        text = (tmp_path / f"{name}.json").read_text("utf-8")
        assert not any(other in text for other in NAMES if other != name)

    other = Book(tmp_path / "other")
    for name in NAMES[:2]:
        other("import", str(tmp_path / f"{name}.json"))
    for name in NAMES[:2]:
        assert _item(other, name)["state"] == "asked"


def _item(book: Book, name: str) -> Any:
    return next(one for one in book("show", name, "--json").json["items"] if one["item"] == "P1")


@pytest.mark.deep
def test_as_processes_of_their_own(tmp_path: Path) -> None:
    for name in NAMES:
        start("new", name, folder=tmp_path)
        start("office", "add", name, "pathology", "--name", "City Lab", folder=tmp_path)
    parts = [word for name in NAMES for word in ("--for", f"{name}:P1")]
    done = start("log", *parts, "pathology", "spoke", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    for command, state in (
        ("undo", b"P1 stained slides: to ask"),
        ("redo", b"P1 stained slides: asked"),
    ):
        assert start(command, folder=tmp_path).returncode == 0
        for name in NAMES:
            assert state in start("show", name, folder=tmp_path).stdout


@settings(max_examples=10, deadline=None)
@given(st.data())
def test_undone_is_as_it_was_whatever_was_logged(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Law: a call logged for any cases and items, undone, leaves every item as it was."""
    book = Book(tmp_path_factory.mktemp("many"))
    names = NAMES[:4]
    for name in names:
        book("new", name, "--visit", "2026-12-17")
        book("office", "add", name, "pathology", "--name", "City Lab")
    for _ in range(2):
        chosen = data.draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
        parts = []
        for name in chosen:
            items = data.draw(st.lists(st.sampled_from(["P1", "P2", "P3"]), unique=True))
            parts += ["--for", f"{name}:{','.join(items)}"]
        outcome = data.draw(st.sampled_from(["spoke", "voicemail", "has-our-request", "refused"]))
        before = [book("show", name, "--json").json["items"] for name in names]
        book("log", *parts, "pathology", outcome)
        after = [book("show", name, "--json").json["items"] for name in names]
        book("undo")
        assert [book("show", name, "--json").json["items"] for name in names] == before
        book("redo")
        assert [book("show", name, "--json").json["items"] for name in names] == after
