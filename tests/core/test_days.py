"""What a day may be: one rule for every field, and nothing far away or impossible in silence."""

from __future__ import annotations

import contextlib
import datetime as dt
import typing
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core import dates, tree, verbs
from so_tui.core.case import (
    Case,
    Closure,
    Contact,
    Custody,
    Effect,
    Identifiers,
    Item,
    Mark,
    Office,
    Part,
    Person,
    Promise,
    Question,
    Release,
    Visit,
    Waiting,
)
from so_tui.core.changes import CasePage, Pen
from so_tui.core.days import Read, ahead_in, fault, read, rule
from so_tui.core.fields import Rule, all_fields
from so_tui.errors import UsageError

TODAY = dt.date(2026, 11, 25)  # a Wednesday
todays = st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31))
ALL: list[tuple[type[Part], str, Rule]] = [
    (part, field, one.day) for part, field, one in all_fields() if one.day is not None
]
rules = st.sampled_from([one for _, _, one in ALL])


def parts(of: Any = Case, seen: frozenset[Any] = frozenset()) -> Iterator[type[Part]]:
    """Every part of the model below a part."""
    for one in (of, *typing.get_args(of)):
        if isinstance(one, type) and issubclass(one, Part) and one not in seen:
            yield one
            for field in tree.fields(one).values():
                yield from parts(field, seen | {one})
        elif typing.get_origin(one) is not None and one is not of:
            yield from parts(one, seen)


def test_every_field_of_the_model_that_holds_a_day_has_a_rule_and_no_other_has_one() -> None:
    holds = {
        (part, name)
        for part in {*parts(Case), *parts(Office)}
        for name, kind in tree.fields(part).items()
        if dt.date in (kind, *typing.get_args(kind))
    }
    assert {(part, field) for part, field, _ in ALL} == holds
    assert (Case, "began") in holds
    assert (Closure, "last") in holds


# --- What is read ----------------------------------------------------------------------------


@st.composite
def typed(draw: st.DrawFn) -> tuple[str, dt.date]:
    """A day as somebody types it, with more or less of its year, and the day it is then.

    It lies near, a year or so away, or anywhere in a life.
    """
    today = draw(todays)
    away = draw(st.integers(-430, 430) | st.integers(-25_000, 25_000))
    day = today + dt.timedelta(days=away)
    month = dates.number(day, day).split()[1].lower()
    text = draw(
        st.sampled_from(
            [
                f"{day.month}/{day.day}", f"{day.day} {month}", f"{month} {day.day}",
                f"{day.month}/{day.day}/{day.year % 100:02}", day.isoformat(), dates.long(day),
                "today", "yesterday", "tomorrow", "fri", "wed", "+3", "-2w",
            ]
        )
    )  # fmt: skip
    return text, today


def has_whole_year(text: str) -> bool:
    """Whether all four figures of a year stand in a text, or it counts from today."""
    return any(len(word) == 4 and word.isdigit() for word in text.replace("-", " ").split()) or (
        text in ("today", "yesterday", "tomorrow", "fri", "wed", "+3", "-2w")
    )


def taken(text: str, of: Rule, today: dt.date) -> Read | None:
    """A day as it is read, None when it is refused."""
    with contextlib.suppress(UsageError):
        return read(text, of, today)
    return None


@given(typed(), rules)
@example(("nov 28", dt.date(2026, 11, 26)), rule(Contact, "on"))
@example(("1 nov", TODAY), rule(Effect, "promise"))
@example(("21 sep", TODAY), rule(Effect, "promise"))  # 300 days
@example(("22 sep", TODAY), rule(Effect, "promise"))
@example(("29 jan", TODAY), rule(Contact, "on"))
@example(("28 jan", TODAY), rule(Contact, "on"))
def test_what_is_kept_never_lies_where_it_cannot_and_never_far_away_unasked(
    told: tuple[str, dt.date], of: Rule
) -> None:
    text, today = told
    found = taken(text, of, today)
    if found is None:
        return
    assert of.side != "behind" or found.day <= today
    assert of.side != "ahead" or found.day >= today or found.doubt
    if not has_whole_year(text) and not found.doubt and text.count("/") < 2:
        assert abs((found.day - today).days) <= 300
    if found.doubt:
        assert dates.long(found.day) in found.doubt
        assert found.doubt.endswith("?")


@given(st.dates(dt.date(1930, 1, 1), dt.date(2099, 12, 31)), rules, todays)
def test_a_day_written_with_all_of_its_year_is_never_asked_which_year_it_is(
    day: dt.date, of: Rule, today: dt.date
) -> None:
    found = taken(dates.long(day), of, today)
    assert found is None or (found.day == day and not found.of_year)
    assert (found is None) == bool(fault(day, of, today))


@given(st.dates(dt.date(1927, 1, 1), dt.date(2026, 11, 25)))
def test_a_birth_date_in_two_figures_is_the_last_such_day(born: dt.date) -> None:
    assume((born.month, born.day) != (2, 29))
    text = f"{born.month}/{born.day}/{born.year % 100:02}"
    assert read(text, rule(Person, "born"), TODAY) == Read(born)


@pytest.mark.parametrize(
    ("part", "field", "text", "day"),
    [
        (Person, "born", "3/4/61", "1961-03-04"),
        (Person, "born", "12/12/26", "1926-12-12"),  # a hundred is an age
        (Identifiers, "specimen_date", "3/4/99", "1999-03-04"),
        (Contact, "on", "fri", "2026-11-20"),
        (Contact, "on", "12 nov", "2026-11-12"),
        (Visit, "day", "4 jan", "2027-01-04"),
        (Promise, "day", "fri", "2026-11-27"),
        (Release, "expires_on", "1/15/28", "2028-01-15"),
    ],
)
def test_a_day_is_read_by_the_direction_of_its_field(
    part: type[Part], field: str, text: str, day: str
) -> None:
    assert read(text, rule(part, field), TODAY) == Read(dt.date.fromisoformat(day))


@pytest.mark.parametrize(
    ("part", "field", "today", "text", "asks"),
    [
        (Promise, "day", TODAY, "1 nov",
         "“1 nov” was read as Mon 1 Nov 2027, not Sun 1 Nov 2026. Which year is it?"),
        (Contact, "on", dt.date(2026, 11, 26), "nov 28",
         "“nov 28” was read as Fri 28 Nov 2025, not Sat 28 Nov 2026. Which year is it?"),
        (Contact, "on", TODAY, "12/12/26",
         "“12/12/26” was read as Sun 12 Dec 1926. Is it that year?"),
        (Visit, "day", TODAY, "2026-11-20",
         "Fri 20 Nov 2026 has gone by. Is that the day of the visit?"),
        (Promise, "day", TODAY, "2026-11-01",
         "Sun 1 Nov 2026 has gone by. Is that the promised day?"),
        (Effect, "promise", TODAY, "yesterday",
         "Tue 24 Nov 2026 has gone by. Is that the promised day?"),
        (Visit, "day", TODAY, "29 feb",
         "“29 feb” was read as Tue 29 Feb 2028, not Thu 29 Feb 2024. Which year is it?"),
    ],
)  # fmt: skip
def test_what_was_hardly_meant_is_asked_about(
    part: type[Part], field: str, today: dt.date, text: str, asks: str
) -> None:
    assert read(text, rule(part, field), today).doubt == asks


def test_a_birth_date_needs_its_year() -> None:
    with pytest.raises(UsageError, match="Write the birth date with its year"):
        read("3 apr", rule(Person, "born"), TODAY)


@given(rules.filter(lambda one: one.side == "behind"), todays, st.integers(1, 3000))
def test_a_refusal_names_the_day_the_field_and_what_to_do(
    of: Rule, today: dt.date, ahead: int
) -> None:
    day = today + dt.timedelta(days=ahead)
    with pytest.raises(UsageError) as told:
        read(day.isoformat(), of, today)
    for words in (dates.long(day), of.name, "today or earlier", "Write another day."):
        assert words in told.value.sentence


# --- What a verb writes ----------------------------------------------------------------------


def holding(part: type[Part], field: str, day: dt.date) -> Iterator[tuple[Any, Any]]:
    """Plain values with a day in one field of a part, alone and inside what holds the part."""
    plain = {field: day.isoformat()}
    yield plain, part
    yield {"one": plain}, dict[str, part]  # type: ignore[valid-type]  # made at run time
    yield plain, part | None


@given(st.sampled_from(ALL), todays, st.integers(-3000, 3000))
def test_a_day_ahead_is_found_wherever_it_stands(
    at: tuple[type[Part], str, Rule], today: dt.date, away: int
) -> None:
    part, field, of = at
    day = today + dt.timedelta(days=away)
    for plain, kind in holding(part, field, day):
        assert bool(list(ahead_in(plain, kind, today))) == (of.side == "behind" and away > 0)


def _pen() -> Pen:
    names = iter(range(1000))
    return Pen(
        actor="Elena", now=dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC), today=TODAY,
        new_id=lambda: f"id{next(names)}",
    )  # fmt: skip


def _page() -> CasePage:
    case = Case(
        id="c", label="Rosa", began=TODAY,
        items={"i": Item(number=1, call="pathology", kind="stained_slides")},
        questions={"q": Question(number=1, text="Which stage?")},
        releases={"r": Release(number=1, office="o")},
    )  # fmt: skip
    return CasePage(kind="cases", id="c", value=case)


Deed = Any

DEEDS: Mapping[str, Deed] = {
    "a call": lambda page, pen, day: verbs.log_contact(
        page, pen, Contact(number=0, on=day, call="pathology", outcome="spoke")
    ),
    "a birth": lambda page, pen, day: verbs.set_person(page, pen, Person(born=day)),
    "a state": lambda page, pen, day: verbs.move_item(page, pen, "i", "asked", on=day),
    "a promise given": lambda page, pen, day: verbs.set_promise(
        page, pen, "i", Promise(day=TODAY, given_on=day)
    ),
    "a scan": lambda page, pen, day: verbs.edit_item(
        page, pen, "i", replace(page.value.items["i"], identifiers=Identifiers(study_date=day))
    ),
    "a loan that went back": lambda page, pen, day: verbs.edit_item(
        page, pen, "i", replace(page.value.items["i"], custody=Custody(returned_on=day))
    ),
    "a signature": lambda page, pen, day: verbs.edit_release(
        page, pen, "r", replace(page.value.releases["r"], signed_on=day)
    ),
    "an answer": lambda page, pen, day: verbs.edit_question(
        page, pen, "q", replace(page.value.questions["q"], answered_on=day)
    ),
    "a step done": lambda page, pen, day: verbs.mark_step(page, pen, "packet", Mark(done_on=day)),
    "a word on waiting": lambda page, pen, day: verbs.set_waiting(
        page, pen, Waiting(answer="Yes.", said_on=day)
    ),
}  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS)
@given(away=st.integers(-400, 400))
def test_no_deed_puts_what_has_happened_ahead(deed: str, away: int) -> None:
    day = TODAY + dt.timedelta(days=away)
    if away > 0:
        with pytest.raises(UsageError, match="still ahead"):
            DEEDS[deed](_page(), _pen(), day)
    else:
        change = DEEDS[deed](_page(), _pen(), day)
        assert day.isoformat() in repr(change.edits)
