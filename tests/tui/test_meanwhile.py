"""Two people at one casebook: an open form says what the other changed, and loses nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from so_tui.casework import Casework
from so_tui.core import verbs
from so_tui.core.case import Case, in_order, offices_of, spoken_items
from so_tui.core.changes import Pen, conflicts
from so_tui.core.conflicts import KEEP, conflicts_in
from so_tui.tui.widgets.cases import CaseList
from so_tui.tui.widgets.pane import Pane
from tests.tui import desk
from tests.tui.desk import NARROW, NOW, TODAY, WIDE, casework, ids
from tests.tui.sitting import Sitting, first, hint, sitting


class Ana:
    """Somebody else with the same casebook open."""

    def __init__(self, folder: Path) -> None:
        self.desk: Casework = casework(folder)
        self.pen = Pen(actor="Ana", now=NOW, today=TODAY, new_id=ids("ana"))

    @property
    def case(self) -> Case:
        """The case as the casebook has it."""
        self.desk.refresh()
        return self.desk.cases()[0].value

    def office(self, case_office: str, **fields: str) -> None:
        """Change the identity of an office of the case."""
        page = self.desk.office_page(self.case.offices[case_office].office)
        self.desk.write([verbs.edit_office(page, self.pen, replace(page.value, **fields))])

    def item(self, id_: str, **fields: str) -> None:
        """Change an item."""
        self.desk.refresh()
        page = self.desk.cases()[0]
        item = replace(page.value.items[id_], **fields)
        self.desk.write([verbs.edit_item(page, self.pen, id_, item)])

    def without(self, id_: str) -> None:
        """Take an item out."""
        self.desk.refresh()
        self.desk.write([verbs.remove_item(self.desk.cases()[0], self.pen, id_)])


async def told_of(at: Sitting) -> None:
    """What the screen does once a second."""
    await at.app.writer.follow()
    await at.pilot.pause()


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_a_field_that_somebody_else_changed_is_named_with_what_it_is_now(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with sitting(tmp_path, size=size) as at:
        ana = Ana(tmp_path)
        (id_, _), *_ = offices_of(at.case, "pathology")
        await at.open("office.edit", "office", id_, "pathology")
        await at.put(fax="203-555-0999")
        ana.office(id_, phone="555-0100")
        await told_of(at)
        assert "Ana changed Phone meanwhile: now 555-0100. What you typed is kept." in hint(at)
        assert "Ana meanwhile: 555-0100" in at.sheet()
        await at.press("tab")
        assert "Ana changed Phone meanwhile" in hint(at)
        assert at.form.entries["fax"].raw == "203-555-0999"

        await at.save()
        office = at.screen.offices[at.case.offices[id_].office]
        assert (office.phone, office.fax) == ("555-0100", "203-555-0999")
        assert conflicts(ana.desk.office_page(office.id)) == {}


async def test_of_a_field_that_both_changed_both_values_are_kept_until_one_is_chosen(
    tmp_path: Path,
) -> None:
    async with sitting(tmp_path) as at:
        ana = Ana(tmp_path)
        id_, _ = first(at.case, "pathology", "stained_slides")
        await at.open("row.edit", "item", id_, "pathology")
        await at.put(note="mine")
        ana.item(id_, note="theirs")
        await told_of(at)
        assert "Ana changed Note meanwhile: now theirs." in hint(at)
        assert "Saving keeps both until someone chooses." in hint(at)
        assert at.form.entries["note"].raw == "mine"
        await at.save()
        kept = conflicts(at.screen.page)[f"items/{id_}/note"]
        assert {(one.actor, one.value) for one in kept} == {("rosa", "mine"), ("Ana", "theirs")}
        rows = "\n".join(row.text for row in at.screen.query_one("#pathology", Pane).rows)
        assert "note: two values, choose" in rows

        await at.open("conflict.choose", "conflict", f"items/{id_}/note")
        await at.press("down")
        await at.save()
        assert conflicts(at.screen.page) == {}


async def test_an_offices_field_that_both_changed_is_shown_until_one_is_chosen(
    tmp_path: Path,
) -> None:
    async with sitting(tmp_path) as at:
        ana = Ana(tmp_path)
        (id_, _), *_ = offices_of(at.case, "pathology")
        await at.open("office.edit", "office", id_, "pathology")
        await at.put(phone="555-0199")
        ana.office(id_, phone="555-0100")
        await told_of(at)
        await at.save()
        pane = at.screen.query_one("#pathology", Pane)
        (row,) = [row for row in pane.rows if "phone: two values" in row.text]
        assert row.target is not None

        await at.open("conflict.choose", "conflict", row.target.id)
        options = at.form.form.fields[0].options
        assert {one.label for one in options} == {"555-0100", "555-0199"}
        await at.press("down")
        await at.save()
        assert not any("two values" in row.text for row in pane.rows)
        ana.desk.refresh()
        assert conflicts(ana.desk.office_page(at.case.offices[id_].office)) == {}


async def test_what_was_removed_meanwhile_comes_back_with_what_was_typed(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        ana = Ana(tmp_path)
        id_, _ = first(at.case, "pathology", "stained_slides")
        await at.open("row.edit", "item", id_, "pathology")
        await at.put(note="still wanted")
        ana.without(id_)
        await told_of(at)
        assert id_ not in at.case.items
        assert "This was removed meanwhile." in hint(at)
        assert "What you typed is kept, and saving brings it back." in hint(at)
        await at.save()
        assert at.case.items[id_].note == "still wanted"


async def test_what_was_removed_meanwhile_stays_so_when_nothing_was_typed(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        ana = Ana(tmp_path)
        id_, _ = first(at.case, "pathology", "stained_slides")
        await at.open("row.edit", "item", id_, "pathology")
        ana.without(id_)
        await told_of(at)
        assert "This was removed meanwhile." in hint(at)
        assert "brings it back" not in hint(at)
        await at.save()
        assert id_ not in at.case.items


async def test_a_whole_case_that_was_removed_meanwhile_comes_back_too(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        ana = Ana(tmp_path)
        await at.open("visit.edit")
        await at.put(doctor="Dr Okoye")
        ana.desk.write([verbs.remove_case(ana.desk.cases()[0], ana.pen)])
        await told_of(at)
        assert "This was removed meanwhile." in hint(at)
        await at.save()
        assert ana.case.visit.doctor == "Dr Okoye"
        assert at.case.visit.doctor == "Dr Okoye"


async def test_several_changes_are_named_together_and_shown_at_their_fields(
    tmp_path: Path,
) -> None:
    async with sitting(tmp_path) as at:
        ana = Ana(tmp_path)
        (id_, _), *_ = offices_of(at.case, "pathology")
        await at.open("office.edit", "office", id_, "pathology")
        ana.office(id_, phone="555-0100", hours="9 to 5", desk="Front")
        await told_of(at)
        assert "Ana changed Department, Phone and Hours meanwhile." in hint(at)
        assert "What you typed" not in hint(at)
        for words in ("Ana meanwhile: 555-0100", "Ana meanwhile: 9 to 5", "Ana meanwhile: Front"):
            assert words in at.sheet()


async def test_a_choice_is_told_in_the_words_of_its_options(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        ana = Ana(tmp_path)
        id_, _ = first(at.case, "pathology", "stained_slides")
        await at.open("row.edit", "item", id_, "pathology")
        ana.item(id_, form="recut", way="mail")
        await told_of(at)
        assert "Ana meanwhile: recuts" in at.sheet()
        assert "Form and Way" in hint(at)


async def test_what_happens_elsewhere_in_the_case_is_not_told_in_the_form(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        ana = Ana(tmp_path)
        one, other = [id_ for id_, _ in in_order(at.case.items)][:2]
        call = at.case.items[one].call
        await at.open("row.edit", "item", one, call)
        before = hint(at)
        ana.item(other, note="elsewhere")
        await told_of(at)
        assert at.case.items[other].note == "elsewhere"
        assert hint(at) == before


async def test_another_window_of_the_same_person_is_called_that(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        other = Ana(tmp_path)
        other.pen = Pen(actor="rosa", now=NOW, today=TODAY, new_id=ids("window"))
        id_, _ = first(at.case, "pathology", "stained_slides")
        await at.open("row.edit", "item", id_, "pathology")
        other.item(id_, note="from the hall")
        await told_of(at)
        assert "Another window changed Note meanwhile: now from the hall." in hint(at)


async def test_who_leaves_a_form_of_a_case_that_is_gone_comes_to_the_list(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        ana = Ana(tmp_path)
        await at.open("visit.edit")
        ana.desk.write([verbs.remove_case(ana.desk.cases()[0], ana.pen)])
        await told_of(at)
        await at.press("escape")
        assert at.app.screen.name == "casebook"


@pytest.mark.parametrize("others", [("moved",), ("removed",), ("moved", "removed")])
@pytest.mark.parametrize("looks", [True, False])
async def test_a_call_that_is_logged_says_what_others_did_and_what_came_of_it(
    tmp_path: Path, others: tuple[str, ...], looks: bool
) -> None:
    """Also where there was no time to say so before it was saved."""
    async with sitting(tmp_path, "no-date") as at:
        ana = Ana(tmp_path)
        id_, _ = first(at.case, "pathology", "stained_slides")
        name = next(name for name, item in spoken_items(at.case) if item == id_)
        await at.open("contact.log", "item", id_, "pathology")
        at.form.entries["outcome"].raw = "spoke"
        await at.pilot.pause()
        if "moved" in others:
            page = ana.desk.cases()[0]
            ana.desk.write([verbs.move_item(page, ana.pen, id_, "usable", checked_by="Ana")])
        if looks:
            await told_of(at)
        if looks and "moved" in others:
            assert f"Ana changed {name} meanwhile: now usable." in hint(at)
            assert "Saving keeps both until someone chooses." in hint(at)
            assert f"Ana meanwhile: {name} usable." in at.sheet()
        if "removed" in others:
            ana.desk.refresh()
            ana.desk.write([verbs.remove_case(ana.desk.cases()[0], ana.pen)])
        if looks and "removed" in others:
            await told_of(at)
            assert "This was removed meanwhile." in hint(at)
            assert "saving brings it back" in hint(at)
        await at.save()
        said = " ".join(at.told.split())
        assert ("stained slides, state" in said) == ("moved" in others)
        assert ("the case, removed and changed" in said) == ("removed" in others)
        assert "Both are kept, choose one: " in said

        count = len(conflicts_in([at.screen.page]))
        for one in conflicts_in([at.screen.page]):
            if one.path == at.screen.page.path:
                told = verbs.choose(one.page, ana.pen, "", KEEP).sentence
                assert told.startswith(f"Kept the case {at.case.label}, which")
        settle, label = f"{count} to settle", at.case.label
        assert not settle.startswith("0")
        assert settle in desk.screen_text(at.app)
        await at.app.show_casebook()
        await at.pilot.pause()
        row = at.app.screen.query_one(CaseList).rows[0].text
        assert row.startswith(label[:8])
        assert settle in row or f"≠{count}" in row


async def test_a_call_that_is_logged_says_nothing_where_nobody_did_anything(tmp_path: Path) -> None:
    async with sitting(tmp_path, "no-date") as at:
        ana = Ana(tmp_path)
        id_, _ = first(at.case, "pathology", "stained_slides")
        await at.open("contact.log", "item", id_, "pathology")
        at.form.entries["outcome"].raw = "spoke"
        other, _ = first(at.case, "pathology")
        if other != id_:
            ana.item(other, note="theirs")
        await told_of(at)
        assert "meanwhile" not in hint(at) + at.sheet()
        await at.save()
        assert "Both are kept" not in at.told
        assert "to settle" not in desk.screen_text(at.app)
