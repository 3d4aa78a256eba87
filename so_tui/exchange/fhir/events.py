"""What is asked of the second office, and what was said, signed and set: requests to dates."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterator, Mapping

from so_tui.core.case import Channel, Contact, Opinion, Release, Status, Visit, in_order
from so_tui.core.parties import offices_for
from so_tui.exchange.fhir.elements import (
    TERMS,
    UNKNOWN,
    Json,
    Told,
    concept,
    day,
    filled,
    notes,
    own,
    period,
    resource,
)
from so_tui.exchange.fhir.people import companion, coverages, visit_role

_REQUEST: Mapping[Status, str] = {
    "deciding": "draft", "going": "active", "on_hold": "on-hold", "decided_not": "revoked",
    "visited": "active", "closed": "completed", "died": "revoked",
}  # fmt: skip
_APPOINTMENT: Mapping[Status, str] = {
    "deciding": "proposed", "going": "booked", "on_hold": "booked", "decided_not": "cancelled",
    "visited": "fulfilled", "closed": "booked", "died": "cancelled",
}  # fmt: skip
"""Of a case that is closed or whose person has died, what is known without an opinion."""

_MEDIUM: Mapping[Channel, str] = {
    "phone": "PHONE", "fax": "FAXWRIT", "email": "EMAILWRIT", "portal": "ELECTRONIC",
    "letter": "MAILWRIT", "in_person": "FACE",
}  # fmt: skip


def request(told: Told) -> Json:
    """The second opinion that is asked for."""
    case = told.case
    role = visit_role(told)
    return resource(
        "ServiceRequest", told.id("ServiceRequest"), identifier=own(case.id),
        status=_REQUEST[case.status], intent="plan", code=concept("second opinion"),
        subject=told.patient, occurrenceDateTime=day(case.visit.day), authoredOn=day(case.began),
        requester=told.patient, performer=[role] if role else [],
        reasonCode=[concept(case.diagnosis)] if case.diagnosis else [],
        insurance=coverages(told),
        note=notes(case.note) if told.notes else [],
    )  # fmt: skip


def events(told: Told) -> Iterator[Json]:
    """The resources about dates, signed papers and contacts."""
    yield from _appointments(told)
    for id_, release in in_order(told.case.releases):
        if release.signed_on is not None:
            yield _consent(told, id_, release)
    for id_, contact in in_order(told.case.contacts):
        yield _communication(told, id_, contact)


# --- Dates --------------------------------------------------------------------------------------


def _appointments(told: Told) -> Iterator[Json]:
    case, visit = told.case, told.case.visit
    if visit.day is not None:
        status = _APPOINTMENT[case.status]
        if case.status in ("closed", "died") and case.opinion != Opinion():
            status = "fulfilled"
        yield _appointment(told, "visit", status, visit.day, visit.time, visit.zone)
    for id_, one in in_order(visit.earlier):
        yield _appointment(told, f"earlier/{id_}", "cancelled", one.day, one.time, one.zone)


def _appointment(
    told: Told, part: str, status: str, on: dt.date, at: dt.time | None, zone: str
) -> Json:
    """One date. When it ends nobody knows; when it begins, only with a time and a zone."""
    start = _instant(on, at, zone)
    role = visit_role(told)
    moved = part != "visit"
    visit = told.case.visit
    made = resource(
        "Appointment", told.id("Appointment", part), status=status,
        cancelationReason=concept("moved to another day") if moved else None,
        serviceType=[concept("second opinion")],
        appointmentType=concept(told.wording.word("how", visit.how))
        if visit.how != "not_known" else None,
        start=start, comment=_note(told, visit),
        basedOn=[told.ref("ServiceRequest")],
        participant=[
            {"actor": one, "status": "accepted"} for one in (told.patient, role) if one
        ],
        requestedPeriod=[period(on, on)],
    )  # fmt: skip
    return made | ({"_end": UNKNOWN} if start else {"_start": UNKNOWN, "_end": UNKNOWN})


def _note(told: Told, visit: Visit) -> str:
    return visit.note if told.notes else ""


def _instant(on: dt.date, at: dt.time | None, zone: str) -> str:
    """A moment as FHIR writes it; "" where the time or the zone is not known."""
    if at is None or not zone:
        return ""
    try:
        moment = dt.datetime.combine(on, at, zoneinfo.ZoneInfo(zone))
        offset = moment.utcoffset()
    except (ValueError, OSError, OverflowError, zoneinfo.ZoneInfoNotFoundError):
        return ""
    if offset is None or offset.total_seconds() % 60:  # as clocks went before there were zones
        return ""
    return moment.isoformat(timespec="seconds")


# --- Papers and contacts ------------------------------------------------------------------------


def _consent(told: Told, id_: str, release: Release) -> Json:
    office = told.organization(release.office)
    hipaa = release.instrument == "authorization"
    policy = concept(
        told.wording.word("instrument", release.instrument),
        *((f"{TERMS}/consentpolicycodes", "hipaa-auth") if hipaa else ()),
    )
    signer = companion(told, release.signer) if release.signer else told.patient
    return resource(
        "Consent", told.id("Consent", id_), identifier=own(id_),
        status="rejected" if release.returned_on else "active",
        scope=concept("", f"{TERMS}/consentscope", "patient-privacy"),
        category=[concept("", "http://loinc.org", "59284-0")],
        patient=told.patient, dateTime=day(release.signed_on), performer=[signer],
        organization=[office] if office else [], policyRule=policy,
        provision=filled(
            type="permit", period=period(release.signed_on, release.expires_on),
            code=[concept(" ".join(release.covers.split()))] if release.covers else [],
        ),
    )  # fmt: skip


def _communication(told: Told, id_: str, contact: Contact) -> Json:
    case = told.case
    spoke = contact.outcome != "no_answer"
    here = contact.office
    if here is None:
        offices = offices_for(case, contact.call, contact.party)
        here = offices[0] if len(offices) == 1 else None
    office = told.organization(here)
    whom = [office] if office else []
    whom += [{"display": contact.with_whom}] if contact.with_whom else []
    outcome = told.wording.word("outcome", contact.outcome)
    return resource(
        "Communication", told.id("Communication", id_), identifier=own(id_),
        basedOn=[told.ref("ServiceRequest")], status="completed" if spoke else "not-done",
        statusReason=None if spoke else concept(outcome),
        medium=[
            concept(
                told.wording.word("channel", contact.channel),
                f"{TERMS}/v3-ParticipationMode", _MEDIUM[contact.channel],
            )
        ],
        subject=told.patient, topic=concept(told.wording.word("call", contact.call)),
        about=[told.ref("Task", one) for one in contact.effects if one in case.items],
        sent=day(contact.on), recipient=whom,
        sender=companion(told, contact.who) if contact.who else None,
        payload=[{"contentString": outcome}],
        note=notes(contact.note) if told.notes else [],
    )  # fmt: skip
