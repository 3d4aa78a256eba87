"""What differs between terminals: keys that come apart, colors, clipboards, small windows."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.binding import Binding

from so_tui.cli.launch import draws_marks
from so_tui.store.preferences import Chosen
from so_tui.tui.app import SoTui
from so_tui.tui.forms.form_screen import FormScreen
from so_tui.tui.keys import ACTIONS, BY_ID
from so_tui.tui.screens.copy import SENT, CopyScreen, Texts
from so_tui.tui.split_escape import TOGETHER, SplitEscape
from so_tui.tui.user_keymap import checked
from so_tui.tui.widgets.bars import Foot, Strip
from tests.tui.desk import NARROW, WIDE, app, case_screen


def told(so: SoTui) -> str:
    return so.screen.query_one(Foot).sentence


# --- Keys that come apart ----------------------------------------------------------------------

SEQUENCES = ["[A", "[C", "OB", "[5~", "[1;5C", "[15~", "[200~"]


@pytest.mark.parametrize("rest", SEQUENCES)
def test_the_rest_of_a_torn_key_is_taken_away_and_nothing_behind_it(rest: str) -> None:
    torn = SplitEscape()
    assert not torn.takes("escape", "\x1b", 10.0)
    assert all(torn.takes(one, one, 10.5) for one in rest)
    assert not torn.takes("c", "c", 10.6)


@given(st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=5))
def test_what_is_typed_behind_an_escape_is_typed(text: str) -> None:
    torn = SplitEscape()
    torn.takes("escape", "\x1b", 0.0)
    if text[0] not in "[O":
        assert not any(torn.takes(one, one, 0.1) for one in text)


def test_an_escape_of_long_ago_takes_nothing_away() -> None:
    torn = SplitEscape()
    torn.takes("escape", "\x1b", 0.0)
    assert not torn.takes("left_square_bracket", "[", TOGETHER + 0.1)
    assert not torn.takes("tab", None, TOGETHER + 0.2)


async def test_a_torn_arrow_puts_no_case_away(tmp_path: Path) -> None:
    so = app(tmp_path, "midway", "rush")
    async with so.run_test(size=NARROW) as pilot:
        await pilot.press("escape", "left_square_bracket", "A")
        await pilot.pause()
        assert not so.casework.find("Sam").value.archived
        await pilot.press("A")
        await pilot.pause()
        assert so.casework.find("Sam").value.archived


async def test_a_torn_arrow_in_a_form_loses_nothing_that_was_typed(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=NARROW) as pilot:
        await pilot.press("1", "t", "tab", *"half", "escape", "left_square_bracket", "D")
        await pilot.pause()
        assert not isinstance(so.screen, FormScreen)
        await pilot.press("t")
        await pilot.pause()
        assert isinstance(so.screen, FormScreen)
        assert "half" in "".join(str(one.raw) for one in so.screen.entries.values())


# --- A keymap of one's own ---------------------------------------------------------------------


def test_two_meanings_of_one_key_are_told_and_the_usual_key_stays() -> None:
    good, refused = checked({"contact.log": "L", "step.done": "L"})
    assert good == {"contact.log": "L"}
    assert refused == [
        "The keymap in the settings gives “L” to “Mark done”, but it is “Log call” already; "
        "the usual key stays."
    ]


def test_keys_may_change_places() -> None:
    good, refused = checked({"step.next": "f9", "step.done": "n"})
    assert not refused
    assert good == {"step.next": "f9", "step.done": "n"}


def test_a_key_may_mean_two_things_on_two_screens() -> None:
    assert not checked({"casebook.sort": "c"})[1]
    assert checked({"casebook.sort": "T"})[1]


def test_an_action_that_is_none_is_told() -> None:
    good, (sentence,) = checked({"contact.lag": "L"})
    assert not good
    assert "contact.lag" in sentence


def test_the_usual_keys_do_not_clash() -> None:
    usual = {action.id: action.keys for action in ACTIONS if action.keys}
    assert checked(usual) == (usual, [])


async def test_a_keymap_that_cannot_be_is_told_at_the_start(tmp_path: Path) -> None:
    so = app(tmp_path, "midway", keymap={"step.done": "c"})
    async with so.run_test(size=WIDE) as pilot:
        await pilot.pause()
        assert "“Log call” already" in told(so)
        await pilot.press("c")
        await pilot.pause()
        assert isinstance(so.screen, FormScreen)


def test_the_keys_of_forms_are_those_of_the_help() -> None:
    bound = {one.id: one.key for one in FormScreen.BINDINGS if isinstance(one, Binding) and one.id}
    also = ("app.help", "app.palette")
    listed = {one.id: one.keys for one in ACTIONS if one.place == "form" or one.id in also}
    assert bound == listed


# --- Colors -----------------------------------------------------------------------------------


def test_a_choice_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    Chosen().keep(theme="light")
    (tmp_path / "home" / "chosen.json").write_text("nonsense")
    assert Chosen().theme == "dark"


@pytest.mark.parametrize(
    ("term", "draws"),
    [("xterm-256color", True), ("screen-256color", True), ("tmux-256color", True),
     ("linux", False), ("linux-16color", False), ("vt100", False), ("vt220", False)],
)  # fmt: skip
def test_a_bare_console_gets_plain_characters(
    term: str, draws: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", term)
    monkeypatch.setattr("so_tui.cli.launch.draws_utf8", lambda: True)
    assert draws_marks() is draws


# --- The clipboard -----------------------------------------------------------------------------


async def test_a_number_is_copied_and_shown_and_no_success_is_claimed(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        await pilot.press("3", "y")
        await pilot.pause()
        assert isinstance(so.screen, CopyScreen)
        shown = "\n".join(so.screen.query_one(Texts).lines)
        assert "203-555-0177" in shown
        assert "Please send the stained slides" in shown
        await pilot.press("enter")
        await pilot.pause()
        assert so.clipboard == "203-555-0177"
        assert told(so) == SENT
        assert "Copied" not in told(so)
        await pilot.press("escape")
        await pilot.pause()
        assert case_screen(so).case.label == "Rosa M."


async def test_the_words_to_say_are_copied_from_the_form(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=NARROW) as pilot:
        await pilot.press("3", "c", "f3")
        await pilot.pause()
        assert isinstance(so.screen, CopyScreen)
        assert "Please send the stained slides" in so.clipboard
        await pilot.press("escape")
        await pilot.pause()
        assert so.screen.query("#form")


async def test_an_offices_number_is_copied_from_today(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=NARROW) as pilot:
        await pilot.press("T", "slash", *"luke", "enter", "y", "enter")
        await pilot.pause()
        assert so.clipboard == "203-555-0177"


async def test_where_nothing_can_be_copied_that_is_said(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        await pilot.press("1", "y")
        await pilot.pause()
        assert "nothing on this row to copy" in told(so)


# --- Small windows -----------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(40, 12), (60, 20), (80, 24), (100, 30), (120, 40), (200, 60)])
async def test_every_screen_is_drawn_in_every_size(size: tuple[int, int], tmp_path: Path) -> None:
    so = app(tmp_path, "midway", "rush")
    async with so.run_test(size=size) as pilot:
        for key in ("j", "enter", "3", "j", "escape", "T", "escape", "H", "escape"):
            await pilot.press(key)
            await pilot.pause()
            for widget in so.screen.walk_children(with_self=False):
                for line in getattr(widget, "lines", ()):
                    assert len(line) <= size[0]


async def test_a_window_of_forty_by_twelve_shows_a_pane_and_its_next_step(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=(40, 12)) as pilot:
        await pilot.press("3")
        await pilot.pause()
        (line,) = case_screen(so).query_one(Strip).lines
        assert "ask for stained slides" in line
        assert "small" in line
        await pilot.press("4")
        await pilot.pause()
        assert "ask for mammogram" in case_screen(so).query_one(Strip).lines[0]


def test_nothing_needs_a_key_that_a_line_swallows() -> None:
    swallowed = {"ctrl+s", "ctrl+q", "ctrl+c", "ctrl+z", "ctrl+b", "ctrl+a", "ctrl+backslash"}
    for action in ACTIONS:
        only = set(action.keys.split(",")) <= swallowed and action.keys
        # Saving is on Enter behind the last field, and on a button; Ctrl+Z is the shell's own.
        assert not only or action.id in ("form.save", "app.suspend"), action.id
    assert BY_ID["app.quit"].keys == "q"
