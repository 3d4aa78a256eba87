"""An action that does nothing on a row says why, and each key that it names does something there.

Laws over every row of every pane: of the samples, and of generated cases.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from msgspec.structs import replace

from so_tui.core.case import CALLS, Case, Office
from so_tui.core.changes import CasePage, OfficePage, Pen
from so_tui.core.conflicts import conflicts_in, placed
from so_tui.core.plan import plan
from so_tui.core.timeline_axis import FITS, Look
from so_tui.errors import NotAllowedError, SoTuiError
from so_tui.tui import actions
from so_tui.tui.forms.registry import FORMS
from so_tui.tui.keys import ACTIONS
from so_tui.tui.targets import Target
from so_tui.tui.typed import TypedForms
from so_tui.tui.views.card import card
from so_tui.tui.views.copying import of_row
from so_tui.tui.views.reasons import reasons
from so_tui.tui.views.rows import targets
from so_tui.tui.views.steps import target_of
from so_tui.tui.views.timeline import timeline_panel
from so_tui.tui.views.view import View
from so_tui.tui.views.visit import visit
from tests import strategies
from tests.knowledge import catalogue
from tests.tui import desk
from tests.tui.moved import KEYMAP, named, old_names

SAMPLES = ("fresh", "midway", "no-date", "rush", "many-offices", "finished")

TRIED = [
    one.id
    for one in ACTIONS
    if one.place == "case" and not one.id.startswith("pane.") and one.id != "step.next"
] + ["row.open", "item.next_state", "text.copy"]
"""What is about the row under the cursor; the rest only goes places."""


def rows_of(view: View) -> Iterator[Target]:
    """All that a row of a pane can stand for, in wide panes and narrow ones, and before `n`."""
    found: dict[Target, None] = {}
    for cells in (30, 110):
        panels = [reasons(view, cells), visit(view, cells)]
        panels += [card(view, call, cells) for call in CALLS]
        unfolded = Look(unfolded=frozenset(CALLS))
        panels += [timeline_panel(view, cells, 30, look) for look in (FITS, unfolded)]
        for panel in panels:
            found |= dict.fromkeys(one for one in targets(panel.rows) if one is not None)
    found |= dict.fromkeys(target_of(step, view.case) for step in view.plan.steps)
    return iter(found)


class Screen:
    """The screen of a case, as forms see it; it only counts the forms that open."""

    def __init__(self, view: View) -> None:
        self.opened = 0
        self.page, self.plan, self.offices = view.page, view.plan, view.offices
        self.catalogue, self.today, self.order = view.catalogue, view.today, "mdy"
        self.casework = SimpleNamespace(
            calendar=view.calendar,
            snapshot=SimpleNamespace(pages={}),
            office_page=self._office,
            took=lambda office: {},
            cases=list,
            placed_conflicts=lambda page: placed(conflicts_in([page]), ()),
            offices=lambda: view.offices,
            catalogue=view.catalogue,
            plan=lambda page, today: view.plan,
            history=lambda pages: (),
        )
        self.so = SimpleNamespace(
            key_queue=SimpleNamespace(answered=self._open), people=list, keymap=view.keymap,
            typed=TypedForms(), today=lambda: view.today, order="mdy", pen=pen,
            casework=self.casework,
        )  # fmt: skip

    def _office(self, id_: str) -> OfficePage:
        return OfficePage(kind="offices", id=id_, value=self.offices[id_])

    async def _open(self, form: object) -> None:
        self.opened += 1

    def pen(self) -> Pen:
        return pen()

    async def write(self, *changes: object) -> None:
        self.opened += 1

    async def withdraw(self, change: object) -> None: ...

    def tell(self, sentence: str, bad: bool = False) -> None: ...


def pen() -> Pen:
    return Pen(actor="rosa", now=desk.NOW, today=desk.TODAY, new_id=desk.ids("refusals"))


def refusal(id_: str, target: Target, view: View) -> str:
    """What an action says on a row instead of doing something, or ""."""
    makers: dict[str, Any] = {
        "step.done": actions.mark,
        "row.remove": actions.removal,
        "item.next_state": actions.next_state,
    }
    try:
        if id_ in makers:
            verb = makers[id_](target, view)
            if verb is not None:
                verb(view.page, pen())
                return ""
            id_ = "item.usable"
        if id_ == "row.open":
            id_ = actions.opening(target, view)
    except SoTuiError as fault:
        return fault.sentence
    if id_ == "text.copy":
        return "" if of_row(view, target) else "There is nothing on this row to copy."
    if id_ not in FORMS:
        return ""
    screen = Screen(view)
    try:
        asyncio.run(FORMS[id_](screen, actions.subject(id_, target, view)))
    except NotAllowedError as fault:
        return "" if screen.opened else fault.sentence
    return ""


def untrue(view: View) -> dict[str, set[tuple[str, str]]]:
    """Each refusal that names a key which is refused as well, with the row and that key."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for target in rows_of(view):
        for id_ in TRIED:
            sentence = refusal(id_, target, view)
            assert not old_names(sentence), sentence
            for other in named(sentence):
                if other != id_ and refusal(other, target, view):
                    found[sentence].add((target.kind, other))
    return found


@pytest.mark.deep
@pytest.mark.parametrize("name", SAMPLES)
def test_a_key_that_a_refusal_names_does_something_on_that_row(name: str) -> None:
    assert untrue(replace(desk.view(name), keymap=KEYMAP)) == {}


@pytest.mark.deep
@settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(strategies.casebooks())
def test_so_it_is_in_any_case(drawn: tuple[Case, dict[str, Office]]) -> None:
    assert untrue(_seen(*drawn)) == {}


def _seen(case: Case, offices: dict[str, Office], today: dt.date = desk.TODAY) -> View:
    return View(
        page=CasePage(kind="cases", id=case.id, value=case),
        plan=plan(case, offices, desk.calendar(), catalogue(), today),
        offices=offices, catalogue=catalogue(), calendar=desk.calendar(), keymap=KEYMAP,
    )  # fmt: skip


@pytest.mark.parametrize("name", SAMPLES)
def test_no_form_opens_for_something_else_than_the_row_is_about(name: str) -> None:
    view = desk.view(name)
    for target in rows_of(view):
        for id_, kinds in {
            "item.state": {"item"}, "item.promise": {"item"}, "item.problem": {"item"},
            "reason.note": {"reason", "condition"},
        }.items():  # fmt: skip
            assert bool(refusal(id_, target, view)) == (target.kind not in kinds), (id_, target)
        for id_ in ("office.edit", "release.edit", "contact.log"):
            try:
                about = actions.subject(id_, target, view)
            except NotAllowedError:
                continue
            step = view.plan.step(target.step or target.id)
            if target.kind == "step" and step is not None and step.office in view.case.offices:
                assert about.id == step.office
            elif about != target:
                there = [key for key, one in view.case.offices.items() if one.call == target.call]
                assert there == [about.id]


def test_what_is_said_differs_by_what_the_row_is() -> None:
    view = desk.view("midway")
    said: dict[str, set[str]] = defaultdict(set)
    for target in rows_of(view):
        if sentence := refusal("item.next_state", target, view):
            said[target.kind].add(sentence)
    assert len({one for those in said.values() for one in those}) >= len(said) - 1
