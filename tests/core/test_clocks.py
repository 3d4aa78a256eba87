"""The clocks of the law: which runs, from which day, in whose days, and what is said then."""

from __future__ import annotations

import datetime as dt
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core.calendar import for_region
from so_tui.core.case import (
    CALLS,
    ENDED,
    Case,
    CaseOffice,
    Identifiers,
    Instrument,
    Item,
    Move,
    Promise,
    Release,
    State,
    Status,
    Visit,
    Waiting,
)
from so_tui.core.catalogue import CatalogueError, parse
from so_tui.core.clock_words import asked, said
from so_tui.core.clocks import (
    UNANSWERED,
    Clock,
    access_clock,
    clocks_of,
    days_later,
    kept_clock,
    paper_clock,
    request_clock,
    years_later,
)
from so_tui.core.plan import plan
from so_tui.core.script import sheet, wanted
from tests.knowledge import catalogue, files
from tests.rosa import OFFICES, rosa
from tests.strategies import cases

D = dt.date
RULES = catalogue().clocks
FEBRUARY = D(2026, 2, 1)

REQUEST = Release(
    number=1, office="p", instrument="access_request", signed_on=D(2026, 1, 30),
    confirmed_on=FEBRUARY,
)  # fmt: skip


def moved(state: State, on: dt.date, attempt: int = 1) -> dict[str, Move]:
    return {"1": Move(number=1, on=on, state=state, place="office", attempt=attempt)}


def mammogram(on: dt.date, state: State = "asked") -> Item:
    return Item(
        number=1, call="radiology", kind="mammogram", office="r", state=state,
        moves=moved("asked", on),
    )  # fmt: skip


def taken(kind: str, on: dt.date, state: State = "to_ask") -> Item:
    return Item(
        number=1, call="pathology", kind=kind, office="p", state=state,
        identifiers=Identifiers(specimen_date=on),
    )  # fmt: skip


def case_of(
    *items: Item, releases: tuple[Release, ...] = (), status: Status = "going",
    waiting: Waiting | None = None,
) -> Case:  # fmt: skip
    return Case(
        id="rosa",
        label="Rosa",
        began=D(2026, 1, 5),
        status=status,
        visit=Visit(waiting=waiting or Waiting()),
        offices={
            "p": CaseOffice(number=1, call="pathology", office="lukes"),
            "r": CaseOffice(number=2, call="radiology", office="harbor"),
        },
        items={f"i{n}": one for n, one in enumerate(items)},
        releases={f"r{n}": one for n, one in enumerate(releases)},
    )


def ids(case: Case, today: dt.date) -> list[str]:
    return [one.rule.id for one in clocks_of(case, catalogue(), today)]


def only(case: Case, today: dt.date) -> Clock:
    (one,) = clocks_of(case, catalogue(), today)
    return one


def told(case: Case, today: dt.date) -> str:
    return said(only(case, today), catalogue(), today)


# --- An access request: 45 CFR 164.524(b)(2) --------------------------------------------------


@pytest.mark.parametrize(
    ("received", "last", "extended"),
    [
        # 45 CFR 164.524(b)(2): 30 calendar days from receipt, and at most 30 more.
        (D(2026, 2, 1), D(2026, 3, 3), D(2026, 4, 2)),
        (D(2028, 2, 1), D(2028, 3, 2), D(2028, 4, 1)),  # through a 29 February
        (D(2024, 1, 30), D(2024, 2, 29), D(2024, 3, 30)),  # onto one
        (D(2026, 12, 15), D(2027, 1, 14), D(2027, 2, 13)),  # over the end of a year
        (D(2026, 11, 25), D(2026, 12, 25), D(2027, 1, 24)),  # onto a holiday: it counts
        (D(2027, 12, 31), D(2028, 1, 30), D(2028, 2, 29)),
        (D.max, D.max, D.max),
    ],
)
def test_an_access_request_has_thirty_days_from_receipt_and_thirty_more_at_most(
    received: dt.date, last: dt.date, extended: dt.date
) -> None:
    clock = access_clock(RULES, replace(REQUEST, confirmed_on=received))
    assert clock is not None
    assert (clock.began, clock.day, clock.extended) == (received, last, extended)


def test_its_clock_does_not_begin_when_it_is_signed_or_handed_over() -> None:
    # 45 CFR 164.524(b)(2)(i): "after receipt of the request".
    sent = replace(REQUEST, handed_on=D(2026, 1, 31), confirmed_on=None)
    assert access_clock(RULES, sent) is None


@pytest.mark.parametrize("instrument", sorted({*get_args(Instrument)} - {"access_request"}))
def test_no_other_paper_has_a_day_by_which_an_office_must_answer(instrument: Instrument) -> None:
    # 45 CFR 164.508 and 164.506(c)(2) name none.
    assert access_clock(RULES, replace(REQUEST, instrument=instrument)) is None
    assert ids(case_of(releases=(replace(REQUEST, instrument=instrument),)), D(2030, 1, 1)) == []


def test_a_states_shorter_limit_takes_the_place_of_the_rules_and_is_not_put_off() -> None:
    clock = access_clock(RULES, replace(REQUEST, limit_days=15))
    assert clock is not None
    assert (clock.day, clock.length, clock.extended) == (D(2026, 2, 16), 15, None)
    words = said(clock, catalogue(), FEBRUARY)
    assert "15 calendar days" in words
    assert "A shorter limit, noted for this release. The federal rule gives 30 days" in words
    assert access_clock(RULES, replace(REQUEST, limit_days=45)) == access_clock(RULES, REQUEST)


def test_a_request_that_came_back_is_with_the_office_no_more() -> None:
    assert access_clock(RULES, replace(REQUEST, returned_on=D(2026, 2, 9))) is None
    # It came back once, was handed over again, and is there now.
    assert access_clock(RULES, replace(REQUEST, returned_on=D(2026, 1, 31))) is not None


def test_its_clock_ends_when_all_that_is_no_glass_was_answered() -> None:
    report, molecular = (taken(kind, D(2026, 1, 8)) for kind in ("pathology_report", "molecular"))
    slides = taken("stained_slides", D(2026, 1, 8))
    there = (replace(report, state="arrived"), replace(molecular, state="on_its_way"))
    today = D(2026, 2, 20)
    assert "access_request" in ids(case_of(report, slides, releases=(REQUEST,)), today)
    assert "access_request" in ids(case_of(there[0], molecular, releases=(REQUEST,)), today)
    assert "access_request" not in ids(case_of(*there, slides, releases=(REQUEST,)), today)
    assert "access_request" not in ids(case_of(slides, releases=(REQUEST,)), today)


def test_it_says_the_day_the_rule_when_that_was_read_and_of_being_put_off() -> None:
    case = case_of(releases=(REQUEST,))
    assert told(case, D(2026, 3, 3)) == (
        "The rule gives them 30 calendar days from the day they had it, until Tue 3 Mar 2026. "
        "They may put it off once, to Thu 2 Apr 2026 at most, if they write why. "
        "(45 CFR 164.524(b)(2), last checked Jan 2025)"
    )
    assert told(case, D(2026, 3, 4)) == (
        "The 30 calendar days from the day they had it ended on Tue 3 Mar 2026. "
        "They may have put it off once in writing, to Thu 2 Apr 2026 at most. "
        "(45 CFR 164.524(b)(2), last checked Jan 2025)"
    )
    assert "put it off" not in told(case, D(2026, 4, 3))


# --- Mammograms: 21 CFR 900.12(c)(4) ----------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "last"),
    [
        # 21 CFR 900.12(c)(4): 15 calendar days from the request.
        (D(2026, 11, 24), D(2026, 12, 9)),
        (D(2026, 12, 20), D(2027, 1, 4)),
        (D(2028, 2, 14), D(2028, 2, 29)),
        (D(2027, 2, 14), D(2027, 3, 1)),
    ],
)
def test_mammograms_have_fifteen_days_from_the_request(on: dt.date, last: dt.date) -> None:
    for kind in ("mammogram", "prior_mammogram"):
        clock = request_clock(RULES, replace(mammogram(on), kind=kind))
        assert clock is not None
        assert (clock.began, clock.day, clock.extended) == (on, last, None)
    assert request_clock(RULES, replace(mammogram(on), kind="ct")) is None


def test_their_clock_begins_with_the_request_and_not_with_the_case() -> None:
    # 21 CFR 900.12(c)(4) counts from the request.
    unasked = replace(mammogram(D(2026, 11, 24)), state="to_ask", moves={})
    assert request_clock(RULES, unasked) is None
    case = replace(rosa(), items={**rosa().items, "mammogram": replace(unasked, number=3)})
    made = plan(case, OFFICES, for_region("US", catalogue()), catalogue(), D(2026, 11, 25))
    assert not [step for step in made.steps if step.item == "mammogram" and step.rule]


def test_once_they_are_on_their_way_and_at_a_new_attempt_no_old_clock_runs() -> None:
    asked_for = mammogram(D(2026, 2, 2))
    for state in set(get_args(State)) - UNANSWERED:
        assert request_clock(RULES, replace(asked_for, state=state)) is None
    assert request_clock(RULES, replace(asked_for, attempt=2)) is None


# --- How long a lab keeps things: 42 CFR 493.1105(a) ------------------------------------------


@pytest.mark.parametrize(
    ("kind", "on", "last"),
    [
        # 42 CFR 493.1105(a)(6)(ii): pathology reports, 10 years.
        ("pathology_report", D(2016, 11, 3), D(2026, 11, 3)),
        # 42 CFR 493.1105(a)(7)(i): tissue slides 10 years, from a 29 February to a year without.
        ("stained_slides", D(2016, 2, 29), D(2026, 2, 28)),
        # 42 CFR 493.1105(a)(7)(i): slides of cells, 5 years.
        ("cytology_slides", D(2021, 12, 31), D(2026, 12, 31)),
        # 42 CFR 493.1105(a)(7)(ii): blocks, and so what is cut from them, 2 years.
        ("block", D(2024, 2, 29), D(2026, 2, 28)),
        ("block", D(2024, 3, 1), D(2026, 3, 1)),
        ("block", D(2026, 2, 28), D(2028, 2, 28)),
        ("unstained_slides", D(2024, 12, 31), D(2026, 12, 31)),
        ("block", D.max, D.max),
    ],
)
def test_a_lab_keeps_things_for_years_from_the_day_they_were_taken(
    kind: str, on: dt.date, last: dt.date
) -> None:
    clock = kept_clock(RULES, taken(kind, on))
    assert clock is not None
    assert (clock.began, clock.day) == (on, last)


def test_from_a_leap_day_it_is_a_leap_day_again_where_there_is_one() -> None:
    # RFC 7529 §4.1, SKIP=BACKWARD: only where 29 February is missing is it the day before March.
    assert years_later(D(2024, 2, 29), 4) == D(2028, 2, 29)
    assert years_later(D(2096, 2, 29), 4) == D(2100, 2, 28)


def test_after_two_years_one_asks_whether_the_block_still_exists() -> None:
    case = case_of(taken("block", D(2024, 3, 5)))
    assert "ask whether" not in told(case, D(2026, 3, 5))
    assert "ask whether the block still exists" in told(case, D(2026, 3, 6))


def test_of_what_was_promised_or_is_ready_nobody_asks_whether_it_exists() -> None:
    block = taken("block", D(2020, 3, 5), "asked")
    assert ids(case_of(block), D(2026, 3, 6)) == ["blocks_kept"]
    assert ids(case_of(replace(block, promise=Promise(day=D(2026, 3, 9)))), D(2026, 3, 6)) == []
    assert ids(case_of(replace(block, state="ready")), D(2026, 3, 6)) == []


def test_every_kind_that_a_clock_names_is_one_of_the_catalogue_or_is_not_there_yet() -> None:
    named = {kind for rule in RULES for kind in (*rule.kinds, *rule.apart)}
    assert named - set(catalogue().kinds) <= {"cytology_slides"}
    # No kind has two lengths, and what a clock keeps apart is what labs keep as glass or block.
    for begins in ("request", "specimen"):
        kinds = [kind for rule in RULES if rule.begins == begins for kind in rule.kinds]
        assert len(kinds) == len(set(kinds))


def test_glass_and_blocks_of_the_lab_are_apart_from_what_an_access_request_covers() -> None:
    (rule,) = (one for one in RULES if one.begins == "receipt")
    glass = {
        kind.id for kind in catalogue().kinds.values() if kind.call == "pathology" and kind.checked
    }
    assert glass <= set(rule.apart)


# --- Days that somebody gave ------------------------------------------------------------------


def test_a_signed_release_ends_with_the_day_that_it_names() -> None:
    # 45 CFR 164.508(b)(2)(i): an authorization does not hold once its day has passed.
    form = replace(REQUEST, instrument="authorization", expires_on=D(2026, 3, 31))
    report = taken("pathology_report", D(2026, 1, 8))
    case = case_of(report, releases=(form,))
    ends = "authorization_ends"
    assert ends in ids(case, D(2026, 3, 31))
    late = next(one for one in clocks_of(case, catalogue(), D(2026, 4, 1)) if one.rule.id == ends)
    assert said(late, catalogue(), D(2026, 4, 1)).startswith("Its last day was Tue 31 Mar 2026.")
    assert paper_clock(RULES, replace(form, signed_on=None)) is None
    assert paper_clock(RULES, replace(form, returned_on=D(2026, 2, 2))) is None
    # It matters no more once another one holds, or all is there.
    newer = replace(form, number=2, signed_on=D(2026, 3, 20), expires_on=None)
    assert ends not in ids(case_of(report, releases=(form, newer)), D(2026, 4, 1))
    there = replace(report, state="arrived")
    assert ends not in ids(case_of(there, releases=(form,)), D(2026, 4, 1))


def test_who_spoke_of_waiting_and_until_when_is_told() -> None:
    until = Waiting(until=D(2026, 3, 6), said_by="Dr Chen", said_on=FEBRUARY)
    case = case_of(waiting=until)
    assert ids(case, D(2026, 1, 31)) == []
    assert told(case, D(2026, 3, 6)) == "Dr Chen spoke of waiting until Fri 6 Mar 2026."
    assert told(case, D(2026, 3, 7)).endswith("That day is over. Ask about it.")
    nobody = case_of(waiting=Waiting(until=D(2026, 3, 6)))
    assert told(nobody, D(2026, 3, 1)).startswith("Your doctor spoke of")


def test_what_is_over_stands_first_then_what_ends_sooner() -> None:
    case = case_of(
        mammogram(D(2026, 2, 10)), taken("block", D(2023, 5, 5)),
        taken("pathology_report", D(2026, 1, 8)), releases=(REQUEST,),
    )  # fmt: skip
    assert ids(case, D(2026, 2, 26)) == [
        "blocks_kept", "mammograms", "access_request", "reports_kept",
    ]  # fmt: skip


@pytest.mark.parametrize("status", sorted(ENDED))
def test_no_clock_runs_for_a_case_that_has_ended(status: Status) -> None:
    assert ids(case_of(taken("block", D(2023, 5, 5)), status=status), FEBRUARY) == []


# --- What is said on the call -----------------------------------------------------------------


def script(case: Case, call: str, office: str, today: dt.date) -> tuple[str, ...]:
    made = plan(case, OFFICES, for_region("US", catalogue()), catalogue(), today)
    named = next(one for one in CALLS if one == call)
    return sheet(case, named, office, OFFICES, catalogue(), wanted(made))


def test_the_office_is_asked_when_its_day_is_over_and_not_before() -> None:
    report = taken("pathology_report", D(2026, 1, 8), "asked")
    case = case_of(report, mammogram(D(2026, 2, 10)), releases=(REQUEST,))
    line = (
        "The rule gives 30 calendar days from the day you had our request. Those ended on "
        "Tue 3 Mar 2026. When will it be there? Or did you write to us that it takes longer?"
    )
    assert line not in script(case, "pathology", "p", D(2026, 3, 3))
    assert line in script(case, "pathology", "p", D(2026, 3, 4))
    assert line not in script(case, "radiology", "r", D(2026, 3, 4))
    (late,) = (one for one in script(case, "pathology", "p", D(2026, 4, 3)) if "rule" in one)
    assert late.endswith("When will it be there?")
    (film,) = (one for one in script(case, "radiology", "r", D(2026, 3, 4)) if "rule" in one)
    assert film == (
        "The rule for mammograms gives 15 calendar days from our request. Those ended on "
        "Wed 25 Feb 2026. When will the mammogram be there?"
    )


# --- Laws -------------------------------------------------------------------------------------

any_day = st.dates()
near = st.dates(D(2025, 1, 1), D(2029, 12, 31))
limits = st.none() | st.integers(-5, 90)


leap_days = st.sampled_from([D(year, 2, 29) for year in range(1804, 1900, 4)])


@st.composite
def whole_cases(draw: st.DrawFn) -> Case:
    """Any case, and in it something for each rule, begun on any day near by."""
    case = draw(cases())
    kinds = [kind for rule in RULES if rule.begins == "specimen" for kind in rule.kinds]
    states = st.sampled_from(get_args(State))
    more = {
        "film": replace(mammogram(draw(near)), state=draw(states)),
        **{f"kept:{kind}": replace(taken(kind, draw(near)), state=draw(states)) for kind in kinds},
    }
    papers = {
        f"paper:{instrument}": replace(
            REQUEST, instrument=instrument, confirmed_on=draw(st.none() | near),
            handed_on=draw(st.none() | near), expires_on=draw(st.none() | near),
        )
        for instrument in get_args(Instrument)
    }  # fmt: skip
    offices = case_of().offices
    return replace(
        case,
        items={**case.items, **more},
        releases={**case.releases, **papers},
        offices={**case.offices, **offices},
    )


@given(whole_cases(), near)
def test_no_clock_is_shown_before_its_start(case: Case, today: dt.date) -> None:
    for one in clocks_of(case, catalogue(), today):
        assert one.began is None or one.began <= today


@given(whole_cases(), near)
def test_only_a_confirmed_access_request_has_a_day_to_answer(case: Case, today: dt.date) -> None:
    for one in clocks_of(case, catalogue(), today):
        if one.rule.begins == "receipt":
            release = case.releases[one.release or ""]
            assert release.instrument == "access_request"
            assert one.began == release.confirmed_on


@given(any_day, any_day, limits)
def test_a_later_receipt_never_makes_an_earlier_limit(
    one: dt.date, other: dt.date, limit: int | None
) -> None:
    first, last = (
        access_clock(RULES, replace(REQUEST, confirmed_on=day, returned_on=None, limit_days=limit))
        for day in sorted((one, other))
    )
    assert first is not None
    assert last is not None
    assert first.day <= last.day
    assert (first.extended or D.min) <= (last.extended or D.min)


@given(any_day, limits, st.none() | any_day)
def test_what_was_put_off_in_time_is_put_off_once_and_no_further(
    received: dt.date, limit: int | None, written: dt.date | None
) -> None:
    # 45 CFR 164.524(b)(2)(iii): once, by 30 days at most, said in writing within the time.
    paper = replace(REQUEST, confirmed_on=received, limit_days=limit)
    before = access_clock(RULES, paper)
    after = access_clock(RULES, replace(paper, put_off_on=written))
    assert before is not None
    assert after is not None
    if written is None or before.extended is None or not received <= written <= before.day:
        assert after == before
    else:
        assert (after.day, after.extended) == (before.extended, None)


@given(any_day, limits)
def test_an_extension_is_never_more_than_thirty_days_and_no_limit_is_longer_than_the_rule(
    received: dt.date, limit: int | None
) -> None:
    clock = access_clock(RULES, replace(REQUEST, confirmed_on=received, limit_days=limit))
    assert clock is not None
    assert clock.day <= days_later(received, 30)
    assert clock.day > received or received == D.max
    if clock.extended is not None:
        assert dt.timedelta(0) <= clock.extended - clock.day <= dt.timedelta(30)


@given(any_day | leap_days, any_day, st.sampled_from([2, 5, 10]))
def test_years_keep_the_order_of_days_and_end_a_day_early_at_most(
    one: dt.date, other: dt.date, years: int
) -> None:
    first, last = sorted((one, other))
    assert years_later(first, years) <= years_later(last, years)
    end = years_later(one, years)
    if end != D.max:
        assert end.year - one.year == years
        leap = (one.month, one.day) == (2, 29) and end.day != 29
        assert (end.month, end.day) == ((2, 28) if leap else (one.month, one.day))


@given(whole_cases(), near, near)
def test_a_clock_depends_on_nothing_but_its_case(case: Case, one: dt.date, other: dt.date) -> None:
    """The day it is looked at, the visit's zone and what offices say change no last day."""

    def days(of: Case, today: dt.date) -> dict[tuple[str, str | None, str | None], Clock]:
        found = clocks_of(of, catalogue(), today)
        return {(clock.rule.id, clock.item, clock.release): clock for clock in found}

    first, last = days(case, one), days(case, other)
    assert all(first[key] == last[key] for key in first.keys() & last.keys())
    elsewhere = replace(
        case, label="June", note="else", marks={}, contacts={},
        visit=replace(case.visit, zone="Asia/Tokyo", time=dt.time(23, 59), day=other),
    )  # fmt: skip
    assert days(elsewhere, one) == first


@given(whole_cases(), near)
def test_what_is_over_is_told_first(case: Case, today: dt.date) -> None:
    over = [one.has_passed(today) for one in clocks_of(case, catalogue(), today)]
    assert over == sorted(over, reverse=True)


@given(whole_cases(), near)
def test_what_was_answered_has_no_clock(case: Case, today: dt.date) -> None:
    for one in clocks_of(case, catalogue(), today):
        if one.item is not None:
            assert case.items[one.item].state in UNANSWERED


@given(whole_cases(), near)
def test_each_clock_says_its_day_and_its_rule_and_asks_only_when_it_is_over(
    case: Case, today: dt.date
) -> None:
    for one in clocks_of(case, catalogue(), today):
        words = said(one, catalogue(), today)
        assert str(one.day.year) in words
        assert "{" not in words
        if one.rule.checked is not None:
            assert one.rule.source in words
            assert "last checked Jan 2025" in words
        question = asked(one, case, catalogue(), today)
        assert bool(question) == (one.has_passed(today) and bool(one.rule.say))
        assert "{" not in question


# --- The data ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('id = "mammograms"', 'id = "access_request"', "two clock entries"),
        ("length = 15\n", "", "a length that does not go with `request`"),
        ("more = 30\n", "", "`more` without words for it, or words without it"),
        ('(c)(4)"\nchecked = 2025-01-31\n', '(c)(4)"\n', "does not say when it was read"),
        ("until {day}.", "until {date}.", "unknown places in"),
        ('instruments = ["authorization"]', 'instruments = ["note"]', "Invalid enum value"),
    ],
)
def test_a_fault_in_the_rules_is_named(old: str, new: str, fault: str) -> None:
    text = files()["clocks.toml"].decode()
    assert old in text
    with pytest.raises(CatalogueError, match=r"data/clocks\.toml") as refused:
        parse({**files(), "clocks.toml": text.replace(old, new, 1).encode()})
    assert fault in refused.value.sentence
