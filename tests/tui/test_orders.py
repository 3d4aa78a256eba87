"""No order of keys ends the app: each action on each screen, reached from each other, two deep."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from so_tui import crash_log
from so_tui.tui.app import SoTui
from so_tui.tui.screens.app_screen import where_of
from tests.conftest import DEEP
from tests.tui import desk
from tests.tui.test_law_of_panes import live, named
from tests.tui.watched import Sight, Watched, sit

FROM = {
    "casebook": (),
    "case": ("enter",),
    "today": ("T",),
    "history": ("enter", "H"),
    "case from today": ("T", "j", "enter"),
    "form": ("enter", "3", "c"),
    "help": ("question_mark",),
    "copy": ("enter", "3", "y"),
    "actions": ("ctrl+p",),
    "cover": ("T", "ctrl+l"),
    "search": ("slash",),
    "narrowed": ("slash", "s", "a", "m", "enter"),
    "hidden": ("enter", "ctrl+l"),
}
"""Screens to begin from, and the keys that lead there from the list."""

STAYS = {
    "row.down", "row.up", "row.first", "row.last", "row.page_down", "row.page_up", "time.left",
    "time.right", "app.colors", "casebook.reverse", "pane.maximize",
}  # fmt: skip
"""Actions that open and leave nothing: what comes behind them is tried without them, too."""

ALL = os.environ.get("SO_TUI_ORDERS") == "all"
"""By hand all orders are tried, which takes half an hour."""

FIRSTS, SECONDS = (8, 8) if DEEP else (2, 2)
"""Otherwise so many from each screen, and so many behind each of them; the same in each run."""


async def back_to_the_list(at: Sight) -> None:
    """Leave whatever is open."""
    app = at.app
    for _ in range(12):
        if len(app.screen_stack) == 2 and not app.screen.query("Search"):
            break
        await at.press("escape")
    while len(app.screen_stack) > 2:
        app.pop_screen()
        await at.rested()
    if app.hidden:
        await at.press("ctrl+l")


async def reach(at: Sight, way: tuple[str, ...]) -> None:
    """Go from the list to where a walk begins."""
    await back_to_the_list(at)
    await at.press("escape", "g", *map(named, way))


def goes_on(app: SoTui, told: str) -> None:
    """Fail where the app met a fault, or has two screens for one place."""
    assert app.is_running, told
    assert crash_log.met() == "", f"{told}: {crash_log.met()}"
    places = [where for one in app.screen_stack if (where := where_of(one)) is not None]
    assert len(places) == len(set(places)), f"{told}: {places}"


@pytest.mark.parametrize("name", FROM)
def test_no_two_actions_end_the_app(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crash_log, "_met", [])
    app = SoTui(
        desk.casework(tmp_path, "midway", "rush"), today=lambda: desk.TODAY,
        now=lambda: desk.NOW, new_id=desk.ids("orders"), actor="rosa", follow=None,
        driver=Watched,
    )  # fmt: skip
    some = random.Random(name)

    async def walk(at: Sight) -> None:
        await reach(at, FROM[name])
        firsts = [one for one in live(app) if one.id not in STAYS]
        for one in firsts if ALL else some.sample(firsts, min(FIRSTS, len(firsts))):
            first = named(one.keys.split(",")[0])
            await reach(at, FROM[name])
            await at.press(first)
            goes_on(app, f"{name}, {first}")
            seconds = live(app)
            for other in seconds if ALL else some.sample(seconds, min(SECONDS, len(seconds))):
                second = named(other.keys.split(",")[0])
                await reach(at, FROM[name])
                await at.press(first, second)
                goes_on(app, f"{name}, {first}, {second}")

    sit(app, (80, 24), walk)


def test_what_is_open_already_is_gone_back_to(tmp_path: Path) -> None:
    app = desk.app(tmp_path, "midway", "rush", driver=Watched)
    depths: list[int] = []

    async def wander(at: Sight) -> None:
        for keys in (("enter", "H", "H"), ("T", "j", "enter"), ("H", "T", "j", "enter", "H", "T")):
            await at.press(*keys)
            depths.append(len(app.screen_stack))
        goes_on(app, "wandering")

    sit(app, (80, 24), wander)
    assert max(depths) <= 6


def test_a_casebook_of_one_case_is_wandered_through(tmp_path: Path) -> None:
    app = desk.app(tmp_path, "midway", driver=Watched)

    async def wander(at: Sight) -> None:
        await at.press("H", "H", "escape", "escape", "T", "j", "enter", "enter", "H", "T", "j", "H")
        goes_on(app, "wandering")

    sit(app, (80, 24), wander)
