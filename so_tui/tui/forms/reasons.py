"""An answer to a reason, or to a part of the condition, with its note."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from so_tui.core import verbs
from so_tui.core.case import Answer
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import CasePage, Change, Pen
from so_tui.core.wording import Wording
from so_tui.tui.forms.ask import ask
from so_tui.tui.forms.fields import Values, fields_of
from so_tui.tui.forms.form import Form
from so_tui.tui.forms.parts import form_of
from so_tui.tui.targets import Target

if TYPE_CHECKING:
    from so_tui.tui.screens.writing import WritingScreen


def reason_form(page: CasePage, catalogue: Catalogue, id_: str) -> Form:
    """The answer, a note, and who gave it."""
    case = page.value
    old = case.reasons.get(id_) or case.condition.get(id_) or Answer()
    name, question, about = _asked(catalogue, id_)
    table = "condition" if any(one.id == id_ for one in catalogue.condition) else "reasons"
    fields = fields_of(catalogue, Answer, "reply", "note", "given_by", note={"rows": 4})

    def save(pen: Pen, after: Answer) -> Change:
        return verbs.answer_reason(
            page, pen, id_, after.reply, note=after.note, given_by=after.given_by
        )

    def notes(values: Values) -> Mapping[str, str]:
        return {"reply": " ".join(filter(None, (question, about)))}

    return form_of(
        page, old, f"{table}/{id_}", fields, save, key=f"reason/{id_}", title=name, notes=notes
    )


def _asked(catalogue: Catalogue, id_: str) -> tuple[str, str, str]:
    for reason in catalogue.reasons:
        if reason.id == id_:
            return reason.name, reason.question, reason.about
    for part in catalogue.condition:
        if part.id == id_:
            return part.name, part.question, ""
    return Wording(catalogue).asked(id_), "", ""


async def note(host: WritingScreen, target: Target) -> None:
    """Answer the reason of this row; without one, the first."""
    id_ = target.id if target.kind in ("reason", "condition") else host.catalogue.reasons[0].id
    await ask(host, reason_form(host.page, host.catalogue, id_))
