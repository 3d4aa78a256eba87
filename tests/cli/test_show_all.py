"""`show` tells all of one case: whatever has a value is in it, by section, in a fixed order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.cli.show import ShowText
from so_tui.core import dates, tree
from so_tui.core.calendar import for_region
from so_tui.core.case import Case, Item, Mark, Move, Office, Part, Waiting, latest_move
from so_tui.core.changes import CasePage, OfficePage
from so_tui.core.fields import field, kind_of
from so_tui.core.glance import Glance, glance, last_day
from so_tui.core.plan import plan
from so_tui.core.report import month
from so_tui.core.steps import Plan
from so_tui.core.summary import summary
from so_tui.core.text import capital
from so_tui.core.wording import Wording
from tests.knowledge import catalogue
from tests.strategies import casebooks

TODAY = dt.date(2026, 11, 25)

OTHERWISE = {
    (Case, "archived"), (Case, "note"), (Mark, "not_for_us"), (Item, "state"), (Move, "state"),
}  # fmt: skip
"""What is told in other words, such as `put away`, or on lines of its own; a state has a
word for each kind of thing."""


def _parts(part: Part) -> Iterator[Part]:
    yield part
    for name in part.__struct_fields__:
        value = getattr(part, name)
        inside = value.values() if isinstance(value, dict) else (value,)
        for one in inside:
            if isinstance(one, Part):
                yield from _parts(one)


def _expected(part: Part) -> Iterator[tuple[str, str]]:
    """Each field with a value that people are told of, and the words for it."""
    kind = type(part)
    words = Wording(catalogue())
    for name, value in tree.given(part):
        known = field(kind, name)
        if known.silent or (kind, name) in OTHERWISE or value == "":
            continue
        if kind_of(kind, name) in ("part", "parts", "reference", "numbers"):
            continue
        here: Any = getattr(part, name)
        if isinstance(here, dt.time):
            said = f"{here:%H:%M}"
        elif kind is Waiting and isinstance(here, dt.date):
            said = dates.weekday(here, here)
        else:
            said = words.value(tree.fields(kind)[name], value, {}, name)
        yield f"{kind.__name__}.{name}", " ".join(said.split())


class _Context:
    """What `show` asks of the program, for one case that lies in no file."""

    def __init__(self, case: Case, offices: dict[str, Office]) -> None:
        self.today, self.offices, self.catalogue = TODAY, offices, catalogue()
        self.calendar = for_region("US", self.catalogue)
        self.page = CasePage(kind="cases", id=case.id, value=case)
        self.casework = self
        self.days_known = ""

    def conflicts(self, page: CasePage) -> tuple[()]:
        return ()

    def placed_conflicts(self, page: CasePage) -> dict[int, object]:
        return {}

    def cases(self) -> list[CasePage]:
        return [self.page]

    def plan(self, page: CasePage) -> Plan:
        return plan(page.value, self.offices, self.calendar, self.catalogue, self.today)

    def listed(self, page: CasePage, today: dt.date) -> Glance:
        made, known = self.plan(page), self.catalogue
        until = last_day(self.calendar, today)
        return glance(summary(page, made, known), page.value, made, self.offices, known, until)

    def office_page(self, id_: str) -> OfficePage:
        return OfficePage(kind="offices", id=id_, value=self.offices[id_])


def _shown(case: Case, offices: dict[str, Office]) -> list[str]:
    context: Any = _Context(case, offices)
    return [" ".join(line.split()) for line in ShowText(context, context.page).lines()]


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(casebooks(plain=False))
def test_of_any_case_whatever_has_a_value_is_told(drawn: tuple[Case, dict[str, Office]]) -> None:
    """Law: each field of the table that has a value has its words in the output."""
    case, offices = drawn
    text = "\n".join(_shown(case, offices))
    here = {one.office for one in case.offices.values()}
    parts = [
        *_parts(case),
        *(p for id_ in sorted(here & offices.keys()) for p in _parts(offices[id_])),
    ]
    missing = {
        name: said for part in parts for name, said in _expected(part)
        # The first doctor's card is called by what that doctor is, where this is known.
        if (capital(case.specialty) or said if said == "Oncologist" else said) not in text
    }  # fmt: skip
    assert missing == {}


def _tied(case: Case) -> Case:
    """The case as after a merge: of each item the moves have one number, and differ in day and
    state."""
    items = {
        id_: replace(item, moves={key: replace(move, number=1) for key, move in item.moves.items()})
        for id_, item in case.items.items()
    }
    return replace(case, items=items)


def _turned(case: Case) -> Case:
    """The same case, with each of its tables stored the other way around."""
    tables = {
        name: dict(reversed(getattr(case, name).items()))
        for name in case.__struct_fields__ if isinstance(getattr(case, name), dict)
    }  # fmt: skip
    items = {
        id_: replace(item, moves=dict(reversed(item.moves.items())))
        for id_, item in tables["items"].items()
    }
    return replace(case, **{**tables, "items": items})


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(casebooks(plain=False), st.booleans())
def test_equal_cases_are_told_alike_however_they_are_stored(
    drawn: tuple[Case, dict[str, Office]], tied: bool
) -> None:
    case, offices = drawn
    case = _tied(case) if tied else case
    other, calendar = _turned(case), for_region("US", catalogue())
    assert _shown(case, offices) == _shown(other, offices)
    for day in {move.on for item in case.items.values() for move in item.moves.values()}:
        assert month([case], day, calendar) == month([other], day, calendar)
    for item in case.items.values():
        move = latest_move(item)
        if move is not None and any(one.state == item.state for one in item.moves.values()):
            assert move.state == item.state
