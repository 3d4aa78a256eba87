"""How long an office takes: typed, told, used by the plan, and beside it what it really took."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core import pace
from so_tui.core.case import Case, CaseOffice, Item, Move, Office, Visit
from so_tui.core.plan import plan
from so_tui.errors import UsageError
from so_tui.exchange.casefile import dump, load
from tests.core.histories import us
from tests.hostile import PAYLOADS
from tests.knowledge import catalogue

TRACKS = sorted(pace.offered(catalogue()))
takes = st.dictionaries(st.sampled_from(TRACKS), st.integers(0, pace.LONGEST))


@given(takes)
def test_what_is_told_is_read_as_it_was_told(said: dict[str, int]) -> None:
    assert pace.read(pace.said(said, catalogue()), catalogue()) == said


@pytest.mark.parametrize("text", [*PAYLOADS, "10", "slides", "slides ten", "tea 4", "slides 251"])
def test_what_says_no_time_is_refused_with_a_sentence(text: str) -> None:
    if not text.strip(" ,;\n"):
        return
    with pytest.raises(UsageError):
        pace.read(text, catalogue())


@pytest.mark.parametrize(
    "text", ["slides 10", "Slides: 10 business days", "slid 10 days", "slides=10"]
)
def test_a_time_is_read_however_it_is_put(text: str) -> None:
    assert pace.read(text, catalogue()) == {"slides": 10}


@given(st.integers(0, 60))
def test_the_plan_counts_with_what_the_office_said(days: int) -> None:
    began = dt.date(2026, 11, 2)
    case = Case(
        id="c", label="Ana", began=began, visit=Visit(day=dt.date(2027, 6, 16), set_on=began),
        offices={"p": CaseOffice(number=1, call="pathology", office="lab", release_needed="no")},
        items={"i": Item(number=1, call="pathology", kind="stained_slides", office="p")},
    )  # fmt: skip
    lab = Office(id="lab", name="Lab", takes={"slides": days})
    made = plan(case, {"lab": lab}, us(), catalogue(), began)
    ask, send = made.step("ask:i"), made.step("send:i")
    assert ask is not None
    assert send is not None
    lead = catalogue().tracks["slides"].stages[2]
    assert lead.stage == "send"
    assert ask.needed_by is not None
    assert send.needed_by == us().courier_day(us().back(dt.date(2027, 6, 16), 8))
    # What helps most is as it was: at its best it may be quicker than it says.
    raw = us().back(dt.date(2027, 6, 16), 8 + max(days, lead.shortest))
    assert ask.needed_by == raw


def test_what_it_took_is_the_median_of_all_cases() -> None:
    def case(number: int, days: int) -> Case:
        asked = dt.date(2026, 11, 2)
        sent = us().add(asked, days)
        moves = {
            "1": Move(number=1, on=asked, state="asked", place="office"),
            "2": Move(number=2, on=sent, state="on_its_way", place="on_the_way"),
            "3": Move(number=3, on=us().add(sent, 2), state="arrived", place="second_office"),
        }
        item = Item(
            number=1, call="pathology", kind="stained_slides", office="p", state="arrived",
            moves=moves,
        )  # fmt: skip
        return Case(
            id=str(number), label="x", began=asked, items={"i": item},
            offices={"p": CaseOffice(number=1, call="pathology", office="lab")},
        )  # fmt: skip

    cases = [case(n, days) for n, days in enumerate([3, 9, 7, 30])]
    other = replace(case(9, 1), offices={"p": CaseOffice(number=1, call="pathology", office="x")})
    took = pace.took([*cases, other], "lab", catalogue(), us())
    assert took == {"slides": (8, 4)}
    assert pace.told(took, catalogue()) == "slides 8 (4 times)"
    assert pace.told({}, catalogue()) == ""


@given(takes.filter(bool))
def test_what_an_office_says_of_its_pace_travels_with_a_case(said: dict[str, int]) -> None:
    id_, case_id = (f"00000000-0000-4000-8000-00000000000{n}" for n in (1, 2))
    case = Case(
        id=case_id, label="Ana", began=dt.date(2026, 11, 2),
        offices={id_: CaseOffice(number=1, call="pathology", office=id_)},
    )  # fmt: skip
    lab = Office(id=id_, name="Lab", takes=said)
    read = load(dump([case], [lab], None), "case.json", catalogue())
    assert read.offices == (lab,)
