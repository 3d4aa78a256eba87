"""The reasons pane: the five, the condition for doing without, and what is asked of the plan."""

from __future__ import annotations

from collections.abc import Iterator

from so_tui.core import quiet
from so_tui.tui.marks import MARKS, mark_of_reply, pressing
from so_tui.tui.targets import Target
from so_tui.tui.views.kept_apart import kept_apart
from so_tui.tui.views.roomy import says_all
from so_tui.tui.views.rows import BLANK, Panel, Row, marked, said
from so_tui.tui.views.view import View


def reasons(view: View, cells: int, lines: int = 0) -> Panel:
    """The pane's rows: answers first, then what was marked says back."""
    marked_ = view.assessment().marked
    return Panel(
        title=view.title("reasons", "Reasons"),
        aside=f"{marked_} marked",
        rows=tuple(_rows(view, cells, whole=says_all(cells, lines))),
    )


def _rows(view: View, cells: int, *, whole: bool) -> Iterator[Row]:
    said_back = view.assessment()
    yield from kept_apart(view, cells, "reasons")
    for one in said_back.reasons:
        mark = MARKS[mark_of_reply(one.reply)]
        yield from marked(mark, one.name, cells, "", Target("reason", one.id))
        if whole and one.reply != "not_answered":
            yield from _below(one.line, cells)
        if one.note:
            yield from _below(one.note, cells, "note")
    yield BLANK
    yield from said(said_back.condition_lead, cells)
    for part in said_back.condition:
        mark = MARKS[mark_of_reply(part.reply)]
        yield from marked(mark, part.name, cells, "", Target("condition", part.id))
        if part.note:
            yield from _below(part.note, cells, "note")
    if whole:
        yield from said(said_back.condition_line, cells, "dim")
    yield BLANK
    yield from said(said_back.opening, cells)
    for ask in said_back.asks:
        step = view.plan.step(ask.id)
        done = step is not None and step.is_over
        mark = MARKS["usable"] if done else (step and pressing(step.urgency).strip()) or "→"
        text = ask.text if whole else ask.short or ask.text
        style = "dim" if done else ""
        yield from marked(mark, text, cells, style, Target("step", ask.id, ask.call, ask.id))
    yield BLANK
    line = quiet.short(view.catalogue, view.calendar.region, view.case.after_hours)
    yield from said(line, cells, "dim")


def _below(text: str, cells: int, style: str = "dim") -> Iterator[Row]:
    for row in marked(" ", text, cells, style):
        yield Row(row.line, more=True)
