"""A change is shown by its row until the next key, whoever made it; a card says it is complete."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from textual.pilot import Pilot

from so_tui.core import verbs
from so_tui.core.case import State
from so_tui.core.changes import Pen
from so_tui.core.touched import touched
from so_tui.tui.app import SoTui
from so_tui.tui.marks import MARKS
from so_tui.tui.screens.case import CaseScreen
from so_tui.tui.screens.casebook import CasebookScreen
from so_tui.tui.widgets.bars import Foot
from so_tui.tui.widgets.cases import CaseList
from so_tui.tui.widgets.pane import Pane
from tests.conftest import DEEP
from tests.deeds import a_case
from tests.tui.desk import NOW, TODAY, app, casework, ids
from tests.tui.test_law_of_panes import NEUTRAL, Story, begin
from tests.tui.watched import Sight, Watched, sit

SLIDES = ("3", "slash", *"stained", "enter", "g")


def marked(so: SoTui) -> list[str]:
    """The lines of panes in sight that bear the mark."""
    panes = (pane for pane in so.screen.query(Pane) if pane.display)
    return [line[1:-2] for pane in panes for line in pane.lines if line[-2] == MARKS["changed"]]


async def rest(so: SoTui, pilot: Pilot[None]) -> None:
    await so.key_queue.at_rest()
    await pilot.pause()


@settings(
    max_examples=60 if DEEP else 8, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(st.data())
def test_what_others_changed_is_shown_by_its_rows_until_the_next_key(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        story = Story(Path(folder) / "casebook.json")
        begin(story.path, [])
        so = story.app(case=a_case().id)

        async def look() -> None:
            async with so.run_test(size=(200, 60)) as pilot:
                for _ in range(4):
                    screen = so.screen
                    if not isinstance(screen, CaseScreen):
                        return  # the case was removed
                    before, offices = screen.case, dict(screen.offices)
                    story.others(data)
                    await so.writer.follow()
                    await pilot.pause()
                    if not isinstance(so.screen, CaseScreen):
                        return
                    things = touched(before, screen.case, offices, screen.offices)
                    for pane in screen.query(Pane):
                        there = {n for n, row in enumerate(pane.rows) if row.target is not None
                                 and (row.target.kind, row.target.id) in things}  # fmt: skip
                        top, room = pane._top, len(pane.lines) - 2 - len(pane._panel.above)
                        for y in range(room):
                            line = pane.lines[1 + len(pane._panel.above) + y]
                            assert (line[-2] == MARKS["changed"]) == (top + y in there), line
                    await pilot.press(NEUTRAL)
                    await rest(so, pilot)
                    assert marked(so) == []

        asyncio.run(look())


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ((*SLIDES, "space"), "stained slides"),
        (("3", "slash", *"stained", "enter", "g", "c", "h", "ctrl+s"), "stained slides"),
        (("1", "g", "space"), "Peace of mind"),
        ((*SLIDES, "space", "u"), "stained slides"),
        ((*SLIDES, "space", "u", "U"), "stained slides"),
        ((*SLIDES, "p", *"fri", "ctrl+s"), "stained slides"),
        (("1", "G", "m"), "ask"),
        (("1", "g", "j", "t", "tab", *"slept", "ctrl+s"), "More options"),
    ],
)
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_what_a_key_changed_is_shown_by_its_row_until_the_next_key(
    keys: tuple[str, ...], words: str, size: tuple[int, int], tmp_path: Path
) -> None:
    so = app(tmp_path, "midway", driver=Watched)

    async def look(at: Sight) -> None:
        await at.press(*keys)
        await at.drawn()
        stays, seen, written = marked(so), at.look(), at.terminal.written
        assert any(words in line for line in stays)
        assert any(f"{MARKS['changed']}" in line for line in seen)
        await asyncio.sleep(0.2)
        assert at.terminal.written == written, "drawn while nobody does anything"
        await at.press(NEUTRAL)
        await at.drawn()
        assert marked(so) == []
        assert not any(f"{MARKS['changed']}" in line for line in at.look())

    sit(so, size, look)


@pytest.mark.parametrize("ascii", [False, True])
async def test_a_card_that_became_complete_says_so_once(ascii: bool, tmp_path: Path) -> None:
    work = casework(tmp_path, "midway")
    so = app(tmp_path, ascii=ascii)
    async with so.run_test(size=(120, 40)) as pilot:
        (page,) = work.cases()
        pen = Pen(actor="ben", now=NOW, today=TODAY, new_id=ids("ben"))
        left = [id_ for id_, one in page.value.items.items()
                if one.call == "pathology" and one.state == "to_ask"]  # fmt: skip
        for n, id_ in enumerate(left):
            assert "all" not in " ".join(so.screen.query_one("#pathology", Pane).lines[-1:])
            (page,) = work.cases()
            known = work.catalogue.kinds[page.value.items[id_].kind]
            state: State = "usable" if known.checked else "arrived"
            work.write([verbs.move_item(page, pen, id_, state, checked_by="Ana")])
            await so.writer.follow()
            await pilot.pause()
            done = n == len(left) - 1
            edge = so.screen.query_one("#pathology", Pane).lines[-1]
            assert (f"all {len(left)} there now" in edge) == done
            told = so.screen.query_one(Foot).sentence
            assert (told == f"Pathology: all {len(left)} are there now.") == done
        await pilot.press(NEUTRAL)
        await rest(so, pilot)
        assert f"{len(left)} of {len(left)}" in so.screen.query_one("#pathology", Pane).lines[-1]
        assert so.screen.query_one(Foot).sentence == ""
        await so.writer.follow()
        await pilot.press("3", "j")
        await rest(so, pilot)
        assert "there now" not in so.screen.query_one("#pathology", Pane).lines[-1]


async def test_in_the_list_the_row_of_a_changed_case_bears_the_mark(tmp_path: Path) -> None:
    so = app(tmp_path, "midway", "fresh")
    async with so.run_test(size=(120, 40)) as pilot:
        assert isinstance(so.screen, CasebookScreen)
        work = casework(tmp_path)
        pen = Pen(actor="ben", now=NOW, today=TODAY, new_id=ids("ben"))
        work.write([verbs.hand_over(work.find("Rosa"), pen, "Ben")])
        await so.writer.follow()
        await pilot.pause()
        lines = so.screen.query_one(CaseList).lines
        assert ["Rosa" in line for line in lines if line[-2] == MARKS["changed"]] == [True]
        await pilot.press(NEUTRAL)
        await rest(so, pilot)
        assert not any(line[-2] == MARKS["changed"] for line in so.screen.query_one(CaseList).lines)
