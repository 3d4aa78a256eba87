"""Someone beside the person: a caregiver, family, a proxy."""

from __future__ import annotations

from so_tui.core import verbs
from so_tui.core.case import Companion, Role
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import CasePage, Change, Pen
from so_tui.tui.forms.fields import Field, Values, worded
from so_tui.tui.forms.form import Form
from so_tui.tui.forms.host import Host, ask
from so_tui.tui.forms.meanwhile import paths_of
from so_tui.tui.forms.parts import filled, values_of
from so_tui.tui.targets import Target


def companion_form(page: CasePage, catalogue: Catalogue, id_: str) -> Form:
    """Add someone, or edit who is there; `id_` is "" for a new one."""
    old = page.value.people.get(id_)
    fields = (
        Field(name="name", label="Name", needed="Write the name of the person."),
        Field(name="role", label="Role", kind="choice", options=worded(catalogue, "role", Role)),
        Field(
            name="authority", label="Authority",
            hint="For a proxy: the paper that gives it, such as a health-care proxy.",
        ),
        Field(name="phones", label="Phones", kind="lines", rows=2),
        Field(name="email", label="Email"),
        Field(name="note", label="Note", kind="lines", rows=3),
    )  # fmt: skip
    part = old or Companion(number=0, name="")

    def change(values: Values, pen: Pen) -> Change:
        after = filled(part, fields, values)
        if old is None:
            return verbs.add_companion(page, pen, after)
        return verbs.edit_companion(page, pen, id_, after)

    return Form(
        key=f"{page.id}/companion/{id_}", title="Someone beside the person", fields=fields,
        values=values_of(part, fields), change=change, creates=old is None,
        paths=paths_of(page, f"people/{id_}", fields) if old else {},
    )  # fmt: skip


async def companion(host: Host, target: Target) -> None:
    """Add or edit someone beside the person."""
    await ask(host, companion_form(host.page, host.catalogue, target.id))
