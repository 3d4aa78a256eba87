"""After anything, each pane shows what the app shows when it is started afresh there."""

from __future__ import annotations

import datetime as dt
import itertools
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from so_tui.casework import Casework
from so_tui.core import verbs
from so_tui.core.case import CaseOffice
from so_tui.core.changes import Change, Pen, adding
from so_tui.errors import SoTuiError
from so_tui.tui.app import SoTui
from so_tui.tui.forms.form_screen import FormScreen
from so_tui.tui.keys import ACTIONS, Action
from so_tui.tui.panes import PANES
from so_tui.tui.screens.app_screen import where_of
from so_tui.tui.screens.case import CaseScreen
from so_tui.tui.screens.casebook import CasebookScreen
from so_tui.tui.screens.history import HistoryScreen
from so_tui.tui.screens.today import TodayScreen
from so_tui.tui.widgets.listing import Listing
from so_tui.tui.widgets.pane import Pane
from so_tui.tui.widgets.timeline import TimelinePane
from tests.conftest import DEEP
from tests.deeds import DEEDS, OFFICE, a_case
from tests.tui import desk
from tests.tui.watched import Sight, Watched, sit, watch

SIZES = ((40, 12), (60, 20), (80, 24), (100, 30), (120, 40), (200, 60))

EXAMPLES = 50 if DEEP else 6
"""Sequences that are tried."""

KEYS = 25
"""Keys of one sequence."""

NEUTRAL = "f9"
"""It does nothing but take away what was said at the foot."""

LEAVES = {"app.quit", "app.suspend"}
"""What ends the app, or stops it."""

texts = st.sampled_from(
    ["Ana", "17 dec", "fri", "+3", "today", "2026-12-01", "10:30", "14", "x", "Čapek 二", "[b]", ""]
)
"""What is typed into fields: days, times, figures, names, markup."""


@dataclass
class Clock:
    """The day and the moment, which go on when they are told to."""

    day: dt.date = desk.TODAY

    def now(self) -> dt.datetime:
        """Half past nine on that day."""
        return dt.datetime.combine(self.day, dt.time(9, 30), dt.UTC)


@dataclass
class Story:
    """One casebook, what is done with it, and by whom."""

    path: Path
    clock: Clock = field(default_factory=Clock)
    seeds: itertools.count[int] = field(default_factory=itertools.count)

    def app(self, theme: str = "dark", case: str | None = None) -> SoTui:
        """The app on the casebook, started afresh."""
        return SoTui(
            Casework.open(self.path),
            today=lambda: self.clock.day,
            now=self.clock.now,
            new_id=desk.ids(f"app {next(self.seeds)}"),
            actor="rosa",
            follow=None,
            theme=theme,
            case=case,
            driver=Watched,
        )

    def others(self, data: st.DataObject) -> str:
        """Another process changes something."""
        work = Casework.open(self.path)
        pen = Pen(
            actor=data.draw(st.sampled_from(["rosa", "ben"])), now=self.clock.now(),
            today=self.clock.day, new_id=desk.ids(f"other {next(self.seeds)}"),
        )  # fmt: skip
        often = ["move_item", "log_contact", "edit_office"] * 4
        name = data.draw(st.sampled_from([*DEEDS, *often]))
        try:
            work.write([DEEDS[name](data, work.snapshot.pages, pen)])
        except (SoTuiError, KeyError):
            return f"{name}, which could not be done"
        return name


def begin(path: Path, samples: list[str]) -> None:
    """A casebook with a small case, and some samples."""
    work = desk.casework(path.parent, *samples)
    edits = (adding("cases", a_case()), adding("offices", OFFICE))
    pen = Pen(actor="rosa", now=desk.NOW, today=desk.TODAY, new_id=desk.ids("begin"))
    begun = Change(
        id=pen.new_id(), actor="rosa", at=pen.now, verb="new_case", sentence="Began",
        edits=edits, counter=1,
    )  # fmt: skip
    work.write([begun])
    # Every case has the small one's office, too: what is changed of it in one shows in all.
    shared = CaseOffice(number=0, call="pathology", office=OFFICE.id)
    others = [page for page in work.cases() if page.id != a_case().id]
    work.write([verbs.add_office(page, pen, shared, OFFICE.name) for page in others])


# --- What somebody does ------------------------------------------------------------------------


def live(app: SoTui) -> list[Action]:
    """The actions whose keys work on the screen there is."""
    name = app.screen.name or ""
    if isinstance(app.screen, FormScreen):
        places = {"form", "app"}
    elif where_of(app.screen) is not None:
        places = {"app", "lists", "pane", name}
    else:
        places = {"pane", "app"}
    return [one for one in ACTIONS if one.place in places and one.keys and one.id not in LEAVES]


async def do_something(at: Sight, story: Story, data: st.DataObject) -> str:
    """One step of a story; says what it was."""
    kind = data.draw(st.sampled_from(["act"] * 12 + ["fill"] * 3 + ["others", "size", "midnight"]))
    app = at.app
    if kind == "others":
        said = story.others(data)
        await app.writer.follow()
        await at.rested()
        return f"another process: {said}"
    if kind == "size":
        size = data.draw(st.sampled_from(SIZES))
        at.terminal.resize(size)
        await at.pilot.pause()
        await at.rested()
        return f"{size[0]}x{size[1]}"
    if kind == "midnight":
        story.clock.day += dt.timedelta(days=data.draw(st.sampled_from([1, 1, 3, 14])))
        app.look_at_the_day()
        await at.rested()
        return "midnight"
    if kind == "fill" and isinstance(app.screen, FormScreen):
        tabs = data.draw(st.integers(0, 6))
        typed = data.draw(texts)
        keys = [*["tab"] * tabs, *typed, *(["ctrl+s"] if data.draw(st.booleans()) else [])]
        await at.press(*keys)
        return f"tab {tabs}, “{typed}”{', ctrl+s' if keys[-1:] == ['ctrl+s'] else ''}"
    action = data.draw(st.sampled_from(live(app)))
    name = data.draw(st.sampled_from(action.keys.split(",")))
    await at.press(named(name))
    return f"{name} ({action.id})"


def named(name: str) -> str:
    """A key of the table as the terminal's."""
    return {"slash": "/", "question_mark": "?"}.get(name, name)


# --- Coming to the same place -------------------------------------------------------------------


async def close_what_is_above(at: Sight) -> None:
    """Leave forms, help and lists of actions, down to a screen that shows the casebook."""
    for _ in range(20):
        if where_of(at.app.screen) is not None and not at.app.screen.query("Search"):
            return
        await at.press("escape")
    raise AssertionError(f"{at.app.screen} cannot be left")


async def bring(at: Sight, as_in: SoTui) -> None:
    """Bring a fresh app to where another one is: the same screens, panes, rows and filters."""
    app = at.app
    there = {page.id for page in app.casework.cases()}
    for depth, theirs in enumerate(as_in.screen_stack[1:], 1):
        where = where_of(theirs)
        assert where is not None
        if where.case and where.case not in there:
            continue  # it was removed: whoever comes back to it is led on
        if depth == 1 and isinstance(theirs, CasebookScreen):
            if not isinstance(app.screen, CasebookScreen):
                # It opened the only case there is, and so saw what is new of it.
                app.last_seen.begin(app.revisions())
                await app.switch_screen(CasebookScreen())
        elif depth > 1:
            if isinstance(theirs, CaseScreen):
                await app.push_screen(CaseScreen(where.case))
            elif isinstance(theirs, HistoryScreen):
                await app.push_screen(HistoryScreen(where.case))
            else:
                await app.push_screen(TodayScreen())
        await at.drawn()
        mine = app.screen
        assert where_of(mine) == where
        if isinstance(mine, CaseScreen) and isinstance(theirs, CaseScreen):
            mine._whole = theirs._whole
            mine.go(theirs._below)
            mine.go(theirs._here)
            mine.go(theirs.place)
        if isinstance(mine, CasebookScreen) and isinstance(theirs, CasebookScreen):
            mine.cases.show(theirs.cases.shown)
        await at.drawn()
        for one, other in zip(mine.query(Listing), theirs.query(Listing), strict=True):
            one.words = other.words
        if isinstance(mine, CasebookScreen | TodayScreen):
            mine.refresh_case()
        await at.drawn()
        for one, other in zip(mine.query(Listing), theirs.query(Listing), strict=True):
            place(one, other)
        await at.drawn()
        if isinstance(mine, CaseScreen) and isinstance(theirs, CaseScreen):
            mine._doing = theirs._doing
            mine.offer()


def place(mine: Listing, theirs: Listing) -> None:
    """Put the cursor on the same row, and the same rows in sight."""
    for _ in range(2):
        # What is unfolded has rows; and the window, which follows the cursor, is theirs.
        if isinstance(mine, TimelinePane) and isinstance(theirs, TimelinePane):
            mine.look = theirs.look
            mine.rebuild()
        if theirs.target is not None:
            mine.seek(theirs.target)
    row = mine._row(theirs._cursor)
    if row is not None and row.target == theirs.target and mine.size == theirs.size:
        mine._cursor, mine._top = theirs._cursor, theirs._top
    mine.moved()
    mine.update()


def scroll_as_little_as_can_be(pane: Listing) -> None:
    """How far a pane is scrolled comes from how one got there; from the top it does not."""
    pane._top = 0
    pane._show_cursor()
    pane.update()


async def look_at_all(at: Sight) -> dict[str, list[str]]:
    """Every screen there is, from the top down, with each pane of a case."""
    found: dict[str, list[str]] = {}
    app = at.app
    while True:
        await at.drawn()
        screen = app.screen
        where = where_of(screen)
        assert where is not None
        name = " ".join(filter(None, where))
        # What was said at the foot took lines of a small window; with them it scrolls otherwise.
        await at.press(NEUTRAL)
        await at.drawn()
        for one in screen.query(Listing):
            scroll_as_little_as_can_be(one)
        await at.drawn()
        found[name] = at.look()
        if isinstance(screen, CaseScreen):
            # Where all panes show, going to one shows no other but the visit or the timeline.
            wide = len([one for one in screen.query(Pane) if one.size.area and one.display]) > 1
            for pane in ("visit", "timeline", screen._here) if wide else PANES:
                screen.go(pane)
                await at.drawn()
                scroll_as_little_as_can_be(screen.listing)
                await at.press(NEUTRAL)
                await at.drawn()
                found[f"{name} {pane}"] = at.look()
        if len(app.screen_stack) == 2:
            return found
        app.pop_screen()
        await at.drawn()


def differences(now: dict[str, list[str]], fresh: dict[str, list[str]]) -> str:
    """What is shown otherwise than afresh, by screen and line."""
    said = []
    for name, lines in now.items():
        pairs = zip(lines, fresh.get(name, []), strict=False)
        differ = [f"  {n // 2:2} now   {one}\n     fresh {two}"
                  for n, (one, two) in enumerate(pairs) if one != two]  # fmt: skip
        if differ:
            said.append("\n".join([name, *differ[:6]]))
    missing = now.keys() ^ fresh.keys()
    return "\n".join([*said, *(f"only one has {name}" for name in missing)])


# --- The law ------------------------------------------------------------------------------------


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    # What a failing story was is told; making it smaller would take longer than all the rest.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_each_pane_shows_what_a_fresh_start_shows(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        story = Story(Path(folder) / "casebook.json")
        samples = st.lists(
            st.sampled_from(["midway", "rush", "fresh", "no-date", "many-offices"]),
            unique=True, max_size=2,
        )  # fmt: skip
        begin(story.path, data.draw(samples))
        size = data.draw(st.sampled_from(SIZES))
        app = story.app()

        async def afterwards(at: Sight) -> None:
            told: list[str] = []
            for _ in range(KEYS):
                told.append(await do_something(at, story, data))
            await close_what_is_above(at)
            app.last_seen.keep()
            other = story.app(theme=app.theme, case=first_case(app))
            other.hidden = app.hidden
            other.writer.outbox.sitting[:] = (
                app.writer.outbox.sitting
            )  # what can be undone here is in the footer
            seen: list[dict[str, list[str]]] = []

            async def fresh(there: Sight) -> None:
                await bring(there, app)
                seen.append(await look_at_all(there))

            await watch(other, at.terminal.cells, fresh)
            seen.append(await look_at_all(at))
            differ = differences(seen[1], seen[0])
            assert not differ, f"{differ}\nafter {size}: {'; '.join(told)}"

        sit(app, size, afterwards)


def first_case(app: SoTui) -> str | None:
    """The case that is the first screen, if one is."""
    first = app.screen_stack[1]
    return first.where.case if isinstance(first, CaseScreen) else None
