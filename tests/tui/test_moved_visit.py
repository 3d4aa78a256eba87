"""A moved visit says what that did to the plan, on the screen as by the command."""

from __future__ import annotations

from pathlib import Path

import pytest

from so_tui.core.plan import moved
from so_tui.tui.forms.entries import Entry
from so_tui.tui.forms.visits import moved_menu
from tests.tui.desk import TODAY, screen_text
from tests.tui.sitting import sitting


@pytest.mark.parametrize("day", ["12/2", "12/7", "12/14", "12/16", "12/21", "1/8"])
async def test_all_that_the_move_did_is_listed_and_gone_to(tmp_path: Path, day: str) -> None:
    async with sitting(tmp_path) as at:
        before = at.screen.plan
        await at.open("visit.edit")
        await at.put(day=day, deadline="")
        await at.save()
        after = at.screen.plan
        all_of_it = [step for step, _ in moved(before, after)]
        assert all_of_it
        form = moved_menu("case", before, after, at.screen.catalogue, TODAY)
        assert form is not None
        listed = form.fields[0].options
        assert [one.value for one in listed] == [step.id for step in all_of_it]
        shown = screen_text(at.app)
        for one in listed[:8]:
            assert one.label in shown
            assert one.about in shown
        await at.press("enter")
        await at.pilot.pause()
        assert not at.is_open
        assert at.screen.target().step == all_of_it[0].id or at.screen.target().id in (
            all_of_it[0].item, all_of_it[0].release, all_of_it[0].office,
        )  # fmt: skip


async def test_a_visit_that_stays_on_its_day_lists_nothing(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        await at.open("visit.edit")
        await at.put(note="By the north door.")
        await at.save()
        assert not at.is_open


async def test_a_first_date_lists_nothing(tmp_path: Path) -> None:
    async with sitting(tmp_path, "no-date") as at:
        await at.open("visit.edit")
        await at.put(day="12/17")
        await at.save()
        assert not at.is_open


async def test_enter_on_a_row_of_the_visit_begins_with_its_field(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        tried = set()
        await at.press("0", "g")
        for _ in range(12):
            target = at.screen.target()
            if target.kind in ("visit", "appointment"):
                await at.press("enter")
                await at.pilot.pause()
                focused = at.app.focused
                assert isinstance(focused, Entry)
                assert focused.field.name == (target.id or "day")
                tried.add(focused.field.name)
                await at.press("escape")
            await at.press("j")
        assert {"day", "doctor", "papers_to", "slides_to"} <= tried
