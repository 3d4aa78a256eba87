"""FHIR out: what is written holds to R4, is whole in itself, and tells every thing asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core.case import Case, Companion, Item, Office, Person, Release, State
from so_tui.core.wording import Wording
from so_tui.exchange.fhir.bundle import bundle, dump
from so_tui.exchange.fhir.elements import Told, urls
from so_tui.exchange.fhir.things import status
from tests.exchange.sample_cases import STORIES
from tests.knowledge import catalogue
from tests.strategies import casebooks
from tests.tui.desk import sample

GOLDEN = Path(__file__).parents[1] / "golden" / "midway.fhir"

Json = dict[str, Any]


def told(case: Case, offices: Mapping[str, Office], notes: bool = False) -> Json:
    """The bundle of one case."""
    return bundle([case], offices.values(), catalogue(), notes=notes)


def resources(made: Json, kind: str = "") -> list[Json]:
    """The resources of a bundle, of one kind or of all."""
    found = [one["resource"] for one in made.get("entry", ())]
    return [one for one in found if kind in ("", one["resourceType"])]


def references(value: Any) -> Iterator[tuple[str, frozenset[str]]]:
    """Each reference in a model, with the kinds of resources that may stand there."""
    for name, field in type(value).model_fields.items():
        inside = getattr(value, name, None)
        extra = field.json_schema_extra
        kinds = extra.get("enum_reference_types") if isinstance(extra, dict) else None
        for one in inside if isinstance(inside, list) else [inside]:
            if kinds and one is not None and one.reference:
                yield one.reference, frozenset(kinds)
            elif hasattr(type(one), "model_fields"):
                yield from references(one)


def check(made: Json) -> None:
    """What holds of every bundle."""
    read = Bundle.model_validate(made)
    entries = made.get("entry", ())
    by_url = {one["fullUrl"]: one["resource"] for one in entries}
    assert len(by_url) == len(entries), "no two entries share a fullUrl"
    for url, one in by_url.items():
        assert url == f"urn:uuid:{one['id']}"
        assert set(urls(one)) <= by_url.keys(), "every reference resolves inside"
        for period in periods(one):
            assert period.get("start", "") <= period.get("end", "9999")
        assert not any(part in ("", [], {}, None) for part in parts(one)), (
            "FHIR knows no empty value"
        )
    for entry in read.entry or ():
        for reference, kinds in references(entry.resource):
            assert kinds & {by_url[reference]["resourceType"], "Resource"}
    for task in resources(made, "Task"):
        assert task.get("authoredOn", "") <= task.get("lastModified", "9999")  # inv-1
    for one in resources(made, "Appointment"):  # app-2 and app-3
        assert ("start" in one or "_start" in one) == ("end" in one or "_end" in one)
    for one in resources(made, "Organization"):  # org-1
        assert "name" in one or "identifier" in one
    for one in resources(made, "Consent"):  # ppc-1
        assert one["policyRule"]["text"]


def parts(value: object) -> Iterator[object]:
    """Every value inside a resource."""
    yield value
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inside:
        yield from parts(one)


def periods(value: object) -> Iterator[dict[str, str]]:
    """Every period inside a resource."""
    for one in parts(value):
        if isinstance(one, dict):
            found = [of for name, of in one.items() if name.lower().endswith("period")]
            yield from (of for some in found for of in (some if isinstance(some, list) else [some]))


PEOPLE = st.dictionaries(
    st.sampled_from(["o1", "p2"]),
    st.builds(
        Companion, number=st.integers(1, 3), name=st.sampled_from(["Ana", "Dr Roy"]),
        role=st.sampled_from(["proxy", "family_doctor", "navigator"]),
        authority=st.sampled_from(["", "health-care proxy"]), phones=st.sampled_from(["", "1\n2"]),
    ),
)  # fmt: skip
PERSONS = st.builds(
    Person, legal_name=st.sampled_from(["", "Ana", "Rosa Marín"]),
    former_names=st.just("Roe\nDoe"),
    address=st.sampled_from(["", "1 Pier Rd\nNew Haven"]),
    language=st.sampled_from(["", "Spanish"]),
)  # fmt: skip


@st.composite
def peopled(draw: st.DrawFn) -> tuple[Case, dict[str, Office]]:
    """A case with people in it and with papers that they signed."""
    case, offices = draw(casebooks())
    signers = st.sampled_from(["", "Ana", "Dr Roy", "rosa marin"])
    return replace(
        case, people=draw(PEOPLE), person=draw(PERSONS),
        releases={id_: replace(one, signer=draw(signers)) for id_, one in case.releases.items()},
        visit=replace(case.visit, time=draw(st.none() | st.times()), zone=draw(
            st.sampled_from(["", "America/New_York", "Nowhere/At_All"]))),
    ), offices  # fmt: skip


@settings(max_examples=25)
@given(book=peopled(), notes=st.booleans())
def test_every_case_becomes_a_bundle_that_holds(
    book: tuple[Case, dict[str, Office]], notes: bool
) -> None:
    case, offices = book
    made = told(case, offices, notes)
    check(made)
    data = dump(made)
    assert data == dump(told(case, dict(reversed(offices.items())), notes))
    assert json.loads(data) == made
    assert len(resources(made, "Patient")) == 1
    assert len(resources(made, "Communication")) == len(case.contacts)
    signed = [one for one in case.releases.values() if one.signed_on]
    assert len(resources(made, "Consent")) == len(signed)
    named = {one.office for one in case.offices.values()}
    assert len(resources(made, "Organization")) == len(named)
    assert len(resources(made, "Appointment")) == (case.visit.day is not None)
    went_home = [one for one in case.items.values() if one.custody.returned_on]
    shipped = [
        one
        for one in case.items.values()
        if catalogue().group(one.kind) == "material"
        and (one.state == "on_its_way" or any(m.state == "on_its_way" for m in one.moves.values()))
    ]
    assert len(resources(made, "SupplyDelivery")) == len(went_home) + len(shipped)


STATUS: dict[State, set[str]] = {
    "to_ask": {"draft", "on-hold"},
    "asked": {"requested", "accepted", "on-hold"},
    "ready": {"in-progress", "completed", "on-hold"},
    "on_its_way": {"in-progress", "on-hold"},
    "arrived": {"in-progress", "completed", "on-hold"},
    "usable": {"completed"},
    "refused": {"rejected"},
    "not_usable": {"failed"},
    "not_needed": {"cancelled"},
    "will_follow": {"on-hold"},
}


@given(book=casebooks())
def test_every_item_is_a_task_with_its_state(book: tuple[Case, dict[str, Office]]) -> None:
    case, offices = book
    made = told(case, offices)
    of = Told(case, offices, catalogue(), Wording(catalogue()), False)
    tasks = {one["id"]: one for one in resources(made, "Task")}
    for id_, item in case.items.items():
        task = tasks.pop(of.id("Task", id_))
        assert task["status"] == status(of, id_, item)
        assert task["status"] in STATUS[item.state]
        assert task["businessStatus"]["coding"][0]["code"] == item.state
        assert task["code"]["coding"][0]["code"] == item.kind
        if item.problem and item.state in ("to_ask", "asked", "arrived"):
            assert task["status"] == "on-hold"
        if catalogue().kinds[item.kind].checked and item.state != "usable":
            assert task["status"] != "completed", "slides and images count when they were checked"
    for earlier in tasks.values():
        assert earlier["status"] in ("failed", "rejected")


def test_each_state_of_each_kind_has_its_status() -> None:
    assert STATUS.keys() == set(get_args(State))
    case = sample("fresh").cases[0]
    of = Told(case, {}, catalogue(), Wording(catalogue()), False)
    for kind in catalogue().kinds.values():
        for state, known in STATUS.items():
            item = Item(number=1, call=kind.call, kind=kind.id, state=state)
            reached = status(of, "i", item)
            assert reached in known - ({"on-hold"} if state != "will_follow" else set())
            there = state == "usable" or (state == "arrived" and not kind.checked)
            assert (reached == "completed") == there, "what must be checked was checked"
            blocked = status(of, "i", replace(item, problem="no_release"))
            open_ = state in ("to_ask", "asked", "ready", "on_its_way", "arrived")
            assert blocked == ("on-hold" if open_ else reached)


def test_a_release_that_ended_before_it_was_signed_has_no_period_turned_round() -> None:
    case = sample("midway").cases[0]
    signed = next(one for one in case.releases.values() if one.signed_on)
    ended = replace(signed, expires_on=case.began.replace(year=2020))
    made = told(replace(case, releases={"r": ended}), {})
    check(made)
    assert resources(made, "Consent")[0]["provision"]["period"] == {"end": "2020-11-10"}


def test_asking_again_is_a_new_task() -> None:
    case = sample("rush").cases[0]
    tried = [one for one in case.items.values() if one.attempt > 1]
    tasks = resources(told(case, {}), "Task")
    assert len(tasks) >= len(case.items)
    assert (len(tasks) > len(case.items)) == bool(
        [one for one in tried if any(move.attempt < one.attempt for move in one.moves.values())]
    )


@pytest.mark.parametrize(
    ("signer", "kind"),
    [
        ("Rosa Marín", "Patient"),
        ("rosa", "Patient"),
        ("Elena", "RelatedPerson"),
        ("Marín", ""),
        ("Luis", ""),
        ("", "Patient"),
    ],
)
def test_a_consent_is_of_whoever_signed(signer: str, kind: str) -> None:
    case = sample("midway").cases[0]
    signed = next(one for one in case.releases.values() if one.signed_on)
    made = told(replace(case, releases={"r": replace(signed, signer=signer)}), {})
    check(made)
    (consent,) = resources(made, "Consent")
    (performer,) = consent["performer"]
    url = performer.get("reference")
    assert [one["resourceType"] for one in resources(made) if url == f"urn:uuid:{one['id']}"] == (
        [kind] if kind else []
    )
    if not kind:
        assert performer == {"display": signer}


def test_an_unsigned_release_is_no_consent() -> None:
    case = sample("midway").cases[0]
    (here, *_) = case.offices
    unsigned = Release(number=1, office=here, instrument="authorization")
    made = told(replace(case, releases={"r": unsigned}), {})
    assert resources(made, "Consent") == []


def test_notes_stay_out_unless_they_are_asked_for() -> None:
    case, item = (
        sample("midway").cases[0],
        Item(number=1, call="radiology", kind="ct", note="NOTED"),
    )
    contacts = {id_: replace(one, note="NOTED") for id_, one in case.contacts.items()}
    case = replace(
        case,
        note="NOTED",
        items={"i": item},
        contacts=contacts,
        visit=replace(case.visit, note="NOTED"),
    )
    assert b"NOTED" not in dump(told(case, {}))
    assert dump(told(case, {}, notes=True)).count(b"NOTED") == len(contacts) + 3


def test_cases_that_name_one_office_share_it() -> None:
    file = sample("midway")
    other = replace(file.cases[0], id="00000000-0000-4000-8000-000000000001")
    made = bundle([*file.cases, other], file.offices, catalogue())
    check(made)
    assert made == bundle([other, *file.cases], file.offices, catalogue())
    assert len(resources(made, "Patient")) == 2
    alone = bundle(file.cases, file.offices, catalogue())
    assert len(resources(made, "Organization")) == len(resources(alone, "Organization"))
    assert bundle([], [], catalogue()).get("entry") is None
    check(bundle([], [], catalogue()))


@pytest.mark.parametrize("story", sorted(STORIES))
def test_each_sample_becomes_a_bundle_that_holds(story: str) -> None:
    file = sample(story)
    check(bundle(file.cases, file.offices, catalogue(), notes=True))


def test_the_sample_is_written_just_so() -> None:
    file = sample("midway")
    assert dump(bundle(file.cases, file.offices, catalogue())) == GOLDEN.read_bytes()
