"""How the list of cases is ordered, and whose cases it shows."""

from __future__ import annotations

from collections.abc import Sequence

from so_tui.core.ordering import COLUMNS, Column
from so_tui.tui.forms.fields import TAKES, Field, Option
from so_tui.tui.forms.form import Form
from so_tui.tui.keys import Keymap
from so_tui.tui.views.cases import ORDERS

EVERYBODY = "*"
"""Chosen to see the cases of all."""


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
