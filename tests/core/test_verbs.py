"""What a person can do to a case, and what each deed does and does not touch."""

from __future__ import annotations

import datetime as dt

import pytest
from msgspec.structs import replace

from so_tui.core import verbs
from so_tui.core.case import (
    CaseOffice,
    Contact,
    Item,
    Office,
    Place,
    Promise,
    Release,
    State,
    Visit,
    Waiting,
    items_of,
    offices_of,
    spoken_items,
)
from so_tui.core.changes import CasePage, Change, apply
from so_tui.core.effects import effect_of
from so_tui.core.pages import as_case, as_office
from so_tui.errors import NotAllowedError, NotFoundError, UsageError
from tests.deeds import NOW, OFFICE, TODAY, begun, case_page, pen
from tests.knowledge import catalogue


def done(page: CasePage, change: Change) -> CasePage:
    """The page after a change."""
    after = apply({("cases", page.id): page}, replace(change, counter=page.revision + 1))
    return after["cases", page.id]  # type: ignore[return-value]  # a case's page stays one


def fresh(day: dt.date | None = None) -> CasePage:
    """A case just begun by its label."""
    change = verbs.new_case(pen(), catalogue(), "Rosa M.", day=day)
    (page,) = apply({}, replace(change, counter=1)).values()
    return page  # type: ignore[return-value]  # new_case makes a case


def item_named(page: CasePage, spoken: str) -> str:
    return dict(spoken_items(page.value))[spoken]


def test_a_new_case_needs_only_a_label_and_has_the_usual_items_to_ask() -> None:
    case = fresh().value
    assert case.label == "Rosa M."
    for call in ("visit", "oncologist", "pathology", "radiology"):
        assert items_of(case, call)
    assert {item.state for item in case.items.values()} == {"to_ask"}
    assert {kind.id for kind in catalogue().kinds.values() if kind.usual} == {
        item.kind for item in case.items.values()
    }


def test_a_new_case_is_going_when_a_visit_is_known_and_deciding_when_not() -> None:
    assert fresh(dt.date(2026, 12, 17)).value.status == "going"
    assert fresh().value.status == "deciding"


def test_every_reason_waits_for_an_answer_in_a_new_case() -> None:
    case = fresh().value
    assert list(case.reasons) == [reason.id for reason in catalogue().reasons]
    assert {answer.reply for answer in case.reasons.values()} == {"not_answered"}


def test_a_case_without_a_label_is_not_begun() -> None:
    with pytest.raises(UsageError, match="label"):
        verbs.new_case(pen(), catalogue(), " \x1b ")


def test_items_are_spoken_by_call_and_number() -> None:
    assert [name for name, _ in spoken_items(fresh().value)][:2] == ["V1", "V2"]
    page = case_page(begun())
    page = done(page, verbs.add_item(page, pen("a", 1), Item(number=0, call="pathology", kind="x")))
    assert "P2" in dict(spoken_items(page.value))


def test_two_items_with_one_number_are_spoken_apart() -> None:
    case = case_page(begun()).value
    twin = Item(number=1, call="pathology", kind="block")
    case = replace(case, items={**case.items, "ffffffff-0000-4000-8000-000000000000": twin})
    assert [name for name, _ in spoken_items(case)] == ["P1", "P1b", "R1"]


def test_the_first_office_of_a_call_gets_its_waiting_items() -> None:
    page = fresh()
    page = done(
        page,
        verbs.add_office(page, pen("a", 2), CaseOffice(number=0, call="pathology", office="o1")),
    )
    (id_,) = page.value.offices
    assert {item.office for _, item in items_of(page.value, "pathology")} == {id_}
    assert {item.office for _, item in items_of(page.value, "radiology")} == {None}
    page = done(
        page,
        verbs.add_office(page, pen("a", 3), CaseOffice(number=0, call="pathology", office="o2")),
    )
    assert {item.office for _, item in items_of(page.value, "pathology")} == {id_}
    assert [office.number for _, office in offices_of(page.value, "pathology")] == [1, 2]


def test_an_office_is_not_put_on_a_card_twice() -> None:
    page = fresh()
    office = CaseOffice(number=0, call="pathology", office="o1")
    page = done(page, verbs.add_office(page, pen("a", 2), office))
    with pytest.raises(NotAllowedError, match="already on this card"):
        verbs.add_office(page, pen("a", 3), office)


def test_taking_an_office_out_keeps_its_items_and_drops_its_releases() -> None:
    page = case_page(begun())
    (office,) = page.value.offices
    page = done(page, verbs.remove_office(page, pen("a", 1), office))
    assert page.value.offices == {}
    assert page.value.releases == {}
    assert {item.office for item in page.value.items.values()} == {None}


def test_an_item_moves_with_its_day_and_its_place_follows() -> None:
    page = case_page(begun())
    id_ = item_named(page, "P1")
    journey: list[tuple[State, Place]] = [
        ("asked", "office"),
        ("on_its_way", "on_the_way"),
        ("arrived", "second_office"),
    ]
    for state, place in journey:
        page = done(page, verbs.move_item(page, pen("a", page.revision), id_, state))
        assert (page.value.items[id_].state, page.value.items[id_].place) == (state, place)
    moves = sorted(page.value.items[id_].moves.values(), key=lambda move: move.number)
    assert [(move.state, move.on) for move in moves] == [
        ("asked", TODAY),
        ("on_its_way", TODAY),
        ("arrived", TODAY),
    ]


def test_what_is_carried_arrives_with_us() -> None:
    page = case_page(begun())
    id_ = item_named(page, "R1")
    item = replace(page.value.items[id_], way="carried")
    page = done(page, verbs.edit_item(page, pen("a", 1), id_, item))
    page = done(page, verbs.move_item(page, pen("a", 2), id_, "arrived"))
    assert page.value.items[id_].place == "with_us"


def test_usable_asks_who_checked() -> None:
    page = case_page(begun())
    id_ = item_named(page, "P1")
    with pytest.raises(UsageError, match="who checked"):
        verbs.move_item(page, pen("a", 1), id_, "usable")
    page = done(page, verbs.move_item(page, pen("a", 2), id_, "usable", checked_by="Dr Okoye"))
    (move,) = page.value.items[id_].moves.values()
    assert move.checked_by == "Dr Okoye"


def test_asking_again_after_not_usable_is_a_new_attempt() -> None:
    page = case_page(begun())
    id_ = item_named(page, "R1")
    page = done(page, verbs.move_item(page, pen("a", 1), id_, "not_usable"))
    page = done(page, verbs.move_item(page, pen("a", 2), id_, "asked"))
    assert page.value.items[id_].attempt == 2


def test_arriving_settles_the_promise_and_the_problem() -> None:
    page = case_page(begun())
    id_ = item_named(page, "P1")
    promise = Promise(day=dt.date(2026, 11, 30), by="Ana")
    page = done(page, verbs.set_promise(page, pen("a", 1), id_, promise))
    page = done(
        page, verbs.set_problem(page, pen("a", 2), catalogue(), id_, "no_release", "sent twice")
    )
    assert page.value.items[id_].promise == replace(promise, given_on=TODAY)
    page = done(page, verbs.move_item(page, pen("a", 3), id_, "arrived"))
    item = page.value.items[id_]
    assert (item.promise, item.problem, item.problem_note) == (None, None, "")


def test_one_call_moves_every_item_it_was_about_as_one_change() -> None:
    page = fresh()
    about = [item_named(page, "P1"), item_named(page, "P2")]
    monday = dt.date(2026, 11, 30)
    effects = {
        id_: effect_of(page.value.items[id_], "promised", catalogue(), monday) for id_ in about
    }
    contact = Contact(
        number=0, on=TODAY, call="pathology", outcome="promised", with_whom="Lee", effects=effects
    )
    change = verbs.log_contact(page, pen("a", 1), contact)
    page = done(page, change)
    for id_ in about:
        item = page.value.items[id_]
        assert item.state == "asked"
        assert item.promise == Promise(day=monday, by="Lee", given_on=TODAY)
    assert len(page.value.contacts) == 1


def test_a_call_never_moves_an_item_backwards() -> None:
    page = case_page(begun())
    id_ = item_named(page, "P1")
    page = done(page, verbs.move_item(page, pen("a", 1), id_, "ready"))
    assert effect_of(page.value.items[id_], "spoke", catalogue()).state is None


def test_an_office_that_has_our_request_starts_the_releases_clock() -> None:
    page = case_page(begun())
    (release,) = page.value.releases
    contact = Contact(
        number=0, on=TODAY, call="pathology", outcome="has_our_request", release=release
    )
    page = done(page, verbs.log_contact(page, pen("a", 1), contact))
    assert page.value.releases[release].confirmed_on == TODAY


def test_who_says_the_time_of_a_visit_moves_nothing_and_who_changes_it_does() -> None:
    page = fresh(dt.date(2026, 12, 10))
    timed = replace(page.value.visit, time=dt.time(10, 30), zone="America/New_York")
    page = done(page, verbs.set_visit(page, pen("a", 1), timed))
    assert page.value.visit.earlier == {}
    later = replace(page.value.visit, time=dt.time(11))
    page = done(page, verbs.set_visit(page, pen("a", 2), later))
    (earlier,) = page.value.visit.earlier.values()
    assert earlier.time == dt.time(10, 30)


def test_a_moved_visit_keeps_its_earlier_date() -> None:
    page = fresh(dt.date(2026, 12, 10))
    visit = replace(page.value.visit, day=dt.date(2026, 12, 17))
    page = done(page, verbs.set_visit(page, pen("a", 1), visit))
    (earlier,) = page.value.visit.earlier.values()
    assert (earlier.day, earlier.moved_on) == (dt.date(2026, 12, 10), TODAY)
    page = done(page, verbs.set_visit(page, pen("a", 2), replace(page.value.visit, doctor="Okoye")))
    assert len(page.value.visit.earlier) == 1


def test_the_doctors_word_on_waiting_is_kept_with_its_day() -> None:
    page = fresh()
    waiting = Waiting(until=dt.date(2027, 1, 8), said_by="Dr Chen")
    page = done(page, verbs.set_waiting(page, pen("a", 1), waiting))
    assert page.value.visit.waiting.said_on == TODAY


def test_changing_nothing_is_said_and_leaves_no_trace() -> None:
    page = fresh()
    with pytest.raises(NotAllowedError, match="Nothing was changed"):
        verbs.set_visit(page, pen(), Visit())
    with pytest.raises(NotAllowedError, match="already"):
        verbs.set_status(page, pen(), page.value.status)


def test_what_is_not_there_any_more_is_said() -> None:
    page = fresh()
    with pytest.raises(NotFoundError, match="not in this case"):
        verbs.remove_item(page, pen(), "nothing")
    with pytest.raises(NotFoundError, match="office"):
        verbs.add_release(page, pen(), Release(number=0, office="nothing"))


def test_texts_are_cleaned_whoever_calls() -> None:
    page = fresh()
    change = verbs.set_details(page, pen("a", 1), label="Ro\x1b[31msa\n", note="one\ntwo\x07")
    case = done(page, change).value
    assert "\x1b" not in case.label
    assert "\n" not in case.label
    assert case.note == "one\ntwo"


def test_one_deed_over_several_cases_is_one_change() -> None:
    one = fresh()
    two_change = verbs.new_case(pen("ana", 7), catalogue(), "Ben")
    (two,) = apply({}, replace(two_change, counter=2)).values()
    assert two.kind == "cases"
    change = verbs.together(
        pen("rosa", 9),
        "set_details",
        "Handed both cases to Ana",
        [
            verbs.set_details(one, pen("rosa", 8), has_it="Ana"),
            verbs.set_details(as_case(two), pen("rosa", 10), has_it="Ana"),
        ],
    )
    assert change.pages == {("cases", one.id), ("cases", two.id)}


def test_an_office_in_the_casebook_keeps_its_id_when_it_is_edited() -> None:
    page = as_office(begun()["offices", OFFICE.id])
    change = verbs.edit_office(page, pen(), Office(id="other", name="Harbor Imaging"))
    after = apply({("offices", OFFICE.id): page}, replace(change, counter=2, at=NOW))
    assert after["offices", OFFICE.id].value == Office(id=OFFICE.id, name="Harbor Imaging")


def test_a_text_too_long_for_its_field_is_refused_with_its_name_and_nothing_lost() -> None:
    page = fresh()
    with pytest.raises(UsageError, match=r"Label: .*10,000 characters.*Nothing was changed"):
        verbs.set_details(page, pen("a", 1), label="x" * 10_000)
    assert done(page, verbs.set_details(page, pen("a", 2), note="x" * 10_000)).value.note
