"""What `a` adds and what `e` edits: the right form for a row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from so_tui.core.case import CallName, Party
from so_tui.errors import NotAllowedError
from so_tui.tui.forms import (
    cases,
    conflicts,
    contacts,
    items,
    offices,
    people,
    questions,
    reasons,
    releases,
    steps,
    visits,
)
from so_tui.tui.forms.ask import Opener, ask
from so_tui.tui.forms.fields import TAKES, Field, Option
from so_tui.tui.forms.form import Form
from so_tui.tui.forms.parts import only_office
from so_tui.tui.targets import Target, about

if TYPE_CHECKING:
    from so_tui.tui.screens.writing import WritingScreen

_ADD = (
    Option("item", "something to ask for", "i"),
    Option("office", "an office", "o"),
    Option("insurer", "the insurer", "n"),
    Option("referrer", "the doctor who refers", "d"),
    Option("release", "a release", "r"),
    Option("question", "a question", "q"),
    Option("companion", "someone beside the person", "s"),
    Option("opinion", "the second opinion", "p"),
    Option("accepts", "what the second office accepts", "w"),
    Option("gives", "what an office gives", "g"),
)

_PARTIES: Mapping[str, Party] = {"insurer": "insurer", "referrer": "referrer"}
"""Who stands on the visit's card beside the second office."""

_EDITS: Mapping[str, Opener] = {
    "item": items.edit,
    "office": offices.edit,
    "release": releases.edit,
    "no_release": releases.edit,
    "contact": contacts.edit,
    "question": questions.question,
    "step": steps.step,
    "reason": reasons.note,
    "condition": reasons.note,
    "accepts": visits.accepts,
    "waiting": visits.waiting,
    "appointment": visits.visit,
    "opinion": visits.opinion,
    "visit": visits.visit,
    "companion": people.companion,
    "conflict": conflicts.choose,
    "case": cases.details,
}


def add_form(call: CallName | None) -> Form:
    """A small menu: what to add."""
    elsewhere = {"gives"} if call == "visit" else {"accepts", "opinion", *_PARTIES}
    options = [one for one in _ADD if one.value not in elsewhere]
    field = Field(
        name="what", label="Add", kind="choice", listed=True, rows=len(options),
        options=tuple(options), hint=TAKES,
    )  # fmt: skip
    first = "item" if call is not None else "question"
    return Form(key="add", title="Add", fields=(field,), values={"what": first}, menu=True)


async def add(host: WritingScreen, target: Target) -> None:
    """Ask what to add, then for it."""
    case = host.page.value
    here = about(case, target)
    call, office = here.call, here.office
    values = await ask(host, add_form(call))
    if values is None:
        return
    nothing = Target(kind="pane", call=call)
    match values.text("what"):
        case "item" if call is not None:
            await items.add(host, call, office)
        case "item":
            await items.add(host, await offices.which_call(host))
        case "office" if call is not None:
            await offices.add(host, call)
        case "office":
            await offices.add(host, await offices.which_call(host))
        case "insurer" | "referrer" as party:
            await offices.add(host, "visit", _PARTIES[party])
        case "release":
            await releases.add(host, target)
        case "question":
            await questions.question(host, nothing)
        case "companion":
            await people.companion(host, Target("companion"))
        case "opinion":
            await visits.opinion(host, nothing)
        case "accepts":
            await visits.accepts(host, nothing)
        case "gives":
            await offices.gives(host, office or only_office(case, call))


async def edit(host: WritingScreen, target: Target) -> None:
    """Open the form for what a row is about."""
    if target.kind == "pane" and target.call == "visit":
        await visits.visit(host, target)
    elif target.kind == "pane" and target.call is not None and target.id == "office":
        await offices.add(host, target.call)
    elif target.kind == "pane":
        await add(host, target)
    elif target.kind in _EDITS:
        await _EDITS[target.kind](host, target)
    else:
        raise NotAllowedError("There is nothing on this row that can be edited.")
