"""A navigator's morning: one call to an office covers all cases that have something there."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core import dates, verbs
from so_tui.core.calendar import for_region
from so_tui.core.calls import calls_of
from so_tui.core.case import Case, Office
from so_tui.core.changes import Pen, adding
from so_tui.core.summary import Due, Summary
from so_tui.core.verbs.making import said
from so_tui.tui.app import SoTui
from so_tui.tui.forms.cases import new_case_form
from so_tui.tui.forms.form_screen import FormScreen
from so_tui.tui.screens.today import CallList, TodayScreen
from so_tui.tui.views.names import case_name
from so_tui.tui.views.today import Today
from so_tui.tui.widgets.bars import Foot
from so_tui.tui.widgets.cases import CaseList
from tests.knowledge import catalogue
from tests.tui.desk import NARROW, NOW, TODAY, WIDE, app, casework, ids, sample


def two_of_one_lab(folder: Path) -> None:
    """Rosa's case, and Ben's, whose slides lie in the same lab."""
    work = casework(folder, "midway")
    rosa = sample("midway").cases[0]
    pen = Pen(actor="rosa", now=NOW, today=TODAY, new_id=ids("ben"))
    ben: Case = replace(rosa, id=pen.new_id(), label="Ben K.", has_it="Ruth", contacts={})
    work.write([said(pen, "new_case", "Began the case Ben K.", [adding("cases", ben)])])


def rows(so: SoTui) -> list[str]:
    return [row.text for row in so.screen.query_one(CallList).rows]


def told(so: SoTui) -> str:
    return so.screen.query_one(Foot).sentence


async def test_cases_of_the_same_lab_stand_below_one_office(tmp_path: Path) -> None:
    two_of_one_lab(tmp_path)
    so = app(tmp_path)
    async with so.run_test(size=WIDE) as pilot:
        await pilot.press("T")
        await pilot.pause()
        at = next(n for n, row in enumerate(rows(so)) if "St. Luke's Pathology" in row)
        assert "203-555-0177" in rows(so)[at]
        assert "2 cases" in rows(so)[at]
        assert "Ben K." in rows(so)[at + 1]
        assert "Rosa M." in rows(so)[at + 2]
        assert "ask for the stained slides" in rows(so)[at + 2]


async def test_one_call_is_logged_in_each_case_with_its_own_items_alone(tmp_path: Path) -> None:
    two_of_one_lab(tmp_path)
    so = app(tmp_path, seed="now")
    async with so.run_test(size=WIDE) as pilot:
        await pilot.press("T", "slash", *"luke", "enter", "c")
        await pilot.pause()
        assert isinstance(so.screen, FormScreen)
        assert "2 cases" in str(so.screen.query_one("#form").border_title)
        assert "Ben K." in str(so.screen.query_one("#form-words").render())
        await pilot.press("h", "ctrl+s")
        await pilot.pause()
        assert isinstance(so.screen, TodayScreen)
        assert "Logged one call in 2 cases" in told(so)
        for label in ("Rosa", "Ben"):
            case = so.casework.find(label).value
            contact = max(case.contacts.values(), key=lambda one: one.number)
            assert contact.outcome == "has_our_request"
            assert contact.effects
            assert set(contact.effects) <= case.items.keys()
            assert all(case.items[id_].state == "asked" for id_ in contact.effects)
        change = so.casework.history()[-1]
        assert len(change.pages) == 2, "one change, which one undo takes back"


async def test_a_case_whose_items_are_not_ticked_is_left_as_it_is(tmp_path: Path) -> None:
    two_of_one_lab(tmp_path)
    so = app(tmp_path, seed="now")
    async with so.run_test(size=WIDE) as pilot:
        before = so.casework.find("Ben").value
        await pilot.press("T", "slash", *"luke", "enter", "c")
        await pilot.pause()
        form = so.screen
        assert isinstance(form, FormScreen)
        items = form.entries["items"]
        mine = f"{so.casework.find('Rosa').id}/"
        items.raw = frozenset(one for one in items.raw if one.startswith(mine))
        await pilot.press("v", "ctrl+s")
        await pilot.pause()
        assert so.casework.find("Ben").value == before
        assert "1 case" in told(so)


async def test_nothing_ticked_is_asked_for(tmp_path: Path) -> None:
    two_of_one_lab(tmp_path)
    so = app(tmp_path, seed="now")
    async with so.run_test(size=WIDE) as pilot:
        await pilot.press("T", "slash", *"luke", "enter", "c")
        await pilot.pause()
        form = so.screen
        assert isinstance(form, FormScreen)
        form.entries["items"].raw = frozenset()
        await pilot.press("v", "ctrl+s")
        await pilot.pause()
        assert so.screen is form


async def test_what_was_called_leaves_the_list_and_undo_brings_it_back(tmp_path: Path) -> None:
    two_of_one_lab(tmp_path)
    so = app(tmp_path, seed="now")
    async with so.run_test(size=WIDE) as pilot:
        await pilot.press("T", "slash", *"luke", "enter", "c", "h", "ctrl+s")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert not any("Luke" in row for row in rows(so))
        await pilot.press("u", "u")
        await pilot.pause()
        assert any("Luke" in row for row in rows(so))


async def test_enter_opens_the_case_at_its_call_and_esc_comes_back(tmp_path: Path) -> None:
    two_of_one_lab(tmp_path)
    so = app(tmp_path)
    async with so.run_test(size=NARROW) as pilot:
        await pilot.press("T", "slash", *"luke", "enter", "j", "j", "enter")
        await pilot.pause()
        assert so.screen.name == "case"
        assert so.screen.focused is so.screen.query_one("#pathology")
        await pilot.press("escape")
        await pilot.pause()
        assert so.screen.name == "today"


async def test_a_day_without_calls_says_so(tmp_path: Path) -> None:
    so = app(tmp_path, "finished")
    async with so.run_test(size=NARROW) as pilot:
        await pilot.press("T")
        await pilot.pause()
        assert "Nothing to call today" in rows(so)[0]


async def test_another_days_calls_are_looked_at_again(tmp_path: Path) -> None:
    two_of_one_lab(tmp_path)
    so = app(tmp_path)
    so.today = lambda: TODAY + dt.timedelta(days=5)
    async with so.run_test(size=WIDE) as pilot:
        await pilot.press("T")
        await pilot.pause(0.3)
        assert not any(map(so.overview.is_stale, so.overview.cases))
        assert "Mon 30 Nov" in so.screen.query_one(CallList).lines[0]


def test_what_was_put_away_is_not_called_about(tmp_path: Path) -> None:
    work = casework(tmp_path, "midway")
    page = work.find("Rosa")
    pen = Pen(actor="rosa", now=NOW, today=TODAY, new_id=ids("x"))
    assert calls_of(work.summaries(TODAY))
    work.write([verbs.set_archived(page, pen, True)])
    assert not calls_of(work.summaries(TODAY))


async def test_two_cases_of_one_label_are_told_apart_on_every_screen(tmp_path: Path) -> None:
    two_of_one_lab(tmp_path)
    work = casework(tmp_path)
    pen = Pen(actor="rosa", now=NOW, today=TODAY, new_id=ids("twin"))
    ben = next(page for page in work.cases() if page.value.label == "Ben K.")
    work.write([verbs.set_details(ben, pen, label="rosa m")])
    apart = [page.id[:8] for page in work.cases() if page.value.label.casefold()[:6] == "rosa m"]
    assert len(apart) == 2
    for size in (WIDE, NARROW):
        so = app(tmp_path)
        async with so.run_test(size=size) as pilot:
            await pilot.pause()
            listed = [row.text for row in so.screen.query_one(CaseList).rows]
            assert all(any(f"({id_})" in row for row in listed) for id_ in apart)
            await pilot.press("T")
            await pilot.pause()
            assert all(any(f"({id_})" in row for row in rows(so)) for id_ in apart)
            await pilot.press("slash", *"luke", "enter", "c")
            await pilot.pause()
            assert isinstance(so.screen, FormScreen)
            options = so.screen.form.fields[1].options
            assert all(any(f"({id_}): " in one.label for one in options) for id_ in apart)
    (source,) = (one for one in new_case_form(work.catalogue, work.cases()).fields
                 if one.name == "source")  # fmt: skip
    assert all(any(f"({id_})" in one.label for one in source.options) for id_ in apart)


@given(st.text("ab c", min_size=1, max_size=30), st.integers(1, 40))
def test_what_tells_cases_apart_is_never_cut(label: str, cells: int) -> None:
    page = sample("midway").cases[0]
    one = Summary(
        case=page.id, made_for=TODAY, counts={}, label=f"{label.strip()} ({page.id[:8]})"
    )  # fmt: skip
    told = case_name(one, cells)
    assert told.endswith(f"({page.id[:8]})")
    assert len(told) <= max(cells, 12)


@pytest.mark.parametrize("ago", [-3, 0, 1, 2, 40])
def test_what_is_late_is_not_said_to_be_due_today(ago: int) -> None:
    day = TODAY - dt.timedelta(days=ago)
    due = Due(
        "lab", "pathology", "second_office", "s", "ask for the slides", day,
        "late" if ago > 0 else "tight", "do", None, 1,
    )  # fmt: skip
    case = Summary(case="1", made_for=TODAY, counts={}, label="Rosa", due=(due,))
    view = Today(
        today=TODAY, offices={"lab": Office(id="lab", name="Lab")},
        calendar=for_region("US", catalogue()), catalogue=catalogue(),
        back="Esc",
    )  # fmt: skip
    row = view.panel(calls_of([case]), 80, 0).rows[1].text
    short = dates.short(day, TODAY)
    assert row.endswith({-3: f"by {short}", 0: " today"}.get(ago, f"needed {short}"))
