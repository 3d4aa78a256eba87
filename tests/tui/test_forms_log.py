"""Logging a contact: few keys, and what it does to the items."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from so_tui.core.case import Outcome, in_order, offices_of
from so_tui.tui.forms.choices import Choices
from tests.tui import desk

if TYPE_CHECKING:
    pass
from tests.tui.sitting import first, sitting


async def test_a_voicemail_about_one_item_takes_two_keys_once_the_form_is_open(
    tmp_path: Path,
) -> None:
    async with sitting(tmp_path) as at:
        slides, _ = first(at.case, "pathology", "stained_slides")
        await at.open("contact.log", "item", slides, "pathology")
        await at.press("v")
        await at.save()

        assert not at.is_open
        _, contact = in_order(at.case.contacts)[-1]
        assert contact.outcome == "voicemail"
        assert contact.on == desk.TODAY
        assert contact.next_move == "them"
        assert list(contact.effects) == [slides]
        assert at.case.items[slides].state == "asked"


async def test_a_call_to_an_office_is_about_all_that_is_open_there(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        office, _ = offices_of(at.case, "pathology")[0]
        await at.open("contact.log", "office", office, "pathology")
        await at.press("s")
        assert "3 of these become “asked”." in at.sheet()
        await at.save()

        _, contact = in_order(at.case.contacts)[-1]
        assert len(contact.effects) == 3
        assert contact.office == office
        undone = await at.app.undo()
        assert undone.startswith("Undid")


async def test_a_promise_without_its_day_is_asked_for_at_its_field(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        slides, _ = first(at.case, "pathology", "stained_slides")
        await at.open("contact.log", "item", slides, "pathology")
        await at.press("p", "ctrl+s")
        assert at.is_open
        assert "Which day did they promise?" in at.sheet()
        assert at.form.focused is at.form.entries["promise"]

        await at.press("4", "space", "d", "e", "c")
        assert "Fri 4 Dec 2026, in 6 business days" in at.sheet()
        await at.save()
        promise = at.case.items[slides].promise
        assert promise is not None
        assert promise.day == dt.date(2026, 12, 4)


async def test_another_office_brings_its_own_items_and_person(tmp_path: Path) -> None:
    async with sitting(tmp_path, "many-offices") as at:
        await at.open("contact.log", "pane", call="pathology")
        before = at.form.entries["items"].raw
        await at.press("shift+tab", "right")
        where = at.form.entries["office"].raw
        entry = at.form.entries["items"]
        assert isinstance(entry, Choices)
        assert entry.raw != before
        offered = {one.value for one in entry.options}
        assert isinstance(entry.raw, frozenset)
        assert entry.raw <= offered
        assert all(at.case.items[id_].office in (None, where) for id_ in entry.raw)


async def test_what_to_say_stands_beside_the_form_where_there_is_room(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        await at.open("contact.log", "pane", call="pathology")
        side = at.form.query_one("#form-side")
        assert side.display
        assert side.region.x > at.form.query_one("#form").region.x
        await at.pilot.resize_terminal(*desk.NARROW)
        await at.pilot.pause()
        assert at.form.query_one("#form").region.width <= desk.NARROW[0]
        assert side.region.height == 0
        await at.press("f2")
        assert side.region.height > 3
        assert at.form.entries["outcome"].has_focus


async def test_the_log_has_an_outcome_for_each_letter(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        await at.open("contact.log", "pane", call="pathology")
        outcome = at.form.entries["outcome"]
        assert isinstance(outcome, Choices)
        letters = {one.value: one.key for one in outcome.options}
        assert set(letters) == set(get_args(Outcome))
        for value, letter in letters.items():
            await at.press(letter)
            assert outcome.raw == value


async def test_an_entry_of_the_log_is_corrected_without_touching_the_items(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        id_, _ = in_order(at.case.contacts)[0]
        items = at.case.items
        await at.open("row.edit", "contact", id_)
        await at.put(note="Ana is back on Monday")
        await at.save()
        assert at.case.contacts[id_].note == "Ana is back on Monday"
        assert at.case.items == items
