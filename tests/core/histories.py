"""Histories of a case, day by day: what happens, and the plan as it stands each day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core.calendar import Calendar, for_region
from so_tui.core.case import (
    Case,
    CaseOffice,
    Closure,
    Contact,
    EarlierDate,
    Effect,
    Item,
    Move,
    Office,
    Place,
    Promise,
    Release,
    State,
    Visit,
)
from so_tui.core.plan import Plan, plan
from tests.knowledge import catalogue

FIRST = dt.date(2026, 11, 9)
DAY = dt.timedelta(days=1)

KINDS = (
    ("visit", "authorization"), ("visit", "insurance_card"), ("oncologist", "consult_notes"),
    ("oncologist", "medicines_list"), ("pathology", "stained_slides"), ("pathology", "block"),
    ("pathology", "pathology_report"), ("radiology", "ct"), ("radiology", "mammogram"),
)  # fmt: skip


@cache
def us() -> Calendar:
    return for_region("US", catalogue())


class Book(NamedTuple):
    """A case and the casebook's offices."""

    case: Case
    offices: dict[str, Office]

    def plan(self, today: dt.date) -> Plan:
        return plan(self.case, self.offices, us(), catalogue(), today)


Event = Callable[[Book, dt.date], Book]

History = tuple[Book, list[tuple[int, list[Event]]]]
"""A book as it begins, and what happens, by the days since the last that happened."""


class Morning(NamedTuple):
    """One day: the book as it was in the evening before, and what then happened, in order."""

    day: dt.date
    before: Book
    after: Book
    quiet: bool


# --- What can happen -------------------------------------------------------------------------


def _item(book: Book, id_: str, **fields: object) -> Book:
    case = book.case
    if id_ not in case.items:
        return book
    item = replace(case.items[id_], **fields)
    return book._replace(case=replace(case, items={**case.items, id_: item}))


def _moved(id_: str, state: State, place: Place = "office") -> Event:
    def happens(book: Book, today: dt.date) -> Book:
        item = book.case.items.get(id_)
        if item is None or item.state in ("usable", "not_needed", "will_follow"):
            return book
        again = item.state in ("refused", "not_usable") and state == "asked"
        attempt = item.attempt + again
        number = len(item.moves) + 1
        move = Move(number=number, on=today, state=state, place=place, attempt=attempt)
        return _item(
            book, id_, state=state, place=place, attempt=attempt,
            moves={**item.moves, str(number): move},
        )  # fmt: skip

    return happens


def _spoken(id_: str, outcome: str, ahead: int | None = None) -> Event:
    def happens(book: Book, today: dt.date) -> Book:
        case = book.case
        if id_ not in case.items:
            return book
        item = case.items[id_]
        number = len(case.contacts) + 1
        chase = None if ahead is None else today + ahead * DAY
        contact = Contact(
            number=number, on=today, call=item.call, office=item.office,
            outcome=outcome, effects={id_: Effect()}, chase_on=chase,  # type: ignore[arg-type]
        )  # fmt: skip
        return book._replace(case=replace(case, contacts={**case.contacts, str(number): contact}))

    return happens


def _promised(id_: str, ahead: int) -> Event:
    def happens(book: Book, today: dt.date) -> Book:
        item = book.case.items.get(id_)
        if item is None or item.state not in ("to_ask", "asked"):
            return book
        book = _moved(id_, "asked")(book, today) if item.state == "to_ask" else book
        promise = Promise(day=today + ahead * DAY, given_on=today)
        return _spoken(id_, "promised")(_item(book, id_, promise=promise), today)

    return happens


def _released(office: str, stage: str) -> Event:
    def happens(book: Book, today: dt.date) -> Book:
        case = book.case
        releases = dict(case.releases)
        here = releases.get(office) or Release(number=1, office=office)
        match stage:
            case "sign":
                here = replace(here, signed_on=today, returned_on=None)
            case "hand" if here.signed_on is not None:
                here = replace(here, handed_on=today)
            case "back" if here.handed_on is not None:
                here = replace(here, returned_on=today, handed_on=None)
            case _:
                return book
        return book._replace(case=replace(case, releases={**releases, office: here}))

    return happens


def wants(office: str) -> Event:
    """An office says that it wants a release."""

    def happens(book: Book, today: dt.date) -> Book:
        case = book.case
        here = case.offices.get(office)
        if here is None or here.release_needed == "yes":
            return book
        here = replace(here, release_needed="yes", release_wanted_on=today)
        return book._replace(case=replace(case, offices={**case.offices, office: here}))

    return happens


def visit_on(day: dt.date | None) -> Event:
    """The visit gets a date, another one, or none."""

    def happens(book: Book, today: dt.date) -> Book:
        visit = book.case.visit
        if visit.day == day or (day is not None and day <= today):
            return book
        earlier = dict(visit.earlier)
        if visit.day is not None:
            number = len(earlier) + 1
            earlier[str(number)] = EarlierDate(
                number=number, day=visit.day, set_on=visit.set_on, moved_on=today
            )
        moved = replace(visit, day=day, set_on=today if day else None, earlier=earlier)
        return book._replace(case=replace(book.case, visit=moved))

    return happens


def deadline_on(day: dt.date | None) -> Event:
    """The second office names a deadline, or takes it back."""

    def happens(book: Book, today: dt.date) -> Book:
        visit = replace(book.case.visit, deadline=day, deadline_set_on=today if day else None)
        return book._replace(case=replace(book.case, visit=visit))

    return happens


def _added(kind: tuple[str, str], office: str | None) -> Event:
    def happens(book: Book, today: dt.date) -> Book:
        case = book.case
        number = len(case.items) + 1
        item = Item(
            number=number, call=kind[0], kind=kind[1], office=office,  # type: ignore[arg-type]
            added_on=today,
        )  # fmt: skip
        return book._replace(case=replace(case, items={**case.items, f"i{number}": item}))

    return happens


# --- Drawing them ----------------------------------------------------------------------------

OF_CALL = {"visit": "v", "oncologist": "o", "pathology": "p", "radiology": "r"}
IDS = [f"i{n}" for n in range(1, 6)]


@st.composite
def _offices(draw: st.DrawFn) -> dict[str, Office]:
    made: dict[str, Office] = {}
    for id_ in OF_CALL.values():
        days = draw(st.sampled_from([(1, 2, 3, 4, 5), (1, 2, 3, 4, 5), (1, 3, 5), (2, 3, 4, 6)]))
        closures = {}
        if draw(st.integers(0, 4)) == 0:
            first = FIRST + draw(st.integers(0, 60)) * DAY
            closures["1"] = Closure(first=first, last=first + draw(st.integers(0, 6)) * DAY)
        made[id_] = Office(id=id_, name=f"Office {id_}", open_days=days, closures=closures)
    return made


def _event(draw: st.DrawFn) -> Event:
    id_ = draw(st.sampled_from(IDS))
    office = draw(st.sampled_from(list(OF_CALL.values())))
    far = draw(st.integers(1, 45))
    return draw(
        st.sampled_from([
            _moved(id_, "asked"), _moved(id_, "asked"), _moved(id_, "on_its_way", "on_the_way"),
            _moved(id_, "arrived", "second_office"), _moved(id_, "usable", "second_office"),
            _moved(id_, "refused"), _moved(id_, "not_usable", "with_us"),
            _moved(id_, "will_follow"), _spoken(id_, "voicemail"), _spoken(id_, "no_answer"),
            _spoken(id_, "spoke", far % 9), _spoken(id_, "has_our_request"), _promised(id_, far),
            _released(office, "sign"), _released(office, "hand"), _released(office, "back"),
            wants(office), visit_on(FIRST + (10 + far) * DAY), visit_on(FIRST + (30 + far) * DAY),
            deadline_on(FIRST + (8 + far) * DAY),
            _added(draw(st.sampled_from(KINDS)), None),
        ])
    )  # fmt: skip


@st.composite
def books(draw: st.DrawFn) -> Book:
    """A case as it begins, with some things to ask for and perhaps a date."""
    began = FIRST + draw(st.integers(0, 13)) * DAY
    items = {}
    for n in range(1, draw(st.integers(1, 4)) + 1):
        call, kind = draw(st.sampled_from(KINDS))
        known = draw(st.booleans())
        items[f"i{n}"] = Item(
            number=n, call=call, kind=kind,  # type: ignore[arg-type]
            office=OF_CALL[call] if known else None,
            way=draw(st.sampled_from(["not_known", "not_known", "carried", "fax"])),
        )  # fmt: skip
    day = draw(st.none() | st.integers(2, 50).map(lambda n: began + n * DAY))
    wanted = st.sampled_from(["not_known", "not_known", "yes", "no"])
    case = Case(
        id="case", label="Rosa", began=began,
        visit=Visit(day=day, set_on=began if day else None), items=items,
        offices={
            id_: CaseOffice(number=n, call=call, office=id_, release_needed=draw(wanted))  # type: ignore[arg-type]
            for n, (call, id_) in enumerate(OF_CALL.items(), 1)
        },
    )  # fmt: skip
    return Book(case, draw(_offices()))


@st.composite
def histories(draw: st.DrawFn, most: int = 12) -> History:
    """A book, and events by the days since the last ones."""
    book = draw(books())
    steps = draw(st.integers(0, most))
    return book, [
        (draw(st.integers(0, 6)), [_event(draw) for _ in range(draw(st.integers(1, 2)))])
        for _ in range(steps)
    ]


def mornings(history: History) -> Iterator[Morning]:
    """Every day of a history, to a week behind the visit; on most of them nothing happens."""
    book, steps = history
    today = book.case.began
    yield Morning(today, book, book, quiet=True)
    for days, events in steps:
        for _ in range(days):
            today += DAY
            yield Morning(today, book, book, quiet=True)
        before = book
        for event in events:
            book = event(book, today)
        yield Morning(today, before, book, quiet=False)
    end = book.case.visit.day or today + 10 * DAY
    while today <= end:
        today += DAY
        yield Morning(today, book, book, quiet=True)
