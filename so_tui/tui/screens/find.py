"""The list of actions that is found by their names: Textual's command palette, safe at any key."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.command import CommandList, CommandPalette

from so_tui.tui.screens.leaving import LeftOnce


class FindScreen(LeftOnce[None], CommandPalette):
    """The palette. Its list has no pages before it has a size, which Textual takes for granted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown", "page(1)", show=False, priority=True),
        Binding("pageup", "page(-1)", show=False, priority=True),
    ]

    def __init__(self) -> None:
        super().__init__(placeholder="Find an action")

    def action_page(self, by: int) -> None:
        """Go a page down or up."""
        commands = self.query_one(CommandList)
        if not commands.scrollable_content_region.area:
            return
        page: Callable[[], None] = commands.action_page_down if by > 0 else commands.action_page_up
        page()
