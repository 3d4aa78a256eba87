"""Commands for reasons, questions, and marks on steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import click
from msgspec.structs import replace

from so_tui.cli import fields, lookup, output, stderr
from so_tui.cli.arguments import words
from so_tui.cli.context import CommandContext, pass_command_context
from so_tui.cli.param_types import CLEARED, Cleared, Code, Named, matching, spoken
from so_tui.core import verbs
from so_tui.core.assessment import in_plan, reflect
from so_tui.core.case import Answer, Mark, Question, Reply, in_order
from so_tui.core.knowledge import ConditionPart, Reason
from so_tui.core.step_words import is_markable
from so_tui.core.steps import Step
from so_tui.core.text import capital
from so_tui.errors import NotFoundError


@click.command("reason")
@words(("reason", Named("reason")), ("reply", Code(Reply)))
@fields.options(fields.of(Answer, "note", "given_by"))
@pass_command_context
def reason_command(
    context: CommandContext,
    case: str,
    reason: str,
    reply: Reply,
    note: str | None,
    given_by: str | None,
) -> None:
    """Answer one of the reasons, or a part of the condition.

    REASON is peace-of-mind, more-options, specialized-care, treatment-site or research-study;
    or a part of the condition: straightforward or trusted. REPLY is applies, does-not, not-sure
    or not-answered. What is written to standard output is what the answer says back.
    """
    page = context.case(case)
    reasons = {one.id: one for one in context.catalogue.reasons}
    parts = [one.id for one in context.catalogue.condition]
    id_ = matching(reason, [*reasons, *parts])
    if id_ is None:
        known = ", ".join(spoken(one) for one in [*reasons, *parts])
        raise NotFoundError(f"“{reason}” is none of the reasons: {known}.")
    after = context.change(page, lambda page, pen: verbs.answer_reason(
        page, pen, id_, reply, note=note, given_by=given_by
    ))  # fmt: skip
    if id_ in reasons:
        asks = context.casework.asked_by(after, id_, reply, context.today)
        output.say([reasons[id_].reflect[reply], *_in_plan(context, asks)])


@click.command("reasons")
@words()
@pass_command_context
def reasons_command(context: CommandContext, case: str) -> None:
    """Tell what is asked, and what each answer asks of the plan.

    The five reasons come first, then the two parts of the condition, each by its word for
    `so-tui reason`. Going and not going are both open to you.
    """
    page = context.case(case)
    said = reflect(page.value, context.catalogue)
    replies = {one.id: one.reply for one in (*said.reasons, *said.condition)}
    lines: list[str] = []
    every: list[Reason | ConditionPart] = [*context.catalogue.reasons, *context.catalogue.condition]
    for one in every:
        reply = context.catalogue.words[f"reply.{replies[one.id]}"]
        steps = context.casework.asked_by(page, one.id, "applies", context.today)
        lines += [f"{capital(one.name)} ({spoken(one.id)}): {reply}", one.about, one.question]
        lines += [f"If it applies, {_inside(line)}" for line in _in_plan(context, steps)]
    output.say(lines)


def _inside(sentence: str) -> str:
    return f"{sentence[:1].lower()}{sentence[1:]}"


def _in_plan(context: CommandContext, steps: Iterable[Step]) -> list[str]:
    return [in_plan(step, context.today) for step in steps]


# --- Questions -------------------------------------------------------------------------------

_QUESTION = fields.every(Question)


@click.group("question")
def question_command() -> None:
    """Keep questions for the doctors, and their answers.

    QUESTION is its number.
    """


@question_command.command("add")
@words()
@fields.options(_QUESTION)
@stderr.yes_option
@pass_command_context
def _add(context: CommandContext, case: str, **typed: Any) -> None:
    """Add a question; its text is asked for when it is not given.

    What is written to standard output is its number.
    """
    found = fields.given(_QUESTION, typed)
    page = context.case(case)
    found["text"] = found.get("text") or stderr.ask("question", lines=True)
    question = Question(**{"number": 0, **found})
    after = context.change(page, lambda page, pen: verbs.add_question(page, pen, question))
    output.say([str(in_order(after.value.questions)[-1][1].number)])


@question_command.command("set")
@words(("question", Named("question")))
@fields.options(_QUESTION)
@stderr.yes_option
@pass_command_context
def _set(context: CommandContext, case: str, question: str, **typed: Any) -> None:
    """Change a question, or keep its answer."""
    found = fields.given(_QUESTION, typed)
    fields.something(found, _QUESTION)
    page = context.case(case)
    id_ = lookup.numbered(page.value.questions, question, "question")
    after = replace(page.value.questions[id_], **found)
    context.change(page, lambda page, pen: verbs.edit_question(page, pen, id_, after))


@question_command.command("remove")
@words(("question", Named("question")))
@pass_command_context
def _remove(context: CommandContext, case: str, question: str) -> None:
    """Take a question out of the case."""
    page = context.case_to_part_with(case, question)
    id_ = lookup.numbered(page.value.questions, question, "question")
    context.change(page, lambda page, pen: verbs.remove_question(page, pen, id_))


# --- Steps that have no item -----------------------------------------------------------------


@click.command("mark")
@words(("step", Named("step")))
@click.option("--not-for-us", is_flag=True, help="Mark it as not for us, instead of done.")
@fields.options(fields.one(Mark, "done_on", name="on"), fields.of(Mark, "by", "note"))
@stderr.yes_option
@pass_command_context
def mark_command(
    context: CommandContext,
    case: str,
    step: str,
    not_for_us: bool,
    on: dt.date | Cleared | None,
    by: str | None,
    note: str | None,
) -> None:
    """Mark a step as done, or as not for us.

    STEP is its id, or a part of it that no other has. `so-tui due --all` says the ids of steps
    that can be marked. Other steps are done when their paper or release moves on.
    """
    page = context.case(case)
    found = lookup.step([one for one in context.plan(page).steps if is_markable(one)], step)
    day = None if on is CLEARED else on
    mark = Mark(
        done_on=None if not_for_us else day, by=by or "", note=note or "", not_for_us=not_for_us
    )
    context.change(page, lambda page, pen: verbs.mark_step(page, pen, found.id, mark, found.text))


@click.command("unmark")
@words(("step", Named("step", is_a="marked step")))
@pass_command_context
def unmark_command(context: CommandContext, case: str, step: str) -> None:
    """Take a step's mark away; it is open again."""
    page = context.case(case)
    marked = [one for one in context.plan(page).steps if one.id in page.value.marks]
    if step in page.value.marks:
        id_, text = step, next((one.text for one in marked if one.id == step), "")
    else:
        found = lookup.step(marked, step)
        id_, text = found.id, found.text
    context.change(page, lambda page, pen: verbs.unmark_step(page, pen, id_, text))
