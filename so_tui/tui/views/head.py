"""The header: whose case, when the visit is, the next step, and whether all is saved."""

from __future__ import annotations

from so_tui.core import dates
from so_tui.core.case import ENDED
from so_tui.core.headline import headline
from so_tui.tui import plain
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


def shortened(line: str, short: str, cells: int) -> str:
    """The next step in so many cells; the day it is needed by stays when words must go.

    `short` is the step's own text for a narrow place. Where that is too long as well, the
    telephone number goes: it stands on the card.
    """
    if plain.width(line) <= cells:
        return line
    what, day = parted(line)
    whom, colon, _ = what.partition(": ")
    name = whom.rpartition(", ")[0] if whom[-1:].isdigit() else whom
    if colon and short:
        texts = [f"{whom}: {short}.", f"{name}: {short}."]
    else:
        texts = [f"{short[:1].upper()}{short[1:]}." if short else f"{what}."]
    room = cells - plain.width(day)
    return next((text for text in texts if plain.width(text) <= room),
                plain.cut(texts[-1], max(1, room))) + day  # fmt: skip


def parted(line: str) -> tuple[str, str]:
    """A next step as what is to be done, and by when in few words."""
    for words, by in ((". Needed by ", "By"), (". It was needed by ", "Was by")):
        what, _, day = line.partition(words)
        if day:
            day = day.partition(".")[0]
            return what, " Today." if day == "today" else f" {by} {day}."
    return line.removesuffix("."), ""


def _second(view: View, saved: str, cells: int) -> Line:
    plan, case = view.plan, view.case
    if case.status in ENDED:
        bits = [Bit(" "), Bit(view.word("ended", case.status))]
    elif plan.next is None:
        bits = [Bit(" "), Bit("NEXT ", "key"), Bit("Nothing to do now.")]
    else:
        room = cells - len(" NEXT ") - plain.width(saved) - 2
        line = headline(plan.next, case, view.offices, view.today, plan)
        text = shortened(line, plan.next.short, room)
        bits = [Bit(" "), Bit("NEXT ", "key"), Bit(text, "late" if plan.next.late else "word")]
    style = "late" if saved in (UNSAVED, UNCONFIRMED) else "dim"
    return fit(bits, cells, [Bit(saved, style), Bit(" ")])
