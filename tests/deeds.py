"""What people may do to a case, drawn at random: every verb, with plausible arguments."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections.abc import Callable, Mapping
from typing import get_args

from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core import verbs
from so_tui.core.case import (
    CALLS,
    Accepts,
    Answer,
    Case,
    CaseOffice,
    Companion,
    Contact,
    Instrument,
    Item,
    Mark,
    Office,
    Opinion,
    Outcome,
    PaperMade,
    Party,
    Person,
    Promise,
    Question,
    Release,
    State,
    Waiting,
)
from so_tui.core.changes import (
    CasePage,
    Change,
    OfficePage,
    Pages,
    Pen,
    adding,
    apply,
    conflicts,
)
from so_tui.core.effects import effect_of
from so_tui.core.verbs.papers import Printed
from so_tui.core.wording import Wording
from so_tui.errors import SoTuiError
from tests.knowledge import catalogue

TODAY = dt.date(2026, 11, 25)
NOW = dt.datetime(2026, 11, 25, 9, 30, tzinfo=dt.UTC)


def pen(actor: str = "rosa", seed: int = 0) -> Pen:
    """A pen whose ids are UUIDs that depend on the actor and the seed alone."""
    count = itertools.count()
    space = uuid.uuid5(uuid.NAMESPACE_OID, f"{actor}/{seed}")

    def new_id() -> str:
        return str(uuid.uuid5(space, str(next(count))))

    return Pen(actor=actor, now=NOW, today=TODAY, new_id=new_id, wording=Wording(catalogue()))


def a_case() -> Case:
    """A small case with something in every collection."""
    office = "00000000-0000-4000-8000-0000000000a1"
    item = "00000000-0000-4000-8000-0000000000b1"
    return Case(
        id="00000000-0000-4000-8000-0000000000c1",
        label="Rosa",
        began=dt.date(2026, 11, 2),
        reasons={"peace_of_mind": Answer(), "more_options": Answer()},
        condition={"trusted": Answer()},
        people={"00000000-0000-4000-8000-0000000000d1": Companion(number=1, name="Ana")},
        offices={office: CaseOffice(number=1, call="pathology", office="office-1")},
        items={
            item: Item(number=1, call="pathology", kind="stained_slides", office=office),
            "00000000-0000-4000-8000-0000000000b2": Item(
                number=1, call="radiology", kind="ct", state="asked"
            ),
        },
        releases={"00000000-0000-4000-8000-0000000000e1": Release(number=1, office=office)},
        contacts={
            "00000000-0000-4000-8000-0000000000f1": Contact(
                number=1, on=TODAY, call="pathology", outcome="voicemail"
            )
        },
        questions={"00000000-0000-4000-8000-000000000091": Question(number=1, text="Why?")},
        marks={"packet_print": Mark(done_on=TODAY)},
        papers={
            "00000000-0000-4000-8000-000000000081": PaperMade(
                number=1, paper="letter", on=TODAY, office=office, by="rosa"
            )
        },
    )


OFFICE = Office(id="00000000-0000-4000-8000-0000000000aa", name="St. Luke's Pathology")


BEGUN = Change(
    id="00000000-0000-4000-8000-000000000001",
    actor="rosa",
    at=NOW,
    verb="new_case",
    sentence="Began",
    edits=(adding("cases", a_case()), adding("offices", OFFICE)),
    counter=1,
)
"""Someone begins the small case and its office."""


def begun() -> dict[tuple[str, str], CasePage | OfficePage]:
    """The pages after that."""
    return apply({}, BEGUN)


def case_page(pages: Pages) -> CasePage:
    """The page of the small case."""
    page = pages["cases", a_case().id]
    assert isinstance(page.value, Case)
    if page.removed:
        raise SoTuiError("the case was removed")
    return page


def office_page(pages: Pages) -> OfficePage:
    """The page of the small case's office."""
    page = pages["offices", OFFICE.id]
    assert isinstance(page.value, Office)
    return page


texts = st.text(alphabet="abc é<[]/\n", max_size=6)
names = st.sampled_from(["Ana", "Dr Chen", "Film room"])
days = st.dates(dt.date(2026, 11, 1), dt.date(2027, 1, 31))
maybe_days = st.none() | days
maybe_past_days = st.none() | st.dates(dt.date(2026, 11, 1), TODAY)
states: st.SearchStrategy[State] = st.sampled_from(
    ["to_ask", "asked", "ready", "on_its_way", "arrived", "refused", "not_usable", "not_needed"]
)
outcomes: st.SearchStrategy[Outcome] = st.sampled_from(
    ["voicemail", "spoke", "promised", "sent", "refused", "sent_elsewhere"]
)

problems = st.sampled_from(sorted(catalogue().problems))

Deed = Callable[[st.DataObject, Pages, Pen], Change]


def _one(data: st.DataObject, parts: Mapping[str, object]) -> str:
    if not parts:
        raise SoTuiError("there is none")
    return data.draw(st.sampled_from(sorted(parts)))


def _case(pages: Pages) -> Case:
    return case_page(pages).value


def _set_visit(data: st.DataObject, pages: Pages, by: Pen) -> Change:
    visit = replace(
        _case(pages).visit,
        day=data.draw(maybe_days),
        doctor=data.draw(names),
        note=data.draw(texts),
    )
    return verbs.set_visit(case_page(pages), by, visit)


def _edit_item(data: st.DataObject, pages: Pages, by: Pen) -> Change:
    id_ = _one(data, _case(pages).items)
    item = _case(pages).items[id_]
    item = replace(
        item, detail=data.draw(texts), note=data.draw(texts),
        received=replace(item.received, count=data.draw(st.none() | st.integers(0, 20))),
    )  # fmt: skip
    return verbs.edit_item(case_page(pages), by, id_, item)


def _add_item(data: st.DataObject, pages: Pages, by: Pen) -> Change:
    call = data.draw(st.sampled_from(CALLS))
    return verbs.add_item(case_page(pages), by, Item(number=0, call=call, kind="ct"))


def _printed(data: st.DataObject, pages: Pages) -> Printed:
    offices = sorted(_case(pages).offices)
    return Printed(
        data.draw(st.sampled_from(["letter", "authorization", "packet"])),
        data.draw(st.none() | st.sampled_from(offices)) if offices else None,
        data.draw(st.sampled_from(get_args(Instrument))),
    )


def _log(data: st.DataObject, pages: Pages, by: Pen) -> Change:
    case = _case(pages)
    outcome, promise = data.draw(outcomes), data.draw(maybe_days)
    about = data.draw(st.sets(st.sampled_from(sorted(case.items)))) if case.items else set()
    contact = Contact(
        number=0,
        on=TODAY,
        call="pathology",
        outcome=outcome,
        effects={
            id_: effect_of(case.items[id_], outcome, catalogue(), promise) for id_ in sorted(about)
        },
        note=data.draw(texts),
    )
    return verbs.log_contact(case_page(pages), by, contact)


def _promise(data: st.DataObject, pages: Pages, by: Pen) -> Change:
    day = data.draw(maybe_days)
    promise = None if day is None else Promise(day=day, by=data.draw(names))
    return verbs.set_promise(case_page(pages), by, _one(data, _case(pages).items), promise)


def _choose(data: st.DataObject, pages: Pages, by: Pen) -> Change:
    page = case_page(pages)
    inner = _one(data, conflicts(page))
    value = data.draw(st.sampled_from([one.value for one in conflicts(page)[inner]]))
    return verbs.choose(page, by, inner, value)


def _mark(data: st.DataObject, pages: Pages, by: Pen) -> Change:
    step = data.draw(st.sampled_from(["packet_print", "packet_bag", "safe_to_wait"]))
    mark = Mark(not_for_us=data.draw(st.booleans()), note=data.draw(texts))
    return verbs.mark_step(case_page(pages), by, step, mark)


DEEDS: Mapping[str, Deed] = {
    "set_details": lambda d, p, by: verbs.set_details(
        case_page(p), by, label=d.draw(names), diagnosis=d.draw(texts), note=d.draw(texts)
    ),
    "set_status": lambda d, p, by: verbs.set_status(
        case_page(p), by, d.draw(st.sampled_from(["deciding", "going", "on_hold", "died"]))
    ),
    "set_archived": lambda d, p, by: verbs.set_archived(case_page(p), by, d.draw(st.booleans())),
    "hand_over": lambda d, p, by: verbs.hand_over(case_page(p), by, d.draw(names)),
    "remove_case": lambda d, p, by: verbs.remove_case(case_page(p), by),
    "set_person": lambda d, p, by: verbs.set_person(
        case_page(p), by, Person(legal_name=d.draw(texts), born=d.draw(maybe_days))
    ),
    "add_companion": lambda d, p, by: verbs.add_companion(
        case_page(p), by, Companion(number=0, name=d.draw(names))
    ),
    "edit_companion": lambda d, p, by: verbs.edit_companion(
        case_page(p), by, _one(d, _case(p).people), Companion(number=1, name=d.draw(names))
    ),
    "remove_companion": lambda d, p, by: verbs.remove_companion(
        case_page(p), by, _one(d, _case(p).people)
    ),
    "set_visit": _set_visit,
    "set_accepts": lambda d, p, by: verbs.set_accepts(
        case_page(p), by, "ct", Accepts(required="yes", note=d.draw(texts))
    ),
    "set_opinion": lambda d, p, by: verbs.set_opinion(
        case_page(p), by, Opinion(agrees=d.draw(texts), differs=d.draw(texts))
    ),
    "set_waiting": lambda d, p, by: verbs.set_waiting(
        case_page(p), by, Waiting(until=d.draw(maybe_days), answer=d.draw(texts))
    ),
    "answer_reason": lambda d, p, by: verbs.answer_reason(
        case_page(p),
        by,
        d.draw(st.sampled_from(["peace_of_mind", "trusted"])),
        d.draw(st.sampled_from(["applies", "does_not", "not_sure"])),
        note=d.draw(texts),
    ),
    "new_office": lambda d, p, by: verbs.new_office(by, Office(id="", name=d.draw(names))),
    "edit_office": lambda d, p, by: verbs.edit_office(
        office_page(p), by, replace(office_page(p).value, name=d.draw(names), phone=d.draw(texts))
    ),
    "add_office": lambda d, p, by: verbs.add_office(
        case_page(p),
        by,
        CaseOffice(
            number=0,
            call=d.draw(st.sampled_from(CALLS)),
            office=OFFICE.id,
            party=d.draw(st.sampled_from(get_args(Party))),
        ),
    ),
    "edit_case_office": lambda d, p, by: verbs.edit_case_office(
        case_page(p),
        by,
        (id_ := _one(d, _case(p).offices)),
        replace(_case(p).offices[id_], contact_person=d.draw(names)),
    ),
    "remove_office": lambda d, p, by: verbs.remove_office(
        case_page(p), by, _one(d, _case(p).offices)
    ),
    "add_item": _add_item,
    "edit_item": _edit_item,
    "remove_item": lambda d, p, by: verbs.remove_item(case_page(p), by, _one(d, _case(p).items)),
    "move_item": lambda d, p, by: verbs.move_item(
        case_page(p), by, _one(d, _case(p).items), d.draw(states)
    ),
    "set_promise": _promise,
    "set_problem": lambda d, p, by: verbs.set_problem(
        case_page(p), by, catalogue(), _one(d, _case(p).items), d.draw(problems), d.draw(texts)
    ),
    "add_release": lambda d, p, by: verbs.add_release(
        case_page(p), by, Release(number=0, office=_one(d, _case(p).offices))
    ),
    "edit_release": lambda d, p, by: verbs.edit_release(
        case_page(p),
        by,
        (id_ := _one(d, _case(p).releases)),
        replace(_case(p).releases[id_], signed_on=d.draw(maybe_past_days)),
    ),
    "remove_release": lambda d, p, by: verbs.remove_release(
        case_page(p), by, _one(d, _case(p).releases)
    ),
    "log_contact": _log,
    "edit_contact": lambda d, p, by: verbs.edit_contact(
        case_page(p),
        by,
        (id_ := _one(d, _case(p).contacts)),
        replace(_case(p).contacts[id_], note=d.draw(texts)),
    ),
    "remove_contact": lambda d, p, by: verbs.remove_contact(
        case_page(p), by, _one(d, _case(p).contacts)
    ),
    "add_question": lambda d, p, by: verbs.add_question(
        case_page(p), by, Question(number=0, text=d.draw(names))
    ),
    "edit_question": lambda d, p, by: verbs.edit_question(
        case_page(p),
        by,
        (id_ := _one(d, _case(p).questions)),
        replace(_case(p).questions[id_], answer=d.draw(texts)),
    ),
    "remove_question": lambda d, p, by: verbs.remove_question(
        case_page(p), by, _one(d, _case(p).questions)
    ),
    "mark_step": _mark,
    "unmark_step": lambda d, p, by: verbs.unmark_step(case_page(p), by, _one(d, _case(p).marks)),
    "note_paper": lambda d, p, by: verbs.note_paper(case_page(p), by, _printed(d, p)),
    "note_papers": lambda d, p, by: verbs.note_papers(
        case_page(p), by, [_printed(d, p) for _ in range(d.draw(st.integers(1, 3)))]
    ),
    "choose": _choose,
}
"""Every verb that changes what is there; a deed that cannot be done raises SoTuiError."""
