"""A case begun from another one takes over who somebody is and what they have, and no more."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from msgspec.structs import replace

from so_tui.core import verbs
from so_tui.core.case import Case, CaseOffice, Elsewhere, Office, in_order
from so_tui.core.changes import CasePage, apply
from so_tui.core.custody import is_lent_kind
from so_tui.core.parties import SECOND
from tests.deeds import pen
from tests.knowledge import catalogue
from tests.strategies import casebooks

Casebook = tuple[Case, Mapping[str, Office]]


def begun(book: Casebook, label: str = "Again") -> tuple[Case, Case]:
    """The new case, and the one it was begun from as it is afterwards."""
    case, _ = book
    page = CasePage(kind="cases", id=case.id, value=case)
    change = verbs.begin_from(page, pen("ana", 5), catalogue(), label)
    after = apply({("cases", case.id): page}, change)
    (new,) = (one.value for one in after.values() if one.id != case.id)
    old = after.get(("cases", case.id), page).value
    assert isinstance(new, Case)
    assert isinstance(old, Case)
    return new, old


def bare(office: CaseOffice) -> CaseOffice:
    """The office without the day that is noted beside what is said of it."""
    return replace(office, release_wanted_on=None)


def is_with_them(case: Case, id_: str) -> bool:
    item = case.items[id_]
    if item.call == "visit" and catalogue().group(item.kind) != "home":
        return False  # it was for one visit
    return item.place == "with_us" and item.state in ("ready", "arrived", "usable")


@given(casebooks())
def test_who_somebody_is_is_taken_over_and_the_other_visit_is_not(book: Casebook) -> None:
    case, _ = book
    new, _ = begun(book)
    assert new.person == case.person
    assert [*new.people.values()] == [*case.people.values()]
    assert (new.reasons, new.condition) == (case.reasons, case.condition)
    assert new.begun_from == case.id
    assert new.visit.day is None
    assert new.visit.accepts == {}
    assert (new.contacts, new.releases, new.questions, new.marks) == ({}, {}, {}, {})


@given(casebooks())
def test_the_offices_that_hold_records_are_taken_over_and_no_second_office(book: Casebook) -> None:
    case, _ = book
    new, _ = begun(book)
    kept = [one for _, one in in_order(case.offices) if one.call != "visit" or one.party != SECOND]
    assert [bare(one) for _, one in in_order(new.offices)] == [bare(one) for one in kept]
    for item in new.items.values():
        assert item.office is None or new.offices[item.office].call == item.call


@given(casebooks())
def test_what_is_with_the_person_is_there_and_all_else_is_asked_for_anew(book: Casebook) -> None:
    case, _ = book
    new, _ = begun(book)
    wanted = [
        (id_, one) for id_, one in in_order(case.items)
        if id_ not in {other.instead_of for other in case.items.values()}
        and one.state != "not_needed"
    ]  # fmt: skip
    made = [one for _, one in sorted(new.items.items(), key=lambda pair: pair[1].number)]
    for _, (id_, old) in enumerate(wanted):
        of_kind = [
            one for one in made
            if (one.kind, one.identifiers, one.detail) == (old.kind, old.identifiers, old.detail)
        ]  # fmt: skip
        states = {(one.state, one.place) for one in of_kind}
        expected = (old.state, old.place) if is_with_them(case, id_) else ("to_ask", "office")
        assert expected in states, id_
    assert len(made) == len(wanted)
    for one in made:
        assert one.place in ("office", "with_us"), "nothing lies at another second office's"


@given(casebooks())
def test_what_goes_home_again_is_known_as_one_thing_and_neither_case_names_the_other(
    book: Casebook,
) -> None:
    case, _ = book
    new, old = begun(book, "Xaverine")
    for item in new.items.values():
        assert bool(item.lent_as) == is_lent_kind(item, catalogue().kinds[item.kind])
        assert item.elsewhere == Elsewhere()
        if item.lent_as:
            source = case.items[item.lent_as.rpartition("/")[2]]
            assert (item.kind, item.detail) == (source.kind, source.detail)
    assert replace(old, begun={}) == case
    assert set(old.begun) == {new.id}
    # A case that is erased must not live on in the words of another one.
    assert "Xaverine" not in str(old)
