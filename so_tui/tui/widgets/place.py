"""The place of some panes on a screen."""

from __future__ import annotations

from textual.containers import Container
from textual.geometry import Size
from textual.reactive import var


class Place(Container):
    """Lays panes out, in one drawing."""

    virtual_size: var[Size] = var(Size(0, 0))
    """As Textual has it, but nothing scrolls here; so no second layout follows when it is known."""
