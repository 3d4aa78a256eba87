"""The app: one casebook, one case at a time."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import SystemCommand
from textual.binding import BindingType
from textual.command import CommandPalette, Provider
from textual.screen import Screen

from so_tui import assets
from so_tui.core.changes import Change, Pen
from so_tui.core.typed_dates import Order
from so_tui.errors import SoTuiError
from so_tui.tui import keys
from so_tui.tui.in_order import InOrder
from so_tui.tui.look import THEMES
from so_tui.tui.palette import Actions
from so_tui.tui.screens.case import CaseScreen
from so_tui.tui.screens.casebook import CasebookScreen
from so_tui.tui.screens.help import HelpScreen
from so_tui.tui.textual_private import QuietFaults
from so_tui.tui.widgets.bars import Foot

if TYPE_CHECKING:
    from so_tui.casework import Casework
    from so_tui.core.changes import Undo

FOLLOW = 1.0
"""Seconds between two looks at whether another process changed the casebook."""


class SoTui(InOrder, QuietFaults):
    """Shows the casebook of a Casework, and writes through it."""

    TITLE = "so-tui"
    CSS_PATH: ClassVar = [
        assets.style(name)
        for name in ("base.tcss", "case.tcss", "casebook.tcss", "help.tcss", "form.tcss")
        if assets.style(name).exists()
    ]
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("app")]
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {Actions}
    # Textual's own binding would not move with the keymap.
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self,
        casework: Casework,
        *,
        today: Callable[[], dt.date],
        now: Callable[[], dt.datetime],
        new_id: Callable[[], str],
        actor: str,
        case: str | None = None,
        ascii: bool = False,
        theme: str = "so-tui-dark",
        order: Order = "mdy",
        keymap: Mapping[str, str] | None = None,
        follow: float | None = FOLLOW,
        notice: str = "",
    ) -> None:
        """`today`, `now` and `new_id` are asked at each change; `case` is the id of the case to
        open; `order` says how `12/2` is read; `keymap` moves bindings by their ids; `follow` is
        in seconds, None for never; `notice` is said at the start."""
        super().__init__()
        self.casework = casework
        self.today = today
        self.order = order
        self.keys = dict(keymap or {})
        self.sitting: list[str] = []
        self._now, self._new_id, self._actor = now, new_id, actor
        self._case, self._follow, self._notice = case, follow, notice
        self._writing = asyncio.Lock()
        self.animation_level = "none"
        self.set_class(ascii, "-ascii")
        for one in THEMES:
            self.register_theme(one)
        self.theme = theme if theme in self.available_themes else "so-tui-dark"
        if keymap:
            self.set_keymap(dict(keymap))

    def on_mount(self) -> None:
        """Open the case asked for, the only one there is, or the list of cases."""
        cases = self.casework.summaries(self.today())
        if self._case is None and len(cases) == 1:
            self._case = cases[0].case
        self.push_screen(CasebookScreen())
        if self._case is not None:
            self.push_screen(CaseScreen(self._case))
        if self._follow is not None:
            self.set_interval(self._follow, self.follow)
        if self._notice:
            self.call_later(self.tell, self._notice)

    def pen(self) -> Pen:
        """A pen for one change: who writes, when, and fresh ids."""
        return Pen(actor=self._actor, now=self._now(), today=self.today(), new_id=self._new_id)

    # --- Writing, never on the loop that draws ---

    async def apply(self, changes: Sequence[Change]) -> None:
        """Write changes in one transaction, durable on return; they belong to this sitting.

        Raises SoTuiError when nothing was written.
        """
        async with self._writing:
            await asyncio.to_thread(self.casework.apply, changes)
            self.sitting += [change.id for change in changes]

    async def undo(self) -> str:
        """Undo the last change of this sitting that is not undone; says what it was."""
        return await self._take_back(self.casework.undo)

    async def redo(self) -> str:
        """Redo what was undone last in this sitting; says what it was."""
        return await self._take_back(self.casework.redo)

    async def _take_back(self, way: Callable[..., Undo]) -> str:
        async with self._writing:
            undone = await asyncio.to_thread(way, self.pen(), only=tuple(self.sitting))
            self.sitting.append(undone.change.id)
            left = " Parts that were changed since stay as they are." if undone.left else ""
            return f"{undone.change.sentence}.{left}"

    async def follow(self) -> None:
        """Show what another process wrote."""
        if self._writing.locked():
            return
        async with self._writing:
            try:
                changed = await asyncio.to_thread(self.casework.refresh)
            except SoTuiError:
                # Whoever writes next is told; a look in passing is not the moment.
                return
        if changed:
            for screen in self.screen_stack:
                if isinstance(screen, CaseScreen | CasebookScreen):
                    screen.refresh_case()

    # --- Going places ---

    async def open_case(self, case: str) -> None:
        """Show a case above the list."""
        await self.push_screen(CaseScreen(case))

    def leave(self, screen: Screen[None], sentence: str) -> None:
        """Leave a case that is gone, for the list of cases, and say so there."""
        if self.screen is screen:
            self.pop_screen()
            self.call_later(self.tell, sentence)

    def tell(self, sentence: str) -> None:
        """Say a sentence at the foot of the screen there is."""
        for foot in self.screen.query(Foot):
            foot.tell(sentence)

    async def show_casebook(self) -> None:
        """Go back to the list of cases."""
        if isinstance(self.screen, CaseScreen):
            await self.pop_screen()

    async def action_act(self, id: str) -> None:
        """Do an action that every screen has."""
        screen = self.screen
        match id:
            case "app.help" if not isinstance(self.screen, HelpScreen):
                self.push_screen(HelpScreen(self.casework.catalogue, self.keys))
            case "app.palette" if not isinstance(self.screen, CommandPalette):
                self.push_screen(CommandPalette(placeholder="Find an action"))
            case "change.undo" | "change.redo" if isinstance(screen, CaseScreen | CasebookScreen):
                await screen.take_back(self.undo() if id == "change.undo" else self.redo())
            case "app.quit":
                self.exit()

    def action_help_quit(self) -> None:
        """Say how to leave, where Ctrl+C was meant to."""
        self.tell("q leaves. Everything is saved already.")

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """None of Textual's own: a picture of the screen would be a readable file of names."""
        return ()

    def action_screenshot(self, filename: str | None = None, path: str | None = None) -> None:
        """Refused: the picture would hold names and diagnoses, readable by others."""

    def deliver_screenshot(
        self,
        filename: str | None = None,
        path: str | None = None,
        time_format: str | None = None,
    ) -> str | None:
        """Refused: the picture would hold names and diagnoses, readable by others."""
        return None
