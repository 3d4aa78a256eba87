"""A small case file with a little of everything, for tests that read or spoil one."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from so_tui.core import verbs
from so_tui.core.case import (
    Answer,
    Case,
    CaseOffice,
    Contact,
    Effect,
    Item,
    Mark,
    Office,
    Question,
    Release,
    Visit,
)
from so_tui.core.changes import AnyPage, CasePage, Change, Pen, adding, apply
from so_tui.exchange.casefile import dump

CASE = "00000000-0000-4000-8000-0000000000c1"
OFFICE = "00000000-0000-4000-8000-0000000000f1"
OF_CASE = "00000000-0000-4000-8000-0000000000f2"
ITEM = "00000000-0000-4000-8000-0000000000b1"
RELEASE = "00000000-0000-4000-8000-0000000000e1"
CONTACT = "00000000-0000-4000-8000-0000000000d1"
QUESTION = "00000000-0000-4000-8000-000000000091"
TODAY = dt.date(2026, 11, 25)


def office() -> Office:
    return Office(id=OFFICE, name="St. Luke's Pathology", phone="203-555-0177")


def case() -> Case:
    """One office, one item, one release, one contact, one question, one mark."""
    return Case(
        id=CASE,
        label="Rosa M.",
        began=dt.date(2026, 11, 10),
        visit=Visit(day=dt.date(2026, 12, 17), time=dt.time(10, 30), zone="America/New_York"),
        reasons={"peace_of_mind": Answer(reply="applies")},
        condition={"trusted": Answer(reply="not_sure")},
        offices={OF_CASE: CaseOffice(number=1, call="pathology", office=OFFICE)},
        items={
            ITEM: Item(
                number=1, call="pathology", kind="stained_slides", office=OF_CASE, count_asked=14
            )
        },
        releases={RELEASE: Release(number=1, office=OF_CASE)},
        contacts={
            CONTACT: Contact(
                number=1,
                on=dt.date(2026, 11, 24),
                call="pathology",
                outcome="no_answer",
                office=OF_CASE,
                release=RELEASE,
                effects={ITEM: Effect(problem="no_release")},
                note="Rang twice.\nNo machine.",
            )
        },
        questions={QUESTION: Question(number=1, text="Which records did you read?")},
        marks={"visit_needs": Mark(done_on=dt.date(2026, 11, 13), by="Elena")},
    )


def _pen(actor: str, number: int) -> Pen:
    ids = (f"00000000-0000-4000-8000-{number:09}{n:03}" for n in range(1000))
    now = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)
    return Pen(actor=actor, now=now, today=TODAY, new_id=lambda: next(ids))


def told() -> tuple[Case, Office, list[Change]]:
    """The small case as it is after three changes, its office, and the changes."""
    pen = _pen("Elena", 1)
    begin = Change(
        id=pen.new_id(),
        actor=pen.actor,
        at=pen.now,
        verb="new_case",
        sentence="Began the case Rosa M.",
        edits=(adding("offices", office()), adding("cases", case())),
        counter=1,
    )
    history = [begin]
    pages: dict[tuple[str, str], AnyPage] = dict(apply({}, begin))

    def page() -> CasePage:
        found = pages["cases", CASE]
        assert isinstance(found.value, Case)
        return found

    def did(change: Change) -> None:
        history.append(msgspec.structs.replace(change, counter=len(history) + 1))
        pages.update(apply(pages, history[-1]))

    did(verbs.set_details(page(), _pen("Rosa", 2), note="Elena drives.\nRosa decides."))
    did(verbs.move_item(page(), _pen("Elena", 3), ITEM, "asked"))
    after = page().value
    return after, office(), history


def plain(*, history: bool = False) -> Any:
    """The small case file as JSON knows it, to be spoiled."""
    after, its_office, changes = told()
    return msgspec.json.decode(dump([after], [its_office], changes if history else None))
