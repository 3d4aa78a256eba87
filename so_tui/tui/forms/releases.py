"""A release: which paper, for which office, and how far it has come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from so_tui.core import clock_words, verbs
from so_tui.core.case import CALLS, Office, Release, in_order, offices_of
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import CasePage, Change, Pen
from so_tui.core.clocks import access_clock
from so_tui.core.fields import filled_in
from so_tui.core.instruments import may_sign, missing
from so_tui.core.parties import card_of
from so_tui.errors import NotAllowedError
from so_tui.tui.forms.ask import ask
from so_tui.tui.forms.fields import TWO_ROWS, Option, Values, field_of, fields_of
from so_tui.tui.forms.form import Form
from so_tui.tui.forms.parts import form_of, office_name, only_office
from so_tui.tui.forms.rare import rarely
from so_tui.tui.targets import Target, about

if TYPE_CHECKING:
    from so_tui.tui.screens.writing import WritingScreen


def release_form(
    page: CasePage,
    offices: Mapping[str, Office],
    catalogue: Catalogue,
    id_: str = "",
    office: str = "",
    day: dt.date | None = None,
) -> Form:
    """Edit a release, or add one for an office of the case.

    `day` is today: with it, the form tells which clock of the law runs.
    """
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
        field_of(
            catalogue, Release, "office", listed=len(case.offices) > 3, rows=4,
            options=tuple(
                Option(key, office_name(case, offices, key), about=card_of(case, one.call, words))
                for call in CALLS for key, one in offices_of(case, call)
            ),
        ),
        *fields_of(
            catalogue, Release, *filled_in(Release),
            covers=TWO_ROWS, returned_because=TWO_ROWS, returned_on={"heading": "If it came back"},
        ),
    )  # fmt: skip
    fields = rarely(
        fields,
        "put_off_on",
        "limit_days",
        "expires_when",
        "returned_on",
        "returned_because",
        "note",
    )

    def notes(values: Values) -> Mapping[str, str]:
        typed = replace(
            part, instrument=values.text("instrument"), confirmed_on=values.day("confirmed_on"),
            returned_on=values.day("returned_on"), put_off_on=values.day("put_off_on"),
            limit_days=values.number("limit_days"), signer=values.text("signer"),
            authority=values.text("authority"), covers=values.text("covers"),
            signed_on=values.day("signed_on"), expires_on=values.day("expires_on"),
            expires_when=values.text("expires_when"), office=values.text("office"),
        )  # fmt: skip
        clock = access_clock(catalogue.clocks, typed)
        told = clock_words.running(clock, catalogue, day)
        about = explained.get(values.text("instrument"), "")
        found = {"instrument": " ".join(filter(None, (about, told)))}
        if not may_sign(typed, case):
            found["signer"] = words["step.why_signer"].format(signer=typed.signer)
        lacks = missing(typed, case, offices)
        if lacks and typed.signed_on is not None:
            asks = " ".join(one.ask for one in lacks)
            found["signed_on"] = f"{words['release.lacks']} {asks}"
        return found

    def save(pen: Pen, after: Release) -> Change:
        if old is None:
            return verbs.add_release(page, pen, after)
        return verbs.edit_release(page, pen, id_, after)

    return form_of(
        page, part, f"releases/{id_}" if old else "", fields, save, key=f"release/{id_ or office}",
        title="A release", notes=notes, focus="instrument" if office or old else "",
    )  # fmt: skip


async def edit(host: WritingScreen, target: Target) -> None:
    """The release of this row or of its office; a new one where there is none."""
    case = host.page.value
    here = about(case, target)
    id_, office = here.release, here.office or only_office(case, here.call)
    if not id_ and target.kind != "no_release":
        of_office = [key for key, one in in_order(case.releases) if office == one.office]
        id_ = of_office[-1] if of_office and office else ""
    await _open(host, id_, office)


async def add(host: WritingScreen, target: Target) -> None:
    """Add a release for the office of this row."""
    case = host.page.value
    here = about(case, target)
    office = here.office or only_office(case, here.call)
    await _open(host, "", office)


async def _open(host: WritingScreen, id_: str, office: str) -> None:
    if not host.page.value.offices:
        key = host.so.keymap.named("office.edit")
        raise NotAllowedError(f"A release is for an office. Add the office first, with {key}.")
    await ask(host, release_form(host.page, host.offices, host.catalogue, id_, office, host.today))
