"""What the second office does not need is asked for no more; what it needs after all, again."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core import verbs
from so_tui.core.calendar import for_region
from so_tui.core.case import Accepts, Case, Contact, Known, Office
from so_tui.core.changes import CasePage, Change, adding, apply
from so_tui.core.pages import as_case
from so_tui.core.plan import plan
from so_tui.core.undoing import undo
from so_tui.errors import NotAllowedError
from tests.deeds import pen
from tests.knowledge import catalogue
from tests.strategies import casebooks

ASKED_FOR = {"to_ask", "asked", "refused", "not_usable"}
CALENDAR = for_region("US", catalogue())


def after(case: Case, change: Change) -> Case:
    page = CasePage(kind="cases", id=case.id, value=case)
    return as_case(apply({("cases", case.id): page}, change)["cases", case.id]).value


def told(case: Case | CasePage, kind: str, required: Known, *, by_call: bool) -> Change:
    page = CasePage(kind="cases", id=case.id, value=case) if isinstance(case, Case) else case
    case = page.value
    hand = pen("ana", 7)
    if by_call:
        contact = Contact(number=0, on=hand.today, call="visit", outcome="spoke")
        return verbs.log_contact(page, hand, contact, {kind: required})
    old = case.visit.accepts.get(kind, Accepts())
    return verbs.set_accepts(page, hand, kind, replace(old, required=required))


@given(casebooks(), st.data(), st.booleans())
def test_what_it_does_not_need_is_asked_for_no_more_until_it_does(
    book: tuple[Case, dict[str, Office]], data: st.DataObject, by_call: bool
) -> None:
    case, offices = book
    kind = data.draw(st.sampled_from([*catalogue().kinds]))
    try:
        done = told(case, kind, "no", by_call=by_call)
    except NotAllowedError:
        return  # it was said before
    now = after(case, done)
    for id_, item in now.items.items():
        if item.kind == kind:
            assert item.state not in ASKED_FOR
            assert (item.state == case.items[id_].state) == (case.items[id_].state not in ASKED_FOR)
        else:
            assert item == case.items[id_]
    made = plan(now, offices, CALENDAR, catalogue(), dt.date(2026, 11, 25))
    left = {one.item for one in made.steps if not one.is_over and not one.id.startswith("return:")}
    gone = {id_ for id_, one in now.items.items() if one.state == "not_needed"}
    assert not left & gone
    again = after(now, told(now, kind, "yes", by_call=by_call))
    for id_, item in now.items.items():
        wanted = "to_ask" if item.kind == kind and item.state == "not_needed" else item.state
        assert again.items[id_].state == wanted
    start = replace(done, id="start", edits=(adding("cases", case),), counter=1)
    told_ = told(as_case(apply({}, start)["cases", case.id]), kind, "no", by_call=by_call)
    done = replace(told_, counter=2)
    changed = apply(apply({}, start), done)
    back = replace(undo(changed, [start, done], done, pen("ana", 8)).change, counter=3)
    assert as_case(apply(changed, back)["cases", case.id]).value.items == case.items
