"""A new case, its people, the visit, the offices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from so_tui.core.case import in_order, offices_of
from so_tui.tui.screens.casebook import CasebookScreen
from so_tui.zones import is_zone
from tests.tui import desk

if TYPE_CHECKING:
    pass
from tests.tui.sitting import Sitting, hint, sitting


@contextmanager
def zone(monkeypatch: pytest.MonkeyPatch, name: str) -> Iterator[None]:
    """A computer that is set to a zone."""
    with monkeypatch.context() as set_:
        set_.setenv("TZ", name)
        yield


async def test_a_new_case_needs_a_label_and_finds_the_usual_items_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = desk.app(tmp_path)
    with zone(monkeypatch, "America/Chicago"):
        async with app.run_test(size=desk.NARROW) as pilot:
            await pilot.pause()
            assert isinstance(app.screen, CasebookScreen)
            await pilot.press("a")
            await pilot.pause()
            at = Sitting(app, pilot)
            assert at.form.entries["zone"].raw == "America/Chicago"
            await at.press("ctrl+s")
            assert "A case needs a label" in at.sheet()
            await at.put(label="Rosa")
            await at.save()
            await pilot.pause()
            assert at.case.label == "Rosa"
            assert at.case.visit.day is None
            assert {item.kind for item in at.case.items.values()} >= {"stained_slides", "scan"}


async def test_a_day_is_said_in_full_while_it_is_typed(tmp_path: Path) -> None:
    app = desk.app(tmp_path)
    async with app.run_test(size=desk.WIDE) as pilot:
        await pilot.pause()
        await pilot.press("a")
        await pilot.pause()
        at = Sitting(app, pilot)
        await at.put(label="Rosa", day="17 dec", time="10:30", zone="new york")
        assert "Thu 17 Dec 2026, in 15 business days" in at.sheet()
        assert "10:30, in the morning" in at.sheet()
        await at.save()
        assert "Is it America/New_York?" in at.sheet()
        await at.put(zone="America/New_York")
        await at.save()
        await pilot.pause()
        visit = at.case.visit
        assert (visit.day, visit.time) == (dt.date(2026, 12, 17), dt.time(10, 30))
        assert visit.zone == "America/New_York"


async def test_a_moved_visit_keeps_its_earlier_date(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        await at.open("visit.edit")
        await at.put(day="12/21", deadline="fri")
        await at.save()
        visit = at.case.visit
        assert visit.day == dt.date(2026, 12, 21)
        assert visit.deadline == dt.date(2026, 11, 27)
        assert dt.date(2026, 12, 17) in {one.day for one in visit.earlier.values()}


async def test_details_and_person_are_one_change(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        before = at.case
        await at.open("case.details")
        await at.put(has_it="Elena", born="3/4/58", person_note="hard of hearing")
        await at.save()
        assert at.case.has_it == "Elena"
        assert at.case.person.born == dt.date(1958, 3, 4)
        assert at.case.person.note == "hard of hearing"
        await at.app.writer.undo()
        at.screen.refresh_case()
        assert at.case.person == before.person


async def test_a_proxy_is_added_from_the_details(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        await at.open("case.details")
        at.form.entries["then"].focus()
        await at.press("right")
        await at.save()
        await at.put(name="Luis", authority="health-care proxy")
        await at.save()
        _, luis = in_order(at.case.people)[-1]
        assert (luis.name, luis.authority) == ("Luis", "health-care proxy")


async def test_a_letter_chooses_the_status_and_enter_takes_it(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        before = at.case
        await at.open("case.status")
        await at.press("p")
        await at.press("o")
        assert "A letter chooses, Enter takes it." in hint(at)
        assert at.case == before
        await at.press("enter")
        assert not at.is_open
        assert at.case.status == "on_hold"


async def test_a_reason_keeps_a_note_and_who_said_it(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        await at.open("reason.note", "reason", "research_study")
        await at.put(note="nothing open near home", given_by="Dr Chen")
        await at.save()
        answer = at.case.reasons["research_study"]
        assert (answer.note, answer.given_by) == ("nothing open near home", "Dr Chen")


async def test_what_the_doctor_said_about_waiting_is_kept_with_its_day(tmp_path: Path) -> None:
    async with sitting(tmp_path, "fresh") as at:
        await at.open("visit.waiting", "waiting")
        await at.put(until="20 dec", said_by="Dr Chen")
        await at.save()
        waiting = at.case.visit.waiting
        assert waiting.until == dt.date(2026, 12, 20)
        assert waiting.said_on == desk.TODAY


async def test_what_the_second_office_accepts_is_kept_for_one_kind(tmp_path: Path) -> None:
    async with sitting(tmp_path, "fresh") as at:
        await at.open("visit.accepts")
        await at.press(*"stained", "enter")
        await at.pilot.pause()
        at.form.entries["forms"].focus()
        await at.press("o")
        await at.save()
        assert at.case.visit.accepts["stained_slides"].forms == ("original",)


async def test_an_office_the_casebook_knows_is_picked_by_a_part_of_its_name(
    tmp_path: Path,
) -> None:
    async with sitting(tmp_path) as at:
        known = next(one for one in at.screen.offices.values() if "Shore" in one.name)
        await at.open("row.add", call="radiology")
        await at.press("o", "enter")
        await at.pilot.pause()
        await at.press(*"sho", "enter")
        await at.pilot.pause()
        added = [one.office for _, one in offices_of(at.case, "radiology")]
        assert known.id in added


async def test_an_office_that_was_looked_for_in_vain_is_new_by_that_name(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        await at.open("row.add", call="radiology")
        await at.press("o", "enter")
        await at.pilot.pause()
        await at.press(*"Riverside Scans", "enter")
        await at.pilot.pause()
        assert "A new office" in str(at.form.form.title)
        await at.save()
        _, here = offices_of(at.case, "radiology")[-1]
        assert at.screen.offices[here.office].name == "Riverside Scans"


async def test_whoever_looks_for_a_new_office_gives_it_no_name_by_that(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        await at.open("row.add", call="radiology")
        await at.press("o", "enter")
        await at.pilot.pause()
        await at.press(*"new office", "enter")
        await at.pilot.pause()
        assert at.form.entries["name"].raw == ""


async def test_a_new_office_and_what_is_the_cases_own_are_one_change(tmp_path: Path) -> None:
    async with sitting(tmp_path, "fresh") as at:
        before = at.screen.page
        await at.open("row.add", call="pathology")
        await at.press("o", "enter")
        await at.pilot.pause()
        await at.press("enter")
        await at.pilot.pause()
        await at.put(
            name="St. Luke's Pathology",
            phone="203-555-0177",
            person_number="88-1042",
            closed_from="24 dec",
            closed_to="1 jan",
        )
        await at.save()
        _, here = offices_of(at.case, "pathology")[-1]
        office = at.screen.offices[here.office]
        assert (office.name, here.person_number) == ("St. Luke's Pathology", "88-1042")
        assert [one.last for one in office.closures.values()] == [dt.date(2027, 1, 1)]
        await at.app.writer.undo()
        at.screen.refresh_case()
        assert at.screen.page.value == before.value


async def test_an_offices_identity_changes_for_every_case_and_its_number_for_this_one(
    tmp_path: Path,
) -> None:
    async with sitting(tmp_path) as at:
        id_, here = offices_of(at.case, "pathology")[0]
        await at.open("office.edit", "office", id_)
        await at.put(fax="203-555-0199", contact_person="Mr Lee", note="ring twice")
        at.form.entries["open_days"].focus()
        await at.press("f")
        await at.save()
        office = at.app.casework.offices()[here.office]
        assert (office.fax, office.note) == ("203-555-0199", "ring twice")
        assert office.open_days == (1, 2, 3, 4)
        assert at.case.offices[id_].contact_person == "Mr Lee"
        assert at.case.offices[id_].note == here.note


async def test_an_office_that_is_known_is_asked_about_and_two_that_are_one_are_joined(
    tmp_path: Path,
) -> None:
    async with sitting(tmp_path) as at:
        id_, here = offices_of(at.case, "pathology")[0]
        name = at.screen.offices[here.office].name
        await at.open("office.edit", "office", id_)
        assert "same" not in at.form.entries, "no other one is called so"
        await at.press("escape")
        await at.open("row.add", call="pathology")
        await at.press("o", "enter")
        await at.pilot.pause()
        await at.press(*"new office", "enter")
        await at.pilot.pause()
        await at.put(name=name.upper().replace("'", "’"), phone="212-555-0123")
        await at.press("ctrl+s")
        assert "There is an office of this name already" in at.sheet()
        assert "again saves it so" in hint(at)
        await at.save()
        twin = offices_of(at.case, "pathology")[-1][1].office
        assert twin != here.office
        before = at.screen.page.value
        await at.open("office.edit", "office", id_)
        at.form.entries["same"].focus()
        await at.press("down")
        await at.save()
        assert twin not in at.app.casework.offices()
        assert [one.office for _, one in offices_of(at.case, "pathology")].count(here.office) == 1
        assert at.app.casework.offices()[here.office].other_phones == "212-555-0123"
        await at.app.writer.undo()
        at.screen.refresh_case()
        assert at.screen.page.value == before


async def test_a_second_case_with_a_label_is_made_only_when_it_is_saved_twice(
    tmp_path: Path,
) -> None:
    app = desk.app(tmp_path)
    async with app.run_test(size=desk.WIDE) as pilot:
        await pilot.pause()
        for saves in (1, 2):
            await pilot.press("a")
            await pilot.pause()
            at = Sitting(app, pilot)
            await at.put(label="Rosa" if saves == 1 else "rosa")
            await at.press("ctrl+s")
            if saves == 2:
                assert "There is a case with this label already" in at.sheet()
                assert "again saves it so" in hint(at)
                assert len(app.casework.cases()) == 1
                await at.save()
            await pilot.pause()
            assert len(app.casework.cases()) == saves
            await pilot.press("escape")
            await pilot.pause()


@pytest.mark.parametrize("time", ["", "10:30"])
@pytest.mark.parametrize("typed", ["America/Denver", "Mars/City", "17 dec 2026"])
async def test_a_zone_that_was_typed_is_kept_or_refused_with_and_without_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, time: str, typed: str
) -> None:
    app = desk.app(tmp_path)
    with zone(monkeypatch, "America/Chicago"):
        async with app.run_test(size=desk.WIDE) as pilot:
            await pilot.pause()
            await pilot.press("a")
            await pilot.pause()
            at = Sitting(app, pilot)
            await at.put(label="Rosa", day="17 dec", time=time, zone=typed)
            await at.save()
            if not is_zone(typed):
                assert "is not a time zone" in at.sheet()
                await at.put(zone="America/Denver")
                await at.save()
            await pilot.pause()
            assert at.case.visit.zone == "America/Denver"
            for wrong in ("Mars/City", typed) if not is_zone(typed) else ():
                await at.open("visit.edit")
                await at.put(time="", zone=wrong)
                await at.save()
                assert "is not a time zone" in at.sheet()
                await at.press("escape")
            assert at.case.visit.zone == "America/Denver"
