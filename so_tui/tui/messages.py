"""What panes say has been done; the screen decides what comes of it."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from so_tui.tui.targets import Target

__all__ = ["Clicked", "Fault", "Gone", "Moved", "NextState", "Picked", "Target"]


@dataclass
class Picked(Message):
    """A row was opened."""

    target: Target


@dataclass
class NextState(Message):
    """What a row stands for is to go to its next state."""

    target: Target


class Below(Message):
    """The header was left downwards."""


@dataclass
class Clicked(Message):
    """A pane was clicked, and has the focus."""

    pane: str


@dataclass
class Fault(Message):
    """The program went wrong outside the app's own loop; the sentence says so."""

    sentence: str


@dataclass
class Gone(Message):
    """The terminal can be read no more."""


@dataclass
class Moved(Message):
    """The cursor of a pane stands on another row now; None on an empty pane."""

    target: Target | None
