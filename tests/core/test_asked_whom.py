"""Each thing is asked of whom it is asked of, and of nobody else; what does not meet is a step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core.calendar import Calendar, for_region
from so_tui.core.case import (
    CALLS,
    OVER,
    THERE,
    CallName,
    Case,
    Contact,
    Office,
    Party,
    Visit,
    offices_of,
)
from so_tui.core.mismatch import mismatches
from so_tui.core.parties import SECOND, card_of, party_spoken_to, whom_of
from so_tui.core.plan import plan
from so_tui.core.received import is_short
from so_tui.core.script import sheet, wanted
from tests.knowledge import catalogue
from tests.strategies import TODAY, casebooks, cases, visits

Casebook = tuple[Case, Mapping[str, Office]]
CLOSED = OVER | {"arrived"}
ahead = st.dates(TODAY + dt.timedelta(days=1), TODAY + dt.timedelta(days=120))
going = casebooks(cases(visit=visits(day=ahead), statuses=("going",)))


@cache
def us() -> Calendar:
    return for_region("US", catalogue())


def spoken(book: Casebook, call: CallName, office: str | None, party: Party) -> str:
    """The words of a call, in which each thing is called `thing-<id>-`."""
    case, offices = book
    made = plan(case, offices, us(), catalogue(), TODAY)
    lines = sheet(case, call, office, offices, catalogue(), wanted(made), party)
    return "\n".join(lines)


def marked(book: Casebook) -> Casebook:
    """The case with a name of its own for each thing, and nothing that names them besides."""
    case, offices = book
    items = {id_: replace(one, detail=f"thing-{id_}-") for id_, one in case.items.items()}
    quiet = replace(case.visit, accepts={})
    return replace(case, items=items, visit=quiet), {
        id_: replace(one, gives={}) for id_, one in offices.items()
    }


@given(casebooks())
def test_each_thing_is_asked_of_its_office_or_of_whom_its_kind_is_asked(book: Casebook) -> None:
    book = marked(book)
    case, _ = book
    whom: dict[tuple[CallName, str | None, Party], str] = {}
    for call in CALLS:
        for party in get_args(Party) if call == "visit" else (SECOND,):
            whom[call, None, party] = spoken(book, call, None, party)
        for id_, one in offices_of(case, call):
            whom[call, id_, one.party] = spoken(book, call, id_, SECOND)
    stood_in = {one.instead_of for one in case.items.values()}
    for id_, item in case.items.items():
        kind = catalogue().kinds[item.kind]
        told = {of for of, words in whom.items() if f"thing-{id_}-" in words}
        unasked = kind.prompts_list or catalogue().group(item.kind) == "home"
        if item.state in CLOSED or unasked or id_ in stood_in:
            assert told == set()
        elif item.office is not None:
            assert {(call, office) for call, office, _ in told} == {(item.call, item.office)}
        else:
            party = kind.party if item.call == "visit" else None
            assert told == {
                of for of in whom if of[0] == item.call and party in (None, of[2])
            }  # fmt: skip


@given(casebooks(cases(statuses=("going",))), st.sampled_from(["carried", "courier"]))
def test_what_is_carried_is_sent_nowhere(book: Casebook, way: str) -> None:
    case, offices = marked(book)
    items = {
        id_: replace(one, way=way, destination="to-a-desk") for id_, one in case.items.items()
    }  # fmt: skip
    case = replace(case, items=items, visit=Visit(day=TODAY + dt.timedelta(days=30)))
    for call in CALLS[1:]:
        for id_, _ in offices_of(case, call):
            said = spoken((case, offices), call, id_, SECOND)
            if way == "carried":
                assert "to-a-desk" not in said
            else:
                asked = any(f"thing-{one}-" in said for one in case.items)
                assert ("to-a-desk" in said) == asked


@given(casebooks(cases(visit=visits(day=st.just(TODAY - dt.timedelta(days=3))))))
def test_after_the_visit_the_second_office_is_not_asked_what_it_needs(book: Casebook) -> None:
    book = marked(book)
    script = catalogue().scripts["visit", SECOND]
    said = spoken(book, "visit", None, SECOND).splitlines()
    assert not set(script.body) & set(said) - set(script.after)


@given(going)
def test_fewer_than_were_asked_for_are_a_question_until_that_is_settled(book: Casebook) -> None:
    case, offices = book
    made = plan(case, offices, us(), catalogue(), TODAY)
    for id_, item in case.items.items():
        step = made.step(f"rest:{id_}")
        kind = catalogue().kinds[item.kind]
        if not is_short(item) or kind.prompts_list:
            assert step is None
        elif not any(one.instead_of == id_ for one in case.items.values()):
            lacking = made.of_item(id_) is not None or item.state not in OVER | THERE
            assert (step is not None) >= (lacking and item.state in ("asked", "on_its_way"))
        if step is not None:
            assert (step.call, step.office) == (item.call, item.office)


@given(going)
def test_what_does_not_meet_is_one_question_to_the_second_office(book: Casebook) -> None:
    case, offices = book
    made = plan(case, offices, us(), catalogue(), TODAY)
    apart = {one.item for one in mismatches(case, offices)}
    steps = [one for one in made.steps if one.id.startswith("mismatch:")]
    about = [one.id.rpartition(":")[2] for one in steps]
    assert len(about) == len(set(about)), "one question at a time for each thing"
    assert set(about) <= apart
    stood_in = {one.instead_of for one in case.items.values()}
    for id_ in apart - stood_in:
        item = case.items[id_]
        if item.state in ("to_ask", "asked") and not catalogue().kinds[item.kind].prompts_list:
            assert id_ in about
    for one in steps:
        assert one.call == "visit"
        assert one.office is None or case.offices[one.office].party == SECOND


@given(casebooks(), st.sampled_from(CALLS), st.sampled_from(get_args(Party)))
def test_a_contact_was_with_whom_its_office_is_or_else_with_whom_it_says(
    book: Casebook, call: CallName, party: Party
) -> None:
    case, _ = book
    for office in (None, "gone", *case.offices):
        contact = Contact(
            number=1, call=call, outcome="spoke", on=TODAY, office=office, party=party
        )
        here = case.offices.get(office or "")
        if call != "visit":
            expected: Party = here.party if here and here.call == "visit" else SECOND
        elif here is None:
            expected = party
        else:
            expected = here.party if here.call == "visit" else SECOND
        assert party_spoken_to(case, contact) == expected


@given(casebooks(), st.text("abcxyz ÄÖñ", min_size=1, max_size=30).filter(str.strip))
def test_the_first_doctor_is_called_what_they_are_on_the_card_and_in_words(
    book: Casebook, specialty: str
) -> None:
    case, _ = book
    words = catalogue().words
    case = replace(case, specialty=specialty)
    assert card_of(case, "oncologist", words).casefold() == specialty.casefold()
    assert specialty.casefold() in whom_of(case, "oncologist", SECOND, words).casefold()
    for call in ("visit", "pathology", "radiology"):
        assert "zz-" not in card_of(replace(case, specialty="zz-" + specialty), call, words)
