"""What every screen of so-tui is: the app tells it what happened, and it does what concerns it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, TypeVar, cast

from textual import messages
from textual.screen import Screen

from so_tui.tui.where import Where
from so_tui.tui.widgets.bars import Foot

if TYPE_CHECKING:
    from so_tui.tui.home import Home

_T = TypeVar("_T")


class AppScreen(Screen[_T]):
    """A screen of the app."""

    _is_layout_asked = False

    def on_layout(self, _message: messages.Layout) -> None:
        """A part of the screen has another size, or will have."""
        self._is_layout_asked = True

    async def laid_out(self) -> None:
        """Wait until each part of the screen has the size that was asked for so far.

        At once where nothing was asked for; else until the next frame.
        """
        if self._is_layout_asked:
            self._is_layout_asked = False
            await self.wait_for_refresh()

    @property
    def so(self) -> Home:
        """The app, as what it is."""
        return cast("Home", self.app)

    @property
    def where(self) -> Where | None:
        """Where one is here; None on a screen that lies over such a place: a form, the help."""
        return None

    @property
    def holding(self) -> frozenset[str]:
        """The ids of a change that was not saved, and that this screen looks after."""
        return frozenset()

    async def save_again(self) -> None:
        """Try again what could not be saved, unless somebody has typed on since."""

    def refresh_case(self) -> None:
        """Show the casebook as it is now."""

    def key_comes(self) -> None:
        """A key comes, on whatever screen: what was changed just now was seen."""

    def day_changed(self, today: dt.date) -> None:
        """It is another day now."""

    def all_saved(self) -> None:
        """Take away what was said about something that was not saved, and is now."""
        if any(foot.sentence.startswith("Not saved") for foot in self.query(Foot)):
            self.tell("")

    def tell(self, sentence: str, bad: bool = False) -> None:
        """Say a sentence at the foot until the next key."""
        for foot in self.query(Foot):
            foot.tell(sentence, bad=bad)


def where_of(screen: Screen[Any]) -> Where | None:
    """Where one is on a screen; None on one that lies over such a place: a form, the help."""
    return screen.where if isinstance(screen, AppScreen) else None
