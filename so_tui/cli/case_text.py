"""A case and its plan in words, for commands that tell of one or of many."""

from __future__ import annotations

from functools import cached_property

from so_tui.cli.context import CommandContext
from so_tui.cli.listed import Listed
from so_tui.core import headline, step_words
from so_tui.core.case import CallName, Case, Item, spoken_items
from so_tui.core.changes import CasePage
from so_tui.core.parties import card_of
from so_tui.core.plan_context import names_of
from so_tui.core.steps import Step
from so_tui.core.summary import Count, count


class CaseText:
    """One case on one day, put into words."""

    def __init__(self, context: CommandContext, page: CasePage) -> None:
        self.context, self.page = context, page
        self.case: Case = page.value
        self.today = context.today
        self.catalogue = context.catalogue
        self.calendar = context.calendar
        self.offices = context.offices
        self.plan = context.plan(page)
        self.conflicts = context.casework.conflicts(page)
        self.spoken = {id_: name for name, id_ in spoken_items(self.case)}

    @cached_property
    def listed(self) -> Listed:
        """What lists tell of it."""
        return Listed(self.context.casework.listed(self.page, self.today), self.context)

    # --- Words ------------------------------------------------------------------------------

    def word(self, table: str, code: str) -> str:
        """The word for what is kept by code."""
        return self.catalogue.words.get(f"{table}.{code}", code.replace("_", " "))

    def card(self, call: CallName) -> str:
        """The title of a call's card."""
        return card_of(self.case, call, self.catalogue.words)

    def item(self, item: Item) -> str:
        """An item's name, as in a list."""
        kind = self.catalogue.kinds.get(item.kind)
        return names_of(item, kind, self.today)[1] if kind else item.detail or item.kind

    def office(self, case_office: str | None) -> str:
        """The name of one of the case's offices, or ""."""
        here = self.case.offices.get(case_office or "")
        identity = self.offices.get(here.office) if here else None
        return identity.name if identity else ""

    def checked(self, item: Item) -> bool:
        """Whether an item counts only when it was found usable."""
        kind = self.catalogue.kinds.get(item.kind)
        return kind is not None and kind.checked

    def count(self, call: CallName) -> Count:
        """How many items of a call are there, and how many are asked for."""
        return count(self.case, self.plan, self.catalogue, call)

    def as_next(self, step: Step) -> str:
        """Any step as the header would say it."""
        words = self.catalogue.words
        next_ = headline.next_of([step], self.case, self.offices, words, self.today)
        return headline.sentence(next_, words, self.today) if next_ is not None else ""

    def step(self, step: Step) -> str:
        """A step on one line: call, item, what to do, by when, and how it stands."""
        return step_words.told(step, self.case, self.plan, self.spoken, self.catalogue.words)
