"""What holds of the plan on every day of every history, until the visit."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core.calls import calls_of
from so_tui.core.case import Case, Office
from so_tui.core.network import network_of
from so_tui.core.pages import Page
from so_tui.core.plan import Plan, Step
from so_tui.core.plan_context import context_of
from so_tui.core.summary import summary
from tests.conftest import DEEP
from tests.core.histories import Book, History, Morning, books, histories, mornings, us, visit_on
from tests.knowledge import catalogue

many = settings(max_examples=300 if DEEP else 30)
DAY = dt.timedelta(days=1)


def told(book: Book, one: Morning) -> str:
    return f"on {one.day:%a %d %b %Y}, visit {book.case.visit.day}: "


def office_of(book: Book, step: Step) -> Office | None:
    here = book.case.offices.get(step.office or "")
    return book.offices.get(here.office) if here is not None else None


def missing(book: Book, today: dt.date) -> list[str]:
    """The items that are still to come."""
    context = context_of(book.case, book.offices, us(), catalogue(), today)
    return [path.id for path in network_of(context).missing] if context.phase == "before" else []


def head(made: Plan, item: str) -> Step:
    """The step an item stands at: not its promise."""
    return next(
        one for one in made.steps if one.item == item and not one.is_over
        and one.what != "promise"
        and (one.standing == "open" or (one.what == "chase" and one.standing == "blocked"))
    )  # fmt: skip


@many
@given(histories())
def test_what_is_missing_is_named_from_the_day_it_is_due_until_somebody_says_otherwise(
    history: History,
) -> None:
    for one in mornings(history):
        book, made = one.after, one.after.plan(one.day)
        if not us().is_open(one.day):
            continue
        named = {step.item for id_ in made.agenda if (step := made.step(id_)) is not None}
        for item in missing(book, one.day):
            at = head(made, item)
            due_from = at.needed_by and us().back(at.needed_by, 1)
            chase = at.held_until
            if (
                (due_from and due_from <= one.day)
                or (chase and chase <= one.day)
                or (at.out_of_reach)
            ):
                assert item in named, told(book, one) + f"{item} is not named ({at.short})"


@many
@given(histories())
def test_while_nothing_happens_nothing_late_becomes_less_until_the_visit(
    history: History,
) -> None:
    was: Plan | None = None
    for one in mornings(history):
        made = one.after.plan(one.day)
        visit = one.after.case.visit.day
        if was is not None and one.quiet and (visit is None or one.day <= visit):
            late = {step.thing_id for step in made.steps if step.late}
            before = {step.thing_id for step in was.steps if step.late}
            assert before <= late, told(one.after, one) + f"no longer late: {before - late}"
            were = {step.id for step in was.steps if step.late}
            for step in made.steps:
                # A promise stands at its item's days, and is nobody's call.
                if step.late and step.id not in were and step.what != "promise":
                    assert _opens(one.after, step, one.day), told(one.after, one) + step.id
            needed = {step.id: step.needed_by for step in was.steps if not step.is_over}
            for step in made.steps:
                if step.id in needed and not step.is_over:
                    assert step.needed_by == needed[step.id], told(one.after, one) + step.id
        was = made


def _opens(book: Book, step: Step, day: dt.date) -> bool:
    """Whether a step's own office opens on a day; a question may be asked elsewhere."""
    item = book.case.items.get(step.item or "")
    own = book.offices.get(item.office or "") if item is not None else None
    there = office_of(book, step) if step.at_office else None
    return us().is_open(day, there) or (step.out_of_reach and us().is_open(day, own))


@many
@given(histories())
def test_the_day_people_are_told_is_one_on_which_it_can_be_done(
    history: History,
) -> None:
    for one in mornings(history):
        book, made = one.after, one.after.plan(one.day)
        case, visit = book.case, book.case.visit.day
        for step in made.steps:
            by = step.needed_by
            if step.is_over:
                assert step.urgency == "none"
                continue
            if by is None or step.what == "promise":
                continue
            if step.out_of_reach:
                continue  # what is left of it is a question, to whoever can answer
            where = told(book, one) + f"{step.id} by {by}"
            assert by >= case.began, where
            if step.item is not None and (added := case.items[step.item].added_on):
                assert by >= added, where
            if visit is not None and not step.id.startswith(("report", "return")):
                assert by <= max(visit, case.visit.set_on or visit), where
            # Known only from the day time became short, or from the day somebody was asked.
            asked_late = step.id in ("start_without", "visit_answers")
            if step.at_office and not asked_late and not us().is_open(by, office_of(book, step)):
                left = [
                    case.began + n * DAY
                    for n in range((by - case.began).days)
                    if us().is_open(case.began + n * DAY, office_of(book, step))
                    and case.began + n * DAY >= known_since(book, step)
                ]
                assert not left, f"{where}, closed, although open on {left}"


def known_since(book: Book, step: Step) -> dt.date:
    case = book.case
    days = [case.began, *(one for one in (case.visit.set_on, case.visit.deadline_set_on) if one)]
    if step.item is not None:
        item = case.items[step.item]
        days += [item.added_on] if item.added_on else []
        days += [one.on for one in item.moves.values() if one.state in ("refused", "not_usable")]
    return max(days)


@many
@given(histories())
def test_next_is_the_first_of_all_that_is_told(
    history: History,
) -> None:
    for one in mornings(history):
        made = one.after.plan(one.day)
        where = told(one.after, one)
        if made.next is None:
            assert not made.order, where
            continue
        assert made.order[0] == made.next.opens, where
        if made.rush is not None:
            assert made.rush.steps[0] == made.next.opens, where
        doable = [id_ for id_ in made.agenda if (at := made.step(id_)) and at.naming == "do"]
        if doable:
            assert made.agenda[0] == made.next.opens, where
        assert (made.next.day is None) or made.next.day >= one.day, where
        assert made.next.needed_by == (made.first and made.first.needed_by), where
        page = Page[Case](kind="cases", id="case", value=one.after.case)
        calls = calls_of([summary(page, made, catalogue())])
        if made.first is not None and made.first.at_office and made.first.naming == "do":
            first_cases = calls[0].cases[0][1]
            assert first_cases[0].step == made.next.opens, where


@many
@given(histories(most=6), st.integers(1, 30))
def test_a_visit_moved_and_moved_back_changes_nothing(history: History, days: int) -> None:
    for one in mornings(history):
        book, visit = one.after, one.after.case.visit.day
        other = None if visit is None else visit - days * DAY
        if visit is None or other is None or other <= one.day or one.quiet:
            continue
        there = visit_on(other)(book, one.day)
        back = visit_on(visit)(there, one.day)
        assert back.plan(one.day) == book.plan(one.day), told(book, one)


@many
@given(histories(most=6), st.integers(1, 30))
def test_a_visit_moved_up_makes_nothing_later_that_was_late(history: History, days: int) -> None:
    for one in mornings(history):
        book, visit = one.after, one.after.case.visit.day
        other = None if visit is None else visit - days * DAY
        if visit is None or other is None or other <= one.day or one.quiet:
            continue
        before, after = book.plan(one.day), visit_on(other)(book, one.day).plan(one.day)
        still = {step.thing_id for step in after.steps if step.late}
        for step in before.steps:
            # What is packed moves with the day of the visit, and what comes home after it.
            if step.late and step.item is not None:
                assert step.thing_id in still, told(book, one) + step.id


@many
@given(books())
def test_no_case_is_late_on_its_first_day(book: Book) -> None:
    assert book.plan(book.case.began).late == 0


@given(books())
def test_while_deciding_nothing_is_needed_by_any_day(book: Book) -> None:
    deciding = book._replace(case=replace(book.case, status="deciding"))
    for n in range(0, 60, 3):
        made = deciding.plan(book.case.began + n * DAY)
        assert made.late == 0
        assert made.rush is None
        assert not [one for one in made.steps if one.needed_by and one.what != "visit"]


@many
@given(histories(most=6))
def test_nothing_is_told_twice_in_a_rush(
    history: History,
) -> None:
    for one in mornings(history):
        rush = one.after.plan(one.day).rush
        if rush is not None:
            assert len(rush.lines) == len(set(rush.lines)), told(one.after, one)
            assert len(rush.steps) == len(set(rush.steps)), told(one.after, one)


@many
@given(histories())
def test_a_later_stage_never_stands_before_the_one_it_waits_for_nor_behind_the_visit(
    history: History,
) -> None:
    order = ("ask", "sign", "send", "check")
    for one in mornings(history):
        book, made = one.after, one.after.plan(one.day)
        end = book.case.visit.day
        for item in missing(book, one.day):
            waiting = [
                step for step in made.steps
                if step.item == item and step.standing == "blocked" and step.on is not None
                and step.what in ("send", "check")
            ]  # fmt: skip
            waiting.sort(key=lambda step: order.index(step.what))
            days = [step.on for step in waiting if step.on is not None]
            assert days == sorted(days), told(book, one) + f"{item}: {days}"
            late = [day for day in days if end is not None and day > max(end, one.day)]
            assert not late, told(book, one) + f"{item}: {days}"
