"""What all forms have in common: leaving, coming back, typing, saving."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from so_tui.core import verbs
from so_tui.core.case import items_of
from so_tui.errors import CasebookError

if TYPE_CHECKING:
    pass
from tests.tui.sitting import first, hint, sitting


async def test_what_was_typed_is_kept_when_a_form_is_left(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        id_, _ = first(at.case, "radiology")
        await at.open("row.edit", "item", id_, "radiology")
        await at.put(note="ask for\nMarta")
        await at.press("escape")
        assert not at.is_open
        assert "What you typed is kept." in at.told

        await at.open("row.edit", "item", id_, "radiology")
        assert at.form.entries["note"].raw == "ask for\nMarta"
        assert "Going on with what you typed before." in hint(at)
        await at.press("ctrl+r")
        assert at.form.entries["note"].raw == ""
        await at.press("escape")
        await at.open("row.edit", "item", id_, "radiology")
        assert at.form.entries["note"].raw == ""


async def test_a_form_of_another_row_has_a_draft_of_its_own(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        one, two = [id_ for id_, _ in items_of(at.case, "radiology")][:2]
        await at.open("row.edit", "item", one, "radiology")
        await at.put(note="only here")
        await at.press("escape")
        await at.open("row.edit", "item", two, "radiology")
        assert at.form.entries["note"].raw == ""


async def test_a_form_that_cannot_be_saved_stays_with_what_was_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sitting(tmp_path) as at:
        id_, _ = first(at.case, "radiology")
        await at.open("row.edit", "item", id_, "radiology")
        await at.put(note="not lost")

        def full(changes: object, *, again: bool = False) -> None:
            raise CasebookError("The disk is full. Nothing was changed.")

        with monkeypatch.context() as fault:
            fault.setattr(at.app.casework, "write", full)
            await at.save()
            assert at.form.entries["note"].raw == "not lost"
            assert "The disk is full." in hint(at)
        await at.save()
        assert at.case.items[id_].note == "not lost"


async def test_a_form_saved_as_it_opened_changes_nothing(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        before = at.screen.page
        await at.open("visit.edit")
        await at.save()
        assert not at.is_open
        assert at.screen.page == before


async def test_edits_of_two_people_in_one_form_both_live(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        await at.open("visit.edit")
        other = verbs.set_details(at.screen.page, at.app.pen(), label="Rosa Marín")
        await at.app.writer.write([other])
        await at.put(doctor="Dr Okoye")
        await at.save()
        assert at.case.label == "Rosa Marín"
        assert at.case.visit.doctor == "Dr Okoye"


async def test_pasted_lines_are_joined_in_a_line_and_kept_in_a_note(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        await at.open("case.details")
        await at.put(label="Rosa\nMarín\x1b[31m", note="one\r\ntwo")
        assert at.form.entries["label"].raw == "Rosa Marín"
        assert at.form.entries["note"].raw == "one\ntwo"
        await at.save()
        assert at.case.label == "Rosa Marín"
        assert at.case.note == "one\ntwo"
        assert "control characters were taken out" in at.told


async def test_a_text_that_is_too_long_is_told_and_kept_in_the_entry(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        await at.open("case.details")
        await at.put(label="x" * 10_000)
        await at.save()
        assert at.is_open
        assert "10,000 characters" in at.sheet()
        assert at.form.entries["label"].raw == "x" * 10_000


async def test_enter_goes_on_and_saves_on_the_last_field(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        id_, _ = first(at.case, "oncologist")
        await at.open("item.usable", "item", id_)
        await at.put(checked_by="Elena")
        await at.press("enter")
        assert at.form.focused is at.form.entries["on"]
        await at.press("tab", "tab", "enter")
        assert not at.is_open
        assert at.case.items[id_].state == "usable"


async def test_who_opens_a_form_can_walk_through_it_by_tab_to_the_button(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        await at.open("case.status")
        await at.press("tab")
        focused = at.form.focused
        assert focused is not None
        assert focused.id == "form-save"


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20), (40, 12)])
async def test_the_field_with_the_focus_can_always_be_seen(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with sitting(tmp_path, size=size) as at:
        await at.open("visit.edit")
        for name, entry in at.form.entries.items():
            entry.focus()
            await at.pilot.pause()
            assert entry.has_focus, name
            body = at.form.query_one("#form-body").region
            assert entry.region.y in range(body.y, body.bottom), name
            assert at.form.query_one("#form-hint").region.bottom <= size[1]
            assert at.form.query_one("#form-save").region.bottom <= size[1]
