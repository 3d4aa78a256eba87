"""Verbs for the reasons and the condition."""

from __future__ import annotations

from msgspec.structs import replace

from so_tui.core.case import (
    Answer,
    Reply,
)
from so_tui.core.changes import (
    CasePage,
    Change,
    Pen,
)
from so_tui.core.verbs.making import changed


def answer_reason(
    page: CasePage,
    pen: Pen,
    reason: str,
    reply: Reply,
    *,
    note: str | None = None,
    given_by: str | None = None,
) -> Change:
    """Answer one of the five reasons, or one part of the condition, with a note."""
    case = page.value
    which = "condition" if reason in case.condition else "reasons"
    answers = case.condition if which == "condition" else case.reasons
    old = answers.get(reason, Answer())
    answer = replace(
        old,
        reply=reply,
        note=old.note if note is None else note,
        given_by=old.given_by if given_by is None else given_by,
        on=pen.today if reply != old.reply else old.on,
    )
    after = (
        replace(case, condition={**answers, reason: answer})
        if which == "condition"
        else replace(case, reasons={**answers, reason: answer})
    )
    name = pen.wording.asked(reason)
    sentence = f"{name[:1].upper()}{name[1:]}: {pen.wording.word('reply', reply)}"
    return changed(page, pen, "answer_reason", sentence, after)
