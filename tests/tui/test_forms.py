"""What people do in forms: type a little, save, leave, come back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest
from textual import events
from textual.pilot import Pilot

from so_tui.core import verbs
from so_tui.core.case import CallName, Case, Item, Outcome, in_order, items_of, offices_of
from so_tui.core.changes import CasePage
from so_tui.core.text import clean
from so_tui.errors import CasebookError
from so_tui.tui.app import SoTui
from so_tui.tui.forms.choices import Choices
from so_tui.tui.forms.frame import FormScreen
from so_tui.tui.screens.case import CaseScreen
from so_tui.tui.screens.casebook import CasebookScreen
from so_tui.tui.targets import Kind, Target
from so_tui.tui.widgets.bars import Foot
from tests.tui import desk

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Sitting:
    """Somebody at the case's screen, opening forms and typing into them."""

    def __init__(self, app: SoTui, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def screen(self) -> CaseScreen:
        """The case's screen, under the form if one is open."""
        return next(one for one in self.app.screen_stack if isinstance(one, CaseScreen))

    @property
    def case(self) -> Case:
        """The case as it is shown."""
        return self.screen.page.value

    @property
    def form(self) -> FormScreen:
        """The form that is open."""
        assert isinstance(self.app.screen, FormScreen), "no form is open"
        return self.app.screen

    @property
    def is_open(self) -> bool:
        """Whether a form is open."""
        return isinstance(self.app.screen, FormScreen)

    @property
    def told(self) -> str:
        """What the status line says."""
        return " ".join(" ".join(foot.lines) for foot in self.screen.query(Foot))

    async def open(
        self, action: str, kind: Kind = "pane", id: str = "", call: CallName | None = None
    ) -> None:
        """Open the form of an action for a row."""
        self.screen.run_form(action, Target(kind, id, call))
        await self.pilot.pause()
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        """Press keys, and wait until everything has settled."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def put(self, **texts: str) -> None:
        """Paste texts into entries, by the names of their fields, in place of what is there."""
        for name, text in texts.items():
            entry = self.form.entries[name]
            entry.focus()
            await self.pilot.pause()
            entry.raw = ""
            entry.post_message(events.Paste(text))
            await self.pilot.pause()

    def sheet(self) -> str:
        """All words around the entries."""
        sheet = self.form.query_one("Sheet")
        return "\n".join(sheet.lines)  # type: ignore[attr-defined]  # every Sheet is Drawn

    async def save(self) -> None:
        """Save the form, and wait until it was written."""
        await self.press("ctrl+s")
        writing = [one for one in self.app.workers if one.group != "form"]
        if writing:  # without any it would wait for the form, which may stay open
            await self.app.workers.wait_for_complete(writing)
        await self.pilot.pause()


@asynccontextmanager
async def sitting(
    folder: Path, sample: str = "midway", size: tuple[int, int] = desk.WIDE
) -> AsyncIterator[Sitting]:
    """The app with one case open."""
    app = desk.app(folder, sample)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Sitting(app, pilot)


def first(case: Case, call: CallName, kind: str = "") -> tuple[str, Item]:
    """The first item of a call, or the first of a kind."""
    return next((id_, item) for id_, item in items_of(case, call) if not kind or item.kind == kind)


# --- The log ---------------------------------------------------------------------------------


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


# --- Leaving and coming back -----------------------------------------------------------------


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

        def full(changes: object) -> None:
            raise CasebookError("The disk is full. Nothing was changed.")

        with monkeypatch.context() as fault:
            fault.setattr(at.app.casework, "apply", full)
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
        await at.app.apply([other])
        await at.put(doctor="Dr Okoye")
        await at.save()
        assert at.case.label == "Rosa Marín"
        assert at.case.visit.doctor == "Dr Okoye"


# --- Typing ----------------------------------------------------------------------------------


def hint(at: Sitting) -> str:
    """The line at the foot of the form."""
    return str(at.form.query_one("#form-hint").render())


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


# --- A case ----------------------------------------------------------------------------------


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
        await at.app.undo()
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


async def test_one_letter_sets_the_status(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        await at.open("case.status")
        await at.press("o")
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


# --- Offices ---------------------------------------------------------------------------------


async def test_an_office_the_casebook_knows_is_picked_by_a_part_of_its_name(
    tmp_path: Path,
) -> None:
    async with sitting(tmp_path) as at:
        known = next(one for one in at.screen.offices.values() if "Shore" in one.name)
        await at.open("row.add", call="radiology")
        await at.press("o")
        await at.press(*"sho", "enter")
        await at.pilot.pause()
        added = [one.office for _, one in offices_of(at.case, "radiology")]
        assert known.id in added


async def test_a_new_office_and_what_is_the_cases_own_are_one_change(tmp_path: Path) -> None:
    async with sitting(tmp_path, "fresh") as at:
        before = at.screen.page
        await at.open("row.add", call="pathology")
        await at.press("o")
        if "A new office" not in str(at.form.form.title):
            await at.press("up", "end", "enter")
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
        await at.app.undo()
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


# --- Items -----------------------------------------------------------------------------------


async def test_everything_asks_for_the_list_instead(tmp_path: Path) -> None:
    async with sitting(tmp_path, "midway") as at:
        before = len(items_of(at.case, "oncologist"))
        await at.open("row.add", call="oncologist")
        await at.press("i")
        await at.pilot.pause()
        kind = at.form.entries["kind"]
        assert isinstance(kind, Choices)
        letter = next(one.key for one in kind.options if one.value == "everything")
        await at.press(letter)
        await at.save()
        assert at.form.form.title == "Which papers, by name?"
        await at.press("*")
        wanted = at.form.entries["kinds"].raw
        await at.save()
        after = items_of(at.case, "oncologist")
        assert "everything" not in {item.kind for _, item in after}
        assert len(after) == before + len(wanted)
        assert len({item.number for _, item in after}) == len(after)
        await at.app.undo()
        at.screen.refresh_case()
        assert len(items_of(at.case, "oncologist")) == before


async def test_an_item_is_edited_with_its_numbers_and_its_loan(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        id_, old = first(at.case, "pathology", "stained_slides")
        await at.open("row.edit", "item", id_)
        await at.put(reference="S26-2000", count_have="10", return_due="1 feb", tracking="1Z")
        await at.save()
        item = at.case.items[id_]
        assert item.identifiers.reference == "S26-2000"
        assert (item.count_asked, item.count_have) == (old.count_asked, 10)
        assert item.custody.return_due == dt.date(2027, 2, 1)
        assert (item.state, item.office) == (old.state, old.office)


async def test_a_number_that_is_none_is_told_at_its_field(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        id_, _ = first(at.case, "pathology", "stained_slides")
        await at.open("row.edit", "item", id_)
        await at.put(count_asked="a few")
        await at.save()
        assert "Write a number in figures" in at.sheet()


async def test_nobody_calls_a_thing_usable_without_saying_who_checked(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        id_, _ = first(at.case, "oncologist")
        await at.open("item.state", "item", id_)
        await at.press("u")
        await at.save()
        assert "Say who checked" in at.sheet()
        await at.put(checked_by="Elena", on="yesterday")
        await at.save()
        _, move = in_order(at.case.items[id_].moves)[-1]
        assert (move.state, move.checked_by) == ("usable", "Elena")
        assert move.on == dt.date(2026, 11, 24)


async def test_a_promise_is_kept_and_taken_away(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        id_, _ = first(at.case, "pathology", "stained_slides")
        await at.open("item.promise", "item", id_)
        await at.put(day="4 dec", by="Ana")
        await at.save()
        promise = at.case.items[id_].promise
        assert promise is not None
        assert (promise.by, promise.given_on) == ("Ana", desk.TODAY)
        await at.open("item.promise", "item", id_)
        await at.press("ctrl+u")
        await at.save()
        assert at.case.items[id_].promise is None


async def test_a_problem_shows_what_can_be_asked_next(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        id_, _ = first(at.case, "pathology", "stained_slides")
        await at.open("item.problem", "item", id_)
        problem = at.screen.catalogue.problems["wrong_fax"]
        await at.press(*("space" if one == " " else one for one in problem.name), "enter")
        await at.pilot.pause(0.3)
        assert problem.then.split()[0] in at.sheet()
        await at.save()
        assert at.case.items[id_].problem == "wrong_fax"


# --- Releases, questions, steps, conflicts ---------------------------------------------------


async def test_a_release_is_opened_from_its_office_and_signed(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        office, _ = offices_of(at.case, "pathology")[0]
        before = set(at.case.releases)
        await at.open("release.edit", "office", office)
        await at.put(signed_on="today", signer="Rosa Marín")
        await at.save()
        of_office = [one for _, one in in_order(at.case.releases) if one.office == office]
        assert of_office[-1].signed_on == desk.TODAY
        assert set(at.case.releases) == before


async def test_a_signed_release_is_confirmed_by_the_call_that_says_so(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        office, _ = offices_of(at.case, "pathology")[0]
        await at.open("release.edit", "office", office)
        await at.put(signed_on="20 nov")
        await at.save()
        await at.open("contact.log", "office", office)
        await at.press("h")
        await at.save()
        of_office = [one for _, one in in_order(at.case.releases) if one.office == office]
        assert of_office[-1].confirmed_on == desk.TODAY


async def test_a_question_may_begin_with_one_that_is_offered(tmp_path: Path) -> None:
    async with sitting(tmp_path, "fresh") as at:
        await at.open("row.add", call="visit")
        await at.press("q")
        await at.pilot.pause()
        await at.press("down")
        starter = at.form.entries["starter"].raw
        await at.save()
        _, question = in_order(at.case.questions)[-1]
        offered = next(one for one in at.screen.catalogue.questions if one.id == starter)
        assert (question.text, question.to) == (offered.text, offered.to)

        id_, _ = in_order(at.case.questions)[-1]
        await at.open("row.edit", "question", id_)
        await at.put(answer="Until Christmas.\nThen call.", answered_by="Dr Chen")
        await at.save()
        assert at.case.questions[id_].answer == "Until Christmas.\nThen call."
        assert at.case.questions[id_].answered_on == desk.TODAY


async def test_a_step_is_marked_as_not_for_us_and_opened_again(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        await at.open("row.edit", "step", "packet_print")
        await at.press("n")
        await at.put(note="they print it")
        await at.save()
        mark = at.case.marks["packet_print"]
        assert (mark.not_for_us, mark.note) == (True, "they print it")
        await at.open("row.edit", "step", "packet_print")
        await at.press("o")
        await at.save()
        assert "packet_print" not in at.case.marks


async def test_of_two_values_the_chosen_one_stays(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        page: CasePage = at.screen.page
        ours = verbs.set_details(page, at.app.pen(), diagnosis="stage II")
        theirs = verbs.set_details(page, at.app.pen(), diagnosis="stage III")
        await at.app.apply([ours])
        await at.app.apply([theirs])
        at.screen.refresh_case()
        await at.open("conflict.choose", "conflict", "diagnosis")
        options = at.form.entries["value"]
        assert isinstance(options, Choices)
        assert {one.label for one in options.options} == {"stage II", "stage III"}
        shown = at.case.diagnosis
        await at.press("down")
        await at.save()
        assert at.case.diagnosis != shown
        assert "diagnosis" not in at.screen.page.apart


async def test_a_form_without_its_row_says_what_to_do(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        await at.open("item.promise", "pane", call="pathology")
        assert not at.is_open
        assert "Go to an item first" in at.told


def test_what_a_line_holds_is_as_clean_as_what_is_kept() -> None:
    assert clean("Rosa\x1b[31m") == "Rosa"
