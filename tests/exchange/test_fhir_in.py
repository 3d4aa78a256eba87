"""FHIR in: what a portal lists is offered, for the right person, and is asked for once taken."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core.case import Case, CaseOffice, Identifiers, Item, Person
from so_tui.core.changes import AnyPage, Pages, apply
from so_tui.core.pages import CasePage, as_case
from so_tui.core.proposals import Proposal
from so_tui.core.text import clean
from so_tui.errors import NotAllowedError, RefusedInputError
from so_tui.exchange.casefile import dump, load
from so_tui.exchange.fhir import bundle
from so_tui.exchange.formats import Incoming, fhir
from tests.deeds import OFFICE, a_case, begun, pen
from tests.knowledge import catalogue
from tests.tui.desk import sample

Json = dict[str, Any]

ROSA = Person(legal_name="Rosa Marín", born=dt.date(1968, 4, 9))


def offers(value: object, name: str = "portal.fhir") -> tuple[Proposal, ...]:
    """What a file offers, given as bytes or as what is in it."""
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    incoming = Incoming(data=data, name=name, catalogue=catalogue(), pen=pen(), pages={})
    assert fhir.FORMAT.proposes is not None
    return fhir.FORMAT.proposes(incoming)


def said(value: object) -> list[str]:
    """The sentences of what a file offers."""
    return [one.sentence for one in offers(value)]


def small(person: Person = ROSA, **fields: Any) -> dict[tuple[str, str], AnyPage]:
    """The pages of the small case, of a person, with fields of its own."""
    pages: dict[tuple[str, str], AnyPage] = {**begun()}
    page = as_case(pages["cases", a_case().id])
    pages["cases", a_case().id] = replace(page, value=replace(page.value, person=person, **fields))
    return pages


def took(one: Proposal, pages: dict[tuple[str, str], AnyPage], seed: int = 5) -> Case:
    """The case after one of the offers was taken; `pages` are as they are then."""
    page: CasePage = as_case(pages["cases", a_case().id])
    read: Pages = pages
    pages |= apply(pages, one.take(page, read, pen("luis", seed)))
    return as_case(pages["cases", a_case().id]).value


def fresh(case: Case) -> Item:
    """The one item that the small case had not."""
    (id_,) = case.items.keys() - a_case().items.keys()
    return case.items[id_]


# --- What others write, in the small --------------------------------------------------------------

PATIENT: Json = {
    "resourceType": "Patient", "id": "p1", "birthDate": "1968-04-09",
    "name": [
        {"use": "old", "family": "Roe", "given": ["Rosa"]},
        {"use": "official", "family": "Marín", "given": ["Rosa"]},
    ],
}  # fmt: skip

SEARCHSET: Json = {
    "resourceType": "Bundle", "type": "searchset", "total": 4,
    "link": [{"relation": "self", "url": "https://portal.example/fhir/R4/x"}],
    "entry": [
        {"fullUrl": "https://portal.example/fhir/R4/Patient/p1", "resource": PATIENT,
         "search": {"mode": "include"}},
        {"fullUrl": "https://portal.example/fhir/R4/Organization/o1", "resource": {
            "resourceType": "Organization", "id": "o1", "name": "Harbor Imaging"}},
        {"fullUrl": "https://portal.example/fhir/R4/DiagnosticReport/r1", "resource": {
            "resourceType": "DiagnosticReport", "id": "r1", "status": "final",
            "identifier": [
                {"system": "urn:ietf:rfc:3986", "value": "urn:oid:1.2.840.1.2.3"},
                {"type": {"coding": [{"code": "ACSN"}]}, "value": "HI-77310"},
            ],
            "category": [{"coding": [{
                "system": "http://terminology.hl7.org/CodeSystem/v2-0074", "code": "RAD"}]}],
            "code": {"text": "CT chest with contrast"},
            "subject": {"reference": "Patient/p1"},
            "effectiveDateTime": "2026-11-12T09:00:00-05:00",
            "performer": [{"reference": "Practitioner/x", "display": "Leah Gray, MD"},
                          {"reference": "Organization/o1"}],
            "presentedForm": [{"contentType": "application/pdf", "data": "SGVsbG8="}],
        }},
        {"resource": {
            "resourceType": "DocumentReference", "id": "d1", "status": "current",
            "type": {"coding": [{"system": "http://loinc.org", "code": "11488-4",
                                 "display": "Consult note"}]},
            "subject": {"reference": "https://portal.example/fhir/R4/Patient/p1"},
            "date": "2026-11-06T14:00:00Z", "custodian": {"display": "Valley Oncology"},
            "content": [{"attachment": {"contentType": "text/html", "url": "Binary/b1"}}],
        }},
        {"resource": {"resourceType": "DocumentReference", "status": "entered-in-error",
                      "type": {"text": "Consult note"}, "content": [{"attachment": {}}]}},
        {"resource": {"resourceType": "OperationOutcome", "issue": []},
         "search": {"mode": "outcome"}},
    ],
}  # fmt: skip
"""As a portal answers a search."""

SYNTHETIC: Json = {
    "resourceType": "Bundle", "type": "transaction",
    "entry": [
        {"fullUrl": "urn:uuid:11", "resource": PATIENT | {"id": "11"}},
        {"fullUrl": "urn:uuid:22", "resource": {
            "resourceType": "Encounter", "id": "22",
            "serviceProvider": {"reference": "Organization?identifier=x|y",
                                "display": "ST LUKES HOSPITAL"}}},
        {"fullUrl": "urn:uuid:33", "resource": {
            "resourceType": "ImagingStudy", "id": "33", "status": "available",
            "identifier": [{"system": "urn:dicom:uid", "value": "urn:oid:1.2.840.99999999"}],
            "subject": {"reference": "urn:uuid:11"}, "encounter": {"reference": "urn:uuid:22"},
            "started": "2026-10-02T11:19:12-04:00",
            "procedureCode": [{"coding": [{
                "system": "http://snomed.info/sct", "code": "399208008",
                "display": "Plain chest X-ray (procedure)"}]}],
            "series": [{
                "uid": "1.2.840.9", "modality": {"code": "DX", "display": "Digital Radiography"},
                "bodySite": {"display": "Thoracic structure (body structure)"}}],
        }, "request": {"method": "POST", "url": "ImagingStudy"}},
    ],
}  # fmt: skip
"""As makers of synthetic patients write: no description, an encounter that knows the place."""

DOCUMENT: Json = {
    "resourceType": "Bundle", "type": "document",
    "entry": [
        {"fullUrl": "urn:uuid:1", "resource": {
            "resourceType": "Composition", "status": "final", "title": "Discharge summary",
            "type": {"coding": [{"system": "http://loinc.org", "code": "18842-5"}]},
            "subject": {"display": "Rosa Marín"}, "date": "2026-11-05",
            "author": [{"reference": "#a"}],
            "contained": [{"resourceType": "Organization", "id": "a", "name": "County Hospital"}],
        }},
        {"fullUrl": "urn:uuid:2", "resource": {
            "resourceType": "Specimen", "type": {"text": "Blood specimen"}}},
        {"fullUrl": "urn:uuid:3", "resource": {
            "resourceType": "Specimen", "type": {"text": "Tissue block"},
            "accessionIdentifier": {"value": "S26-1042"},
            "collection": {"collectedDateTime": "2026-11-03",
                           "bodySite": {"text": "left breast"}}}},
        {"fullUrl": "urn:uuid:4", "resource": {
            "resourceType": "DiagnosticReport", "category": {"text": "Surgical Pathology"},
            "code": {"text": "Flow cytometry panel"}, "issued": "2026-11"}},
    ],
}  # fmt: skip
"""A document, with one element that is no list though it should be, and a month alone."""


def test_what_a_portal_answers_is_listed_the_newest_first() -> None:
    whose = "for Rosa Marín, born 9 Apr 1968: to ask for on the"
    assert said(SEARCHSET) == [
        "image reports (CT chest with contrast), HI-77310, 12 Nov 2026, from Harbor Imaging, "
        f"{whose} Radiology card.",
        f"consult notes (Consult note), 6 Nov 2026, from Valley Oncology, {whose} Oncologist card.",
    ]


def test_what_makers_of_synthetic_patients_write_is_listed() -> None:
    assert said(SYNTHETIC) == [
        "X-ray (Plain chest X-ray), 2 Oct 2026, from ST LUKES HOSPITAL, for Rosa Marín, "
        "born 9 Apr 1968: to ask for on the Radiology card."
    ]
    item = fresh(took(offers(SYNTHETIC)[0], small()))
    assert item.identifiers == Identifiers(
        modality="Plain chest X-ray", body_part="Thoracic structure",
        study_date=dt.date(2026, 10, 2),
    )  # fmt: skip


def test_a_document_is_listed_with_what_it_holds() -> None:
    assert said(DOCUMENT) == [
        "discharge summary, 5 Nov 2026, from County Hospital, for Rosa Marín: to ask for on the "
        "Oncologist card.",
        "block (Tissue block), S26-1042, 3 Nov 2026: to ask for on the Pathology card.",
        "flow cytometry (Flow cytometry panel), Nov 2026: to ask for on the Pathology card.",
    ]


def test_one_resource_a_list_and_lines_are_read() -> None:
    report = SEARCHSET["entry"][2]["resource"]
    alone = said(report)
    assert alone == [
        "image reports (CT chest with contrast), HI-77310, 12 Nov 2026, from Leah Gray, MD: to "
        "ask for on the Radiology card."
    ]
    lines = b"\n".join(json.dumps(one).encode() for one in (PATIENT, report, report))
    together = said([PATIENT, report])
    assert said(lines) == said(lines + b"\r\n\n") == together
    assert len(together) == 1
    assert "born 9 Apr 1968" in together[0]
    assert said(PATIENT) == []


def test_our_own_bundle_can_be_read_too() -> None:
    file = sample("midway")
    made = bundle.dump(bundle.bundle(file.cases, file.offices, catalogue()))
    assert len(said(made)) == 8


# --- Taking ---------------------------------------------------------------------------------------


def test_what_is_taken_is_to_ask_and_never_there() -> None:
    item = fresh(took(offers(SEARCHSET)[0], small()))
    assert (item.kind, item.call, item.state, item.place) == (
        "image_reports", "radiology", "to_ask", "office",
    )  # fmt: skip
    assert item.identifiers.reference == "HI-77310"
    assert item.identifiers.study_date == dt.date(2026, 11, 12)
    assert item.moves == {}
    assert item.note == "Listed by Harbor Imaging."


def test_it_goes_to_the_office_that_is_called_so() -> None:
    study: Json = {"resourceType": "Specimen", "type": {"text": "slides"},
                   "subject": {"reference": "Patient/1"}, "encounter": {"reference": "#e"},
                   "contained": [{"resourceType": "Encounter", "id": "e", "serviceProvider":
                                  {"display": "St Luke's  PATHOLOGY"}}]}  # fmt: skip
    here = {
        "00000000-0000-4000-8000-0000000000a1": CaseOffice(
            number=1, call="pathology", office=OFFICE.id
        )
    }
    case = took(offers(study)[0], small(offices=here, items={}))
    (item,) = case.items.values()
    assert item.office in here
    assert item.note == ""


def test_what_waits_for_it_gets_what_names_it() -> None:
    waiting = Item(number=1, call="radiology", kind="image_reports", state="asked")
    case = took(
        offers(SEARCHSET)[0], small(items={"00000000-0000-4000-8000-0000000000b9": waiting})
    )
    (item,) = case.items.values()
    assert item.identifiers.reference == "HI-77310"
    assert (item.state, item.number) == ("asked", 1)


@pytest.mark.parametrize(
    "other",
    [
        Item(number=1, call="radiology", kind="image_reports", state="arrived"),
        Item(number=1, call="radiology", kind="image_reports", detail="of the spine"),
        Item(
            number=1, call="radiology", kind="image_reports",
            identifiers=Identifiers(body_part="spine"),
        ),
        Item(number=1, call="radiology", kind="image_reports", office="elsewhere"),
        Item(number=1, call="radiology", kind="ct"),
    ],
)  # fmt: skip
def test_what_is_another_thing_is_left_as_it_is(other: Item) -> None:
    id_ = "00000000-0000-4000-8000-0000000000b9"
    case = took(offers(SEARCHSET)[0], small(items={id_: other}))
    assert case.items[id_] == other
    assert sorted(one.number for one in case.items.values()) == [1, 2]


def test_a_day_that_lies_ahead_is_told_and_not_kept() -> None:
    report: Json = {"resourceType": "DiagnosticReport", "code": {"text": "CT"},
                    "effectiveDateTime": "2027-01-05"}  # fmt: skip
    (one,) = offers(report)
    assert "5 Jan 2027" in one.sentence
    assert fresh(took(one, small())).identifiers == Identifiers()


@pytest.mark.parametrize("value", [SEARCHSET, SYNTHETIC, DOCUMENT])
def test_nothing_is_taken_twice(value: Json) -> None:
    pages = small()
    for seed, one in enumerate(offers(value)):
        took(one, pages, seed)
    for seed, one in enumerate(offers(value)):
        with pytest.raises(NotAllowedError, match="is in this case already"):
            took(one, pages, 100 + seed)


@pytest.mark.parametrize(
    ("person", "is_theirs"),
    [
        (Person(), True),
        (ROSA, True),
        (Person(legal_name="Elena Roe", born=ROSA.born), True),
        (Person(legal_name="Rosa Marín", born=dt.date(1999, 1, 1)), False),
        (Person(legal_name="rosa elena MARIN"), True),
        (Person(legal_name="Elena Marín"), False),
        (Person(legal_name="June Park"), False),
        (Person(legal_name="June Park", former_names="Rosa Marin\nJune Poe"), True),
    ],
)
def test_another_persons_things_are_refused(person: Person, is_theirs: bool) -> None:
    one, *_ = offers(SEARCHSET)
    if is_theirs:
        assert fresh(took(one, small(person)))
        return
    with pytest.raises(NotAllowedError) as refused:
        took(one, small(person))
    assert "for Rosa Marín, born 9 Apr 1968" in refused.value.sentence


# --- Anything -------------------------------------------------------------------------------------

_WORDS = st.sampled_from(
    ["CT", "final", "2026-11-12", "2026-13-45", "9999-01-01", "2026", "Patient/p1", "#a", "ACSN",
     "RAD", "11488-4", "Tissue block", "a" * 700, "\u202e\x1b[2J", "\ud800", "", " ", "Rosa Marín"]
)  # fmt: skip
_FIELDS = st.sampled_from(
    ["resourceType", "id", "status", "identifier", "type", "code", "coding", "display", "text",
     "category", "subject", "reference", "name", "given", "family", "birthDate", "collection",
     "collectedDateTime", "started", "series", "modality", "bodySite", "content", "attachment",
     "title", "context", "period", "start", "encounter", "serviceProvider", "custodian", "author",
     "performer", "contained", "effectiveDateTime", "value", "entry", "resource", "description"]
)  # fmt: skip
_SCALARS = st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-1, 1) | _WORDS
_ANY = st.recursive(
    _SCALARS, lambda inside: st.lists(inside, max_size=3) | st.dictionaries(_FIELDS, inside),
    max_leaves=15,
)  # fmt: skip
_TYPES = st.sampled_from(
    ["Patient", "Organization", "DiagnosticReport", "ImagingStudy", "DocumentReference", "Specimen",
     "Composition", "Encounter", "Bundle"]
)  # fmt: skip
_ODD = st.builds(
    lambda text, other: {
        "code": {"text": text}, "type": {"text": text}, "description": other,
        "subject": {"display": other}, "performer": {"display": text},
        "custodian": {"display": text}, "identifier": {"value": other},
        "accessionIdentifier": {"value": text}, "series": {"bodySite": {"display": other}},
    },
    _WORDS, _WORDS,
)  # fmt: skip
"""Odd texts where they are shown."""

_RESOURCES = st.builds(
    lambda kind, fields: {**fields, "resourceType": kind},
    _TYPES, _ODD | st.dictionaries(_FIELDS, _ANY),
)  # fmt: skip


@given(resources=st.lists(_RESOURCES, max_size=4))
def test_any_resources_are_offered_in_words_and_can_be_taken(resources: list[Json]) -> None:
    entry = [{"fullUrl": f"urn:uuid:{n}", "resource": one} for n, one in enumerate(resources)]
    made: Mapping[str, object] = {"resourceType": "Bundle", "entry": entry}
    pages = small()
    for seed, one in enumerate(offers(made)):
        assert clean(one.sentence) == one.sentence
        assert len(one.sentence) < 600
        try:
            case = took(one, pages, seed)
        except NotAllowedError:
            continue
        assert all(item.state in ("to_ask", "asked") for item in case.items.values())
    case = as_case(pages["cases", a_case().id]).value
    office = replace(next(iter(case.offices.values())), office=OFFICE.id)
    case = replace(case, offices=dict.fromkeys(case.offices, office))
    assert load(dump([case], [OFFICE]), "a.json", catalogue()).cases == (case,)


@given(value=_ANY)
@example(value=[])
@example(value={"resourceType": "Bundle", "entry": {"resource": {"resourceType": "Bundle"}}})
def test_any_json_is_read_or_refused_with_a_sentence(value: object) -> None:
    refused = ""
    try:
        offers(value)
    except RefusedInputError as error:
        refused = error.sentence
    assert not refused or refused.startswith("portal.fhir was not taken in: ")


@given(data=st.binary(max_size=100))
@example(data=b"{}\n{}")
@example(data=b"[" * 100_000)
@example(data=b'{"resourceType": "Bundle"}\n{"resourceType": ')
def test_any_bytes_are_read_or_refused_with_a_sentence(data: bytes) -> None:
    refused = ""
    try:
        offers(data)
    except RefusedInputError as error:
        refused = error.sentence
    else:
        return
    assert refused.startswith("portal.fhir")
    assert "was not taken in: " in refused
    assert "so-tui has exported" not in refused


def test_the_line_that_cannot_be_read_is_named() -> None:
    lines = json.dumps(PATIENT).encode() + b'\n{"resourceType": \n'
    with pytest.raises(RefusedInputError, match=r"^portal\.fhir, line 2 was not taken in: "):
        offers(lines)


def test_a_thing_of_somebody_named_is_taken_into_no_case_of_which_nobody_is_named() -> None:
    from so_tui.exchange.fhir.candidates import _is_said

    for label, name, fits in (
        ("Rosa M.", "Rosa Marín", True), ("rosa", "Rosa Marín", True), ("Mum", "Rosa Marín", False),
        ("Patient B.", "John Other", False), ("", "Rosa", False),
    ):  # fmt: skip
        assert _is_said(name, label) == fits, label
