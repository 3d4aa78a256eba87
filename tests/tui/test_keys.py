"""Keys, footer, help and palette have one source, and a user's keymap moves any of them."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from textual.command import CommandPalette

from so_tui.tui import keys
from so_tui.tui.actions import FORM_ACTIONS, SCREEN_ACTIONS
from so_tui.tui.keys import ACTIONS, BY_ID, Keymap, Place
from so_tui.tui.palette import COMMANDS, Actions
from so_tui.tui.views.foot import MOST, foot, shown_keys, told
from so_tui.tui.views.help import help_rows, sections
from so_tui.tui.widgets.bars import Foot
from so_tui.tui.widgets.timeline import TimelinePane
from tests.knowledge import catalogue
from tests.tui.desk import NARROW, WIDE, app, case_screen

TOGETHER: tuple[tuple[Place, ...], ...] = (
    ("app", "lists", "case", "pane"),
    ("app", "lists", "casebook", "pane"),
    ("app", "lists", "today", "pane"),
    ("app", "lists", "history", "pane"),
    ("form",),
    ("search",),
)
"""Places whose keys are live at the same time."""


def test_each_action_has_an_id_of_its_own() -> None:
    assert len(BY_ID) == len(ACTIONS)


@pytest.mark.parametrize("places", TOGETHER)
def test_no_key_means_two_things_at_once(places: tuple[Place, ...]) -> None:
    meanings: dict[str, list[str]] = defaultdict(list)
    for action in ACTIONS:
        if action.place in places:
            for key in action.keys.split(","):
                meanings[key].append(action.id)
    assert {key: ids for key, ids in meanings.items() if len(ids) > 1} == {}


def test_the_promised_keys_are_there() -> None:
    for key, id_ in {
        "0": "pane.visit", "1": "pane.reasons", "2": "pane.oncologist", "3": "pane.pathology",
        "4": "pane.radiology", "5": "pane.timeline", "tab": "pane.next", "c": "contact.log",
        "shift+tab": "pane.previous", "n": "step.next", "u": "change.undo", "U": "change.redo",
        "enter": "row.open", "space": "item.next_state", "slash": "row.filter",
        "question_mark": "app.help", "escape": "app.back",
    }.items():  # fmt: skip
        assert key in BY_ID[id_].keys.split(",")


def test_every_action_of_a_case_is_done_by_the_screen_or_by_a_form() -> None:
    of_case = {action.id for action in ACTIONS if action.place in ("case", "lists")}
    assert of_case == (SCREEN_ACTIONS | set(FORM_ACTIONS)) & of_case


def test_help_lists_every_key_and_every_mark() -> None:
    rows = list(help_rows(sections(catalogue(), Keymap()), 100))
    page = [row.text for row in rows]
    for action in ACTIONS:
        at = next(n for n, row in enumerate(page) if Keymap().help(action) in row)
        until = next(n for n in range(at + 1, len(rows)) if not rows[n].more)
        line = " ".join(page[at:until])  # many keys take more lines than one
        for key in keys.keys_of(action, {}):
            assert key in line
    assert any("late" in row and row.startswith("!") for row in page)


def test_help_shows_the_keys_of_a_users_own_map() -> None:
    page = [row.text for row in help_rows(sections(catalogue(), Keymap({"contact.log": "L"})), 100)]
    line = next(row for row in page if BY_ID["contact.log"].help in row)
    assert line.startswith("L ")


def test_keys_are_named_as_they_are_printed() -> None:
    named = {"ctrl+s": "Ctrl+S", "shift+tab": "Shift+Tab", "slash": "/", "j": "j", "U": "U",
             "pagedown": "PgDn", "f1": "F1"}  # fmt: skip
    assert {key: keys.shown(key) for key in named} == named


def test_the_footer_names_at_most_six_keys() -> None:
    assert len(shown_keys([action.id for action in ACTIONS])) == MOST


@pytest.mark.parametrize("cells", [20, 40, 60, 80, 120])
def test_the_footer_keeps_help_and_the_first_keys_where_there_is_little_room(cells: int) -> None:
    works = [action.id for action in ACTIONS if action.place in ("app", "case", "pane")]
    (line,) = foot(works, {}, cells, {})
    text = "".join(bit.text for bit in line)
    assert len(text) == cells
    assert "Enter Open" in text
    if cells >= 40:
        assert "? Help" in text


def test_a_long_sentence_takes_more_lines_than_one() -> None:
    assert len(told("word " * 30, 60)) == 3


async def test_a_key_can_be_moved_by_its_binding_id(tmp_path: Path) -> None:
    so = app(tmp_path, "midway", keymap={"step.next": "N"})
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        await pilot.press("1", "n")
        assert screen.target().kind != "item"
        await pilot.press("N")
        assert screen.target().kind == "item"
        await pilot.press("j")
        assert "N Next step" in screen.query_one(Foot).lines[0]


async def test_the_footer_offers_only_what_works_here(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=NARROW) as pilot:
        screen = case_screen(so)
        foot_ = screen.query_one(Foot)
        await pilot.press("1")
        assert "Space Next answer" in foot_.lines[0]
        assert "Undo" not in foot_.lines[0]
        await pilot.press("space", "j")
        await pilot.pause()
        assert "u Undo" in foot_.lines[0]
        await pilot.press("0")
        assert "Space" not in foot_.lines[0]


async def test_the_palette_finds_every_action_of_the_screen(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE):
        palette = Actions(so.screen)
        found = {hit.text async for hit in palette.discover()}
        wanted = {a.label for a in ACTIONS if a.place in ("app", "lists", "case", "pane")}
        # It is open already; what is done by command only is found there, too.
        assert found == (wanted - {"Find an action"}) | {one.label for one in COMMANDS}


async def test_the_palette_runs_what_was_chosen(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert isinstance(so.screen, CommandPalette)
        await pilot.press(*"next step")
        await pilot.pause(0.3)
        await pilot.press("enter")
        await pilot.pause(0.1)
        assert screen.is_current
        assert screen.target().kind == "item"


@pytest.mark.parametrize("key", BY_ID["app.help"].keys.split(","))
@pytest.mark.parametrize(
    "there",
    [(), ("escape",), ("T",), ("H",), ("3", "y"), ("3", "z")],
    ids=["case", "list", "today", "history", "copy", "whole"],
)
async def test_each_key_of_help_opens_it_on_every_screen_that_is_no_form(
    key: str, there: tuple[str, ...], tmp_path: Path
) -> None:
    so = app(tmp_path, "midway", "rush")
    async with so.run_test(size=WIDE) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        for one in there:
            await pilot.press(one)
            await pilot.pause()
        below = so.screen
        await pilot.press(key)
        await pilot.pause()
        assert so.screen.name == "help"
        await pilot.press(key)
        await pilot.pause()
        assert so.screen is below


async def test_f1_opens_help_while_a_filter_is_typed(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        await pilot.press("slash", "question_mark", "f1")
        await pilot.pause()
        assert so.screen.name == "help"


async def test_the_footer_names_what_works_while_a_filter_is_typed(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        foot_ = case_screen(so).query_one(Foot)
        await pilot.press("1")
        before = foot_.lines
        await pilot.press("slash")
        await pilot.pause()
        assert "Enter Keep   Esc Show all" in foot_.lines[0]
        await pilot.press(*"zzz")
        await pilot.pause()
        assert "Enter Keep   Esc Show all" in foot_.lines[0]
        await pilot.press("escape")
        await pilot.pause()
        assert foot_.lines == before


async def test_the_timeline_explains_the_step_that_n_leads_to(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        await pilot.press("5", "j", "j", "j", "n")
        await pilot.pause()
        screen = case_screen(so)
        assert screen.plan.next is not None
        there = screen.query_one(TimelinePane).target
        assert there is not None
        assert there.step == screen.plan.next.opens
