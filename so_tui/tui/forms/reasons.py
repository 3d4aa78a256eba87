"""An answer to a reason, or to a part of the condition, with its note."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from so_tui.core import verbs
from so_tui.core.case import Answer, Reply
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import CasePage, Change, Pen
from so_tui.core.wording import Wording
from so_tui.tui.forms.fields import Field, Values, worded
from so_tui.tui.forms.form import Form
from so_tui.tui.forms.host import Host, ask
from so_tui.tui.forms.meanwhile import paths_of
from so_tui.tui.forms.parts import values_of
from so_tui.tui.targets import Target


def reason_form(page: CasePage, catalogue: Catalogue, id_: str) -> Form:
    """The answer, a note, and who gave it."""
    case = page.value
    old = case.reasons.get(id_) or case.condition.get(id_) or Answer()
    name, question, about = _asked(catalogue, id_)
    table = "condition" if any(one.id == id_ for one in catalogue.condition) else "reasons"
    fields = (
        Field(
            name="reply", label="Answer", kind="choice",
            options=worded(catalogue, "reply", Reply),
            hint="Every answer is open to you, and you can change it.",
        ),
        Field(name="note", label="Note", kind="lines", rows=4, hint="In your own words."),
        Field(name="given_by", label="Who said it", hint="Whose answer it is, when it matters."),
    )  # fmt: skip

    def change(values: Values, pen: Pen) -> Change:
        reply: Any = values.text("reply")
        note, given_by = values.text("note"), values.text("given_by")
        return verbs.answer_reason(page, pen, id_, reply, note=note, given_by=given_by)

    def notes(values: Values) -> Mapping[str, str]:
        return {"reply": " ".join(filter(None, (question, about)))}

    return Form(
        key=f"{page.id}/reason/{id_}", title=name, fields=fields, values=values_of(old, fields),
        change=change, notes=notes, paths=paths_of(page, f"{table}/{id_}", fields),
    )  # fmt: skip


def _asked(catalogue: Catalogue, id_: str) -> tuple[str, str, str]:
    for reason in catalogue.reasons:
        if reason.id == id_:
            return reason.name, reason.question, reason.about
    for part in catalogue.condition:
        if part.id == id_:
            return part.name, part.question, ""
    return Wording(catalogue).asked(id_), "", ""


async def note(host: Host, target: Target) -> None:
    """Answer the reason of this row; without one, the first."""
    id_ = target.id if target.kind in ("reason", "condition") else host.catalogue.reasons[0].id
    await ask(host, reason_form(host.page, host.catalogue, id_))
