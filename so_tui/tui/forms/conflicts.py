"""Choosing between values that two people gave apart from each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from so_tui.core import fields, verbs
from so_tui.core.changes import CasePage, Change, OfficePage, Pen, conflicts
from so_tui.core.tree import type_at
from so_tui.core.wording import Wording
from so_tui.errors import NotFoundError
from so_tui.tui.forms.ask import ask
from so_tui.tui.forms.fields import Field, Option, Values
from so_tui.tui.forms.form import Form
from so_tui.tui.targets import Target

if TYPE_CHECKING:
    from so_tui.tui.screens.writing import WritingScreen


def conflict_form(
    page: CasePage | OfficePage, inner: str, words: Wording, names: Mapping[str, str]
) -> Form:
    """The values of one field, each with who wrote it; one of them stays.

    `names` say what ids stand for. Raises NotFoundError when there is nothing to choose between
    any more.
    """
    kept = conflicts(page).get(inner, ())
    if not kept:
        raise NotFoundError("There is nothing to choose there any more.")
    of, name = type_at(page.kind, inner), inner.rpartition("/")[2]
    options = tuple(
        Option(
            str(n), words.value(of, one.value, names, name),
            about=f"written by {one.actor}" if one.actor else "",
        )
        for n, one in enumerate(kept)
    )  # fmt: skip
    field = Field(
        name="value", label="Which one stays", kind="choice", listed=True, rows=8,
        options=options, needed="Choose which one stays.",
        hint="Two people wrote here without seeing each other's words. Undo brings both back.",
    )  # fmt: skip

    def change(values: Values, pen: Pen) -> Change:
        return verbs.choose(page, pen, inner, kept[int(values.text("value"))].value)

    return Form(
        key=f"{page.id}/conflict/{inner}", title=f"Two values: {fields.said_at(page.kind, inner)}",
        fields=(field,), values={"value": ""}, change=change, creates=True,
    )  # fmt: skip


async def choose(host: WritingScreen, target: Target) -> None:
    """Choose which value of this row's field stays."""
    page: CasePage | OfficePage = host.page
    inner = target.id
    if inner.startswith("/offices/"):
        _, _, office, inner = inner.split("/", 3)
        page = host.casework.office_page(office)
    words = Wording(host.catalogue)
    names = words.names(host.page.value, host.offices)
    await ask(host, conflict_form(page, inner, words, names))
