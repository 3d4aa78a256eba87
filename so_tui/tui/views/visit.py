"""The visit pane, call 0: what the second office said it wants, and by when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from so_tui.core import dates, waiting
from so_tui.core.case import CALLS, ENDED, Opinion, in_order, items_of, offices_of
from so_tui.core.text import capital
from so_tui.core.wording import Wording
from so_tui.tui.marks import MARKS, ROLES
from so_tui.tui.targets import Target
from so_tui.tui.views.card import item_rows, office_rows
from so_tui.tui.views.kept_apart import kept_apart
from so_tui.tui.views.log import log
from so_tui.tui.views.rows import BLANK, Bit, Panel, Row, fit, marked, said
from so_tui.tui.views.steps import target_of
from so_tui.tui.views.view import View

_NAMES = 12
"""Cells for the name of a field."""


def visit(view: View, cells: int, lines: int = 0) -> Panel:
    """The visit as rows: the appointment, waiting, what is accepted, items, questions, log.

    It says all of it in whatever room it has.
    """
    return Panel(
        title=view.title("visit", view.call("visit")),
        come=view.come("visit"),
        rows=tuple(_rows(view, cells)),
    )


def _rows(view: View, cells: int) -> Iterator[Row]:
    yield from kept_apart(view, cells, "visit")
    yield from _appointment(view, cells)
    yield from _waiting(view, cells)
    yield from _opinion(view, cells)
    yield from _todo(view, cells)
    for id_, office in offices_of(view.case, "visit"):
        yield BLANK
        yield from office_rows(view, id_, office, cells)
    yield BLANK
    for key, item in items_of(view.case, "visit"):
        yield from item_rows(view, key, item, cells)
    yield BLANK
    yield from _accepts(view, cells)
    yield BLANK
    yield from _questions(view, cells)
    yield BLANK
    yield from log(view, "visit", cells)
    yield from _people(view, cells)


def _field(name: str, value: str, cells: int, target: Target) -> Iterator[Row]:
    if cells < 2 * _NAMES:
        yield from said(f"{name}: {value}", cells, "", target)
        return
    rows = said(value, cells - _NAMES)
    for n, row in enumerate(rows):
        lead = Bit(f"{name if n == 0 else '':<{_NAMES}}", "dim")
        yield Row((lead, *row.line), target if n == 0 else None, more=n > 0)


def when(view: View, *, full: bool = True) -> str:
    """The appointment in words, or that there is no date yet."""
    one = view.case.visit
    if one.day is None:
        return view.word("empty", "visit_day")
    day = dates.long(one.day) if full else dates.weekday(one.day, view.today)
    return f"{day} {_time(one.time)}".strip()


def _time(time: dt.time | None) -> str:
    return time.strftime("%H:%M") if time else ""


def _appointment(view: View, cells: int) -> Iterator[Row]:
    one = view.case.visit
    target = Target("appointment", call="visit")
    zone = f" ({one.zone})" if one.zone and one.time else ""
    how = f", {view.word('how', one.how)}" if one.how != "not_known" else ""
    yield from _field("When", f"{when(view)}{zone}{how}", cells, target)
    doctor = one.doctor or f"no doctor yet. Press {view.key('visit.edit')}."
    for name, field, value in (
        ("With", "doctor", doctor),
        ("Papers by", "deadline", dates.long(one.deadline) if one.deadline else ""),
        ("Papers to", "papers_to", one.papers_to), ("Fax", "fax", one.fax),
        ("Slides to", "slides_to", one.slides_to), ("Images to", "images_to", one.images_to),
        ("Report to", "report_to", one.report_to), ("Note", "note", one.note),
    ):  # fmt: skip
        if value:
            yield from _field(name, value, cells, Target("visit", field, call="visit"))
    for _, earlier in in_order(one.earlier):
        day = f"{dates.long(earlier.day)} {_time(earlier.time)}".strip()
        moved = f", moved {view.day(earlier.moved_on)}" if earlier.moved_on else ""
        yield Row(fit([Bit(f"{'Before':<{_NAMES}}", "dim"), Bit(f"{day}{moved}", "dim")], cells))


def _waiting(view: View, cells: int) -> Iterator[Row]:
    told = waiting.said(view.case.visit.waiting, view.today)
    if not told and view.case.status in ENDED | {"visited"}:
        return  # nobody waits any more
    target = Target("waiting", call="visit")
    yield from _field("Waiting", told or view.word("quiet", "wait"), cells, target)


def _opinion(view: View, cells: int) -> Iterator[Row]:
    """What the second doctor said, once the visit is over or somebody wrote of it."""
    case = view.case
    over = case.status == "visited" or (case.visit.day is not None and case.visit.day < view.today)
    if case.opinion == Opinion() and not over:
        return
    target = Target("opinion", call="visit")
    yield BLANK
    yield Row((Bit(view.word("opinion", "title"), "title"),))
    names: dict[str, str] = {}
    told = list(Wording(view.catalogue).told(case.opinion, names))
    if not told:
        yield from said(view.word("opinion", "empty"), cells, "note", target)
    for name, value in told:
        yield from said(f"{capital(name)}: {value}", cells, "", target)


def _todo(view: View, cells: int) -> Iterator[Row]:
    """Steps of the visit that no item, answer or release stands for, those that can be done."""
    steps = [
        step
        for step in view.plan.steps
        if step.call == "visit"
        and target_of(step, view.case).kind == "step"
        and not step.id.startswith("reason:")
        and step.standing == "open"
    ]
    if steps:
        yield BLANK
        yield Row((Bit("To do", "title"),))
    for step in steps:
        style = view.tint(step.urgency, step)
        mark = step.urgency if style else "to_ask"
        day = view.day(step.needed_by) if step.needed_by else ""
        lead = [Bit(f"{MARKS[mark]} ", style or ROLES[mark]), Bit(step.short or step.text)]
        yield Row(fit(lead, cells, [Bit(day, style)]), target_of(step, view.case))


def _accepts(view: View, cells: int) -> Iterator[Row]:
    """What the office wants of each kind that the case asks for."""
    kinds = dict.fromkeys(
        item.kind for call in CALLS[1:] for _, item in items_of(view.case, call)
    ) | dict.fromkeys(view.case.visit.accepts)
    yield Row((Bit("What they want", "title"),))
    for kind in kinds:
        known = view.catalogue.kinds.get(kind)
        if known is None or known.prompts_list:
            continue
        accepts = view.case.visit.accepts.get(kind)
        parts: list[str] = []
        if accepts is not None:
            parts += ["needed"] if accepts.required == "yes" else []
            parts += ["not needed"] if accepts.required == "no" else []
            parts += [view.word("form", form) for form in accepts.forms]
            parts += [view.word("way", way) for way in accepts.ways]
            parts += [accepts.note] if accepts.note else []
        style = "" if parts else "dim"
        lead = Bit(f"{known.name:<20} ", style)
        line = fit([lead, Bit(", ".join(parts) or "not asked yet", style)], cells)
        yield Row(line, Target("accepts", kind, "visit"))


def _questions(view: View, cells: int) -> Iterator[Row]:
    questions = in_order(view.case.questions)
    yield Row((Bit("Questions", "title"),))
    if not questions:
        target = Target("pane", call="visit")
        words = f"{view.word('empty', 'questions')} Press {view.key('row.add')}."
        yield from said(words, cells, "note", target)
    for id_, question in questions:
        mark = "✓" if question.answer else "?"
        whom = f" ({view.word('asked', question.to)})"
        yield from marked(mark, question.text + whom, cells, "", Target("question", id_, "visit"))
        if question.answer:
            by = f" ({question.answered_by})" if question.answered_by else ""
            for row in marked(" ", question.answer + by, cells, "note"):
                yield Row(row.line, more=True)


def _people(view: View, cells: int) -> Iterator[Row]:
    case = view.case
    target = Target("case", call="visit")
    yield BLANK
    yield Row((Bit("People", "title"),))
    name = case.person.legal_name or case.label
    born = f", born {dates.long(case.person.born).partition(' ')[2]}" if case.person.born else ""
    yield from _field("Person", f"{name}{born}", cells, target)
    for id_, one in in_order(case.people):
        role = f"{view.word('role', one.role)}{f', {one.authority}' if one.authority else ''}"
        phones = f", {one.phones}" if one.phones else ""
        yield from _field(one.name, f"{role}{phones}", cells, Target("companion", id_))
    if case.has_it:
        yield from _field("Has it now", case.has_it, cells, target)
    if case.after_hours:
        yield from _field("After hours", f"care team, {case.after_hours}", cells, target)
    if case.note:
        yield from _field("Note", case.note, cells, target)
