"""The header: whose case, when the visit is, the next step, and whether all is saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from so_tui.core import dates
from so_tui.core.case import CALLS, ENDED
from so_tui.core.conflict_words import to_settle
from so_tui.core.conflicts import conflicts_in
from so_tui.core.headline import needed, said, sentence, titled
from so_tui.core.steps import Next
from so_tui.core.text import as_sentence
from so_tui.tui import plain
from so_tui.tui.marks import MARKS, pressing
from so_tui.tui.views.notice import SAVED, UNCONFIRMED, UNSAVED
from so_tui.tui.views.progress import bar
from so_tui.tui.views.rows import Bit, Line, fit, line_width
from so_tui.tui.views.view import View
from so_tui.tui.views.visit import when

_BAR = 13
"""Cells that the bar of the header takes at the most."""


def head(
    view: View, saved: str, cells: int, *, rows: int = 2, focused: bool = False, opens: str = ""
) -> list[Line]:
    """The header in one, two or three lines; the next step is what stands out in each.

    `saved`: how durable the last change is. `focused`: whether Enter does the step, which
    `opens` names, such as `Log call`.
    """
    if rows == 1:
        # What is not saved has lines of its own, too.
        saved = "" if saved == SAVED else saved
        return [_second(view, saved, cells, focused=focused, name=view.case.label)]
    if rows == 2:
        return [_first(view, cells), _second(view, saved, cells, focused=focused)]
    return [_first(view, cells), *_titled(view, saved, cells, focused=focused, opens=opens)]


def _first(view: View, cells: int) -> Line:
    case = view.case
    label = [Bit(" "), Bit(f"{case.label} ", "strong")]
    if settle := to_settle(len(conflicts_in([view.page, *view.disputed]))):
        label.append(Bit(f" {MARKS['apart']} {settle} ", "accent"))
    if case.diagnosis:
        label.append(Bit(f" {plain.one_line(case.diagnosis)} ", "dim"))
    if case.status != "going":
        label.append(Bit(f" {view.word('status', case.status)}", "note"))
    visits = _visits(view)
    for right in (*_with_progress(view, visits), *([Bit(one)] for one in visits)):
        if line_width(label) + line_width(right) + 2 <= cells:
            return fit(label, cells, [*right, Bit(" ")])
    # What must go first is the end of a long diagnosis, not the day of the visit.
    return fit(label, cells, [Bit(visits[-1]), Bit(" ")])


def _with_progress(view: View, visits: Sequence[str]) -> Iterator[list[Bit]]:
    """How far it has come, beside the visit, in ever fewer words; nothing where nothing is asked.

    The visit is named in full for as long as it fits beside the figures.
    """
    counts = [view.count(call) for call in CALLS]
    there, asked = sum(one.there for one in counts), sum(one.asked for one in counts)
    if not asked or view.case.status in ENDED:
        return
    said = Bit(view.word("progress", "there").format(there=there, asked=asked))
    for visit in visits[:2]:
        for cells in (min(asked, _BAR), 0):
            yield [*bar(there, asked, cells), said, Bit("   "), Bit(visit)]


def _visits(view: View) -> list[str]:
    """The visit in ever fewer words."""
    plan = view.plan
    if view.case.visit.day is None:
        if plan.together_by is None:
            return ["No visit date yet", "No date yet"]
        day = dates.weekday(plan.together_by, view.today)
        return [f"No visit date yet; papers together by {day}", f"No date; together by {day}"]
    left = plan.business_days_left
    far = "" if left is None else f", {dates.in_business_days(left)}"
    # Help says which days are counted, where there is no room for the word.
    brief = far.replace("business day", "day")
    return [
        f"Visit {when(view)}{far}",
        f"Visit {when(view, full=False)}{far}",
        f"Visit {when(view, full=False)}{brief}",
        f"{dates.weekday(view.case.visit.day, view.today)}{brief}",
    ]


def shortened(next_: Next, words: Mapping[str, str], today: dt.date, cells: int) -> str:
    """The next step in so many cells; the day it is needed by stays when words must go.

    First the words become few, then the telephone number goes, then whom to call.
    """
    whole = sentence(next_, words, today)
    if plain.width(whole) <= cells:
        return whole
    by = needed(next_, words, today, table="needed_brief")
    room = cells - plain.width(by) - 1 if by else cells
    texts = [
        said(next_, words, today, brief=brief, phone=phone)
        for brief, phone in ((False, True), (True, True), (True, False))
    ]
    # Whom to call stands on the card; what for is what the line is for.
    texts.append(as_sentence(f"{next_.short}."))
    fitting = (one for one in texts if plain.width(one) <= room)
    text = next(fitting, plain.cut(texts[-1], max(1, room)))
    return f"{text} {by}".rstrip()


def _second(view: View, saved: str, cells: int, *, focused: bool, name: str = "") -> Line:
    plan, case = view.plan, view.case
    bits = [_edge(focused), *([Bit(f"{name} ", "strong")] if name else [])]
    if case.status in ENDED:
        bits.append(Bit(view.word("ended", case.status)))
    elif plan.next is None:
        bits += [_next(focused), Bit(view.word("next", "nothing"))]
    else:
        room = cells - line_width([*bits, _next(focused)]) - plain.width(saved) - 2
        mark, style = pressing(plan.next.urgency), view.tint(plan.next.urgency)
        text = shortened(plan.next, view.catalogue.words, view.today, room - len(mark))
        by = _said_behind(text, plan.next, view)
        bits += [_next(focused), Bit(text.removesuffix(by), "next")]
        bits += [Bit(mark, style), Bit(by, style)] if by else []
    return fit(bits, cells, _saved(saved))


def _said_behind(text: str, next_: Next, view: View) -> str:
    """The words at the end of a shortened step that say by when it is needed, or ""."""
    tables: tuple[Literal["needed", "needed_brief"], ...] = ("needed", "needed_brief")
    found = (needed(next_, view.catalogue.words, view.today, table=one) for one in tables)
    return next((one for one in found if one and text.endswith(one)), "")


def _titled(view: View, saved: str, cells: int, *, focused: bool, opens: str) -> list[Line]:
    """The next step in two lines: a title with its day, and what for."""
    plan, words = view.plan, view.catalogue.words
    edge, below = _edge(focused), Bit(" " * len("NEXT   "))
    if view.case.status in ENDED or plan.next is None:
        ended = view.case.status in ENDED
        title = view.word("ended", view.case.status) if ended else view.word("next", "nothing")
        lead = Bit("") if ended else _next(focused, 3)
        return [fit([edge, lead, Bit(title, "strong")], cells), fit([edge], cells, _saved(saved))]
    next_ = plan.next
    title, text = titled(next_, words, view.today, rush=plan.rush is not None)
    by = needed(next_, words, view.today, table="titled")
    style = view.tint(next_.urgency)
    right = [Bit(pressing(next_.urgency), style), Bit(by, style)] if by else []
    if focused and opens:
        key = view.key("row.open")
        right += [
            Bit("   "),
            Bit(f"{key} ", "key"),
            Bit(f"\N{BLACK RIGHT-POINTING SMALL TRIANGLE} {opens}"),
        ]
    phone = [Bit("   "), Bit(next_.phone, "word")] if next_.phone and next_.day is None else []
    left = [edge, _next(focused, 3), Bit(title, "next"), *phone]
    return [
        fit(left, cells, [*right, Bit(" ")]),
        fit([edge, below, Bit(text)], cells, _saved(saved)),
    ]


def _edge(focused: bool) -> Bit:
    return Bit("\N{LEFT HALF BLOCK}", "here") if focused else Bit(" ")


def _next(focused: bool, blanks: int = 1) -> Bit:
    return Bit(f"NEXT{' ' * blanks}", "key chosen" if focused else "key")


def _saved(saved: str) -> list[Bit]:
    return (
        []
        if not saved
        else [Bit(saved, "late" if saved in (UNSAVED, UNCONFIRMED) else "dim"), Bit(" ")]
    )
