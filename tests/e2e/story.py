"""The article's woman with breast cancer, as facts: what is made by commands and on the screen.

Her operation is done, and a second oncologist at another center looks at it all. Each fact is
one thing a person does. Both faces make the case from these facts; `content` compares them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from so_tui.core.case import (
    Asked,
    CallName,
    Case,
    Channel,
    Form,
    How,
    Instrument,
    Known,
    Mover,
    Office,
    Outcome,
    Reply,
    State,
    Way,
    in_order,
    spoken_items,
)
from so_tui.core.changes import CasePage

TODAY = dt.date(2026, 11, 25)
"""The day on which all of it is entered: a Wednesday, the eve of Thanksgiving."""

ZONE = "America/New_York"


@dataclass(frozen=True)
class NewCase:
    """A case is begun."""

    label: str
    diagnosis: str
    day: dt.date
    time: dt.time
    zone: str = ZONE


@dataclass(frozen=True)
class SetVisit:
    """Who is seen, how, and where things go."""

    doctor: str
    how: How
    papers_to: str
    slides_to: str
    fax: str


@dataclass(frozen=True)
class Accepted:
    """What the second office requires and accepts of one kind."""

    kind: str
    required: Known
    form: Form
    way: Way


@dataclass(frozen=True)
class Waits:
    """What the treating doctor said about waiting."""

    until: dt.date
    answer: str
    said_by: str


@dataclass(frozen=True)
class Answered:
    """A reason, or a part of the condition, is answered."""

    reason: str
    reply: Reply
    note: str = ""


@dataclass(frozen=True)
class AddedOffice:
    """An office comes onto a call's card."""

    call: CallName
    name: str
    phone: str
    fax: str = ""
    contact_person: str = ""
    person_number: str = ""


@dataclass(frozen=True)
class AddedItem:
    """Something else to ask for."""

    kind: str
    body_part: str = ""
    study_date: dt.date | None = None


@dataclass(frozen=True)
class EditedItem:
    """What names an item, and how many pieces it has."""

    item: str
    reference: str
    pieces: int


@dataclass(frozen=True)
class MovedItem:
    """An item comes to a state."""

    item: str
    state: State
    checked_by: str = ""


@dataclass(frozen=True)
class SignedRelease:
    """A release is signed and handed over."""

    office: str
    instrument: Instrument
    covers: str
    signer: str
    signed_on: dt.date
    handed_on: dt.date
    handed_by: Way
    expires_on: dt.date


@dataclass(frozen=True)
class Logged:
    """A contact, and the items it was about."""

    call: CallName
    outcome: Outcome
    about: tuple[str, ...]
    with_whom: str
    next_move: Mover
    chase_on: dt.date
    promise: dt.date | None = None
    channel: Channel = "phone"
    note: str = ""


@dataclass(frozen=True)
class AddedQuestion:
    """A question for one of the doctors."""

    text: str
    to: Asked


@dataclass(frozen=True)
class Marked:
    """A step without an item is done."""

    step: str


Fact = (
    NewCase | SetVisit | Accepted | Waits | Answered | AddedOffice | AddedItem | EditedItem
    | MovedItem | SignedRelease | Logged | AddedQuestion | Marked
)  # fmt: skip

STORY: tuple[Fact, ...] = (
    NewCase(
        "Rosa M.", "breast cancer, operated on 3 November", dt.date(2026, 12, 17), dt.time(10, 30)
    ),
    Answered("peace_of_mind", "applies", "I want to be sure nothing was missed."),
    Answered("more_options", "does_not"),
    Answered("specialized_care", "applies"),
    Answered("research_study", "not_sure"),
    Answered("straightforward", "applies"),
    Answered("trusted", "not_sure"),
    AddedOffice("visit", "Center Hospital", "212-555-0190", contact_person="Imani"),
    SetVisit(
        doctor="Dr Lindqvist",
        how="in_person",
        papers_to="Center Hospital, new patient desk",
        slides_to="Center Pathology, Attn Dr Okoye",
        fax="212-555-0199",
    ),
    Marked("visit_needs"),
    Accepted("stained_slides", "yes", "original", "courier"),
    Waits(dt.date(2027, 1, 15), "Some weeks are all right.", "Dr Chen"),
    AddedOffice(
        "oncologist", "Valley Oncology", "203-555-0143", "203-555-0144", "Dr Chen", "VO-20418"
    ),
    AddedOffice("pathology", "St. Luke's Pathology", "203-555-0177", person_number="88-1042"),
    AddedOffice("radiology", "Harbor Imaging", "203-555-0112"),
    AddedItem("mammogram", "left breast", dt.date(2026, 10, 8)),
    EditedItem("P1", "S26-1042", 14),
    MovedItem("V1", "ready"),
    SignedRelease(
        office="Valley Oncology",
        instrument="authorization",
        covers="all papers named, from September 2026 on",
        signer="Rosa Marín",
        signed_on=dt.date(2026, 11, 24),
        handed_on=dt.date(2026, 11, 25),
        handed_by="fax",
        expires_on=dt.date(2027, 5, 31),
    ),
    Logged(
        "oncologist",
        "promised",
        ("O1", "O2", "O3", "O4", "O5"),
        with_whom="Ana",
        next_move="them",
        chase_on=dt.date(2026, 12, 2),
        promise=dt.date(2026, 12, 1),
        note="She faxes them as one set.\nThe operative note is there.",
    ),
    Logged(
        "pathology",
        "spoke",
        ("P1", "P2"),
        with_whom="the slide desk",
        next_move="us",
        chase_on=dt.date(2026, 11, 27),
        note="They want their own form.",
    ),
    MovedItem("O6", "not_needed"),
    AddedQuestion("Which of the records did you read?", "second_doctor"),
)  # fmt: skip


def content(page: CasePage, offices: Mapping[str, Office]) -> Any:
    """What a case holds, as a plain value in which ids are names, so that two cases compare.

    `offices` are the casebook's. The offices the case names stand beside it.
    """
    case = page.value
    names = _names(case, offices)
    plain = msgspec.to_builtins(case)
    plain["id"] = ""
    beside = {
        office.name: {**msgspec.to_builtins(office), "id": ""}
        for office in offices.values()
        if office.id in {one.office for one in case.offices.values()}
    }
    return {"case": _named(plain, names), "offices": _named(beside, names)}


def _names(case: Case, offices: Mapping[str, Office]) -> dict[str, str]:
    """A name for every id in a case, the same wherever the case was made."""
    names = {id_: office.name for id_, office in offices.items()}
    names |= {id_: spoken for spoken, id_ in spoken_items(case)}
    names |= {id_: f"{one.call} office {one.number}" for id_, one in case.offices.items()}
    of_case: list[tuple[str, Mapping[str, Any]]] = [
        ("release", case.releases),
        ("contact", case.contacts),
        ("question", case.questions),
        ("companion", case.people),
        ("earlier", case.visit.earlier),
        *((f"{names[id_]} move", item.moves) for id_, item in case.items.items()),
    ]
    for what, parts in of_case:
        names |= {id_: f"{what} {nth}" for nth, (id_, _) in enumerate(in_order(parts), start=1)}
    return names


def _named(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, dict):
        return {names.get(key, key): _named(inside, names) for key, inside in value.items()}
    if isinstance(value, list | tuple):
        return [_named(inside, names) for inside in value]
    return value
