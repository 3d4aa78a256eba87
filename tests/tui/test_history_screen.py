"""Looking back on the screen: what each change did, and the way back to how it was."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot

from so_tui.tui.app import SoTui
from so_tui.tui.screens.case import CaseScreen
from so_tui.tui.screens.history import Changes, Details, HistoryScreen
from so_tui.tui.widgets.bars import Foot
from tests.hostile import PAYLOADS
from tests.tui.desk import NARROW, WIDE, app


def rows(so: SoTui) -> list[str]:
    return [row.text for row in so.screen.query_one(Changes).rows]


def below(so: SoTui) -> str:
    return "\n".join(so.screen.query_one(Details).lines)


def told(so: SoTui) -> str:
    return so.screen.query_one(Foot).sentence


async def some_changes(pilot: Pilot[None]) -> None:
    """Two answers, then a look at the history."""
    await pilot.press("1", "g", "space")
    await pilot.pause()
    await pilot.press("j", "space")
    await pilot.pause()
    await pilot.press("H")
    await pilot.pause()


async def test_each_change_is_a_line_with_who_when_what_before_and_after(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        await some_changes(pilot)
        assert isinstance(so.screen, HistoryScreen)
        assert len(rows(so)) == 3
        for words in ("Wed 25 Nov", "rosa", "More options", "answer: does not apply → not sure"):
            assert words in rows(so)[0]


async def test_all_that_the_chosen_change_did_stands_below(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=NARROW) as pilot:
        await some_changes(pilot)
        assert "More options, answer" in below(so)
        await pilot.press("j")
        await pilot.pause()
        assert "Peace of mind, answer: applies → does not" in below(so)


async def test_words_find_changes_by_what_they_did(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        await some_changes(pilot)
        await pilot.press("slash", *"begun", "enter")
        await pilot.pause()
        assert len(rows(so)) == 1
        await pilot.press("slash", *"zzz", "enter")
        await pilot.pause()
        assert "No change has these words" in rows(so)[0]
        await pilot.press("escape")
        await pilot.pause()
        assert len(rows(so)) == 3


async def test_an_earlier_state_is_put_back_as_a_new_change_and_undone(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        case = next(one for one in so.screen_stack if isinstance(one, CaseScreen))
        before = case.case
        await some_changes(pilot)
        now = so.casework.case(before.id).value
        await pilot.press("G", "p")
        await pilot.pause()
        assert so.casework.case(before.id).value == before
        assert "Put back to how it was" in told(so)
        assert "Put back" in rows(so)[0]
        await pilot.press("u")
        await pilot.pause()
        assert so.casework.case(before.id).value == now
        await pilot.press("escape")
        await pilot.pause()
        assert so.screen is case
        assert case.case == now


async def test_what_is_so_already_is_not_put_back(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        await some_changes(pilot)
        await pilot.press("p")
        await pilot.pause()
        assert "just as it was" in told(so)
        assert len(rows(so)) == 3


async def test_the_history_of_a_row_opens_from_the_list_of_cases(tmp_path: Path) -> None:
    so = app(tmp_path, "midway", "rush")
    async with so.run_test(size=NARROW) as pilot:
        await pilot.press("j", "H")
        await pilot.pause()
        assert isinstance(so.screen, HistoryScreen)
        assert "History of Rosa M." in so.screen.query_one(Changes).lines[0]


async def test_hostile_text_stays_text_in_the_history(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=NARROW) as pilot:
        page = so.casework.find("Rosa")
        from so_tui.core import verbs

        await so.writer.write([verbs.set_details(page, so.pen(), note="".join(PAYLOADS)[:2000])])
        await pilot.press("H")
        await pilot.pause()
        for line in (*so.screen.query_one(Changes).lines, *below(so).split("\n")):
            assert "\x1b" not in line
