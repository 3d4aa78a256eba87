"""The visit, what its office accepts, and what the treating doctor said about waiting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from so_tui.core import appointment, dates, verbs
from so_tui.core.case import Accepts, Office, Opinion, Visit, Waiting
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import CasePage
from so_tui.core.fields import filled_in
from so_tui.core.plan import Plan, moved
from so_tui.core.wording import Wording
from so_tui.tui.forms.ask import ask
from so_tui.tui.forms.cases import ask_zone, check_zone, slips
from so_tui.tui.forms.fields import (
    TWO_ROWS,
    Field,
    Option,
    Reading,
    Value,
    Values,
    fields_of,
)
from so_tui.tui.forms.form import Form
from so_tui.tui.forms.parts import form_of, forms_and_ways, needed_moves
from so_tui.tui.forms.rare import rarely
from so_tui.tui.targets import Target
from so_tui.zones import machine_zone

if TYPE_CHECKING:
    from so_tui.tui.screens.writing import WritingScreen


def visit_form(
    page: CasePage,
    catalogue: Catalogue,
    offices: Mapping[str, Office] = MappingProxyType({}),
    focus: str = "",
) -> Form:
    """Who is seen, how and when, by when records are wanted, and where each thing goes.

    `focus`: the field to begin with, where it is not the first.
    """
    old = page.value.visit
    fields = fields_of(
        catalogue, Visit, *filled_in(Visit),
        papers_to={**TWO_ROWS, "heading": "Where things go"}, slides_to=TWO_ROWS,
        images_to=TWO_ROWS, report_to={**TWO_ROWS, "heading": "Afterwards"},
    )  # fmt: skip
    fields = rarely(fields, "fax", "report_to", "note")

    def react(name: str, values: Values) -> Mapping[str, Value]:
        """A time needs a zone: of the place, and that is most often where this computer is."""
        if name != "time" or old.zone:
            return {}
        return {"zone": machine_zone() if values["time"] is not None else ""}

    def doubts(values: Values, reading: Reading) -> Mapping[str, str]:
        return slips(values, reading, old, appointment.office_of(page.value, offices))

    return form_of(
        page, old, "visit", fields, lambda pen, after: verbs.set_visit(page, pen, after),
        key="visit", title="The visit", react=react, check=check_zone, doubts=doubts,
        notes=ask_zone, focus=focus,
    )  # fmt: skip


async def visit(host: WritingScreen, target: Target) -> None:
    """Edit the visit; where it was moved, say what that did, and go to what is chosen of it."""
    before = host.plan
    focus = "day" if target.kind == "appointment" else target.id if target.kind == "visit" else ""
    saved = await ask(host, visit_form(host.page, host.catalogue, host.offices, focus))
    if saved is None or before.visit is None or host.plan.visit in (None, before.visit):
        return
    form = moved_menu(host.page.id, before, host.plan, host.catalogue, host.today)
    if form is None:
        return
    chosen = await ask(host, form)
    step = host.plan.step(chosen.text("step")) if chosen is not None else None
    if step is not None:
        host.go_to(step)


def moved_menu(
    case: str, before: Plan, after: Plan, catalogue: Catalogue, today: dt.date
) -> Form | None:
    """What a moved visit did to the plan, as a list; None where it did nothing."""
    words = catalogue.words
    found = [(step, words[f"moved.{done}"]) for step, done in moved(before, after)]
    if not found or after.visit is None:
        return None
    day = dates.weekday(after.visit, today)
    field = Field(
        name="step", label=words["moved.label"], kind="choice", listed=True, filtering=True,
        rows=10, hint=words["moved.hint"],
        options=tuple(
            Option(step.id, step.short or step.text, about=about) for step, about in found
        ),
    )  # fmt: skip
    return Form(
        key=f"{case}/moved", title=words["moved.title"].format(day=day), fields=(field,),
        values={"step": found[0][0].id}, menu=True,
    )  # fmt: skip


def kinds_form(
    page: CasePage, catalogue: Catalogue, known: Collection[str], title: str, hint: str
) -> Form:
    """Choose the kind of thing that an office said something about; `known`: of which it did."""
    field = Field(
        name="kind", label="About", kind="choice", listed=True, filtering=True, rows=8,
        options=tuple(
            Option(kind.id, kind.name, about="answered" if kind.id in known else "")
            for kind in catalogue.kinds.values() if not kind.prompts_list
        ),
        hint=hint,
    )  # fmt: skip
    return Form(
        key=f"{page.id}/kinds", title=title, fields=(field,),
        values={"kind": next(iter(catalogue.kinds))}, menu=True,
    )  # fmt: skip


def accepts_form(page: CasePage, catalogue: Catalogue, kind_id: str) -> Form:
    """What the visit's office requires and accepts of one kind of thing."""
    old = page.value.visit.accepts.get(kind_id, Accepts())
    offered = forms_and_ways(catalogue, kind_id, old.forms)
    fields = fields_of(catalogue, Accepts, *filled_in(Accepts), **offered)

    def notes(values: Values) -> Mapping[str, str]:
        required: Any = values.text("required")
        moves = needed_moves(page.value, catalogue, page.value.began, {kind_id: required})
        return {"required": moves} if moves and required != old.required else {}

    return form_of(
        page, old, f"visit/accepts/{kind_id}", fields,
        lambda pen, after: verbs.set_accepts(page, pen, kind_id, after),
        key=f"accepts/{kind_id}", notes=notes,
        title=f"What they accept: {Wording(catalogue).kind(kind_id)}",
    )  # fmt: skip


async def which_kind(host: WritingScreen, known: Collection[str], title: str, hint: str) -> str:
    """Ask for the kind of thing that an office said something about; "" where it was left."""
    chosen = await ask(host, kinds_form(host.page, host.catalogue, known, title, hint))
    return chosen.text("kind") if chosen is not None else ""


async def accepts(host: WritingScreen, target: Target) -> None:
    """Say what the visit's office accepts: of the row's kind, or of one that is chosen first."""
    kind = target.id if target.kind == "accepts" else ""
    if not kind:
        kind = await which_kind(
            host, host.page.value.visit.accepts, "What the second office accepts",
            "What does the second office need, and in which form?",
        )  # fmt: skip
    if kind:
        await ask(host, accepts_form(host.page, host.catalogue, kind))


def opinion_form(page: CasePage, catalogue: Catalogue) -> Form:
    """The second opinion, in the person's words, and when its report came."""
    fields = fields_of(
        catalogue, Opinion, *filled_in(Opinion),
        agrees={**TWO_ROWS, "heading": "In your words"}, differs=TWO_ROWS, asks_next=TWO_ROWS,
        report_on={"heading": "The written report"},
    )  # fmt: skip
    return form_of(
        page, page.value.opinion, "opinion", fields,
        lambda pen, after: verbs.set_opinion(page, pen, after),
        key="opinion", title="The second opinion",
    )  # fmt: skip


async def opinion(host: WritingScreen, target: Target) -> None:
    """Keep what the second doctor said."""
    await ask(host, opinion_form(host.page, host.catalogue))


def waiting_form(page: CasePage, catalogue: Catalogue) -> Form:
    """What the treating doctor said about waiting: until when, who said it and when."""
    fields = fields_of(
        catalogue, Waiting, *filled_in(Waiting),
        until={"hint": catalogue.words["quiet.wait"]},
    )  # fmt: skip
    return form_of(
        page, page.value.visit.waiting, "visit/waiting", fields,
        lambda pen, after: verbs.set_waiting(page, pen, after),
        key="waiting", title="Is it safe to wait?",
    )  # fmt: skip


async def waiting(host: WritingScreen, target: Target) -> None:
    """Keep what the treating doctor said about waiting."""
    await ask(host, waiting_form(host.page, host.catalogue))
