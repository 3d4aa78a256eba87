"""A release: which paper, for which office, and how far it has come."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from so_tui.core import verbs
from so_tui.core.case import (
    CALLS,
    Instrument,
    Office,
    Paper,
    Release,
    Way,
    in_order,
    offices_of,
)
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import CasePage, Change, Pen
from so_tui.errors import NotAllowedError
from so_tui.tui.forms.fields import Field, Option, Values, day, worded
from so_tui.tui.forms.form import Form
from so_tui.tui.forms.host import Host, ask, keymap_of
from so_tui.tui.forms.meanwhile import paths_of
from so_tui.tui.forms.parts import filled, office_name, only_office, values_of
from so_tui.tui.targets import Target, office_of_row


def release_form(
    page: CasePage,
    offices: Mapping[str, Office],
    catalogue: Catalogue,
    id_: str = "",
    office: str = "",
) -> Form:
    """Edit a release, or add one for an office of the case."""
    case = page.value
    old = case.releases.get(id_)
    identity = offices.get(case.offices[office].office) if office in case.offices else None
    part = old or Release(
        number=0, office=office, paper=identity.paper if identity else "not_known"
    )
    words = catalogue.words
    explained = {
        name: words.get(f"explain.{name}", "")
        for name in ("doctor_request", "authorization", "access_request")
    }
    fields = (
        Field(
            name="office", label="Office", kind="choice",
            listed=len(case.offices) > 3, rows=4, needed="A release is for an office.",
            options=tuple(
                Option(key, office_name(case, offices, key), about=words[f"call.{one.call}"])
                for call in CALLS for key, one in offices_of(case, call)
            ),
        ),
        Field(
            name="instrument", label="Which paper", kind="choice",
            options=worded(catalogue, "instrument", Instrument),
        ),
        Field(name="paper", label="Whose form", kind="choice",
              options=worded(catalogue, "paper", Paper)),
        Field(name="covers", label="Covers", kind="lines", rows=2,
              hint="Which records, of which time, for whom."),
        Field(name="signer", label="Signed by",
              hint="The person, or who may sign for them, and by what authority."),
        day(Release, "signed_on", "Signed on"),
        day(Release, "handed_on", "Handed over on"),
        Field(name="handed_by", label="By which way", kind="choice",
              options=worded(catalogue, "way", Way)),
        day(Release, "confirmed_on", "They have it since",
              hint="The day it arrived, as they say. Days count from then."),
        day(Release, "expires_on", "Holds until"),
        day(Release, "returned_on", "Came back on",
              heading="If it came back"),
        Field(name="returned_because", label="Because", kind="lines", rows=2),
        Field(name="note", label="Note", kind="lines", rows=3),
    )  # fmt: skip

    def notes(values: Values) -> Mapping[str, str]:
        return {"instrument": explained.get(values.text("instrument"), "")}

    def change(values: Values, pen: Pen) -> Change:
        after = filled(part, fields, values)
        if old is None:
            return verbs.add_release(page, pen, after)
        return verbs.edit_release(page, pen, id_, replace(after, number=old.number))

    return Form(
        key=f"{page.id}/release/{id_ or office}", title="A release", fields=fields,
        values=values_of(part, fields), change=change, notes=notes, creates=old is None,
        focus="instrument" if office or old else "",
        paths=paths_of(page, f"releases/{id_}", fields) if old else {},
    )  # fmt: skip


async def edit(host: Host, target: Target) -> None:
    """The release of this row or of its office; a new one where there is none."""
    case = host.page.value
    id_ = target.id if target.kind == "release" else ""
    office = office_of_row(case, target) or only_office(case, target.call)
    if not id_ and target.kind != "no_release":
        of_office = [key for key, one in in_order(case.releases) if office == one.office]
        id_ = of_office[-1] if of_office and office else ""
    await _open(host, id_, office)


async def add(host: Host, target: Target) -> None:
    """Add a release for the office of this row."""
    case = host.page.value
    office = office_of_row(case, target) or only_office(case, target.call)
    await _open(host, "", office)


async def _open(host: Host, id_: str, office: str) -> None:
    if not host.page.value.offices:
        key = keymap_of(host).named("office.edit")
        raise NotAllowedError(f"A release is for an office. Add the office first, with {key}.")
    await ask(host, release_form(host.page, host.offices, host.catalogue, id_, office))
