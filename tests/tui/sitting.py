"""Somebody at the screen, opening forms and typing into them."""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events
from textual.pilot import Pilot

from so_tui.core.case import CallName, Case, Item, items_of
from so_tui.tui.app import SoTui
from so_tui.tui.forms.form_screen import FormScreen
from so_tui.tui.screens.case import CaseScreen
from so_tui.tui.targets import Kind, Target
from so_tui.tui.widgets.bars import Foot
from tests.tui import desk

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Sitting:
    """Somebody at the case's screen, opening forms and typing into them."""

    def __init__(self, app: SoTui, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def screen(self) -> CaseScreen:
        """The case's screen, under the form if one is open."""
        return next(one for one in self.app.screen_stack if isinstance(one, CaseScreen))

    @property
    def case(self) -> Case:
        """The case as it is shown."""
        return self.screen.page.value

    @property
    def form(self) -> FormScreen:
        """The form that is open."""
        assert isinstance(self.app.screen, FormScreen), "no form is open"
        return self.app.screen

    @property
    def is_open(self) -> bool:
        """Whether a form is open."""
        return isinstance(self.app.screen, FormScreen)

    @property
    def told(self) -> str:
        """What the status line says."""
        return " ".join(" ".join(foot.lines) for foot in self.screen.query(Foot))

    async def open(
        self, action: str, kind: Kind = "pane", id: str = "", call: CallName | None = None
    ) -> None:
        """Open the form of an action for a row."""
        self.screen.run_form(action, Target(kind, id, call))
        await self.pilot.pause()
        await self.pilot.pause()
        for _ in range(200):
            # On a machine with much to do the form is there before its fields are.
            if not self.is_open or self.form.entries:
                break
            await self.pilot.pause(0.01)

    async def press(self, *keys: str) -> None:
        """Press keys, and wait until everything has settled."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def put(self, **texts: str) -> None:
        """Paste texts into entries, by the names of their fields, in place of what is there."""
        for name, text in texts.items():
            entry = self.form.entries[name]
            entry.focus()
            await self.pilot.pause()
            entry.raw = ""
            entry.post_message(events.Paste(text))
            await self.pilot.pause()

    def sheet(self) -> str:
        """All words around the entries."""
        sheet = self.form.query_one("Sheet")
        return "\n".join(sheet.lines)  # type: ignore[attr-defined]  # every Sheet is Drawn

    async def save(self) -> None:
        """Save the form, and wait until it was written."""
        await self.press("ctrl+s")
        writing = [one for one in self.app.workers if one.group != "form"]
        if writing:  # without any it would wait for the form, which may stay open
            await self.app.workers.wait_for_complete(writing)
        await self.pilot.pause()


@asynccontextmanager
async def sitting(
    folder: Path, sample: str | None = "midway", size: tuple[int, int] = desk.WIDE
) -> AsyncIterator[Sitting]:
    """The app with one case open: a sample's, or that of the casebook there is."""
    app = desk.app(folder, *filter(None, (sample,)))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Sitting(app, pilot)


def first(case: Case, call: CallName, kind: str = "") -> tuple[str, Item]:
    """The first item of a call, or the first of a kind."""
    return next((id_, item) for id_, item in items_of(case, call) if not kind or item.kind == kind)


def hint(at: Sitting) -> str:
    """The line at the foot of the form."""
    return str(at.form.query_one("#form-hint").render())
