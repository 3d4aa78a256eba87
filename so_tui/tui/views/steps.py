"""Steps of the plan as rows, and what there is to know of one."""

from __future__ import annotations

from so_tui.core.case import Case
from so_tui.core.release_steps import ASK_RELEASE
from so_tui.core.steps import Step
from so_tui.core.timeline import kind_of
from so_tui.tui import plain
from so_tui.tui.marks import MARK_OF, ROLES
from so_tui.tui.targets import Target
from so_tui.tui.views.rows import Bit, Row, fit
from so_tui.tui.views.view import View

_NAMES = {"to_do": "to_ask", "there": "arrived", "refused": "not_usable"}
ROLE_OF = {kind: ROLES[_NAMES.get(kind, kind)] for kind in MARK_OF}
"""The role of a step's mark on the timeline."""


def explained(view: View, step: Step) -> list[str]:
    """What a step is, by when, and in further sentences what it waits for and why that day.

    The second one is empty where it has no day.
    """
    days = []
    if step.needed_by:
        words = "Due today" if step.due else f"Needed by {view.day(step.needed_by)}"
        days.append("Late, needed by " + view.day(step.needed_by) if step.late else words)
    if step.promised:
        days.append(f"promised for {view.day(step.promised)}")
    found = [f"{_capital(step.text)}.", f"{_capital(', '.join(days))}." if days else ""]
    before = view.plan.step(step.blocked_by) if step.blocked_by else None
    if before is not None and not before.is_over:
        found.append(f"Waits for: {before.short or before.text}.")
    return [*found, *filter(None, (step.reason, step.rule))]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def step_row(view: View, step: Step, cells: int) -> Row:
    """One step: its mark, its call, what it is."""
    kind = kind_of(step, view.case)
    style = "strong" if kind == "visit" else view.tint(step.urgency, step)
    over = "dim" if step.standing == "blocked" and not step.late else ""
    lead = [
        Bit(f"{MARK_OF[kind]} ", over or style or ROLE_OF.get(kind, "")),
        Bit(f"{plain.fill(view.call(step.call), 11)} ", over),
        Bit(step.short or step.text, over or ("strong" if kind == "visit" else "")),
    ]
    behind = []
    if step.naming not in (None, "do") and cells >= 40:
        day = step.promised if step.naming == "promised" else step.on
        words = view.word("naming", step.naming).format(day=view.near(day) if day else "")
        behind = [Bit(words, "dim")]
    elif step.needed_by and step.needed_by != step.on and cells >= 56:
        behind = [Bit(f"by {view.near(step.needed_by)}", over or style)]
    return Row(fit(lead, cells, behind), target_of(step, view.case))


def target_of(step: Step, case: Case) -> Target:
    """What a step is about: an item, a release, an office's missing release, or itself."""
    if step.item in case.items and step.item is not None:
        return Target("item", step.item, step.call, step.id)
    if step.release in case.releases and step.release is not None:
        return Target("release", step.release, step.call, step.id)
    if step.what == "sign" and step.office in case.offices and step.office is not None:
        return Target("no_release", step.office, step.call, step.id)
    if step.id.startswith(ASK_RELEASE) and step.office in case.offices and step.office is not None:
        return Target("office", step.office, step.call, step.id)
    if step.what == "visit":
        return Target("appointment", "", "visit", step.id)
    return Target("step", step.id, step.call, step.id)
