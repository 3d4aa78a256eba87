"""A paper that was made stands in the case once; a release only ever goes forward by it."""

from __future__ import annotations

import datetime as dt
from typing import get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core import verbs
from so_tui.core.case import ENDED, Case, Instrument, Office, Release, in_order
from so_tui.core.changes import AnyPage, CasePage, Change, Page, adding, apply
from so_tui.core.conflicts import conflicts_in
from so_tui.core.instruments import is_spent, missing, to_print
from so_tui.core.pages import as_case
from so_tui.core.papers.description import Description
from so_tui.core.papers.due import is_due
from so_tui.core.papers.listing import asked_of
from so_tui.core.steps import Step
from so_tui.core.undoing import undo
from so_tui.core.verbs.papers import Printed
from so_tui.exchange.references import dangling, settled
from so_tui.papers import Whole, addressee, noted, offices_for, papers
from tests import strategies
from tests.deeds import NOW, TODAY, pen
from tests.papers import Told, known, sample
from tests.papers import made as of_papers

kinds = st.sampled_from(["letter", "authorization", "access-request", "packet"])
instruments = st.sampled_from(get_args(Instrument))
ENDS = (TODAY - dt.timedelta(days=1), TODAY, TODAY + dt.timedelta(days=30))
"""Days with which a release ends: one that has gone by, the last one, and one that is ahead."""


def papers_of(kind: str) -> Description:
    (described,) = papers().of_kind(kind)
    return described


def begun(case: Case) -> tuple[Change, CasePage]:
    """A case as the first change of a history, and its page."""
    change = Change(
        id="0", actor="rosa", at=NOW, verb="new_case", sentence="Began", counter=1,
        edits=(adding("cases", case),),
    )  # fmt: skip
    return change, as_case(apply({}, change)["cases", case.id])


@st.composite
def made(draw: st.DrawFn) -> tuple[Case, str, str | None, Instrument]:
    """A case, and a paper for an office of it; most often one that has releases already."""
    case = draw(strategies.cases(most=1))
    office: str | None = None
    often = draw(st.integers(0, 4))
    if case.offices and often:
        office = draw(st.sampled_from([*case.offices]))
        unsaid = replace(draw(strategies.releases([office])), instrument="not_known")
        there = st.sampled_from([{}, {"r8": unsaid}, {"r9": draw(strategies.releases([office]))}])
        case = replace(case, releases=draw(there))
    return case, draw(kinds), office, draw(instruments)


@given(made())
def test_it_stands_there_once_and_undo_takes_it_back(
    drawn: tuple[Case, str, str | None, Instrument],
) -> None:
    case, kind, office, instrument = drawn
    first, page = begun(case)
    change = verbs.note_paper(page, pen("ana"), Printed(kind, office, instrument), "St. Luke's")
    change = _numbered(change, 2)
    pages = apply({(page.kind, page.id): page}, change)
    after = as_case(pages["cases", case.id]).value
    (new,) = after.papers.keys() - case.papers.keys()
    one = after.papers[new]
    assert (one.paper, one.office, one.on, one.by) == (kind, office, TODAY, "ana")
    assert {**after.papers, new: None} == {**case.papers, new: None}
    assert kind.replace("-", " ") in change.sentence
    assert ("for St. Luke's" in change.sentence) == (office is not None)
    back = undo(pages, [first, change], change, pen("ana", 2)).change
    assert as_case(apply(pages, _numbered(back, 3))["cases", case.id]).value == case


@given(made())
def test_a_release_only_ever_goes_forward(
    drawn: tuple[Case, str, str | None, Instrument],
) -> None:
    case, kind, office, instrument = drawn
    _, page = begun(case)
    after = _after(page, verbs.note_paper(page, pen("ana"), Printed(kind, office, instrument)))
    legal = office is not None and instrument != "not_known"
    for id_, was in case.releases.items():
        now = after.releases[id_]
        if now != was:
            assert legal
            assert (was.office, was.instrument, was.signed_on) == (office, "not_known", None)
            assert now.instrument == instrument
        days = ("signed_on", "handed_on", "confirmed_on", "returned_on", "expires_on")
        assert all(getattr(now, day) == getattr(was, day) for day in days)
    fitting = [
        one
        for one in case.releases.values()
        if one.office == office
        and one.instrument in (instrument, "not_known")
        and not is_spent(one, TODAY)
    ]
    new = [after.releases[id_] for id_ in after.releases.keys() - case.releases.keys()]
    assert len(new) == (1 if legal and not fitting else 0)
    assert all((one.office, one.instrument, one.signed_on) == (office, instrument, None)
               for one in new)  # fmt: skip
    (paper,) = (after.papers[id_] for id_ in after.papers.keys() - case.papers.keys())
    assert (paper.release is not None) == legal
    if paper.release is not None:
        release = after.releases[paper.release]
        assert release.office == office
        # What came back or ran out is never what a print becomes.
        assert not is_spent(release, TODAY)
        assert release.instrument in (instrument, "not_known")
    # A second print of it begins no other release.
    again = Page[Case](kind="cases", id=case.id, value=after)
    twice = _after(again, verbs.note_paper(again, pen("ana", 3), Printed(kind, office, instrument)))
    assert twice.releases == after.releases
    assert len(twice.papers) == len(after.papers) + 1


@given(strategies.casebooks(), st.booleans(), st.data())
def test_what_stands_on_another_print_of_a_spent_release_is_what_its_release_says(
    drawn: tuple[Case, dict[str, Office]], access: bool, data: st.DataObject
) -> None:
    case, offices = drawn
    instrument: Instrument = "access_request" if access else "authorization"
    kind = instrument.replace("_", "-")
    for office in offices_for(case, kind):
        spent = replace(
            data.draw(strategies.releases([office])), number=1, instrument=instrument,
            signed_on=TODAY, returned_on=TODAY,
            expires_on=data.draw(st.sampled_from([None, *ENDS])),
        )  # fmt: skip
        others = {id_: one for id_, one in case.releases.items() if one.office != office}
        told = Told(replace(case, releases={**others, "r8": spent}), offices)
        paper = of_papers(told, kind, office)
        _, page = begun(told.case)
        whole = Whole(papers_of(kind), addressee(case, office), paper)
        after = _after(page, noted(page, pen("ana"), whole, "St. Luke's"))
        (new,) = (after.releases[id_] for id_ in after.releases.keys() - told.case.releases.keys())
        assert (new.covers, new.signer, new.authority, new.expires_when) == (
            spent.covers, spent.signer, spent.authority, spent.expires_when,
        )  # fmt: skip
        ahead = spent.expires_on is not None and spent.expires_on >= TODAY
        assert new.expires_on == (spent.expires_on if ahead else None)
        # Printed from the case as it is now, it says the same, and is the same release.
        assert of_papers(Told(after, offices), kind, office).blocks == paper.blocks
        now = known(Told(after, offices), office)
        ahead = after.status not in {*ENDED, "visited"} and not now.wants.is_over
        wanted = ahead and bool(new.covers or asked_of(known(told, office)))
        assert is_due(papers_of(kind).due, now) == wanted


def test_a_release_that_came_back_leaves_one_step_to_sign_its_place() -> None:
    told = sample("midway")
    (id_, lab), *_ = [
        (id_, one) for id_, one in in_order(told.case.offices) if one.call == "pathology"
    ]
    came_back = Release(
        number=1, office=id_, instrument="authorization", signed_on=TODAY, handed_on=TODAY,
        returned_on=TODAY, returned_because="no day on which it ends",
    )  # fmt: skip
    offices = {**told.case.offices, id_: replace(lab, release_needed="yes")}
    case = replace(told.case, offices=offices, releases={"r8": came_back})
    (before,) = to_sign(Told(case, told.offices), id_)
    assert "no day on which it ends" in before.reason
    assert is_due("authorization", known(Told(case, told.offices), id_))
    _, page = begun(case)
    after = _after(page, verbs.note_paper(page, pen("ana"), Printed("x", id_, "authorization")))
    (now,) = to_sign(Told(after, told.offices), id_)
    assert now.release not in (None, "r8")
    assert not [one for one in after.releases.values() if one.number == 1 and one != came_back]


@pytest.mark.parametrize("end", ENDS)
def test_a_day_that_has_gone_by_does_not_end_another_print(end: dt.date) -> None:
    spent = Release(
        number=1, office="o", instrument="authorization", covers="Slides", signed_on=TODAY,
        returned_on=TODAY, expires_on=end,
    )  # fmt: skip
    case = Case(id="c", label="Rosa", began=TODAY, releases={"1": spent})
    id_, new = to_print(case, "o", "authorization", TODAY)
    assert (id_, new.covers, new.signed_on, new.returned_on) == (None, "Slides", None, None)
    assert new.expires_on == (end if end >= TODAY else None)


def to_sign(told: Told, office: str) -> list[Step]:
    """The steps to sign a release for an office that are open."""
    steps = known(told, office).plan.steps
    return [s for s in steps if s.what == "sign" and s.office == office and not s.is_over]


@given(strategies.casebooks(), st.booleans())
def test_a_printed_release_lacks_just_what_its_paper_left_blank(
    drawn: tuple[Case, dict[str, Office]], access: bool
) -> None:
    case, offices = drawn
    kind, instrument = ("access-request", "access_request") if access else ("authorization",) * 2
    for office in offices_for(case, kind):
        others = {id_: one for id_, one in case.releases.items() if one.office != office}
        told = Told(replace(case, releases=others), offices)
        paper = of_papers(told, kind, office)
        _, page = begun(told.case)
        whole = Whole(papers_of(kind), addressee(case, office), paper)
        after = _after(page, noted(page, pen("ana"), whole, "St. Luke's"))
        (release,) = [one for one in after.releases.values() if one.office == office]
        signed = replace(release, signed_on=TODAY)
        lacks = {one.id for one in missing(signed, after, offices)}
        names = {one.id: one.name for one in papers().elements(instrument)}
        for element in ("what", "discloser", "expiry"):
            assert (element in lacks) == (names.get(element) in paper.blanks), element
        # Whose name stands below the line is who signs it; on a form of theirs nobody knows.
        assert "signature" not in lacks
        theirs = replace(signed, paper="theirs")
        assert {"what", "signature"} <= {one.id for one in missing(theirs, after, offices)}


@given(made(), kinds, st.booleans())
def test_two_prints_of_two_machines_both_stay(
    drawn: tuple[Case, str, str | None, Instrument], other: str, turned: bool
) -> None:
    case, kind, office, instrument = drawn
    _, page = begun(case)
    assume(instrument == "not_known" or case.releases)
    mine = _numbered(verbs.note_paper(page, pen("ana"), Printed(kind, office, instrument)), 2)
    theirs = _numbered(verbs.note_paper(page, pen("rosa"), Printed(other, office)), 2)
    pages: dict[tuple[str, str], AnyPage] = {(page.kind, page.id): page}
    before = len(conflicts_in(pages.values()))
    for change in (theirs, mine) if turned else (mine, theirs):
        pages |= apply(pages, change)
    papers = as_case(pages["cases", case.id]).value.papers
    new = [papers[id_] for id_ in papers.keys() - case.papers.keys()]
    assert sorted((one.paper, one.by) for one in new) == sorted([(kind, "ana"), (other, "rosa")])
    assert len(conflicts_in(pages.values())) == before


def _after(page: CasePage, change: Change) -> Case:
    return as_case(apply({(page.kind, page.id): page}, change)["cases", page.id]).value


def _numbered(change: Change, counter: int) -> Change:
    return replace(change, counter=counter)


@given(made())
def test_what_a_paper_names_leads_somewhere_in_a_file(
    drawn: tuple[Case, str, str | None, Instrument],
) -> None:
    case, kind, office, instrument = drawn
    _, page = begun(case)
    after = _after(page, verbs.note_paper(page, pen("ana"), Printed(kind, office, instrument)))
    assume(office is not None)
    assert office is not None
    gone = Page[Case](kind="cases", id=case.id, value=after)
    without = _after(gone, verbs.remove_office(gone, pen("rosa"), office))
    known = {one.office for one in without.offices.values()}
    papers = {place[:2] for place, _ in dangling(without, known) if place[0] == "papers"}
    assert len(papers) >= 1
    whole = settled(without, known)
    assert not [place for place, _ in dangling(whole, known) if place[0] == "papers"]
    assert whole.papers.keys() == without.papers.keys()


@given(made(), st.lists(st.tuples(kinds, instruments), min_size=1, max_size=4), st.data())
def test_papers_made_at_once_are_what_they_are_one_by_one(
    drawn: tuple[Case, str, str | None, Instrument],
    more: list[tuple[str, Instrument]],
    data: st.DataObject,
) -> None:
    case, kind, office, instrument = drawn
    offices = st.sampled_from([None, *case.offices])
    every = [Printed(kind, office, instrument)]
    every += [Printed(other, data.draw(offices), legal) for other, legal in more]
    _, page = begun(case)
    at_once = _after(page, _numbered(verbs.note_papers(page, pen("ana"), every), 2))
    by, one_by_one = pen("ana"), page
    for n, printed in enumerate(every):
        change = _numbered(verbs.note_paper(one_by_one, by, printed), n + 2)
        pages = apply({(page.kind, page.id): one_by_one}, change)
        one_by_one = as_case(pages["cases", case.id])
    assert _told(at_once) == _told(one_by_one.value)


def _told(case: Case) -> object:
    """What a case has of papers and releases, whatever their ids are."""
    papers = [
        (replace(one, release=None), case.releases[one.release].number if one.release else None)
        for _, one in in_order(case.papers)
    ]
    return papers, [one for _, one in in_order(case.releases)]
