"""What the second office accepts and what is given are compared as soon as both are known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core import mismatch
from so_tui.core.case import (
    Accepts,
    Case,
    CaseOffice,
    Form,
    Gives,
    Item,
    Known,
    Office,
    State,
    Visit,
    Way,
)
from so_tui.core.mismatch import mismatches
from so_tui.core.script import Wanted, sheet
from so_tui.core.wording import Wording
from tests.conftest import DEEP
from tests.knowledge import catalogue

WORDS = Wording(catalogue())
FORMS = [one for one in get_args(Form) if one != "not_known"]
WAYS = [one for one in get_args(Way) if one != "not_known"]
A_DISC = {"disc", "courier", "mail", "carried"}

accepts = st.builds(
    Accepts, required=st.sampled_from(get_args(Known)),
    forms=st.lists(st.sampled_from(FORMS), unique=True, max_size=3).map(tuple),
    ways=st.lists(st.sampled_from(WAYS), unique=True, max_size=3).map(tuple),
)  # fmt: skip
gives = st.builds(
    Gives, given=st.sampled_from(get_args(Known)),
    forms=st.lists(st.sampled_from(FORMS), unique=True, max_size=3).map(tuple),
    ways=st.lists(st.sampled_from(WAYS), unique=True, max_size=3).map(tuple),
)  # fmt: skip


def rosa(wants: Accepts, item: Item) -> Case:
    return Case(
        id="rosa", label="Rosa M.", began=dt.date(2026, 11, 3), items={"slides": item},
        visit=Visit(accepts={"stained_slides": wants}),
        offices={"one": CaseOffice(number=1, call="pathology", office="lab")},
    )  # fmt: skip


def lab(given: Gives) -> dict[str, Office]:
    return {"lab": Office(id="lab", name="Valley Lab", gives={"stained_slides": given})}


SLIDES = Item(number=1, call="pathology", kind="stained_slides", office="one")


@settings(max_examples=400 if DEEP else 100)
@given(
    accepts, gives, st.sampled_from(get_args(Form)), st.sampled_from(get_args(Way)),
    st.sampled_from(get_args(State)),
)  # fmt: skip
def test_what_is_known_of_both_and_does_not_meet_is_said_and_nothing_else(
    wants: Accepts, given: Gives, form: Form, way: Way, state: State
) -> None:
    item = replace(SLIDES, form=form, way=way, state=state)
    case, offices = rosa(wants, item), lab(given)
    found = {one.what for one in mismatches(case, offices)}
    if wants.required == "no" or state in ("usable", "not_needed", "will_follow"):
        assert not found
        return
    ours = [] if form == "not_known" else [form]
    assert ("form_ours" in found) == apart(wants.forms, ours)
    assert ("way_ours" in found) == apart(wants.ways, [] if way == "not_known" else [way])
    if given.given == "no":
        assert found & {"form", "way", "not_given"} == {"not_given"}
        return
    wanted = wants.forms or [one for one in ours if one != "any"]
    assert ("form" in found) == apart(wanted, given.forms)
    travels = wants.ways or ([] if way == "not_known" else [way])
    assert ("way" in found) == apart(travels, given.ways)


def apart(wanted: Collection[str], given: Collection[str]) -> bool:
    """Whether two sides are known, and nothing of one will do for the other."""
    # A disc is one whether it is carried, mailed or brought.
    met = any(one == two or "any" in (one, two) or ("disc" in (one, two) and {one, two} <= A_DISC)
              for one in wanted for two in given)  # fmt: skip
    return bool(wanted) and bool(given) and not met


@given(accepts, gives)
def test_each_is_said_in_words_and_asked_of_both_offices(wants: Accepts, given: Gives) -> None:
    case, offices = rosa(wants, SLIDES), lab(given)
    theirs = sheet(case, "pathology", "one", offices, catalogue(), Wanted())
    second = sheet(case, "visit", None, offices, catalogue(), Wanted())
    for one in mismatches(case, offices):
        for sentence in mismatch.said(one, case, offices, WORDS):
            assert "{" not in sentence
            assert "_" not in sentence
        assert mismatch.asked(one, case, offices, WORDS, visit=False) in theirs
        assert mismatch.asked(one, case, offices, WORDS, visit=True) in second


def test_a_lab_that_gives_recuts_where_originals_are_wanted() -> None:
    case = rosa(Accepts(forms=("original",)), SLIDES)
    offices = lab(Gives(given="yes", forms=("recut",)))
    (one,) = mismatches(case, offices)
    assert mismatch.said(one, case, offices, WORDS) == (
        "Valley Lab gives recuts; originals are wanted.",
        "Ask the second office if recuts will do. Ask Valley Lab if it lends originals.",
    )
