"""Five cases worked out by hand, day by day: what comes first, how much is late, and what the
day names. T−n is n business days before the visit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from msgspec.structs import replace

from so_tui.core import verbs
from so_tui.core.case import (
    Case,
    CaseOffice,
    EarlierDate,
    Item,
    Mark,
    Office,
    Promise,
    Visit,
    Waiting,
)
from so_tui.core.changes import Pen, apply
from so_tui.core.headline import sentence
from so_tui.core.pages import Page
from so_tui.core.plan import Plan, plan
from tests.core.histories import us
from tests.knowledge import catalogue
from tests.rosa import moved as moves

D = dt.date

OFFICES = {
    "center": Office(id="center", name="Center"), "lukes": Office(id="lukes", name="Lab"),
    "harbor": Office(id="harbor", name="Imaging"), "valley": Office(id="valley", name="Oncology"),
}  # fmt: skip
AT = {
    "v": CaseOffice(number=1, call="visit", office="center", release_needed="no"),
    "o": CaseOffice(number=1, call="oncologist", office="valley", release_needed="no"),
    "p": CaseOffice(number=1, call="pathology", office="lukes", release_needed="no"),
    "r": CaseOffice(number=1, call="radiology", office="harbor", release_needed="no"),
}
SLIDES = Item(number=1, call="pathology", kind="stained_slides", office="p")
NOTES = Item(number=1, call="oncologist", kind="consult_notes", office="o")
CT = Item(number=1, call="radiology", kind="ct", office="r")


def case(began: D, day: D | None, **items: Item) -> Case:
    """A case in which waiting was asked about, and the second office said what it wants."""
    return Case(
        id="c", label="Ana", began=began, offices=AT, items=items,
        visit=Visit(
            day=day, set_on=began if day else None, how="records_only",
            waiting=Waiting(answer="Some weeks.", said_by="Dr Chen"),
        ),
        marks={},
    )  # fmt: skip


def rows(of: Mapping[D, Case]) -> list[tuple[str, str, int, str]]:
    """For each day: the day, what comes first and when, how much is late, what today names."""
    found = []
    for day, at in of.items():
        made = plan(at, OFFICES, us(), catalogue(), day)
        first = ""
        if made.next is not None:
            later = f" on {made.next.day:%-d %b}" if made.next.day is not None else ""
            first = f"{made.next.short}{later}"
        named = [
            f"{step.short} ({step.naming})" if step.naming != "do" else step.short
            for id_ in made.agenda
            if (step := made.step(id_)) is not None
        ]
        found.append((f"{day:%a %-d %b}", first, made.late, "; ".join(named)))
    return found


def days(at: Case, *numbers: int, month: int = 11) -> dict[D, Case]:
    return {D(2026, month, number): at for number in numbers}


def needs_done(at: Case, on: D) -> Case:
    return replace(at, marks={one: Mark(done_on=on) for one in ("visit_needs", "visit_answers")})


def test_fifteen_business_days_begun_on_the_first() -> None:
    # Visit Thu 17 Dec. Slides, where no release is wanted: asked for by T−14, Fri 27 Nov, sent
    # by T−8, Mon 7 Dec. Fourteen days are usual and fifteen are left: nothing is squeezed.
    slides = needs_done(case(D(2026, 11, 25), D(2026, 12, 17), slides=SLIDES), D(2026, 11, 25))
    assert rows(days(slides, 25, 26, 27, 30)) == [
        # The business day before is early enough to call, and nothing is late.
        ("Wed 25 Nov", "ask for stained slides", 0, "ask for stained slides"),
        # Thanksgiving: the lab is closed until the day itself.
        ("Thu 26 Nov", "ask for stained slides on 27 Nov", 0, "ask for stained slides (closed)"),
        ("Fri 27 Nov", "ask for stained slides", 0, "ask for stained slides"),
        ("Mon 30 Nov", "ask for stained slides", 1, "ask for stained slides"),
    ]
    asked = replace(SLIDES, state="asked", moves=moves("asked", D(2026, 11, 27)))
    waits = replace(slides, items={"slides": asked})
    assert rows(days(waits, 27, 30)) == [
        # Asked on Friday: two business days later, on Tuesday, one may ask again.
        ("Fri 27 Nov", "ask again: stained slides on 1 Dec", 0, ""),
        ("Mon 30 Nov", "ask again: stained slides on 1 Dec", 0, ""),
    ]
    assert rows(days(waits, 1, 7, 8, month=12)) == [
        ("Tue 1 Dec", "ask again: stained slides", 0, "ask again: stained slides"),
        ("Mon 7 Dec", "ask again: stained slides", 0, "ask again: stained slides"),
        # T−8 is over and they are not sent.
        ("Tue 8 Dec", "ask again: stained slides", 1, "ask again: stained slides"),
    ]


def test_a_rush_with_four_days() -> None:
    # Visit Wed 2 Dec: Fri 27 is one day, Mon two, Tue three, Wed four. Slides take four at the
    # least, so today is their last day; notes two, and so they are for the next day.
    both = case(D(2026, 11, 25), D(2026, 12, 2), slides=SLIDES, notes=NOTES)
    made = plan(both, OFFICES, us(), catalogue(), D(2026, 11, 25))
    assert (made.late, made.rush is not None) == (0, True)
    assert [(made.step(id_) or made.steps[0]).short for id_ in made.order[:4]] == [
        "what can follow later?", "ask what they need", "ask for stained slides",
        "ask for consult notes",
    ]  # fmt: skip
    both = needs_done(both, D(2026, 11, 25))
    both = replace(both, marks={**both.marks, "start_without": Mark(done_on=D(2026, 11, 25))})
    assert rows(days(both, 25, 27, 30) | days(both, 1, 2, month=12)) == [
        ("Wed 25 Nov", "ask for stained slides", 0,
         "ask for stained slides; ask for consult notes"),
        # The last day for slides is over: can they still come? Notes have until Mon 30.
        ("Fri 27 Nov", "can stained slides still come?", 1,
         "can stained slides still come?; ask for consult notes"),
        ("Mon 30 Nov", "ask for consult notes", 2,
         "ask for consult notes; can stained slides still come?"),
        ("Tue 1 Dec", "can stained slides still come?", 2,
         "can stained slides still come?; can consult notes still come?"),
        ("Wed 2 Dec", "can stained slides still come?", 2,
         "can stained slides still come?; can consult notes still come?; the visit"),
    ]  # fmt: skip


def test_one_paper_promised_and_never_sent_until_the_visit() -> None:
    promised = replace(
        NOTES, state="asked", moves=moves("asked", D(2026, 11, 25)),
        promise=Promise(day=D(2026, 12, 1), given_on=D(2026, 11, 25)),
    )  # fmt: skip
    waits = needs_done(case(D(2026, 11, 25), D(2026, 12, 17), notes=promised), D(2026, 11, 25))
    # To be sent by T−7, Tue 8 Dec; the last day for that is T−1, Wed 16 Dec.
    assert rows(days(waits, 30) | days(waits, 2, 7, 8, 9, 11, 15, 16, 17, month=12)) == [
        ("Mon 30 Nov", "ask again: consult notes on 2 Dec", 0, ""),
        ("Wed 2 Dec", "ask again: consult notes", 0, "ask again: consult notes"),
        ("Mon 7 Dec", "ask again: consult notes", 0, "ask again: consult notes"),
        ("Tue 8 Dec", "ask again: consult notes", 0, "ask again: consult notes"),
        ("Wed 9 Dec", "ask again: consult notes", 1, "ask again: consult notes"),
        ("Fri 11 Dec", "ask again: consult notes", 1, "ask again: consult notes"),
        ("Tue 15 Dec", "ask again: consult notes", 1, "ask again: consult notes"),
        # Sent today, and usually read in two days, it is not there for the visit.
        ("Wed 16 Dec", "ask again: consult notes", 1,
         "ask again: consult notes; what can follow later?"),
        ("Thu 17 Dec", "what can follow later?", 2,
         "what can follow later?; can consult notes still come?; the visit"),
    ]  # fmt: skip


def test_a_visit_moved_up_and_back() -> None:
    first = needs_done(case(D(2026, 11, 18), D(2026, 12, 17), slides=SLIDES), D(2026, 11, 18))
    was = EarlierDate(
        number=1, day=D(2026, 12, 17), set_on=D(2026, 11, 18), moved_on=D(2026, 11, 25)
    )
    up = replace(first, visit=replace(
        first.visit, day=D(2026, 12, 9), set_on=D(2026, 11, 25), earlier={"1": was},
    ))  # fmt: skip
    between = replace(was, number=2, day=D(2026, 12, 9), set_on=D(2026, 11, 25))
    back = replace(first, visit=replace(
        first.visit, set_on=D(2026, 11, 25), earlier={"1": was, "2": between},
    ))  # fmt: skip

    def stands(at: Case) -> tuple[D | None, int, Plan]:
        made = plan(at, OFFICES, us(), catalogue(), D(2026, 11, 25))
        step = made.step("ask:slides")
        assert step is not None
        return step.needed_by, made.late, made

    # Visit Thu 17 Dec: asked for by Fri 27 Nov. Wed 9 Dec is known today, nine business days
    # off, and sixteen are usual: asked for by the next one. Back again is as before.
    assert stands(first)[:2] == (D(2026, 11, 27), 0)
    assert stands(up)[:2] == (D(2026, 11, 27), 0)
    assert stands(back)[2] == stands(first)[2]
    # A CT usually takes ten days with its reserve, of which nine are left: the next day, too.
    ct = replace(up, items={"ct": CT})
    assert [row[2] for row in rows(days(ct, 25, 27, 30) | days(ct, 1, month=12))] == [0, 0, 1, 1]


def test_no_date_and_then_one() -> None:
    none = needs_done(case(D(2026, 11, 25), None, notes=NOTES), D(2026, 11, 25))
    assert rows(days(none, 25, 27, 30)) == [
        ("Wed 25 Nov", "ask for a date", 0, "ask for a date"),
        # Without a date things count forward from the day the case began, and are never late.
        ("Fri 27 Nov", "ask for a date", 0, "ask for a date; ask for consult notes"),
        ("Mon 30 Nov", "ask for a date", 0, "ask for a date; ask for consult notes"),
    ]
    # On Mon 30 Nov the visit gets its day, Mon 7 Dec: five business days off. Notes take two at
    # the least and fourteen usually; asked for on the next day, they are read a day before.
    dated = replace(none, visit=replace(none.visit, day=D(2026, 12, 7), set_on=D(2026, 11, 30)))
    both = "what can follow later?; ask for consult notes"
    assert rows(days(dated, 30) | days(dated, 1, 2, month=12)) == [
        (
            "Mon 30 Nov",
            "what can follow later?",
            0,
            both,
        ),
        ("Tue 1 Dec", "what can follow later?", 1, "what can follow later?; ask for consult notes"),
        ("Wed 2 Dec", "what can follow later?", 2, "what can follow later?; ask for consult notes"),
    ]


def test_a_blank_disc_three_days_before_the_visit() -> None:
    # Visit Thu 17 Dec; on Mon 14 Dec, T−3, the disc is found to be blank.
    here = needs_done(case(D(2026, 11, 25), D(2026, 12, 17), ct=CT), D(2026, 11, 25))
    usable = replace(CT, state="usable", place="with_us", moves=moves("usable", D(2026, 12, 1)))
    there = replace(here, items={"ct": usable})
    assert rows(days(there, 14, month=12))[0][1:] == ("the visit on 17 Dec", 0, "")
    found = D(2026, 12, 14)
    pen = Pen(
        actor="ana", today=found, now=dt.datetime.combine(found, dt.time(9), dt.UTC),
        new_id=lambda: "00000000-0000-4000-8000-000000000001",
    )  # fmt: skip
    page = Page[Case](kind="cases", id="c", value=there)
    told = verbs.set_problem(page, pen, catalogue(), "ct", "disc_unreadable")
    blank = apply({("cases", "c"): page}, told)["cases", "c"].value
    assert isinstance(blank, Case)
    made = plan(blank, OFFICES, us(), catalogue(), D(2026, 12, 14))
    assert made.next is not None
    assert sentence(made.next, catalogue().words, D(2026, 12, 14)) == (
        "Call Imaging: ask for a new disc of the CT, to pick up yourself. Needed by Tue 15 Dec."
    )
    # The second office was not asked since, and on Wed 16 Dec the disc is late as well: made in a
    # day, it can be picked up on the morning of the visit.
    assert [row[1:3] for row in rows(days(blank, 14, 15, 16, month=12))] == [
        ("new disc of CT", 0), ("new disc of CT", 1), ("new disc of CT", 2),
    ]  # fmt: skip
