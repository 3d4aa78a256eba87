"""The case of the drawing in the design: Rosa's second opinion on Wednesday 25 November 2026."""

from __future__ import annotations

import datetime as dt

from so_tui.core.case import (
    Accepts,
    Answer,
    Case,
    CaseOffice,
    Contact,
    Effect,
    Form,
    Identifiers,
    Item,
    Mark,
    Move,
    Office,
    Place,
    Promise,
    Release,
    State,
    Visit,
    Waiting,
)

TODAY = dt.date(2026, 11, 25)
VISIT = dt.date(2026, 12, 17)
FRIDAY = dt.date(2026, 11, 20)
TUESDAY = dt.date(2026, 11, 24)

OFFICES = {
    "center": Office(id="center", name="The Center", phone="212-555-0190"),
    "valley": Office(id="valley", name="Valley Oncology", phone="203-555-0143"),
    "lukes": Office(id="lukes", name="St. Luke's Pathology", phone="203-555-0177"),
    "harbor": Office(id="harbor", name="Harbor Imaging", phone="203-555-0112"),
}


def moved(state: State, on: dt.date, place: Place = "office") -> dict[str, Move]:
    """The moves of an item that was asked for and came as far as a state on one day."""
    moves = {"1": Move(number=1, on=on, state="asked", place="office")}
    if state != "asked":
        moves["2"] = Move(number=2, on=on, state=state, place=place)
    return moves


def _arrived(number: int, kind: str) -> Item:
    return Item(
        number=number, call="oncologist", kind=kind, office="o", state="arrived",
        place="second_office", moves=moved("arrived", FRIDAY, "second_office"),
    )  # fmt: skip


def _answered(form: Form) -> Accepts:
    return Accepts(required="yes", forms=(form,))


def rosa() -> Case:
    """The case as drawn."""
    asked = moved("asked", FRIDAY)
    items = {
        "card": Item(number=1, call="visit", kind="insurance_card", state="arrived"),
        "insurer": Item(
            number=2, call="visit", kind="authorization", state="on_its_way",
            moves=moved("on_its_way", FRIDAY),
            promise=Promise(day=dt.date(2026, 11, 30)),
        ),
        "notes": _arrived(1, "consult_notes"),
        "copy": _arrived(2, "pathology_report_copy"),
        "stage": _arrived(3, "stage_and_plan"),
        "summary": Item(
            number=4, call="oncologist", kind="treatment_summary", office="o", state="asked",
            moves=asked,
        ),
        "operative": Item(
            number=5, call="oncologist", kind="operative_note", office="o", state="asked",
            moves=asked, promise=Promise(day=dt.date(2026, 11, 30), by="Ana", given_on=FRIDAY),
        ),
        "medicines": Item(number=6, call="oncologist", kind="medicines_list"),
        "labs": Item(number=7, call="oncologist", kind="labs", office="o", state="not_needed"),
        "slides": Item(
            number=1, call="pathology", kind="stained_slides", office="p",
            identifiers=Identifiers(reference="S26-1042"), count_asked=14, form="original",
        ),
        "report": Item(
            number=2, call="pathology", kind="pathology_report", office="p",
            identifiers=Identifiers(reference="S26-1042"),
        ),
        "molecular": Item(number=3, call="pathology", kind="molecular", office="p"),
        "block": Item(number=4, call="pathology", kind="block", office="p", state="not_needed"),
        "ct": Item(
            number=1, call="radiology", kind="ct", office="r", state="usable", place="with_us",
            identifiers=Identifiers(body_part="chest", study_date=dt.date(2026, 11, 12)),
            moves=moved("usable", TUESDAY, "with_us"),
        ),
        "pet": Item(
            number=2, call="radiology", kind="pet", office="r", state="asked",
            identifiers=Identifiers(study_date=dt.date(2026, 11, 14)),
            moves=moved("asked", TUESDAY),
        ),
        "mammogram": Item(number=3, call="radiology", kind="mammogram", office="r"),
        "images": Item(number=4, call="radiology", kind="image_reports", office="r"),
    }  # fmt: skip
    contacts = {
        "1": Contact(
            number=1, on=FRIDAY, call="oncologist", office="o", outcome="promised",
            with_whom="Ana", chase_on=dt.date(2026, 12, 1), next_move="them",
            effects={
                "summary": Effect(state="asked"),
                "operative": Effect(state="asked", promise=dt.date(2026, 11, 30)),
            },
        ),
        "2": Contact(
            number=2, on=TUESDAY, call="radiology", office="r", outcome="voicemail",
            effects={"pet": Effect(state="asked")},
        ),
        "3": Contact(
            number=3, on=dt.date(2026, 11, 5), call="visit", office="v", outcome="spoke",
        ),
    }  # fmt: skip
    return Case(
        id="rosa",
        label="Rosa M.",
        began=dt.date(2026, 11, 3),
        diagnosis="breast cancer, stage II",
        visit=Visit(
            doctor="Dr Okoye", how="in_person", day=VISIT, time=dt.time(10, 30),
            zone="America/New_York",
            accepts={
                "consult_notes": _answered("copy"),
                "stained_slides": _answered("original"),
                "ct": _answered("images"),
            },
            waiting=Waiting(until=dt.date(2027, 1, 15), said_by="Dr Chen", said_on=FRIDAY),
        ),
        reasons={
            "peace_of_mind": Answer(reply="applies"),
            "specialized_care": Answer(reply="applies"),
            "research_study": Answer(reply="not_sure"),
        },
        offices={
            "v": CaseOffice(number=1, call="visit", office="center"),
            "o": CaseOffice(number=1, call="oncologist", office="valley"),
            "p": CaseOffice(number=1, call="pathology", office="lukes"),
            "r": CaseOffice(number=1, call="radiology", office="harbor", release_needed="no"),
        },
        items=items,
        releases={
            "signed": Release(
                number=1, office="o", instrument="authorization", covers="all papers named",
                signed_on=FRIDAY, handed_on=FRIDAY, handed_by="fax", confirmed_on=FRIDAY,
            )
        },
        contacts=contacts,
        marks={
            "reason:peace_of_mind:staging": Mark(done_on=FRIDAY, by="Rosa"),
            "reason:specialized_care:referral": Mark(done_on=FRIDAY, by="Rosa"),
        },
    )  # fmt: skip
