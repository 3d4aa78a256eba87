"""Who there is: the person, those beside them, and the offices with whom one asks for."""

from __future__ import annotations

from collections.abc import Iterator

from so_tui.core.case import Companion, in_order
from so_tui.core.folding import folded
from so_tui.core.parties import offices_for
from so_tui.exchange.fhir.elements import (
    Json,
    Told,
    address,
    concept,
    day,
    identifier,
    named,
    own,
    resource,
    telecom,
    uid,
)


def people(told: Told) -> Iterator[Json]:
    """The resources about a case's people, the person first."""
    yield _patient(told)
    for id_, one in in_order(told.case.people):
        yield _companion(told, id_, one)
    yield from _staff(told)
    yield from _coverage(told)


def companion(told: Told, name: str) -> Json:
    """A reference to the one of the case who is called so, be it in short; what they are called,
    for anybody else."""
    wanted = set(folded(name).split())
    known = [(told.case.person.legal_name, told.patient)]
    known += [
        (one.name, told.ref(_kind(one), f"people/{id_}", one.name))
        for id_, one in in_order(told.case.people)
    ]
    found = [reference for full, reference in known if wanted <= set(folded(full).split())]
    return found[0] if len(found) == 1 else {"display": name}


def visit_role(told: Told) -> Json | None:
    """A reference to the second doctor at the second office; None where neither is known."""
    known = told.case.visit.doctor or offices_for(told.case, "visit")
    return told.ref("PractitionerRole", "visit") if known else None


def organizations(told: Told) -> Iterator[Json]:
    """The offices that a case names; other cases may name them, too."""
    for id_ in dict.fromkeys(one.office for _, one in in_order(told.case.offices)):
        office = told.offices.get(id_)
        known = own(id_) or identifier(id_)
        if office is None:
            yield resource("Organization", uid("Organization", id_), identifier=known)
            continue
        desk = [{"purpose": concept(office.desk)}] if office.desk else []
        yield resource(
            "Organization", uid("Organization", id_), identifier=known, name=office.name,
            telecom=[
                *telecom("phone", office.phone, office.other_phones),
                *telecom("fax", office.fax), *telecom("email", office.email),
            ],
            address=address(office.address), contact=desk,
        )  # fmt: skip


def _patient(told: Told) -> Json:
    case, person = told.case, told.case.person
    numbers = [
        one
        for id_, here in in_order(case.offices)
        if here.party != "insurer" or here.call != "visit"
        for one in identifier(here.person_number, "MR", told.organization(id_))
    ]
    return resource(
        "Patient", told.id("Patient"),
        identifier=[*own(case.id), *identifier(person.health_number, "NI"), *numbers],
        name=[
            *(named(person.legal_name, "official") or named(case.label, "usual")),
            *(one for text in person.former_names.splitlines() for one in named(text, "old")),
        ],
        telecom=[*telecom("phone", person.phones), *telecom("email", person.email)],
        birthDate=day(person.born), address=address(person.address),
        deceasedBoolean=True if case.status == "died" else None,
        communication=[{"language": concept(person.language)}] if person.language else [],
        generalPractitioner=[
            told.ref("Practitioner", f"people/{id_}", one.name)
            for id_, one in in_order(case.people) if one.role == "family_doctor"
        ],
    )  # fmt: skip


def _kind(one: Companion) -> str:
    return "Practitioner" if one.role == "family_doctor" else "RelatedPerson"


def _companion(told: Told, id_: str, one: Companion) -> Json:
    reached = [*telecom("phone", one.phones), *telecom("email", one.email)]
    kind = _kind(one)
    if kind == "Practitioner":
        return resource(
            kind, told.id(kind, f"people/{id_}"), identifier=own(id_), name=named(one.name),
            telecom=reached,
        )  # fmt: skip
    roles = filter(None, (told.wording.word("role", one.role), one.authority))
    return resource(
        kind, told.id(kind, f"people/{id_}"), identifier=own(id_), patient=told.patient,
        relationship=[concept(role) for role in roles], name=named(one.name), telecom=reached,
    )  # fmt: skip


def _staff(told: Told) -> Iterator[Json]:
    """Whom one asks for at an office, and the second doctor: each with where they work."""
    for id_, here in in_order(told.case.offices):
        if here.contact_person:
            yield resource(
                "Practitioner", told.id("Practitioner", id_), name=named(here.contact_person)
            )
            yield resource(
                "PractitionerRole", told.id("PractitionerRole", id_),
                practitioner=told.ref("Practitioner", id_, here.contact_person),
                organization=told.organization(id_),
            )  # fmt: skip
    doctor = told.case.visit.doctor
    if doctor:
        yield resource("Practitioner", told.id("Practitioner", "visit"), name=named(doctor))
    if visit_role(told) is not None:
        second = next(iter(offices_for(told.case, "visit")), None)
        yield resource(
            "PractitionerRole", told.id("PractitionerRole", "visit"),
            practitioner=told.ref("Practitioner", "visit", doctor) if doctor else None,
            organization=told.organization(second),
        )  # fmt: skip


def coverages(told: Told) -> list[Json]:
    """References to the person's insurances."""
    return [told.ref("Coverage", id_) for id_ in offices_for(told.case, "visit", "insurer")]


def _coverage(told: Told) -> Iterator[Json]:
    for id_ in offices_for(told.case, "visit", "insurer"):
        yield resource(
            "Coverage", told.id("Coverage", id_), status="active",
            subscriberId=told.case.offices[id_].person_number, beneficiary=told.patient,
            payor=[told.organization(id_)],
        )  # fmt: skip
