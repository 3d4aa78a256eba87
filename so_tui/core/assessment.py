"""The answers, reflected back: what was marked, and what each marked reason asks of the plan.

Nothing is concluded here. There is no verdict, no score and no advice; the words are data.
"""

from __future__ import annotations

from collections.abc import Collection

from so_tui.core.case import Answer, CallName, Case, Part, Reply
from so_tui.core.catalogue import Catalogue, ask_step

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


def _together(replies: Collection[Reply]) -> str:
    """Which of the catalogue's `condition_words` fits the two answers."""
    if "not_answered" in replies:
        return "open"
    if "not_sure" in replies:
        return "unsure"
    yes = sum(reply == "applies" for reply in replies)
    return "both" if yes == len(replies) else "one" if yes else "none"
