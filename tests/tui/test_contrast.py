"""Every text on every screen stands out from its ground, in every theme (WCAG 2.2 §1.4.3, AA)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.color import Color
from textual.app import App
from textual.geometry import Region
from textual.widget import Widget

from so_tui.tui.themes import LOOKS
from tests.tui.desk import WIDE, app

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


DEEP_ONLY = pytest.param("light", marks=pytest.mark.deep)


def test_every_theme_with_colors_of_its_own_is_measured() -> None:
    assert {"dark", "high-contrast", *DEEP_ONLY.values, "terminal"} == set(LOOKS)


@pytest.mark.parametrize("look", ["dark", "high-contrast", DEEP_ONLY])
async def test_every_text_stands_out_from_its_ground(look: str, tmp_path: Path) -> None:
    least = AAA if look == "high-contrast" else AA
    found: list[str] = []
    seen: list[str] = []
    for name, keys in SCREENS.items():
        so = app(tmp_path / name, "midway", theme=look)
        async with so.run_test(size=WIDE) as pilot:
            for key in keys:
                await pilot.press(key)
                await pilot.pause()
            found += [f"{name}: {one}" for one in faint(so, seen, least)]
    assert not found, "\n".join(dict.fromkeys(found))
    assert len(seen) > 1_000


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
