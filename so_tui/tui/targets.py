"""What a row on screen is about."""

from __future__ import annotations

from typing import Literal

import msgspec

from so_tui.core.case import CallName, Case

Kind = Literal[
    "item", "office", "release", "no_release", "contact", "question", "step", "reason",
    "condition", "accepts", "waiting", "appointment", "visit", "companion", "conflict", "notes",
    "case", "pane", "change", "calls", "due",
]  # fmt: skip
"""`no_release`: an office without a release, its id that of the office in the case. `conflict`:
the inner path of a field that was edited apart; of an office's the whole path, behind a `/`.
`pane`: nothing in particular. `change`: one of the history. `calls`: an office with
all that is to be said to it today, `due` one case's part of that, its id that of both."""

PaneName = Literal["visit", "reasons", "oncologist", "pathology", "radiology", "timeline"]

PANES: tuple[PaneName, ...] = (
    "visit", "reasons", "oncologist", "pathology", "radiology", "timeline",
)  # fmt: skip
"""The panes in the order of their numbers, 0 to 5."""


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


def office_of_row(case: Case, target: Target) -> str:
    """The office of the case that a row belongs to, by its id there; "" where it has none."""
    id_: str | None = None
    if target.kind in ("office", "no_release"):
        id_ = target.id
    elif target.kind == "release" and target.id in case.releases:
        id_ = case.releases[target.id].office
    elif target.kind == "item" and target.id in case.items:
        id_ = case.items[target.id].office
    elif target.kind == "contact" and target.id in case.contacts:
        id_ = case.contacts[target.id].office
    return id_ if id_ is not None and id_ in case.offices else ""
