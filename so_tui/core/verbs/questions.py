"""Verbs for questions, and for marks on steps that have no item."""

from __future__ import annotations

from msgspec.structs import replace

from so_tui.core.case import (
    Mark,
    Question,
    next_number,
)
from so_tui.core.changes import (
    CasePage,
    Change,
    Pen,
)
from so_tui.core.cleaning import clean_plain
from so_tui.core.verbs.making import changed, require, without
from so_tui.errors import UsageError


def add_question(page: CasePage, pen: Pen, question: Question) -> Change:
    """Add a question for one of the two doctors."""
    if not clean_plain(question.text, "text"):
        raise UsageError("A question needs words. Nothing was made.")
    questions = page.value.questions
    question = replace(question, number=next_number(questions))
    after = replace(page.value, questions={**questions, pen.new_id(): question})
    return changed(page, pen, "add_question", "Added a question", after)


def edit_question(page: CasePage, pen: Pen, id_: str, question: Question) -> Change:
    """Change a question or keep its answer."""
    require(page.value.questions.get(id_), "question")
    old = page.value.questions[id_]
    if question.answer and not old.answer and question.answered_on is None:
        question = replace(question, answered_on=pen.today)
    after = replace(page.value, questions={**page.value.questions, id_: question})
    return changed(page, pen, "edit_question", "Changed a question", after)


def remove_question(page: CasePage, pen: Pen, id_: str) -> Change:
    """Take a question out of the case."""
    require(page.value.questions.get(id_), "question")
    after = replace(page.value, questions=without(page.value.questions, id_))
    return changed(page, pen, "remove_question", "Removed a question", after)


def mark_step(page: CasePage, pen: Pen, step: str, mark: Mark, text: str = "") -> Change:
    """Say of a step that it is done, or not for us."""
    if not mark.not_for_us and mark.done_on is None:
        mark = replace(mark, done_on=pen.today)
    after = replace(page.value, marks={**page.value.marks, step: mark})
    what = "not for us" if mark.not_for_us else "done"
    return changed(page, pen, "mark_step", f"{text or 'A step'}: {what}", after)


def unmark_step(page: CasePage, pen: Pen, step: str, text: str = "") -> Change:
    """Take a step's mark away."""
    require(page.value.marks.get(step), "mark")
    after = replace(page.value, marks=without(page.value.marks, step))
    return changed(page, pen, "unmark_step", f"{text or 'A step'}: open again", after)
