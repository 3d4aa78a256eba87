"""How each word of a bit's style looks: styles/base.tcss says it once, for the whole app.

Were they component classes of each widget, Textual would work them out again for every widget
at every change of the focus.
"""

from __future__ import annotations

from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.style import Style as VisualStyle

from so_tui.palettes import ROLES
from so_tui.tui.views.border import PRESSING

STYLES = (
    "frame", "here", "title", "strong", "dim", "first", "good", "note", "cursor", "key", "letter",
    "word", "today", "chosen", *ROLES,
)  # fmt: skip
"""The words that a bit's style is made of."""

CLASSES = frozenset(f"drawn--{name}" for name in STYLES)
"""Their component classes, which the app has."""


def inked(app: App[object], words: str, base: VisualStyle) -> Style:
    """The style of some words, on a widget with a style of its own."""
    names = words.split()
    if not names:
        return base.rich_style
    styles = app.get_component_styles(*(f"drawn--{name}" for name in names))
    ground = base.background or Color(0, 0, 0)
    color = base.foreground or Color(255, 255, 255)
    if styles.has_rule("background"):
        ground += styles.background
    # Under the cursor only what presses keeps its color: the others would stand out too little.
    if styles.has_rule("color") and ("cursor" not in names or not PRESSING.isdisjoint(names)):
        color = styles.color
    over = Style.from_color((ground + color).rich_color, ground.rich_color)
    return base.rich_style + over + styles.text_style
