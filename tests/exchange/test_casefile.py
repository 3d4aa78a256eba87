"""A case file holds what was exported, the same bytes each time, and nothing of other cases."""

from __future__ import annotations

import copy
import datetime as dt
import json
import re
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core import verbs
from so_tui.core.case import Case, Item, Office
from so_tui.core.changes import AnyPage, Change, Edit, adding, apply
from so_tui.core.undoing import undo
from so_tui.errors import OutputError, RefusedInputError, SoTuiError
from so_tui.exchange.casefile import CaseFile, dump, load
from tests.deeds import DEEDS, NOW, begun, pen
from tests.exchange import small
from tests.hostile import PAYLOADS
from tests.knowledge import catalogue
from tests.strategies import casebooks

T = TypeVar("T")
GOLDEN = Path(__file__).parents[1] / "golden" / "casefile-2.json"


def reread(data: bytes) -> CaseFile:
    return load(data, "rosa.json", catalogue())


def again(file: CaseFile) -> bytes:
    return dump(file.cases, file.offices, file.history, file.removed)


def spoiled(spoil: Callable[[Any], None], *, history: bool = True) -> bytes:
    plain = small.plain(history=history)
    spoil(plain)
    return json.dumps(plain).encode()


# --- Written ---------------------------------------------------------------------------------


def test_a_case_file_is_written_to_the_byte_as_it_was_when_the_format_was_fixed() -> None:
    case, office, history = small.told()
    # A difference here is a new version of the format, or a fault.
    assert dump([case], [office], history) == GOLDEN.read_bytes()


def test_what_was_exported_is_read_back_and_written_the_same() -> None:
    case, office, history = small.told()
    file = reread(dump([case], [office], history))
    assert file == CaseFile(cases=(case,), offices=(office,), history=tuple(history))
    assert again(file) == dump([case], [office], history)


def test_the_order_in_which_things_are_given_does_not_show() -> None:
    case, office, history = small.told()
    other = replace(small.case(), id="00000000-0000-4000-8000-0000000000c0", label="Ana")
    one = dump([case, other], [office], history)
    assert one == dump([other, case], [office], reversed(history))
    shuffled = replace(case, marks=dict(reversed(case.marks.items())))
    assert one == dump([shuffled, other], [office], history)


def test_without_a_history_none_is_written() -> None:
    case, office, _ = small.told()
    data = dump([case], [office])
    assert b"history" not in data
    assert reread(data).history is None


def test_only_the_offices_that_the_cases_name_travel() -> None:
    case, office, _ = small.told()
    other = Office(id="00000000-0000-4000-8000-0000000000f9", name="Harbor Imaging")
    assert reread(dump([case], [other, office])).offices == (office,)


def test_nothing_of_another_case_travels_in_the_history() -> None:
    case, office, history = small.told()
    other = replace(small.case(), id="00000000-0000-4000-8000-0000000000c9", label="Secret")
    id_ = "00000000-0000-4000-8000-000000000999"
    both = Change(
        id=id_, actor="Elena", at=NOW, verb="new_case", sentence="Began a case", counter=9,
        edits=(adding("cases", other),),
    )  # fmt: skip
    data = dump([case], [office], [*history, both])
    assert b"Secret" not in data
    assert id_.encode() not in data
    assert again(reread(data)) == data


def test_no_file_is_written_that_could_not_be_read_back() -> None:
    case, office, _ = small.told()
    long = replace(case, note="x" * 11 * 1024 * 1024)
    with pytest.raises(OutputError, match="more than 10 MiB"):
        dump([long], [office])


def test_names_of_parts_that_were_taken_out_are_not_written() -> None:
    case, office, history = small.told()
    item = Item(number=2, call="pathology", kind="block", instead_of=small.ITEM)
    block = "00000000-0000-4000-8000-0000000000b2"
    without = replace(case, items={block: item}, releases={})
    (shown,) = reread(dump([without], [office])).cases
    assert shown.items[block].instead_of is None
    assert shown.contacts[small.CONTACT].effects == {}
    assert shown.contacts[small.CONTACT].release is None
    nowhere = reread(dump([case], []))
    assert nowhere.cases[0].offices == {}
    assert nowhere.cases[0].items[small.ITEM].office is None
    assert history


@given(st.data())
def test_whatever_people_did_also_apart_comes_back_the_same(data: st.DataObject) -> None:
    pages: dict[tuple[str, str], AnyPage] = dict(begun())
    history = [
        Change(
            id="00000000-0000-4000-8000-000000000001", actor="rosa", at=NOW, verb="new_case",
            sentence="Began", counter=1,
            edits=tuple(adding(page.kind, page.value) for page in pages.values()),
        )
    ]  # fmt: skip
    states = [dict(pages)]
    for name in data.draw(st.lists(st.sampled_from(sorted(DEEDS)), max_size=8)):
        seen = states[data.draw(st.integers(max(0, len(states) - 3), len(states) - 1))]
        try:
            change = DEEDS[name](data, seen, pen(seed=len(history)))
        except SoTuiError:
            continue  # it cannot be done to the case as it stands
        history.append(replace(change, counter=len(history) + 1))
        pages |= apply(pages, history[-1])
        states.append(dict(pages))
    cases = [page.value for page in pages.values() if not page.removed]
    file = dump(
        [value for value in cases if isinstance(value, Case)],
        [value for value in cases if isinstance(value, Office)],
        history,
    )
    assert again(reread(file)) == file


_SHORT_ID = re.compile(r'"(case-1|office-\d+|[oircmp]\d+|[ab])"')


def _with_real_ids(value: T) -> T:
    """The value with each of the short ids that are drawn made a UUID."""
    text = msgspec.json.encode(value).decode()
    named = _SHORT_ID.sub(lambda found: f'"{uuid.uuid5(uuid.NAMESPACE_OID, found[1])}"', text)
    return msgspec.json.decode(named, type=type(value))


@given(casebooks())
def test_every_case_there_can_be_comes_back_as_it_was(
    drawn: tuple[Case, Mapping[str, Office]],
) -> None:
    case = _with_real_ids(drawn[0])
    offices = [
        _with_real_ids(replace(office, name=office.name or "A lab")) for office in drawn[1].values()
    ]
    file = dump([case], offices)
    read = reread(file)
    assert again(read) == file
    assert {office.id: office for office in read.offices} == {one.id: one for one in offices}
    (shown,) = read.cases
    left_out = {"offices", "items", "releases", "contacts", "papers"}
    for field in set(Case.__struct_fields__) - left_out:
        assert getattr(shown, field) == getattr(case, field)
    assert shown.items.keys() == case.items.keys()
    assert shown.contacts.keys() == case.contacts.keys()
    if {one.office for one in case.offices.values()} == {one.id for one in offices}:
        assert shown == case


def test_what_was_read_back_can_still_be_undone() -> None:
    case, office, history = small.told()
    pages: dict[tuple[str, str], AnyPage] = {}
    for change in history:
        pages |= apply(pages, change)
    page = pages["offices", office.id]
    assert isinstance(page.value, Office)
    saturday = replace(page.value, open_days=(1, 2, 3, 4, 5, 6))
    edited = replace(verbs.edit_office(page, pen(), saturday), counter=9)
    data = dump([case], [saturday], [*history, edited])
    *_, change = reread(data).history or ()
    pages |= apply(pages, change)
    assert not undo(pages, [*history, change], change, pen(seed=1)).left


# --- Read ------------------------------------------------------------------------------------


def test_texts_are_cleaned_and_it_is_said_which() -> None:
    def spoil(plain: Any) -> None:
        plain["cases"][0]["label"] = "Rosa\x1b[31m M."
        plain["cases"][0]["note"] = "evil\u202etxt\nand a second line"

    file = reread(spoiled(spoil, history=False))
    assert file.cases[0].label == "Rosa M."
    assert file.cases[0].note == "evil<U+202E>txt\nand a second line"
    assert [note.split(": ")[0] for note in file.notes] == [
        "rosa.json, $.cases[0].label",
        "rosa.json, $.cases[0].note",
    ]


def test_what_a_history_wrote_is_cleaned_like_the_field_it_is_for() -> None:
    def spoil(plain: Any) -> None:
        edit = plain["history"][1]["edits"][0]
        assert edit["path"].endswith("/note")
        edit["after"] = plain["cases"][0]["note"] = "one\x07\ntwo"

    file = reread(spoiled(spoil))
    assert file.cases[0].note == "one\ntwo"
    assert len(file.notes) == 2


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_can_do_harm_in_any_place(payload: str) -> None:
    def spoil(plain: Any) -> None:
        plain["cases"][0]["diagnosis"] = payload
        plain["offices"][0]["address"] = payload

    file = reread(spoiled(spoil, history=False))
    assert again(reread(again(file))) == again(file)
    assert not reread(again(file)).notes


def test_fields_that_are_left_out_have_their_usual_values() -> None:
    plain = {
        "format": "so-tui case file",
        "version": 1,
        "cases": [{"id": small.CASE, "label": "Rosa", "began": "2026-11-10"}],
    }
    (case,) = reread(json.dumps(plain).encode()).cases
    assert case == Case(id=small.CASE, label="Rosa", began=dt.date(2026, 11, 10))


def test_a_page_that_the_history_removes_is_not_led_to() -> None:
    def spoil(plain: Any) -> None:
        change = plain["history"][2]
        path = f"cases/{small.CASE}"
        seen = [one["id"] for one in plain["history"][:2]]
        change["edits"] = [{"op": "remove", "path": path, "over": seen}]

    with pytest.raises(RefusedInputError, match="does not lead"):
        reread(spoiled(spoil))


def _inside(value: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    places = [place] if place else []
    if isinstance(value, dict | list):
        for step, inside in inner:
            places += _inside(inside, (*place, step)) if isinstance(inside, dict | list) else []
            places.append((*place, step))
    return places


_PLACES = sorted(set(_inside(small.plain(history=True))), key=str)
_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=6),
    st.sampled_from(["2026-12-17", "add", "remove", "restore", "cases", small.ITEM, small.CASE]),
    st.sampled_from([f"cases/{small.CASE}", f"offices/{small.OFFICE}/name", "cases", "/", "a/b/"]),
    st.sampled_from([f"cases/{small.CASE}/{inner}" for inner in ("visit", "items", "label/x")]),
    st.builds(list),
    st.builds(dict),
    st.sampled_from(_PLACES).map(lambda place: _at(small.plain(history=True), place)),
)


def _at(value: Any, place: tuple[Any, ...]) -> Any:
    for step in place:
        value = value[step]
    return value


@given(st.lists(st.tuples(st.sampled_from(_PLACES), _VALUES), min_size=1, max_size=3))
def test_a_spoiled_file_is_refused_or_means_something(
    faults: list[tuple[tuple[Any, ...], Any]],
) -> None:
    plain = small.plain(history=True)
    for place, value in faults:
        try:
            _at(plain, place[:-1])[place[-1]] = copy.deepcopy(value)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier fault took the place away
    _refused_or_steady(json.dumps(plain).encode())


@given(st.data())
def test_a_file_with_spoiled_bytes_is_refused_or_means_something(data: st.DataObject) -> None:
    case, office, history = small.told()
    spoilt = bytearray(dump([case], [office], history))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(spoilt) - 1))
        spoilt[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    _refused_or_steady(bytes(spoilt))


def _refused_or_steady(data: bytes) -> None:
    try:
        file = reread(data)
    except RefusedInputError:
        return
    assert again(reread(again(file))) == again(file)


def test_the_golden_file_is_read_strictly_too() -> None:
    assert again(reread(GOLDEN.read_bytes())) == GOLDEN.read_bytes()
    assert msgspec.json.decode(GOLDEN.read_bytes()) == small.plain(history=True)


def removed() -> dict[str, Any]:
    """A file that tells of the removal of the small case, as a plain value."""
    case, office, history = small.told()
    gone = Edit(op="remove", path=f"cases/{case.id}", over=tuple(one.id for one in history))
    last = history[-1].counter
    change = replace(history[-1], id=str(uuid.UUID(int=9)), edits=(gone,), counter=last + 1)
    plain: dict[str, Any] = json.loads(dump([], [office], [*history, change], [case]))
    return plain


def test_a_removal_is_read_as_it_was_written() -> None:
    data = json.dumps(removed()).encode()
    read = load(data, "removed.json", catalogue())
    case, office, _ = small.told()
    assert (read.cases, read.removed, read.offices) == ((), (case,), (office,))
    assert load(dump([], [office], read.history, read.removed), "again", catalogue()) == read


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (lambda file: file.pop("history"), "there is none"),
        (lambda file: file["history"].pop(), "does not lead to what is shown"),
        (lambda file: file.update(cases=file["removed"]), "among those that are there"),
        (
            lambda file: file["history"][-1]["edits"].append(
                {"op": "join", "path": f"cases/{file['removed'][0]['id']}", "over": []}
            ),
            "says nothing here",
        ),
    ],
)
def test_a_removal_that_cannot_be_is_refused(
    broken: Callable[[dict[str, Any]], object], says: str
) -> None:
    file = removed()
    broken(file)
    with pytest.raises(RefusedInputError, match=says):
        load(json.dumps(file).encode(), "removed.json", catalogue())
