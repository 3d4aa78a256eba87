"""What every view is made from: a case, its plan, and the knowledge to put them in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

import msgspec

from so_tui.core import dates
from so_tui.core.assessment import Assessment, reflect
from so_tui.core.calendar import Calendar
from so_tui.core.case import CallName, Case, CaseOffice, Item, Office
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import CasePage, Change, OfficePage
from so_tui.core.mismatch import mismatches, said
from so_tui.core.parties import card_of
from so_tui.core.plan_context import names_of
from so_tui.core.steps import Plan, Step, Urgency
from so_tui.core.summary import Count, count, most_pressing
from so_tui.core.wording import Wording
from so_tui.tui.keys import Keymap
from so_tui.tui.marks import pressing, style_of
from so_tui.tui.views.rows import Come


class View(msgspec.Struct, frozen=True):
    """A case as it stands on one day. `offices` are the casebook's, by their id there; `waiting`
    are changes that the casebook does not hold yet, `disputed` the pages of the case's offices
    that two people changed apart; `keymap` are the keys in force, for sentences that name one."""

    page: CasePage
    plan: Plan
    offices: Mapping[str, Office]
    catalogue: Catalogue
    calendar: Calendar
    waiting: tuple[Change, ...] = ()
    disputed: tuple[OfficePage, ...] = ()
    keymap: Keymap = Keymap()

    @property
    def case(self) -> Case:
        """The case itself."""
        return self.page.value

    @property
    def today(self) -> dt.date:
        """The day of the plan."""
        return self.plan.today

    def word(self, table: str, key: str) -> str:
        """The word for what is kept by code: `word("state", "to_ask")` is `to ask`."""
        return self.catalogue.words.get(f"{table}.{key}", key.replace("_", " "))

    def state(self, item: Item) -> str:
        """The word for the state of an item."""
        return Wording(self.catalogue).state(item)

    def call(self, call: CallName) -> str:
        """The name of a call."""
        return card_of(self.case, call, self.catalogue.words)

    def key(self, action: str) -> str:
        """The key of an action, as a sentence names it."""
        return self.keymap.named(action)

    def title(self, pane: str, name: str) -> str:
        """The name of a pane behind the key that leads there."""
        return f"{self.keymap.key(f'pane.{pane}')} {name}".strip()

    def day(self, day: dt.date) -> str:
        """A day with its weekday, or `today`."""
        return dates.short(day, self.today)

    @property
    def day_cells(self) -> int:
        """Cells for a day in a column: the year is named where one lies in another."""
        days = (step.needed_by for step in self.plan.steps)
        return 15 if any(day and day.year != self.today.year for day in days) else 10

    def near(self, day: dt.date) -> str:
        """A day without its weekday, where there is little room."""
        return dates.number(day, self.today)

    def item_name(self, item: Item) -> str:
        """What an item is called in a list."""
        kind = self.catalogue.kinds.get(item.kind)
        return names_of(item, kind, self.today)[1] if kind else item.detail or item.kind

    def office(self, case_office: str | None) -> tuple[CaseOffice, Office | None] | None:
        """An office of the case with its identity in the casebook."""
        of_case = self.case.offices.get(case_office or "")
        return None if of_case is None else (of_case, self.offices.get(of_case.office))

    def office_name(self, case_office: str | None) -> str:
        """The name of an office of the case, or ""."""
        found = self.office(case_office)
        return found[1].name if found and found[1] else ""

    def step_of(self, item: str) -> Step | None:
        """The step at which an item stands."""
        return self.plan.of_item(item)

    def urgency(self, item: str) -> Urgency:
        """What presses most about an item."""
        return most_pressing(step for step in self.plan.steps if step.item == item)

    def tint(self, urgency: Urgency, step: Step | None = None) -> str:
        """The style of the mark and the word that say what presses about a step's thing. Of all
        that is late, only what comes first stands out by its weight, too."""
        first = self.plan.first_late if urgency == "late" else None
        same = first is not None and step is not None and first.thing_id == step.thing_id
        return f"{style_of(urgency)} first" if same else style_of(urgency)

    def checked(self, item: Item) -> bool:
        """Whether an item counts only when found usable."""
        kind = self.catalogue.kinds.get(item.kind)
        return bool(kind and kind.checked)

    def unmet(self, item: str) -> Iterator[str]:
        """What the second office accepts and is not given of an item, and whom to ask."""
        found = (one for one in mismatches(self.case, self.offices) if one.item == item)
        for one in found:
            yield " ".join(said(one, self.case, self.offices, Wording(self.catalogue)))

    def is_at_home(self, item: Item) -> bool:
        """Whether an item is one that people have at home."""
        return Wording(self.catalogue).is_at_home(item)

    def count(self, call: CallName) -> Count:
        """How many items of a call are there, how many are asked for, and whether one is late."""
        return count(self.case, self.plan, self.catalogue, call)

    def come(self, call: CallName) -> Come:
        """How far a call has come."""
        found = self.count(call)
        return Come(found.there, found.asked, pressing(found.urgency), style_of(found.urgency))

    def assessment(self) -> Assessment:
        """The answers, reflected back."""
        return reflect(self.case, self.catalogue)
