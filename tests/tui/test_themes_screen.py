"""The colors are chosen from a list that shows each; Escape leaves no trace of what it showed."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from rich.segment import Segment
from textual.geometry import Region
from textual.widget import Widget

from so_tui import locations, palettes
from so_tui.store.preferences import Chosen
from so_tui.tui.app import SoTui
from so_tui.tui.screens.themes import ThemesScreen
from so_tui.tui.widgets.bars import Foot
from tests.conftest import DEEP
from tests.tui.desk import NARROW, WIDE, app, case_screen

NAMES = palettes.ours()


def drawn(so: SoTui) -> list[Sequence[Segment]]:
    """All that is drawn of the screen on top, with its colors."""
    return [
        list(strip)
        for widget in so.screen.walk_children(Widget, with_self=False)
        if widget.display and widget.region
        for strip in widget.render_lines(Region(0, 0, *widget.size))
    ]


def told(so: SoTui) -> str:
    return " ".join(line.strip() for line in so.screen.query_one(Foot).lines)


def kept() -> bytes | None:
    """What the next start would begin with, byte by byte."""
    file = locations.state_folder() / "chosen.json"
    return file.read_bytes() if file.exists() else None


MOVES = ("down", "up", "j", "k", "G", "g", "home", "end", "pagedown", "pageup", "f4", "l", "space")


@settings(
    max_examples=12 if DEEP else 4,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
@given(
    begins=st.sampled_from(NAMES),
    moves=st.lists(st.sampled_from(MOVES), max_size=12),
    leaves=st.sampled_from(["escape", "q"]),
    over=st.sampled_from([(), ("3",), ("H",), ("T",)]),
)
@example(begins="dark", moves=["down"], leaves="escape", over=())
@example(begins="nord", moves=["G", "f4", "f4"], leaves="q", over=("T",))
async def test_any_number_of_themes_is_looked_at_and_left_without_a_trace(
    begins: str, moves: list[str], leaves: str, over: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setenv("SO_TUI_HOME", folder)
        Chosen().keep(theme="gruvbox")
        was = kept()
        so = app(Path(folder), "midway", theme=begins)
        async with so.run_test(size=NARROW) as pilot:
            await pilot.press(*over)
            await pilot.pause()
            beneath, before, variables = so.screen, drawn(so), so.get_css_variables()
            await pilot.press("f4")
            await pilot.pause()
            assert isinstance(so.screen, ThemesScreen)
            seen = {so.theme}
            for key in moves:
                await pilot.press(key)
                await pilot.pause()
                seen.add(so.theme)
                here = so.screen.query_one("#themes").target  # type: ignore[attr-defined]
                assert so.theme == here.id
            await pilot.press(leaves)
            await pilot.pause()
            assert so.screen is beneath
            assert so.theme == begins
            assert so.get_css_variables() == variables
            assert drawn(so) == before
            assert kept() == was


@pytest.mark.parametrize("name", NAMES)
async def test_the_theme_of_a_row_is_shown_at_once_and_stays_for_the_next_start(
    name: str, tmp_path: Path
) -> None:
    (tmp_path / "home").mkdir()  # one that is not there is not made for a choice of colors
    so = app(tmp_path, "midway")
    async with so.run_test(size=NARROW) as pilot:
        await pilot.press("f4", "g", *["down"] * NAMES.index(name))
        await pilot.pause()
        assert so.theme == name
        await pilot.press("enter")
        await pilot.pause()
        assert so.screen is case_screen(so)
        assert so.theme == name
        assert "Colors: " in told(so)
        shown = drawn(so)
    assert Chosen().theme == name
    again = app(tmp_path / "again", "midway", theme=Chosen().theme)
    async with again.run_test(size=NARROW) as pilot:
        await pilot.pause()
        assert [lines for lines in drawn(again) if lines not in shown] == [
            lines for lines in drawn(again) if "Enter" in str(lines) and lines not in shown
        ]


async def test_a_click_shows_a_theme_and_a_second_one_takes_it(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        await pilot.press("f4")
        await pilot.pause()
        at = 1 + NAMES.index("nord")
        await pilot.click("#themes", offset=(4, at))
        await pilot.pause()
        assert so.theme == "nord"
        await pilot.click("#themes", offset=(4, at), times=2)
        await pilot.pause()
        assert so.screen is case_screen(so)
    assert Chosen().theme == "nord"


async def test_every_role_is_shown_with_its_sign_below_the_list(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=NARROW) as pilot:
        await pilot.press("f4")
        await pilot.pause()
        lines = so.screen.query_one("#themes").lines  # type: ignore[attr-defined]
        for words in ("! ", "late", "may not come in time", "waiting on somebody", "keys to press"):
            assert any(words in line for line in lines), words


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A theme file of one's own."""
    path = tmp_path / "home" / "themes" / "mine.toml"
    path.parent.mkdir(parents=True)
    return path


async def test_ones_own_theme_is_offered_and_begun_with(tmp_path: Path, mine: Path) -> None:
    mine.write_text('name = "My own"\nlike = "nord"\naccent = "#ffcc00"\n')
    so = app(tmp_path, "midway", theme="mine")
    async with so.run_test(size=NARROW) as pilot:
        await pilot.pause()
        assert so.theme == "mine"
        assert so.get_css_variables()["accent"].lower() == "#ffcc00"
        await pilot.press("f4")
        await pilot.pause()
        lines = so.screen.query_one("#themes").lines  # type: ignore[attr-defined]
        assert any("My own" in line and "now" in line for line in lines)


async def test_a_theme_has_any_name_that_its_file_may_have(tmp_path: Path, mine: Path) -> None:
    for name in ("A-1_b", "0", "z" * 41):
        mine.with_name(f"{name}.toml").write_text('like = "light"')
        so = app(tmp_path / name, "midway", theme=name)
        async with so.run_test(size=NARROW) as pilot:
            await pilot.pause()
            assert so.theme == name


async def test_a_theme_that_is_none_keeps_nobody_from_their_casebook(
    tmp_path: Path, mine: Path
) -> None:
    mine.write_text("late = 7\n")
    so = app(tmp_path, "midway", theme="mine")
    async with so.run_test(size=WIDE) as pilot:
        await pilot.pause()
        assert so.theme == "dark"
        assert "mine.toml gives “late” a value that is not a color" in told(so)
        await pilot.press("f4")
        await pilot.pause()
        lines = so.screen.query_one("#themes").lines  # type: ignore[attr-defined]
        text = " ".join(" ".join(line.strip("┃ ") for line in lines).split())
        assert "gives “late” a value that is not a color" in text


async def test_a_theme_that_is_hard_to_read_says_so_where_it_is_shown(
    tmp_path: Path, mine: Path
) -> None:
    mine.write_text('late = "#203040"\n')
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        await pilot.press("f4", "G")
        await pilot.pause()
        assert so.theme == "mine"
        assert "“late” on “panel” is hard to read: 1.1 to 1" in told(so)
