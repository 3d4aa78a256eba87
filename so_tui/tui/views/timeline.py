"""The timeline pane: what is done, waited for and to come, and the list by day."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from so_tui.core.day_list import by_day
from so_tui.core.timeline import Group, Timeline, TimeRow, timeline
from so_tui.core.timeline_axis import FITS, Look
from so_tui.core.timeline_layout import Layout, closed_until, layout, least
from so_tui.tui import plain
from so_tui.tui.marks import MARK_OF, pressing
from so_tui.tui.targets import Target
from so_tui.tui.views.rows import BLANK, Bit, Line, Panel, Row, fit, said
from so_tui.tui.views.steps import explained, step_row, target_of
from so_tui.tui.views.time_lines import (
    FOLDED,
    NAMES,
    UNFOLDED,
    WIDE_NAMES,
    Chosen,
    fold_of,
    folded_words,
    folds,
    lines_of,
)
from so_tui.tui.views.view import View

BESIDE = 96
"""Cells from which the list stands beside the drawing; with fewer it stands below it."""

DRAWN = 54
"""Cells from which there is a drawing at all."""

SHORT = 11
"""Lines of a pane up to which the list below has all of them."""

FEW = 7
"""Lines that the drawing takes above the list in a small window, its foot included."""

TALL = 26
"""Lines of a pane from which the drawing above the list takes half of them."""


class Place(msgspec.Struct, frozen=True):
    """What the timeline pane shows: its panel, and the drawing in it, if there is one, which
    begins at the panel's upper left corner.

    `made_of`: the view and the look, the cells and the lines; as long as they stay, only what is
    said of the cursor changes.
    """

    panel: Panel
    model: Timeline
    drawn: Layout | None
    made_of: tuple[View, int, int, Look]


def timeline_panel(
    view: View, cells: int, lines: int, look: Look = FITS, chosen: Target | None = None
) -> Panel:
    """The pane for so many cells and lines, as somebody looks at it.

    `chosen`: what the cursor stands on. Its mark is shown as chosen, and it is explained.
    """
    return placed(view, cells, lines, look, chosen).panel


def placed(
    view: View, cells: int, lines: int, look: Look = FITS, chosen: Target | None = None,
    before: Place | None = None,
) -> Place:  # fmt: skip
    """The pane, with the drawing that it shows; `before`: what it showed so far."""
    made_of = (view, cells, lines, look)
    if before is None or before.made_of[0] is not view or before.made_of[1:] != made_of[1:]:
        before = _laid_out(made_of)
    if before.drawn is None:
        return before
    drawing = _drawing(view, before.drawn, cells, lines, chosen)
    side = "beside" if cells >= BESIDE else "above"
    return replace(before, panel=replace(before.panel, **{side: drawing}))


def _laid_out(made_of: tuple[View, int, int, Look]) -> Place:
    """All that does not depend on where the cursor stands."""
    view, cells, lines, look = made_of
    model = timeline(view.plan, view.case, view.catalogue)
    drawn, here = None, _drawn_lines(cells, lines)
    beside = cells >= BESIDE
    if model.groups and here >= least(model):
        room, names = (_drawn_cells(cells), WIDE_NAMES) if beside else (cells, NAMES)
        drawn = layout(
            model, view.calendar, room, here - _foot_lines(model, cells, lines), names, look
        )
    count = view.count("visit")
    stands = f"{pressing(count.urgency)}{count.there} of {count.asked}"
    room = cells - _drawn_cells(cells) - 2 if beside and drawn else cells
    panel = Panel(
        title=view.title("timeline", "Timeline, time is short" if view.plan.rush else "Timeline"),
        aside=f"{view.title('visit', 'Visit')} {stands}",
        aside_key=view.keymap.pressed("pane.visit"),
        rows=tuple(_list(view, model, room, look)),
    )  # fmt: skip
    return Place(panel, model, drawn, made_of)


# --- The drawing, and what it says of the cursor's mark --------------------------------------


def _drawn_cells(cells: int) -> int:
    """Cells of a drawing that stands beside the list."""
    return cells * 58 // 100


def _drawn_lines(cells: int, lines: int) -> int:
    """Lines of a drawing with its foot; 0 where there is no room for one."""
    if cells >= BESIDE:
        return lines
    if cells < DRAWN or lines <= SHORT:
        return 0
    return lines // 2 if lines >= TALL else FEW


def _foot_lines(model: Timeline, cells: int, lines: int) -> int:
    """Lines below a drawing: a rule, where there is room for one, and what is said there."""
    here = _drawn_lines(cells, lines)
    wanted = (3 if here < 16 else 4) if _is_ruled(cells, lines) else 2
    return max(0, min(wanted, here - least(model)))


def _is_ruled(cells: int, lines: int) -> bool:
    return cells >= BESIDE or lines >= TALL


def _drawing(
    view: View, drawn: Layout, cells: int, lines: int, chosen: Target | None
) -> tuple[Line, ...]:
    """The drawing with its foot, in which stands what the cursor's mark is."""
    room = _drawn_cells(cells) if cells >= BESIDE else cells
    made = lines_of(view, drawn, chosen_in(view, drawn.timeline, chosen))
    rule: list[Line] = [(Bit("─" * room, "dim"),)] if _is_ruled(cells, lines) else []
    left = _drawn_lines(cells, lines) - len(made) - len(rule)
    foot = _foot(view, drawn, chosen, room - 1, left) if left > 0 else []
    # Beside the list the foot reaches down to the frame; above it, the rule parts them.
    made += [*rule, *foot] if cells >= BESIDE else [*foot, *rule]
    return tuple(fit(line, room) for line in made)


def chosen_in(view: View, model: Timeline, target: Target | None) -> Chosen:
    """What the cursor of the list stands on, as the drawing knows it."""
    if target is None:
        return Chosen()
    if target.step:
        return Chosen(step=target.step)
    over = (row for group in model.groups for row in group.over)
    row = next((row.id for row in over if target_of_row(view, row).is_same(target)), "")
    return Chosen(row=row, fold=folds(target))


def target_of_row(view: View, row: TimeRow) -> Target:
    """What a row stands for that is over."""
    if row.item is not None:
        return Target("item", row.item, row.call)
    if row.latest is not None:
        return replace(target_of(row.latest, view.case), step="")
    return Target("step", row.id, row.call)


def _foot(view: View, drawn: Layout, target: Target | None, cells: int, lines: int) -> list[Line]:
    """What the mark under the cursor is, and what else stands in its cell, in so many lines."""
    chosen = chosen_in(view, drawn.timeline, target)
    step = view.plan.step(chosen.step) if chosen.step else None
    if step is not None and not step.is_over:
        first, days, *more = explained(view, step)
        others = [view.plan.step(one) for one in drawn.beside(step.id)]
        names = [one.short or one.text for one in others if one is not None]
        also: list[Line] = [(Bit(_as_many(names, cells), "note"),)] if names else []
        shut = closed_until(view.calendar, view.today, step.on or view.today)
        if shut:
            said_ = ", ".join(f"{view.day(day)}, {why}" for day, why in shut)
            more.append(f"Closed until then: {said_}.")
        found = [row.line for row in said(f"{first} {days}".strip(), cells)]
        if len(found) + len(also) > lines:
            found = [fit([Bit(first)], cells, [Bit(days)])]
        found = [*found, *also][:lines]
        return [*found, *_as_far(" ".join(more), lines - len(found), cells, "dim")]
    row = next((one for one in drawn.timeline.rows if one.id == chosen.row), None)
    group = next((one for one in drawn.timeline.groups if one.call == chosen.fold), None)
    text = ""
    if row is not None:
        text = f"{_behind(view, row)}."
    elif group is not None:
        text = f"{', '.join(one.name for one in group.over)}."
    return _as_far(text, lines, cells)


def _as_far(text: str, lines: int, cells: int, style: str = "") -> list[Line]:
    """A text in so many lines at most; one that goes on behind them shows that it does."""
    told = plain.wrap(text, cells) if text and lines > 0 else []
    kept = told[:lines]
    if len(told) > lines:
        kept[-1] = plain.cut(f"{kept[-1].rstrip()}{plain.CUT}", cells)
    return [(Bit(line, style),) for line in kept]


def _as_many(names: list[str], cells: int) -> str:
    """The names that stand in the same cell: as many as fit, and how many more there are."""
    for shown in range(len(names), 0, -1):
        left = len(names) - shown
        more = f" and {left} more" if left else ""
        text = f"Here as well: {', '.join(names[:shown])}{more}."
        if plain.width(text) <= cells:
            return text
    return plain.cut(f"Here as well: {len(names)} more.", cells)


def _behind(view: View, row: TimeRow) -> str:
    """What the marks of a row say that is over: when it came, was found usable, was refused."""
    days = [
        view.word("behind", mark.kind if row.item else "done").format(day=view.day(mark.day))
        for mark in row.marks
        if mark.day is not None
    ]
    return f"{row.name}: {', '.join(days)}" if days else row.name


# --- The list by day -------------------------------------------------------------------------


def _list(view: View, model: Timeline, cells: int, look: Look) -> Iterator[Row]:
    for notice in view.plan.notices:
        yield from said(notice, cells, "late")
    until = view.plan.fits_until
    if until is not None:
        key = "fits" if until >= view.today else "fits_not"
        yield from said(view.word("notice", key).format(day=view.day(until)), cells, "note")
    if view.plan.rush is not None:
        yield from said("What can still be done, in this order", cells, "title")
        for n, line in enumerate(view.plan.rush.lines, 1):
            for row in said(line, cells - 4, "", Target("notes", f"rush {n}")):
                lead = Bit("    " if row.more else f"{n:>2}. ", "key")
                yield Row((lead, *row.line), row.target, row.more)
        yield BLANK
    days = by_day(view.plan, view.calendar)
    for day in days:
        yield Row(fit([Bit(day.label, "title")], cells))
        for step in day.steps:
            yield step_row(view, step, cells)
    if not days:
        yield from said("Nothing is left to do.", cells, "note")
    yield from _folded(view, model, cells, look)


def _folded(view: View, model: Timeline, cells: int, look: Look) -> Iterator[Row]:
    """What is there or done, in one line for each call, or unfolded."""
    groups = [group for group in model.groups if group.over]
    if groups:
        yield Row(fit([Bit("There, or done", "title")], cells))
    for group in groups:
        unfolded = group.call in look.unfolded
        words = folded_words(sum(row.there for row in group.over),
                             sum(not row.there for row in group.over))  # fmt: skip
        lead = [Bit(f"{UNFOLDED if unfolded else FOLDED} ", "key")]
        lead.append(Bit(f"{plain.fill(view.call(group.call), 11)} {words}", "dim"))
        yield Row(fit(lead, cells), fold_of(group.call))
        if unfolded:
            yield from _unfolded(view, group, cells)


def _unfolded(view: View, group: Group, cells: int) -> Iterator[Row]:
    for row in group.over:
        last = next((mark for mark in reversed(row.marks) if mark.day is not None), None)
        sign = MARK_OF[last.kind if last else "there"]
        day = [Bit(view.near(last.day), "dim")] if last is not None and last.day else []
        yield Row(fit([Bit(f"  {sign} {row.name}", "dim")], cells, day), target_of_row(view, row))
