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
from so_tui.tui.keys import Keymap
from so_tui.tui.panes import PANES
from so_tui.tui.targets import Kind, Target, about
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
    "opinion": "row.edit",
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
    "item.usable", "release.edit", "office.edit", "reason.note", "reason.walk", "visit.edit",
    "visit.accepts", "visit.waiting", "case.status", "case.details", "case.hand_over",
    "conflict.choose", "paper.make", "case.export", "case.import", "disc.read",
)  # fmt: skip
"""The actions that open a form."""

SCREEN_ACTIONS = frozenset(
    {
        *(f"pane.{name}" for name in PANES), "pane.next", "pane.previous", "pane.maximize",
        "row.filter", "app.back", "step.next", "step.done", "row.remove", "screen.today",
        "screen.history", "text.copy",
    }
)  # fmt: skip
"""The actions that the screen of a case does itself."""


def hidden(keymap: Keymap) -> str:
    """What is said while nothing is shown, opened or changed."""
    return f"What was typed is hidden. {keymap.named('app.hide')} shows it again."


WHILE_HIDDEN = frozenset({*SCREEN_ACTIONS, "app.hide"}) - {
    "step.done",
    "row.remove",
    "row.filter",
    "screen.history",
    "text.copy",
}
"""The actions of a case that tell nothing of what is hidden."""

_OF_AN_OFFICE = frozenset({"contact.log", "office.edit", "release.edit", "paper.make"})
"""The actions that are about an office, whatever of it the row shows."""

_HAVE_AN_OFFICE: frozenset[Kind] = frozenset({"office", "no_release", "release", "item", "contact"})
"""The rows of which the forms know the office themselves."""

_NOUNS: Mapping[Kind, str] = {
    "office": "An office", "contact": "A call that was logged", "question": "A question",
    "accepts": "What the second office wants", "waiting": "What was said about waiting",
    "opinion": "The second opinion", "appointment": "The appointment", "visit": "The visit",
    "companion": "Somebody’s entry",
    "conflict": "A field with two values", "case": "What is kept of the person",
}  # fmt: skip
"""What a row without a next state stands for, at the beginning of a sentence."""

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


def subject(action: str, target: Target, view: View) -> Target:
    """What the form of an action is about on a row: what the row stands for, or its office.

    Raises NotAllowedError where the row stands for nothing that the action is about, so that no
    form opens for something else.
    """
    if action in ("item.state", "item.promise", "item.problem") and target.kind != "item":
        raise NotAllowedError("This is about an item. Go to the row of one first.")
    if action == "reason.note" and target.kind not in ("reason", "condition"):
        raise NotAllowedError(
            f"Go to the row of a reason first: {view.key('pane.reasons')} leads to the reasons."
        )
    if action not in _OF_AN_OFFICE:
        return target
    if action == "release.edit" and not view.case.offices:
        raise NotAllowedError(
            f"A release is for an office. {view.key('office.edit')} adds an office first."
        )
    known = action != "release.edit" or about(view.case, target).office
    if target.kind in _HAVE_AN_OFFICE and known:
        return target
    step = view.plan.step(target.step or target.id) if target.kind == "step" else None
    if step is not None and step.office in view.case.offices:
        return Target("office", step.office or "", step.call)
    return target if action in ("contact.log", "paper.make") else _office_of_the_card(target, view)


def _office_of_the_card(target: Target, view: View) -> Target:
    """The one office of a card, where a row is about none; the row itself where there is none."""
    offices = offices_of(view.case, target.call) if target.call else []
    if len(offices) > 1:
        raise NotAllowedError("There are several offices here. Go to the row of one first.")
    return Target("office", offices[0][0], target.call) if offices else target


def opening(target: Target, view: View) -> str:
    """The action that Enter runs: the step that is to be done here, else what opens the thing."""
    step = view.plan.step(target.step) if target.step else None
    if step is not None and not step.is_over:
        return doing(step)[0]
    if target.kind == "notes":
        raise NotAllowedError("This line is there to read. The steps below it can be done.")
    if target.kind == "fold":
        return "row.open"  # the pane's own
    if target.kind == "pane" and target.id == "office":
        return "row.edit"  # the row says that an office is missing
    if target.kind == "pane":
        return "contact.log" if target.call and offices_of(view.case, target.call) else "row.add"
    if target.kind in ("reason", "condition") and is_unanswered(view):
        return "reason.walk"
    if is_release_unasked(target, view):
        return "office.edit"
    return OPENS.get(target.kind, "row.edit")


def is_release_unasked(target: Target, view: View) -> bool:
    """Whether a row stands for a release of which nobody knows yet whether it is wanted."""
    here = view.case.offices.get(target.id) if target.kind == "no_release" else None
    return here is not None and here.release_needed == "not_known"


def is_unanswered(view: View) -> bool:
    """Whether nobody has answered any of the reasons yet: then they are asked one by one."""
    answers = (*view.case.reasons.values(), *view.case.condition.values())
    return all(one.reply == "not_answered" for one in answers)


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
    raise NotAllowedError(_stays(target, view))


def _stays(target: Target, view: View) -> str:
    """That what a row stands for has no next state, and what can be done there."""
    if target.kind == "notes":
        return "This line is there to read; nothing on it moves on."
    enter = view.key("row.open")
    if is_release_unasked(target, view):
        return f"Whether they want a release is not known yet. {enter} is the place to say so."
    if target.kind == "no_release":
        return f"No release is kept here yet. {enter} begins one."
    what = _NOUNS.get(target.kind)
    if what is not None:
        return f"{what} has no next state. {enter} opens it."
    if target.kind == "fold":
        return f"This line has no next state. {enter} unfolds it, or folds it again."
    does = "logs a call" if opening(target, view) == "contact.log" else "adds something"
    return f"Nothing on this row has a next state. {enter} {does}."


def _next_item_state(target: Target, view: View) -> Verb | None:
    item = view.case.items[target.id]
    state = verbs.next_state(item, view.checked(item), view.is_at_home(item))
    if state is None:
        word = view.state(item)
        key = view.key("item.state")
        raise NotAllowedError(
            f"Nothing follows “{word}” by itself. Press {key} to set another state."
        )
    if state == "usable":
        return None
    return lambda page, pen: verbs.move_item(page, pen, target.id, state)


def _next_release_state(target: Target, view: View) -> Verb:
    release = view.case.releases[target.id]
    field = next((one for one in _SIGNED if getattr(release, one) is None), None)
    if field is None:
        key = view.key("release.edit")
        raise NotAllowedError(f"They have that release already. Press {key} to change it.")
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
    if not _is_marked(step):
        raise NotAllowedError(
            f"This step is done by what it is about: {_instead(target, view)}, "
            f"{view.key('contact.log')} logs a call."
        )
    return lambda page, pen: verbs.mark_step(page, pen, id_, Mark(), text)


def _instead(target: Target, view: View) -> str:
    """What does a step that has no mark of its own, on the row where it stands."""
    if moves_on(target, view):
        return f"{view.key('item.next_state')} moves it on"
    return f"{view.key('row.open')} opens it"


def moves_on(target: Target, view: View) -> bool:
    """Whether what a row stands for has a next state."""
    if target.kind == "step":
        step = view.plan.step(target.step or target.id)
        return step is not None and (step.id in view.case.marks or _is_marked(step))
    try:
        next_state(target, view)
    except NotAllowedError:
        return False
    return True


def _is_marked(step: Step) -> bool:
    """Whether a step is done by a mark, and not by an item or a release."""
    return step.item is None and step.release is None and step.what != "sign"


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
    if moves_on(target, view):
        found.add("item.next_state")
    if target.kind in ("reason", "condition"):
        words["item.next_state"] = "Next answer"
        if is_unanswered(view):
            words["row.open"] = "Answer one by one"
    if target.kind == "step":
        words["item.next_state"] = "Mark done"
    step = view.plan.step(target.step) if target.step else None
    if step is not None and not step.is_over:
        action, words["row.open"] = doing(step)
        found.discard(action)
    if view.plan.next is not None:
        found.add("step.next")
    found |= offers
    if target.kind == "fold":
        words["row.open"] = "Unfold"
    if target.kind == "pane":
        usual = {"contact.log": "Log call", "row.edit": "Add office"}
        words["row.open"] = usual.get(opening(target, view), "Add")
    return frozenset(found), words
