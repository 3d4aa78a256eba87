"""The themes: calm, readable on a dark and on a light ground; no meaning in colour alone."""

from __future__ import annotations

from textual.theme import Theme

THEMES = (
    Theme(
        name="so-tui-dark",
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
        variables={"input-selection-background": "#7aa2c8 35%"},
    ),
    Theme(
        name="so-tui-light",
        dark=False,
        primary="#1f5f8b",
        secondary="#2e6b45",
        accent="#8a5a00",
        foreground="#1c2126",
        background="#fbfaf7",
        surface="#f2f0ea",
        panel="#e6e3da",
        success="#2e6b45",
        warning="#8a5a00",
        error="#a63a22",
    ),
)
