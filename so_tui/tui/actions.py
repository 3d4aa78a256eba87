"""What each action of a case does: the one map from an action's id to what runs.

What needs a form runs in a worker, so that it can wait for the form. What is done at once is a
coroutine of the screen's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set

from msgspec.structs import replace

from so_tui.core import verbs
from so_tui.core.case import Mark, Reply, offices_of
from so_tui.core.changes import CasePage, Change, Pen
from so_tui.core.steps import Step
from so_tui.errors import NotAllowedError
from so_tui.tui.targets import Target
from so_tui.tui.views.view import View

Verb = Callable[[CasePage, Pen], Change]
"""What makes a change of a case as it is shown."""

OPENS: Mapping[str, str] = {
    "item": "row.edit",
    "office": "office.edit",
    "release": "release.edit",
    "no_release": "release.edit",
    "contact": "row.edit",
    "question": "row.edit",
    "step": "row.edit",
    "reason": "reason.note",
    "condition": "reason.note",
    "accepts": "visit.accepts",
    "waiting": "visit.waiting",
    "appointment": "visit.edit",
    "visit": "visit.edit",
    "companion": "row.edit",
    "conflict": "conflict.choose",
    "case": "case.details",
}
"""The action that Enter runs on a row, by what the row stands for."""

DOES: Mapping[str, tuple[str, str]] = {
    "ask": ("contact.log", "Log call"),
    "chase": ("contact.log", "Log call"),
    "promise": ("contact.log", "Log call"),
    "sign": ("release.edit", "Release"),
    "hand": ("release.edit", "Release"),
    "send": ("item.state", "Set state"),
    "check": ("item.state", "Set state"),
    "move": ("item.state", "Set state"),
    "todo": ("row.edit", "Do step"),
    "visit": ("visit.edit", "Visit"),
}
"""The action that does a step, by the kind of step, and its word in the footer."""

FORM_ACTIONS = (
    "contact.log", "row.edit", "row.add", "item.promise", "item.problem", "item.state",
    "item.usable", "release.edit", "office.edit", "reason.note", "visit.edit", "visit.accepts",
    "visit.waiting", "case.status", "case.details", "case.hand_over", "conflict.choose",
)  # fmt: skip
"""The actions that open a form."""

SCREEN_ACTIONS = frozenset(
    {
        "pane.visit", "pane.reasons", "pane.oncologist", "pane.pathology", "pane.radiology",
        "pane.timeline", "pane.next", "pane.previous", "pane.maximise", "row.filter", "app.back",
        "step.next", "step.done", "row.remove", "screen.today", "screen.history", "text.copy",
    }
)  # fmt: skip
"""The actions that the screen of a case does itself."""

HIDDEN = "What was typed is hidden. Ctrl+L shows it again."

WHILE_HIDDEN = frozenset({*SCREEN_ACTIONS, "app.hide"}) - {
    "step.done",
    "row.remove",
    "row.filter",
    "screen.history",
    "text.copy",
}
"""The actions of a case that tell nothing of what is hidden."""

_SIGNED = ("signed_on", "handed_on", "confirmed_on")
"""The days of a release, in the order in which they come."""

_REPLIES: tuple[Reply, ...] = ("not_answered", "applies", "does_not", "not_sure")


def doing(step: Step) -> tuple[str, str]:
    """The action that does a step, and its word in the footer."""
    if step.id == "safe_to_wait":
        return "visit.waiting", "Answer"
    if step.what == "visit" or step.item or step.release or step.what == "sign":
        return DOES[step.what]
    return "row.edit", "Do step"


def opening(target: Target, view: View) -> str:
    """The action that Enter runs: the step that is to be done here, else what opens the thing."""
    step = view.plan.step(target.step) if target.step else None
    if step is not None and not step.is_over:
        return doing(step)[0]
    if target.kind == "notes":
        raise NotAllowedError("This line is there to read. The steps below it can be done.")
    if target.kind == "pane":
        return "contact.log" if target.call and offices_of(view.case, target.call) else "row.add"
    return OPENS.get(target.kind, "row.edit")


def next_state(target: Target, view: View) -> Verb | None:
    """What Space does to what a row stands for, or None when a form is to ask first.

    Raises NotAllowedError, with what can be done instead, where nothing follows.
    """
    case = view.case
    match target.kind:
        case "item":
            return _next_item_state(target, view)
        case "reason" | "condition":
            answers = case.reasons if target.kind == "reason" else case.condition
            old = answers[target.id].reply if target.id in answers else "not_answered"
            reply = _REPLIES[(_REPLIES.index(old) + 1) % len(_REPLIES)]
            return lambda page, pen: verbs.answer_reason(page, pen, target.id, reply)
        case "release":
            return _next_release_state(target, view)
        case "step":
            return mark(target, view)
    raise NotAllowedError("Space moves items, answers, releases and steps on. Enter opens this.")


def _next_item_state(target: Target, view: View) -> Verb | None:
    item = view.case.items[target.id]
    state = verbs.next_state(item, view.checked(item))
    if state is None:
        word = view.word("state", item.state)
        raise NotAllowedError(f"Nothing follows “{word}” by itself. Press i to set another state.")
    if state == "usable":
        return None
    return lambda page, pen: verbs.move_item(page, pen, target.id, state)


def _next_release_state(target: Target, view: View) -> Verb:
    release = view.case.releases[target.id]
    field = next((one for one in _SIGNED if getattr(release, one) is None), None)
    if field is None:
        raise NotAllowedError("That release was received already. Press r to change it.")
    return lambda page, pen: verbs.edit_release(
        page, pen, target.id, replace(release, **{field: pen.today})
    )


def mark(target: Target, view: View) -> Verb:
    """What marks a step as done, or takes its mark away."""
    id_ = target.step or target.id
    step = view.plan.step(id_)
    if step is None:
        raise NotAllowedError("There is no step on this row to mark.")
    text = step.text
    if id_ in view.case.marks:
        return lambda page, pen: verbs.unmark_step(page, pen, id_, text)
    if step.item is not None or step.release is not None or step.what == "sign":
        raise NotAllowedError(
            "This step is done by what it is about: Space moves it on, c logs a call."
        )
    return lambda page, pen: verbs.mark_step(page, pen, id_, Mark(), text)


def removal(target: Target, view: View) -> Verb:
    """What takes away the thing a row stands for. Raises NotAllowedError where nothing can go."""
    id_ = target.id
    removers: Mapping[str, Callable[[CasePage, Pen, str], Change]] = {
        "item": verbs.remove_item,
        "office": verbs.remove_office,
        "release": verbs.remove_release,
        "contact": verbs.remove_contact,
        "question": verbs.remove_question,
        "companion": verbs.remove_companion,
    }
    remove = removers.get(target.kind)
    if remove is None:
        raise NotAllowedError("There is nothing on this row that can be removed.")
    return lambda page, pen: remove(page, pen, id_)


def offered(target: Target, view: View, offers: Set[str]) -> tuple[frozenset[str], dict[str, str]]:
    """The actions of the footer that work on a row, and other words for some of them.

    `offers`: those that the app has now, wherever one stands.
    """
    found = {"contact.log", "app.help"} | ({"row.open"} if target.kind != "notes" else set())
    words: dict[str, str] = {}
    if target.kind in ("item", "reason", "condition", "release", "step"):
        found.add("item.next_state")
    if target.kind in ("reason", "condition"):
        words["item.next_state"] = "Next answer"
    if target.kind == "step":
        words["item.next_state"] = "Mark done"
    step = view.plan.step(target.step) if target.step else None
    if step is not None and not step.is_over:
        action, words["row.open"] = doing(step)
        found.discard(action)
    if view.plan.next is not None:
        found.add("step.next")
    found |= offers
    if target.kind == "pane":
        words["row.open"] = "Log call" if opening(target, view) == "contact.log" else "Add"
    return frozenset(found), words
