"""Every text on every screen stands out from its ground, in every theme (WCAG 2.2 §1.4.3, AA)."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.color import Color
from textual.app import App
from textual.geometry import Region
from textual.widget import Widget

from so_tui import palettes
from so_tui.tui.themes import theme
from tests.tui.desk import TODAY, WIDE, app

AA, AAA = 4.5, 7.0
"""The least ratios for text of the usual size (§1.4.3 and §1.4.6)."""

SCREENS: dict[str, tuple[str, ...]] = {
    "list of cases": ("escape",),
    "today": ("T",),
    "history": ("H",),
    "case": ("2",),
    "late items": ("3", "j"),
    "timeline": ("5", "j"),
    "filter": ("slash", "s"),
    "contact form": ("3", "c"),
    "long form": ("v",),
    "menu": ("a",),
    "help": ("question_mark",),
    "sentence": ("2", "space"),
    "copy": ("3", "y"),
    "colors": ("f4",),
    "refusal": ("2", "x", "u", "u"),
    "hidden": ("ctrl+l",),
}


def luminance(color: Color) -> float:
    """Relative luminance (WCAG 2.2, definition)."""
    parts = (part / 255 for part in color.get_truecolor())
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: Color, other: Color) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def is_text(text: str) -> bool:
    """Whether there is something to read, and not only a frame or blanks."""
    return any(one.isalnum() or (unicodedata.category(one) == "So" and one not in FRAME)
               for one in text)  # fmt: skip


FRAME = "─│╭╮╰╯━┃┏┓┗┛▔▁▏▕▎▌▐█"


def faint(so: App[None], seen: list[str], least: float) -> Iterator[str]:
    """Texts of the screen that do not stand out enough; all that were measured go to `seen`."""
    for widget in so.screen.walk_children(Widget, with_self=False):
        if not widget.display or not widget.region or not widget.region.overlaps(so.screen.region):
            continue
        for strip in widget.render_lines(Region(0, 0, *widget.size)):
            for text, style, _ in strip:
                if style is None or not is_text(text) or not style.color or not style.bgcolor:
                    continue
                seen.append(text)
                found = ratio(style.color, style.bgcolor)
                if found < least:
                    name = style.color.name, style.bgcolor.name
                    yield f"{type(widget).__name__}: {text.strip()!r} {name} {found:.2f}"


PRESSING = ("late items", "list of cases", "timeline")
"""Screens that are looked at on a day on which much is late."""

OF_THEIR_OWN = [one for one in palettes.all_palettes()[0] if not one.is_terminals]


def test_there_are_at_least_eight_themes_and_one_of_the_terminals_own_colors() -> None:
    assert len(palettes.ours()) >= 8
    assert len(palettes.ours()) == len(OF_THEIR_OWN) + 1


@pytest.mark.parametrize("name", SCREENS)
async def test_every_text_stands_out_from_its_ground_in_every_theme(
    name: str, tmp_path: Path
) -> None:
    found: list[str] = []
    so = app(tmp_path, "midway")
    if name in PRESSING:
        so.today = lambda: TODAY + dt.timedelta(days=8)
        so.day = so.today()
    async with so.run_test(size=WIDE) as pilot:
        for key in SCREENS[name]:
            await pilot.press(key)
            await pilot.pause()
        for one in OF_THEIR_OWN:
            so.register_theme(theme(one))
            so.theme = one.id
            await pilot.pause()
            seen: list[str] = []
            least = AAA if one.id == "high-contrast" else AA
            found += [f"{one.id}: {words}" for words in faint(so, seen, least)]
            assert len(seen) > 5, one.id
    assert not found, "\n".join(dict.fromkeys(found))


@pytest.mark.parametrize("one", OF_THEIR_OWN, ids=lambda one: str(one.id))
def test_what_a_theme_says_of_itself_is_what_the_rule_says(one: palettes.Palette) -> None:
    assert not one.faint(AAA if one.id == "high-contrast" else AA)
    for ink, ground in palettes.PAIRS:
        pair = one.colors[ink], one.colors[ground]
        assert palettes.contrast(*pair) == pytest.approx(ratio(*map(Color.parse, pair)))


def test_black_on_white_and_gray_on_gray_are_measured_as_the_rule_says() -> None:
    assert ratio(Color.parse("#000000"), Color.parse("#ffffff")) == pytest.approx(21)
    assert ratio(Color.parse("#777777"), Color.parse("#ffffff")) == pytest.approx(4.48, abs=0.01)


async def test_the_terminals_own_colors_are_left_to_the_terminal(tmp_path: Path) -> None:
    so = app(tmp_path, "midway", theme="terminal")
    async with so.run_test(size=WIDE) as pilot:
        await pilot.press("3", "c")
        await pilot.pause()
        for screen in so.screen_stack[1:]:
            for widget in screen.walk_children(Widget, with_self=False):
                for strip in widget.render_lines(Region(0, 0, *widget.size)):
                    for _, style, _ in strip:
                        for color in (style.color, style.bgcolor) if style else ():
                            assert color is None or color.is_system_defined, (widget, color)
