"""The plan over time: rows, spans and marks by day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import cache

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core.calendar import Calendar, for_region
from so_tui.core.case import Case, Item, Move, Office, in_order, is_there
from so_tui.core.plan import Plan, plan
from so_tui.core.timeline import Mark, Span, Timeline, TimeRow, drawn_at, kind_of, timeline
from tests import strategies
from tests.knowledge import catalogue
from tests.rosa import FRIDAY, OFFICES, TODAY, TUESDAY, VISIT, rosa

D = dt.date
Casebook = tuple[Case, dict[str, Office]]

visits = st.none() | strategies.days | st.sampled_from([
    TODAY, TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1),
    TODAY + dt.timedelta(days=366), D(2024, 2, 29), D.min, D.max,
])  # fmt: skip
"""Days of a visit: today, just before and behind it, long ago, in a year, none at all."""


def casebooks() -> st.SearchStrategy[Casebook]:
    """Cases in any state, with any visit."""
    return strategies.casebooks(strategies.cases(strategies.visits(day=visits)))


@cache
def us() -> Calendar:
    return for_region("US", catalogue())


def of(case: Case, today: D = TODAY) -> Plan:
    return plan(case, OFFICES, us(), catalogue(), today)


def drawn(case: Case, today: D = TODAY) -> Timeline:
    return timeline(of(case, today), case, catalogue())


def row(found: Timeline, id_: str) -> TimeRow:
    return next(one for one in found.rows if one.id == id_)


# --- As in the design ------------------------------------------------------------------------


def test_what_was_asked_for_happened_up_to_today_and_is_waited_for() -> None:
    summary = row(drawn(rosa()), "item:summary")
    chase, send, check = (mark.day for mark in summary.marks)
    assert chase is not None
    assert check is not None
    assert summary.spans == (
        Span("happened", FRIDAY, TODAY), Span("waiting", TODAY, chase),
        Span("to_come", chase, check),
    )  # fmt: skip
    assert send is not None
    assert chase < send < check


def test_a_promised_day_ends_what_is_waited_for() -> None:
    operative = row(drawn(rosa()), "item:operative")
    assert operative.spans[1] == Span("waiting", TODAY, D(2026, 11, 30))
    assert ("promised", D(2026, 11, 30)) in [(one.kind, one.day) for one in operative.marks]


def test_a_broken_promise_stays_where_it_was() -> None:
    operative = row(drawn(rosa(), D(2026, 12, 2)), "item:operative")
    assert Mark("promised", D(2026, 11, 30)) in operative.marks


def test_what_is_there_happened_and_is_over() -> None:
    found = drawn(rosa())
    ct, notes = row(found, "item:ct"), row(found, "item:notes")
    assert ct.marks[-1] == Mark("usable", TUESDAY)
    assert notes.marks == (Mark("there", FRIDAY),)
    assert ct.there
    assert ct.head is None
    assert [one.id for one in next(g for g in found.groups if g.call == "radiology").over] == [
        "item:ct"
    ]


def test_what_ran_past_its_day_is_late_from_there_to_today() -> None:
    later = drawn(rosa(), D(2026, 12, 2))
    slides = row(later, "item:slides")
    assert slides.urgency == "late"
    assert slides.spans[-1] == Span("late", TODAY, D(2026, 12, 2))


def test_a_refusal_is_marked_where_it_was_said() -> None:
    case = rosa()
    refused = replace(
        case.items["report"], state="refused",
        moves={"1": Move(number=1, on=TUESDAY, state="refused", place="office")},
    )  # fmt: skip
    case = replace(case, items={**case.items, "report": refused})
    assert Mark("refused", TUESDAY) in row(drawn(case), "item:report").marks


def test_the_papers_of_the_packet_are_one_row() -> None:
    packet = row(drawn(rosa()), "packet_draft")
    assert packet.steps == ("packet_draft", "packet_print", "packet_bag")
    assert packet.name == "put papers in order"


def test_what_presses_most_comes_first() -> None:
    pathology = next(one for one in drawn(rosa()).groups if one.call == "pathology")
    assert pathology.open[0].id == "item:slides"


def test_the_visit_is_a_row_of_its_own() -> None:
    assert row(drawn(rosa()), "visit").marks == (Mark("visit", VISIT, "visit"),)


def test_a_found_usable_item_has_a_mark_of_its_own_in_the_list() -> None:
    check = of(rosa()).step("check:ct")
    assert check is not None
    assert kind_of(check, rosa()) == "usable"


def undated(made: Plan, which: int) -> Plan:
    """The plan, every so many steps of which have no day at all; with 0 as it is.

    No plan has such steps today; but a step may have none.
    """
    steps = tuple(
        replace(step, on=None, needed_by=None, late=False, due=False)
        if which and n % which == 0 and not step.is_over
        else step
        for n, step in enumerate(made.steps)
    )
    return replace(made, steps=steps)


# --- Laws ------------------------------------------------------------------------------------


@given(casebooks(), st.integers(0, 3))
def test_each_open_step_has_one_mark(book: Casebook, which: int) -> None:
    case, offices = book
    made = undated(plan(case, offices, us(), catalogue(), TODAY), which)
    shown = Counter(id_ for one in timeline(made, case, catalogue()).rows for id_ in one.steps)
    assert shown == Counter(step.id for step in made.steps if not step.is_over)


@given(casebooks())
def test_a_mark_stands_at_the_day_of_its_step_and_none_that_is_to_come_lies_behind(
    book: Casebook,
) -> None:
    case, offices = book
    made = plan(case, offices, us(), catalogue(), TODAY)
    for one in timeline(made, case, catalogue()).rows:
        for mark in one.marks:
            step = made.step(mark.step)
            if step is None:
                assert mark.day is not None
                assert mark.day <= TODAY
            else:
                day = drawn_at(step, TODAY)
                assert mark.day == (max(day, TODAY) if day is not None else None)


@given(casebooks())
def test_spans_go_forwards_and_only_what_is_to_come_lies_ahead(book: Casebook) -> None:
    case, offices = book
    found = timeline(plan(case, offices, us(), catalogue(), TODAY), case, catalogue())
    for one in found.rows:
        for span in one.spans:
            assert span.first <= span.last
            if span.kind in ("happened", "late"):
                assert span.last <= TODAY
            else:
                assert span.first >= TODAY
        assert one.head is not None or all(span.kind == "happened" for span in one.spans)


@given(casebooks())
def test_every_item_that_is_wanted_has_one_row_and_those_that_are_there_are_over(
    book: Casebook,
) -> None:
    case, offices = book
    found = timeline(plan(case, offices, us(), catalogue(), TODAY), case, catalogue())
    rows = Counter(one.item for one in found.rows if one.item is not None)
    assert set(rows.values()) <= {1}
    wanted = {id_ for id_, item in in_order(case.items) if item.state != "not_needed"}
    assert wanted <= set(rows)
    for one in found.rows:
        item: Item | None = case.items.get(one.item or "")
        if item is not None and one.there:
            kind = catalogue().kinds[item.kind]
            assert is_there(item, kind.checked)
            assert one.head is None
    for group in found.groups:
        assert all(one.head is not None for one in group.open)
        assert all(one.head is None for one in group.over)


@given(casebooks())
def test_what_is_late_is_late_from_its_day(book: Casebook) -> None:
    case, offices = book
    made = plan(case, offices, us(), catalogue(), TODAY)
    for one in timeline(made, case, catalogue()).rows:
        gone = [
            step.needed_by for id_ in one.steps
            if (step := made.step(id_)) and step.late and step.needed_by
        ]  # fmt: skip
        late = [span for span in one.spans if span.kind == "late"]
        wanted = [Span("late", min(gone), TODAY)] if gone and min(gone) < TODAY else []
        assert late == wanted
