"""Cases and offices drawn at random: items in every state, with all that can be said of them.

Days lie near `TODAY` (two months before to four after) unless said otherwise, so that plans
have something to say; ids are short and stable, so that a failing example can be read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TypeVar, get_args

from hypothesis import strategies as st

from so_tui.core.case import (
    CALLS,
    Accepts,
    Answer,
    CallName,
    Case,
    CaseOffice,
    Closure,
    Contact,
    Custody,
    Effect,
    Form,
    Gives,
    How,
    Identifiers,
    Instrument,
    Item,
    Known,
    Mark,
    Move,
    Office,
    Outcome,
    PaperMade,
    Party,
    Place,
    Promise,
    Receipt,
    Release,
    Reply,
    State,
    Status,
    Visit,
    Waiting,
    Way,
)
from so_tui.core.case import Part as _Part
from tests.knowledge import catalogue

TODAY = dt.date(2026, 11, 25)
P = TypeVar("P", bound=_Part)

words = st.sampled_from(["", "S26-1042", "chest", "Ana", "left side, twice", "Čapek", "二"])
days = st.dates(dt.date(2026, 9, 25), dt.date(2027, 3, 25))
past_days = st.dates(dt.date(2026, 9, 25), TODAY)
far_days = st.one_of(days, st.sampled_from([dt.date.min, dt.date.max]))

_states = st.sampled_from(get_args(State))
_known = st.sampled_from(get_args(Known))


_kinds = st.sampled_from([*catalogue().kinds])
_forms = st.lists(st.sampled_from(get_args(Form)[1:]), max_size=2, unique=True).map(tuple)
_ways = st.lists(st.sampled_from(get_args(Way)[1:]), max_size=2, unique=True).map(tuple)
_gives = st.builds(Gives, given=_known, forms=_forms, ways=_ways)
_received = st.just(Receipt()) | st.builds(
    Receipt, said_by=words, said_on=st.none() | past_days, count=st.none() | st.integers(0, 20)
)


def maybe(drawn: st.SearchStrategy[P] | st.SearchStrategy[dt.date]) -> st.SearchStrategy[object]:
    """A drawn value or None."""
    return st.none() | drawn


def closures() -> st.SearchStrategy[Closure]:
    """A few days, sometimes weeks, on which an office is closed."""
    return st.builds(
        lambda first, n: Closure(first=first, last=first + dt.timedelta(days=n), why="moving"),
        days,
        st.integers(0, 30),
    )


@st.composite
def offices(draw: st.DrawFn, id_: str = "office-1", plain: bool = False) -> Office:
    """An office; a `plain` one works Monday to Friday and has no closures of its own."""
    if plain:
        return Office(id=id_, name=f"{id_} lab")
    return Office(
        id=id_,
        name=draw(st.sampled_from(["", f"{id_} lab"])),
        gives=draw(st.dictionaries(_kinds, _gives, max_size=2)),
        phone=draw(st.sampled_from(["", "203-555-0177"])),
        open_days=draw(
            st.sampled_from([(1, 2, 3, 4, 5), (1, 2, 3, 4, 5, 6), (2, 4), (1, 2, 3, 4), ()])
        ),
        closures=draw(st.dictionaries(st.sampled_from(["a", "b"]), closures(), max_size=2)),
    )


@st.composite
def moves(draw: st.DrawFn, state: State, place: Place, attempt: int) -> dict[str, Move]:
    """How an item may have come to its state: sometimes nobody wrote it down."""
    if state == "to_ask" or draw(st.booleans()):
        return {}
    asked, came = sorted((draw(past_days), draw(past_days)))
    return {
        "m1": Move(number=1, on=asked, state="asked", place="office", attempt=attempt),
        "m2": Move(number=2, on=came, state=state, place=place, attempt=attempt),
    }


@st.composite
def items(
    draw: st.DrawFn,
    states: st.SearchStrategy[State] = _states,
    case_offices: Mapping[str, CaseOffice] | None = None,
    calls: tuple[CallName, ...] = CALLS,
    number: int = 1,
) -> Item:
    """An item of any kind in any of the states, perhaps at one of the case's offices."""
    known = [kind for kind in catalogue().kinds.values() if kind.call in calls]
    kind = draw(st.sampled_from(known))
    here = [id_ for id_, one in (case_offices or {}).items() if one.call == kind.call]
    state = draw(states)
    place = draw(st.sampled_from(get_args(Place)))
    attempt = draw(st.sampled_from([1, 1, 1, 2]))
    promise = draw(maybe(st.builds(Promise, day=days, by=words)))
    return Item(
        number=number,
        call=kind.call,
        kind=kind.id,
        office=draw(st.sampled_from([None, *here])),
        detail=draw(words),
        identifiers=Identifiers(
            reference=draw(words), body_part=draw(words), study_date=draw(st.none() | past_days)
        ),
        form=draw(st.sampled_from(get_args(Form))),
        count_asked=draw(st.none() | st.integers(0, 20)),
        received=draw(_received),
        way=draw(st.sampled_from(get_args(Way))),
        state=state,
        place=place,
        attempt=attempt,
        moves=draw(moves(state, place, attempt)),
        promise=promise if isinstance(promise, Promise) else None,
        problem=draw(st.sampled_from([None, None, *catalogue().problems])),
        custody=draw(
            st.builds(
                Custody, return_due=st.none() | days, returned_on=st.none() | st.none() | past_days
            )
        ),
    )


def releases(office_ids: list[str]) -> st.SearchStrategy[Release]:
    """A release somewhere between asked for and confirmed."""
    return st.builds(
        Release,
        number=st.just(1),
        office=st.sampled_from(office_ids),
        instrument=st.sampled_from(get_args(Instrument)),
        covers=words,
        signer=words,
        signed_on=st.none() | past_days,
        handed_on=st.none() | past_days,
        confirmed_on=st.none() | past_days,
        returned_on=st.none() | st.none() | past_days,
        returned_because=words,
        expires_on=st.none() | days,
    )


def contacts(item_ids: list[str], office_ids: list[str]) -> st.SearchStrategy[Contact]:
    """An entry of the log about any of the items."""
    effect = st.builds(
        Effect, state=st.none() | _states, promise=st.none() | days, problem=st.none()
    )
    about = st.dictionaries(st.sampled_from(item_ids), effect) if item_ids else st.just({})
    return st.builds(
        Contact,
        number=st.integers(1, 4),
        on=past_days,
        call=st.sampled_from(CALLS),
        outcome=st.sampled_from(get_args(Outcome)),
        office=st.sampled_from([None, *office_ids]),
        party=st.sampled_from(get_args(Party)),
        effects=about,
        chase_on=st.none() | days,
    )


def visits(
    day: st.SearchStrategy[dt.date | None] | None = None,
    deadline: st.SearchStrategy[dt.date | None] | None = None,
) -> st.SearchStrategy[Visit]:
    """The receiving office's side, with or without a date."""
    accepts = st.builds(Accepts, required=_known, forms=_forms, ways=_ways)
    return st.builds(
        Visit,
        doctor=words,
        how=st.sampled_from(get_args(How)),
        day=day if day is not None else st.none() | days,
        deadline=deadline if deadline is not None else st.none() | st.none() | days,
        papers_to=words,
        accepts=st.dictionaries(st.sampled_from([*catalogue().kinds]), accepts, max_size=4),
        waiting=st.builds(Waiting, until=st.none() | days, answer=words),
    )


def papers_made(office_ids: list[str]) -> st.SearchStrategy[PaperMade]:
    """A paper that was made for any of the offices, or for none."""
    return st.builds(
        PaperMade,
        number=st.integers(1, 4),
        paper=st.sampled_from(["letter", "fax-cover", "authorization", "packet"]),
        on=past_days,
        office=st.sampled_from([None, *office_ids]),
        by=words,
        covers=words,
        signer=words,
    )


def mark_ids(item_ids: list[str], office_ids: list[str]) -> list[str]:
    """Ids of steps that such a case may have."""
    stages = [f"{stage}:{id_}" for stage in ("ask", "chase", "send", "check") for id_ in item_ids]
    errands = [step.id for step in catalogue().steps]
    return [*errands, *stages, *(f"sign:{id_}" for id_ in office_ids), "gone:from:the:plan"]


@st.composite
def cases(
    draw: st.DrawFn,
    visit: st.SearchStrategy[Visit] | None = None,
    statuses: tuple[Status, ...] = get_args(Status),
    states: st.SearchStrategy[State] = _states,
    untouched: bool = False,
    most: int = 6,
) -> Case:
    """A case with offices, items, releases, contacts, answers and marks.

    `untouched`: nothing has been done, said or promised yet.
    """
    calls = draw(st.lists(st.sampled_from(CALLS), max_size=5))
    here = {
        f"o{n}": CaseOffice(
            number=n,
            call=call,
            office=f"office-{n}",
            release_needed=draw(_known),
            party=draw(st.sampled_from(get_args(Party))) if call == "visit" else "second_office",
        )
        for n, call in enumerate(calls, start=1)
    }
    count = draw(st.integers(0, most))
    drawn = {
        f"i{n}": draw(items(states=states, case_offices=here, number=n))
        for n in range(1, count + 1)
    }
    if untouched:
        plain = Item(number=1, call="visit", kind="")
        drawn = {
            id_: Item(
                number=one.number, call=one.call, kind=one.kind, office=one.office, state="to_ask",
                form=one.form, way=one.way, identifiers=one.identifiers, custody=plain.custody,
            )
            for id_, one in drawn.items()
        }  # fmt: skip
    if drawn and not untouched and draw(st.booleans()):
        last = f"i{count}"
        if count > 1:
            drawn[last] = _instead(drawn[last], draw(st.sampled_from([*drawn][:-1])))
    reasons = {
        reason.id: Answer(reply=draw(st.sampled_from(get_args(Reply))))
        for reason in catalogue().reasons
    }
    case = Case(
        id="case-1",
        label="Rosa",
        began=draw(past_days),
        status=draw(st.sampled_from(statuses)),
        status_since=draw(st.none() | past_days),
        specialty=draw(st.sampled_from(["", "", "surgeon"])),
        visit=draw(visit if visit is not None else visits()),
        offices=here,
        items=drawn,
    )
    if untouched:
        return _with(case, reasons=reasons)
    marks = st.builds(Mark, done_on=st.none() | past_days, not_for_us=st.booleans())
    some = st.dictionaries(st.sampled_from(mark_ids([*drawn], [*here])), marks, max_size=3)
    papers = st.dictionaries(st.sampled_from(["r1", "r2"]), releases([*here]), max_size=2)
    log = st.dictionaries(
        st.sampled_from(["c1", "c2", "c3"]), contacts([*drawn], [*here]), max_size=3
    )
    return _with(
        case,
        reasons=reasons,
        releases=draw(papers) if here else {},
        contacts=draw(log),
        marks=draw(some),
        papers=draw(
            st.dictionaries(st.sampled_from(["p1", "p2"]), papers_made([*here]), max_size=2)
        ),
    )


@st.composite
def casebooks(
    draw: st.DrawFn, case: st.SearchStrategy[Case] | None = None, plain: bool = False
) -> tuple[Case, dict[str, Office]]:
    """A case with most of its offices; sometimes one is not in the casebook."""
    drawn = draw(case if case is not None else cases())
    names = [one.office for one in drawn.offices.values()]
    kept = names if plain else draw(st.lists(st.sampled_from(names), unique=True)) if names else []
    return drawn, {name: draw(offices(id_=name, plain=plain)) for name in kept}


def _instead(item: Item, other: str) -> Item:
    return _with(item, instead_of=other)


def _with(part: P, **fields: object) -> P:
    import msgspec

    return msgspec.structs.replace(part, **fields)
