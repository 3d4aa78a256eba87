"""How a form is opened over a screen."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from so_tui.core.changes import Change
from so_tui.tui.forms.fields import Reading, Values
from so_tui.tui.forms.form import Desk, Form
from so_tui.tui.forms.form_screen import FormScreen
from so_tui.tui.targets import Target

if TYPE_CHECKING:
    from so_tui.tui.screens.acting import ActingScreen

Opener = Callable[[Any, Target], Coroutine[Any, Any, None]]
"""What an action with a form is: it takes the case's screen, and what the row is about."""


async def ask(over: ActingScreen, form: Form) -> Values | None:
    """Open a form and wait for what was typed; None when it was left."""
    values, _ = await _answered(over, form)
    return values


async def ask_for_change(over: ActingScreen, form: Form) -> Change | None:
    """Open a form and wait for the change that it wrote; None when it wrote none."""
    _, change = await _answered(over, form)
    return change


async def ask_and_see(over: ActingScreen, form: Form) -> tuple[Values | None, Change | None]:
    """Open a form and wait for what was typed and for the change that it wrote; None for none."""
    return await _answered(over, form)


async def ask_one_of_several(over: ActingScreen, form: Form) -> FormScreen:
    """Open one of several forms and wait; it knows what it wrote, and whether to go on."""
    screen = _screen(over, form)
    await over.so.key_queue.answered(screen)
    return screen


async def _answered(over: ActingScreen, form: Form) -> tuple[Values | None, Change | None]:
    screen = _screen(over, form)
    return await over.so.key_queue.answered(screen), screen.written


def _screen(over: ActingScreen, form: Form) -> FormScreen:
    so = over.so
    desk = Desk(
        reading=Reading(today=so.today(), order=so.order, calendar=so.casework.calendar),
        pen=so.pen, write=over.write, tell=over.tell, typed=so.typed,
        look=lambda: so.casework.snapshot.pages, withdraw=over.withdraw, keymap=so.keymap,
    )  # fmt: skip
    return FormScreen(form, desk)
