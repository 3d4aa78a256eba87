"""Looking back: each change in words, and any earlier state brought back."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core import verbs
from so_tui.core.case import Case, Office
from so_tui.core.catalogue import WORD_TABLES
from so_tui.core.changes import Edit, apply
from so_tui.core.looking_back import as_it_was, put_back, told
from so_tui.core.pages import as_case
from so_tui.core.tree import type_at
from so_tui.core.wording import Wording
from so_tui.errors import NotAllowedError
from tests.core.test_changes import Replica, deed_names
from tests.deeds import DEEDS, a_case, case_page, pen
from tests.knowledge import catalogue

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
CODES = {code for codes in WORD_TABLES.values() for code in codes} | {
    *catalogue().kinds, *catalogue().problems,
    *(one.id for one in catalogue().reasons), *(one.id for one in catalogue().condition),
}  # fmt: skip
"""Every code that a case keeps; those of one plain word are words as well."""


def leaks(text: str) -> bool:
    """Whether a text for people has an id in it, or a code that is no word."""
    parts = re.findall(r"[a-z]+(?:_[a-z]+)+", text)
    return bool(UUID.search(text)) or any(part in CODES for part in parts)


def is_gone(replica: Replica) -> bool:
    return replica.pages["cases", a_case().id].removed


@given(st.data(), st.lists(deed_names, min_size=1, max_size=7))
def test_any_earlier_state_can_be_brought_back_and_that_undone(
    data: st.DataObject, names: list[str]
) -> None:
    replica = Replica("ana")
    begin = case_page(replica.pages).value
    states = {}
    for name in names:
        made = replica.do(data, name)
        if made is not None and not is_gone(replica):
            states[made.id] = case_page(replica.pages).value
    assume(states and not is_gone(replica))
    back = data.draw(st.sampled_from(sorted(states)))
    page = case_page(replica.pages)
    assume(page.value != states[back])
    change = replica.write(put_back(page, pen("ana", 99), states[back], "then"))
    assert case_page(replica.pages).value == states[back]
    replica.undo(change)
    assert case_page(replica.pages).value == page.value
    assert begin.id == page.value.id


def test_a_history_leads_to_the_state_after_each_of_its_changes() -> None:
    first = replace(verbs.new_case(pen("ana", 1), catalogue(), "Rosa"), counter=1)
    page = as_case(next(iter(apply({}, first).values())))
    second = replace(verbs.hand_over(page, pen("ana", 2), "Ben"), counter=2)
    history = [first, second]
    assert as_it_was(history, page.id, first.id).has_it == ""
    assert as_it_was(history, page.id, second.id).has_it == "Ben"
    with pytest.raises(NotAllowedError):
        as_it_was(history, a_case().id, second.id)


def test_what_is_so_already_is_not_put_back() -> None:
    page = case_page(Replica("ana").pages)
    with pytest.raises(NotAllowedError):
        put_back(page, pen("ana", 1), page.value, "then")


@given(st.data(), deed_names)
def test_every_deed_is_told_in_words_without_ids_or_codes(data: st.DataObject, name: str) -> None:
    replica = Replica("ana")
    before = case_page(replica.pages).value
    made = replica.do(data, name)
    assume(made is not None)
    assert made is not None
    after = replica.pages["cases", a_case().id].value
    assert isinstance(after, Case)
    assert not leaks(made.sentence)
    for case in (before, after):
        for one in told(made, case, catalogue()):
            assert one.what
            assert not leaks(one.line), one


@pytest.mark.parametrize(
    ("at", "value", "words"),
    [
        ("note", None, "empty"), ("note", "", "empty"), ("visit/accepts/ct/forms", [], "empty"),
        ("archived", True, "yes"), ("status", "decided_not", "decided not to go"),
        ("visit/day", "2026-12-17", "Thu 17 Dec 2026"), ("note", "a_b C", "a_b C"),
        ("visit/accepts/ct/ways", ["fax", "disc"], "fax, disc"), ("items/x/count_asked", 14, "14"),
        ("items/x", {"kind": "operative_note", "number": 2, "note": ""}, "what operative note"),
        ("items/x/problem", "disc_unreadable", "the disc does not open"),
        ("items/x/office", "0b0f4cde-0000-4000-8000-000000000000",
         "one that is not in this case any more"),
    ],
)  # fmt: skip
def test_values_are_told_as_people_read_them(at: str, value: object, words: str) -> None:
    of, field = type_at("cases", at), at.rpartition("/")[2]
    assert Wording(catalogue()).value(of, value, {}, field) == words


def test_an_item_that_goes_to_another_office_is_told_by_the_names_of_both() -> None:
    page = case_page(Replica("ana").pages)
    id_, item = next((key, one) for key, one in page.value.items.items() if one.office is None)
    of_case, here = next(iter(page.value.offices.items()))
    change = verbs.edit_item(page, pen("ana", 1), id_, replace(item, office=of_case))
    office = Office(id=here.office, name="St. Luke's")
    (one,) = told(change, page.value, catalogue(), {here.office: office})
    assert (one.before, one.after) == ("empty", "St. Luke's")


def test_a_change_to_another_case_is_not_told() -> None:
    page = case_page(Replica("ana").pages)
    other = Edit(op="set", path="cases/0b0f4cde-0000-4000-8000-000000000000/note", after="x")
    change = verbs.hand_over(page, pen("ana", 1), "Ben")
    both = replace(change, edits=(*change.edits, other))
    assert [one.line for one in told(both, page.value, catalogue())] == ["who has the case: Ben"]


def test_all_deeds_are_tried() -> None:
    assert len(DEEDS) > 20
