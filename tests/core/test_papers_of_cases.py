"""Papers about all of a case, and about all cases: what stands on them, and what never does."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core.calendar import for_region
from so_tui.core.case import (
    CALLS,
    ENDED,
    CallName,
    Case,
    Item,
    Office,
    Opinion,
    Question,
    Waiting,
    is_there,
    spoken_items,
)
from so_tui.core.changes import AnyPage, CasePage, apply
from so_tui.core.conflict_words import ConflictWords
from so_tui.core.conflicts import conflicts_in
from so_tui.core.glance import InLists
from so_tui.core.pages import as_case
from so_tui.core.papers.book import Book
from so_tui.core.papers.due import is_due
from so_tui.core.papers.filling import fill
from so_tui.core.papers.listing import listed
from so_tui.core.papers.model import Block, Chart, Paper, texts
from so_tui.core.papers.tables import rows
from so_tui.core.papers.text import WIDTH, plain
from so_tui.core.papers.values import values
from so_tui.core.papers.vocabulary import COLUMNS, PLACES
from so_tui.core.parties import card_of, whom
from so_tui.core.plan import plan
from so_tui.core.steps import Plan
from so_tui.core.summary import count as counted
from so_tui.core.summary import summary
from so_tui.core.timeline import timeline
from so_tui.core.verbs.making import changed
from so_tui.core.wording import Wording
from so_tui.papers import addressee, description, papers
from tests.core.test_papers_made import begun
from tests.deeds import pen
from tests.knowledge import catalogue
from tests.papers import SAMPLES, TODAY, Told, all_retyped, every, known, made, sample
from tests.strategies import casebooks, items

RANKING = re.compile(
    r"\b(better|best|worse|worst|wrong|right|correct|prefer\w*|should|must|superior|safer|stronger|"
    r"trust\w*|recommend\w*|score)\b",
    re.IGNORECASE,
)


def planned(told: Told) -> Plan:
    calendar = for_region("US", catalogue())
    return plan(told.case, told.offices, calendar, catalogue(), TODAY)


def part(paper: Paper, heading: str) -> Block:
    (found,) = [block for block in paper.blocks if block.heading == heading]
    return found


def firsts(paper: Paper, heading: str) -> list[str]:
    """What a table of a paper lists, by its first column."""
    return [row[0] for row in part(paper, heading).table]


def spoken(case: Case, *, there: bool) -> list[str]:
    """The items that are wanted and there, or not there, as they are spoken of."""
    kinds = catalogue().kinds
    return [
        f"{name} {Wording(catalogue()).item(item)}"
        for name, id_ in spoken_items(case)
        if (item := case.items[id_]).state != "not_needed"
        and is_there(item, kinds[item.kind].checked) == there
    ]


# --- Any case -------------------------------------------------------------------------------


@given(casebooks())
def test_any_case_has_every_paper_as_lines_that_fit(drawn: tuple[Case, dict[str, Office]]) -> None:
    told = Told(*drawn)
    kinds = set()
    for name, paper in every(told):
        kinds.add(name.partition("-")[0])
        text = plain(paper)
        assert text.startswith(paper.title)
        assert text.splitlines()[-1].startswith("Made on")
        for line in text.splitlines():
            assert len(line) <= WIDTH or len(line.split()) == 1
    assert {"packet", "handover", "comparison"} <= kinds


@given(casebooks())
def test_each_item_stands_in_the_inventory_once_and_the_gaps_are_those_of_the_case(
    drawn: tuple[Case, dict[str, Office]],
) -> None:
    told = Told(*drawn)
    made_of = planned(told)
    for kind in ("packet", "handover", "summary"):
        paper = made(told, kind, None)
        gaps, there = firsts(paper, "Not there yet"), firsts(paper, "There")
        assert gaps == spoken(told.case, there=False)
        assert there == spoken(told.case, there=True)
        # The counts are those that `show` tells of each card.
        for call in CALLS:
            of_card = counted(told.case, made_of, catalogue(), call)
            letter = call[0].upper()
            assert sum(one.startswith(letter) for one in gaps) == of_card.asked - of_card.there
            assert sum(one.startswith(letter) for one in there) == of_card.there


@given(casebooks())
def test_what_one_has_at_home_is_from_nobody_and_what_two_others_give_is_from_them(
    drawn: tuple[Case, dict[str, Office]],
) -> None:
    told, kinds = Told(*drawn), catalogue().kinds
    knows = known(told, None)
    for of in ("gaps", "there"):
        for (_, item), row in zip(listed(knows, of), rows(knows, of), strict=True):
            if catalogue().group(item.kind) == "home":
                assert row["from"] == ""
            elif item.call == "visit" and item.office not in told.case.offices:
                assert (
                    row["from"]
                    == catalogue().words[f"whom.{whom('visit', kinds[item.kind].party)}"]
                )
    at_home = {
        f"{name} " for name, id_ in spoken_items(told.case)
        if catalogue().group(told.case.items[id_].kind) == "home"
    }  # fmt: skip
    for step in rows(knows, "steps"):
        assert not (step["whom"] and step["what"].startswith(tuple(at_home)))


def test_a_paper_that_is_read_later_calls_no_day_today() -> None:
    told = sample("midway")
    said = Waiting(answer="It can wait.", said_by="Dr Chen", said_on=TODAY, until=TODAY)
    visit = replace(told.case.visit, waiting=said)
    told = Told(replace(told.case, visit=visit), told.offices)
    for kind in ("packet", "handover", "summary"):
        text = " ".join(plain(made(told, kind, None)).split())
        assert "Dr Chen on Wed 25 Nov 2026: “It can wait.” Until Wed 25 Nov 2026." in text


@given(casebooks())
def test_the_drawing_has_each_thing_of_the_plan_once_with_its_sign(
    drawn: tuple[Case, dict[str, Office]],
) -> None:
    told = Told(*drawn)
    rows = list(timeline(planned(told), told.case, catalogue()).rows)
    paper = made(told, "packet", None)
    charts = [block.chart for block in paper.blocks if block.chart is not None]
    if not rows:
        assert charts == []
        return
    (chart,) = charts
    lines = [row for row in chart.rows if not row.head]
    assert Counter(one.name for one in lines) == Counter(row.name for row in rows)
    assert Counter((one.name, bool(one.marks)) for one in lines) == Counter(
        (row.name, any(mark.day is not None for mark in row.marks)) for row in rows
    )
    heads = [row.name for row in chart.rows if row.head]
    assert heads == [
        card_of(told.case, call, catalogue().words)
        for call in CALLS
        if any(row.call == call for row in rows)
    ]
    _fits(chart)
    assert _as_drawn(paper, chart)


def _fits(chart: Chart) -> None:
    """Nothing is drawn outside, and all that is drawn is told of."""
    told = {sign for sign, _ in chart.legend}
    for row in chart.rows:
        assert all(0 <= bar.first <= bar.last < chart.width for bar in row.bars)
        assert all(0 <= mark.column < chart.width for mark in row.marks)
        assert {mark.text for mark in row.marks} <= told
        assert {chart.fills[bar.kind] for bar in row.bars} <= told
    assert len(told) == len(chart.legend)


def _as_drawn(paper: Paper, chart: Chart) -> bool:
    """Whether plain text has every sign of a row at its column."""
    lines = plain(paper).splitlines()
    begin = chart.names + 1
    for row in chart.rows:
        signs = [(mark.column, mark.text) for mark in row.marks]
        ends = row.state
        fitting = [
            line
            for line in lines
            if line.endswith(ends) and all(line[begin + n : begin + n + 1] == s for n, s in signs)
        ]
        if not fitting and row.name.isascii():
            return False
    return True


# --- The handover -------------------------------------------------------------------------------

APART = {
    "diagnosis": ("left", "right"), "label": ("Rosa", "R. M."), "note": ("one", "two\nlines"),
    "status": ("going", "on_hold"),
}  # fmt: skip


@given(casebooks(), st.sets(st.sampled_from([*APART])))
def test_a_handover_tells_what_two_people_changed_apart_and_only_that(
    drawn: tuple[Case, dict[str, Office]], fields: set[str]
) -> None:
    case, offices = drawn
    _, page = begun(case)
    pages: dict[tuple[str, str], AnyPage] = {(page.kind, page.id): page}
    for nth, who in enumerate(("ana", "rosa")):
        after = replace(case, **{name: APART[name][nth] for name in fields})
        if after != case:
            change = changed(page, pen(who), "set", "Changed", after)
            pages |= apply(pages, replace(change, counter=2))
    (now,) = pages.values()
    told, waits = Told(as_case(now).value, offices), conflicts_in([now])
    described = description("handover", None)
    assert described is not None
    paper = fill(described, papers(), known(told, None, apart=waits))
    found = [block for block in paper.blocks if block.heading == "Still to settle"]
    words = ConflictWords(told.case, offices, catalogue())
    said = [row[0] for block in found for row in block.table]
    assert said == [words.what(one) for one in waits]
    text = " ".join(plain(paper).split())
    for one in waits:
        assert len({words.side(one, side) for side in one.sides}) == len(one.sides)
        for side in one.sides:
            assert f"{words.side(one, side)}, by {side.actor}" in text
    # Where each wrote something new, both wait.
    new = [name for name in fields if getattr(case, name) not in APART[name]]
    assert {*new} <= {one.inner for one in waits}


# --- The comparison -------------------------------------------------------------------------

MATERIAL: tuple[tuple[CallName, str], ...] = tuple(
    (one.call, one.id) for one in catalogue().kinds.values() if one.checked
)


def test_a_comparison_holds_what_the_case_holds_and_room_for_all_else() -> None:
    told = sample("midway")
    blank = made(told, "comparison", None)
    sides = [block for block in blank.blocks if block.kind == "sides"]
    cells = {(row[0], n): cell for block in sides for row in block.table for n, cell in
             enumerate(row[1:])}  # fmt: skip
    assert {key: cell for key, cell in cells.items() if cell} == {
        ("Doctor", 0): "Dr Chen",
        ("Doctor", 1): "Dr Lindqvist",
        ("Records and reports", 1): "consult notes\npathology report\nstage and plan",
    }
    assert all(block.rows for block in sides)
    opinion = Opinion(
        by="Dr Okoye", on=dt.date(2026, 12, 17), agrees="The kind.", differs="The order.",
        asks_next="Why first?",
    )  # fmt: skip
    text = plain(made(Told(replace(told.case, opinion=opinion), told.offices), "comparison", None))
    for said in ("Dr Okoye", "Thu 17 Dec 2026", "They agree on: The kind.",
                 "They differ on: The order.", "We want to ask: Why first?"):  # fmt: skip
        assert said in text


@given(casebooks(), st.lists(items(), max_size=4), st.sampled_from(MATERIAL), st.booleans())
def test_the_second_doctor_had_just_what_counts_as_there_at_the_second_office(
    drawn: tuple[Case, dict[str, Office]],
    more: list[Item],
    material: tuple[CallName, str],
    found_usable: bool,
) -> None:
    # What came and was not looked at yet, and much else that is at the second office.
    case, offices = drawn
    call, kind = material
    came = Item(number=1, call=call, kind=kind, state="usable" if found_usable else "arrived")
    every_item = {
        f"n{n}": replace(one, place="second_office") for n, one in enumerate([came, *more])
    }
    told = Told(replace(case, items={**case.items, **every_item}), offices)
    kinds = catalogue().kinds
    names = Wording(catalogue())
    for place, calls, checked in (
        ("second_has_records", ("oncologist", "pathology", "radiology"), False),
        ("second_has_slides", ("pathology",), True),
        ("second_has_images", ("oncologist", "radiology"), True),
    ):
        had = [
            names.item(item)
            for item in told.case.items.values()
            if item.place == "second_office" and item.call in calls
            and kinds[item.kind].checked == checked
            and item.state in (("usable",) if checked else ("usable", "arrived"))
        ]  # fmt: skip
        assert sorted({*values(known(told, None))[place].splitlines()}) == sorted({*had}), place


def test_a_comparison_ranks_nothing() -> None:
    described = description("comparison", None)
    assert described is not None
    told = sample("midway")
    bare = Told(replace(told.case, questions={}), told.offices)
    assert RANKING.search(plain(made(bare, "comparison", None))) is None
    assert RANKING.search(" ".join((described.title, described.about))) is None


@given(casebooks())
def test_only_what_people_asked_stands_under_what_to_ask(
    drawn: tuple[Case, dict[str, Office]],
) -> None:
    told = Told(*drawn)
    asked = {
        "1": Question(number=1, text="Is it sure?"),
        "2": Question(number=2, text="What then?", to="today_doctor"),
        "3": Question(number=3, text="Who reads it?", answer="Two of us."),
    }
    told = Told(replace(told.case, questions=asked), told.offices)
    paper = made(told, "comparison", None)
    prompts = [line for block in paper.blocks if block.kind == "script" for line in block.lines]
    assert prompts == ["What then?", "Is it sure?"]
    assert firsts(paper, "Questions that were answered") == ["Who reads it?"]


# --- All cases ------------------------------------------------------------------------------


def caseload(*tolds: Told) -> Paper:
    described = description("caseload", None)
    assert described is not None
    offices = {id_: one for told in tolds for id_, one in told.offices.items()}
    lists = []
    for told in tolds:
        made_of = planned(told)
        page = CasePage(kind="cases", id=told.case.id, value=told.case)
        lists.append(
            InLists(
                summary=summary(page, made_of, catalogue()), late_papers=made_of.late_papers,
                late_tasks=made_of.late_tasks, days_left=made_of.business_days_left,
            )
        )  # fmt: skip
    book = Book(
        cases=lists, offices=offices, catalogue=catalogue(), shared=papers().shared, today=TODAY
    )
    return fill(described, papers(), book)


def test_a_caseload_has_every_open_case_and_no_other() -> None:
    tolds = [sample(name) for name in SAMPLES]
    over = Told(replace(tolds[0].case, id="over", label="Over", status="closed"), tolds[0].offices)
    away = Told(replace(tolds[0].case, id="away", label="Away", archived=True), tolds[0].offices)
    paper = caseload(*tolds, over, away)
    assert sorted(firsts(paper, "Open cases, most urgent first")) == sorted(
        told.case.label for told in tolds
    )
    assert {"Over", "Away"}.isdisjoint(row[2] for row in part(paper, "Whom to call today").table)


def tells_nothing_more(told: Told) -> None:
    """Of all that was typed into a case, a caseload has nothing but what lists show."""
    number = count(100)
    seen: dict[str, str] = {}

    def marked(text: str) -> str:
        token = f"mark{next(number)}"
        seen[token] = text
        return token

    told = all_retyped(told, marked)
    case = told.case
    allowed = {case.label, case.has_it, case.specialty, case.visit.zone}
    for office in told.offices.values():
        allowed |= {office.name, office.phone}
    for item in case.items.values():
        # What is asked for is named, as it is in the list of the day's calls.
        allowed |= {item.detail, item.identifiers.reference, item.identifiers.body_part}
    found = {one for text in texts(caseload(told)) for one in re.findall(r"mark\d+", text)}
    assert found - allowed == set(), {token: seen[token] for token in found - allowed}
    is_over = case.archived or case.status in (*ENDED, "visited")
    assert is_over or case.label in found or not case.label


@pytest.mark.parametrize("name", SAMPLES)
def test_a_caseload_tells_nothing_of_the_person_or_the_illness(name: str) -> None:
    tells_nothing_more(sample(name))


@given(casebooks())
def test_a_caseload_of_any_case_tells_nothing_of_the_person_or_the_illness(
    drawn: tuple[Case, dict[str, Office]],
) -> None:
    case, offices = drawn
    person = replace(case.person, legal_name="Rosa", health_number="7", address="9 Elm")
    ill = replace(case, person=person, diagnosis="an illness", note="a secret", after_hours="x")
    tells_nothing_more(Told(ill, offices))


# --- The words of descriptions --------------------------------------------------------------


@pytest.mark.parametrize("name", SAMPLES)
def test_each_place_and_each_column_can_be_filled(name: str) -> None:
    from so_tui.core.papers import book, tables, values

    told = sample(name)
    office = next(iter(told.case.offices))
    assert values.values(known(told, None)).keys() == PLACES["case"] | {"today"}
    assert values.values(known(told, office)).keys() == (
        PLACES["case"] | PLACES["office"] | {"today"}
    )
    of_all = Book(cases=[], offices={}, catalogue=catalogue(), shared=papers().shared, today=TODAY)
    assert book.values(of_all).keys() == PLACES["casebook"]
    for table, columns in COLUMNS.items():
        if table not in ("calls_today", "cases"):
            for row in tables.rows(known(told, office), table):
                assert row.keys() == columns, table


# --- What is due ----------------------------------------------------------------------------


def due(told: Told) -> list[tuple[str, str | None, Paper]]:
    """Each paper that is due: its kind, the office by its id, and the paper."""
    found: list[tuple[str, str | None, Paper]] = []
    for office in (None, *told.case.offices):
        for kind in papers().kinds():
            described = description(kind, addressee(told.case, office) if office else None)
            if described is not None and is_due(described.due, known(told, office)):
                found.append((kind, office, made(told, kind, office)))
    return found


BEFORE = (
    "authorization",
    "access-request",
    "doctor-request",
    "transmittal",
    "disc-label",
    "packet",
)
"""What nobody needs any more once the visit is over."""


@given(casebooks())
def test_no_paper_is_due_that_has_nothing_to_say(drawn: tuple[Case, dict[str, Office]]) -> None:
    told = Told(*drawn)
    day = planned(told)
    for kind, office, paper in due(told):
        assert told.case.status not in ENDED
        assert not {"what is asked for", "what is on the disc"} & {*paper.blanks}
        if kind in ("letter", "doctor-request", "transmittal", "disc-label"):
            assert any(block.table for block in paper.blocks), kind
        if kind == "call-sheet":
            named = [step for step in map(day.step, day.agenda) if step is not None]
            assert any(step.office == office and step.at_office for step in named)
        gone = told.case.visit.day is not None and told.case.visit.day < TODAY
        over = gone or told.case.status == "visited"
        if kind == "comparison":
            assert over
        if kind in BEFORE:
            assert not over


def test_what_is_due_changes_as_the_case_goes_on() -> None:
    told = sample("midway")
    case = told.case
    (lab,) = [id_ for id_, one in case.offices.items() if one.call == "pathology"]

    def kinds(changed: Case, office: str | None) -> set[str]:
        return {kind for kind, whom, _ in due(Told(changed, told.offices)) if whom == office}

    assert {"authorization", "letter", "fax-cover", "call-sheet", "transmittal"} == kinds(case, lab)
    signed = {
        id_: replace(one, signed_on=TODAY, instrument="authorization")
        for id_, one in case.releases.items()
    }
    assert "authorization" not in kinds(replace(case, releases=signed), lab)
    access = {id_: replace(one, instrument="access_request") for id_, one in case.releases.items()}
    found = kinds(replace(case, releases=access), lab)
    assert ("access-request" in found, "authorization" in found) == (True, False)
    sent = {
        id_: replace(one, state="usable", place="second_office") if one.office == lab else one
        for id_, one in case.items.items()
    }
    assert kinds(replace(case, items=sent), lab) <= {"authorization"}
    assert kinds(case, None) == set()
    soon = replace(case, visit=replace(case.visit, day=TODAY + dt.timedelta(days=5)))
    assert kinds(soon, None) == {"packet"}
    over = replace(case, visit=replace(case.visit, day=TODAY - dt.timedelta(days=1)))
    assert kinds(over, None) == {"comparison"}
    assert not kinds(over, lab) - {"call-sheet"}
    assert due(Told(replace(soon, status="closed"), told.offices)) == []
