"""A question for one of the two doctors, and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from so_tui.core import verbs
from so_tui.core.case import Question
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import CasePage, Change, Pen
from so_tui.core.fields import filled_in
from so_tui.tui.forms.ask import ask
from so_tui.tui.forms.fields import Field, Option, Value, Values, fields_of
from so_tui.tui.forms.form import Form
from so_tui.tui.forms.parts import form_of, values_of
from so_tui.tui.targets import Target

if TYPE_CHECKING:
    from so_tui.tui.screens.writing import WritingScreen


def question_form(page: CasePage, catalogue: Catalogue, id_: str = "") -> Form:
    """Add a question, one's own or one of those offered, or keep its answer."""
    case = page.value
    old = case.questions.get(id_)
    part = old or Question(number=0, text="")
    there = {question.text for question in case.questions.values()}
    starters = {one.id: one for one in catalogue.questions if one.text not in there}
    offered: tuple[Field, ...] = ()
    if old is None and starters:
        offered = (
            Field(
                name="starter", label="Begin with", kind="choice",
                listed=True, filtering=True, rows=6,
                options=(
                    Option("", "your own words"),
                    *(Option(one.id, one.text) for one in starters.values()),
                ),
                hint="The arrows offer questions; the words below can be changed.",
            ),
        )  # fmt: skip
    fields = (
        *offered,
        *fields_of(
            catalogue, Question, *filled_in(Question), answer={"rows": 4},
        ),
    )  # fmt: skip

    def react(name: str, values: Values) -> Mapping[str, Value]:
        starter = starters.get(values.text("starter")) if name == "starter" else None
        return {"text": starter.text, "to": starter.to} if starter else {}

    def save(pen: Pen, after: Question) -> Change:
        if old is None:
            return verbs.add_question(page, pen, after)
        return verbs.edit_question(page, pen, id_, after)

    return form_of(
        page, part, f"questions/{id_}" if old else "", fields, save, key=f"question/{id_}",
        title="A question", react=react if offered else None,
        values={"starter": "", **values_of(part, fields)},
    )  # fmt: skip


async def question(host: WritingScreen, target: Target) -> None:
    """Add a question, or edit the one of this row."""
    id_ = target.id if target.kind == "question" else ""
    await ask(host, question_form(host.page, host.catalogue, id_))
