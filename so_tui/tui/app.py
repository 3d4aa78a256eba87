"""The app: one casebook, one case at a time."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import events
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.screen import Screen

from so_tui import assets, crash_log, process
from so_tui.core import quiet
from so_tui.core.changes import Pen
from so_tui.core.masking import masked_text
from so_tui.core.text import clean
from so_tui.core.typed_dates import Order
from so_tui.core.wording import Wording
from so_tui.store.preferences import Chosen
from so_tui.tui import keys
from so_tui.tui.actions import hidden
from so_tui.tui.home import Home
from so_tui.tui.key_queue import BESIDE
from so_tui.tui.messages import Fault, Gone
from so_tui.tui.panes import FIRST
from so_tui.tui.screens.acting import ActingScreen
from so_tui.tui.screens.app_screen import where_of
from so_tui.tui.screens.case import CaseScreen
from so_tui.tui.screens.casebook import CasebookScreen
from so_tui.tui.screens.cover import CoverScreen
from so_tui.tui.screens.help import HelpScreen
from so_tui.tui.split_escape import SplitEscape
from so_tui.tui.textual_private import QuietFaults
from so_tui.tui.themes import LOOKS, MIXED, THEMES, following
from so_tui.tui.user_keymap import checked
from so_tui.tui.where import Where
from so_tui.tui.widgets.styles import CLASSES

if TYPE_CHECKING:
    from textual.command import Provider
    from textual.driver import Driver

    from so_tui.casework import Casework

LOOK = 5.0
"""Seconds between two looks at whether anybody is still there."""

DAY = 15.0
"""Seconds between two looks at whether another day began; also after a computer that slept."""

FOLLOW = 1.0
"""Seconds between two looks at whether another process changed the casebook."""


_FIRST = 2
"""Screens that there are at the start: Textual's own, and what is shown first."""


def _fault(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A fault that nothing waits for; the usual way of telling it would quote values."""
    crash_log.told(context.get("exception"))


def _actions() -> type[Provider]:
    """The actions of the palette, loaded when it opens."""
    from so_tui.tui.palette import Actions

    return Actions


class SoTui(Home, QuietFaults):
    """Shows the casebook of a Casework, and writes through it."""

    TITLE = "so-tui"
    CSS_PATH: ClassVar = [
        assets.style(name)
        for name in (
            "base.tcss",
            "case.tcss",
            "casebook.tcss",
            "help.tcss",
            "form.tcss",
            "history.tcss",
            "cover.tcss",
        )
        if assets.style(name).exists()
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = set(CLASSES)
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("app")]
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_actions}
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
        driver: type[Driver] | None = None,
        theme: str = "dark",
        order: Order = "mdy",
        keymap: Mapping[str, str] | None = None,
        follow: float | None = FOLLOW,
        notice: str = "",
        cover_after: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`today`, `now` and `new_id` are asked at each change; `case` is the id of the case to
        open; `order` says how `12/2` is read; `keymap` moves bindings by their ids; `follow` is
        in seconds, None for never; `notice` is said at the start;
        after `cover_after` minutes without a key the screen is covered (0 for never), by
        `clock`, in seconds; `driver` draws and reads, Textual's own where it is None."""
        super().__init__(casework, self._fresh_pen, today=today, order=order, driver=driver)
        moved, refused = checked(keymap or {})
        self.keymap = keys.Keymap(moved)
        self._now, self._new_id, self._actor = now, new_id, actor
        self._case, self._follow = case, follow
        self._notice = " ".join(filter(None, (notice, *refused)))
        self.chosen = Chosen()
        self._cover_after, self._clock = cover_after, clock
        self._touched = clock()
        self.animation_level = "none"
        self.set_class(ascii, "-ascii")
        for one in THEMES:
            self.register_theme(one)
        self._begin_in(theme if theme in LOOKS else "dark")
        self._torn = SplitEscape()
        if moved:
            self.set_keymap(moved)

    def on_mount(self) -> None:
        """Open the case asked for, the only one there is, or the list of cases."""
        asyncio.get_running_loop().set_exception_handler(_fault)
        self.call_after_refresh(process.settle)
        self.key_queue.begin()
        self.writer.outbox.begin()
        left = self.typed.begin()
        self.overview.look(self.today())
        self.last_seen.begin(self.revisions())
        cases = self.overview.cases
        if self._case is None and len(cases) == 1:
            self._case = cases[0].case
        # The list is made when somebody goes back to it: most have one case, and want it now.
        first = CasebookScreen() if self._case is None else CaseScreen(self._case)
        # Later, when Textual is done with what it draws nothing of.
        self.call_later(self.push_screen, first)
        self.set_interval(DAY, self.look_at_the_day)
        if self._follow is not None:
            self.set_interval(self._follow, self._follow_others)
        if self._cover_after:
            self.set_interval(LOOK, self.cover_when_idle)
        if left:
            forms = ", ".join(f"“{clean(title)}”" for title in left)
            self._notice += f" What was typed into {forms} is kept; open the form to go on."
        if self._notice:
            self.call_later(self.tell, self._notice.strip())

    def on_unmount(self) -> None:
        """Keep what was looked at and what is typed, and nothing of a form saved just now."""
        self.typed.flush()
        self.last_seen.keep()

    def on_fault(self, message: Fault) -> None:
        """End, when the terminal cannot be read any more."""
        self.exit(return_code=1, message=Text(message.sentence))

    def on_gone(self, message: Gone) -> None:
        """End in order where nobody can press a key any more; what is typed is kept."""
        self.exit()

    def stop(self, code: int) -> None:
        """End in order with an exit code; asked for by another thread."""
        self.call_from_thread(self.exit, return_code=code)

    def _fresh_pen(self) -> Pen:
        """A pen for one change: who writes, when, and fresh ids."""
        return Pen(
            actor=self._actor, now=self._now(), today=self.today(), new_id=self._new_id,
            wording=Wording(self.casework.catalogue),
        )  # fmt: skip

    async def _follow_others(self) -> None:
        # Beside the loop that draws: another process may keep the casebook for a while.
        self.run_worker(self.writer.follow(), group=BESIDE)

    def look_at_the_day(self) -> None:
        """Show everything as of the day it is, once another one began."""
        day = self.today()
        if day == self.day:
            return
        self.day = day
        self.overview.look(day)
        self.show_all()
        for screen in self.screens:
            screen.day_changed(day)

    # --- Colors ---

    def _begin_in(self, theme: str) -> None:
        if theme != "dark":
            self.theme = theme
            return
        # Textual begins with a dark theme itself; turning to ours would read all styles twice.
        self.set_reactive(App.theme, theme)
        self.stylesheet.set_variables(self.get_css_variables())

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The mixtures of colors, where a theme says nothing else."""
        return dict(MIXED)

    def _change_colors(self) -> None:
        self.theme, words = following(self.theme)
        self.chosen.keep(theme=self.theme)
        self.tell(f"Colors: {words}. They stay so, unless the settings say otherwise.")

    # --- Hiding ---

    async def on_event(self, event: events.Event) -> None:
        """Remember when somebody was last there, and take away what was not typed."""
        if isinstance(event, events.Key | events.Paste | events.MouseEvent):
            self._touched = self._clock()
        if (
            isinstance(event, events.Key)
            and not event.is_forwarded
            and self._torn.takes(event.key, event.character, self._clock())
        ):
            return
        await super().on_event(event)

    async def hand_over(self, event: events.Key | events.Paste) -> None:
        """Hand a key to whom it is for, on the day it is."""
        self.look_at_the_day()
        await super().hand_over(event)

    def cover_when_idle(self) -> None:
        """Cover the screen when nobody has been there for the minutes that were set."""
        minutes = self._cover_after
        if self._clock() - self._touched >= minutes * 60:
            long = "a minute" if minutes == 1 else f"{minutes} minutes"
            self._cover(f"Hidden after {long} without a key. Press any key to go on.")

    def _cover(self, sentence: str) -> None:
        if not isinstance(self.screen, CoverScreen):
            self.push_screen(CoverScreen(sentence))

    def _hide(self) -> None:
        """Hide what was typed, or show it again; a form is covered as a whole."""
        if isinstance(self.screen, CoverScreen):
            self.pop_screen()
        elif isinstance(self.screen, CaseScreen | CasebookScreen):
            self.hidden = not self.hidden
            for screen in self.screen_stack:
                if isinstance(screen, CaseScreen | CasebookScreen):
                    screen.refresh_case()
            self.tell(hidden(self.keymap) if self.hidden else "")
        else:
            self._cover("Hidden. Press any key to go on.")

    @property
    def here(self) -> str:
        """The case that is shown, by its id, or ""."""
        where = where_of(self.screen)
        return where.case if where is not None else ""

    # --- Going places ---

    async def open_case(self, case: str, pane: str | None = None) -> None:
        """Show a case, with the focus on one of its panes. Raises NotFoundError."""
        self.casework.case(case)
        if self._back_to(Where("case", case)):
            if pane is not None and isinstance(self.screen, CaseScreen):
                self.screen.go(pane)
        else:
            await self.push_screen(CaseScreen(case, pane or FIRST))

    async def go(self, id: str, case: str | None) -> None:
        """Go where an action of every screen leads: to today, or to the history of a case."""
        if id == "screen.today":
            from so_tui.tui.screens.today import TodayScreen

            if not self._back_to(Where("today")):
                await self.push_screen(TodayScreen())
        elif id == "screen.history" and case is not None:
            from so_tui.tui.screens.history import HistoryScreen

            self.casework.case(case)
            if not self._back_to(Where("history", case)):
                await self.push_screen(HistoryScreen(case))
        else:
            self.tell("There is nothing to do on this row with that key.")

    def _back_to(self, where: Where) -> bool:
        """Go to a place that is open already, here or beneath; whether there is one."""
        if not any(where_of(one) == where for one in self.screen_stack):
            return False
        while where_of(self.screen) != where:
            self.pop_screen()
        return True

    def leave(self, screen: Screen[None], sentence: str) -> None:
        """Leave a case that is gone, for the list of cases, and say so there."""
        if self.screen is screen:
            if len(self.screen_stack) > _FIRST:
                self.pop_screen()
            else:
                self.switch_screen(CasebookScreen())
            self.call_later(self.tell, sentence)

    async def show_casebook(self) -> None:
        """Go back to the list of cases, or to where the case was opened from."""
        if len(self.screen_stack) > _FIRST:
            await self.pop_screen()
        else:
            await self.switch_screen(CasebookScreen())

    def where_to_turn(self) -> Sequence[str]:
        """The quiet lines, with the care team's number of the case that is open."""
        case = next((one for one in self.screen_stack if isinstance(one, CaseScreen)), None)
        number = case.page.value.after_hours if case is not None else ""
        number = masked_text(number) if self.hidden else number
        return quiet.lines(self.casework.catalogue, self.casework.calendar.region, number)

    async def action_act(self, id: str) -> None:
        """Do an action that every screen has."""
        screen = self.screen
        match id:
            case "app.help" if not isinstance(self.screen, HelpScreen):
                turn, first = self.where_to_turn(), screen.name or ""
                self.push_screen(HelpScreen(self.casework.catalogue, self.keymap, first, turn))
            case "app.palette":
                self._find_an_action()
            case "change.undo" if isinstance(screen, ActingScreen):
                await screen.take_back(self.writer.undo())
            case "change.redo" if isinstance(screen, ActingScreen):
                await screen.take_back(self.writer.redo())
            case "save.again" if isinstance(screen, ActingScreen):
                await screen.take_back(self.writer.save_again())
            case "save.discard" if isinstance(screen, ActingScreen):
                await screen.take_back(self.writer.discard())
            case "app.hide":
                self._hide()
            case "app.colors":
                self._change_colors()
            case "app.suspend":
                self.typed.flush()
                self.action_suspend_process()
            case "app.quit":
                self.writer.leave()

    def _find_an_action(self) -> None:
        from so_tui.tui.screens.find import FindScreen

        if not isinstance(self.screen, FindScreen):
            self.push_screen(FindScreen())

    async def action_quit(self) -> None:
        """Leave by Textual's own key, which forms have too."""
        self.writer.leave()

    def action_help_quit(self) -> None:
        """Say how to leave, where Ctrl+C was meant to."""
        saved = "" if self.writer.outbox.mine else " Everything is saved already."
        self.tell(f"{self.keymap.named('app.quit')} leaves.{saved}")

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
