"""The answers, reflected back: what was marked, and what each marked reason asks of the plan.

Nothing is concluded here. There is no verdict, no score and no advice; the words are data.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from msgspec.structs import replace

from so_tui.core import dates
from so_tui.core.case import Answer, CallName, Case, Part, Reply
from so_tui.core.catalogue import Catalogue, ask_step
from so_tui.core.steps import Step

_UNANSWERED = Answer()
_NUMBERS = ("none", "one", "two", "three", "four", "five")


class Reflected(Part, frozen=True):
    """One answer said back. `line` is the reflection; a part of the condition has none."""

    id: str
    name: str
    reply: Reply
    line: str = ""
    note: str = ""


class ReasonAsk(Part, frozen=True):
    """What a marked reason asks of the plan. `id` is the step's id, under which a mark is kept."""

    id: str
    reason: str
    text: str
    call: CallName
    short: str = ""


class Assessment(Part, frozen=True):
    """What is reflected back of all answers.

    `opening` says how many reasons are marked, `marked` counts them; `condition_line` is about
    both parts of the condition together; `asks` come from marked reasons alone, in their order.
    """

    reasons: tuple[Reflected, ...]
    marked: int
    opening: str
    condition_lead: str
    condition: tuple[Reflected, ...]
    condition_line: str
    asks: tuple[ReasonAsk, ...]


def reflect(case: Case, catalogue: Catalogue) -> Assessment:
    """Say the case's answers back, by the catalogue's words; depends on nothing else.

    A reason that the case does not mention counts as not answered.
    """
    reasons = []
    asks = []
    for reason in catalogue.reasons:
        answer = case.reasons.get(reason.id, _UNANSWERED)
        reasons.append(
            Reflected(
                id=reason.id,
                name=reason.name,
                reply=answer.reply,
                line=reason.reflect[answer.reply],
                note=answer.note,
            )
        )
        if answer.reply == "applies":
            asks += [
                ReasonAsk(
                    id=ask_step(reason, ask),
                    reason=reason.id,
                    text=ask.text,
                    call=ask.call,
                    short=ask.short,
                )
                for ask in reason.asks
            ]
    condition = []
    for part in catalogue.condition:
        answer = case.condition.get(part.id, _UNANSWERED)
        condition.append(
            Reflected(id=part.id, name=part.name, reply=answer.reply, note=answer.note)
        )
    marked = sum(one.reply == "applies" for one in reasons)
    return Assessment(
        reasons=tuple(reasons),
        marked=marked,
        opening=catalogue.words[f"marked.{_NUMBERS[marked]}"],
        condition_lead=catalogue.words["condition.lead"],
        condition=tuple(condition),
        condition_line=catalogue.condition_words[_together([one.reply for one in condition])],
        asks=tuple(asks),
    )


def answered(
    case: Case,
    catalogue: Catalogue | None,
    reason: str,
    reply: Reply,
    *,
    on: dt.date,
    note: str | None = None,
    given_by: str | None = None,
) -> Case:
    """The case with an answer that was given on a day; note and giver stay where they are None."""
    # A case file may leave out what nobody answered, so the case alone does not tell.
    parts = {part.id for part in catalogue.condition} if catalogue is not None else set()
    is_part = reason in case.condition or reason in parts
    answers = case.condition if is_part else case.reasons
    old = answers.get(reason, Answer())
    answer = replace(
        old,
        reply=reply,
        note=old.note if note is None else note,
        given_by=old.given_by if given_by is None else given_by,
        on=on if reply != old.reply else old.on,
    )
    after = {**answers, reason: answer}
    return replace(case, condition=after) if is_part else replace(case, reasons=after)


def in_plan(step: Step, today: dt.date) -> str:
    """That a step is in the plan because of an answer, with its day where it has one."""
    day = f" (by {dates.short(step.needed_by, today)})" if step.needed_by else ""
    return f"In the plan: {step.text}{day}"


def open_questions(case: Case, catalogue: Catalogue) -> tuple[str, ...]:
    """The reasons and the parts of the condition that nobody answered yet, in their order."""
    said = reflect(case, catalogue)
    every = (*said.reasons, *said.condition)
    return tuple(one.id for one in every if one.reply == "not_answered")


def questions(catalogue: Catalogue) -> tuple[str, ...]:
    """All that is asked of a case, in its order: the reasons, then the parts of the condition."""
    return (*(one.id for one in catalogue.reasons), *(one.id for one in catalogue.condition))


def _together(replies: Collection[Reply]) -> str:
    """Which of the catalogue's `condition_words` fits the two answers."""
    if "not_answered" in replies:
        return "open"
    if "not_sure" in replies:
        return "unsure"
    yes = sum(reply == "applies" for reply in replies)
    return "both" if yes == len(replies) else "one" if yes else "none"
