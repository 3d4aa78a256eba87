"""What a contact or a problem does to items: no more than was said, and as it was shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core import effects, verbs
from so_tui.core.calendar import Calendar, for_region
from so_tui.core.case import (
    AT_HOME,
    CallName,
    Case,
    CaseOffice,
    Contact,
    Effect,
    Item,
    Mover,
    Outcome,
    Place,
    State,
    Way,
    is_there,
)
from so_tui.core.catalogue import CatalogueError, Group, ItemKind, Problem, parse
from so_tui.core.changes import CasePage, Change, adding, apply
from so_tui.core.finding import find_problem, find_problems
from so_tui.core.undoing import Undo, undo
from so_tui.core.wording import Wording
from so_tui.errors import NotFoundError
from tests.deeds import TODAY, begun, case_page, pen
from tests.knowledge import catalogue, files

NEARER = ("to_ask", "asked", "ready", "on_its_way", "arrived", "usable")
"""The states of a thing from far to near, told here a second time so that they are compared."""

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
STATES: tuple[State, ...] = get_args(State)

outcomes = st.sampled_from(OUTCOMES)
states = st.sampled_from(STATES)
kinds = st.sampled_from([kind for kind in catalogue().kinds.values() if not kind.prompts_list])
problems = st.sampled_from(list(catalogue().problems.values()))
ways = st.sampled_from(get_args(Way))
days = st.dates(dt.date(2026, 11, 1), TODAY)
promises = st.none() | st.dates(dt.date(2026, 11, 20), dt.date(2027, 2, 1))


@st.composite
def items(draw: st.DrawFn, kinds: st.SearchStrategy[ItemKind] = kinds) -> Item:
    """One thing in any state, at any place."""
    kind = draw(kinds)
    return Item(
        number=1, call=kind.call, kind=kind.id, state=draw(states), way=draw(ways),
        place=draw(st.sampled_from(get_args(Place))), attempt=draw(st.integers(1, 3)),
        problem=draw(st.none() | st.sampled_from([*catalogue().problems])),
    )  # fmt: skip


@st.composite
def pages(draw: st.DrawFn) -> CasePage:
    """A case with some things asked for."""
    page = case_page(begun())
    found = draw(st.lists(items(), min_size=1, max_size=5))
    numbered = {f"i{n}": replace(one, number=n) for n, one in enumerate(found, start=1)}
    return replace(page, value=replace(page.value, items=numbered))


def calendar() -> Calendar:
    return for_region("US", catalogue())


def done(page: CasePage, change: Change) -> CasePage:
    after: Any = apply({("cases", page.id): page}, replace(change, counter=page.revision + 1))
    found: CasePage = after["cases", page.id]
    return found


def logged(page: CasePage, outcome: Outcome, looks: effects.Outlook, on: dt.date) -> Change:
    contact = Contact(
        number=0, on=on, call="pathology", outcome=outcome, effects=looks.effects,
        next_move=looks.next_move, chase_on=looks.chase_on,
    )  # fmt: skip
    return verbs.log_contact(page, pen("a", 1), contact)


# --- Outcomes --------------------------------------------------------------------------------


@given(items(), outcomes, promises)
def test_no_outcome_moves_a_thing_away(item: Item, outcome: Outcome, promise: dt.date) -> None:
    after = effects.effect_of(item, outcome, catalogue(), promise).state
    if after is None:
        return
    assert after != item.state
    if item.state in ("refused", "not_usable"):
        assert after in ("asked", "on_its_way", "refused")  # a new attempt, or a new refusal
        return
    assert item.state in NEARER, "what is over stays over"
    if after == "refused":
        assert item.state in NEARER[:3], "what was sent cannot be refused any more"
    else:
        assert NEARER.index(after) > NEARER.index(item.state)


@given(pages(), st.sampled_from(["voicemail", "no_answer"]), days, promises)
def test_a_call_that_nobody_took_moves_nothing(
    page: CasePage, outcome: Outcome, on: dt.date, promise: dt.date | None
) -> None:
    case = page.value
    looks = effects.outlook(
        case, list(case.items), outcome, catalogue(), calendar(), on=on, today=on
    )
    after = done(page, logged(page, outcome, looks, on)).value
    assert after.items == case.items
    assert list(looks.effects) == list(case.items)


@given(items(), outcomes, promises)
def test_what_lies_at_home_is_asked_of_nobody(
    item: Item, outcome: Outcome, promise: dt.date | None
) -> None:
    kind = catalogue().kinds[item.kind]
    if catalogue().tracks[kind.track].home:
        effect = effects.effect_of(item, outcome, catalogue(), promise)
        assert effect == Effect()


@given(pages(), st.data(), outcomes, days)
def test_only_what_was_ticked_is_touched(
    page: CasePage, data: st.DataObject, outcome: Outcome, on: dt.date
) -> None:
    case = page.value
    about = data.draw(st.sets(st.sampled_from(sorted(case.items))))
    looks = effects.outlook(case, about, outcome, catalogue(), calendar(), on=on, today=on)
    after = done(page, logged(page, outcome, looks, on)).value
    for id_ in case.items.keys() - about:
        assert after.items[id_] == case.items[id_]
    assert set(looks.effects) == about


@given(pages(), outcomes, days, promises)
def test_what_is_shown_is_what_is_done(
    page: CasePage, outcome: Outcome, on: dt.date, promise: dt.date | None
) -> None:
    case, words = page.value, Wording(catalogue())
    promised = dict.fromkeys(case.items, promise) if promise is not None else {}
    looks = effects.outlook(
        case, list(case.items), outcome, catalogue(), calendar(), on=on, today=on, promises=promised
    )
    after = done(page, logged(page, outcome, looks, on)).value
    (contact,) = (one for one in after.contacts.values() if one.number == 2)
    for id_, item in case.items.items():
        said = effects.said(item, looks.effects[id_], catalogue(), TODAY, contact.chase_on)
        assert said.startswith(effects.becomes(item, looks.effects[id_], catalogue()))
        now = after.items[id_]
        before_word, now_word = words.state(item), words.state(now)
        first, *more = said.split("; ")
        moved = first.split(" → ")
        assert moved[0].removesuffix(", as before") == before_word
        assert moved[-1].removesuffix(", as before") == now_word
        assert (item.state == now.state) == (looks.effects[id_].state is None)
        told = any(one.startswith("promised for") for one in more)
        assert told == (now.promise is not None and now.promise.day == promise), said
        if any(one.startswith("call back") for one in more):
            assert contact.chase_on is not None
        if looks.effects[id_].problem is not None:
            assert now.problem == looks.effects[id_].problem
            assert words.problem(now.problem or "") in more


@given(pages(), outcomes, days, promises)
def test_a_day_to_call_back_lies_behind_the_call_on_an_open_day(
    page: CasePage, outcome: Outcome, on: dt.date, promise: dt.date | None
) -> None:
    case = page.value
    promised = dict.fromkeys(case.items, promise) if promise is not None else {}
    looks = effects.outlook(
        case, list(case.items), outcome, catalogue(), calendar(), on=on, today=on, promises=promised
    )
    if looks.chase_on is not None:
        assert looks.chase_on > on
        assert calendar().is_open(looks.chase_on)
    assert looks.next_move in get_args(Mover)


@given(pages(), outcomes, days, promises)
def test_undo_brings_back_just_what_was_there(
    page: CasePage, outcome: Outcome, on: dt.date, promise: dt.date | None
) -> None:
    case = page.value
    promised = dict.fromkeys(case.items, promise) if promise is not None else {}
    looks = effects.outlook(
        case, list(case.items), outcome, catalogue(), calendar(), on=on, today=on, promises=promised
    )
    change = replace(logged(page, outcome, looks, on), counter=page.revision + 1)
    assert _undone(page, change) == case


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("group", get_args(Group))
@pytest.mark.parametrize("state", STATES)
def test_the_table_has_one_line_for_each_outcome_group_and_state(
    outcome: Outcome, group: Group, state: State
) -> None:
    result = catalogue().outcomes[outcome]
    mine = [line for line in result.line if group in line.groups]
    named = [line for line in mine if state in line.states]
    rest = [line for line in mine if not line.states]
    assert [*named, *rest][0] is result.line_for(group, state)
    assert len(named) <= 1
    assert len(rest) == 1


def test_each_group_has_kinds() -> None:
    groups = {catalogue().group(kind) for kind in catalogue().kinds}
    assert groups == set(get_args(Group))
    assert catalogue().group("photo_id") == "home"
    assert catalogue().group("referral") == "approval"
    assert catalogue().group("consult_notes") == "paper"
    assert catalogue().group("ct") == "material"
    assert catalogue().group("a kind of tomorrow") == "paper"


@pytest.mark.parametrize(
    ("outcome", "state", "after"),
    [
        ("spoke", "to_ask", "asked"),
        ("spoke", "refused", None),
        ("spoke", "not_usable", "asked"),
        ("has_our_request", "to_ask", "asked"),
        ("promised", "to_ask", "asked"),
        ("refused", "asked", "refused"),
        ("sent", "asked", "on_its_way"),
        ("sent", "arrived", None),
        ("voicemail", "to_ask", None),
    ],
)
def test_the_words_of_an_outcome_are_true_of_slides(
    outcome: Outcome, state: State, after: State | None
) -> None:
    slides = Item(number=1, call="pathology", kind="stained_slides", state=state)
    assert effects.effect_of(slides, outcome, catalogue()).state == after


@pytest.mark.parametrize(
    ("of", "to", "fault"),
    [
        ('["on_its_way"]\n', '["on_its_way"]\nbecomes = "asked"\n', "a way back to asked"),
        ('groups = ["home", "approval", "paper", "material"]\n', 'groups = ["home"]\n', "0 lines"),
        ('problem = "sent_elsewhere"', 'problem = "gone"', "names no problem: gone"),
        ('id = "voicemail"', 'id = "letter"', "Invalid enum value"),
        ('states = ["on_its_way"]', 'states = ["asked"]', "2 lines"),
        ('becomes = "refused"', 'becomes = "to_ask"', "a way back to to_ask"),
    ],
)
def test_a_table_with_a_hole_or_a_way_back_is_refused(of: str, to: str, fault: str) -> None:
    text = files()["outcomes.toml"].decode()
    assert of in text
    changed = text.replace(of, to).encode()
    with pytest.raises(CatalogueError, match=fault):
        parse({**files(), "outcomes.toml": changed})


# --- Problems --------------------------------------------------------------------------------


def _undone(page: CasePage, change: Change) -> Case:
    start = Change(
        id="start", actor="a", at=change.at, verb="new_case", sentence="", counter=1,
        edits=(adding("cases", page.value),),
    )  # fmt: skip
    change = replace(change, counter=2)
    after: Any = apply(apply({}, start), change)
    back: Undo = undo(after, [start, change], change, pen("a", 9))
    return done(after["cases", page.id], back.change).value


@given(items(), problems, st.text(alphabet="ab ", max_size=5))
def test_a_problem_does_at_once_what_its_table_says_and_undo_takes_it_back(
    item: Item, problem: Problem, note: str
) -> None:
    page = case_page(begun())
    page = replace(page, value=replace(page.value, items={"i": item}))
    if item.problem == problem.id:
        return
    change = verbs.set_problem(page, pen("a", 1), catalogue(), "i", problem.id, note)
    change = replace(change, counter=page.revision + 1)
    now = done(page, change).value.items["i"]
    assert now.problem == problem.id
    assert now.state == (problem.state or item.state)
    if problem.state is None:
        assert (now.place, now.moves) == (item.place, item.moves)
    elif problem.place == "with_us":
        assert now.place == ("second_office" if item.place == "second_office" else "with_us")
    elif problem.place is not None:
        assert now.place == problem.place
    carries = problem.way in catalogue().kinds[item.kind].ways
    assert now.way == (problem.way if carries else item.way)
    back = NEARER.index(item.state) > NEARER.index(now.state) if (
        item.state in NEARER and now.state in NEARER
    ) else False  # fmt: skip
    assert now.attempt >= item.attempt + back
    assert _undone(page, change) == page.value


@given(items(), problems)
def test_a_problem_that_is_there_already_does_nothing_again(item: Item, problem: Problem) -> None:
    page = case_page(begun())
    kept = replace(item, problem=problem.id)
    page = replace(page, value=replace(page.value, items={"i": kept}))
    change = verbs.set_problem(page, pen("a", 1), catalogue(), "i", problem.id, "more of it")
    assert done(page, change).value.items["i"] == replace(kept, problem_note="more of it")


@pytest.mark.parametrize("problem", catalogue().problems.values(), ids=lambda one: one.id)
def test_each_problem_is_found_by_each_of_its_words_on_each_of_its_cards(problem: Problem) -> None:
    calls: Iterable[CallName] = problem.calls or get_args(CallName)
    for call in calls:
        for word in (*problem.words, problem.name):
            assert find_problem(catalogue().problems, word, call) == problem
            assert find_problems(catalogue().problems, word.upper(), call)[0] == problem
    assert problem.state in (None, *STATES)
    assert problem.place in (None, *get_args(Place))


@pytest.mark.parametrize("typed", ["blank", "empty", "cannot open", "can't open", "scratch"])
def test_a_disc_that_cannot_be_read_is_found_by_what_people_say(typed: str) -> None:
    assert find_problem(catalogue().problems, typed, "radiology").id == "disc_unreadable"


def test_words_that_name_no_problem_or_several_are_said() -> None:
    with pytest.raises(NotFoundError, match="No problem fits"):
        find_problem(catalogue().problems, "xyzzy")
    with pytest.raises(NotFoundError, match="No problem fits"):
        find_problem(catalogue().problems, "  ")
    with pytest.raises(NotFoundError, match="problems fit"):
        find_problem(catalogue().problems, "disc")


def test_after_a_blank_disc_the_images_are_not_usable_and_a_new_one_is_carried() -> None:
    page = case_page(begun())
    images = Item(
        number=1, call="radiology", kind="scan", state="arrived", place="with_us", way="disc"
    )
    page = replace(page, value=replace(page.value, items={"i": images}))
    change = verbs.set_problem(page, pen("a", 1), catalogue(), "i", "disc_unreadable")
    page = done(page, change)
    item = page.value.items["i"]
    assert (item.state, item.place, item.way) == ("not_usable", "with_us", "carried")
    assert change.sentence == "R1 images: the disc does not open; not usable"
    spoke = effects.effect_of(item, "spoke", catalogue())
    assert spoke == Effect(state="asked")


@pytest.mark.parametrize(
    ("of", "to", "fault"),
    [
        ('"blank", ', '"Blank", ', "has “Blank”"),
        ('"scratched"', '"lost"', "“lost” finds lost_on_the_way and disc_unreadable"),
        ('short = "new disc of {name}"\n', "", "`ask` without `short`"),
        ("new disc of {name}", "new disc of {nobody}", "unknown places"),
        ('state = "not_usable"', 'state = "gone"', "Invalid enum value"),
        ('words = ["other", "something else", "else"]', "", "no words"),
    ],
)
def test_a_problem_told_badly_is_refused(of: str, to: str, fault: str) -> None:
    text = files()["problems.toml"].decode()
    assert of in text
    with pytest.raises(CatalogueError, match=fault):
        parse({**files(), "problems.toml": text.replace(of, to).encode()})


# --- What one has at home --------------------------------------------------------------------


@given(items())
def test_what_lies_at_home_is_to_have_ready_and_then_there(item: Item) -> None:
    home = catalogue().group(item.kind) == "home"
    words = Wording(catalogue())
    assert words.is_at_home(item) == home
    assert (words.state(replace(item, state="to_ask")) == "to have ready") == home
    if not home:
        return
    following = verbs.next_state(item, checked_kind=False, at_home=True)
    assert following in (None, "ready")
    if following == "ready":
        page = case_page(begun())
        page = replace(page, value=replace(page.value, items={"i": item}))
        now = done(page, verbs.move_item(page, pen("a", 1), "i", "ready")).value.items["i"]
        assert now.place == "with_us"
        assert is_there(now, checked_kind=False)
        assert now.state in AT_HOME
        assert words.state(now) == "ready"


def test_a_call_of_the_visit_keeps_what_the_second_office_needs() -> None:
    page = case_page(begun())
    contact = Contact(number=0, on=TODAY, call="visit", outcome="spoke")
    change = verbs.log_contact(page, pen("a", 1), contact, {"ct": "yes", "block": "no"})
    change = replace(change, counter=page.revision + 1)
    accepts = done(page, change).value.visit.accepts
    assert (accepts["ct"].required, accepts["block"].required) == ("yes", "no")
    assert change.sentence == "Contact with the second office: spoke; they need: CT"
    assert _undone(page, change) == page.value


@given(
    pages(), st.sampled_from(["voicemail", "spoke", "promised", "sent"]), days, st.integers(0, 60)
)
def test_no_day_to_call_back_has_gone_by_when_it_is_written_down(
    page: CasePage, outcome: Outcome, on: dt.date, later: int
) -> None:
    today = on + dt.timedelta(days=later)
    case = page.value
    looks = effects.outlook(
        case, list(case.items), outcome, catalogue(), calendar(), on=on, today=today
    )
    assert looks.chase_on is None or looks.chase_on >= today


def test_the_calendar_of_the_office_says_when_to_call_back() -> None:
    page = case_page(begun())
    (office,) = (one for one in page.value.offices.values() if isinstance(one, CaseOffice))
    assert office.call == "pathology"
    slides = next(id_ for id_, one in page.value.items.items() if one.call == "pathology")
    looks = effects.outlook(
        page.value, [slides], "spoke", catalogue(), calendar(), on=TODAY, today=TODAY
    )
    # Thursday the 26th is Thanksgiving.
    assert looks.chase_on == dt.date(2026, 11, 30)
