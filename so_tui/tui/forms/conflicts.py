"""Choosing between values that two people gave apart from each other."""

from __future__ import annotations

from so_tui.core import verbs
from so_tui.core.changes import CasePage, Change, OfficePage, Pen, Plain, conflicts
from so_tui.errors import NotFoundError
from so_tui.tui.forms.fields import Field, Option, Values
from so_tui.tui.forms.form import Form
from so_tui.tui.forms.host import Host, ask
from so_tui.tui.targets import Target


def conflict_form(page: CasePage | OfficePage, inner: str) -> Form:
    """The values of one field, each with who wrote it; one of them stays.

    Raises NotFoundError when there is nothing to choose between any more.
    """
    kept = conflicts(page).get(inner, ())
    if not kept:
        raise NotFoundError("There is nothing to choose there any more.")
    options = tuple(
        Option(str(n), words(one.value), about=f"written by {one.actor}" if one.actor else "")
        for n, one in enumerate(kept)
    )
    field = Field(
        name="value", label="Which one stays", kind="choice", listed=True, rows=8,
        options=options, needed="Choose which one stays.",
        hint="Both were written apart from each other. Undo brings both back.",
    )  # fmt: skip

    def change(values: Values, pen: Pen) -> Change:
        return verbs.choose(page, pen, inner, kept[int(values.text("value"))].value)

    name = inner.rpartition("/")[2].replace("_", " ")
    return Form(
        key=f"{page.id}/conflict/{inner}", title=f"Two values: {name}", fields=(field,),
        values={"value": ""}, change=change, creates=True,
    )  # fmt: skip


def words(value: Plain) -> str:
    """A stored value as a person reads it."""
    if value is None or value == "":
        return "(empty)"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(words(one) for one in value) or "(none)"
    return str(value).replace("_", " ") if not isinstance(value, dict) else "(a part of the case)"


async def choose(host: Host, target: Target) -> None:
    """Choose which value of this row's field stays."""
    page: CasePage | OfficePage = host.page
    inner = target.id
    if inner.startswith("/offices/"):
        _, _, office, inner = inner.split("/", 3)
        page = host.casework.office_page(office)
    await ask(host, conflict_form(page, inner))
