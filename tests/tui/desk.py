"""A desk to test the screen at: a casebook of its own, a clock that stands still."""

from __future__ import annotations

import datetime as dt
import functools
import html
import itertools
import re
import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec.structs import replace
from textual.driver import Driver

from so_tui import assets
from so_tui.casework import Casework
from so_tui.cli.demo import made_up
from so_tui.core.calendar import Calendar, for_region
from so_tui.core.case import Case
from so_tui.core.changes import CasePage, Pen
from so_tui.core.plan import plan
from so_tui.exchange.casefile import CaseFile, load
from so_tui.tui.app import SoTui
from so_tui.tui.screens.case import CaseScreen
from so_tui.tui.views.view import View
from tests import handed
from tests.knowledge import catalogue

TODAY = dt.date(2026, 11, 25)
NOW = dt.datetime(2026, 11, 25, 9, 30, tzinfo=dt.UTC)

WIDE = (120, 40)
NARROW = (80, 24)


def ids(seed: str = "desk") -> Callable[[], str]:
    """Fresh UUIDs that are the same in each run."""
    count = itertools.count()
    space = uuid.uuid5(uuid.NAMESPACE_OID, seed)
    return lambda: str(uuid.uuid5(space, str(next(count))))


@functools.cache
def calendar() -> Calendar:
    """The calendar of the United States."""
    return for_region("US", catalogue())


@functools.cache
def sample(name: str) -> CaseFile:
    """One of the sample case files."""
    return load(assets.read_data(f"samples/{name}.json"), f"{name}.json", catalogue())


def view(
    name: str = "midway",
    change: Callable[[Case], Case] = lambda case: case,
    today: dt.date = TODAY,
) -> View:
    """A sample as views see it, after a change to it."""
    file = sample(name)
    case = change(file.cases[0])
    offices = {office.id: office for office in file.offices}
    return View(
        page=CasePage(kind="cases", id=case.id, value=case),
        plan=plan(case, offices, calendar(), catalogue(), today),
        offices=offices,
        catalogue=catalogue(),
        calendar=calendar(),
    )


def relabeled(label: str) -> Callable[[Case], Case]:
    """A change that gives the case another label."""
    return lambda case: replace(case, label=label)


def casework(folder: Path, *samples: str) -> Casework:
    """A casebook in a folder, with some of the samples in it."""
    desk = Casework.open(folder / "casebook.json")
    for name in samples:
        pen = Pen(actor="rosa", now=NOW, today=TODAY, new_id=ids(name))
        handed.import_(desk, [(f"{name}.json", assets.read_data(f"samples/{name}.json"))], pen)
    return desk


def app(
    folder: Path,
    *samples: str,
    ascii: bool = False,
    follow: float | None = None,
    keymap: Mapping[str, str] | None = None,
    seed: str = "desk",
    cover_after: int = 0,
    theme: str = "dark",
    clock: Callable[[], float] = time.monotonic,
    driver: type[Driver] | None = None,
) -> SoTui:
    """The app on such a casebook, on Wednesday 25 November 2026.

    `seed` makes its ids; a second start on the same casebook needs another one.
    """
    return SoTui(
        casework(folder, *samples),
        today=lambda: TODAY,
        now=lambda: NOW,
        new_id=ids(seed),
        actor="rosa",
        ascii=ascii,
        follow=follow,
        keymap=keymap,
        cover_after=cover_after,
        theme=theme,
        clock=clock,
        driver=driver,
        lend=lambda: made_up(TODAY),
    )


def case_screen(app: SoTui) -> CaseScreen:
    """The case on screen."""
    screen = app.screen
    assert isinstance(screen, CaseScreen)
    return screen


def screen_text(app: SoTui) -> str:
    """All that the screen shows now, a piece of one style to a line."""
    pieces = re.findall(r">([^<]*)</text>", app.export_screenshot())
    return html.unescape("\n".join(pieces)).replace("\xa0", " ")
