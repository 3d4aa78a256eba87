"""Settling what two people did apart from each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from so_tui.core import verbs
from so_tui.core.changes import Change, Pen
from so_tui.core.conflict_words import ConflictWords
from so_tui.core.conflicts import Conflict, Kind
from so_tui.errors import NotFoundError
from so_tui.tui.forms.ask import ask
from so_tui.tui.forms.fields import Field, Option, Values
from so_tui.tui.forms.form import Form
from so_tui.tui.targets import Target

if TYPE_CHECKING:
    from so_tui.tui.screens.writing import WritingScreen

_TITLES: Mapping[Kind, str] = {
    "values": "Two values", "removal": "Keep or remove", "number": "Who keeps the number",
}  # fmt: skip

_HINTS: Mapping[Kind, str] = {
    "values": "Two people wrote here without seeing each other's words. Undo brings both back.",
    "removal": "One person removed it, and another changed it without knowing of that.",
    "number": "Two people gave this number apart from each other. The other gets a new one.",
}


def conflict_form(one: Conflict, said: ConflictWords) -> Form:
    """The sides of a conflict, each with who gave it; one of them stays."""
    options = tuple(
        Option(str(n), said.side(one, side), about=said.by(side))
        for n, side in enumerate(one.sides)
    )
    field = Field(
        name="value", label="Which one stays", kind="choice", listed=True, rows=8,
        options=options, needed="Choose which one stays.", hint=_HINTS[one.kind],
    )  # fmt: skip

    def change(values: Values, pen: Pen) -> Change:
        side = one.sides[int(values.text("value"))]
        return verbs.choose(one.page, pen, one.inner, side.value, said)

    return Form(
        key=f"{one.page.id}/conflict/{one.inner}", title=f"{_TITLES[one.kind]}: {said.what(one)}",
        fields=(field,), values={"value": ""}, change=change, creates=True,
    )  # fmt: skip


async def choose(host: WritingScreen, target: Target) -> None:
    """Choose which side of this row's conflict stays."""
    path = target.id.removeprefix("/")
    if path == target.id:
        path = f"{host.page.path}/{path}".removesuffix("/")
    placed = host.casework.placed_conflicts(host.page).values()
    found = next((one for one in placed if one.path == path), None)
    if found is None:
        raise NotFoundError("There is nothing to choose there any more.")
    said = ConflictWords(host.page.value, host.offices, host.catalogue)
    await ask(host, conflict_form(found, said))
