"""The words for a call name each paper that is still open, and leave room for the rest."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core.calendar import for_region
from so_tui.core.case import (
    CALLS,
    CallName,
    Case,
    CaseOffice,
    Identifiers,
    Item,
    Move,
    Office,
    Party,
    Person,
    State,
    Visit,
)
from so_tui.core.parties import SECOND
from so_tui.core.plan import plan
from so_tui.core.script import BLANK, Wanted, open_items, sheet, wanted
from so_tui.errors import NotFoundError
from tests.hostile import PAYLOADS
from tests.knowledge import catalogue
from tests.strategies import casebooks

LAB = Office(id="lab", name="St. Luke's Pathology", desk="slide desk", phone="203-555-0177")
OFFICES = {"lab": LAB}
DAY = dt.date(2026, 11, 25)


@dataclass(frozen=True)
class Told:
    """A script as one text, and its lines."""

    lines: tuple[str, ...]

    def __contains__(self, words: str) -> bool:
        return any(words in line for line in self.lines)

    def __str__(self) -> str:
        return "\n".join(self.lines)


def rosa(items: dict[str, Item]) -> Case:
    return Case(
        id="rosa",
        label="Rosa M.",
        began=dt.date(2026, 11, 3),
        has_it="Elena Ruiz",
        person=Person(
            legal_name="Rosa Marquez", former_names="Rosa Ruiz", born=dt.date(1968, 5, 2)
        ),
        visit=Visit(
            doctor="Dr Okoye",
            day=dt.date(2026, 12, 17),
            papers_to="Center Oncology\nAttn Dr Okoye",
            fax="212-555-0199",
            slides_to="Center Pathology",
            images_to="Center Radiology",
        ),
        offices={
            "one": CaseOffice(number=1, call="pathology", office="lab", person_number="88-1042"),
            "two": CaseOffice(number=2, call="pathology", office="unknown"),
        },
        items=items,
    )


def slides(state: State = "to_ask", office: str | None = "one") -> Item:
    return Item(
        number=1,
        call="pathology",
        kind="stained_slides",
        office=office,
        identifiers=Identifiers(reference="S26-1042"),
        form="original",
        count_asked=14,
        state=state,
    )


def told(case: Case, call: CallName = "pathology", office: str | None = "one") -> Told:
    return Told(sheet(case, call, office, OFFICES, catalogue(), Wanted(days={"slides": DAY})))


def test_the_lab_is_asked_for_the_slides_by_number_form_count_and_day() -> None:
    case = rosa({"slides": slides()})
    lines = told(case).lines
    assert lines[0] == "St. Luke's Pathology, slide desk, 203-555-0177"
    assert "I am calling for Rosa Marquez (also Rosa Ruiz), born 2 May 1968." in told(case)
    assert "Hello, my name is Elena Ruiz." in told(case)
    assert "Our number with you is 88-1042." in lines
    assert (
        "Please send the stained slides, number S26-1042, originals, 14 in all, "
        "needed by Wed 25 Nov 2026." in lines
    )
    assert "They go to Center Pathology, for Dr Okoye." in lines
    assert "The first of them is needed by Wed 25 Nov 2026." in lines


def test_a_case_that_knows_nothing_leaves_lines_to_write_on() -> None:
    case = Case(
        id="new",
        label="New",
        began=DAY,
        items={"slides": Item(number=1, call="pathology", kind="stained_slides")},
    )
    text = str(told(case, office=None))
    assert f"my name is {BLANK}" in text
    # What the case is called is better than a blank, where no name is known.
    assert f"I am calling for New, born {BLANK}." in text
    # A sentence of which nothing is known would be read aloud for nothing.
    assert "They go to" not in text
    assert "Our number" not in text
    assert "None" not in text


@pytest.mark.parametrize("state", ["arrived", "usable", "not_needed", "will_follow"])
def test_what_is_there_or_over_is_not_asked_for_again(state: State) -> None:
    script = told(rosa({"slides": slides(state)}))
    assert "stained slides" not in script
    assert "Please send the" not in script
    assert "They go to" not in script


@pytest.mark.parametrize(
    ("state", "since"),
    [
        ("asked", "asked on Fri 20 Nov 2026"),
        ("on_its_way", "on its way on Fri 20 Nov 2026"),
        ("not_usable", "not usable on Fri 20 Nov 2026"),
    ],
)
def test_what_was_asked_for_before_is_said_with_its_day(state: State, since: str) -> None:
    move = Move(number=1, on=dt.date(2026, 11, 20), state=state, place="office")
    assert since in told(rosa({"slides": replace(slides(state), moves={"m": move})}))


def test_items_of_this_office_and_of_none_are_named_and_those_of_another_are_not() -> None:
    case = rosa(
        {
            "slides": slides(),
            "report": Item(number=2, call="pathology", kind="pathology_report"),
            "block": Item(number=3, call="pathology", kind="block", office="two"),
            "scan": Item(number=1, call="radiology", kind="ct"),
        }
    )
    mine = open_items(case, "pathology", "one", SECOND, catalogue())
    assert {id_ for id_, _ in mine} == {"slides", "report"}
    script = told(case)
    assert "the stained slides" in script
    assert "the pathology report" in script
    assert "block" not in script
    assert "CT" not in script
    assert {id_ for id_, _ in open_items(case, "pathology", None, SECOND, catalogue())} == {
        "report"
    }
    assert len([line for line in script.lines if line.startswith("Please send the")]) == 2


def test_papers_and_slides_that_go_to_two_places_say_so_each() -> None:
    case = rosa(
        {
            "slides": slides(),
            "report": Item(number=2, call="pathology", kind="pathology_report", office="one"),
        }
    )
    script = told(case)
    assert "to Center Pathology, needed by" in script
    assert "to Center Oncology, Attn Dr Okoye, fax 212-555-0199" in script
    assert "They go to the place named with each, for Dr Okoye." in script


def test_an_item_may_go_somewhere_of_its_own() -> None:
    case = rosa({"slides": replace(slides(), destination="Dr Okoye's lab\nRoom 4")})
    assert "They go to Dr Okoye's lab, Room 4, for Dr Okoye." in told(case)


def test_a_wish_for_all_records_is_not_passed_on() -> None:
    case = rosa({"all": Item(number=1, call="oncologist", kind="everything")})
    assert "each paper by its name" not in told(case, "oncologist", None)


def test_the_second_office_is_asked_what_it_wants_before_anything_else() -> None:
    case = rosa({"number": Item(number=1, call="visit", kind="authorization")})
    script = told(case, "visit", None)
    assert "Which records do you need? Which would you only like to have?" in script
    assert "prior authorization" not in script, "that is asked of the insurer"
    insurer = "\n".join(sheet(case, "visit", None, OFFICES, catalogue(), Wanted(), party="insurer"))
    assert "Please tell me about the insurer's approval (prior authorization)" in insurer


def test_cuts_are_asked_for_with_the_number_of_their_block_and_their_thickness() -> None:
    case = rosa({"cuts": Item(number=1, call="pathology", kind="unstained_slides", office="one")})
    assert "freshly cut, with the block's number and how thick each cut is" in told(case)
    second = told(case, "visit", None)
    assert "If unstained slides: from which block, how many, and how thick?" in second.lines


def test_a_paper_is_asked_for_with_its_pages_and_the_portal_is_spoken_of() -> None:
    notes = Item(number=1, call="oncologist", kind="consult_notes", count_asked=12)
    script = told(rosa({"notes": notes}), "oncologist", None)
    assert "from the first visit to the latest, 12 in all" in script
    assert "Is any of it in the portal already?" in script.lines


def test_an_office_of_another_card_is_refused_with_a_sentence() -> None:
    with pytest.raises(NotFoundError, match="not on this card"):
        told(rosa({}), "radiology", "one")
    with pytest.raises(NotFoundError, match="not on this card"):
        told(rosa({}), "pathology", "gone")


def test_an_office_that_the_casebook_does_not_know_gets_no_heading() -> None:
    assert told(rosa({}), office="two").lines[0].startswith("Hello")


@pytest.mark.parametrize("call", CALLS)
def test_every_line_is_one_line_whatever_the_case_holds(call: CallName) -> None:
    for text in PAYLOADS:
        case = Case(
            id="x",
            label=text,
            began=DAY,
            has_it=text,
            person=Person(legal_name=text, former_names=text),
            visit=Visit(doctor=text, papers_to=text, slides_to=text, images_to=text, fax=text),
            items={
                f"{number}": Item(
                    number=number, call=call, kind=kind.id, detail=text, destination=text
                )
                for number, kind in enumerate(catalogue().kinds.values(), 1)
                if kind.call == call
            },
        )
        for line in sheet(case, call, None, {}, catalogue(), Wanted()):
            assert line.splitlines() == [line]


# --- Days that are said ------------------------------------------------------------------------


@given(casebooks(), st.dates(dt.date(2026, 10, 1), dt.date(2027, 3, 1)), st.sampled_from(CALLS))
def test_no_office_is_told_a_day_that_is_not_ahead(
    book: tuple[Case, dict[str, Office]], today: dt.date, call: CallName
) -> None:
    case, offices = book
    made = plan(case, offices, for_region("US", catalogue()), catalogue(), today)
    wants = wanted(made)
    assert all(day > today for day in wants.days.values())
    assert not wants.soon & wants.days.keys()
    for line in sheet(case, call, None, offices, catalogue(), wants):
        told = re.search(r"needed by \w{3} (\d+ \w{3} \d{4})", line)
        if told is not None:
            day = dt.datetime.strptime(told.group(1), "%d %b %Y").replace(tzinfo=dt.UTC).date()
            assert day > today, line


def test_what_should_have_been_there_is_wanted_as_soon_as_can_be() -> None:
    wants = Wanted(soon=frozenset({"slides"}), visit=dt.date(2026, 12, 17))
    said = Told(sheet(rosa({"slides": slides()}), "pathology", "one", OFFICES, catalogue(), wants))
    assert "as soon as you can; the visit is on Thu 17 Dec 2026." in said
    assert "needed by" not in said


def test_without_a_day_nothing_is_said_of_one() -> None:
    said = Told(
        sheet(rosa({"slides": slides()}), "pathology", "one", OFFICES, catalogue(), Wanted())
    )
    assert "needed by" not in said
    assert BLANK not in str(said)


def test_the_next_steps_question_comes_first() -> None:
    case = replace(rosa({}), offices={})
    made = plan(case, {}, for_region("US", catalogue()), catalogue(), DAY)
    assert made.next is not None
    assert made.next.opens == "safe_to_wait"
    lines = sheet(case, "oncologist", None, {}, catalogue(), wanted(made))
    assert "is it safe to wait" in lines[1]


@pytest.mark.parametrize("call", CALLS)
@given(item=st.sampled_from(sorted(catalogue().kinds)))
def test_no_office_is_asked_for_what_lies_at_home(call: CallName, item: str) -> None:
    kind = catalogue().kinds[item]
    case = rosa({"x": Item(number=1, call=call, kind=item, detail="the one thing")})
    for party in get_args(Party) if call == "visit" else (SECOND,):
        lines = sheet(case, call, None, OFFICES, catalogue(), Wanted(), party)
        asked = any("the one thing" in line for line in lines)
        theirs = call != "visit" or kind.party == party
        outside = catalogue().group(item) != "home" and not kind.prompts_list
        assert asked == (outside and theirs)


@pytest.mark.parametrize("call", ["oncologist", "pathology", "radiology"])
@given(data=st.data())
def test_what_is_on_its_way_is_not_asked_for_again(call: CallName, data: st.DataObject) -> None:
    kinds = sorted(
        id_
        for id_, kind in catalogue().kinds.items()
        if catalogue().group(id_) != "home" and not kind.prompts_list
    )
    kind = data.draw(st.sampled_from(kinds))
    sent = Item(number=1, call=call, kind=kind, detail="the one thing", state="on_its_way")
    lines = sheet(rosa({"x": sent}), call, None, OFFICES, catalogue(), Wanted())
    told = [line for line in lines if "the one thing" in line]
    assert len(told) == 1
    assert told[0].startswith("When did this leave you")
