"""What holds for every form at every width: where things stand, what folds, what can be reached."""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from so_tui.core.changes import Change
from so_tui.tui.forms.choices import Choices
from so_tui.tui.forms.entries import Entry
from so_tui.tui.forms.fields import Field, Raw, Reading, Values
from so_tui.tui.forms.filling import Filling
from so_tui.tui.forms.form import Desk, Form
from so_tui.tui.forms.form_screen import FormScreen
from so_tui.tui.forms.grid import BOX, abouts_at, behind, grid
from so_tui.tui.forms.layout import (
    EDGES,
    EDGES_HERE,
    Layout,
    More,
    Said,
    arrange,
    fits_open,
    label_cells,
    room_for_more,
    rows_of,
)
from so_tui.tui.forms.rare import folding, in_order, rarely, said, words
from so_tui.tui.forms.sheet import Body
from so_tui.tui.plain import width
from so_tui.tui.views.rows import Line
from tests.tui import desk
from tests.tui.desk import TODAY, sample, screen_text
from tests.tui.sitting import Sitting, sitting
from tests.tui.test_forms_untouched import every_form, other

SAMPLES = ("midway", "many-offices", "fresh")
ROOM = st.integers(35, 195)
"""Cells inside the frame of a form, in windows of 40 to 200 columns."""


@functools.cache
def forms() -> Mapping[str, Form]:
    """Every form of some samples; one of each kind of each sample, the one with most fields."""
    found: dict[str, Form] = {}
    for name in SAMPLES:
        file = sample(name)
        known = {one.id: one for one in file.offices}
        for tried in every_form(file.cases[0], known):
            key = f"{tried.name} of {name}"
            if key not in found or len(found[key].fields) < len(tried.form.fields):
                found[key] = tried.form
    return found


def kinds() -> dict[str, Form]:
    """One form of each kind."""
    return {key.partition(" ")[0]: form for key, form in reversed(list(forms().items()))}


FORMS = st.deferred(lambda: st.sampled_from(sorted(forms())))


def filling_of(form: Form) -> Filling:
    """The form as it opens."""
    return Filling(form.ordered, form.values, Reading(today=TODAY, calendar=desk.calendar()))


def text(line: Line) -> str:
    """What a line says."""
    return "".join(bit.text for bit in line)


def laid(form: Form, room: int, around: Said, is_open: bool, rows: int = 0) -> Layout:
    """The form's layout."""
    fields = form.ordered
    folded = [one for one in fields if one.name in folding(form.fields)]
    lines = words(folded, filling_of(form), room_for_more(room, "Ctrl+O")) if folded else ()
    more = More(folding(form.fields), lines, "Ctrl+O", is_open)
    return arrange(fields, room, around, more, rows)


@st.composite
def arounds(draw: st.DrawFn, form: Form) -> Said:
    """Anything that can be said around the fields of a form."""
    names = [one.name for one in form.fields]
    sentences = st.integers(1, 60).map(lambda many: " ".join(f"word{n}" for n in range(many)))
    some = st.dictionaries(st.sampled_from(names), sentences, min_size=1)
    return Said(draw(some), draw(some), draw(st.sampled_from(["", *names])))


# --- Where things stand ----------------------------------------------------------------------


@given(name=FORMS, room=ROOM, is_open=st.booleans(), data=st.data())
def test_columns_line_up_and_no_label_touches_its_field(
    name: str, room: int, is_open: bool, data: st.DataObject
) -> None:
    form = forms()[name]
    around = data.draw(arounds(form))
    rows = data.draw(st.integers(0, 80))
    found = laid(form, room, around, is_open, rows)
    tight = laid(form, room, around, is_open)
    assert len(found.lines) <= max(rows, len(tight.lines))
    labels = label_cells(form.ordered, room)
    shown = [one for one in form.ordered if is_open or one.name not in folding(form.fields)]
    assert list(found.places) == [one.name for one in shown]
    column = max(place.x for place in found.places.values())
    assert {place.x for place in found.places.values()} <= {3, column}
    free = 0
    for one in shown:
        place = found.places[one.name]
        assert place.y - place.above >= free
        free = place.y + place.rows + place.below
        assert place.x + place.cells < room
        assert place.rows >= 1
        left, right = EDGES_HERE if one.name == around.here else EDGES
        for y in range(place.y, place.y + place.rows):
            line = text(found.lines[y])
            assert line[place.x - 1] == left
            assert line[place.x : place.x + place.cells] == " " * place.cells
            assert line[place.x + place.cells] == right
        is_above = place.x != labels + 1
        label = text(found.lines[place.y - is_above])[: None if is_above else labels].rstrip()
        assert label == f"{'›' if one.name == around.here else ' '} {one.label}"
        assert width(label) + 1 < place.x or is_above
        if is_above and labels:  # it is there to take fewer rows
            assert one.options
            assert place.rows + 1 < rows_of(one, room - labels - 2)
    assert free <= len(found.lines)
    assert all(width(text(line)) <= room for line in found.lines)


@given(room=ROOM)
def test_labels_stand_beside_their_fields_wherever_both_have_room(room: int) -> None:
    for form in forms().values():
        widest = max(width(one.label) for one in form.fields)
        assert (label_cells(form.ordered, room) > 0) == (room - widest - 5 >= 24)


@given(name=FORMS, room=ROOM, data=st.data())
def test_an_error_stands_right_under_its_field_and_to_its_end(
    name: str, room: int, data: st.DataObject
) -> None:
    form = forms()[name]
    around = data.draw(arounds(form))
    found = laid(form, room, around, is_open=True)
    for one, sentence in around.wrong.items():
        place = found.places[one]
        first = place.y + place.rows
        below = " ".join(text(line) for line in found.lines[first : first + place.below])
        assert "".join(f"! {sentence}".split()) in "".join(below.split())


@given(name=FORMS, room=ROOM, data=st.data())
def test_a_row_belongs_to_the_field_that_stands_there(
    name: str, room: int, data: st.DataObject
) -> None:
    form = forms()[name]
    found = laid(form, room, data.draw(arounds(form)), is_open=data.draw(st.booleans()))
    for one, place in found.places.items():
        for y in range(place.y - place.above, place.y + place.rows + place.below):
            assert found.at(y) == one
            assert y not in found.more
    assert all(found.at(y) == "" for y in found.more)


# --- What folds ------------------------------------------------------------------------------


@given(name=FORMS, room=ROOM, data=st.data())
def test_the_folded_line_names_every_folded_value_that_is_not_as_it_was(
    name: str, room: int, data: st.DataObject
) -> None:
    form = forms()[name]
    folded = [one for one in form.fields if one.name in folding(form.fields)]
    filling = filling_of(form)
    typed = data.draw(st.lists(st.sampled_from(folded), unique_by=lambda one: one.name)) if (
        folded
    ) else []  # fmt: skip
    for one in typed:
        cleared: Raw = frozenset() if one.kind == "many" else ""
        filling.type(one.name, data.draw(st.sampled_from([other(one, filling.raw(one.name)),
                                                          cleared])))  # fmt: skip
    cells = room_for_more(room, "Ctrl+O")
    lines = words(folded, filling, cells)
    assert all(width(line) <= cells for line in lines)
    line = " ".join(" ".join(lines).lower().split())
    for one in typed:
        if filling.raw(one.name) != filling.opened(one.name):
            value = said(one, filling.raw(one.name), filling)
            assert one.label.lower() in line or value[:12].lower() in line, (one.name, line)


def test_every_long_form_folds_and_no_form_folds_all_or_a_single_field() -> None:
    for name, form in forms().items():
        names = folding(form.fields)
        assert len(names) != 1, name
        assert len(names) < len(form.fields), name
        assert form.focus not in names, name
        assert len(form.fields) < 13 or names, name


def test_a_field_that_is_rarely_needed_stands_behind_all_others() -> None:
    fields = rarely([Field(name=one, label=one) for one in "abcd"], "a", c="by {}")
    assert [one.name for one in in_order(fields)] == ["b", "d", "a", "c"]
    assert folding(fields) == {"a", "c"}
    assert not folding(rarely(fields[:2], "a"))


# --- On the screen ---------------------------------------------------------------------------

DEEP = pytest.mark.deep
SIZES = [(80, 24), *(pytest.param(one, marks=DEEP) for one in ((40, 12), (60, 20), (200, 60)))]
ALL = pytest.mark.parametrize("every", [False, pytest.param(True, marks=DEEP)])
LARGE = ("Log", "item_form", "office_form", "visit_form", "release_form")


Opens = Callable[[Form], Awaitable[Sitting]]


async def written(change: Change) -> None:
    """Write nothing."""


@asynccontextmanager
async def opened(folder: Path, size: tuple[int, int]) -> AsyncIterator[Opens]:
    """The app, and what opens a form over it."""
    async with sitting(folder, size=size) as at:

        async def over(form: Form) -> Sitting:
            while at.is_open:
                at.form.dismiss(None)
                await at.pilot.pause()
            reading = Reading(today=TODAY, calendar=desk.calendar())
            told = Desk(reading=reading, pen=at.app.pen, write=written, tell=lambda _: None)
            await at.app.push_screen(FormScreen(form, told))
            await at.pilot.pause()
            return at

        yield over


def wrong_at(name: str, values: Values) -> Mapping[str, str]:
    """Says of one field that it does not fit."""
    return {name: "Not so."}


def is_open(at: Sitting) -> bool:
    """Whether what folds is shown."""
    return at.form.query_one(Body).is_open


def here(at: Sitting) -> str:
    """The field with the focus."""
    return next((name for name, one in at.form.entries.items() if one.has_focus), "")


def in_sight(at: Sitting, entry: Entry) -> bool:
    """Whether the first row of an entry can be seen."""
    body = at.form.query_one(Body).region
    return entry.display and entry.region.y in range(body.y, body.bottom)


def some(every: bool) -> dict[str, Form]:
    """The forms that are tried: two large ones, or one of each kind."""
    return {name: one for name, one in kinds().items() if every or name in LARGE[:2]}


@ALL
@pytest.mark.parametrize("size", SIZES)
async def test_every_field_is_reached_by_tab_and_seen_there(
    tmp_path: Path, size: tuple[int, int], every: bool
) -> None:
    async with opened(tmp_path, size) as over:
        for name, form in some(every).items():
            at = await over(form)
            seen = []
            for _ in range(len(form.fields) + 1):
                focused = at.form.focused
                if isinstance(focused, Entry):
                    seen.append(focused.field.name)
                    assert in_sight(at, focused), (name, focused.field.name)
                await at.press("tab")
            assert set(seen) == {one.name for one in form.fields}, name
            first = seen[0]
            after = [one.name for one in form.ordered]
            turn = after.index(first)
            assert seen == [*after[turn:], *after[:turn]], name


@ALL
@pytest.mark.parametrize("size", SIZES)
async def test_every_field_is_reached_by_a_click_on_it_or_its_label(
    tmp_path: Path, size: tuple[int, int], every: bool
) -> None:
    async with opened(tmp_path, size) as over:
        for name, form in some(every).items():
            at = await over(form)
            body = at.form.query_one(Body)
            if body.rare and not is_open(at):
                sheet = body.query_one("Sheet")
                row = body._layout.more[0]
                body.scroll_to(y=row, animate=False, immediate=True)
                await at.pilot.pause()
                await at.pilot.click(offset=(sheet.region.x + 4, sheet.region.y + row))
                await at.pilot.pause()
                assert is_open(at), name
            for n, entry in enumerate(at.form.entries.values()):
                at.form.query_one("#form-save").focus()
                place = body._layout.places[entry.field.name]
                body.scroll_to(y=place.y, animate=False, immediate=True)
                await at.pilot.pause()
                beside = n % 2 and place.x > 4
                # Of a long list only some rows are in sight where there is little room.
                row = entry.region.y if beside else max(entry.region.y, body.region.y)
                spot = (entry.region.x - (3 if beside else 0), row)
                assert await at.pilot.click(offset=spot)
                await at.pilot.pause()
                assert entry.has_focus, (name, entry.field.name, beside)


@ALL
@pytest.mark.parametrize("size", SIZES)
async def test_an_error_is_always_visible_also_in_what_was_folded(
    tmp_path: Path, size: tuple[int, int], every: bool
) -> None:
    async with opened(tmp_path, size) as over:
        for name, form in some(every).items():
            filling = filling_of(form)
            names = [one.name for one in form.ordered]
            ends = (names[0], names[len(names) // 2], names[-1])
            for one in [one for one in form.ordered if every or one.name in ends]:
                if filling.read()[1]:
                    break  # something is missing already, and told first
                if form.change is not None and not form.creates:
                    form = replace(form, creates=True)
                at = await over(replace(form, check=partial(wrong_at, one.name)))
                await at.press("ctrl+s")
                entry = at.form.entries[one.name]
                assert entry.has_focus, (name, one.name)
                assert in_sight(at, entry), (name, one.name)
                # A list that is as high as its window leaves no row for what is said to it.
                room = at.form.query_one("#form-body").scrollable_content_region.height
                if entry.virtual_region.height < room:
                    assert "! Not so." in screen_text(at.app), (name, one.name)


@pytest.mark.parametrize("folds_again", [True, False])
async def test_what_is_typed_into_folded_fields_is_the_same_whether_they_are_folded(
    tmp_path: Path, folds_again: bool
) -> None:
    async with opened(tmp_path, desk.NARROW) as over:
        for name in LARGE[:2]:
            form = kinds()[name]
            at = await over(form)
            opens = filling_of(form)
            wanted: dict[str, Raw] = {}
            for one in form.fields:
                entry = at.form.entries[one.name]
                if one.name in folding(form.fields) and one.kind not in ("choice", "many"):
                    wanted[one.name] = other(one, opens.raw(one.name))
                    entry.focus()
                    await at.pilot.pause()
                    entry.raw = wanted[one.name]  # as typing does
            await at.press("ctrl+o") if folds_again else None
            at.form._noticed()
            assert is_open(at) != folds_again, name
            for one_name, raw in wanted.items():
                assert at.form.filling.raw(one_name) == raw, (name, one_name)
                assert one_name in at.form.filling.draft(), (name, one_name)
            assert wanted or name == "x"


async def test_a_key_opens_what_folds_and_folds_it_and_the_focus_stays_in_sight(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, desk.NARROW) as over:
        for name in LARGE[:2]:
            at = await over(kinds()[name])
            body = at.form.query_one(Body)
            assert not is_open(at)
            assert "▸ More:" in at.sheet()
            await at.press("ctrl+o")
            assert is_open(at)
            assert here(at) in body.rare
            await at.press("ctrl+o")
            assert not is_open(at)
            assert at.form.entries[here(at)].display


@given(name=FORMS, room=ROOM, rows=st.integers(1, 80))
def test_what_folds_is_shown_by_itself_just_where_all_has_room(
    name: str, room: int, rows: int
) -> None:
    form = forms()[name]
    more = More(folding(form.fields), ("More",), "Ctrl+O")
    found = laid(form, room, Said(), is_open=True, rows=rows)
    tight = laid(form, room, Said(), is_open=True)
    if fits_open(form.ordered, room, Said(), more, rows):
        assert len(found.lines) + 3 <= rows  # what is said while somebody types has room, too
        assert len(found.lines) >= len(tight.lines)
    else:
        assert len(found.lines) > rows - 3 or len(found.lines) == len(tight.lines)


async def resized(at: Sitting, size: tuple[int, int], is_open: bool) -> None:
    """Another window, in which what folds is shown or not."""
    await at.pilot.resize_terminal(*size)
    body = at.form.query_one(Body)
    for _ in range(100):
        await at.pilot.pause()
        if body.is_open == is_open and at.form.size == size:
            break
        await at.pilot.pause(0.02)
    assert body.is_open == is_open, (at.form.form.title, size)


async def test_a_large_window_shows_what_folds_and_a_small_one_folds_it_again(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, (200, 60)) as over:
        for name in ("Log", "release_form"):
            form = kinds()[name]
            at = await over(form)
            first = here(at)
            assert is_open(at), name
            assert at.form.query_one(Body).max_scroll_y == 0, name
            await resized(at, (80, 24), is_open=False)
            assert here(at) == first, name
            await resized(at, (200, 60), is_open=True)
            at.form.entries[form.ordered[-1].name].focus()
            await resized(at, (80, 24), is_open=True)
            assert in_sight(at, at.form.entries[form.ordered[-1].name]), name
            at.form.entries[first].focus()
            await at.press("ctrl+o")  # who folds it wants it so, in any window
            assert not is_open(at), name
            await resized(at, (200, 60), is_open=False)


async def test_going_back_from_the_button_opens_what_folds(tmp_path: Path) -> None:
    async with opened(tmp_path, desk.NARROW) as over:
        form = kinds()["item_form"]
        at = await over(form)
        at.form.query_one("#form-save").focus()
        await at.press("shift+tab")
        assert at.form.focused is at.form.entries[form.ordered[-1].name]


async def test_a_form_that_folds_nothing_says_so(tmp_path: Path) -> None:
    async with opened(tmp_path, desk.NARROW) as over:
        at = await over(kinds()["promise_form"])
        await at.press("ctrl+o")
        assert "All fields of this form are shown." in screen_text(at.app)


async def test_what_an_office_offers_instead_is_seen_as_soon_as_it_refused(tmp_path: Path) -> None:
    async with sitting(tmp_path, size=desk.NARROW) as at:
        await at.press("3", "c", "r")
        assert in_sight(at, at.form.entries["instead"])
        shown = screen_text(at.app)
        assert "Offered instead" in shown
        assert "recuts" in shown.replace("\n", "")


@pytest.mark.parametrize("size", [(60, 20), (120, 40)])
async def test_no_row_of_a_list_is_blank_while_an_option_is_out_of_sight(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with sitting(tmp_path, size=size) as at:
        lists = 0
        office = next(id_ for id_, one in at.case.offices.items() if one.call == "pathology")
        for action in ("paper.make", "release.edit", "case.status"):
            await at.open(action, "office", office, "pathology")
            for entry in at.form.query(Choices):
                if entry.field.listed and entry.display and entry.size.height:
                    rows = [line.strip() for line in entry.lines[int(entry.field.filtering) :]]
                    assert len([one for one in rows if one]) == min(len(rows), len(entry.options))
                    lists += 1
            while at.is_open:
                await at.press("escape")
        assert lists > 2


@given(
    st.lists(st.tuples(st.integers(1, 30), st.integers(0, 40)), min_size=1, max_size=9),
    st.integers(20, 120),
)
def test_what_is_said_of_options_stands_in_one_column_and_is_worth_reading(
    widths: list[tuple[int, int]], cells: int
) -> None:
    at = abouts_at(widths, cells)
    told = ["x" * label + behind(label, "y" * about, at, cells)
            for label, about in widths if label <= cells]  # fmt: skip
    assert all(width(line) == cells for line in told)
    said = [line for line in told if "y" in line]
    assert all(line.count("y") >= 15 or "…" not in line for line in said)
    labels, abouts = (max(column) for column in zip(*widths, strict=True))
    if labels + 2 + abouts <= cells:
        assert {line.find("y") for line in said} <= {labels + 2}
        assert len(said) == len([about for _, about in widths if about])


# --- Choices in columns ----------------------------------------------------------------------


@given(labels=st.lists(st.integers(1, 30), min_size=1, max_size=14), cells=st.integers(10, 190))
def test_options_stand_in_columns_in_their_order_and_none_over_another(
    labels: list[int], cells: int
) -> None:
    found = grid(labels, cells)
    assert list(found.places) == sorted(set(found.places))
    assert found.rows <= len(labels)
    for n, (row, start) in enumerate(found.places):
        end = start + BOX + labels[n]
        assert end <= cells or not start
        following = [place for place in found.places[n + 1 :] if place[0] == row]
        assert all(end + 2 <= after for _, after in following)
    one_row = sum(labels) + len(labels) * BOX + 2 * (len(labels) - 1)
    assert (found.rows == 1) == (one_row <= cells or len(labels) == 1)
    # What begins below another begins in a column that there is: no more than fit side by side.
    starts = {start for _, start in found.places}
    assert len(starts) <= max(1, (cells + 2) // (BOX + 1 + 2))


def test_the_outcomes_of_a_call_take_four_rows_beside_their_label_at_80_columns() -> None:
    form = kinds()["Log"]
    room = 71  # a form of 76 columns, without its frame, its padding and the scrollbar
    place = laid(form, room, Said(), is_open=False).places["outcome"]
    assert place.rows == 4
