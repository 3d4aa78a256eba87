"""Each key of each action, pressed where it belongs: it brings words that were not there before."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from so_tui.tui import panes
from so_tui.tui.app import SoTui
from so_tui.tui.keys import BY_ID
from tests.tui.desk import NARROW, WIDE, app, screen_text
from tests.tui.full_disk import begun, no_room


class Press(NamedTuple):
    """Where an action is tried: the keys before its own, and what only its own brings."""

    after: tuple[str, ...]
    brings: str
    size: tuple[int, int] = WIDE
    samples: tuple[str, ...] = ("midway",)


SLIDES = ("3", "slash", *"stained", "enter", "g")
"""The keys that lead to the stained slides of pathology."""

SLIDES_BY_DAY = ("5", "g")
"""The keys that lead to them in the timeline."""

FIRST, LAST, THE_ONE_BEFORE = "┃›✓ Peace of mind", "┃›✓ ask for a center", "┃›✓ ask if staging is"

PRESSED: Mapping[str, Press] = {
    "contact.log": Press(("3",), "What came of it"),
    "step.next": Press((), "┏━ 3 Pathology"),
    "step.done": Press(("0", "slash", *"order", "enter", "g"), "see what is missing: done."),
    "paper.make": Press(("3",), "How it reads"),
    "item.state": Press(SLIDES, "not usable"),
    "item.promise": Press(SLIDES, "P1 stained slides: promised"),
    "item.problem": Press(SLIDES, "P1 stained slides: problem"),
    "disc.read": Press(("4",), "Its folder, a copy of it, or a ZIP"),
    "change.undo": Press(("1", "g", "space"), "Undid: Peace of mind: does not apply."),
    "change.redo": Press(("1", "g", "space", "u"), "Redid: Peace of mind: does not apply."),
    "row.edit": Press(SLIDES, "Slides are thin cuts of tissue on glass."),
    "row.add": Press(("3",), "something to ask for"),
    "row.remove": Press(SLIDES, "▱▱ 0 of 2 "),
    "visit.edit": Press((), "Records by"),
    "office.edit": Press(("3",), "The office, for every case"),
    "release.edit": Press(("3",), "An authorization is your signed permission."),
    "reason.note": Press(("1", "g"), "Who said it"),
    "reason.walk": Press(("3",), "1 of 7", samples=("fresh",)),
    "case.details": Press((), "Legal name"),
    "case.status": Press((), "decided not to"),
    "case.hand_over": Press((), "Hand over Rosa M."),
    "case.export": Press((), "A file with this case"),
    "case.import": Press((), "Take in a file"),
    **{
        f"pane.{name}": Press(("2",) if name == panes.FIRST else (), f"┏━ {one.key} {one.label}")
        for name, one in panes.PANES.items()
    },
    "pane.next": Press(("2",), "┏━ 3 Pathology"),
    "pane.previous": Press(("3",), "┏━ 2 Oncologist"),
    "pane.maximize": Press(("3",), "┏━ 3 Pathology " + "━" * 50),
    "row.filter": Press(("3",), "╭─ 3 Pathology"),
    "app.back": Press(("3", "z"), "╭─ 1 Reasons"),
    "screen.today": Press((), "━ Today, Wed 25 Nov 2026 ━"),
    "screen.history": Press((), "━ History of Rosa M. ━"),
    "text.copy": Press(("3",), "━ Copy ━"),
    "row.open": Press(SLIDES, "Slides are thin cuts of tissue on glass."),
    "item.next_state": Press(("1", "g"), "Peace of mind: does not apply."),
    "row.down": Press(("1", "g"), "┃›– More options"),
    "row.up": Press(("1", "G"), THE_ONE_BEFORE),
    "row.first": Press(("1", "G"), FIRST),
    "row.last": Press(("1", "g"), LAST),
    "row.page_down": Press(("1", "g"), LAST),
    "row.page_up": Press(("1", "G"), FIRST),
    "time.left": Press((*SLIDES_BY_DAY, "l"), "┃›◉ Pathology   ask for", NARROW),
    "time.right": Press(SLIDES_BY_DAY, "┃›○ Pathology   stained slides sent", NARROW),
    "time.earlier": Press(
        (*SLIDES_BY_DAY, "l", "l", "plus", "plus"), "30 Nov          7 Dec", NARROW
    ),
    "time.later": Press((*SLIDES_BY_DAY, "plus", "plus"), "30 Nov          7 Dec", NARROW),
    "time.closer": Press(SLIDES_BY_DAY, "16 Nov     23", NARROW),
    "time.farther": Press(SLIDES_BY_DAY, "9 Nov   ▼25 30", NARROW),
    "time.fit": Press((*SLIDES_BY_DAY, "plus"), "16 Nov  ▼25 30    7 Dec 14 ★17", NARROW),
    "search.keep": Press(("3", "slash", *"stained"), "┏━ 3 Pathology"),
    "search.clear": Press(("3", "slash", *"stained"), "┏━ 3 Pathology"),
    "casebook.new": Press((), "Time zone"),
    "casebook.walk": Press((), "Try: n leads to NEXT"),
    "casebook.sort": Press((), "by next step"),
    "casebook.reverse": Press((), "most urgent first, backwards ━"),
    "casebook.whose": Press((), "everybody’s"),
    "casebook.hand_over": Press(("g",), "Hand over Sam T."),
    "casebook.import": Press((), "Take in a file"),
    "casebook.archive": Press(("g",), "Put the case away: Sam T. V shows it, A brings it back."),
    "casebook.archived": Press(("g", "A"), "with archived ━"),
    "today.log": Press(("T",), "Log one call to St. Luke's Pathology: 1 case"),
    "history.put_back": Press(("1", "g", "space", "H", "j"), "u undoes that."),
    "form.save": Press(("1", "g", "j", "t", "tab", *"slept"), "┃   slept"),
    "form.cancel": Press(("1", "t"), "┏━ 1 Reasons"),
    "form.skip": Press(("1", "g", "enter"), "2 of 7", samples=("fresh",)),
    "form.afresh": Press(("t", "tab", *"slept"), "Started afresh."),
    "form.words": Press(("3", "c"), "Hello, my name is", NARROW),
    "form.words_next": Press(("3", "c"), "Hello, my name is", NARROW),
    "form.words_down": Press(("3", "c", "f2"), "Please send the pathology report", NARROW),
    "form.words_up": Press(("3", "c", "f2", "ctrl+down"), "Slide desk, 203-555-0177", NARROW),
    "form.copy": Press(("3", "c"), "━ Copy ━"),
    "form.help": Press(("3", "c"), "━ Help ━"),
    "form.more": Press(("3", "c"), "Who called"),
    "app.help": Press((), "━ Help ━"),
    "app.palette": Press((), "Log call (c)"),
    "app.hide": Press((), "**** *.  ****** ******"),
    "app.colors": Press((), "━ Colors ━"),
}
"""Each action that stays on the screen."""

ALONE = {"save.again", "save.discard", "app.quit", "app.suspend"}
"""What needs more than keys: tried by itself below, and Ctrl+Z in a real terminal."""


def seen(so: SoTui) -> str:
    """All there is to see: the lines that are drawn, whole, and what else is on the screen."""
    drawn = (widget for widget in so.screen.query("Drawn") if widget.display)
    lines = [line for widget in drawn for line in getattr(widget, "lines", ())]
    titles = [str(widget.border_title) for widget in so.screen.query("#form")]
    return "\n".join([*lines, *titles, screen_text(so)])


def test_every_action_is_tried() -> None:
    assert PRESSED.keys() | ALONE == BY_ID.keys()


@pytest.mark.parametrize(
    ("id_", "key"),
    [(id_, key) for id_ in PRESSED for key in BY_ID[id_].keys.split(",")],
    ids=lambda one: str(one),
)
async def test_each_key_does_what_is_said_of_it(tmp_path: Path, id_: str, key: str) -> None:
    more = ("rush",) if BY_ID[id_].place == "casebook" else ()
    so = app(tmp_path, *PRESSED[id_].samples, *more)
    async with so.run_test(size=PRESSED[id_].size) as pilot:
        for before in PRESSED[id_].after:
            await pilot.press(before)
            await pilot.pause()
        assert PRESSED[id_].brings not in seen(so)
        await pilot.press(key)
        await pilot.pause()
        assert PRESSED[id_].brings in seen(so)


async def test_what_could_not_be_saved_is_saved_by_a_key_or_thrown_away(tmp_path: Path) -> None:
    begun(tmp_path, "midway")
    so = app(tmp_path, seed="now")
    async with so.run_test(size=WIDE) as pilot:
        with no_room(tmp_path):
            await pilot.press("1", "g", "space")
            await pilot.pause()
        assert "not saved" in seen(so)
        await pilot.press("R")
        await pilot.pause()
        assert "Saved now: Peace of mind: does not apply." in seen(so)
        with no_room(tmp_path):
            await pilot.press("space")
            await pilot.pause()
        await pilot.press("X")
        await pilot.pause()
        await pilot.press("X")
        await pilot.pause()
        assert "Discarded: Peace of mind: not sure." in seen(so)


async def test_q_leaves(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        await pilot.press("q")
        await pilot.pause()
        assert not so.is_running
    assert so.return_code == 0
