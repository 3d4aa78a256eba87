"""What a portal's file tells of, offered to a case. Nothing of it is there before it was taken."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from so_tui.core.case import Case, Identifiers, Item, Person, next_number
from so_tui.core.changes import CasePage, Change, Pages, Pen
from so_tui.core.dates import month
from so_tui.core.folding import folded, key
from so_tui.core.pages import as_office
from so_tui.core.proposals import Proposal
from so_tui.core.text import ended
from so_tui.core.verbs import edit_item
from so_tui.core.verbs.making import changed
from so_tui.errors import NotAllowedError
from so_tui.exchange.fhir import kinds
from so_tui.exchange.fhir.reading import (
    Json,
    Resources,
    When,
    Who,
    concept,
    inside,
    named,
    number,
    objects,
    read,
    text,
    when,
)
from so_tui.exchange.formats import Incoming

_GONE = frozenset({"entered-in-error", "cancelled", "superseded"})
_TISSUE = frozenset({"stained_slides", "cytology_slides", "unstained_slides", "block"})
_WAITS = frozenset({"to_ask", "asked"})


class Found(msgspec.Struct, frozen=True):
    """One thing that a file tells of: its kind in the catalogue, what the file calls it, and
    when, where and whose it is."""

    kind: str
    called: str
    when: When
    place: str
    who: Who
    identifiers: Identifiers


def proposals(incoming: Incoming) -> tuple[Proposal, ...]:
    """What a file offers, the newest first; each thing once. Raises RefusedInputError."""
    resources = read(incoming.data, incoming.name)
    found = list(dict.fromkeys(_found(resources, incoming.pen.today)))
    found.sort(key=lambda one: one.when.day or dt.date.min, reverse=True)
    return tuple(_proposal(one, incoming) for one in found)


# --- What there is ------------------------------------------------------------------------------


def _found(resources: Resources, today: dt.date) -> Iterator[Found]:
    for one in resources.every:
        if text(one, "status") in _GONE:
            continue
        match text(one, "resourceType"):
            case "ImagingStudy":
                made = _study(one, resources)
            case "DiagnosticReport":
                made = _report(one, resources)
            case "DocumentReference" | "Composition":
                made = _document(one, resources)
            case "Specimen":
                made = _specimen(one, resources)
            case _:
                continue
        if made.kind:
            yield _dated(made, today)


def _dated(found: Found, today: dt.date) -> Found:
    """The thing with the day of it among its identifiers; what lies ahead has not happened."""
    day = found.when.day
    if day is None or day > today:
        return found
    field = "specimen_date" if found.kind in _TISSUE else "study_date"
    return replace(found, identifiers=replace(found.identifiers, **{field: day}))


def _study(one: Json, resources: Resources) -> Found:
    series = objects(one.get("series"))
    sites = (_site(each.get("bodySite")) for each in series[:20])
    called = text(one, "description") or concept(one.get("procedureCode"))
    return Found(
        kind=kinds.of_study(one), called=named(called), when=when(one.get("started")),
        place=resources.place(one, *objects(one.get("location"))), who=resources.who(one),
        identifiers=Identifiers(
            reference=number(one.get("identifier")), modality=named(called),
            body_part=named(", ".join(dict.fromkeys(filter(None, sites)))),
        ),
    )  # fmt: skip


def _site(value: object) -> str:
    """A part of the body: a coding, or in R5 a concept."""
    return concept(inside(value, "concept")) or concept(value)


def _report(one: Json, resources: Resources) -> Found:
    period = inside(one.get("effectivePeriod"), "start")
    day = when(one.get("effectiveDateTime"), period, one.get("issued"))
    return Found(
        kind=kinds.of_report(one), called=concept(one.get("code")), when=day,
        place=resources.place(one, *objects(one.get("performer"))), who=resources.who(one),
        identifiers=Identifiers(reference=number(one.get("identifier"))),
    )  # fmt: skip


def _document(one: Json, resources: Resources) -> Found:
    title = text(one, "title") or text(inside(one.get("content"), "attachment"), "title")
    period = inside(one.get("context"), "period", "start") or inside(one.get("period"), "start")
    places = (*objects(one.get("custodian")), *objects(one.get("author")))
    numbers = one.get("masterIdentifier"), one.get("identifier")
    return Found(
        kind=kinds.of_document(one),
        called=named(title) or concept(one.get("type")) or named(text(one, "description")),
        when=when(period, one.get("date")),
        place=resources.place(one, *places), who=resources.who(one),
        identifiers=Identifiers(reference=number(*numbers)),
    )  # fmt: skip


def _specimen(one: Json, resources: Resources) -> Found:
    taken = one.get("collection")
    period = inside(taken, "collectedPeriod", "start")
    day = when(inside(taken, "collectedDateTime"), period, one.get("receivedTime"))
    return Found(
        kind=kinds.of_specimen(one), called=concept(one.get("type")), when=day,
        place=resources.place(one), who=resources.who(one),
        identifiers=Identifiers(
            reference=number(one.get("accessionIdentifier"), one.get("identifier")),
            body_part=concept(inside(taken, "bodySite")) or concept(
                inside(taken, "bodySite", "concept")
            ),
        ),
    )  # fmt: skip


# --- Offering it --------------------------------------------------------------------------------


def _proposal(found: Found, incoming: Incoming) -> Proposal:
    kind = incoming.catalogue.kinds[found.kind]
    card = incoming.pen.wording.word("call", kind.call)
    what = (
        kind.name if key(found.called) in ("", key(kind.name)) else f"{kind.name} ({found.called})"
    )
    told = (
        what, found.identifiers.reference, found.when.said,
        f"from {found.place}" if found.place else "", _whose(found.who),
    )  # fmt: skip

    def take(page: CasePage, pages: Pages, pen: Pen) -> Change:
        _refuse_another(found.who, page.value)
        return _taken(found, page, pages, pen)

    return Proposal(f"{', '.join(filter(None, told))}: to ask for on the {card} card.", take)


def _whose(who: Who) -> str:
    born = f"born {who.born.day} {month(who.born)}" if who.born else ""
    return ", ".join(filter(None, (f"for {who.name}" if who.name else "", born)))


def _refuse_another(who: Who, case: Case) -> None:
    """Raise NotAllowedError where a thing is another person's than the case."""
    person = case.person
    if who.born and person.born:
        if who.born == person.born:
            return
        raise NotAllowedError(
            f"This is {_whose(who)}. The person of this case was born {person.born.day} "
            f"{month(person.born)}. Nothing was taken."
        )
    if who.name and person.legal_name and not _may_be(who.name, person):
        raise NotAllowedError(
            f"This is {_whose(who)}, and the case is for {person.legal_name}. If they are one "
            "person, add the name to the former names of the case. Nothing was taken."
        )
    if who.name and not person.legal_name and not _is_said(who.name, case.label):
        raise NotAllowedError(
            f"This is {_whose(who)}, and nothing says what the person of {ended(case.label)} is "
            "called. Write the legal name first, with so-tui person set or among the details of "
            "the case. Nothing was taken."
        )


def _is_said(name: str, label: str) -> bool:
    """Whether a label speaks of a name: each of its words is one, or the beginning of one."""
    told = folded(name).split()
    words = re.findall(r"\w+", folded(label))
    return bool(words) and all(any(one.startswith(word) for one in told) for word in words)


def _may_be(name: str, person: Person) -> bool:
    """Whether a name can be a person's: two words of it are, or the only one."""
    told = set(folded(name).split())
    known = [person.legal_name, *person.former_names.splitlines()]
    mine = [set(folded(one).split()) for one in known if one.strip()]
    return any(len(told & one) >= min(2, len(told), len(one)) for one in mine)


def _taken(found: Found, page: CasePage, pages: Pages, pen: Pen) -> Change:
    """The thing as one to ask for, or what names it given to one that waits for that."""
    case = page.value
    kind = pen.wording.catalogue
    assert kind is not None, "a pen that takes knows the catalogue"
    call = kind.kinds[found.kind].call
    office = _office(found.place, case, pages, call)
    same = {id_: one for id_, one in case.items.items() if one.kind == found.kind}
    detail = "" if key(found.called) == key(kind.kinds[found.kind].name) else found.called
    for id_, one in same.items():
        if _is_that(one, found, detail):
            raise NotAllowedError(
                f"{pen.wording.spoken(case, id_)} is in this case already. Nothing was taken."
            )
    note = f"Listed by {found.place}." if found.place and office is None else ""
    named_ = found.identifiers != Identifiers()
    for id_, one in sorted(same.items(), key=lambda pair: pair[1].number):
        fits = one.identifiers == Identifiers() and not one.detail and one.state in _WAITS
        if named_ and fits and one.office in (None, office):
            after = replace(
                one, identifiers=found.identifiers, detail=detail, office=office,
                note="\n".join(filter(None, (one.note, note))),
            )  # fmt: skip
            return edit_item(page, pen, id_, after)
    here = {id_: one for id_, one in case.items.items() if one.call == call}
    item = Item(
        number=next_number(here), call=call, kind=found.kind, office=office, detail=detail,
        identifiers=found.identifiers, note=note,
    )  # fmt: skip
    after_ = replace(case, items={**case.items, pen.new_id(): item})
    return changed(page, pen, "add_item", f"Added {pen.wording.item(item)}", after_)


def _is_that(item: Item, found: Found, detail: str) -> bool:
    """Whether an item is the thing already: all that the file tells of it is known there."""
    mine, theirs = msgspec.structs.asdict(item.identifiers), found.identifiers
    told = {name: value for name, value in msgspec.structs.asdict(theirs).items() if value}
    if told.get("reference"):
        return item.identifiers.reference == theirs.reference
    if told:
        return {name: mine[name] for name in told} == told and key(item.detail) == key(detail)
    return bool(detail) and key(item.detail) == key(detail)


def _office(place: str, case: Case, pages: Pages, call: str) -> str | None:
    """The office of the card that a place is, by its name; None where none is called so."""
    known = {
        id_: as_office(page).value.name
        for id_, here in case.offices.items()
        if here.call == call and (page := pages.get(("offices", here.office))) is not None
    }
    return next((id_ for id_, name in known.items() if key(name) == key(place) != ""), None)
