"""Days, times and zones in forms: refused, or asked about until a second save."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from so_tui.core import dates
from so_tui.core.case import offices_of
from so_tui.core.fields import Rule, all_fields
from so_tui.tui.forms.fields import Field, Reading
from so_tui.tui.forms.filling import Filling
from tests.tui import desk
from tests.tui.sitting import Sitting, first, hint, sitting
from tests.tui.test_forms_untouched import every_form


@pytest.mark.parametrize("sample", ["midway", "many-offices"])
def test_each_day_of_every_form_goes_by_the_one_table(sample: str) -> None:
    known = [one.day for _, _, one in all_fields() if one.day is not None]
    file = desk.sample(sample)
    offices = {one.id: one for one in file.offices}
    found = [
        (tried.name, field)
        for tried in every_form(file.cases[0], offices)
        for field in tried.form.fields
        if field.kind == "day"
    ]
    assert {"visit_form", "new_case_form", "release_form", "edit_form"} <= {one for one, _ in found}
    for name, field in found:
        assert any(field.rule is one for one in known), f"{name}: {field.name}"


async def test_what_has_happened_cannot_lie_ahead(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        await at.open("contact.log", call="pathology")
        await at.put(on="1 dec 2026")
        await at.press("ctrl+s")
        await at.press("ctrl+s")
        assert at.form.entries  # it is still open
        before = len(at.case.contacts)
        at.form.entries["outcome"].raw = "spoke"
        await at.save()
        await at.save()
        assert "Tue 1 Dec 2026 is still ahead, and the day of the call can only be" in " ".join(
            at.sheet().split()
        )
        assert len(at.case.contacts) == before
        await at.put(on="mon")
        assert "Mon 23 Nov 2026" in at.sheet()
        await at.save()
        assert not at.is_open
        assert dt.date(2026, 11, 23) in {one.on for one in at.case.contacts.values()}


async def test_a_year_that_was_hardly_meant_needs_a_second_save(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        id_, _ = first(at.case, "pathology")
        await at.open("item.promise", "item", id_, "pathology")
        await at.put(day="1 nov")
        await at.save()
        assert "“1 nov” was read as Mon 1 Nov 2027, not Sun 1 Nov 2026." in " ".join(
            at.sheet().split()
        )
        assert "Ctrl+S again saves it so." in hint(at)
        assert at.form.focused is at.form.entries["day"]
        await at.put(day="2 nov")  # another day is another question
        await at.save()
        assert at.form.entries  # it is still open
        await at.save()
        assert not at.is_open
        promise = at.case.items[id_].promise
        assert promise is not None
        assert promise.day == dt.date(2027, 11, 2)


@pytest.mark.parametrize(("action", "field"), [("item.promise", "day"), ("contact.log", "promise")])
async def test_a_promised_day_that_has_gone_by_is_said_at_once_and_asked_about(
    tmp_path: Path, action: str, field: str
) -> None:
    async with sitting(tmp_path) as at:
        id_, _ = first(at.case, "pathology")
        await at.open(action, "item", id_, "pathology")
        if "outcome" in at.form.entries:
            at.form.entries["outcome"].raw = "promised"
        await at.put(**{field: "2026-11-20"})
        assert "Fri 20 Nov 2026, has gone by" in at.sheet()
        await at.save()
        asks = "Fri 20 Nov 2026 has gone by. Is that the promised day?"
        assert asks in " ".join(at.sheet().split())
        assert at.form.focused is at.form.entries[field]
        await at.save()
        assert not at.is_open
        promise = at.case.items[id_].promise
        assert promise is not None
        assert promise.day == dt.date(2026, 11, 20)
        await at.open("item.promise", "item", id_, "pathology")
        await at.put(by="Ana")
        await at.save()  # the day is as it was: nothing to ask
        assert not at.is_open


async def test_a_draft_does_not_settle_what_is_in_doubt(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        id_, _ = first(at.case, "pathology")
        await at.open("item.promise", "item", id_, "pathology")
        await at.put(day="1 nov")
        await at.press("escape")
        await at.open("item.promise", "item", id_, "pathology")
        assert at.form.entries["day"].raw == "1 nov"
        await at.save()
        assert at.form.entries  # it is still open


@pytest.mark.parametrize(
    ("day", "asks"),
    [
        ("26 nov", "Thu 26 Nov 2026 is a holiday: Thanksgiving Day."),
        ("sat", "Sat 28 Nov 2026 is on a weekend."),
        ("2026-11-20", "Fri 20 Nov 2026 has gone by."),
    ],
)
async def test_a_visit_on_a_day_that_is_hardly_one_needs_a_second_save(
    tmp_path: Path, day: str, asks: str
) -> None:
    async with sitting(tmp_path) as at:
        await at.open("visit.edit")
        await at.put(day=day)
        await at.save()
        assert asks in " ".join(at.sheet().split())
        assert at.form.entries  # it is still open
        await at.save()
        if at.is_open:  # the list of what the move did
            await at.press("escape")
        assert not at.is_open
        assert at.case.visit.day != dt.date(2026, 12, 17)
        await at.open("visit.edit")
        await at.put(doctor="Dr Amari")
        await at.save()  # the day is as it was: nothing to ask
        assert not at.is_open


async def test_a_visit_when_its_own_office_is_closed_is_asked_about(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        office = next((id_ for id_, _ in offices_of(at.case, "visit")), "")
        await at.open("office.edit", "office", office, "visit")
        await at.put(closed_from="14 dec", closed_to="18 dec", closed_why="moving")
        await at.save()
        await at.open("visit.edit")
        await at.put(day="16 dec")
        await at.save()
        assert "is closed on Wed 16 Dec 2026: moving." in " ".join(at.sheet().split())


async def test_a_time_that_clocks_show_twice_needs_a_second_save(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        await at.open("visit.edit")
        await at.put(day="2027-11-07", time="1:30am")
        await at.save()
        assert "clocks are put back, and show it twice" in " ".join(at.sheet().split())
        await at.save()
        assert at.case.visit.time == dt.time(1, 30)


@pytest.mark.parametrize(("name", "value"), [("SSH_TTY", "/dev/pts/1"), ("TZ", "EST5EDT")])
async def test_a_zone_that_is_not_known_is_asked_for_and_stays_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    app = desk.app(tmp_path)
    async with app.run_test(size=desk.WIDE) as pilot:
        await pilot.pause()
        await pilot.press("a")
        await pilot.pause()
        at = Sitting(app, pilot)
        assert at.form.entries["zone"].raw == ""
        await at.put(label="Rosa", day="17 dec", time="10:30")
        assert "In which time zone is that place?" in at.sheet()
        assert at.form.entries["time"].field.label == "Time"
        await at.save()
        await pilot.pause()
        assert (at.case.visit.time, at.case.visit.zone) == (dt.time(10, 30), "")
        await at.press("0")
        assert "UTC" not in "\n".join(at.app.screen.query_one("#visit").lines)  # type: ignore[attr-defined]


async def test_the_care_teams_number_is_in_the_help_and_on_the_visits_card(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        await at.open("case.details")
        await at.put(after_hours="203-555-0100")
        await at.save()
        assert at.case.after_hours == "203-555-0100"
        turn = at.app.where_to_turn()
        assert "203-555-0100" in " ".join(turn)
        at.app.hidden = True
        assert "203" not in " ".join(at.app.where_to_turn())


# --- The law ---------------------------------------------------------------------------------


@given(
    st.sampled_from([one.day for _, _, one in all_fields() if one.day is not None]),
    st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31)),
    st.integers(-400, 400),
    st.booleans(),
)
def test_no_form_takes_a_day_that_cannot_be_or_a_far_one_unasked(
    rule: Rule, today: dt.date, away: int, in_words: bool
) -> None:
    field = Field(name="on", label="On", kind="day", rule=rule)
    day = today + dt.timedelta(days=away)
    text = dates.number(day, day) if in_words else f"{day.month}/{day.day}"
    filling = Filling((field,), {}, Reading(today=today))
    filling.type("on", text)
    values, wrong = filling.read()
    found = values["on"]
    if wrong:
        assert found is None
    else:
        assert isinstance(found, dt.date)
        assert rule.side != "behind" or found <= today
        assert abs((found - today).days) <= 300 or filling.doubts
