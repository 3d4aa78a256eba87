"""The panes of a case, in the order of their keys: what each is called and where it stands.

What a pane shows is its view, named in `widgets/case_panes.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from so_tui.core.case import CallName


class PaneEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One pane.

    `key` leads there; `help` is the sentence of that key, `also` the words by which the palette
    finds it. `label` is its name in the footer and the strip, `brief` a plain word where that has
    no room. `call` is the record call it is about. Panes in the same `place` below the cards
    share the room there.
    """

    name: str
    key: str
    label: str
    brief: str
    help: str
    also: str
    place: Literal["card", "below"]
    call: CallName | None = None


PANES: Mapping[str, PaneEntry] = {
    one.name: one
    for one in (
        PaneEntry(
            name="visit", key="0", label="Visit", brief="Visit", place="below", call="visit",
            help="Go to the visit.", also="appointment second office",
        ),
        PaneEntry(
            name="reasons", key="1", label="Reasons", brief="Why", place="card",
            help="Go to the reasons.", also="why answers",
        ),
        PaneEntry(
            name="oncologist", key="2", label="Oncologist", brief="Doctor", place="card",
            call="oncologist", help="Go to call 1, the oncologist.", also="doctor cancer notes",
        ),
        PaneEntry(
            name="pathology", key="3", label="Pathology", brief="Lab", place="card",
            call="pathology", help="Go to call 2, pathology.", also="slides blocks tissue lab",
        ),
        PaneEntry(
            name="radiology", key="4", label="Radiology", brief="Scans", place="card",
            call="radiology", help="Go to call 3, radiology.", also="images scans disc",
        ),
        PaneEntry(
            name="timeline", key="5", label="Timeline", brief="Time", place="below",
            help="Go to the timeline.", also="plan schedule calendar days dates steps",
        ),
    )
}  # fmt: skip
"""Every pane, by its name."""

FIRST = "reasons"
"""The pane that is on screen when a case is opened, where only one is."""

HEAD = "head"
"""The header, which has the focus when a case is opened."""

USUAL_BELOW = "timeline"
"""The pane that stands below the cards until another one is gone to."""
