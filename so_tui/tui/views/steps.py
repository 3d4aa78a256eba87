"""Steps of the plan as rows, and what there is to know of one."""

from __future__ import annotations

from so_tui.core.case import Case
from so_tui.core.release_steps import ASK_RELEASE
from so_tui.core.steps import Step
from so_tui.core.timeline import kind_of
from so_tui.tui import plain
from so_tui.tui.marks import style_of
from so_tui.tui.targets import Target
from so_tui.tui.views.lanes import MARK_OF
from so_tui.tui.views.rows import Bit, Line, Row, fit, said
from so_tui.tui.views.view import View


def explained(view: View, step: Step, cells: int) -> list[Line]:
    """What a step is, by when, what it waits for, and why that day."""
    rows = said(_capital(step.text) + ".", cells)
    days = []
    if step.needed_by:
        days.append(f"Needed by {view.day(step.needed_by)}")
    if step.promised:
        days.append(f"promised for {view.day(step.promised)}")
    if days:
        rows += said(", ".join(days) + ".", cells)
    before = view.plan.step(step.blocked_by) if step.blocked_by else None
    if before is not None:
        rows += said(f"Waits for: {before.short or before.text}.", cells)
    if step.reason:
        rows += said(step.reason, cells, "dim")
    if step.rule:
        rows += said(step.rule, cells, "dim")
    return [row.line for row in rows]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def step_row(view: View, step: Step, cells: int) -> Row:
    """One step: its mark, its call, what it is."""
    kind = kind_of(step, view.case)
    style = "strong" if kind == "visit" else style_of(step.urgency)
    if step.standing == "blocked":
        style = style if step.late else "dim"
    lead = [Bit(f"{MARK_OF[kind]} ", style), Bit(f"{plain.fill(view.call(step.call), 11)} ", style)]
    lead.append(Bit(step.short or step.text, style))
    behind = []
    if step.naming not in (None, "do") and cells >= 40:
        day = step.promised if step.naming == "promised" else step.on
        words = view.word("naming", step.naming).format(day=view.near(day) if day else "")
        behind = [Bit(words, "dim")]
    elif step.needed_by and step.needed_by != step.on and cells >= 56:
        behind = [Bit(f"by {view.near(step.needed_by)}", style)]
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
