"""Each field that people set: both faces set it and tell it, and nothing loses or betrays it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import click
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from so_tui.cli.fields import FieldOption
from so_tui.core import dates, tree
from so_tui.core.case import (
    Answer,
    Case,
    CaseOffice,
    Closure,
    Contact,
    EarlierDate,
    Effect,
    Gives,
    Item,
    Mark,
    Move,
    Office,
    Part,
    Release,
    Waiting,
)
from so_tui.core.changes import CasePage, Change, Edit, between
from so_tui.core.fields import all_fields, kind_of, said
from so_tui.core.looking_back import told
from so_tui.core.masking import masked, masked_page
from so_tui.core.texts import texts
from so_tui.core.wording import Wording, codes_of
from so_tui.exchange import casefile
from tests.cli.reference import every
from tests.cli.running import Book
from tests.deeds import pen
from tests.knowledge import catalogue
from tests.tui.desk import sample
from tests.tui.test_forms_untouched import every_form

At = tuple[type[Part], str]

STRUCTURE = frozenset({"part", "parts"})

BY_WORDS: frozenset[At] = frozenset({
    (Case, "status"), (Case, "archived"), (Item, "kind"), (Item, "state"), (Item, "problem"),
    (Item, "place"), (CaseOffice, "office"), (Release, "office"), (Mark, "not_for_us"),
    (Contact, "outcome"), (Answer, "reply"), (Office, "takes"), (Effect, "state"),
    (Effect, "promise"), (Effect, "problem"),
})  # fmt: skip
"""What a command takes as one of its words, or in a way of its own."""

BY_KEYS: frozenset[At] = frozenset({
    (Case, "archived"), (Case, "status"), (Item, "place"), (Item, "state"), (CaseOffice, "office"),
    (Mark, "not_for_us"), (Contact, "office"), (Effect, "state"), (Effect, "problem"),
})  # fmt: skip
"""What a key sets, or an entry of a form that is made of several fields."""

BY_NOBODY: frozenset[At] = frozenset({
    *((EarlierDate, name) for name in ("day", "time", "zone")),
    *((part, "call") for part in (Item, CaseOffice, Contact)),
    *((Move, name) for name in ("state", "place", "attempt")),
    (Item, "attempt"),
    (Effect, "place"), (Effect, "way"),
})  # fmt: skip
"""What follows from where something is, or from what was done."""


def settable() -> list[At]:
    """The fields that people set."""
    return [
        (part, name)
        for part, name, one in all_fields()
        if not (one.noted or one.silent or kind_of(part, name) in STRUCTURE)
        and (part, name) not in BY_NOBODY
    ]


SET = settable()


def by_name(at: At) -> str:
    return f"{at[0].__name__}.{at[1]}"


# --- Both faces ------------------------------------------------------------------------------


def test_commands_set_each_field_that_people_set() -> None:
    options: set[At] = set()
    for _, command, _ in every():
        assert isinstance(command, click.Command)
        options |= {
            (one.of.part, one.of.field) for one in command.params if isinstance(one, FieldOption)
        }
    assert sorted(by_name(at) for at in SET if at not in options | BY_WORDS) == []
    assert options <= {*SET, *BY_NOBODY}


def test_forms_set_each_field_that_people_set() -> None:
    file = sample("midway")
    case, offices = _everything()
    forms = every_form(case, {**{one.id: one for one in file.offices}, offices.id: offices})
    entries = {field.of for _, form in forms for field in form.fields if field.of is not None}
    wanted = [at for at in SET if at not in BY_KEYS]
    assert sorted(by_name(at) for at in wanted if at not in entries) == []
    assert entries <= {*SET, *BY_NOBODY}


# --- A case with something of everything -----------------------------------------------------


class Held(NamedTuple):
    """A case and an office of it, one of which holds a value in one field."""

    case: Case
    office: Office
    path: str
    value: Any


@cache
def _everything() -> tuple[Case, Office]:
    file = sample("midway")
    (case,) = file.cases
    of_slides = next(one.office for one in case.offices.values() if one.call == "pathology")
    office = next(one for one in file.offices if one.id == of_slides)
    day = dt.date(2026, 12, 24)
    visit = msgspec.structs.replace(
        case.visit, earlier={pen("x", 7).new_id(): EarlierDate(number=1, day=day)}
    )
    return msgspec.structs.replace(case, visit=visit), msgspec.structs.replace(
        office, closures={pen("x", 8).new_id(): Closure(first=day, last=day)},
        gives={"stained_slides": Gives(given="yes")},
    )  # fmt: skip


def _steps(value: Any, part: type[Part], at: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths to each part of one kind, within a value."""
    if isinstance(value, part):
        yield at
    if isinstance(value, dict):
        for key, inside in value.items():
            yield from _steps(inside, part, (*at, key))
    elif isinstance(value, Part):
        for name in value.__struct_fields__:
            yield from _steps(getattr(value, name), part, (*at, name))


def _last_move(case: Case, steps: tuple[str, ...]) -> bool:
    """Whether steps lead to the newest move of an item, which is the one that is told."""
    moves = case.items[steps[1]].moves
    return max(moves.values(), key=lambda one: one.number) is moves[steps[3]]


def held(at: At, value: Any) -> Held:
    """A case or its office with a value put into one field of the first part of that kind."""
    part, name = at
    case, office = _everything()
    of: Any = office if part in (Office, Closure, Gives) else case
    found = [one for one in _steps(of, part) if part is not Move or _last_move(case, one)]
    steps = (*found[0], name)
    of = tree.put(of, list(steps), value)
    path = "/".join(steps)
    return Held(of, office, path, value) if of.__class__ is Case else Held(case, of, path, value)


def values(at: At) -> st.SearchStrategy[Any]:
    """Values that a field can hold, and that are seen nowhere else."""
    part, name = at
    of = tree.fields(part)[name]
    words = st.integers(10_000, 99_999).map(lambda n: f"Zebra {n} quagga")
    past = st.dates(dt.date(2026, 2, 1), dt.date(2026, 10, 30))
    match kind_of(part, name):
        case "line":
            return words
        case "lines":
            return words | st.tuples(words, words).map("\n".join)
        case "zone":
            return st.sampled_from(["Pacific/Fiji", "Asia/Tokyo"])
        case "day":
            return past
        case "time":
            return st.times(dt.time(1), dt.time(5)).map(lambda one: one.replace(microsecond=0))
        case "count":
            return st.integers(700, 900)
        case "code":
            return st.sampled_from([one for one in codes_of(of) if one != "not_known"])
        case "codes":
            return st.sampled_from(codes_of(of)).map(lambda one: (one,))
        case "weekdays":
            return st.just((1, 3, 6))
        case "numbers":
            return st.integers(20, 90).map(lambda n: {"slides": n})
        case "yes_no":
            return st.just(True)
        case _:
            return st.nothing()


WITH_VALUES = [at for at in SET if kind_of(*at) != "reference"]
"""References are told by what they lead to, and have their own tests."""

few = settings(max_examples=3)


def words_of(at: At, value: Any) -> str:
    """A value in people's words, on one line."""
    part, name = at
    of = tree.fields(part)[name]
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    if at == (Waiting, "said_on"):
        return dates.weekday(value, value)  # of the year that it is
    return " ".join(Wording(catalogue()).value(of, tree.plain(value), {}, name).split())


def _files(held: Held) -> bytes:
    file = sample("midway")
    offices = {**{one.id: one for one in file.offices}, held.office.id: held.office}
    return casefile.dump([held.case], offices.values())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fields")


# --- What is told of it, and what becomes of it ----------------------------------------------

TOLD_OTHERWISE: frozenset[At] = frozenset({
    (Case, "archived"), (Case, "note"), (Mark, "not_for_us"),
})  # fmt: skip
"""What `show` says in other words, such as `put away`, or on lines of its own."""


@pytest.mark.parametrize("at", WITH_VALUES, ids=by_name)
@few
@given(data=st.data())
def test_show_tells_it(at: At, folder: Path, data: st.DataObject) -> None:
    made = held(at, data.draw(values(at)))
    book = Book(folder / "shown")
    book.path.unlink(missing_ok=True)
    book.path.with_suffix(".json.journal").unlink(missing_ok=True)
    path = folder / "case.json"
    path.write_bytes(_files(made))
    book("import", str(path))
    lines = [" ".join(line.split()) for line in book("show").lines]
    if at not in TOLD_OTHERWISE:
        assert any(words_of(at, made.value) in line for line in [*lines, " ".join(lines)])
    else:
        assert lines != _shown_before(folder)


@cache
def _shown_before(folder: Path) -> list[str]:
    book = Book(folder / "before")
    path = folder / "before.json"
    case, office = _everything()
    path.write_bytes(_files(Held(case, office, "", None)))
    book("import", str(path))
    return [" ".join(line.split()) for line in book("show").lines]


@pytest.mark.parametrize("at", WITH_VALUES, ids=by_name)
@few
@given(data=st.data())
def test_it_survives_the_way_through_a_file(at: At, data: st.DataObject) -> None:
    made = held(at, data.draw(values(at)))
    file = casefile.load(_files(made), "a file", catalogue())
    assert file.cases == (made.case,)
    assert made.office in file.offices


@pytest.mark.parametrize("at", WITH_VALUES, ids=by_name)
@few
@given(data=st.data())
def test_what_a_person_wrote_is_found_and_hidden(at: At, data: st.DataObject) -> None:
    value = data.draw(values(at))
    made = held(at, value)
    found = {*texts(made.case), *texts(made.office)}
    case = masked_page(CasePage(kind="cases", id=made.case.id, value=made.case)).value
    hidden = {*texts(case), *texts(masked(made.office))}
    if kind_of(*at) in ("line", "lines"):
        assert value in found
        assert value not in hidden
        assert not any("Zebra" in one for one in hidden)
    else:
        assert not any("Zebra" in one for one in found)


@pytest.mark.parametrize("at", [at for at in WITH_VALUES if at[0] not in (Office, Closure, Gives)],
                         ids=by_name)  # fmt: skip
@few
@given(data=st.data())
def test_the_history_names_it_and_its_value(at: At, data: st.DataObject) -> None:
    value = data.draw(values(at))
    case, _ = _everything()
    made = held(at, value)
    page = CasePage(kind="cases", id=case.id, value=case)
    edits: list[Edit] = list(between(page, made.case))
    if not edits:
        return  # it was so before
    change = msgspec.structs.replace(pen_change(), edits=tuple(edits))
    lines = [one.line for one in told(change, made.case, catalogue())]
    assert any(said(*at) in line and _in_words(at, value) in line for line in lines)


def _in_words(at: At, value: Any) -> str:
    part, name = at
    return Wording(catalogue()).value(tree.fields(part)[name], tree.plain(value), {}, name)


def pen_change() -> Change:
    hand = pen("ana", 1)
    return Change(id=hand.new_id(), actor="ana", at=hand.now, verb="edit", sentence="x", edits=())
