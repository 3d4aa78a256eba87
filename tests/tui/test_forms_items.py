"""Items, releases, questions, steps, and values kept apart."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from so_tui.core import verbs
from so_tui.core.case import in_order, items_of, offices_of
from so_tui.core.changes import CasePage
from so_tui.tui.forms.choices import Choices
from tests.tui import desk

if TYPE_CHECKING:
    pass
from tests.tui.sitting import first, sitting


async def test_everything_asks_for_the_list_instead(tmp_path: Path) -> None:
    async with sitting(tmp_path, "midway") as at:
        before = len(items_of(at.case, "oncologist"))
        await at.open("row.add", call="oncologist")
        await at.press("i", "enter")
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
        await at.app.writer.undo()
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


async def test_a_release_tells_which_clock_runs_for_its_kind_of_paper(tmp_path: Path) -> None:
    async with sitting(tmp_path, size=(80, 24)) as at:
        office, _ = offices_of(at.case, "oncologist")[0]
        await at.open("release.edit", "office", office)
        assert "Federal law sets no deadline for it." in " ".join(at.sheet().split())
        assert "calendar days" not in at.sheet()
        at.form.entries["instrument"].focus()
        await at.pilot.pause()
        options = at.form.entries["instrument"]
        assert isinstance(options, Choices)
        await at.press(next(one.key for one in options.options if one.value == "access_request"))
        said = " ".join(at.sheet().split())
        assert "30 calendar days from the day they had it, until Sun 20 Dec 2026." in said
        assert "(45 CFR 164.524(b)(2), last checked Jan 2025)" in said


async def test_an_item_tells_how_long_a_lab_keeps_such_a_thing(tmp_path: Path) -> None:
    async with sitting(tmp_path, size=(80, 24)) as at:
        id_, _ = first(at.case, "pathology", "pathology_report")
        await at.open("row.edit", "item", id_)
        assert "The law has labs keep" not in " ".join(at.sheet().split())
        await at.put(specimen_date="3 nov 2026")
        assert "that is until Mon 3 Nov 2036." in " ".join(at.sheet().split())


async def test_a_question_may_begin_with_one_that_is_offered(tmp_path: Path) -> None:
    async with sitting(tmp_path, "fresh") as at:
        await at.open("row.add", call="visit")
        await at.press("q", "enter")
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
        await at.app.writer.write([ours])
        await at.app.writer.write([theirs])
        at.screen.refresh_case()
        await at.open("conflict.choose", "conflict", "diagnosis")
        options = at.form.entries["value"]
        assert isinstance(options, Choices)
        assert {one.label for one in options.options} == {"stage II", "stage III"}
        shown = at.case.diagnosis
        await at.save()
        assert "Choose which one stays." in at.sheet()
        await at.press("down", "down")
        await at.save()
        assert at.case.diagnosis != shown
        assert "diagnosis" not in at.screen.page.apart


async def test_a_form_without_its_row_says_what_to_do(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        await at.open("item.promise", "pane", call="pathology")
        assert not at.is_open
        assert "Go to the row of one first" in at.told
