"""What a row on screen is about."""

from __future__ import annotations

from typing import Literal

import msgspec

from so_tui.core.case import CallName, Case

Kind = Literal[
    "item", "office", "release", "no_release", "contact", "question", "step", "reason",
    "condition", "accepts", "waiting", "opinion", "appointment", "visit",
    "companion", "conflict", "notes", "case", "pane", "change", "calls", "due", "fold", "theme",
]  # fmt: skip
"""`no_release`: an office without a release, its id that of the office in the case. `conflict`:
the inner path of a field that was edited apart; of an office's the whole path, behind a `/`.
`pane`: nothing in particular. `fold`: a line in which what is over of a call is folded.
`change`: one of the history. `calls`: an office with all that is to be said to it today, `due`
one case's part of that, its id that of both. `theme`: one to choose the colors from."""


class Target(msgspec.Struct, frozen=True):
    """A thing of the case that a row stands for.

    `id` is the thing's id inside the case, or the field of the visit; `call` the call it belongs
    to. `step` names the step that is to be done there, where the row stands for one of the plan.
    """

    kind: Kind
    id: str = ""
    call: CallName | None = None
    step: str = ""

    def is_same(self, other: Target | None) -> bool:
        """Whether both stand for the same thing, whatever is to be done there."""
        return other is not None and (self.kind, self.id) == (other.kind, other.id)


class About(msgspec.Struct, frozen=True):
    """What a row belongs to, by ids in the case; "" where it belongs to none.

    `call` is that of the thing itself, else of its office, else of the card it stands on.
    """

    call: CallName | None
    office: str = ""
    item: str = ""
    release: str = ""


def about(case: Case, target: Target) -> About:
    """What a row of a case belongs to: the one place that knows."""
    id_, call, office = target.id, target.call, None
    item = release = ""
    match target.kind:
        case "office" | "no_release":
            office = id_
        case "release" if id_ in case.releases:
            release, office = id_, case.releases[id_].office
        case "item" if id_ in case.items:
            item, call, office = id_, case.items[id_].call, case.items[id_].office
        case "contact" if id_ in case.contacts:
            call, office = case.contacts[id_].call, case.contacts[id_].office
    if office is None or office not in case.offices:
        return About(call, "", item, release)
    own = call if target.kind in ("item", "contact") else case.offices[office].call
    return About(own, office, item, release)
