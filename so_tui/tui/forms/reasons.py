"""An answer to a reason, or to a part of the condition: one form, alone or one after the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, get_args

from so_tui.core import assessment, verbs
from so_tui.core.case import Answer, Reply
from so_tui.core.catalogue import Catalogue, ConditionPart, Reason
from so_tui.core.changes import CasePage, Change, Pen
from so_tui.core.wording import Wording
from so_tui.errors import NotAllowedError, NotFoundError
from so_tui.tui.forms.ask import ask, ask_one_of_several
from so_tui.tui.forms.fields import GOES_ON, Values, fields_of, worded
from so_tui.tui.forms.form import Form
from so_tui.tui.forms.parts import form_of
from so_tui.tui.targets import Target

if TYPE_CHECKING:
    from so_tui.tui.screens.writing import WritingScreen

Asks = Callable[[Reply], tuple[str, ...]]
"""What an answer asks of the plan, a sentence to a step."""


def reason_form(
    page: CasePage, catalogue: Catalogue, id_: str, asks: Asks = lambda reply: (), place: str = ""
) -> Form:
    """What the article says of it, the question, the answer, a note, and who gave it.

    `place`: where it stands among those that are asked one after the other.
    """
    case = page.value
    old = case.reasons.get(id_) or case.condition.get(id_) or Answer()
    one = _asked(catalogue, id_)
    table = "condition" if isinstance(one, ConditionPart) else "reasons"
    options = tuple(
        option for option in worded(catalogue, Reply)
        # To take an answer back, there has to be one.
        if option.value != "not_answered" or old.reply != "not_answered"
    )  # fmt: skip
    above = (one.about, one.question) if one is not None else ()
    fields = fields_of(
        catalogue, Answer, "reply", "note", "given_by",
        reply={"above": above, "options": options, "hint": GOES_ON}, note={"rows": 3},
    )  # fmt: skip

    def save(pen: Pen, after: Answer) -> Change:
        return verbs.answer_reason(
            page, pen, id_, after.reply, note=after.note, given_by=after.given_by
        )

    def notes(values: Values) -> Mapping[str, str]:
        reply: Any = values.text("reply")
        return {"reply": "\n".join(asks(reply))} if reply in get_args(Reply) else {}

    title = one.name if one is not None else Wording(catalogue).asked(id_)
    return form_of(
        page, old, f"{table}/{id_}", fields, save, key=f"reason/{id_}",
        title=f"{title[:1].upper()}{title[1:]}", notes=notes, place=place,
    )  # fmt: skip


def _asked(catalogue: Catalogue, id_: str) -> Reason | ConditionPart | None:
    every: dict[str, Reason | ConditionPart] = {one.id: one for one in catalogue.reasons}
    every |= {one.id: one for one in catalogue.condition}
    return every.get(id_)


def _asks(host: WritingScreen, id_: str) -> Asks:
    """What an answer asks of the plan, of the case as it stands whenever somebody looks."""
    kept: dict[tuple[Reply, dt.date], tuple[CasePage, tuple[str, ...]]] = {}

    def asks(reply: Reply) -> tuple[str, ...]:
        page, today = host.page, host.today
        known = kept.get((reply, today))
        if known is None or known[0] is not page:
            steps = host.casework.asked_by(page, id_, reply, today)
            said = tuple(assessment.in_plan(step, today) for step in steps)
            known = kept[reply, today] = (page, said)
        return known[1]

    return asks


def _one(host: WritingScreen, id_: str, place: str = "") -> Form:
    return reason_form(host.page, host.catalogue, id_, _asks(host, id_), place)


async def note(host: WritingScreen, target: Target) -> None:
    """Answer the reason of this row; without one, the first."""
    id_ = target.id if target.kind in ("reason", "condition") else host.catalogue.reasons[0].id
    await ask(host, _one(host, id_))


async def walk(host: WritingScreen, target: Target) -> None:
    """Ask what has no answer yet, one question at a time, until the end or a stop."""
    every = assessment.questions(host.catalogue)
    if not assessment.open_questions(host.page.value, host.catalogue):
        raise NotAllowedError("Each of the reasons has an answer. Go to its row to change it.")
    said = 0
    for number, id_ in enumerate(every, 1):
        # Others may have answered it meanwhile, or removed the case.
        if id_ not in assessment.open_questions(host.page.value, host.catalogue):
            continue
        form = await ask_one_of_several(host, _one(host, id_, f"{number} of {len(every)}"))
        said += form.written is not None
        if not form.goes_on:
            if said:
                again = host.so.keymap.named("reason.walk")
                host.tell(f"What you answered and typed is kept. {again} goes on with the rest.")
            return
        if not _is_there(host):
            return  # the screen of the case says so


def _is_there(host: WritingScreen) -> bool:
    try:
        host.casework.case(host.page.id)
    except NotFoundError:
        return False
    return True
