"""A file that is not a casebook any more is named as such, and never written over."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB

from so_tui.errors import DamagedCasebookError, NewerCasebookError
from so_tui.store import migrations
from so_tui.store.casebook import Casebook
from tests.store.books import begun, book, case, id_of, labels, names, noted, value


def edited(path: Path, edit: Callable[[Any], object]) -> bytes:
    """The casebook's bytes after an edit of what they say."""
    tables = json.loads(path.read_bytes())
    edit(tables)
    return json.dumps(tables).encode()


def only(table: dict[str, Any]) -> Any:
    """The first document of a table."""
    return next(iter(table.values()))


DAMAGE: dict[str, Callable[[Path], bytes]] = {
    "empty": lambda path: b"",
    "only blanks": lambda path: b" \n\t",
    "only NULs": lambda path: b"\0" * 4096,
    "cut in the middle": lambda path: path.read_bytes()[: path.stat().st_size // 2],
    "without its last byte": lambda path: path.read_bytes()[:-1],
    "junk behind it": lambda path: path.read_bytes() + b"}",
    "written twice": lambda path: path.read_bytes() * 2,
    "NULs behind it": lambda path: path.read_bytes() + b"\0\0",
    "nothing but null": lambda path: b"null",
    "a list": lambda path: b"[]",
    "an empty object": lambda path: b"{}",
    "somebody else's TinyDB": lambda path: b'{"_default": {"1": {"a": 1}}}',
    "nested too deep": lambda path: b"[" * 100_000,
    "nested too deep inside": lambda path: b'{"about": {"1": ' + b"[" * 100_000,
    "in UTF-16": lambda path: path.read_bytes().decode().encode("utf-16"),
    "with a byte that is not UTF-8": lambda path: path.read_bytes().replace(b"Case", b"Cas\xff"),
    "a page that is not a case": lambda path: edited(
        path, lambda tables: only(tables["cases"]).update(value={"label": 7})
    ),
    "a field that nobody knows": lambda path: edited(
        path, lambda tables: only(tables["cases"])["value"].update(color="red")
    ),
    "a page under another id": lambda path: edited(
        path, lambda tables: only(tables["cases"]).update(id=id_of("other"))
    ),
    "a document with another number": lambda path: edited(
        path, lambda tables: tables.update(cases={"7": only(tables["cases"])})
    ),
    "an office among the cases": lambda path: edited(
        path, lambda tables: only(tables["cases"]).update(kind="offices")
    ),
    "no schema": lambda path: edited(path, lambda tables: only(tables["about"]).pop("schema")),
    "a schema below the first": lambda path: edited(
        path, lambda tables: only(tables["about"]).update(schema=0)
    ),
    "a table that is a list": lambda path: edited(path, lambda tables: tables.update(offices=[])),
}  # fmt: skip


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_named_and_its_bytes_are_left_as_they_are(tmp_path: Path, kind: str) -> None:
    path = book(tmp_path, 1).path
    damaged = DAMAGE[kind](path)
    path.write_bytes(damaged)
    for attempt in (
        lambda: Casebook(path).read(),
        lambda: Casebook(path).write([begun(2)]),
        lambda: Casebook(path).write([begun(1)]),
    ):
        with pytest.raises(
            DamagedCasebookError, match=r"is damaged: .*It was left as it is"
        ) as said:
            attempt()
        assert str(path) in said.value.sentence
        assert path.read_bytes() == damaged
    assert names(tmp_path) == {"casebook.json", "casebook.json.lock", "casebook.json.mark"}


@pytest.mark.parametrize(
    "edit",
    [
        lambda tables: only(tables["history"]).update(edits=7),
        lambda tables: only(tables["history"]).update(id=id_of("other")),
    ],
    ids=["not a change", "under another id"],
)
def test_damage_in_the_history_is_named_by_whoever_asks_for_it(
    tmp_path: Path, edit: Callable[[Any], object]
) -> None:
    path = book(tmp_path, 1).path
    path.write_bytes(edited(path, edit))
    with pytest.raises(DamagedCasebookError, match="history/"):
        Casebook(path).history()


def test_someone_who_has_the_casebook_open_does_not_write_over_damage(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    kept.read()
    kept.path.write_bytes(b"")
    with pytest.raises(DamagedCasebookError):
        kept.write([begun(2)])
    assert kept.path.read_bytes() == b""


def test_a_casebook_of_a_newer_program_is_left_to_it(tmp_path: Path) -> None:
    path = book(tmp_path, 1).path
    newer = edited(path, lambda tables: only(tables["about"]).update(schema=migrations.SCHEMA + 1))
    path.write_bytes(newer)
    for attempt in (lambda: Casebook(path).read(), lambda: Casebook(path).write([begun(2)])):
        with pytest.raises(NewerCasebookError, match="newer so-tui"):
            attempt()
    assert path.read_bytes() == newer


def test_an_older_casebook_is_read_as_todays_and_written_so_with_the_next_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = book(tmp_path, 1).path
    old = path.read_bytes()

    def step(tables: dict[str, Any]) -> dict[str, Any]:
        for page in tables["cases"].values():
            page["value"]["note"] = "brought along"
        return tables

    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, step))
    monkeypatch.setattr(migrations, "SCHEMA", migrations.SCHEMA + 1)
    newer = Casebook(path)
    assert value(newer.read()).note == "brought along"
    assert path.read_bytes() == old
    newer.write([begun(2)])
    with TinyDB(path) as stock:
        (about,) = stock.table("about").all()
        assert (about["schema"], about["counter"], about["revision"]) == (migrations.SCHEMA, 2, 2)
    assert value(Casebook(path).read()).note == "brought along"
    assert labels(Casebook(path).read()) == ["Case 1", "Case 2"]


def test_texts_of_every_alphabet_come_back_as_they_were(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    note = 'Růžena, 頭, 👩🏽‍⚕️, “[/]” \\ " \t\n'
    kept.write([noted(1, note)])
    assert value(Casebook(kept.path).read()).note == note
    kept.fold()
    assert value(Casebook(kept.path).read()).note == note
    assert (
        json.loads(kept.path.read_text("utf-8"))["cases"][
            str(int(case(1).id.replace("-", ""), 16))
        ]["value"]["note"]
        == note
    )
