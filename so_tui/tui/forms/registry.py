"""Every form by its action. Loaded when the first one opens."""

from __future__ import annotations

from collections.abc import Mapping

from so_tui.errors import NotAllowedError
from so_tui.tui.forms import (
    cases,
    conflicts,
    contacts,
    discs,
    files,
    item_status,
    menus,
    offices,
    papers,
    reasons,
    releases,
    visits,
)
from so_tui.tui.forms.ask import Opener

FORMS: Mapping[str, Opener] = {
    "contact.log": contacts.log,
    "row.edit": menus.edit,
    "row.add": menus.add,
    "item.promise": item_status.promise,
    "item.problem": item_status.problem,
    "item.state": item_status.state,
    "item.usable": item_status.usable,
    "release.edit": releases.edit,
    "office.edit": offices.edit,
    "reason.note": reasons.note,
    "reason.walk": reasons.walk,
    "visit.edit": visits.visit,
    "visit.accepts": visits.accepts,
    "visit.waiting": visits.waiting,
    "case.status": cases.status,
    "case.details": cases.details,
    "case.hand_over": cases.hand_over,
    "conflict.choose": conflicts.choose,
    "paper.make": papers.make,
    "case.export": files.export,
    "case.import": files.take_offers,
    "disc.read": discs.read,
}
"""The form of each action that needs one, by the action's id."""

NEW_CASE = cases.new_case
"""Asks for a new case; gives its id."""


def form_for(action: str) -> Opener:
    """The form of an action. Raises NotAllowedError where there is none."""
    if action not in FORMS:
        raise NotAllowedError("There is nothing to do here with that key.")
    return FORMS[action]
