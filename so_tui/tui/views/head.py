"""The header: whose case, when the visit is, the next step, and whether all is saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from so_tui.core import dates
from so_tui.core.case import ENDED
from so_tui.core.headline import needed, said, sentence
from so_tui.core.steps import Next
from so_tui.core.text import as_sentence
from so_tui.tui import plain
from so_tui.tui.marks import style_of
from so_tui.tui.views.notice import UNCONFIRMED, UNSAVED
from so_tui.tui.views.rows import Bit, Line, fit, line_width
from so_tui.tui.views.view import View
from so_tui.tui.views.visit import when


def head(view: View, saved: str, cells: int) -> list[Line]:
    """The two lines of the header."""
    return [_first(view, cells), _second(view, saved, cells)]


def _first(view: View, cells: int) -> Line:
    case = view.case
    label = [Bit(" "), Bit(f"{case.label} ", "strong")]
    if case.diagnosis:
        label.append(Bit(f"· {plain.one_line(case.diagnosis)} "))
    if case.status != "going":
        label.append(Bit(f"· {view.word('status', case.status)}", "note"))
    for right in _visits(view):
        if line_width(label) + plain.width(right) + 2 <= cells:
            return fit(label, cells, [Bit(right), Bit(" ")])
    # What must go first is the end of a long diagnosis, not the day of the visit.
    return fit(label, cells, [Bit(_visits(view)[-1]), Bit(" ")])


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
    by = needed(next_, words, today, brief=True)
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


def _second(view: View, saved: str, cells: int) -> Line:
    plan, case = view.plan, view.case
    if case.status in ENDED:
        bits = [Bit(" "), Bit(view.word("ended", case.status))]
    elif plan.next is None:
        bits = [Bit(" "), Bit("NEXT ", "key"), Bit(view.word("next", "nothing"))]
    else:
        room = cells - len(" NEXT ") - plain.width(saved) - 2
        text = shortened(plan.next, view.catalogue.words, view.today, room)
        style = style_of(plan.next.urgency) if plan.next.urgency != "due" else ""
        bits = [Bit(" "), Bit("NEXT ", "key"), Bit(text, style or "word")]
    style = "late" if saved in (UNSAVED, UNCONFIRMED) else "dim"
    return fit(bits, cells, [Bit(saved, style), Bit(" ")])
