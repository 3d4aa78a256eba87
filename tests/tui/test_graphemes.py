"""Texts of all scripts: cut, filled, wrapped, and edited between graphemes only."""

from __future__ import annotations

import subprocess
import sys
from itertools import accumulate

import wcwidth
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.widgets import Input, TextArea

from so_tui.core.text import clean
from so_tui.tui import graphemes, plain
from so_tui.tui.forms.entries import Line, Lines
from so_tui.tui.forms.fields import Field
from so_tui.tui.marks import MARKS, PLAIN, in_ascii
from so_tui.tui.views.rows import Bit, fit, line_width
from so_tui.tui.widgets.search import Search
from tests.graphemes import JOINED, texts

CELLS = st.integers(-2, 30)


def borders(text: str) -> set[int]:
    """Where UAX #29 has a border in a text."""
    return {0, *accumulate(map(len, wcwidth.iter_graphemes(text)))}


# --- Graphemes ---------------------------------------------------------------------------------


@given(texts())
def test_the_units_are_the_text_and_their_cells_add_up(text: str) -> None:
    units = graphemes.units(text)
    assert "".join(units) == text
    assert sum(map(cell_len, units)) == cell_len(text)
    assert set(accumulate(map(len, units))) <= borders(text)


@given(texts(), st.integers(-1, 60))
def test_a_step_goes_to_the_next_border_and_no_further(text: str, at: int) -> None:
    places = [0, *accumulate(map(len, graphemes.units(text)))]
    assert graphemes.before(text, at) == max((p for p in places if p < at), default=0)
    assert graphemes.after(text, at) == min((p for p in places if p > at), default=len(text))
    for ahead in (False, True):
        assert graphemes.border(text, at, ahead=ahead) in places


def test_what_is_said_to_stand_alone_stands_alone_and_is_measured_alike_by_all() -> None:
    alone = [chr(number) for number in range(sys.maxunicode) if graphemes.all_alone(chr(number))]
    assert len(alone) > 30_000
    assert {*PLAIN, *MARKS.values()} <= {*alone}
    for one in alone:
        assert cell_len(one) == wcwidth.wcwidth(one) > 0, hex(ord(one))
        for beside in ("a", "張", "한", one):
            text = f"{beside}{one}{beside}"
            assert list(wcwidth.iter_graphemes(text)) == list(text), hex(ord(one))


def test_no_table_is_loaded_for_a_text_of_characters_that_stand_alone() -> None:
    program = (
        "import sys; from so_tui.tui import plain, cursor_placing as c\n"
        "plain.wrap('José Müller 張偉 한 Ж – ★ ' * 20, 30); plain.fill('Ωμέγα │ ●' * 9, 20)\n"
        "c.CursorPlacing()('\\x1b[1;1H│ José 張偉 ●')\n"
        "assert 'wcwidth' not in sys.modules; plain.cut('❤️' * 9, 5)\n"
        "assert 'wcwidth' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


# --- Cut, filled, wrapped ----------------------------------------------------------------------


@given(texts(), CELLS)
@example("a❤️❤️", 3)
@example("🇩🇪🇫🇷", 4)
@example("👍🏽👍🏽", 3)
def test_a_cut_text_fits_and_keeps_whole_graphemes(text: str, cells: int) -> None:
    made = plain.cut(text, cells)
    assert plain.width(made) <= max(0, cells)
    whole = plain.one_line(text)
    if made != whole:
        head = made.removesuffix(plain.CUT)
        rest = whole[len(head) :]
        assert whole.startswith(head)
        blanks = len(rest) - len(rest.lstrip())
        assert len(head) in borders(whole) or len(head) + blanks in borders(whole)


@given(texts(), CELLS)
def test_a_filled_text_takes_exactly_its_cells(text: str, cells: int) -> None:
    assert plain.width(plain.fill(text, cells)) == max(0, cells)


@given(st.lists(texts(8), max_size=4), st.lists(texts(8), max_size=3), st.integers(0, 60))
@example([], ["0", "\N{VARIATION SELECTOR-16}"], 1)
def test_a_line_takes_exactly_its_cells(left: list[str], right: list[str], cells: int) -> None:
    made = fit([Bit(text) for text in left], cells, [Bit(text) for text in right])
    assert line_width(made) == cells
    assert cell_len("".join(bit.text for bit in made)) == cells


@given(texts(60), st.integers(1, 30), st.sampled_from(["", "  ", " " * 12]))
@example("🇩🇪🇫🇷🇩🇪", 3, "")
@example("張偉 張偉", 2, " ")
@example("張", 1, "")
def test_wrapping_loses_nothing_and_no_line_is_too_wide(text: str, cells: int, indent: str) -> None:
    lines = plain.wrap(text, cells, indent)
    whole = clean(text)
    assert "".join("".join(lines).split()) == "".join(whole.split())
    for line in lines:
        alone = len([unit for unit in graphemes.units(line) if not unit.isspace()]) == 1
        assert plain.width(line) <= cells or alone
    known = [unit for unit in graphemes.units(whole) if not unit.isspace()]
    kept = [unit for line in lines for unit in graphemes.units(line) if not unit.isspace()]
    assert kept == known


def test_each_paragraph_of_a_text_is_wrapped_on_its_own() -> None:
    assert plain.wrap("☎️ Rosa\n\n👍🏽👍🏽", 3) == ["☎️", "Ros", "a", "", "👍🏽", "👍🏽"]


@given(texts())
def test_plain_characters_stand_in_the_cells_of_what_they_stand_for(text: str) -> None:
    made = in_ascii(text, plain.width(text))
    assert made.isascii()
    assert len(made) == plain.width(text)
    at = 0
    for unit in graphemes.units(text):
        if unit.isascii():
            assert made[at : at + len(unit)] == unit
        at += cell_len(unit)


# --- The caret ---------------------------------------------------------------------------------

ACTIONS = {
    kind: [
        one.action
        for one in kind.BINDINGS
        if isinstance(one, Binding) and one.action not in ("submit", "copy", "cut", "paste")
    ]
    for kind in (Input, TextArea)
}
"""All that Textual's own keys do in a field; what needs a clipboard is left out."""


class Desk(App[None]):
    """The three kinds of fields, each with the same text."""

    CSS = "Line, Search { width: 14; } Lines { width: 14; height: 4; }"

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def compose(self) -> ComposeResult:
        yield Line(Field(name="one", label="One"), self.text)
        yield Lines(Field(name="many", label="Many", kind="lines"), f"{self.text}\n{self.text}")
        yield Search(self.text)


def halves(desk: App[None]) -> list[str]:
    """Where an end of a selection stands inside a grapheme."""
    found = []
    for one in (*desk.query(Line), *desk.query(Search)):
        for at in one.selection:
            if at not in borders(one.value):
                found.append(f"{one!r} {one.value!a} {at}")
    for many in desk.query(Lines):
        for row, column in many.selection:
            if column not in borders(many.document[row]):
                found.append(f"{many!r} {many.document[row]!a} {column}")
    return found


async def test_no_action_from_anywhere_leaves_the_caret_inside_a_grapheme() -> None:
    text = "☎️ क्षि👍🏽 กำ🇩🇪🇫🇷 x\u030ca नि ❤️❤️ 👍🏽👍🏽👍🏽 e\u0302 ☎️"
    desk = Desk(text)
    async with desk.run_test(size=(40, 12)) as pilot:
        await pilot.pause()
        for widget in (*desk.query(Input), *desk.query(TextArea)):
            for action in ACTIONS[Input if isinstance(widget, Input) else TextArea]:
                for at in sorted(borders(text)):
                    if isinstance(widget, Input):
                        widget.value, widget.cursor_position = text, at
                    else:
                        widget.text = f"{text}\n{text}"
                        widget.cursor_location = (1, at)
                    await widget.run_action(action)
                    assert halves(desk) == [], (action, at)


@settings(max_examples=25)
@given(st.lists(st.sampled_from(JOINED), min_size=2, max_size=10).map("".join), st.data())
async def test_no_row_of_actions_leaves_the_caret_inside_a_grapheme(
    text: str, data: st.DataObject
) -> None:
    desk = Desk(text)
    async with desk.run_test(size=(40, 12)):
        for widget in (*desk.query(Input), *desk.query(TextArea)):
            actions = ACTIONS[Input if isinstance(widget, Input) else TextArea]
            for action in data.draw(
                st.lists(st.sampled_from([*actions, ""]), min_size=6, max_size=20)
            ):
                if action:
                    await widget.run_action(action)
                elif isinstance(widget, Input):
                    widget.insert_text_at_cursor("e")
                else:
                    widget.insert("e")
                assert halves(desk) == [], action


async def test_the_end_of_a_line_is_on_that_line() -> None:
    desk = Desk("👍🏽" * 12 + " " + "x\u030c" * 30)
    async with desk.run_test(size=(40, 12)) as pilot:
        await pilot.pause()
        many = desk.query_one(Lines)
        assert many.wrapped_document.height > 4
        for at in sorted(borders(many.document[0])):
            many.cursor_location = (0, at)
            row = many.wrapped_document.location_to_offset(many.cursor_location).y
            many.action_cursor_line_end()
            assert many.wrapped_document.location_to_offset(many.cursor_location).y == row


async def test_no_click_puts_the_caret_inside_a_grapheme() -> None:
    desk = Desk("☎️क्षि👍🏽กำ🇩🇪x")
    async with desk.run_test(size=(40, 12)) as pilot:
        for widget in (*desk.query(Input), *desk.query(TextArea)):
            for cell in (9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 3):
                await pilot.click(widget, offset=(cell, 0))
                assert halves(desk) == [], cell


async def test_a_step_and_a_deletion_take_a_whole_grapheme() -> None:
    desk = Desk("a☎️👍🏽🇩🇪")
    async with desk.run_test(size=(40, 12)) as pilot:
        for kind in (Line, Search):
            one = desk.query_one(kind)
            one.focus()
            await pilot.press("end", "left", "left", "delete")
            assert one.value == "a☎️🇩🇪"
            await pilot.press("backspace")
            assert one.value == "a🇩🇪"
            await pilot.press("shift+right")
            assert one.selected_text == "🇩🇪"
        many = desk.query_one(Lines)
        many.focus()
        many.move_cursor((1, 0))
        await pilot.press("right", "right", "delete", "backspace", "shift+right")
        assert many.text == "a☎️👍🏽🇩🇪\na🇩🇪"
        assert many.selected_text == "🇩🇪"


@settings(max_examples=25)
@given(texts(6))
async def test_the_caret_is_drawn_over_a_whole_grapheme(text: str) -> None:
    desk = Desk(text)
    async with desk.run_test(size=(40, 12)) as pilot:
        for widget in (*desk.query(Input), *desk.query(TextArea)):
            widget.focus()
            await pilot.pause()
            await widget.run_action("home" if isinstance(widget, Input) else "cursor_line_start")
            for _ in range(6):
                strip = widget.render_line(0)
                units = accumulate(map(len, graphemes.units(strip.text)))
                assert {*accumulate(len(one.text) for one in strip)} <= {*units}
                assert strip.cell_length == sum(cell_len(one.text) for one in strip)
                await widget.run_action("cursor_right")


async def test_the_caret_on_an_emoji_with_a_skin_tone_colors_both_its_parts() -> None:
    desk = Desk("a👍🏽b")
    async with desk.run_test(size=(40, 12)) as pilot:
        for widget in (*desk.query(Input), *desk.query(TextArea)):
            widget.focus()
            await pilot.pause()
            await widget.run_action("home" if isinstance(widget, Input) else "cursor_line_start")
            await widget.run_action("cursor_right")
            assert "👍🏽" in [one.text for one in widget.render_line(0)]
