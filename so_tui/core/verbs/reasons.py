"""Verbs for the reasons and the condition."""

from __future__ import annotations

from so_tui.core.assessment import answered
from so_tui.core.case import Reply
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
    after = answered(
        page.value, pen.wording.catalogue, reason, reply,
        on=pen.today, note=note, given_by=given_by,
    )  # fmt: skip
    name = pen.wording.asked(reason)
    sentence = f"{name[:1].upper()}{name[1:]}: {pen.wording.word('reply', reply)}"
    return changed(page, pen, "answer_reason", sentence, after)
