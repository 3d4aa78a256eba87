"""The three legal papers: what each needs."""

from __future__ import annotations

import datetime as dt
from typing import get_args

import pytest
from hypothesis import given
from msgspec.structs import replace

from so_tui.core.case import Case, CaseOffice, Companion, Instrument, Office, Person, Release, Visit
from so_tui.core.instruments import PAPERS, is_complete, may_sign, missing
from tests.strategies import releases

D = dt.date
OFFICES = {"lukes": Office(id="lukes", name="St. Luke's Pathology")}
CASE = Case(
    id="rosa",
    label="Rosa",
    began=D(2026, 11, 3),
    visit=Visit(papers_to="The Center, Attn Dr Okoye"),
    offices={"p": CaseOffice(number=1, call="pathology", office="lukes")},
)
WHOLE = Release(
    number=1, office="p", instrument="authorization", covers="slides of S26-1042",
    signer="Rosa M.", signed_on=D(2026, 11, 20), expires_on=D(2027, 11, 20),
)  # fmt: skip


def lacks(release: Release, case: Case = CASE) -> list[str]:
    return [element.id for element in missing(release, case, OFFICES)]


def test_an_authorization_with_every_element_is_complete() -> None:
    assert lacks(WHOLE) == []
    assert is_complete(WHOLE, CASE, OFFICES)


@pytest.mark.parametrize(
    ("gap", "lacking"),
    [
        (replace(WHOLE, covers=" "), ["what"]),
        (replace(WHOLE, expires_on=None), ["expiry"]),
        (replace(WHOLE, signed_on=None), ["signature", "signed_on"]),
        (replace(WHOLE, signer=""), ["signature"]),
        (replace(WHOLE, office="nobody"), ["discloser"]),
    ],
)
def test_an_authorization_with_a_gap_is_not_complete(gap: Release, lacking: list[str]) -> None:
    assert lacks(gap) == lacking
    assert not is_complete(gap, CASE, OFFICES)


def test_an_authorization_names_who_gets_the_records() -> None:
    assert lacks(WHOLE, replace(CASE, visit=Visit())) == ["recipient"]


def test_a_caregiver_may_sign_only_with_authority() -> None:
    ana = Companion(number=1, name="Ana M.")
    by_ana = replace(WHOLE, signer="ana m.")
    alone = replace(CASE, people={"a": ana})
    proxy = replace(CASE, people={"a": replace(ana, role="proxy", authority="health care proxy")})
    assert lacks(by_ana, alone) == ["authority"]
    assert lacks(by_ana, proxy) == []
    assert may_sign(replace(WHOLE, signer="Rosa M."), alone)


def test_somebody_who_is_not_in_the_case_signs_by_an_authority_alone() -> None:
    named = replace(CASE, person=Person(legal_name="Rosa María Marín", former_names="Rosa Vega"))
    by_elena = replace(WHOLE, signer="Elena")
    assert lacks(by_elena, named) == ["authority"]
    assert lacks(replace(by_elena, authority="health care proxy"), named) == []
    for signer in ("ROSA MARIN", "Rosa M. Marín".replace("M. ", ""), "rosa vega", "Marín, Rosa"):
        assert may_sign(replace(WHOLE, signer=signer), named), signer


def test_an_event_ends_an_authorization_as_well_as_a_day_does() -> None:
    event = replace(WHOLE, expires_on=None, expires_when="the end of treatment")
    assert lacks(event) == []
    assert lacks(replace(event, expires_when="")) == ["expiry"]


def test_a_doctor_may_ask_for_records_without_a_signature() -> None:
    assert lacks(Release(number=1, office="p", instrument="doctor_request")) == []


def test_an_access_request_is_signed_and_says_what_and_where_to() -> None:
    bare = Release(number=1, office="p", instrument="access_request")
    assert lacks(bare) == ["what", "signature"]


def test_a_paper_of_no_known_kind_is_never_complete() -> None:
    assert lacks(Release(number=1, office="p")) == []
    assert not is_complete(Release(number=1, office="p"), CASE, OFFICES)


def test_every_paper_of_a_case_is_known_with_its_source() -> None:
    assert set(PAPERS) == set(get_args(Instrument)) - {"not_known"}
    for paper in PAPERS.values():
        assert paper.source.startswith("45 CFR ")
        assert all(element.source.startswith("45 CFR ") for element in paper.elements)
        assert len({element.id for element in paper.elements}) == len(paper.elements)


def test_the_three_statements_stand_on_an_authorization_alone() -> None:
    assert {key: len(paper.statements) for key, paper in PAPERS.items()} == {
        "authorization": 3, "doctor_request": 0, "access_request": 0,
    }  # fmt: skip


@given(releases(["p"]))
def test_a_complete_authorization_is_signed_dated_and_ends(release: Release) -> None:
    if release.instrument == "authorization" and is_complete(release, CASE, OFFICES):
        assert release.signed_on is not None
        assert release.expires_on is not None
        assert release.signer
        assert release.covers
