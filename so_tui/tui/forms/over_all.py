"""Forms that belong to no open case: over the list of cases and over today."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from so_tui.core.changes import Change
from so_tui.core.ordering import COLUMNS, Column
from so_tui.core.text import ended
from so_tui.tui.forms.fields import TAKES, Field, Option, Reading, Values
from so_tui.tui.forms.form import Desk, Form
from so_tui.tui.forms.form_screen import FormScreen
from so_tui.tui.keys import Keymap
from so_tui.tui.views.cases import ORDERS

if TYPE_CHECKING:
    from so_tui.tui.home import Home

EVERYBODY = "*"
"""Chosen to see the cases of all."""


async def _opened(app: Home, form: Form, made: list[Change]) -> Values | None:
    told: list[str] = []

    async def do(change: Change) -> None:
        await app.apply([change])
        made.append(change)
        told.append(ended(change.sentence))

    async def withdraw(change: Change) -> None:
        await app.withdraw([change])

    reading = Reading(today=app.today(), order=app.order, calendar=app.casework.calendar)
    desk = Desk(
        reading=reading, pen=app.pen, do=do, tell=told.append, withdraw=withdraw,
        look=lambda: app.casework.snapshot.pages, keymap=app.keymap,
    )  # fmt: skip
    values = await app.answered(FormScreen(form, desk))
    if told:  # on the screen below, which can be seen again now
        app.tell(" ".join(told))
    return values


async def ask_over_all(app: Home, form: Form) -> Values | None:
    """Open a form over a screen without a case; None when it was left."""
    return await _opened(app, form, [])


async def write_over_all(app: Home, form: Form) -> list[Change]:
    """Open a form over a screen without a case; the changes that were written."""
    made: list[Change] = []
    await _opened(app, form, made)
    return made


def order_form(now: Column, keymap: Keymap) -> Form:
    """Choose what the cases are ordered by."""
    options = tuple(Option(one, f"{n} {ORDERS[one]}", str(n)) for n, one in enumerate(COLUMNS))
    field = Field(
        name="by", label="Order", kind="choice", listed=True, rows=10, options=options,
        hint="A figure chooses, Enter takes it. "
        f"{keymap.named('casebook.reverse')} turns the order round in the list.",
    )  # fmt: skip
    return Form(
        key="order", title="Order of the cases", fields=(field,), values={"by": now}, menu=True
    )


def whose_form(people: Sequence[str], now: str | None) -> Form:
    """Choose whose cases are shown."""
    options = [Option(EVERYBODY, "everybody’s", "*", "press *")]
    options += [Option(f"={name}", name) for name in people if name]
    options += [Option("=", "nobody’s", "-", "press -")] if "" in people else []
    field = Field(
        name="whose", label="Whose", kind="choice", listed=True, rows=8, options=tuple(options),
        hint=TAKES,
    )  # fmt: skip
    value = EVERYBODY if now is None else f"={now}"
    return Form(
        key="whose", title="Whose cases", fields=(field,), values={"whose": value}, menu=True
    )
