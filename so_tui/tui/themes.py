"""The themes as Textual takes them; no meaning in color alone.

`styles/` names roles, and what a theme gives to each: `$late` is the color of what is late. A
theme of the terminal has no colors of its own; it takes those that the terminal was given.
"""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import Theme

from so_tui.palettes import ROLES, Palette

_OF_A_TERMINAL = {
    "ansi-background": "ansi_black", "ansi-foreground": "ansi_white",
    "block-cursor-foreground": "ansi_black", "block-cursor-background": "ansi_white",
    "block-cursor-text-style": "none",
    "input-cursor-background": "ansi_white", "input-cursor-foreground": "ansi_black",
    "input-cursor-text-style": "none", "input-selection-foreground": "ansi_white",
    "border-blurred": "ansi_default", "text-muted": "ansi_default",
    "text-disabled": "ansi_default", "scrollbar": "ansi_default",
}  # fmt: skip
"""What Textual would else choose itself for a theme without colors of its own."""


def variables(palette: Palette) -> Mapping[str, str]:
    """What `styles/` names of a theme: each role, and what is made of its grounds."""
    colors = {name: _named(color) for name, color in palette.colors.items()}
    ground = colors["background"]
    see_through = not (palette.solid or palette.is_terminals)
    return {
        **{role: colors[role] for role in ROLES},
        "frame": colors["frame"], "dim": colors["quiet"],
        "cursor": colors["cursor"], "cursor-style": palette.cursor_style,
        "button": colors["cursor" if palette.is_terminals else "selection"],
        "shade": f"{ground} 60%" if see_through else ground,
        "input-selection-background": colors["selection"],
        **(_OF_A_TERMINAL if palette.is_terminals else {}),
    }  # fmt: skip


def theme(palette: Palette) -> Theme:
    """A theme for Textual."""
    colors = {name: _named(color) for name, color in palette.colors.items()}
    return Theme(
        name=palette.id, dark=palette.dark, ansi=palette.is_terminals,
        primary=colors["focus"], secondary=colors["waiting"], accent=colors["accent"],
        foreground=colors["text"], background=colors["background"], surface=colors["surface"],
        panel=colors["panel"], boost=colors["background"] if palette.is_terminals else None,
        success=colors["there"], warning=colors["late"], error=colors["late"],
        variables=dict(variables(palette)),
    )  # fmt: skip


def _named(color: str) -> str:
    """A color as Textual names it."""
    return color if color.startswith("#") else f"ansi_{color.replace('-', '_')}"
