"""Today over all cases: whom to call, and for which cases, office by office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import msgspec
from msgspec.structs import replace

from so_tui.core import dates
from so_tui.core.calendar import Calendar
from so_tui.core.calls import NEVER, Calls, first_day, unknown
from so_tui.core.case import Office
from so_tui.core.catalogue import Catalogue
from so_tui.core.folding import Sought, searchable, sought
from so_tui.core.summary import Due, Summary, worst
from so_tui.core.text import counted
from so_tui.tui import plain
from so_tui.tui.marks import MARKS, pressing, style_of
from so_tui.tui.targets import Target
from so_tui.tui.views.names import case_name, is_told_apart
from so_tui.tui.views.rows import BLANK, Bit, Panel, Row, fit, said


class Today(msgspec.Struct, frozen=True, kw_only=True):
    """How the day is put into rows."""

    today: dt.date
    offices: Mapping[str, Office]
    calendar: Calendar
    catalogue: Catalogue
    back: str
    """The key that shows all calls, and that leaves the screen."""

    def having(self, calls: Iterable[Calls], words: str) -> list[Calls]:
        """The calls with all the words in the office, or in what is to be said for a case."""
        wanted = sought(words)
        return [one for call in calls if (one := self._having(call, wanted)).cases]

    def _having(self, calls: Calls, wanted: Sought) -> Calls:
        office = self.offices.get(calls.office)
        here = f"{office.name} {office.phone}" if office else self._unknown(calls)
        kept = [
            (case, dues)
            for case, dues in calls.cases
            if wanted.is_in(searchable(f"{here} {case.label} {' '.join(due.text for due in dues)}"))
        ]
        return replace(calls, cases=tuple(kept))

    def _unknown(self, calls: Calls) -> str:
        return unknown(calls, self.catalogue.words)

    def panel(self, calls: list[Calls], cells: int, left: int, words: str = "") -> Panel:
        """The day in rows of so many cells; `left`: cases that have yet to be looked at."""
        rows: list[Row] = []
        apart = any(is_told_apart(case) for one in calls for case, _ in one.cases)
        room = 20 if cells >= 90 or apart else 12
        for one in calls:
            rows += [BLANK] if rows else []
            rows.append(Row(self._office(one, cells), Target("calls", one.id, one.call)))
            for case, dues in one.cases:
                target = Target("due", f"{one.id}/{case.case}", dues[0].call)
                rows.append(Row(self._due(case, dues, cells, room), target))
        if not rows:
            nothing = f"Nothing to call today. {self.back} goes back."
            if words:
                nothing = f"No call has these words. {self.back} shows all."
            rows = said("Looking at the cases." if left else nothing, cells, "note")
        cases = {case.case for one in calls for case, _ in one.cases}
        now = sum(one.is_call for one in calls)
        aside = [counted(now, "call") if now else "no calls"]
        aside += [counted(len(cases), "case")] if cases else []
        aside += [f"{left} to look at"] if left else []
        day = dates.long(self.today)
        return Panel(title=f"Today, {day}", rows=tuple(rows), aside=" · ".join(aside))

    def _office(self, one: Calls, cells: int) -> tuple[Bit, ...]:
        office = self.offices.get(one.office)
        if office is None:
            left = [Bit(f"{self._unknown(one)}: ", "strong"), Bit("no office known yet", "note")]
        else:
            left = [Bit(office.name or "an office", "strong"), Bit(f"  {office.phone}", "key")]
            if said_of := self._hours(office):
                left.append(Bit(f"  {said_of}", "note"))
        right = counted(len(one.cases), "case")
        late = [Bit(", ", "dim"), Bit(f"{one.late} late", "late")] if one.late else []
        return fit(left, cells, [Bit(right, "dim"), *late])

    def _hours(self, office: Office) -> str:
        if self.calendar.is_open(self.today, office):
            return office.hours
        return self.calendar.why_closed(self.today, office) or "closed today"

    def _due(self, case: Summary, dues: tuple[Due, ...], cells: int, room: int) -> tuple[Bit, ...]:
        """What is to be said for a case; `room`: the cells of its name."""
        first_due = dues[0]
        urgency = worst(due.urgency for due in dues if due.naming == "do")
        style, mark = style_of(urgency), pressing(urgency) or f"{MARKS['to_ask']} "
        if first_due.naming != "do":
            style, mark = "waiting", f"{MARKS['asked']} "
        more = f" (+{len(dues) - 1})" if len(dues) > 1 else ""
        first = first_day(dues)
        if urgency == "due":  # on a closed day nothing can be done before the next open one
            open_ = (one.day for one in dues if one.day and one.urgency == "due")
            first = min(open_, default=first)
        day = "" if first == NEVER else dates.short(max(first, self.today), self.today)
        label = plain.fill(case_name(case, room), room)
        left = [
            Bit(f"  {mark}", style), Bit(f"{label} ", "strong"), Bit(f"{first_due.text}{more}"),
        ]  # fmt: skip
        by = day if day in ("", "today") else f"by {day}"
        if urgency in ("late", "out_of_reach") and first < self.today:
            by = f"needed {dates.short(first, self.today)}"
        if first_due.naming != "do":
            until = dates.short(first_due.day, self.today) if first_due.day is not None else ""
            by, style = self.catalogue.words[f"naming.{first_due.naming}"].format(day=until), "dim"
        return fit(left, cells, [Bit(by, style or "dim")])
