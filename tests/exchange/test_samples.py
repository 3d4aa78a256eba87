"""The samples are whole, plausible cases: strict, canonical, and true to themselves."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest

from so_tui import assets
from so_tui.core.calendar import for_region
from so_tui.core.case import Case, in_order
from so_tui.core.plan import plan
from so_tui.exchange.casefile import CaseFile, dump, load
from tests.exchange.sample_cases import STORIES, sample
from tests.exchange.validation import faults
from tests.knowledge import catalogue

FOLDER = assets.data("samples")
TODAY = dt.date(2026, 11, 25)
PHONE = re.compile(r"\d{3}-\d{3}-\d{4}")

each_sample = pytest.mark.parametrize("name", STORIES)


def file_of(name: str) -> Path:
    return FOLDER / f"{name}.json"


def the(name: str) -> CaseFile:
    return load(file_of(name).read_bytes(), f"{name}.json", catalogue())


def case_of(name: str) -> Case:
    (case,) = the(name).cases
    return case


def test_there_is_a_file_for_each_story_and_no_other() -> None:
    assert {file.name for file in FOLDER.iterdir()} == {f"{name}.json" for name in STORIES}


@each_sample
def test_a_sample_is_what_its_story_tells(name: str) -> None:
    told = "run: python -m tests.exchange.sample_cases"
    assert sample(name) == file_of(name).read_bytes(), told


@each_sample
def test_a_sample_is_read_without_a_remark_and_written_the_same(name: str) -> None:
    file = the(name)
    assert file.notes == ()
    assert dump(file.cases, file.offices, file.history) == file_of(name).read_bytes()


@each_sample
def test_the_story_of_a_sample_travels_as_its_history(name: str) -> None:
    story = STORIES[name]()
    data = dump([story.case], story.offices, story.changes)
    assert load(data, name, catalogue()).history == tuple(story.changes)


@each_sample
def test_a_sample_keeps_to_the_schema(name: str) -> None:
    assert faults(json.loads(file_of(name).read_bytes())) == []


@each_sample
def test_each_item_stands_where_its_last_move_put_it(name: str) -> None:
    for item in case_of(name).items.values():
        moves = [move for _, move in in_order(item.moves)]
        assert [move.number for move in moves] == list(range(1, len(moves) + 1))
        assert [move.on for move in moves] == sorted(move.on for move in moves)
        if moves:
            last = moves[-1]
            assert (item.state, item.place, item.attempt) == (last.state, last.place, last.attempt)
        else:
            assert (item.state, item.place, item.attempt) == ("to_ask", "office", 1)


@each_sample
def test_what_is_usable_was_checked_by_somebody(name: str) -> None:
    for item in case_of(name).items.values():
        for move in item.moves.values():
            assert bool(move.checked_by) == (move.state == "usable")


@each_sample
def test_each_contact_agrees_with_the_moves_of_the_items_it_was_about(name: str) -> None:
    case = case_of(name)
    for contact in case.contacts.values():
        for id_, effect in contact.effects.items():
            item = case.items[id_]
            assert item.call == contact.call
            if effect.state is not None:
                moved = [(move.on, move.state) for move in item.moves.values()]
                assert (contact.on, effect.state) in moved


@each_sample
def test_each_item_is_of_its_kinds_call_and_of_an_office_of_that_call(name: str) -> None:
    case = case_of(name)
    for item in case.items.values():
        assert catalogue().kinds[item.kind].call == item.call
        if item.office is not None:
            assert case.offices[item.office].call == item.call


@each_sample
def test_each_marked_step_is_a_step_there_is(name: str) -> None:
    known = {step.id for step in catalogue().steps}
    for reason in catalogue().reasons:
        known |= {f"reason:{reason.id}:{ask.id}" for ask in reason.asks}
    assert set(case_of(name).marks) <= known


@each_sample
def test_every_phone_number_is_of_the_range_kept_for_fiction(name: str) -> None:
    numbers = PHONE.findall(file_of(name).read_text("utf-8"))
    assert all(re.fullmatch(r"\d{3}-555-01\d\d", number) for number in numbers)


def test_no_two_samples_share_an_id() -> None:
    files = [the(name) for name in STORIES]
    ids = [case.id for file in files for case in file.cases]
    ids += [office.id for file in files for office in file.offices]
    assert len(set(ids)) == len(ids)


def test_the_fresh_case_has_a_label_a_date_and_the_usual_items() -> None:
    case = case_of("fresh")
    usual = {kind.id for kind in catalogue().kinds.values() if kind.usual}
    assert {item.kind for item in case.items.values()} == usual
    assert {item.state for item in case.items.values()} == {"to_ask"}
    assert case.visit.day is not None
    assert not case.offices


def test_the_midway_case_is_the_one_people_see_first() -> None:
    case = case_of("midway")
    assert (case.label, case.diagnosis) == ("Rosa M.", "breast cancer, stage II")
    assert case.visit.day == dt.date(2026, 12, 17)
    assert (case.visit.time, case.visit.zone) == (dt.time(10, 30), "America/New_York")
    names = {office.id: office.name for office in the("midway").offices}
    on_cards = [(one.call, names[one.office]) for one in case.offices.values()]
    assert sorted(on_cards) == [
        ("oncologist", "Shore Surgery Group"),
        ("oncologist", "Valley Oncology"),
        ("pathology", "St. Luke's Pathology"),
        ("radiology", "Harbor Imaging"),
        ("visit", "Center Hospital"),
    ]
    states = {
        (item.call, item.kind): item.state for item in case.items.values() if item.call != "visit"
    }
    assert states == {
        ("oncologist", "consult_notes"): "arrived",
        ("oncologist", "pathology_report_copy"): "arrived",
        ("oncologist", "stage_and_plan"): "arrived",
        ("oncologist", "treatment_summary"): "asked",
        ("oncologist", "operative_note"): "asked",
        ("oncologist", "medicines_list"): "to_ask",
        ("oncologist", "labs"): "not_needed",
        ("pathology", "stained_slides"): "to_ask",
        ("pathology", "pathology_report"): "to_ask",
        ("pathology", "molecular"): "to_ask",
        ("pathology", "block"): "not_needed",
        ("radiology", "ct"): "usable",
        ("radiology", "pet"): "asked",
        ("radiology", "mammogram"): "to_ask",
        ("radiology", "image_reports"): "to_ask",
    }
    promises = {item.kind: item.promise.day for item in case.items.values() if item.promise}
    assert promises == {"operative_note": dt.date(2026, 11, 30)}
    marked = [key for key, answer in case.reasons.items() if answer.reply == "applies"]
    assert sorted(marked) == ["peace_of_mind", "specialized_care"]


def test_the_rush_case_has_four_business_days_left() -> None:
    visit = case_of("rush").visit.day
    assert visit is not None
    assert for_region("US", catalogue()).between(TODAY, visit) == 4


def test_in_the_finished_case_nothing_is_left_to_do() -> None:
    file = the("finished")
    (case,) = file.cases
    assert case.status == "visited"
    offices = {office.id: office for office in file.offices}
    after = plan(case, offices, for_region("US", catalogue()), catalogue(), TODAY)
    assert after.next is None
    lent = [item.custody for item in case.items.values() if catalogue().kinds[item.kind].returns]
    assert all(custody.returned_on for custody in lent)
    assert lent


def test_the_case_with_many_offices_has_several_labs_and_imaging_sites() -> None:
    calls = [office.call for office in case_of("many-offices").offices.values()]
    assert calls.count("pathology") >= 3
    assert calls.count("radiology") >= 3


def test_the_case_without_a_date_has_none() -> None:
    case = case_of("no-date")
    assert case.visit.day is None
    assert case.status == "deciding"
