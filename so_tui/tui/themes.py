"""The themes: calm, readable on any ground; no meaning in color alone.

A theme names its colors and the few mixtures of them that `styles/` uses, so that each can be
computed: every text has at least the contrast that WCAG 2.2 §1.4.3 asks for (4.5 to 1). The
theme `terminal` has no colors of its own; it takes those that the terminal was given.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from textual.theme import Theme

Look = Literal["dark", "light", "high-contrast", "terminal"]
"""The names of the themes, as the settings say them."""

LOOKS: tuple[Look, ...] = get_args(Look)

_IN_WORDS: Mapping[Look, str] = {
    "dark": "dark", "light": "light", "high-contrast": "high contrast",
    "terminal": "the terminal’s own colors",
}  # fmt: skip


def _mixed(
    foreground: str, primary: str, background: str, *, dim: int = 65, cursor: int = 25
) -> dict[str, str]:
    """The mixtures that `styles/` names; `dim` and `cursor` in percent of their color."""
    return {
        "frame": f"{foreground} 45%", "dim": f"{foreground} {dim}%",
        "cursor": f"{primary} {cursor}%", "cursor-style": "bold", "button": f"{primary} 40%",
        "shade": f"{background} 60%", "input-selection-background": f"{primary} 35%",
    }  # fmt: skip


THEMES = (
    Theme(
        name="dark",
        dark=True,
        primary="#7aa2c8",
        secondary="#8fb59a",
        accent="#d9b36c",
        foreground="#d8dce2",
        background="#14181d",
        surface="#1a1f26",
        panel="#232a33",
        success="#8fb59a",
        warning="#e0b060",
        error="#e08a78",
        variables=_mixed("#d8dce2", "#7aa2c8", "#14181d"),
    ),
    Theme(
        name="light",
        dark=False,
        primary="#1a5278",
        secondary="#24573a",
        accent="#6b4500",
        foreground="#1c2126",
        background="#fbfaf7",
        surface="#f2f0ea",
        panel="#e6e3da",
        success="#24573a",
        warning="#6f4700",
        error="#8f2f1b",
        variables=_mixed("#1c2126", "#1a5278", "#fbfaf7", dim=75, cursor=18),
    ),
    Theme(
        name="high-contrast",
        dark=True,
        primary="#7fdcff",
        secondary="#9dffb0",
        accent="#ffe066",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#1c1c1c",
        success="#9dffb0",
        warning="#ffe066",
        error="#ffb3a6",
        variables={
            "frame": "#ffffff 80%", "dim": "#e6e6e6", "cursor": "#003c66",
            "cursor-style": "bold underline", "button": "#003c66", "shade": "#000000",
            "input-selection-background": "#005a8c",
        },
    ),
    Theme(
        name="terminal",
        dark=True,
        ansi=True,
        primary="ansi_blue",
        secondary="ansi_cyan",
        accent="ansi_green",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        success="ansi_green",
        warning="ansi_red",
        error="ansi_red",
        variables={
            "frame": "ansi_default", "dim": "ansi_default", "cursor": "ansi_default",
            "cursor-style": "bold reverse", "button": "ansi_default", "shade": "ansi_default",
            "ansi-background": "ansi_black", "ansi-foreground": "ansi_white",
            "block-cursor-foreground": "ansi_black", "block-cursor-background": "ansi_white",
            "block-cursor-text-style": "none",
            "input-cursor-background": "ansi_white", "input-cursor-foreground": "ansi_black",
            "input-cursor-text-style": "none",
            "input-selection-background": "ansi_blue",
            "input-selection-foreground": "ansi_white",
            "border-blurred": "ansi_default", "text-muted": "ansi_default",
            "text-disabled": "ansi_default", "scrollbar": "ansi_default",
        },
    ),
)  # fmt: skip


def following(look: str) -> tuple[Look, str]:
    """The theme after one, with its name in words."""
    at = LOOKS.index(look) if look in LOOKS else -1
    found = LOOKS[(at + 1) % len(LOOKS)]
    return found, _IN_WORDS[found]


MIXED: Mapping[str, str] = THEMES[0].variables
"""The mixtures of the first theme, for whatever a theme leaves out."""
