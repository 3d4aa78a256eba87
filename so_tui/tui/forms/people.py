"""Someone beside the person: a caregiver, family, a proxy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from so_tui.core import verbs
from so_tui.core.case import Companion
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import CasePage, Change, Pen
from so_tui.tui.forms.ask import ask
from so_tui.tui.forms.fields import TWO_ROWS, fields_of
from so_tui.tui.forms.form import Form
from so_tui.tui.forms.parts import form_of
from so_tui.tui.targets import Target

if TYPE_CHECKING:
    from so_tui.tui.screens.writing import WritingScreen


def companion_form(page: CasePage, catalogue: Catalogue, id_: str) -> Form:
    """Add someone, or edit who is there; `id_` is "" for a new one."""
    old = page.value.people.get(id_)
    fields = fields_of(
        catalogue,
        Companion,
        "name",
        "role",
        "authority",
        "phones",
        "email",
        "note",
        phones=TWO_ROWS,
    )  # fmt: skip
    part = old or Companion(number=0, name="")

    def save(pen: Pen, after: Companion) -> Change:
        if old is None:
            return verbs.add_companion(page, pen, after)
        return verbs.edit_companion(page, pen, id_, after)

    return form_of(
        page, part, f"people/{id_}" if old else "", fields, save,
        key=f"companion/{id_}", title="Someone beside the person",
    )  # fmt: skip


async def companion(host: WritingScreen, target: Target) -> None:
    """Add or edit someone beside the person."""
    await ask(host, companion_form(host.page, host.catalogue, target.id))
