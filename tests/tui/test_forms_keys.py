"""The keys of forms: help, the list of actions, the words to say; and an open form at midnight."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.command import CommandPalette

from so_tui.core.case import CALLS, CallName, Case, offices_of
from so_tui.core.changes import Change
from so_tui.core.fields import Rule, Side
from so_tui.tui.forms.fields import Field, Reading, read
from so_tui.tui.forms.filling import Filling
from so_tui.tui.forms.form import Desk, Form
from so_tui.tui.forms.form_screen import FormScreen
from so_tui.tui.forms.frame import Keys
from so_tui.tui.forms.lists import order_form, whose_form
from so_tui.tui.forms.registry import FORMS
from so_tui.tui.forms.words import SAY, State, foot
from so_tui.tui.keys import BY_ID, Keymap, keys_of
from so_tui.tui.plain import width
from so_tui.tui.screens.help import HelpScreen
from so_tui.tui.targets import Kind
from tests.knowledge import catalogue
from tests.tui import desk
from tests.tui.moved import MOVED
from tests.tui.sitting import Sitting, hint, sitting

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SIZES = [(40, 12), (60, 20), (80, 24), (120, 40)]


def foot_of(at: Sitting) -> str:
    """The line that names the keys of the form."""
    return at.form.query_one(Keys).lines[0]


# --- Help and the list of actions ------------------------------------------------------------


@pytest.mark.deep
async def test_f1_opens_help_in_every_entry_and_a_question_mark_where_nothing_is_typed(
    tmp_path: Path,
) -> None:
    async with sitting(tmp_path) as at:
        for action in ("contact.log", "visit.edit", "case.status", "item.problem", "row.add"):
            item = next(iter(at.case.items))
            await at.open(action, "item", item, "pathology")
            form = at.form
            for name, entry in form.entries.items():
                entry.focus()
                typed = entry.field.kind not in ("choice", "many") or entry.field.filtering
                for key in ("f1", "question_mark"):
                    await at.press(key)
                    opened = isinstance(at.app.screen, HelpScreen)
                    assert opened == (key == "f1" or not typed), (action, name, key)
                    if opened:
                        await at.press("escape")
                    assert at.app.screen is form
            await at.press("ctrl+r", "escape")


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_the_foot_of_a_form_names_help(tmp_path: Path, size: tuple[int, int]) -> None:
    async with sitting(tmp_path, size=size) as at:
        for action in ("contact.log", "visit.edit", "case.status"):
            await at.open(action, "pane", call="pathology")
            assert "F1 help" in foot_of(at)
            await at.press("escape")


async def test_the_list_of_actions_opens_above_a_form_and_leaves_what_was_typed(
    tmp_path: Path,
) -> None:
    async with sitting(tmp_path) as at:
        await at.open("visit.edit")
        await at.put(doctor="Dr Abara", note="one\ntwo")
        await at.press("ctrl+p")
        palette: object = at.app.screen
        assert isinstance(palette, CommandPalette)
        await at.press("escape")
        assert at.form.entries["doctor"].raw == "Dr Abara"
        assert at.form.entries["note"].raw == "one\ntwo"
        assert at.form.focused is at.form.entries["note"]
        await at.save()
        assert at.case.visit.doctor == "Dr Abara"


# --- Keys that a user moved ------------------------------------------------------------------

OLD = re.compile(
    "|".join(
        rf"(?<![\w+]){re.escape(key)}(?!\w)"
        for id_ in MOVED
        if BY_ID[id_].place in ("form", "app", "lists", "case", "casebook")
        for key in keys_of(BY_ID[id_], {})
        if len(key) > 1 and key not in ("Home", "End", "Up", "Down", "Enter", "Space", "Tab")
    )
)


@asynccontextmanager
async def moved(folder: Path) -> AsyncIterator[Sitting]:
    """The app with all its keys moved."""
    app = desk.app(folder, "midway", keymap=MOVED)
    async with app.run_test(size=desk.WIDE) as pilot:
        await pilot.pause()
        yield Sitting(app, pilot)


@pytest.mark.deep
async def test_no_sentence_of_a_form_names_a_key_that_was_moved_away(tmp_path: Path) -> None:
    async with moved(tmp_path) as at:
        save, leave = MOVED["form.save"], MOVED["form.cancel"]
        item = next(id_ for id_, one in at.case.items.items() if one.call == "pathology")
        for action in FORMS:
            await at.open(action, "item", item, "pathology")
            for _ in range(3):
                if not at.is_open:
                    break
                for entry in at.form.entries.values():
                    entry.focus()
                    await at.pilot.pause()
                    said = " ".join((at.sheet(), hint(at), foot_of(at)))
                    assert not OLD.search(said), (action, OLD.search(said), said)
                assert Keymap(MOVED).named("form.save") in foot_of(at)
                await at.press(save)
            while at.is_open:
                await at.press(leave)


async def test_what_a_form_says_of_drafts_names_the_key_in_force(tmp_path: Path) -> None:
    async with moved(tmp_path) as at:
        await at.open("visit.edit")
        await at.put(doctor="Dr Abara")
        await at.press(MOVED["form.cancel"])
        await at.open("visit.edit")
        assert f"{Keymap(MOVED).named('form.afresh')} starts afresh." in hint(at)
        at.form.entries["note"].focus()  # also where a long text has keys of its own
        await at.press(MOVED["form.afresh"])
        assert "Started afresh." in hint(at)


def test_the_forms_over_the_list_name_the_keys_in_force() -> None:
    keymap = Keymap({"casebook.reverse": "f9"})
    for form in (order_form("label", keymap), whose_form(["Ana"], None)):
        for field in form.fields:
            assert "S turns" not in field.hint
    assert "F9 turns the order round" in order_form("label", keymap).fields[0].hint


@given(
    room=st.integers(0, 90),
    words=st.sampled_from(get_args(State)),
    kept=st.booleans(),
    of_several=st.booleans(),
    named=st.sampled_from([SAY, "the paper"]),
    keymap=st.sampled_from([Keymap(), Keymap(MOVED)]),
)
def test_the_foot_fits_and_never_gives_up_the_way_out(
    room: int, words: State, kept: bool, of_several: bool, named: str, keymap: Keymap
) -> None:
    bits = foot(keymap, kept, words, room, of_several=of_several, named=named)
    line = "".join(bit.text for bit in bits)
    assert width(line) <= room
    out, save = keymap.named("form.cancel"), keymap.named("form.save")
    assert (out in line) == (room >= width(out))
    assert (save in line) == (room >= width(f"{save}  {out}"))
    if of_several:
        skip = keymap.named("form.skip")
        assert (f"{skip} skip" in line) == (room >= width(f"{save}  {skip} skip  {out}"))
        return
    for state, id_, does in (("away", "form.words", "words"), ("part", "form.words_next", "more")):
        key = keymap.named(id_)
        has_room = room >= width(f"{save}  {out}  {key} {does}")
        assert (key in line) == (state == words and has_room)


WINDOWS = [(40, 12), (60, 20), (80, 24), (100, 30), (120, 40), (200, 60)]
OFTEN = frozenset({"contact.log", "paper.make", "reason.walk"})


async def feet(folder: Path, sample: str, actions: Iterable[str]) -> set[str]:
    """Look at the foot of the forms of these actions at each size; those that opened."""
    opened: set[str] = set()
    async with sitting(folder, sample) as at:
        item = next(id_ for id_, one in at.case.items.items() if one.call == "pathology")
        reason = catalogue().reasons[0].id
        for action in actions:
            is_note = action == "reason.note"
            kind: Kind = "reason" if is_note else "item"
            await at.open(action, kind, reason if is_note else item, "pathology")
            if not at.is_open:
                continue
            opened.add(action)
            for size in WINDOWS:
                await at.pilot.resize_terminal(*size)
                await at.pilot.pause()
                said, keys = foot_of(at), at.form.query_one(Keys)
                assert {"Ctrl+S", "Esc"} <= set(said.split()), (action, size, said)
                seen = at.form.find_widget(keys).visible_region
                assert (seen.height, width(said) <= seen.width) == (1, True), (action, size)
            while at.is_open:
                await at.press("escape")
    return opened


async def test_what_saves_and_the_way_out_are_read_in_the_foot_of_each_form(tmp_path: Path) -> None:
    assert await feet(tmp_path, "fresh", OFTEN) == OFTEN


@pytest.mark.deep
async def test_so_they_are_in_the_foot_of_every_form(tmp_path: Path) -> None:
    opened: set[str] = set()
    for sample in ("midway", "fresh"):
        (folder := tmp_path / sample).mkdir()
        opened |= await feet(folder, sample, FORMS.keys() - opened)
    assert opened == FORMS.keys() - {"conflict.choose"}  # two people have to disagree first


# --- The words to say ------------------------------------------------------------------------

LINES = [f"Line {n} of what is to be said on this call, in full." for n in range(40)]


def in_sight(form: FormScreen) -> Iterator[str]:
    """The lines of the words to say that can be seen."""
    side = form.query_one("#form-side")
    words = form.query_one("#form-words")
    if side.region.height:
        for y in range(words.size.height):
            if words.region.y + y in range(side.content_region.y, side.content_region.bottom):
                yield "".join(segment.text for segment in words.render_line(y)).strip()


async def scripted(at: Sitting) -> FormScreen:
    """A form with a long script, open."""
    fields = (Field(name="note", label="Note", kind="lines"), Field(name="who", label="Who"))
    form = Form(key="x", title="x", fields=fields, values={}, side=lambda _: LINES, creates=True,
                side_title="What to say")  # fmt: skip
    screen = FormScreen(form, Desk(reading=Reading(today=desk.TODAY), pen=at.app.pen, write=done,
                                   tell=lambda _: None))  # fmt: skip
    await at.app.push_screen(screen)
    await at.pilot.pause()
    return screen


async def done(change: Change) -> None:
    """Write nothing."""


@pytest.mark.parametrize(
    ("key", "size"), [*(("ctrl+n", size) for size in SIZES), ("ctrl+down", (40, 12))]
)
async def test_each_line_of_a_long_script_can_be_brought_into_sight(
    tmp_path: Path, size: tuple[int, int], key: str
) -> None:
    async with sitting(tmp_path, size=size) as at:
        form = await scripted(at)
        wanted = {f"Line {n} " for n in range(40)}
        if size[0] < 100:
            assert "F2" in foot_of(at)
            await at.press("f2")
        assert "Ctrl+N" in foot_of(at)
        first, seen = list(in_sight(form)), set[str]()
        assert first
        for _ in range(200):
            lines = list(in_sight(form))
            seen |= {one for one in wanted for line in lines if line.startswith(one)}
            if seen == wanted:
                break
            await at.press(key)
        assert seen == wanted
        assert form.focused is form.entries["note"]
        if key == "ctrl+n":
            await at.press(key)
            if list(in_sight(form)) != first:
                await at.press(key)
        else:
            for _ in range(80):
                await at.press("ctrl+up")
        assert list(in_sight(form)) == first


async def test_the_words_that_stand_beside_a_form_are_not_put_away(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        form = await scripted(at)
        before = list(in_sight(form))
        await at.press("f2")
        assert list(in_sight(form)) == before
        assert "What to say stands beside the form." in hint(at)


async def test_the_words_are_shown_in_the_whole_height_again_where_they_fit_beside(
    tmp_path: Path,
) -> None:
    async with sitting(tmp_path, size=desk.NARROW) as at:
        form = await scripted(at)
        await at.press("f2")
        await at.pilot.resize_terminal(*desk.WIDE)
        for _ in range(50):  # it comes to rest, however busy the machine is
            if len(list(in_sight(form))) >= desk.WIDE[1] - 2:
                break
            await at.pilot.pause(0.02)
        assert len(list(in_sight(form))) >= desk.WIDE[1] - 2


async def test_a_key_for_words_says_so_where_there_are_none(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        await at.open("visit.edit")
        for key in ("f2", "f3", "ctrl+n", "ctrl+down"):
            await at.press(key)
            assert "There is nothing to say here." in hint(at)


# --- What is chosen beforehand ---------------------------------------------------------------


def several(case: Case) -> tuple[CallName, str]:
    """A call with several offices, and the last of these by its id in the case."""
    call = next(one for one in CALLS if len(offices_of(case, one)) > 1)
    return call, offices_of(case, call)[-1][0]


async def test_a_thing_added_from_a_row_of_an_office_is_of_that_office(tmp_path: Path) -> None:
    async with sitting(tmp_path, "many-offices") as at:
        case = at.case
        _, last = several(case)
        held: list[tuple[Kind, str, str | None]] = [("office", last, last)]
        held += [("item", key, one.office) for key, one in case.items.items()]
        held += [("release", key, one.office) for key, one in case.releases.items()]
        held += [("contact", key, one.office) for key, one in case.contacts.items()]
        # One row of each kind, where there is one of the last office.
        rows = {kind: (row, office) for kind, row, office in held if office}
        rows |= {kind: (row, office) for kind, row, office in held if office == last}
        assert len(rows) > 2
        for what in ("i", "r"):
            for kind, (row, office) in rows.items():
                await at.open("row.add", kind, row, case.offices[office].call)
                await at.press(what, "enter")
                assert at.form.entries["office"].raw == office, (what, kind)
                await at.press("escape")


async def test_of_several_offices_none_is_chosen_beforehand_for_a_pane(tmp_path: Path) -> None:
    async with sitting(tmp_path, "many-offices") as at:
        call, _ = several(at.case)
        for what in ("i", "r"):
            await at.open("row.add", "pane", call=call)
            await at.press(what, "enter")
            assert at.form.entries["office"].raw == ""
            await at.press("escape")


async def test_no_office_of_another_call_is_chosen_beforehand(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        before = at.case.offices
        await at.open("row.add", call="radiology")
        await at.press("o", "enter")
        assert at.form.entries["office"].raw == ""
        await at.press("ctrl+s")
        assert "A new office" in str(at.form.form.title)
        await at.press("escape")
        assert at.case.offices == before


async def test_handing_over_begins_with_who_has_the_case(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        before = at.case
        await at.open("case.hand_over")
        assert at.form.entries["to"].raw == f"={before.has_it}"
        await at.save()
        assert not at.is_open
        assert at.case == before


async def test_a_letter_never_saves_nor_goes_on(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        before = at.case
        for action in ("case.status", "row.add", "case.hand_over", "visit.edit", "contact.log"):
            await at.open(action, "pane", call="pathology")
            form = at.form
            for entry in form.entries.values():
                if entry.field.kind in ("choice", "many") and not entry.field.filtering:
                    entry.focus()
                    for letter in [one.key for one in entry.options]:  # type: ignore[union-attr]
                        entry.post_message(_key(letter))
                        await at.pilot.pause()
                        assert at.app.screen is form
                        assert form.focused is entry
            await at.press("ctrl+r", "escape")
        assert at.case == before


def _key(letter: str) -> events.Key:
    return events.Key(letter, letter)


# --- Midnight --------------------------------------------------------------------------------

TOMORROW = desk.TODAY + dt.timedelta(days=1)


async def test_an_open_form_keeps_its_days_when_the_day_changes(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        await at.open("contact.log", "pane", call="pathology")
        await at.press("p")
        await at.put(promise="+3", on="today", chase_on="30 nov", note="today, +3")
        at.form.day_changed(TOMORROW)
        assert hint(at).startswith("It is Thu 26 Nov now. The days in this form stay as they")
        raws = {name: entry.raw for name, entry in at.form.entries.items()}
        assert raws["promise"] == "Sat 28 Nov 2026"
        assert raws["on"] == "Wed 25 Nov 2026"
        assert (raws["chase_on"], raws["note"]) == ("30 nov", "today, +3")
        assert "in 1 business day" in at.sheet()
        await at.save()
        contact = max(at.case.contacts.values(), key=lambda one: one.number)
        assert contact.on == desk.TODAY
        assert contact.chase_on == dt.date(2026, 11, 30)
        assert {one.promise for one in contact.effects.values()} == {dt.date(2026, 11, 28)}


async def test_a_form_that_nobody_touched_is_still_so_when_the_day_changes(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        before = at.case
        for action in ("visit.edit", "visit.waiting", "case.details"):
            await at.open(action)
            at.form.day_changed(TOMORROW)
            await at.save()
            assert at.case == before


TYPED = ["today", "tomorrow", "+3", "-1", "fri", "wed", "2 dec", "12/2", "2026-12-02", "soon", ""]


@given(
    typed=st.sampled_from(TYPED),
    side=st.sampled_from(get_args(Side)),
    today=st.dates(dt.date(2026, 1, 1), dt.date(2028, 12, 31)),
    days=st.integers(1, 400),
)
def test_a_day_means_what_it_meant_when_it_was_typed(
    typed: str, side: Side, today: dt.date, days: int
) -> None:
    field = Field(name="day", label="Day", kind="day", rule=Rule("day", side))
    filling = Filling((field,), {}, Reading(today=today))
    filling.type("day", typed)
    meant, later = filling.values["day"], today + dt.timedelta(days=days)
    draft = filling.draft().get("day", "")
    if filling.doubts:
        # It stays as it was typed, so that it is asked about, whenever that is.
        assert draft == filling.raw("day") == typed
        return
    filling.turn(later)
    if meant is None:
        # What was no day, or one that cannot be ahead, stays as it was typed and is read anew.
        assert draft == filling.raw("day") == typed
        return
    assert filling.values["day"] == meant
    assert read(field, draft, Reading(today=later)) == meant
