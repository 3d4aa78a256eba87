"""Logging a contact: few keys, and what it does to the items."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import get_args

from so_tui.core import pace
from so_tui.core.case import Outcome, in_order, offices_of
from so_tui.tui.forms.choices import Choices
from tests.tui import desk
from tests.tui.sitting import Sitting, first, sitting


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
        assert at.case.items[slides].state == "to_ask"
        assert contact.chase_on == dt.date(2026, 11, 30)


async def test_a_call_to_an_office_is_about_all_that_is_open_there(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        office, _ = offices_of(at.case, "pathology")[0]
        await at.open("contact.log", "office", office, "pathology")
        await at.press("s")
        before = at.case.items
        entry = at.form.entries["items"]
        assert isinstance(entry, Choices)
        assert isinstance(entry.raw, frozenset)
        ticked = [one for one in entry.options if one.value in entry.raw]
        assert {one.about for one in ticked} == {"to ask → asked"}
        assert "Call back Mon 30 Nov." in at.sheet()
        assert {before[one.value].state for one in ticked} == {"to_ask"}
        await at.save()

        _, contact = in_order(at.case.contacts)[-1]
        assert len(contact.effects) == 3
        assert {at.case.items[id_].state for id_ in contact.effects} == {"asked"}
        assert contact.chase_on == dt.date(2026, 11, 30)
        assert contact.office == office
        undone = await at.app.writer.undo()
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


async def test_a_call_to_the_second_office_is_about_what_it_needs(tmp_path: Path) -> None:
    async with sitting(tmp_path, "fresh") as at:
        await at.open("contact.log", "pane", call="visit")
        await at.press("s")
        needs = at.form.entries["needed"]
        assert isinstance(needs, Choices)
        assert at.form.entries["items"].raw == frozenset()
        assert {"stained_slides", "consult_notes", "scan"} <= {one.value for one in needs.options}
        assert needs.field.rows >= len(needs.options)
        needs.focus()
        await at.pilot.pause()
        needs.raw = frozenset({"stained_slides", "scan"})
        no = at.form.entries["not_needed"]
        no.raw = frozenset({"labs"})
        before = at.case
        await at.save()

        accepts = at.case.visit.accepts
        assert {kind: one.required for kind, one in accepts.items()} == {
            "stained_slides": "yes", "scan": "yes", "labs": "no",
        }  # fmt: skip
        moved = {one.kind for id_, one in at.case.items.items() if one != before.items[id_]}
        assert moved == {"labs"}
        await at.app.writer.undo()
        assert at.app.casework.case(before.id).value == before


async def choose(at: Sitting, field: str, value: str) -> None:
    """Press the letter of an option."""
    entry = at.form.entries[field]
    assert isinstance(entry, Choices)
    entry.focus()
    await at.pilot.pause()
    await at.press(next(one.key for one in entry.options if one.value == value))


async def test_the_second_office_says_what_it_has_of_other_cards(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        notes, _ = first(at.case, "oncologist", "consult_notes")
        slides, _ = first(at.case, "pathology", "stained_slides")
        await at.open("contact.log", "pane", call="visit")
        await at.press("s")
        has = at.form.entries["has"]
        assert isinstance(has, Choices)
        offered = {one.value for one in has.options}
        assert notes in offered
        assert slides not in offered  # they never left the lab
        here = at.form.entries["office"].raw
        await choose(at, "office", "call:insurer")
        assert has.options == ()
        await choose(at, "office", str(here))
        await at.put(with_whom="Imani")
        has.raw = frozenset({notes})
        await at.save()
        assert at.case.items[notes].received.said_by == "Imani"
        assert at.case.items[notes].received.said_on == desk.TODAY


async def test_what_is_offered_in_place_of_what_is_refused_is_asked_for(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        slides, old = first(at.case, "pathology", "stained_slides")
        await at.open("contact.log", "item", slides, "pathology")
        instead = at.form.entries["instead"]
        assert isinstance(instead, Choices)
        await at.press("s")
        assert [one.value for one in instead.options] == [""]
        await choose(at, "outcome", "refused")
        assert {"", "recut"} <= {one.value for one in instead.options}
        instead.raw = "recut"
        await at.save()
        assert at.case.items[slides].state == "refused"
        (new,) = [one for one in at.case.items.values() if one.instead_of == slides]
        assert (new.state, new.form, new.identifiers) == ("asked", "recut", old.identifiers)


async def test_what_is_both_needed_and_not_is_asked_about(tmp_path: Path) -> None:
    async with sitting(tmp_path, "fresh") as at:
        await at.open("contact.log", "pane", call="visit")
        await at.press("s")
        at.form.entries["needed"].raw = frozenset({"labs"})
        at.form.entries["not_needed"].raw = frozenset({"labs"})
        await at.save()
        assert at.is_open
        said = " ".join(at.sheet().split())
        assert "This is ticked as needed, too. Which of the two did they say?" in said


async def test_nobody_is_asked_for_what_lies_at_home(tmp_path: Path) -> None:
    async with sitting(tmp_path, "fresh") as at:
        card, _ = first(at.case, "visit", "photo_id")
        await at.open("contact.log", "item", card, "visit")
        await at.press("s")
        entry = at.form.entries["items"]
        assert isinstance(entry, Choices)
        said = next(one.about for one in entry.options if one.value == card)
        assert said == "to have ready, as before"
        await at.save()
        assert at.case.items[card].state == "to_ask"


async def test_a_blank_disc_is_found_by_what_it_is_and_sends_the_images_back(
    tmp_path: Path,
) -> None:
    async with sitting(tmp_path) as at:
        images, _ = first(at.case, "radiology", "ct")
        before = at.case
        await at.open("item.problem", "item", images)
        await at.press(*"blank")
        assert at.form.entries["problem"].raw == "disc_unreadable"
        assert "→ not usable." in at.sheet()
        await at.save()
        item = at.case.items[images]
        assert (item.state, item.problem, item.way) == ("not_usable", "disc_unreadable", "carried")
        assert item.place in ("with_us", "second_office")
        await at.app.writer.undo()
        assert at.app.casework.case(before.id).value == before


async def test_how_long_they_take_is_kept_with_the_office_and_undone_with_the_call(
    tmp_path: Path,
) -> None:
    async with sitting(tmp_path) as at:
        id_, item = first(at.case, "pathology")
        office = at.case.offices[item.office or ""].office

        def takes() -> dict[str, int]:
            return at.app.casework.office_page(office).value.takes

        await at.open("contact.log", "item", id_, "pathology")
        await at.press("s")
        await at.put(usually="slides, a while")
        await at.save()
        assert "does not say how long it takes" in " ".join(at.sheet().split())
        await at.put(usually="slides 9 days; reports 4")
        await at.save()
        assert not at.is_open
        assert takes() == {"slides": 9, "reports": 4}
        await at.open("contact.log", "item", id_, "pathology")
        assert at.form.entries["usually"].raw == "slides 9, reports 4"
        await at.press("escape")
        await at.app.writer.undo()
        assert takes() == {}
        assert not [one for one in at.app.casework.cases()[0].value.contacts.values()
                    if one.call == "pathology"]  # fmt: skip


async def test_the_form_of_an_office_tells_what_it_really_took(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        took = {here.office: at.app.casework.took(here.office) for here in at.case.offices.values()}
        assert any(took.values())
        assert not all(took.values())
        for id_, here in at.case.offices.items():
            await at.open("office.edit", "office", id_)
            hint = at.form.entries["usually"].field.hint
            told = pace.told(took[here.office], at.app.casework.catalogue)
            assert ("They really took" in hint) == bool(told)
            assert told in hint
            await at.press("escape")
