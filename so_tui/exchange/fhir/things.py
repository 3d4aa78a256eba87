"""What is asked for: each thing as a task, and the thing itself where something is known of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from so_tui.core.case import (
    Contact,
    Identifiers,
    Item,
    Move,
    State,
    in_order,
    is_there,
    items_by_call,
    latest_move,
)
from so_tui.exchange.fhir.elements import (
    KINDS,
    STATES,
    TERMS,
    Json,
    Told,
    concept,
    day,
    filled,
    identifier,
    notes,
    own,
    period,
    resource,
)

DCM = "http://dicom.nema.org/resources/ontology/DCM"

MODALITY: Mapping[str, str] = {
    "ct": "CT", "pet": "PT", "mri": "MR", "xray": "DX", "mammogram": "MG",
    "prior_mammogram": "MG", "ultrasound": "US", "bone_scan": "NM", "radiation_plan": "RTPLAN",
}  # fmt: skip
"""DICOM's codes for kinds of images."""

_STATUS: Mapping[State, str] = {
    "to_ask": "draft", "asked": "requested", "ready": "in-progress", "on_its_way": "in-progress",
    "arrived": "in-progress", "usable": "completed", "refused": "rejected",
    "not_usable": "failed", "not_needed": "cancelled", "will_follow": "on-hold",
}  # fmt: skip

_OPEN: frozenset[State] = frozenset({"to_ask", "asked", "ready", "on_its_way", "arrived"})
_NOT_YET: frozenset[State] = frozenset(
    {"to_ask", "asked", "refused", "not_needed", "will_follow"}
)  # fmt: skip
_ACKNOWLEDGED = frozenset({"has_our_request", "promised"})
_REPORTS: Mapping[str, str] = {
    "labs": "LAB", "germline": "GE", "pathology_report_copy": "PAT", "molecular": "GE",
    "cytogenetics": "GE", "image_reports": "RAD",
}  # fmt: skip
"""Of kinds that are reports, the section of HL7's table 0074; of others of pathology, `PAT`."""


def things(told: Told) -> Iterator[Json]:
    """The resources about what a case asks for, item by item."""
    for id_, item in items_by_call(told.case):
        yield from _earlier(told, id_, item)
        yield _task(told, id_, item)
        made = _thing(told, id_, item)
        if made is not None:
            yield made
        yield from _shipments(told, id_, item)


def status(told: Told, id_: str, item: Item) -> str:
    """The status of an item's task; its finer state is the business status."""
    if item.problem is not None and item.state in _OPEN:
        return "on-hold"
    if item.state in _OPEN and is_there(item, _is_checked(told, item)):
        return "completed"
    if item.state == "asked" and _is_acknowledged(told, id_, item):
        return "accepted"
    return _STATUS[item.state]


def _is_checked(told: Told, item: Item) -> bool:
    kind = told.kind(item)
    return kind is not None and kind.checked


def _is_acknowledged(told: Told, id_: str, item: Item) -> bool:
    """Whether the office said, since it was asked, that it has our request."""
    asked = latest_move(item)

    def tells(one: Contact) -> bool:
        since = asked is None or one.on >= asked.on
        return id_ in one.effects and one.outcome in _ACKNOWLEDGED and since

    return item.promise is not None or any(map(tells, told.case.contacts.values()))


def _task(told: Told, id_: str, item: Item) -> Json:
    moves = [one for _, one in in_order(item.moves)]
    days = [one.on for one in moves] + ([item.added_on] if item.added_on else [])
    of_this = [one for one in moves if one.attempt == item.attempt]
    state = told.wording.state(item)
    why = filter(None, (
        told.wording.problem(item.problem) if item.problem else "",
        item.problem_note if told.notes else "",
    ))  # fmt: skip
    reached = status(told, id_, item)
    thing = _thing_kind(told, item)
    ended = of_this[-1].on if of_this and reached in ("completed", "failed", "rejected") else None
    reason = ": ".join(why)
    return resource(
        "Task", told.id("Task", id_),
        identifier=own(id_), groupIdentifier=next(iter(own(id_)), None),
        basedOn=[told.ref("ServiceRequest")], status=reached,
        statusReason=concept(reason) if reason else None,
        businessStatus=concept(state, STATES, item.state), intent="order",
        code=concept(told.wording.kind(item.kind), KINDS, item.kind),
        description=told.wording.item(item),
        focus=told.ref(thing, id_) if thing else None, for_=told.patient,
        executionPeriod=period(of_this[0].on if of_this else None, ended),
        authoredOn=day(min(days, default=None)), lastModified=day(max(days, default=None)),
        requester=told.patient,
        owner=told.patient if told.wording.is_at_home(item) else told.organization(item.office),
        note=notes(item.note) if told.notes else [],
        input=list(_inputs(told, item)), output=list(_outputs(told, id_, item)),
    )  # fmt: skip


def _earlier(told: Told, id_: str, item: Item) -> Iterator[Json]:
    """A task for each earlier attempt that something is known of; none of them came to its end."""
    for attempt in range(1, item.attempt):
        moves = [one for _, one in in_order(item.moves) if one.attempt == attempt]
        if not moves:
            continue
        last = moves[-1]
        yield resource(
            "Task", told.id("Task", f"{id_}/{attempt}"),
            groupIdentifier=next(iter(own(id_)), None), basedOn=[told.ref("ServiceRequest")],
            status="rejected" if last.state == "refused" else "failed",
            businessStatus=concept(told.wording.state(item, last.state), STATES, last.state),
            intent="order", code=concept(told.wording.kind(item.kind), KINDS, item.kind),
            description=told.wording.item(item), for_=told.patient,
            executionPeriod=_between(moves), authoredOn=day(min(one.on for one in moves)),
            lastModified=day(max(one.on for one in moves)), requester=told.patient,
            owner=told.organization(item.office),
        )  # fmt: skip


def _between(moves: list[Move]) -> Json:
    return period(min(one.on for one in moves), max(one.on for one in moves))


def _inputs(told: Told, item: Item) -> Iterator[Json]:
    word = told.wording.word
    said: tuple[tuple[str, str, object], ...] = (
        ("form", "valueString", word("form", item.form) if item.form != "not_known" else ""),
        ("count", "valueUnsignedInt", item.count_asked),
        ("way", "valueString", word("way", item.way) if item.way != "not_known" else ""),
        ("destination", "valueString", item.destination),
        ("promised for", "valueDate", day(item.promise.day) if item.promise else ""),
        ("promised by", "valueString", item.promise.by if item.promise else ""),
    )
    for name, field, value in said:
        if value not in (None, ""):
            yield {"type": concept(name), field: value}
    if item.instead_of in told.case.items:
        yield {"type": concept("instead of"), "valueReference": told.ref("Task", item.instead_of)}


def _outputs(told: Told, id_: str, item: Item) -> Iterator[Json]:
    yield {"type": concept("place"), "valueString": told.wording.word("place", item.place)}
    said = item.received
    if item.count_have is not None:
        yield {"type": concept("count"), "valueUnsignedInt": item.count_have}
    if said.count is not None:
        of = concept("count at the second office")
        yield {"type": of, "valueUnsignedInt": said.count}
    if said.said_on is not None:
        yield {"type": concept("receipt told on"), "valueDate": day(said.said_on)}
    for one in _shipments(told, id_, item):
        yield {
            "type": concept("shipment"),
            "valueReference": {"reference": f"urn:uuid:{one['id']}"},
        }


# --- The things themselves ----------------------------------------------------------------------


def _thing_kind(told: Told, item: Item) -> str:
    """What kind of resource tells of the thing; "" where nothing is known of it yet."""
    kind = told.kind(item)
    group = told.catalogue.group(item.kind)
    is_known = item.identifiers != Identifiers() or item.count_have or item.state not in _NOT_YET
    if kind is None or not is_known or group in ("home", "approval"):
        return ""
    if group == "material":
        return "Specimen" if kind.call == "pathology" else "ImagingStudy"
    is_report = kind.call in ("pathology", "radiology") or kind.id in _REPORTS
    return "DiagnosticReport" if is_report else "DocumentReference"


def _thing(told: Told, id_: str, item: Item) -> Json | None:
    kind, named = _thing_kind(told, item), item.identifiers
    there = is_there(item, _is_checked(told, item))
    what = told.wording.kind(item.kind)
    whole = ", ".join(filter(None, (what, named.body_part, item.detail)))
    if what.casefold() in item.detail.casefold():
        whole = item.detail
    taken = day(named.specimen_date)
    match kind:
        case "Specimen":
            count = item.count_have if item.count_have is not None else item.count_asked
            container = filled(
                identifier=identifier(named.block), description=told.wording.word("form", item.form)
                if item.form != "not_known" else "",
                specimenQuantity={"value": count} if count is not None else None,
            )  # fmt: skip
            return resource(
                kind, told.id(kind, id_),
                accessionIdentifier=next(iter(identifier(named.reference, "ACSN")), None),
                status="unsatisfactory" if item.state == "not_usable"
                else "available" if there else "", type=concept(whole), subject=told.patient,
                collection=filled(
                    collectedDateTime=taken,
                    bodySite=concept(named.body_part) if named.body_part else None,
                ),
                container=[container] if container else [],
            )  # fmt: skip
        case "ImagingStudy":
            code = MODALITY.get(item.kind, "")
            return resource(
                kind, told.id(kind, id_), identifier=identifier(named.reference, "ACSN"),
                status="available" if there else "unknown",
                modality=[{"system": DCM, "code": code}] if code else [], subject=told.patient,
                started=day(named.study_date), reasonCode=[], procedureCode=[concept(whole)],
                description=named.modality or whole,
            )  # fmt: skip
        case "DiagnosticReport":
            section = _REPORTS.get(item.kind, "PAT")
            office = told.organization(item.office)
            return resource(
                kind, told.id(kind, id_), identifier=identifier(named.reference, "ACSN"),
                status="unknown",  # whether more will be added, its office alone knows
                category=[concept("", f"{TERMS}/v2-0074", section)], code=concept(whole),
                subject=told.patient, effectiveDateTime=day(named.study_date) or taken,
                performer=[office] if office else [],
            )  # fmt: skip
        case "DocumentReference":
            held = day(named.study_date) or taken
            return resource(
                kind, told.id(kind, id_), identifier=identifier(named.reference),
                status="current", type=concept(what), subject=told.patient,
                custodian=told.organization(item.office), description=item.detail,
                content=[{"attachment": {"title": whole}}],
                context={"period": {"start": held, "end": held}} if held else None,
            )  # fmt: skip
    return None


def _shipments(told: Told, id_: str, item: Item) -> Iterator[Json]:
    """How a thing was sent, where that is known, and how it went home."""
    custody = item.custody
    sent = [one.on for _, one in in_order(item.moves) if one.state == "on_its_way"]
    material = told.catalogue.group(item.kind) == "material"
    moved = material and (sent or item.state == "on_its_way")
    if moved or custody.carrier or custody.tracking:
        status_ = "completed"
        if item.state in ("refused", "not_needed"):
            status_ = "abandoned"
        elif item.state in ("to_ask", "asked", "ready", "on_its_way"):
            status_ = "in-progress"
        yield _shipment(
            told, id_, item, "", status_, sent[-1] if sent else None, item.destination,
            told.organization(item.office), identifier(custody.tracking),
        )  # fmt: skip
    if custody.returned_on is not None:
        yield _shipment(
            told, id_, item, "/return", "completed", custody.returned_on, custody.return_to,
            None, [],
        )  # fmt: skip


def _shipment(
    told: Told, id_: str, item: Item, part: str, status_: str, on: dt.date | None, to: str,
    supplier: Json | None, tracking: list[Json],
) -> Json:  # fmt: skip
    count = item.count_have if item.count_have is not None else item.count_asked
    carrier = item.custody.carrier if not part else ""
    return resource(
        "SupplyDelivery", told.id("SupplyDelivery", f"{id_}{part}"), identifier=tracking,
        status=status_, patient=told.patient,
        suppliedItem=filled(
            quantity={"value": count} if count is not None else None,
            itemCodeableConcept=concept(told.wording.item(item)),
        ),
        occurrenceDateTime=day(on), supplier=supplier,
        destination=filled(display=" ".join(to.split())) or None,
        receiver=[{"display": carrier}] if carrier else [],
    )  # fmt: skip
