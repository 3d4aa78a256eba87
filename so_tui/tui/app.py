"""The app: one casebook, one case at a time."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import events
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.screen import Screen

from so_tui import assets, crash_log, palettes, process
from so_tui.core import quiet
from so_tui.core.changes import Pen
from so_tui.core.masking import masked_text
from so_tui.core.text import clean
from so_tui.core.typed_dates import Order
from so_tui.core.wording import Wording
from so_tui.errors import UsageError
from so_tui.palettes import Palette
from so_tui.store.preferences import Chosen
from so_tui.tui import keys
from so_tui.tui.actions import hidden
from so_tui.tui.beside import beside
from so_tui.tui.home import Home
from so_tui.tui.key_queue import BESIDE
from so_tui.tui.messages import Fault, Gone
from so_tui.tui.panes import HEAD
from so_tui.tui.screens.acting import ActingScreen
from so_tui.tui.screens.app_screen import where_of
from so_tui.tui.screens.case import CaseScreen
from so_tui.tui.screens.casebook import CasebookScreen
from so_tui.tui.screens.cover import CoverScreen
from so_tui.tui.screens.help import HelpScreen
from so_tui.tui.screens.reading import ReadingScreen
from so_tui.tui.split_escape import SplitEscape
from so_tui.tui.textual_private import QuietFaults
from so_tui.tui.themes import theme as made_theme
from so_tui.tui.themes import variables
from so_tui.tui.user_keymap import checked
from so_tui.tui.walking import Lend
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


MANY = 2_000
"""From so many cases on it is said that they are being read: fewer take no time."""

_FIRST = 2
"""Screens that there are at the start: Textual's own, and what is shown first."""


def _fault(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A fault that nothing waits for; the usual way of telling it would quote values."""
    crash_log.told(context.get("exception"))


def _is_leaving(event: events.Event) -> bool:
    """Whether an event is the key by which any program on Textual is left."""
    return isinstance(event, events.Key) and event.key == "ctrl+q"


def _actions() -> type[Provider]:
    """The actions of the palette, loaded when it opens."""
    from so_tui.tui.palette import Actions

    return Actions


def _colors(theme: str) -> tuple[Palette, list[str]]:
    """The colors of a theme; ours where there are none of that name any more, and ours with a
    sentence where its file is none: nobody is kept from a casebook by a color."""
    if not palettes.is_there(theme):
        return palettes.palette(palettes.USUAL), []
    try:
        return palettes.palette(theme), []
    except UsageError as fault:
        return palettes.palette(palettes.USUAL), [fault.sentence]


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
            "themes.tcss",
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
        lend: Lend | None = None,
    ) -> None:
        """`today`, `now` and `new_id` are asked at each change; `case` is the id of the case to
        open; `order` says how `12/2` is read; `keymap` moves bindings by their ids; `follow` is
        in seconds, None for never; `notice` is said at the start;
        after `cover_after` minutes without a key the screen is covered (0 for never), by
        `clock`, in seconds; `driver` draws and reads, Textual's own where it is None; `lend`
        makes the case that can be walked through."""
        colors, faults = _colors(theme)
        self._begins_in = colors
        super().__init__(
            casework, self._fresh_pen, today=today, order=order, driver=driver, lend=lend
        )
        moved, refused = checked(keymap or {})
        self.keymap = keys.Keymap(moved)
        self._now, self._new_id, self._actor = now, new_id, actor
        self._case, self._follow = case, follow
        self._notice = " ".join(filter(None, (notice, *refused, *faults)))
        self.chosen = Chosen()
        self._cover_after, self._clock = cover_after, clock
        self._touched = clock()
        self.animation_level = "none"
        self.set_class(ascii, "-ascii")
        self.register_theme(made_theme(colors))
        self._begin_in(colors)
        self._torn = SplitEscape()
        if moved:
            self.set_keymap(moved)

    def on_mount(self) -> None:
        """Open the case asked for, the only one there is, or the list of cases."""
        asyncio.get_running_loop().set_exception_handler(_fault)
        self.call_after_refresh(process.settle)
        self.writer.outbox.begin()
        left = self.typed.begin()
        count = len(self.casework.snapshot.pages.ids("cases"))
        if count < MANY:
            self.key_queue.begin()
            self.overview.look(self.day)
            # Later, when Textual is done with what it draws nothing of.
            self.call_later(self.push_screen, self._begun())
            self.call_later(self._tell_first, left)
        else:
            self.call_later(self._read_many, ReadingScreen(count), left)

    async def _read_many(self, reading: ReadingScreen, left: Sequence[str]) -> None:
        """Read all cases beside the loop that draws, while a screen says so."""
        await self.push_screen(reading)

        async def read() -> None:
            await beside(partial(self.overview.look, self.day))
            await self.switch_screen(self._begun())
            self._tell_first(left)
            self.key_queue.begin()  # what was typed meanwhile is for this screen

        self.run_worker(read(), group=BESIDE)

    def _begun(self) -> Screen[None]:
        """Begin, now that all cases are read; returns the screen to begin with."""
        self.last_seen.begin(self.revisions())
        cases = self.overview.cases
        if self._case is None and len(cases) == 1:
            self._case = cases[0].case
        # The list is made when somebody goes back to it: most have one case, and want it now.
        first = CasebookScreen() if self._case is None else CaseScreen(self._case)
        self.set_interval(DAY, self.look_at_the_day)
        if self._follow is not None:
            self.set_interval(self._follow, self._follow_others)
        if self._cover_after:
            self.set_interval(LOOK, self.cover_when_idle)
        return first

    def _tell_first(self, left: Sequence[str]) -> None:
        """Say what is to be said at the start; `left`: forms into which something was typed."""
        if left:
            forms = ", ".join(f"“{clean(title)}”" for title in left)
            self._notice += f" What was typed into {forms} is kept; open the form to go on."
        if self._notice:
            self.tell(self._notice.strip())

    def on_unmount(self) -> None:
        """Keep what was looked at and what is typed, and nothing of a form saved just now."""
        self.sitting.keep()
        self.walking.clear()

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

    def _begin_in(self, colors: Palette) -> None:
        if not colors.dark or colors.is_terminals:
            self.theme = colors.id
            return
        # Textual begins with a dark theme itself; turning to ours would read all styles twice.
        self.set_reactive(App.theme, colors.id)
        self.stylesheet.set_variables(self.get_css_variables())

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """What the styles name of a theme, while Textual has one of its own."""
        return dict(variables(self._begins_in))

    def _change_colors(self) -> None:
        # Loaded when somebody wants other colors.
        from so_tui.tui.screens.themes import ThemesScreen

        if isinstance(self.screen, ThemesScreen | CoverScreen):
            return
        found, refused = palettes.all_palettes()
        for one in found:
            self.register_theme(made_theme(one))
        self.push_screen(ThemesScreen(found, self.theme, refused), self._keep_colors)

    def _keep_colors(self, chosen: Palette | None) -> None:
        if chosen is not None:
            self.chosen.keep(theme=chosen.id)
            self.tell(f"Colors: {chosen.name}. They stay so, unless the settings say otherwise.")

    # --- Hiding ---

    async def on_event(self, event: events.Event) -> None:
        """Remember when somebody was last there, and take away what was not typed."""
        if isinstance(event, events.Key | events.Paste | events.MouseEvent):
            self._touched = self._clock()
        if isinstance(self._on_top, ReadingScreen) and _is_leaving(event):
            self.exit()  # which no other key waits for
            return
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
    def _on_top(self) -> Screen[Any] | None:
        """The screen that is seen; None before there is any."""
        return self.screen if self.screen_stack else None

    @property
    def here(self) -> str:
        """The case that is shown, by its id, or ""."""
        where = where_of(self.screen)
        return where.case if where is not None else ""

    @property
    def place(self) -> str:
        """The pane of the case that has the focus, else the screen one is on, or ""."""
        screen = self._on_top
        if isinstance(screen, CaseScreen):
            return screen.place
        return screen.name or "" if screen is not None else ""

    # --- Going places ---

    async def walk(self) -> None:
        """Walk through a made-up case. Raises NotAllowedError where that cannot be."""
        await self.push_screen(CaseScreen(await self.walking.begin()))

    def leave_walk(self) -> bool:
        """Leave the made-up case for the list of the person's own; whether there was a walk."""
        if not self.walking.leave():
            return False
        self._back_to(Where("casebook"))
        self.show_all()
        self.show_walk()
        self.tell("Nothing of the made-up case was kept.")
        return True

    async def open_case(self, case: str, pane: str | None = None) -> None:
        """Show a case, with the focus on one of its panes. Raises NotFoundError."""
        self.casework.case(case)
        if self._back_to(Where("case", case)):
            if pane is not None and isinstance(self.screen, CaseScreen):
                self.screen.go(pane)
        else:
            await self.push_screen(CaseScreen(case, pane or HEAD))

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
        if self.leave_walk():
            return
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
